-- Fixing a plan: what was there already, when and by whom is told by the database, not by who fixes it.

create function analysis.fix_plan(
  fixed_hash bytea, fixed_code text, fixed_text text, fixed_plan_hash bytea, fixed_codebook_hash bytea, fixed_scoring_hash bytea,
  fixed_exclusions_hash bytea, fixed_version text, form_code text, wave_codes text[])
returns boolean language plpgsql security definer set search_path = pg_catalog as $$
declare
  stored integer;
begin
  insert into analysis.plan_lock (
    lock_hash, plan_code, plan_text, plan_hash, codebook_hash, scoring_hash, exclusions_hash, outcome_batches, outcome_questionnaires, earlier_runs, program_version)
  select fixed_hash, fixed_code, fixed_text, fixed_plan_hash, fixed_codebook_hash, fixed_scoring_hash, fixed_exclusions_hash, count(distinct q.batch_id), count(*), (
      select count(distinct e.run_id) from analysis.estimate e join analysis.run r on r.id = e.run_id
      join study.form_version v on v.id = r.form_version_id join study.form f on f.id = v.form_id
      where f.code = form_code and e.wave = any(wave_codes)),
    fixed_version
  from study.questionnaire q
  join study.form_version v on v.id = q.form_version_id
  join study.form f on f.id = v.form_id
  join study.wave w on w.id = q.wave_id
  where f.code = form_code and w.code = any(wave_codes)
  on conflict (lock_hash) do nothing;
  get diagnostics stored = row_count;
  return stored > 0;
end $$;
comment on function analysis.fix_plan(bytea, text, text, bytea, bytea, bytea, bytea, text, text, text[]) is
  'Fixes a plan with what of the outcome''s waves was in by then; false when just this was fixed before.';
revoke all on function analysis.fix_plan(bytea, text, text, bytea, bytea, bytea, bytea, text, text, text[]) from public;
grant execute on function analysis.fix_plan(bytea, text, text, bytea, bytea, bytea, bytea, text, text, text[]) to lob_analyst;
revoke insert on analysis.plan_lock from lob_analyst;

-- What parents tell of having come is of the same source as what they tell of the outcome: it is no register's word. And which of two
-- questionnaires of one moment counts is decided as in the frames: by the school's code first.
do $$
declare
  was text := pg_get_functiondef('study.dose_between(text, text, text)'::regprocedure);
  registers text := 'from study.shown_attendance t join study.shown_person p on p.person_id = t.person_id';
  ties text := 'q.submitted_at desc nulls last, q.answers desc, q.school_id';
begin
  if position(registers in was) = 0 or position(ties in was) = 0 then
    raise exception 'study.dose_between is not as it was made, so it can''t be made anew';
  end if;
  execute replace(replace(was, registers, registers || E'\n    where t.source <> ''self_report'''), ties,
    'q.submitted_at desc nulls last, (select s.code from study.school s where s.id = q.school_id), q.answers desc');
end $$;
