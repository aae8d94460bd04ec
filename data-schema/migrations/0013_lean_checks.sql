-- Checks of tables that are being filled: where reading a table whole is off, the planner takes each statement for dear and
-- would compile it (jit) before each run. And an array without NULL says so itself: nothing has to be looked at one by one.

alter function study.refuse_misplaced_questionnaires() set jit = off;
alter function study.refuse_unknown_persons() set jit = off;

alter table study.questionnaire drop constraint answers_without_null;
alter table study.questionnaire add constraint answers_without_null check (cardinality(array_remove(answers, null::smallint)) = cardinality(answers));
alter function study.refuse_unknown_references() set jit = off;
alter function study.refuse_orphans() set jit = off;
