create table analysis.run (
  id text primary key check (id ~ '^[0-9a-f]{12}$'),
  plan_code text not null,
  plan_hash bytea not null check (octet_length(plan_hash) = 32),
  plan_text text not null,
  form_version_id integer not null references study.form_version,
  data_hash bytea not null check (octet_length(data_hash) = 32),
  seed bigint,
  program_version text not null,
  runtime text not null,
  processor text not null,
  run_by text not null default session_user,
  run_at timestamptz not null default now()
);
comment on table analysis.run is 'One analysis: a plan on stated batches by a stated program. Holds aggregates only.';
comment on column analysis.run.id is 'First 12 hex digits of the SHA-256 over plan, codebook, data, seed and program version.';
comment on column analysis.run.plan_code is 'The plan''s identifier.';
comment on column analysis.run.plan_hash is 'SHA-256 of the plan''s bytes.';
comment on column analysis.run.plan_text is 'The plan as it was.';
comment on column analysis.run.form_version_id is 'The newest form version that was read.';
comment on column analysis.run.data_hash is 'SHA-256 over the batches'' file, mapping and form hashes, in order.';
comment on column analysis.run.seed is 'Seed, where anything random was used.';
comment on column analysis.run.program_version is 'Program version, with a fingerprint of the compiled code.';
comment on column analysis.run.runtime is '.NET runtime.';
comment on column analysis.run.processor is 'Processor architecture and model.';
comment on column analysis.run.run_by is 'Database login.';
comment on column analysis.run.run_at is 'When it was first run.';

create table analysis.run_batch (
  run_id text not null references analysis.run on delete cascade,
  batch_id bigint not null references ingest.batch,
  primary key (run_id, batch_id)
);
comment on table analysis.run_batch is 'The batches whose rows a run read.';
comment on column analysis.run_batch.run_id is 'The run.';
comment on column analysis.run_batch.batch_id is 'The batch.';

create table analysis.estimate (
  run_id text not null references analysis.run on delete cascade,
  ordinal integer not null check (ordinal >= 1),
  outcome text not null,
  wave text not null,
  exposure text not null,
  level text,
  reference_level text,
  term text not null,
  estimator text not null,
  formula text not null,
  covariance text not null,
  cluster text,
  estimate double precision,
  se double precision,
  df double precision,
  statistic double precision,
  p double precision,
  lower double precision,
  upper double precision,
  confidence double precision not null check (confidence > 0 and confidence < 1),
  row_count integer not null,
  person_count integer not null,
  omitted_count integer not null,
  cluster_count integer,
  school_count integer not null,
  reason text,
  warnings text[] not null default '{}',
  primary key (run_id, ordinal)
);
comment on table analysis.estimate is 'One number with its uncertainty, as a chart or a report shows it.';
comment on column analysis.estimate.run_id is 'The run.';
comment on column analysis.estimate.ordinal is 'Place in the run, from 1.';
comment on column analysis.estimate.outcome is 'Outcome item.';
comment on column analysis.estimate.wave is 'Wave code.';
comment on column analysis.estimate.exposure is 'Exposure item.';
comment on column analysis.estimate.level is 'Level of a categorical exposure.';
comment on column analysis.estimate.reference_level is 'Level it is compared with.';
comment on column analysis.estimate.term is 'Name of the coefficient in the model.';
comment on column analysis.estimate.estimator is 'For example ols.';
comment on column analysis.estimate.formula is 'The model, as in R.';
comment on column analysis.estimate.covariance is 'classical, CR0, CR1, CR1S or CR2.';
comment on column analysis.estimate.cluster is 'What the standard errors are clustered by.';
comment on column analysis.estimate.estimate is 'Point estimate, in the outcome''s unit.';
comment on column analysis.estimate.se is 'Standard error.';
comment on column analysis.estimate.df is 'Degrees of freedom (Satterthwaite for CR types).';
comment on column analysis.estimate.statistic is 't statistic.';
comment on column analysis.estimate.p is 'Two-sided p value.';
comment on column analysis.estimate.lower is 'Lower end of the interval.';
comment on column analysis.estimate.upper is 'Upper end of the interval.';
comment on column analysis.estimate.confidence is 'Confidence level of the interval.';
comment on column analysis.estimate.row_count is 'Rows used.';
comment on column analysis.estimate.person_count is 'Persons used.';
comment on column analysis.estimate.omitted_count is 'Rows left out because a used column was missing.';
comment on column analysis.estimate.cluster_count is 'Number of clusters.';
comment on column analysis.estimate.school_count is 'Number of schools.';
comment on column analysis.estimate.reason is 'Why a number is NULL.';
comment on column analysis.estimate.warnings is 'What the reader must know.';
