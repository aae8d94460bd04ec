create table ingest.source (
  id integer generated always as identity primary key,
  code text not null unique
);
comment on table ingest.source is 'A way in: one survey tool''s export of one form.';
comment on column ingest.source.id is 'Row id.';
comment on column ingest.source.code is 'Identifier, as in the source''s mapping file.';

create table ingest.batch (
  id bigint generated always as identity primary key,
  source_id integer not null references ingest.source,
  form_version_id integer not null references study.form_version,
  file_name text not null,
  file_hash bytea not null check (octet_length(file_hash) = 32),
  mapping_hash bytea not null check (octet_length(mapping_hash) = 32),
  form_hash bytea not null check (octet_length(form_hash) = 32),
  row_count integer not null,
  new_count integer not null,
  unchanged_count integer not null,
  changed_count integer not null,
  held_back_count integer not null,
  vanished_count integer not null,
  finding_count integer not null,
  program_version text not null,
  ingested_by text not null default session_user,
  ingested_at timestamptz not null default now(),
  unique (file_hash, mapping_hash, form_hash),
  constraint batch_counts_add_up
    check (row_count = new_count + unchanged_count + changed_count + held_back_count)
);
comment on table ingest.batch is 'One file brought in by one transaction. The same three hashes again change nothing.';
comment on column ingest.batch.id is 'Row id.';
comment on column ingest.batch.source_id is 'The way in.';
comment on column ingest.batch.form_version_id is 'The form version its answers follow.';
comment on column ingest.batch.file_name is 'The file''s name without its folder.';
comment on column ingest.batch.file_hash is 'SHA-256 of the file''s bytes.';
comment on column ingest.batch.mapping_hash is 'SHA-256 of the mapping''s meaning.';
comment on column ingest.batch.form_hash is 'SHA-256 of the codebook''s meaning.';
comment on column ingest.batch.row_count is 'Data rows in the file.';
comment on column ingest.batch.new_count is 'Rows that were not there before.';
comment on column ingest.batch.unchanged_count is 'Rows that were there, equal.';
comment on column ingest.batch.changed_count is 'Rows that superseded an earlier answer.';
comment on column ingest.batch.held_back_count is 'Rows not stored: identity, consent, duplicate, date or structure.';
comment on column ingest.batch.vanished_count is 'Rows of earlier batches of this source that the file no longer holds; they stay.';
comment on column ingest.batch.finding_count is 'Number of findings.';
comment on column ingest.batch.program_version is 'Version of the program that read the file.';
comment on column ingest.batch.ingested_by is 'Database login.';
comment on column ingest.batch.ingested_at is 'When.';

create table ingest.finding (
  batch_id bigint not null references ingest.batch,
  ordinal integer not null check (ordinal >= 1),
  rule text not null,
  source_row integer,
  source_column text,
  message text not null,
  primary key (batch_id, ordinal)
);
comment on table ingest.finding is 'What breaks a rule: file, row, column and rule, never content.';
comment on column ingest.finding.batch_id is 'The batch, and through it the file.';
comment on column ingest.finding.ordinal is 'Place in the list, from 1.';
comment on column ingest.finding.rule is 'The rule''s name.';
comment on column ingest.finding.source_row is 'Row in the file; the first row of the file is 1. NULL for a finding on the whole file.';
comment on column ingest.finding.source_column is 'Column heading in the file.';
comment on column ingest.finding.message is 'What is expected and what to do.';

create table study.person (
  id uuid primary key,
  role text not null,
  first_batch_id bigint not null references ingest.batch deferrable initially deferred
);
comment on table study.person is 'A participant, by random id.';
comment on column study.person.id is 'Random (version 4); says nothing about the person.';
comment on column study.person.role is 'parent, student, teacher …';
comment on column study.person.first_batch_id is 'The batch in which the person first appeared.';

create table identity.code (
  person_id uuid primary key references study.person,
  role text not null,
  blind_index bytea not null check (octet_length(blind_index) = 32),
  key_id text not null,
  unique (role, blind_index)
);
comment on table identity.code is 'Finds a person by the self-generated code without holding the code.';
comment on column identity.code.person_id is 'The person.';
comment on column identity.code.role is 'Codes are unique within a role.';
comment on column identity.code.blind_index is 'HMAC-SHA-256 of the code under a key that is not in the database.';
comment on column identity.code.key_id is 'Which key.';

create sequence study.questionnaire_id as bigint;
comment on sequence study.questionnaire_id is 'Ids of questionnaires; reserved in blocks at ingest.';

create table study.questionnaire (
  person_id uuid not null references study.person,
  id bigint not null,
  form_version_id integer not null,
  wave_id integer not null references study.wave,
  school_id integer references study.school,
  class_group_id integer,
  item_count integer not null,
  answers smallint[] not null,
  submitted_at timestamptz,
  source_id integer not null references ingest.source,
  response_key bytea not null check (octet_length(response_key) = 32),
  content_hash bytea not null check (octet_length(content_hash) = 32),
  source_row integer not null check (source_row >= 1),
  batch_id bigint not null references ingest.batch deferrable initially deferred,
  superseded_by_batch_id bigint references ingest.batch deferrable initially deferred,
  primary key (person_id, id),
  foreign key (form_version_id, item_count) references study.form_version (id, item_count),
  foreign key (class_group_id, school_id, wave_id) references study.class_group (id, school_id, wave_id),
  constraint class_group_needs_school check (class_group_id is null or school_id is not null),
  constraint answers_one_dimension check (item_count = 0 or array_ndims(answers) = 1),
  constraint answers_lower_bound_1 check (item_count = 0 or array_lower(answers, 1) = 1),
  constraint answers_cardinality check (cardinality(answers) = item_count),
  -- Constraints are checked in the order of their names: this one fails with an error of its own on two dimensions.
  constraint answers_without_null check (array_position(answers, null) is null),
  constraint superseded_later check (superseded_by_batch_id > batch_id)
);
comment on table study.questionnaire is 'One filled-in questionnaire; history stays when a re-export changes it.';
comment on column study.questionnaire.person_id is 'Who answered.';
comment on column study.questionnaire.id is 'Id of this version of the filled-in questionnaire.';
comment on column study.questionnaire.form_version_id is 'The form version.';
comment on column study.questionnaire.wave_id is 'The wave.';
comment on column study.questionnaire.school_id is 'School at that wave.';
comment on column study.questionnaire.class_group_id is 'Class at that wave.';
comment on column study.questionnaire.item_count is 'Number of coded items, equal to the form version''s.';
comment on column study.questionnaire.answers is 'Coded answers by position: 0-32767 the code or whole number; -k row k of missing_reason.';
comment on column study.questionnaire.submitted_at is 'When it was handed in, UTC.';
comment on column study.questionnaire.source_id is 'The way in.';
comment on column study.questionnaire.response_key is 'Keyed hash of the tool''s response id; one current row per source and key.';
comment on column study.questionnaire.content_hash is 'Keyed hash of everything stored for the row; tells changed from unchanged.';
comment on column study.questionnaire.source_row is 'Row in the file.';
comment on column study.questionnaire.batch_id is 'The batch that brought it in.';
comment on column study.questionnaire.superseded_by_batch_id is 'The batch that replaced it; NULL while it is current.';

create unique index questionnaire_one_current_row on study.questionnaire (source_id, response_key)
  where superseded_by_batch_id is null;
create index questionnaire_by_form_and_wave on study.questionnaire (form_version_id, wave_id);
create index questionnaire_by_batch on study.questionnaire (batch_id);

create table study.number_answer (
  person_id uuid not null,
  questionnaire_id bigint not null,
  form_version_id integer not null,
  item_ordinal smallint not null,
  value double precision constraint number_is_finite check (value > '-Infinity' and value < 'Infinity'),
  missing smallint,
  primary key (person_id, questionnaire_id, item_ordinal),
  foreign key (person_id, questionnaire_id) references study.questionnaire on delete cascade,
  foreign key (form_version_id, item_ordinal) references study.item,
  foreign key (form_version_id, missing) references study.missing_reason,
  constraint number_or_reason check ((value is null) <> (missing is null))
);
comment on table study.number_answer is 'Answers that are decimal numbers.';
comment on column study.number_answer.person_id is 'Who answered.';
comment on column study.number_answer.questionnaire_id is 'The filled-in questionnaire.';
comment on column study.number_answer.form_version_id is 'The form version.';
comment on column study.number_answer.item_ordinal is 'The item.';
comment on column study.number_answer.value is 'The number, finite.';
comment on column study.number_answer.missing is 'Why there is none: a row of missing_reason.';

create table study.date_answer (
  person_id uuid not null,
  questionnaire_id bigint not null,
  form_version_id integer not null,
  item_ordinal smallint not null,
  value date constraint date_is_finite check (isfinite(value)),
  missing smallint,
  primary key (person_id, questionnaire_id, item_ordinal),
  foreign key (person_id, questionnaire_id) references study.questionnaire on delete cascade,
  foreign key (form_version_id, item_ordinal) references study.item,
  foreign key (form_version_id, missing) references study.missing_reason,
  constraint date_or_reason check ((value is null) <> (missing is null))
);
comment on table study.date_answer is 'Answers that are dates.';
comment on column study.date_answer.person_id is 'Who answered.';
comment on column study.date_answer.questionnaire_id is 'The filled-in questionnaire.';
comment on column study.date_answer.form_version_id is 'The form version.';
comment on column study.date_answer.item_ordinal is 'The item.';
comment on column study.date_answer.value is 'The day.';
comment on column study.date_answer.missing is 'Why there is none: a row of missing_reason.';

create table text.answer (
  person_id uuid not null,
  questionnaire_id bigint not null,
  form_version_id integer not null,
  item_ordinal smallint not null,
  body text,
  missing smallint,
  primary key (person_id, questionnaire_id, item_ordinal),
  foreign key (person_id, questionnaire_id) references study.questionnaire on delete cascade,
  foreign key (form_version_id, item_ordinal) references study.item,
  foreign key (form_version_id, missing) references study.missing_reason,
  constraint text_or_reason check ((body is null) <> (missing is null))
);
comment on table text.answer is 'Open answers; can hold names.';
comment on column text.answer.person_id is 'Who answered.';
comment on column text.answer.questionnaire_id is 'The filled-in questionnaire.';
comment on column text.answer.form_version_id is 'The form version.';
comment on column text.answer.item_ordinal is 'The item.';
comment on column text.answer.body is 'The answer as given.';
comment on column text.answer.missing is 'Why there is none: a row of missing_reason.';

create table sensitive.answer (
  person_id uuid not null,
  questionnaire_id bigint not null,
  form_version_id integer not null,
  item_ordinal smallint not null,
  option_code smallint not null default -1,
  code smallint,
  number double precision,
  day date,
  body text,
  missing smallint,
  primary key (person_id, questionnaire_id, item_ordinal, option_code),
  foreign key (person_id, questionnaire_id) references study.questionnaire on delete cascade,
  foreign key (form_version_id, item_ordinal) references study.item,
  foreign key (form_version_id, missing) references study.missing_reason,
  constraint sensitive_one_of check (num_nonnulls(code, number, day, body, missing) = 1)
);
comment on table sensitive.answer is 'Answers to special-category items, of any kind.';
comment on column sensitive.answer.person_id is 'Who answered.';
comment on column sensitive.answer.questionnaire_id is 'The filled-in questionnaire.';
comment on column sensitive.answer.form_version_id is 'The form version.';
comment on column sensitive.answer.item_ordinal is 'The item.';
comment on column sensitive.answer.option_code is 'For an item with several answers: the option; otherwise -1.';
comment on column sensitive.answer.code is 'Code or whole number; 0 or 1 for an option.';
comment on column sensitive.answer.number is 'Decimal number.';
comment on column sensitive.answer.day is 'Date.';
comment on column sensitive.answer.body is 'Open answer.';
comment on column sensitive.answer.missing is 'Why there is none: a row of missing_reason.';

create view study.answer_long as
select q.id as questionnaire_id, q.person_id, w.code as wave, s.code as school,
       f.code as form, v.version as form_version, c.code as item,
       case when a.answer >= 0 then a.answer end as answer,
       o.label_nl as answer_label_nl, m.class as missing
from study.questionnaire q
join study.wave w on w.id = q.wave_id
left join study.school s on s.id = q.school_id
join study.form_version v on v.id = q.form_version_id
join study.form f on f.id = v.form_id
cross join lateral unnest(q.answers) with ordinality as a (answer, position)
join study.coded_item c on c.form_version_id = q.form_version_id and c.position = a.position
left join study.answer_option o
  on o.form_version_id = q.form_version_id and o.item_ordinal = c.item_ordinal
 and c.option_code is null and o.code = a.answer
left join study.missing_reason m on m.form_version_id = q.form_version_id and m.row_number = -a.answer
where q.superseded_by_batch_id is null;
comment on view study.answer_long is 'One row per coded answer, for people who look around; programs read the form views.';
comment on column study.answer_long.questionnaire_id is 'The filled-in questionnaire.';
comment on column study.answer_long.person_id is 'Who answered.';
comment on column study.answer_long.wave is 'Wave code.';
comment on column study.answer_long.school is 'School code.';
comment on column study.answer_long.form is 'Form code.';
comment on column study.answer_long.form_version is 'Form version number.';
comment on column study.answer_long.item is 'Coded item.';
comment on column study.answer_long.answer is 'Code or whole number.';
comment on column study.answer_long.answer_label_nl is 'Label in Dutch, for choice items.';
comment on column study.answer_long.missing is 'Class of the missing reason.';
