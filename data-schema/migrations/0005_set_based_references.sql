-- References of the large tables are checked once per statement instead of once per row. A declared foreign key costs
-- PostgreSQL some nine microseconds per row and key; with seven of them bringing in 100,000 questionnaires took six
-- seconds of checks alone. The rules are the same, and so is the error (SQLSTATE 23503).
--
-- Arguments of the triggers: columns of this table, the other table, its columns; repeated.

-- One look into the index per distinct value (offset 0 keeps it from becoming a join): tables that are being filled have
-- no statistics yet, and a plan that reads them whole would make each chunk slower than the one before.
create function study.refuse_unknown_references() returns trigger
language plpgsql security definer set search_path = pg_catalog set enable_seqscan = off as $$
declare
  bad boolean;
  i integer := 0;
begin
  -- Held against whoever deletes what is referred to; many may insert at once.
  perform pg_advisory_xact_lock_shared(7301);
  while i < tg_nargs loop
    execute format(
      'select exists (select 1 from (select distinct %1$s from new_rows d) d where row(%1$s) is not null and not exists (select 1 from %2$s p where (%3$s) = (%1$s) offset 0))',
      (select string_agg('d.' || quote_ident(trim(c)), ', ') from unnest(string_to_array(tg_argv[i], ',')) c),
      tg_argv[i + 1],
      (select string_agg('p.' || quote_ident(trim(c)), ', ') from unnest(string_to_array(tg_argv[i + 2], ',')) c))
      into bad;
    if bad then
      raise exception '%.% (%) refers to a row of % that is not there', tg_table_schema, tg_table_name, tg_argv[i], tg_argv[i + 1]
        using errcode = 'foreign_key_violation', schema = tg_table_schema, table = tg_table_name, constraint = 'references_' || replace(tg_argv[i + 1], '.', '_');
    end if;
    i := i + 3;
  end loop;
  return null;
end $$;
comment on function study.refuse_unknown_references() is 'Refuses rows that refer to what is not there; per statement.';

create function study.refuse_orphans() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  bad boolean;
  i integer := 0;
begin
  perform pg_advisory_xact_lock(7301);
  while i < tg_nargs loop
    execute format(
      'select exists (select 1 from old_rows o join %2$s c on (%3$s) = (%1$s))',
      (select string_agg('o.' || quote_ident(trim(c)), ', ') from unnest(string_to_array(tg_argv[i], ',')) c),
      tg_argv[i + 1],
      (select string_agg('c.' || quote_ident(trim(c)), ', ') from unnest(string_to_array(tg_argv[i + 2], ',')) c))
      into bad;
    if bad then
      raise exception '%.% is still referred to by %', tg_table_schema, tg_table_name, tg_argv[i + 1]
        using errcode = 'foreign_key_violation', schema = tg_table_schema, table = tg_table_name, constraint = 'referred_to_by_' || replace(tg_argv[i + 1], '.', '_');
    end if;
    i := i + 3;
  end loop;
  return null;
end $$;
comment on function study.refuse_orphans() is 'Refuses to delete what is still referred to; per statement.';

create function study.refuse_new_key() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  raise exception 'the key of %.% never changes', tg_table_schema, tg_table_name
    using errcode = 'foreign_key_violation', schema = tg_table_schema, table = tg_table_name, constraint = 'key_is_fixed';
end $$;
comment on function study.refuse_new_key() is 'Keys that others refer to are fixed.';

create function study.delete_answers() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform pg_advisory_xact_lock(7301);
  delete from study.number_answer a using old_rows o where a.person_id = o.person_id and a.questionnaire_id = o.id;
  delete from study.date_answer a using old_rows o where a.person_id = o.person_id and a.questionnaire_id = o.id;
  delete from text.answer a using old_rows o where a.person_id = o.person_id and a.questionnaire_id = o.id;
  delete from sensitive.answer a using old_rows o where a.person_id = o.person_id and a.questionnaire_id = o.id;
  return null;
end $$;
comment on function study.delete_answers() is 'Answers go with their questionnaire.';

-- Questionnaires. The key to the form version stays declared: with item_count it is what keeps the array's length right.
alter table study.questionnaire
  drop constraint questionnaire_person_id_fkey,
  drop constraint questionnaire_wave_id_fkey,
  drop constraint questionnaire_school_id_fkey,
  drop constraint questionnaire_source_id_fkey,
  drop constraint questionnaire_batch_id_fkey,
  drop constraint questionnaire_superseded_by_batch_id_fkey,
  drop constraint questionnaire_class_group_id_school_id_wave_id_fkey;

create trigger references_on_insert after insert on study.questionnaire
  referencing new table as new_rows for each statement execute function study.refuse_unknown_references(
    'person_id', 'study.person', 'id',
    'wave_id', 'study.wave', 'id',
    'school_id', 'study.school', 'id',
    'class_group_id, school_id, wave_id', 'study.class_group', 'id, school_id, wave_id',
    'source_id', 'ingest.source', 'id',
    'batch_id', 'ingest.batch', 'id',
    'superseded_by_batch_id', 'ingest.batch', 'id');
create trigger references_on_update after update on study.questionnaire
  referencing new table as new_rows for each statement execute function study.refuse_unknown_references(
    'person_id', 'study.person', 'id',
    'wave_id', 'study.wave', 'id',
    'school_id', 'study.school', 'id',
    'class_group_id, school_id, wave_id', 'study.class_group', 'id, school_id, wave_id',
    'source_id', 'ingest.source', 'id',
    'batch_id', 'ingest.batch', 'id',
    'superseded_by_batch_id', 'ingest.batch', 'id');
create trigger key_is_fixed before update on study.questionnaire
  for each row when (old.person_id <> new.person_id or old.id <> new.id) execute function study.refuse_new_key();
create trigger answers_go_too after delete on study.questionnaire
  referencing old table as old_rows for each statement execute function study.delete_answers();

-- Persons and their codes.
alter table study.person drop constraint person_first_batch_id_fkey;
create trigger references_on_insert after insert on study.person
  referencing new table as new_rows for each statement execute function study.refuse_unknown_references('first_batch_id', 'ingest.batch', 'id');
create trigger references_on_update after update on study.person
  referencing new table as new_rows for each statement execute function study.refuse_unknown_references('first_batch_id', 'ingest.batch', 'id');
alter table identity.code drop constraint code_person_id_fkey;
create trigger references_on_insert after insert on identity.code
  referencing new table as new_rows for each statement execute function study.refuse_unknown_references('person_id', 'study.person', 'id');
create trigger references_on_update after update on identity.code
  referencing new table as new_rows for each statement execute function study.refuse_unknown_references('person_id', 'study.person', 'id');

-- Answers that the array doesn't hold.
do $$
declare
  answers text;
begin
  foreach answers in array array['study.number_answer', 'study.date_answer', 'text.answer', 'sensitive.answer'] loop
    execute format('alter table %s drop constraint %I, drop constraint %I, drop constraint %I', answers,
      split_part(answers, '.', 2) || '_person_id_questionnaire_id_fkey',
      split_part(answers, '.', 2) || '_form_version_id_item_ordinal_fkey',
      split_part(answers, '.', 2) || '_form_version_id_missing_fkey');
    execute format('create trigger references_on_insert after insert on %s referencing new table as new_rows for each statement
      execute function study.refuse_unknown_references(
        ''person_id, questionnaire_id'', ''study.questionnaire'', ''person_id, id'',
        ''form_version_id, item_ordinal'', ''study.item'', ''form_version_id, ordinal'',
        ''form_version_id, missing'', ''study.missing_reason'', ''form_version_id, row_number'')', answers);
    execute format('create trigger references_on_update after update on %s referencing new table as new_rows for each statement
      execute function study.refuse_unknown_references(
        ''person_id, questionnaire_id'', ''study.questionnaire'', ''person_id, id'',
        ''form_version_id, item_ordinal'', ''study.item'', ''form_version_id, ordinal'',
        ''form_version_id, missing'', ''study.missing_reason'', ''form_version_id, row_number'')', answers);
  end loop;
end $$;

-- The other side: what is referred to stays, with its key.
create trigger referred_to after delete on study.person
  referencing old table as old_rows for each statement execute function study.refuse_orphans(
    'id', 'study.questionnaire', 'person_id', 'id', 'identity.code', 'person_id');
create trigger key_is_fixed before update on study.person
  for each row when (old.id <> new.id) execute function study.refuse_new_key();
create trigger referred_to after delete on study.wave
  referencing old table as old_rows for each statement execute function study.refuse_orphans('id', 'study.questionnaire', 'wave_id');
create trigger key_is_fixed before update on study.wave
  for each row when (old.id <> new.id) execute function study.refuse_new_key();
create trigger referred_to after delete on study.school
  referencing old table as old_rows for each statement execute function study.refuse_orphans('id', 'study.questionnaire', 'school_id');
create trigger key_is_fixed before update on study.school
  for each row when (old.id <> new.id) execute function study.refuse_new_key();
create trigger referred_to after delete on study.class_group
  referencing old table as old_rows for each statement execute function study.refuse_orphans('id', 'study.questionnaire', 'class_group_id');
create trigger key_is_fixed before update on study.class_group
  for each row when (old.id <> new.id or old.school_id <> new.school_id or old.wave_id <> new.wave_id) execute function study.refuse_new_key();
create trigger referred_to after delete on ingest.source
  referencing old table as old_rows for each statement execute function study.refuse_orphans('id', 'study.questionnaire', 'source_id');
create trigger key_is_fixed before update on ingest.source
  for each row when (old.id <> new.id) execute function study.refuse_new_key();
create trigger referred_to after delete on ingest.batch
  referencing old table as old_rows for each statement execute function study.refuse_orphans(
    'id', 'study.questionnaire', 'batch_id', 'id', 'study.questionnaire', 'superseded_by_batch_id', 'id', 'study.person', 'first_batch_id');
create trigger key_is_fixed before update on ingest.batch
  for each row when (old.id <> new.id) execute function study.refuse_new_key();
do $$
declare
  parent record;
begin
  for parent in select * from (values ('study.item', 'form_version_id, ordinal', 'form_version_id, item_ordinal'),
    ('study.missing_reason', 'form_version_id, row_number', 'form_version_id, missing')) v (name, key, child) loop
    execute format('create trigger referred_to after delete on %s referencing old table as old_rows for each statement
      execute function study.refuse_orphans(%L, ''study.number_answer'', %L, %L, ''study.date_answer'', %L, %L, ''text.answer'', %L, %L, ''sensitive.answer'', %L)',
      parent.name, parent.key, parent.child, parent.key, parent.child, parent.key, parent.child, parent.key, parent.child);
    execute format('create trigger key_is_fixed before update on %s for each row when (row(%s) is distinct from row(%s)) execute function study.refuse_new_key()',
      parent.name,
      (select string_agg('old.' || trim(c), ', ') from unnest(string_to_array(parent.key, ',')) c),
      (select string_agg('new.' || trim(c), ', ') from unnest(string_to_array(parent.key, ',')) c));
  end loop;
end $$;
