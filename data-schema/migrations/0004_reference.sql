-- The domain's fixed facts. The rows come from data-schema/reference and are loaded with every migration.
create table reference.component (
  code text primary key check (code in ('C', 'I', 'O', 'S', 'R')),
  step smallint unique,
  name_nl text not null,
  name_en text not null,
  definition_nl text not null,
  definition_en text not null,
  after text,
  source text not null
);
comment on table reference.component is 'The components of CIOS+R.';
comment on column reference.component.code is 'C, I, O, S or R.';
comment on column reference.component.step is 'Place in the staircase from its base; NULL for R, which stands around it.';
comment on column reference.component.name_nl is 'Name in Dutch.';
comment on column reference.component.name_en is 'Name in English.';
comment on column reference.component.definition_nl is 'What it is, in Dutch.';
comment on column reference.component.definition_en is 'What it is, in English.';
comment on column reference.component.after is 'Work that the definition follows.';
comment on column reference.component.source is 'Where the fact comes from.';

create table reference.precondition_part (
  code text primary key,
  ordinal smallint not null unique,
  name_nl text not null,
  name_en text not null
);
comment on table reference.precondition_part is 'The parts of R: vision, team commitment, integral approach.';
comment on column reference.precondition_part.code is 'Identifier.';
comment on column reference.precondition_part.ordinal is 'Place in the list.';
comment on column reference.precondition_part.name_nl is 'Name in Dutch.';
comment on column reference.precondition_part.name_en is 'Name in English.';

create table reference.intervention (
  code text primary key,
  ordinal smallint not null unique,
  school text not null,
  sector text not null check (sector in ('vmbo', 'mbo')),
  group_kind text not null,
  heading text not null,
  target text not null,
  activity text not null,
  timing text not null,
  source text not null
);
comment on table reference.intervention is 'The four interventions that the brochure describes. Public facts: school names are as printed.';
comment on column reference.intervention.code is 'Identifier.';
comment on column reference.intervention.ordinal is 'Place in the brochure.';
comment on column reference.intervention.school is 'The school or programme.';
comment on column reference.intervention.sector is 'vmbo or mbo.';
comment on column reference.intervention.group_kind is 'leerkring, or what it was instead.';
comment on column reference.intervention.heading is 'The intervention''s own heading, as printed.';
comment on column reference.intervention.target is 'Whom it reaches.';
comment on column reference.intervention.activity is 'What was done.';
comment on column reference.intervention.timing is 'When.';
comment on column reference.intervention.source is 'Where the fact comes from.';

create table reference.intervention_component (
  intervention_code text not null references reference.intervention on delete cascade,
  component_code text not null references reference.component,
  primary key (intervention_code, component_code)
);
comment on table reference.intervention_component is 'Which components an intervention belongs to.';
comment on column reference.intervention_component.intervention_code is 'The intervention.';
comment on column reference.intervention_component.component_code is 'The component.';

create table reference.practice (
  code text primary key,
  ordinal smallint not null unique,
  component_code text references reference.component,
  name_nl text not null,
  name_en text not null,
  schools_asked smallint not null,
  schools_yes smallint check (schools_yes between 0 and schools_asked),
  structural boolean,
  source text not null
);
comment on table reference.practice is 'The telephone round of eight vmbo schools: totals per practice. Single schools are in practice_cell.';
comment on column reference.practice.code is 'Identifier.';
comment on column reference.practice.ordinal is 'Place in the list.';
comment on column reference.practice.component_code is 'Component; NULL for context.';
comment on column reference.practice.name_nl is 'The practice in Dutch.';
comment on column reference.practice.name_en is 'The practice in English.';
comment on column reference.practice.schools_asked is 'Schools in the round.';
comment on column reference.practice.schools_yes is 'Schools that said yes; NULL where the source gives no number.';
comment on column reference.practice.structural is 'Whether the practice is structural; NULL where the source doesn''t say.';
comment on column reference.practice.source is 'Where the fact comes from.';

create table reference.practice_cell (
  practice_code text not null references reference.practice on delete cascade,
  school_number smallint not null check (school_number between 1 and 8),
  present boolean,
  primary key (practice_code, school_number)
);
comment on table reference.practice_cell is 'The telephone round per school. A cell that the source doesn''t give is NULL: never guessed.';
comment on column reference.practice_cell.practice_code is 'The practice.';
comment on column reference.practice_cell.school_number is 'School 1 to 8 of the round; the source doesn''t name them.';
comment on column reference.practice_cell.present is 'Whether the school has the practice; NULL is unknown.';

create table reference.process_stage (
  number smallint primary key check (number between 1 and 6),
  name_nl text not null,
  name_en text not null,
  within_circle boolean,
  source text not null
);
comment on table reference.process_stage is 'The six stages of a leerkring.';
comment on column reference.process_stage.number is 'Place in the order.';
comment on column reference.process_stage.name_nl is 'Name in Dutch.';
comment on column reference.process_stage.name_en is 'Name in English.';
comment on column reference.process_stage.within_circle is 'Whether it takes place inside the circle; NULL: partly or not stated.';
comment on column reference.process_stage.source is 'Where the fact comes from.';

create table reference.work_method (
  ordinal smallint primary key,
  name_nl text not null unique
);
comment on table reference.work_method is 'Work methods (werkvormen) that the brochure names.';
comment on column reference.work_method.ordinal is 'Place in the list.';
comment on column reference.work_method.name_nl is 'Name in Dutch.';

create table reference.loaded (
  only_row boolean primary key default true check (only_row),
  content_hash bytea not null check (octet_length(content_hash) = 32)
);
comment on table reference.loaded is 'Which version of data-schema/reference the rows come from.';
comment on column reference.loaded.only_row is 'Always true: keeps the table at one row.';
comment on column reference.loaded.content_hash is 'SHA-256 over the files.';
