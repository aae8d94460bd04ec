-- Exposure: what people were offered and took part in. It comes in by sheets that are filled in by hand.
--
-- A table holds what counts now; whoever reads it needs no filter. When a later file changes a row, the row as it was goes to
-- earlier_row of its schema, and comes back when that file is taken back.

alter table ingest.finding add column source_sheet text;
comment on column ingest.finding.source_sheet is 'Sheet of the workbook; NULL where there is only one.';

create table ingest.batch_overlap (
  batch_id bigint not null references ingest.batch,
  earlier_batch_id bigint not null references ingest.batch,
  primary key (batch_id, earlier_batch_id)
);
comment on table ingest.batch_overlap is 'Which earlier sheets'' rows a sheet holds too, unchanged or changed: it has to be taken back before them.';
comment on column ingest.batch_overlap.batch_id is 'The later batch.';
comment on column ingest.batch_overlap.earlier_batch_id is 'The batch whose rows it holds.';

-- `whose` is not the key: history isn't spread by person, and rows of no person stand here too.
create table study.earlier_row (
  id bigint generated always as identity primary key,
  table_name text not null,
  whose uuid references study.person on delete cascade,
  superseded_by_batch_id bigint not null references ingest.batch,
  content jsonb not null
);
comment on table study.earlier_row is 'Rows of sheets as they were before a later file changed them.';
comment on column study.earlier_row.id is 'Row id.';
comment on column study.earlier_row.table_name is 'The table, with its schema.';
comment on column study.earlier_row.whose is 'The person it is about; NULL for none.';
comment on column study.earlier_row.superseded_by_batch_id is 'The batch that changed it.';
comment on column study.earlier_row.content is 'The row, column by column, its batch included.';
create index earlier_row_by_batch on study.earlier_row (superseded_by_batch_id);
create index earlier_row_by_person on study.earlier_row (whose) where whose is not null;

create table text.earlier_row (
  id bigint generated always as identity primary key,
  table_name text not null,
  whose uuid references study.person on delete cascade,
  superseded_by_batch_id bigint not null references ingest.batch,
  content jsonb not null
);
comment on table text.earlier_row is 'Rows of sheets with open text as they were before a later file changed them.';
comment on column text.earlier_row.id is 'Row id.';
comment on column text.earlier_row.table_name is 'The table, with its schema.';
comment on column text.earlier_row.whose is 'The person it is about; NULL for none.';
comment on column text.earlier_row.superseded_by_batch_id is 'The batch that changed it.';
comment on column text.earlier_row.content is 'The row, column by column, its batch included.';
create index earlier_row_by_batch on text.earlier_row (superseded_by_batch_id);
create index earlier_row_by_person on text.earlier_row (whose) where whose is not null;

-- Attendance.

create table study.activity (
  code text primary key check (code ~ '^[[:alnum:]][[:alnum:] ._-]{0,39}$'),
  school_id integer references study.school,
  kind text not null check (kind in ('welcome_meeting', 'themed_meeting', 'career_dinner', 'home_assignment', 'report_meeting',
    'mentor_parent_student_meeting', 'open_day', 'contact_moment', 'other')),
  held_on date not null,
  components text[] not null
    constraint activity_has_components check (cardinality(components) >= 1 and components <@ array['C', 'I', 'O', 'S', 'R']),
  planned_minutes smallint check (planned_minutes between 1 and 1440),
  batch_id bigint not null references ingest.batch,
  source_row integer not null check (source_row >= 1)
);
comment on table study.activity is 'Something that a school offered to parents: what, when, for how long, and which components of CIOS+R it holds.';
comment on column study.activity.code is 'Short name of its own, as in the sheet.';
comment on column study.activity.school_id is 'The school that held it; NULL for one of several schools.';
comment on column study.activity.kind is 'What it was.';
comment on column study.activity.held_on is 'The day.';
comment on column study.activity.components is 'Components of CIOS+R; a row each in study.activity_component.';
comment on column study.activity.planned_minutes is 'The planned dose; NULL when it wasn''t planned in minutes. Never stands in for minutes attended.';
comment on column study.activity.batch_id is 'The batch that brought it in or last changed it.';
comment on column study.activity.source_row is 'Row in the file.';

create view study.activity_component as
select a.code as activity_code, c.component as component_code from study.activity a cross join lateral unnest(a.components) c (component);
comment on view study.activity_component is 'Which components of CIOS+R an activity holds, a row each.';
comment on column study.activity_component.activity_code is 'The activity.';
comment on column study.activity_component.component_code is 'C, I, O, S or R.';

create table study.attendance (
  person_id uuid not null references study.person on delete cascade,
  activity_code text not null references study.activity,
  invited text not null check (invited in ('yes', 'no', 'unknown')),
  presence text not null check (presence in ('attended', 'absent', 'unknown')),
  minutes smallint check (minutes between 1 and 1440),
  source text not null check (source in ('register', 'self_report', 'mentor_report', 'system', 'unknown')),
  batch_id bigint not null references ingest.batch,
  source_row integer not null check (source_row >= 1),
  primary key (person_id, activity_code),
  constraint minutes_of_those_who_attended check (minutes is null or presence = 'attended')
);
comment on table study.attendance is 'Whether a person took part in an activity. No row and presence unknown both mean that nobody knows: a dose is never guessed.';
comment on column study.attendance.person_id is 'The person.';
comment on column study.attendance.activity_code is 'The activity.';
comment on column study.attendance.invited is 'yes, no or unknown.';
comment on column study.attendance.presence is 'attended, absent or unknown.';
comment on column study.attendance.minutes is 'How long the person took part; NULL when it wasn''t written down.';
comment on column study.attendance.source is 'Who told it.';
comment on column study.attendance.batch_id is 'The batch that brought it in or last changed it.';
comment on column study.attendance.source_row is 'Row in the file.';
create index attendance_by_batch on study.attendance (batch_id);
create index attendance_by_activity on study.attendance (activity_code);

create view study.exposure as
select t.person_id, c.component_code,
  count(*) as activities,
  count(*) filter (where t.invited = 'yes') as invited,
  count(*) filter (where t.presence = 'attended') as attended,
  count(*) filter (where t.presence = 'absent') as absent,
  count(*) filter (where t.presence = 'unknown') as presence_unknown,
  case when count(*) filter (where t.presence = 'unknown' or (t.presence = 'attended' and t.minutes is null)) = 0
    then coalesce(sum(t.minutes), 0) end as minutes
from study.attendance t
join study.activity_component c on c.activity_code = t.activity_code
group by t.person_id, c.component_code;
comment on view study.exposure is 'Per person and component what is registered. An activity with two components counts for both.';
comment on column study.exposure.person_id is 'The person.';
comment on column study.exposure.component_code is 'C, I, O, S or R.';
comment on column study.exposure.activities is 'Activities for which the person stands in a register.';
comment on column study.exposure.invited is 'Of these, invited to.';
comment on column study.exposure.attended is 'Of these, attended.';
comment on column study.exposure.absent is 'Of these, absent.';
comment on column study.exposure.presence_unknown is 'Of these, nobody knows.';
comment on column study.exposure.minutes is 'Minutes attended; NULL as soon as one presence or one duration is unknown.';

-- Learning circles, working groups and focus groups.

create table study.learning_circle (
  code text primary key check (code ~ '^[[:alnum:]][[:alnum:] ._-]{0,39}$'),
  kind text not null check (kind in ('learning_circle', 'working_group', 'focus_group')),
  school_id integer references study.school,
  starts date,
  ends date,
  batch_id bigint not null references ingest.batch,
  source_row integer not null check (source_row >= 1),
  constraint circle_ends_after_start check (ends >= starts)
);
comment on table study.learning_circle is 'A leerkring, or the werkgroep or focusgroep that a school had instead.';
comment on column study.learning_circle.code is 'Short name of its own, as in the sheet.';
comment on column study.learning_circle.kind is 'learning_circle (leerkring), working_group (werkgroep) or focus_group (focusgroep).';
comment on column study.learning_circle.school_id is 'The school.';
comment on column study.learning_circle.starts is 'First day, if known.';
comment on column study.learning_circle.ends is 'Last day, if known.';
comment on column study.learning_circle.batch_id is 'The batch that brought it in or last changed it.';
comment on column study.learning_circle.source_row is 'Row in the file.';

create table study.circle_member (
  person_id uuid not null references study.person on delete cascade,
  circle_code text not null references study.learning_circle,
  role text not null check (role in ('student', 'parent', 'caregiver', 'teacher', 'mentor', 'career_coach', 'career_counsellor',
    'process_facilitator', 'researcher')),
  ring text not null check (ring in ('inner', 'wider')),
  joined date,
  "left" date,
  batch_id bigint not null references ingest.batch,
  source_row integer not null check (source_row >= 1),
  primary key (person_id, circle_code)
);
comment on table study.circle_member is 'Who belongs to a group, in which role.';
comment on column study.circle_member.person_id is 'The person.';
comment on column study.circle_member.circle_code is 'The group.';
comment on column study.circle_member.role is 'Role in the group.';
comment on column study.circle_member.ring is 'inner: takes part in the sessions; wider: team or council around the group.';
comment on column study.circle_member.joined is 'First day, if known.';
comment on column study.circle_member."left" is 'Last day, if known.';
comment on column study.circle_member.batch_id is 'The batch that brought it in or last changed it.';
comment on column study.circle_member.source_row is 'Row in the file.';

create table study.circle_session (
  circle_code text not null references study.learning_circle,
  number smallint not null check (number between 1 and 99),
  held_on date,
  stage smallint check (stage between 1 and 6),
  place text not null check (place in ('inside', 'outside', 'unknown')),
  minutes smallint check (minutes between 1 and 1440),
  batch_id bigint not null references ingest.batch,
  source_row integer not null check (source_row >= 1),
  primary key (circle_code, number)
);
comment on table study.circle_session is 'A session (bijeenkomst) of a group.';
comment on column study.circle_session.circle_code is 'The group.';
comment on column study.circle_session.number is 'Its number within the group.';
comment on column study.circle_session.held_on is 'The day, if known.';
comment on column study.circle_session.stage is 'Process stage 1 to 6, as in reference.process_stage; NULL when unknown.';
comment on column study.circle_session.place is 'inside the circle, outside it (work between sessions), or unknown.';
comment on column study.circle_session.minutes is 'How long it took, if known.';
comment on column study.circle_session.batch_id is 'The batch that brought it in or last changed it.';
comment on column study.circle_session.source_row is 'Row in the file.';

create table study.session_evaluation (
  person_id uuid not null references study.person on delete cascade,
  circle_code text not null,
  session_number smallint not null,
  atmosphere smallint check (atmosphere between 1 and 4),
  equality smallint check (equality between 1 and 4),
  alignment smallint check (alignment between 1 and 4),
  heard smallint check (heard between 1 and 4),
  progress smallint check (progress between 1 and 4),
  role_clarity smallint check (role_clarity between 1 and 4),
  batch_id bigint not null references ingest.batch,
  source_row integer not null check (source_row >= 1),
  primary key (person_id, circle_code, session_number),
  foreign key (circle_code, session_number) references study.circle_session
);
comment on table study.session_evaluation is 'What a member thought of a session: six items, 1 to 4; NULL where not answered.';
comment on column study.session_evaluation.person_id is 'Who answered.';
comment on column study.session_evaluation.circle_code is 'The group.';
comment on column study.session_evaluation.session_number is 'The session.';
comment on column study.session_evaluation.atmosphere is 'Open and positive atmosphere.';
comment on column study.session_evaluation.equality is 'Equality of the members.';
comment on column study.session_evaluation.alignment is 'Substantive alignment.';
comment on column study.session_evaluation.heard is 'Felt heard.';
comment on column study.session_evaluation.progress is 'Came further.';
comment on column study.session_evaluation.role_clarity is 'Knew what was expected of each.';
comment on column study.session_evaluation.batch_id is 'The batch that brought it in or last changed it.';
comment on column study.session_evaluation.source_row is 'Row in the file.';

create table study.circle_evaluation (
  person_id uuid not null references study.person on delete cascade,
  circle_code text not null references study.learning_circle,
  process smallint[] not null,
  yields smallint[] not null,
  future_value smallint[] not null,
  batch_id bigint not null references ingest.batch,
  source_row integer not null check (source_row >= 1),
  primary key (person_id, circle_code),
  constraint evaluation_has_three_times_five check (cardinality(process) = 5 and cardinality(yields) = 5 and cardinality(future_value) = 5),
  constraint evaluation_answers_from_1_to_4 check (1 <= all (array_remove(process || yields || future_value, null))
    and 4 >= all (array_remove(process || yields || future_value, null)))
);
comment on table study.circle_evaluation is 'What a member thought at the end: three times five items, 1 to 4; an element is NULL where not answered.';
comment on column study.circle_evaluation.person_id is 'Who answered.';
comment on column study.circle_evaluation.circle_code is 'The group.';
comment on column study.circle_evaluation.process is 'The learning process, items 1 to 5.';
comment on column study.circle_evaluation.yields is 'The yields (opbrengsten), items 1 to 5.';
comment on column study.circle_evaluation.future_value is 'Value of knowledge and method for the school''s future, items 1 to 5.';
comment on column study.circle_evaluation.batch_id is 'The batch that brought it in or last changed it.';
comment on column study.circle_evaluation.source_row is 'Row in the file.';

create table study.method_rating (
  person_id uuid not null references study.person on delete cascade,
  circle_code text not null,
  session_number smallint not null,
  work_method text not null,
  rating smallint check (rating between 1 and 4),
  batch_id bigint not null references ingest.batch,
  source_row integer not null check (source_row >= 1),
  primary key (person_id, circle_code, session_number, work_method),
  foreign key (circle_code, session_number) references study.circle_session
);
comment on table study.method_rating is 'What a member thought of a work method (werkvorm) in a session.';
comment on column study.method_rating.person_id is 'Who answered.';
comment on column study.method_rating.circle_code is 'The group.';
comment on column study.method_rating.session_number is 'The session.';
comment on column study.method_rating.work_method is 'The work method; the names of reference.work_method, or another.';
comment on column study.method_rating.rating is '1 to 4; NULL when not answered.';
comment on column study.method_rating.batch_id is 'The batch that brought it in or last changed it.';
comment on column study.method_rating.source_row is 'Row in the file.';

create table study.method_verdict (
  circle_code text not null,
  session_number smallint not null,
  work_method text not null,
  verdict text not null check (verdict in ('worked_well', 'divided', 'did_not_catch_on', 'unknown')),
  batch_id bigint not null references ingest.batch,
  source_row integer not null check (source_row >= 1),
  primary key (circle_code, session_number, work_method),
  foreign key (circle_code, session_number) references study.circle_session
);
comment on table study.method_verdict is 'What the group as a whole made of a work method in a session.';
comment on column study.method_verdict.circle_code is 'The group.';
comment on column study.method_verdict.session_number is 'The session.';
comment on column study.method_verdict.work_method is 'The work method.';
comment on column study.method_verdict.verdict is 'worked_well, divided, did_not_catch_on or unknown.';
comment on column study.method_verdict.batch_id is 'The batch that brought it in or last changed it.';
comment on column study.method_verdict.source_row is 'Row in the file.';

create table study.circle_decision (
  circle_code text not null references study.learning_circle,
  number smallint not null check (number between 1 and 999),
  kind text not null check (kind in ('plan', 'decision')),
  decided_on date,
  components text[] constraint decision_components_known check (components <@ array['C', 'I', 'O', 'S', 'R']),
  carried_out text not null check (carried_out in ('yes', 'partly', 'no', 'unknown')),
  batch_id bigint not null references ingest.batch,
  source_row integer not null check (source_row >= 1),
  primary key (circle_code, number)
);
comment on table study.circle_decision is 'Plans and decisions of a group; their wording is in text.circle_decision_wording.';
comment on column study.circle_decision.circle_code is 'The group.';
comment on column study.circle_decision.number is 'Its number within the group.';
comment on column study.circle_decision.kind is 'plan or decision.';
comment on column study.circle_decision.decided_on is 'The day, if known.';
comment on column study.circle_decision.components is 'Components of CIOS+R that it is about; NULL when not stated.';
comment on column study.circle_decision.carried_out is 'yes, partly, no or unknown.';
comment on column study.circle_decision.batch_id is 'The batch that brought it in or last changed it.';
comment on column study.circle_decision.source_row is 'Row in the file.';

create table text.circle_decision_wording (
  circle_code text not null,
  number smallint not null,
  body text not null,
  content_hash bytea not null check (octet_length(content_hash) = 32),
  batch_id bigint not null references ingest.batch,
  source_row integer not null check (source_row >= 1),
  primary key (circle_code, number),
  foreign key (circle_code, number) references study.circle_decision
);
comment on table text.circle_decision_wording is 'How a plan or decision was put; can hold names.';
comment on column text.circle_decision_wording.circle_code is 'The group.';
comment on column text.circle_decision_wording.number is 'The plan or decision.';
comment on column text.circle_decision_wording.body is 'The wording.';
comment on column text.circle_decision_wording.content_hash is 'Keyed hash of the row as the file had it; tells changed from unchanged without reading it.';
comment on column text.circle_decision_wording.batch_id is 'The batch that brought it in or last changed it.';
comment on column text.circle_decision_wording.source_row is 'Row in the file.';

create table text.circle_evaluation_answer (
  person_id uuid not null references study.person on delete cascade,
  circle_code text not null references study.learning_circle,
  best text,
  better text,
  content_hash bytea not null check (octet_length(content_hash) = 32),
  batch_id bigint not null references ingest.batch,
  source_row integer not null check (source_row >= 1),
  primary key (person_id, circle_code)
);
comment on table text.circle_evaluation_answer is 'Open questions of the evaluation at the end; can hold names.';
comment on column text.circle_evaluation_answer.person_id is 'Who answered.';
comment on column text.circle_evaluation_answer.circle_code is 'The group.';
comment on column text.circle_evaluation_answer.best is 'What was best.';
comment on column text.circle_evaluation_answer.better is 'What could be better.';
comment on column text.circle_evaluation_answer.content_hash is 'Keyed hash of the row as the file had it; tells changed from unchanged without reading it.';
comment on column text.circle_evaluation_answer.batch_id is 'The batch that brought it in or last changed it.';
comment on column text.circle_evaluation_answer.source_row is 'Row in the file.';

create table text.quote (
  code text primary key check (code ~ '^[[:alnum:]][[:alnum:] ._-]{0,39}$'),
  circle_code text references study.learning_circle,
  speaker_role text not null check (speaker_role in ('student', 'parent', 'caregiver', 'teacher', 'mentor', 'career_coach', 'career_counsellor',
    'process_facilitator', 'researcher')),
  speaker_id uuid references study.person on delete cascade,
  source text not null,
  body text not null,
  consent_to_publish text not null check (consent_to_publish in ('yes', 'no', 'unknown')),
  redacted_by text,
  publish boolean not null,
  content_hash bytea not null check (octet_length(content_hash) = 32),
  batch_id bigint not null references ingest.batch,
  source_row integer not null check (source_row >= 1),
  constraint published_quote_is_redacted_with_consent check (not publish or (consent_to_publish = 'yes' and redacted_by is not null))
);
comment on table text.quote is 'What somebody said, as the coder wrote it down. To be published only when redacted and with consent.';
comment on column text.quote.code is 'Short name of its own, as in the sheet.';
comment on column text.quote.circle_code is 'The group in which it was said; NULL when elsewhere.';
comment on column text.quote.speaker_role is 'Role of who said it.';
comment on column text.quote.speaker_id is 'Who said it; NULL when it isn''t kept.';
comment on column text.quote.source is 'Where it was said or written, such as a report of a session.';
comment on column text.quote.body is 'The words.';
comment on column text.quote.consent_to_publish is 'yes, no or unknown.';
comment on column text.quote.redacted_by is 'Initials of who took out what identifies people; NULL when nobody did.';
comment on column text.quote.publish is 'Whether it may be published.';
comment on column text.quote.content_hash is 'Keyed hash of the row as the file had it; tells changed from unchanged without reading it.';
comment on column text.quote.batch_id is 'The batch that brought it in or last changed it.';
comment on column text.quote.source_row is 'Row in the file.';
create index quote_by_speaker on text.quote (speaker_id) where speaker_id is not null;

create table text.quote_code (
  quote_code text not null references text.quote on delete cascade,
  code text not null,
  coder text not null,
  batch_id bigint not null references ingest.batch,
  source_row integer not null check (source_row >= 1),
  primary key (quote_code, code, coder)
);
comment on table text.quote_code is 'Codes that a coder gave a quote.';
comment on column text.quote_code.quote_code is 'The quote.';
comment on column text.quote_code.code is 'The code, from the coding scheme.';
comment on column text.quote_code.coder is 'Initials of the coder.';
comment on column text.quote_code.batch_id is 'The batch that brought it in or last changed it.';
comment on column text.quote_code.source_row is 'Row in the file.';

-- Practice rounds, as the telephone round: totals apart from cells, since a source may give the one and not the other.

create table study.practice_round (
  code text primary key check (code ~ '^[[:alnum:]][[:alnum:] ._-]{0,39}$'),
  title text not null,
  held_in smallint check (held_in between 1990 and 2100),
  schools_asked smallint not null check (schools_asked >= 1),
  source text not null,
  batch_id bigint not null references ingest.batch,
  source_row integer not null check (source_row >= 1)
);
comment on table study.practice_round is 'A round along schools that asks what they do.';
comment on column study.practice_round.code is 'Short name of its own, as in the sheet.';
comment on column study.practice_round.title is 'What it was.';
comment on column study.practice_round.held_in is 'The year, if known.';
comment on column study.practice_round.schools_asked is 'Schools in the round.';
comment on column study.practice_round.source is 'Where it is reported.';
comment on column study.practice_round.batch_id is 'The batch that brought it in or last changed it.';
comment on column study.practice_round.source_row is 'Row in the file.';

create table study.practice_total (
  round_code text not null references study.practice_round,
  practice text not null check (practice ~ '^[[:alnum:]][[:alnum:] ._-]{0,39}$'),
  name text not null,
  component_code text check (component_code in ('C', 'I', 'O', 'S', 'R')),
  schools_yes smallint check (schools_yes >= 0),
  structural boolean,
  batch_id bigint not null references ingest.batch,
  source_row integer not null check (source_row >= 1),
  primary key (round_code, practice)
);
comment on table study.practice_total is 'A practice in a round, with the number of schools that have it.';
comment on column study.practice_total.round_code is 'The round.';
comment on column study.practice_total.practice is 'Short name of the practice.';
comment on column study.practice_total.name is 'The practice in words.';
comment on column study.practice_total.component_code is 'Component of CIOS+R; NULL for context.';
comment on column study.practice_total.schools_yes is 'Schools that have it; NULL where the source gives no number.';
comment on column study.practice_total.structural is 'Whether it is structural; NULL where the source doesn''t say.';
comment on column study.practice_total.batch_id is 'The batch that brought it in or last changed it.';
comment on column study.practice_total.source_row is 'Row in the file.';

create table study.practice_cell (
  round_code text not null,
  practice text not null,
  school_number smallint not null check (school_number >= 1),
  present boolean,
  structural boolean,
  batch_id bigint not null references ingest.batch,
  source_row integer not null check (source_row >= 1),
  primary key (round_code, practice, school_number),
  foreign key (round_code, practice) references study.practice_total
);
comment on table study.practice_cell is 'Whether one school has a practice. What the source doesn''t give is NULL: never guessed.';
comment on column study.practice_cell.round_code is 'The round.';
comment on column study.practice_cell.practice is 'The practice.';
comment on column study.practice_cell.school_number is 'Number of the school within the round; the sheet doesn''t name it.';
comment on column study.practice_cell.present is 'Whether the school has it; NULL is unknown.';
comment on column study.practice_cell.structural is 'Whether it is structural there; NULL is unknown.';
comment on column study.practice_cell.batch_id is 'The batch that brought it in or last changed it.';
comment on column study.practice_cell.source_row is 'Row in the file.';

-- A row that a later batch changes is kept as it was. Taking that batch back sets the earlier number again, which keeps nothing.
create function ingest.keep_earlier_row() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  was jsonb := to_jsonb(old);
begin
  execute format('insert into %I.earlier_row (table_name, whose, superseded_by_batch_id, content) values ($1, $2, $3, $4)', tg_table_schema)
    using tg_table_schema || '.' || tg_table_name, coalesce(was ->> 'person_id', was ->> 'speaker_id')::uuid, new.batch_id, was;
  return new;
end $$;
comment on function ingest.keep_earlier_row() is 'Keeps a row as it was before a later batch changed it.';

-- Those that others refer to come last. A new table of sheets has to be added here.
create function ingest.sheet_tables() returns text[] language sql immutable set search_path = pg_catalog as $$
  select array['text.quote_code', 'text.quote', 'text.circle_decision_wording', 'study.circle_decision', 'study.method_verdict', 'study.method_rating',
    'text.circle_evaluation_answer', 'study.circle_evaluation', 'study.session_evaluation', 'study.circle_session', 'study.circle_member',
    'study.learning_circle', 'study.attendance', 'study.activity', 'study.practice_cell', 'study.practice_total', 'study.practice_round']
$$;
comment on function ingest.sheet_tables() is 'The tables that sheets fill, those that others refer to last.';

do $$
declare
  name text;
begin
  foreach name in array ingest.sheet_tables() loop
    execute format('create trigger keep_earlier before update on %s for each row when (new.batch_id > old.batch_id) execute function ingest.keep_earlier_row()', name);
  end loop;
end $$;

create function ingest.restore_rows(batch bigint) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
  name text;
  rows bigint;
  restored bigint := 0;
begin
  foreach name in array ingest.sheet_tables() loop
    execute format('update %1$s t set (%2$s) = row(%3$s) from %4$s.earlier_row e cross join lateral jsonb_populate_record(null::%1$s, e.content) r
        where e.table_name = %1$L and e.superseded_by_batch_id = $1 and t.batch_id = $1 and %5$s',
      name,
      (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute where attrelid = name::regclass and attnum > 0 and not attisdropped),
      (select string_agg('r.' || quote_ident(attname), ', ' order by attnum) from pg_attribute where attrelid = name::regclass and attnum > 0 and not attisdropped),
      split_part(name, '.', 1),
      (select string_agg(format('t.%1$I = r.%1$I', a.attname), ' and ') from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
        where i.indrelid = name::regclass and i.indisprimary))
      using batch;
    get diagnostics rows = row_count;
    restored := restored + rows;
  end loop;
  delete from study.earlier_row where superseded_by_batch_id = batch;
  delete from text.earlier_row where superseded_by_batch_id = batch;
  return restored;
end $$;
comment on function ingest.restore_rows(bigint) is 'Puts rows that a batch of a sheet changed back as they were.';

create function ingest.remove_rows(batch bigint) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
  name text;
  rows bigint;
  removed bigint := 0;
begin
  foreach name in array ingest.sheet_tables() loop
    execute format('delete from %s where batch_id = $1', name) using batch;
    get diagnostics rows = row_count;
    removed := removed + rows;
  end loop;
  return removed;
end $$;
comment on function ingest.remove_rows(bigint) is 'Removes the rows that a batch of a sheet brought in.';
revoke all on function ingest.restore_rows(bigint), ingest.remove_rows(bigint) from public;

-- From which batches anything is known of a person, whatever it is.
create view study.person_batch as
select person_id, batch_id from study.questionnaire
union all select person_id, batch_id from study.attendance
union all select person_id, batch_id from study.circle_member
union all select person_id, batch_id from study.session_evaluation
union all select person_id, batch_id from study.circle_evaluation
union all select person_id, batch_id from study.method_rating
union all select person_id, batch_id from study.consent where batch_id is not null
union all select speaker_id, batch_id from text.quote where speaker_id is not null
union all select whose, (content ->> 'batch_id')::bigint from study.earlier_row where whose is not null
union all select whose, (content ->> 'batch_id')::bigint from text.earlier_row where whose is not null;
comment on view study.person_batch is 'From which batches something is known of a person: questionnaires, sheets, consent.';
comment on column study.person_batch.person_id is 'The person.';
comment on column study.person_batch.batch_id is 'The batch.';

-- The brochure's facts about the leerkring.

alter table reference.process_stage add column place text check (place in ('inside', 'both', 'outside'));
update reference.process_stage set place = case when within_circle then 'inside' end;
alter table reference.process_stage drop column within_circle;
comment on column reference.process_stage.place is 'inside the circle, outside it, or both (partly inside, partly outside); NULL: the source doesn''t say.';

create table reference.circle_role (
  code text primary key,
  ordinal smallint not null unique,
  name_nl text not null,
  name_en text not null,
  part text not null check (part in ('member', 'companion', 'wider_ring')),
  source text not null
);
comment on table reference.circle_role is 'Who belongs to a leerkring and who stands around it.';
comment on column reference.circle_role.code is 'Identifier.';
comment on column reference.circle_role.ordinal is 'Place in the list.';
comment on column reference.circle_role.name_nl is 'Name in Dutch.';
comment on column reference.circle_role.name_en is 'Name in English.';
comment on column reference.circle_role.part is 'member, companion (facilitates or researches) or wider_ring.';
comment on column reference.circle_role.source is 'Where the fact comes from.';

create table reference.method_verdict (
  verdict text primary key check (verdict in ('worked_well', 'divided', 'did_not_catch_on')),
  ordinal smallint not null unique,
  amount text not null check (amount in ('most', 'a_few', 'one')),
  detail_nl text,
  detail_en text,
  which_methods text,
  source text not null
);
comment on table reference.method_verdict is 'What groups made of the work methods: totals only.';
comment on column reference.method_verdict.verdict is 'worked_well, divided or did_not_catch_on.';
comment on column reference.method_verdict.ordinal is 'Place in the list.';
comment on column reference.method_verdict.amount is 'Of how many methods: most, a_few or one.';
comment on column reference.method_verdict.detail_nl is 'What the source adds, in Dutch.';
comment on column reference.method_verdict.detail_en is 'What the source adds, in English.';
comment on column reference.method_verdict.which_methods is 'Which methods; NULL: the source doesn''t say.';
comment on column reference.method_verdict.source is 'Where the fact comes from.';

create table reference.circle_finding (
  kind text not null check (kind in ('evaluated', 'quality', 'result')),
  code text not null,
  ordinal smallint not null,
  name_nl text not null,
  name_en text not null,
  source text not null,
  primary key (kind, code)
);
comment on table reference.circle_finding is 'The leerkring''s evaluation at the end: what was evaluated, which qualities were reported, what came of it.';
comment on column reference.circle_finding.kind is 'evaluated: a topic of the evaluation; quality: a reported quality; result: what came of it.';
comment on column reference.circle_finding.code is 'Identifier.';
comment on column reference.circle_finding.ordinal is 'Place in the list of its kind.';
comment on column reference.circle_finding.name_nl is 'In Dutch.';
comment on column reference.circle_finding.name_en is 'In English.';
comment on column reference.circle_finding.source is 'Where the fact comes from.';

create table reference.quote (
  code text primary key,
  speaker_role text not null,
  about_nl text not null,
  about_en text not null,
  body text,
  consent_to_publish text not null check (consent_to_publish in ('yes', 'no', 'unknown')),
  source text not null,
  constraint reference_quote_needs_consent check (body is null or consent_to_publish = 'yes')
);
comment on table reference.quote is 'Quotes in published sources: who said it and about what. The words themselves only with recorded consent.';
comment on column reference.quote.code is 'Identifier.';
comment on column reference.quote.speaker_role is 'Role of who said it.';
comment on column reference.quote.about_nl is 'What it is about, in Dutch.';
comment on column reference.quote.about_en is 'What it is about, in English.';
comment on column reference.quote.body is 'The words; NULL without recorded consent to publish.';
comment on column reference.quote.consent_to_publish is 'yes, no or unknown.';
comment on column reference.quote.source is 'Where it stands.';

-- Rights: the least that each kind of work needs.
grant select on reference.circle_role, reference.method_verdict, reference.circle_finding, reference.quote to lob_ingest, lob_analyst, lob_coder, lob_keyholder;

-- Brings sheets in and takes them back, and never reads an open text.
grant select, insert, update, delete on study.activity, study.attendance, study.learning_circle, study.circle_member, study.circle_session, study.session_evaluation,
  study.circle_evaluation, study.method_rating, study.method_verdict, study.circle_decision, study.practice_round, study.practice_total, study.practice_cell to lob_ingest;
grant insert, update, delete on text.circle_decision_wording, text.circle_evaluation_answer, text.quote, text.quote_code to lob_ingest;
grant select (circle_code, number, content_hash, batch_id) on text.circle_decision_wording to lob_ingest;
grant select (person_id, circle_code, content_hash, batch_id) on text.circle_evaluation_answer to lob_ingest;
grant select (code, circle_code, content_hash, batch_id) on text.quote to lob_ingest;
grant select on text.quote_code, study.person_batch, study.activity_component to lob_ingest;
grant select, insert on ingest.batch_overlap to lob_ingest;
grant execute on function ingest.restore_rows(bigint), ingest.remove_rows(bigint) to lob_ingest;

-- Everything by random id; of quotes and open answers nothing.
grant select on study.activity, study.activity_component, study.attendance, study.exposure, study.learning_circle, study.circle_member, study.circle_session,
  study.session_evaluation, study.circle_evaluation, study.method_rating, study.method_verdict, study.circle_decision, study.practice_round,
  study.practice_total, study.practice_cell to lob_analyst;

-- Reads and codes quotes and open answers, with the groups and sessions they belong to.
grant select on text.circle_decision_wording, text.circle_evaluation_answer, text.quote_code to lob_coder;
grant select, update (body, redacted_by, publish) on text.quote to lob_coder;
grant select on study.learning_circle, study.circle_session, study.circle_decision to lob_coder;

-- Withdrawal: that there is something of a person, and its removal.
grant select (person_id, activity_code, batch_id) on study.attendance to lob_keyholder;
grant select (person_id, circle_code, batch_id) on study.circle_member, study.session_evaluation, study.circle_evaluation, study.method_rating to lob_keyholder;
