-- A run can be done over on the data as they were for it: whatever analyses read, they read through the views below. These show what
-- counts now; when a transaction names a run in lob.as_of_run, what counted for that run. Batches come in one after another, so one
-- number says which of them were there: the last one.

alter table analysis.run
  add column last_batch_id bigint,
  add column person_count integer check (person_count >= 0);
comment on column analysis.run.last_batch_id is 'The last batch that was in by then: what later ones added or changed, the run didn''t see.';
comment on column analysis.run.person_count is 'Persons with questionnaires that it read; NULL for runs of before this was kept.';
update analysis.run r set last_batch_id = greatest(
  (select max(b.batch_id) from analysis.run_batch b where b.run_id = r.id),
  (select max(b.id) from ingest.batch b where b.ingested_at <= r.run_at));

create function study.run_read_as_of() returns text
language plpgsql stable parallel safe security definer set search_path = pg_catalog as $$
declare
  named text := nullif(current_setting('lob.as_of_run', true), '');
begin
  -- A name that is not there must not quietly show what counts now.
  if named is not null and not exists (select 1 from analysis.run where id = named and last_batch_id is not null) then
    raise exception 'lob.as_of_run names %, which is no run that can be read again', named using errcode = 'invalid_parameter_value';
  end if;
  return named;
end $$;
comment on function study.run_read_as_of() is 'The run that lob.as_of_run names; NULL when what counts now is read.';

create view study.reading as
select r.id as run_id, r.last_batch_id,
  case when r.id is null then (select max(version) from study.link_version) else r.link_version end as link_version
from (select study.run_read_as_of() as run_id) named
left join analysis.run r on r.id = named.run_id;
comment on view study.reading is 'One row: as of which run analyses read. No run: what counts now.';
comment on column study.reading.run_id is 'The run; NULL for now.';
comment on column study.reading.last_batch_id is 'Its last batch; NULL for now.';
comment on column study.reading.link_version is 'The version of the links by which persons are told apart; NULL where equal codes do.';

create view study.shown_questionnaire as
select q.person_id, q.id, q.form_version_id, q.wave_id, q.school_id, q.class_group_id, q.item_count, q.answers, q.submitted_at, q.source_id, q.source_row, q.batch_id
from study.questionnaire q
where (q.superseded_by_batch_id is null or q.superseded_by_batch_id > (select last_batch_id from study.reading))
  and ((select run_id from study.reading) is null or q.batch_id <= (select last_batch_id from study.reading));
comment on view study.shown_questionnaire is 'The questionnaires that count, refusals included: now, or as of a run.';
comment on column study.shown_questionnaire.person_id is 'Who answered.';
comment on column study.shown_questionnaire.id is 'Id of this version of the filled-in questionnaire.';
comment on column study.shown_questionnaire.form_version_id is 'The form version.';
comment on column study.shown_questionnaire.wave_id is 'The wave.';
comment on column study.shown_questionnaire.school_id is 'School at that wave.';
comment on column study.shown_questionnaire.class_group_id is 'Class at that wave.';
comment on column study.shown_questionnaire.item_count is 'Number of coded items.';
comment on column study.shown_questionnaire.answers is 'Coded answers by position.';
comment on column study.shown_questionnaire.submitted_at is 'When it was handed in, UTC.';
comment on column study.shown_questionnaire.source_id is 'The way in.';
comment on column study.shown_questionnaire.source_row is 'Row in the file.';
comment on column study.shown_questionnaire.batch_id is 'The batch that brought it in.';

create view study.shown_person as
select p.id as person_id, coalesce(l.same_as, p.id) as same_as
from study.person p
left join study.person_link l on l.person_id = p.id and l.version = (select link_version from study.reading);
comment on view study.shown_person is 'Each id with the id that stands for the person: by the newest links, or by those of a run.';
comment on column study.shown_person.person_id is 'An id.';
comment on column study.shown_person.same_as is 'The id that stands for the person.';

create view study.shown_activity as
select a.code, a.school_id, a.kind, a.held_on, a.components, a.planned_minutes, a.batch_id, a.source_row
from study.activity a
where (select run_id from study.reading) is null or a.batch_id <= (select last_batch_id from study.reading)
union all
select a.code, a.school_id, a.kind, a.held_on, a.components, a.planned_minutes, a.batch_id, a.source_row
from study.earlier_row e cross join lateral jsonb_populate_record(null::study.activity, e.content) a
where (select run_id from study.reading) is not null and e.table_name = 'study.activity'
  and e.superseded_by_batch_id > (select last_batch_id from study.reading) and a.batch_id <= (select last_batch_id from study.reading);
comment on view study.shown_activity is 'Activities: as they are now, or as of a run.';
comment on column study.shown_activity.code is 'Short name of its own, as in the sheet.';
comment on column study.shown_activity.school_id is 'The school that held it; NULL for one of several schools.';
comment on column study.shown_activity.kind is 'What it was.';
comment on column study.shown_activity.held_on is 'The day.';
comment on column study.shown_activity.components is 'Components of CIOS+R.';
comment on column study.shown_activity.planned_minutes is 'The planned dose.';
comment on column study.shown_activity.batch_id is 'The batch that told it so.';
comment on column study.shown_activity.source_row is 'Row in the file.';

create view study.shown_attendance as
select t.person_id, t.activity_code, t.invited, t.presence, t.minutes, t.source, t.batch_id, t.source_row
from study.attendance t
where (select run_id from study.reading) is null or t.batch_id <= (select last_batch_id from study.reading)
union all
select t.person_id, t.activity_code, t.invited, t.presence, t.minutes, t.source, t.batch_id, t.source_row
from study.earlier_row e cross join lateral jsonb_populate_record(null::study.attendance, e.content) t
where (select run_id from study.reading) is not null and e.table_name = 'study.attendance'
  and e.superseded_by_batch_id > (select last_batch_id from study.reading) and t.batch_id <= (select last_batch_id from study.reading);
comment on view study.shown_attendance is 'Attendance: as it is now, or as of a run.';
comment on column study.shown_attendance.person_id is 'The person.';
comment on column study.shown_attendance.activity_code is 'The activity.';
comment on column study.shown_attendance.invited is 'yes, no or unknown.';
comment on column study.shown_attendance.presence is 'attended, absent or unknown.';
comment on column study.shown_attendance.minutes is 'How long the person took part; NULL when it wasn''t written down.';
comment on column study.shown_attendance.source is 'Who told it.';
comment on column study.shown_attendance.batch_id is 'The batch that told it so.';
comment on column study.shown_attendance.source_row is 'Row in the file.';

create view study.run_refusal as
select p.person_id
from (
  select distinct on (c.same_as, k.purpose, k.given_by) c.same_as, k.purpose, k.given
  from (
    select t.person_id, t.purpose, t.given_by, t.given, t.given_on from study.consent t
    where (select run_id from study.reading) is not null and coalesce(t.batch_id, 0) <= (select last_batch_id from study.reading)
    union all
    select t.person_id, t.purpose, t.given_by, t.given, t.given_on
    from study.earlier_row e cross join lateral jsonb_populate_record(null::study.consent, e.content) t
    where (select run_id from study.reading) is not null and e.table_name = 'study.consent'
      and e.superseded_by_batch_id > (select last_batch_id from study.reading) and coalesce(t.batch_id, 0) <= (select last_batch_id from study.reading)
  ) k
  join study.shown_person c on c.person_id = k.person_id
  order by c.same_as, k.purpose, k.given_by, k.given_on desc, k.given
) k
join study.consent_purpose u on u.code = k.purpose and u.is_required
join study.shown_person p on p.same_as = k.same_as
where not k.given
group by p.person_id;
comment on view study.run_refusal is 'Who had refused when the run of lob.as_of_run was done; nobody without one.';
comment on column study.run_refusal.person_id is 'An id of the person.';

create view study.shown_refusal as
select person_id from study.refused_person
union
select person_id from study.run_refusal;
comment on view study.shown_refusal is 'Whom no analysis reads: who refuses now, and who refused when the run was done that is read again.';
comment on column study.shown_refusal.person_id is 'An id of the person.';

create or replace view study.offer as
select a.school_id, s.code as school, k.component_code, a.held_on, a.code as activity_code, a.kind
from study.shown_activity a
cross join lateral unnest(a.components) k (component_code)
left join study.school s on s.id = a.school_id;

create or replace function study.dose_between(form_code text, from_wave text, to_wave text)
returns table (
  person_id uuid, component_code text, offered integer, invited integer, invited_unknown integer, attended integer, presence_unknown integer,
  minutes integer, minutes_unknown integer, before_first integer)
language sql stable parallel safe set search_path = pg_catalog as $$
  with answered as materialized (
    -- One questionnaire per person and wave: the last one handed in. Nothing here depends on rows' order or random ids.
    select distinct on (p.same_as, w.code) p.same_as as person_id, w.code as wave, q.school_id,
      coalesce((q.submitted_at at time zone 'Europe/Amsterdam')::date, w.starts) as answered_on
    from study.shown_questionnaire q
    join study.shown_person p on p.person_id = q.person_id
    join study.form_version v on v.id = q.form_version_id
    join study.form f on f.id = v.form_id
    join study.wave w on w.id = q.wave_id
    where f.code = form_code and w.code in (from_wave, to_wave)
      and not exists (select 1 from study.shown_refusal r where r.person_id = q.person_id)
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
    from study.shown_attendance t join study.shown_person p on p.person_id = t.person_id
    group by p.same_as, t.activity_code
  ),
  -- What a person's own school held is that person's to attend, and whatever a register tells of the person.
  concerned as (
    select s.person_id, s.first_day, s.last_day, s.school_id, a.code from span s join study.shown_activity a on a.school_id = s.school_id
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
  join study.shown_activity a on a.code = c.code
  cross join lateral (select a.held_on >= c.first_day as within) b
  cross join lateral unnest(a.components) k (component_code)
  left join registered r on r.person_id = c.person_id and r.activity_code = a.code
  where a.held_on < c.last_day
  group by c.person_id, k.component_code
$$;

grant select on study.reading, study.shown_questionnaire, study.shown_person, study.shown_activity, study.shown_attendance, study.run_refusal, study.shown_refusal to lob_analyst;

-- Forms' views that are there already read the same tables through the views; their columns and readers stay.
do $$
declare
  named record;
  was text;
  becomes text;
begin
  for named in
    select c.oid, format('%I.%I', n.nspname, c.relname) as view from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'v' and n.nspname in ('form', 'sensitive') and obj_description(c.oid, 'pg_class') like 'Generated:%'
  loop
    was := pg_get_viewdef(named.oid);
    becomes := replace(replace(replace(replace(was, 'study.questionnaire q', 'study.shown_questionnaire q'), 'study.current_person p', 'study.shown_person p'),
      'study.refused_person r', 'study.shown_refusal r'), '(q.superseded_by_batch_id IS NULL)', 'true');
    if position('study.shown_questionnaire q' in becomes) = 0 or position('study.shown_person p' in becomes) = 0
      or position('study.shown_refusal r' in becomes) = 0 or position('superseded_by_batch_id' in becomes) > 0 then
      raise exception 'the view % is not as it was generated, so it can''t be made anew', named.view;
    end if;
    execute format('create or replace view %s as %s', named.view, becomes);
  end loop;
end $$;
