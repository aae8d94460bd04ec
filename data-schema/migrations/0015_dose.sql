-- What somebody took part in between two waves, counted since the earlier questionnaire and up to the day before the later one.

create function study.dose_between(form_code text, from_wave text, to_wave text)
returns table (
  person_id uuid, component_code text, offered integer, invited integer, invited_unknown integer, attended integer, presence_unknown integer,
  minutes integer, minutes_unknown integer, before_first integer)
language sql stable parallel safe set search_path = pg_catalog as $$
  with answered as materialized (
    -- One questionnaire per person and wave: the last one handed in. Nothing here depends on rows' order or random ids.
    select distinct on (p.same_as, w.code) p.same_as as person_id, w.code as wave, q.school_id,
      coalesce((q.submitted_at at time zone 'Europe/Amsterdam')::date, w.starts) as answered_on
    from study.questionnaire q
    join study.current_person p on p.person_id = q.person_id
    join study.form_version v on v.id = q.form_version_id
    join study.form f on f.id = v.form_id
    join study.wave w on w.id = q.wave_id
    where f.code = form_code and w.code in (from_wave, to_wave) and q.superseded_by_batch_id is null
      and not exists (select 1 from study.refused_person r where r.person_id = q.person_id)
    order by p.same_as, w.code, q.submitted_at desc nulls last, q.answers desc, q.school_id
  ),
  span as materialized (
    -- Who left one of the waves out: the wave's own days.
    select coalesce(f.person_id, l.person_id) as person_id, coalesce(f.school_id, l.school_id) as school_id,
      coalesce(f.answered_on, (select starts from study.wave where code = from_wave), '-infinity'::date) as first_day,
      coalesce(l.answered_on, (select starts from study.wave where code = to_wave), 'infinity'::date) as last_day
    from (select * from answered where wave = from_wave) f
    full join (select * from answered where wave = to_wave) l on l.person_id = f.person_id
  ),
  -- A person whose code was mistyped once can stand in a register twice: what is known wins over what isn't.
  registered as materialized (
    select p.same_as as person_id, t.activity_code,
      case when bool_or(t.invited = 'yes') then 'yes' when bool_or(t.invited = 'no') then 'no' else 'unknown' end as invited,
      case when bool_or(t.presence = 'attended') then 'attended' when bool_or(t.presence = 'absent') then 'absent' else 'unknown' end as presence,
      max(t.minutes) as minutes
    from study.attendance t join study.current_person p on p.person_id = t.person_id
    group by p.same_as, t.activity_code
  ),
  -- What a person's own school held is that person's to attend, and whatever a register tells of the person.
  concerned as (
    select s.person_id, s.first_day, s.last_day, s.school_id, a.code from span s join study.activity a on a.school_id = s.school_id
    union
    select s.person_id, s.first_day, s.last_day, s.school_id, r.activity_code from span s join registered r on r.person_id = s.person_id
  )
  select c.person_id, k.component_code,
    (count(*) filter (where b.within and a.school_id = c.school_id))::integer,
    (count(*) filter (where b.within and r.invited = 'yes'))::integer,
    (count(*) filter (where b.within and coalesce(r.invited, 'unknown') = 'unknown'))::integer,
    (count(*) filter (where b.within and r.presence = 'attended'))::integer,
    (count(*) filter (where b.within and coalesce(r.presence, 'unknown') = 'unknown'))::integer,
    coalesce(sum(r.minutes) filter (where b.within and r.presence = 'attended'), 0)::integer,
    (count(*) filter (where b.within and (coalesce(r.presence, 'unknown') = 'unknown' or (r.presence = 'attended' and r.minutes is null))))::integer,
    (count(*) filter (where not b.within and r.presence = 'attended'))::integer
  from concerned c
  join study.activity a on a.code = c.code
  cross join lateral (select a.held_on >= c.first_day as within) b
  join study.activity_component k on k.activity_code = a.code
  left join registered r on r.person_id = c.person_id and r.activity_code = a.code
  where a.held_on < c.last_day
  group by c.person_id, k.component_code
$$;
comment on function study.dose_between(text, text, text) is
  'Per person who answered at either wave, and component: activities of the own school, invitations, attendance and minutes since the earlier questionnaire and before the day of the later one (without one of them, the first day of its wave). Nothing is guessed: what no register tells is counted as unknown. No row for a component: none of it was held or registered.';
revoke all on function study.dose_between(text, text, text) from public;
grant execute on function study.dose_between(text, text, text) to lob_analyst;

-- What a team held in each school, whatever its parents answered.
create view study.offer as
select a.school_id, s.code as school, k.component_code, a.held_on, a.code as activity_code, a.kind
from study.activity a
join study.activity_component k on k.activity_code = a.code
left join study.school s on s.id = a.school_id;
comment on view study.offer is 'Which components a school offered, and when: a row per activity and component.';
comment on column study.offer.school_id is 'The school; NULL for an activity of several schools.';
comment on column study.offer.school is 'Its code.';
comment on column study.offer.component_code is 'C, I, O, S or R.';
comment on column study.offer.held_on is 'The day.';
comment on column study.offer.activity_code is 'The activity.';
comment on column study.offer.kind is 'What it was.';
grant select on study.offer to lob_analyst;

-- Effects: plans that say beforehand what is estimated, and what they gave.

create table analysis.plan_lock (
  lock_hash bytea primary key check (octet_length(lock_hash) = 32),
  plan_code text not null,
  plan_text text not null,
  plan_hash bytea not null check (octet_length(plan_hash) = 32),
  codebook_hash bytea not null check (octet_length(codebook_hash) = 32),
  scoring_hash bytea not null check (octet_length(scoring_hash) = 32),
  exclusions_hash bytea not null check (octet_length(exclusions_hash) = 32),
  outcome_batches integer not null check (outcome_batches >= 0),
  outcome_questionnaires integer not null check (outcome_questionnaires >= 0),
  earlier_runs integer not null check (earlier_runs >= 0),
  program_version text not null,
  locked_by text not null default session_user,
  locked_at timestamptz not null default now()
);
comment on table analysis.plan_lock is 'Plans as they were fixed, and what was already there then. A row is never changed.';
comment on column analysis.plan_lock.lock_hash is 'SHA-256 over plan, codebook, scoring and exclusions.';
comment on column analysis.plan_lock.plan_code is 'The plan''s identifier.';
comment on column analysis.plan_lock.plan_text is 'The plan as it was.';
comment on column analysis.plan_lock.plan_hash is 'SHA-256 of its text.';
comment on column analysis.plan_lock.codebook_hash is 'SHA-256 over the form versions that it reads.';
comment on column analysis.plan_lock.scoring_hash is 'SHA-256 over the scales that it scores: items, reversal, aggregate, how many must be answered.';
comment on column analysis.plan_lock.exclusions_hash is 'SHA-256 over who is left out: consent, missing data, which dose counts.';
comment on column analysis.plan_lock.outcome_batches is 'Batches with the outcome''s wave that were there already: 0 when the plan was fixed before the outcome came in.';
comment on column analysis.plan_lock.outcome_questionnaires is 'Questionnaires of the outcome''s wave that were there already.';
comment on column analysis.plan_lock.earlier_runs is 'Runs that had read the outcome''s wave by then: taking its files back doesn''t unsee them.';
comment on column analysis.plan_lock.program_version is 'Program version.';
comment on column analysis.plan_lock.locked_by is 'Database login.';
comment on column analysis.plan_lock.locked_at is 'When.';
-- Also the researcher who fixed a plan can't fix it anew.
create function analysis.keep_plan_locks() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  raise exception 'a fixed plan stays as it was; fix a new one beside it' using errcode = 'insufficient_privilege';
end $$;
comment on function analysis.keep_plan_locks() is 'Refuses to change or delete a fixed plan.';
create trigger keep_plan_locks before update or delete on analysis.plan_lock for each row execute function analysis.keep_plan_locks();
grant select, insert on analysis.plan_lock to lob_analyst;

alter table analysis.run
  add column label text not null default 'unlocked' check (label in ('unlocked', 'confirmatory', 'exploratory')),
  add column label_reason text,
  add column lock_hash bytea references analysis.plan_lock;
comment on column analysis.run.label is 'confirmatory: as a plan fixed before the outcome came in says; exploratory: anything else; unlocked: the kind of plan isn''t fixed.';
comment on column analysis.run.label_reason is 'Why.';
comment on column analysis.run.lock_hash is 'The fixed plan.';

alter table analysis.estimate
  add column role text not null default 'primary' check (role in ('primary', 'sensitivity', 'moderator')),
  add column estimand text,
  add column subgroup text,
  add column p_adjusted double precision,
  add column equivalence_bound double precision,
  add column equivalence_p double precision,
  add column equivalence_lower double precision,
  add column equivalence_upper double precision,
  add column finding text,
  add column robustness double precision,
  add column robustness_interval double precision,
  add column trust text;
comment on column analysis.estimate.role is 'primary: the one number that the plan asks for; sensitivity: the same by another way; moderator: in a group or between groups.';
comment on column analysis.estimate.estimand is 'offer or participation.';
comment on column analysis.estimate.subgroup is 'Group of persons, or the contrast of two.';
comment on column analysis.estimate.p_adjusted is 'p adjusted within the plan''s family.';
comment on column analysis.estimate.equivalence_bound is 'Smallest effect of interest, in points: the bound of the two one-sided tests.';
comment on column analysis.estimate.equivalence_p is 'The larger p of the two one-sided tests.';
comment on column analysis.estimate.equivalence_lower is 'Lower end of the interval of 1 − 2α.';
comment on column analysis.estimate.equivalence_upper is 'Its upper end.';
comment on column analysis.estimate.finding is 'difference, negligible (smaller than the bound), both, or inconclusive.';
comment on column analysis.estimate.robustness is 'Robustness value of the estimate.';
comment on column analysis.estimate.robustness_interval is 'Robustness value of the interval''s end.';
comment on column analysis.estimate.trust is 'What to think of the interval, given the number of schools.';

create table analysis.run_table (
  run_id text not null references analysis.run on delete cascade,
  name text not null check (name ~ '^[a-z_]{1,40}$'),
  content jsonb not null,
  primary key (run_id, name)
);
comment on table analysis.run_table is 'What stands beside a run''s estimates: participant flow, separability, scales. Aggregates only.';
comment on column analysis.run_table.run_id is 'The run.';
comment on column analysis.run_table.name is 'Which table.';
comment on column analysis.run_table.content is 'Its rows.';
grant select, insert, update, delete on analysis.run_table to lob_analyst;
