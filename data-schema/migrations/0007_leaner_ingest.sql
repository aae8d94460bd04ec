-- What bringing a hundred thousand questionnaires in costs is mostly indexes and checks. Four things are leaner here.

-- The role is part of what is hashed into the blind index, so the index alone is the key. A person can have several codes,
-- and whoever looks for all codes of a person reads them all anyway.
alter table identity.code drop constraint code_role_blind_index_key, drop constraint code_pkey;
alter table identity.code add primary key (blind_index);
comment on column identity.code.role is 'Codes are unique within a role: it is part of what is hashed.';

-- A file's questionnaires share a handful of waves, schools, classes, sources and batches: those are looked up once per
-- combination. The key to the form version joins them. With item_count it keeps the answers' length right; the rule and
-- the error (SQLSTATE 23503) are those of a declared key, which cost as much as two indexes.
create function study.refuse_misplaced_questionnaires() returns trigger
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
declare
  bad text;
begin
  -- Held against whoever deletes what is referred to; many may insert at once.
  perform pg_advisory_xact_lock_shared(7301);
  with places as materialized (
    select distinct form_version_id, item_count, wave_id, school_id, class_group_id, source_id, batch_id, superseded_by_batch_id from new_rows
  )
  select case
    when not exists (select 1 from study.form_version v where v.id = p.form_version_id and v.item_count = p.item_count) then 'study.form_version'
    when not exists (select 1 from study.wave w where w.id = p.wave_id) then 'study.wave'
    when p.school_id is not null and not exists (select 1 from study.school s where s.id = p.school_id) then 'study.school'
    when p.class_group_id is not null and not exists (
      select 1 from study.class_group g where g.id = p.class_group_id and g.school_id = p.school_id and g.wave_id = p.wave_id) then 'study.class_group'
    when not exists (select 1 from ingest.source s where s.id = p.source_id) then 'ingest.source'
    when not exists (select 1 from ingest.batch b where b.id = p.batch_id) then 'ingest.batch'
    when p.superseded_by_batch_id is not null and not exists (select 1 from ingest.batch b where b.id = p.superseded_by_batch_id) then 'ingest.batch'
    end
  into bad from places p
  where not exists (select 1 from study.form_version v where v.id = p.form_version_id and v.item_count = p.item_count)
    or not exists (select 1 from study.wave w where w.id = p.wave_id)
    or (p.school_id is not null and not exists (select 1 from study.school s where s.id = p.school_id))
    or (p.class_group_id is not null and not exists (
      select 1 from study.class_group g where g.id = p.class_group_id and g.school_id = p.school_id and g.wave_id = p.wave_id))
    or not exists (select 1 from ingest.source s where s.id = p.source_id)
    or not exists (select 1 from ingest.batch b where b.id = p.batch_id)
    or (p.superseded_by_batch_id is not null and not exists (select 1 from ingest.batch b where b.id = p.superseded_by_batch_id))
  limit 1;
  if bad is not null then
    raise exception 'study.questionnaire refers to a row of % that is not there', bad
      using errcode = 'foreign_key_violation', schema = 'study', table = 'questionnaire', constraint = 'references_' || replace(bad, '.', '_');
  end if;
  return null;
end $$;
comment on function study.refuse_misplaced_questionnaires() is 'Refuses questionnaires that refer to what is not there, or whose answers have another length than their form version says; per statement.';

-- Persons are many and each is another: one look into the index per row, whatever the planner believes of new tables.
create function study.refuse_unknown_persons() returns trigger
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  perform pg_advisory_xact_lock_shared(7301);
  if exists (select 1 from new_rows n left join study.person p on p.id = n.person_id where p.id is null) then
    raise exception '%.% (person_id) refers to a row of study.person that is not there', tg_table_schema, tg_table_name
      using errcode = 'foreign_key_violation', schema = tg_table_schema, table = tg_table_name, constraint = 'references_study_person';
  end if;
  return null;
end $$;
comment on function study.refuse_unknown_persons() is 'Refuses rows of persons who are not there; per statement.';

drop trigger references_on_insert on identity.code;
drop trigger references_on_update on identity.code;
create trigger references_on_insert after insert on identity.code
  referencing new table as new_rows for each statement execute function study.refuse_unknown_persons();
create trigger references_on_update after update on identity.code
  referencing new table as new_rows for each statement execute function study.refuse_unknown_persons();
create trigger persons_on_insert after insert on study.questionnaire
  referencing new table as new_rows for each statement execute function study.refuse_unknown_persons();
create trigger persons_on_update after update on study.questionnaire
  referencing new table as new_rows for each statement execute function study.refuse_unknown_persons();

drop trigger references_on_insert on study.questionnaire;
drop trigger references_on_update on study.questionnaire;
create trigger references_on_insert after insert on study.questionnaire
  referencing new table as new_rows for each statement execute function study.refuse_misplaced_questionnaires();
create trigger references_on_update after update on study.questionnaire
  referencing new table as new_rows for each statement execute function study.refuse_misplaced_questionnaires();

-- The other side of the key to the form version.
alter table study.questionnaire drop constraint questionnaire_form_version_id_item_count_fkey;
create trigger referred_to after delete on study.form_version
  referencing old table as old_rows for each statement execute function study.refuse_orphans('id', 'study.questionnaire', 'form_version_id');
create trigger key_is_fixed before update on study.form_version
  for each row when (old.id <> new.id or old.item_count <> new.item_count) execute function study.refuse_new_key();

-- Rows come in batch by batch and batches mostly wave by wave, so that a summary per range of pages finds them.
drop index study.questionnaire_by_form_and_wave;
drop index study.questionnaire_by_batch;
create index questionnaire_by_batch on study.questionnaire using brin (batch_id, form_version_id, wave_id) with (pages_per_range = 32, autosummarize = on);
