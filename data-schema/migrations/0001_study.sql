-- The study's vocabulary and its answers. Schemas are apart because rights are granted per schema:
-- an array's elements can't be granted, so what needs rights of its own lives outside `study`.

create schema study;
comment on schema study is 'What was asked, who answered (by random id), and the coded answers.';
create schema form;
comment on schema form is 'One generated view per form: a named column per item, and item__missing beside it.';
create schema text;
comment on schema text is 'Open answers. They can hold names, so rights are apart from the coded answers.';
create schema sensitive;
comment on schema sensitive is 'Special-category items (origin, home language, birth country), left out of exports by default.';
create schema identity;
comment on schema identity is 'The link between a person''s own code and the random person id. Never exported.';
create schema ingest;
comment on schema ingest is 'Where rows came from: sources, batches and findings.';
create schema analysis;
comment on schema analysis is 'Runs and estimates: aggregates only, each with the chain back to its rows.';
create schema reference;
comment on schema reference is 'Fixed facts of the domain with their source: CIOS+R, interventions, the telephone round, the stages.';

create table study.about (
  only_row boolean primary key default true constraint about_has_one_row check (only_row),
  code text not null,
  title_nl text not null,
  title_en text,
  kind text not null constraint about_kind_known check (kind in ('real', 'simulated')),
  created_at timestamptz not null default now()
);
comment on table study.about is 'The one study this database holds. Real and simulated data never share a database.';
comment on column study.about.only_row is 'Always true: keeps the table at one row.';
comment on column study.about.code is 'The study''s identifier, as in study.yaml.';
comment on column study.about.title_nl is 'Title in Dutch.';
comment on column study.about.title_en is 'Title in English.';
comment on column study.about.kind is 'real or simulated, fixed at creation; every banner derives from it.';
comment on column study.about.created_at is 'When the database was marked.';

create table study.wave (
  id integer generated always as identity primary key,
  code text not null unique,
  ordinal smallint not null unique,
  title_nl text not null,
  title_en text,
  starts date,
  ends date,
  constraint wave_ends_after_start check (ends >= starts)
);
comment on table study.wave is 'A measurement wave (meting).';
comment on column study.wave.id is 'Row id.';
comment on column study.wave.code is 'Short name, such as T0.';
comment on column study.wave.ordinal is 'Place in time, from 1.';
comment on column study.wave.title_nl is 'Title in Dutch.';
comment on column study.wave.title_en is 'Title in English.';
comment on column study.wave.starts is 'First day of the field period, if known.';
comment on column study.wave.ends is 'Last day of the field period, if known.';

create table study.school (
  id integer generated always as identity primary key,
  code text not null unique,
  name text,
  sector text
);
comment on table study.school is 'A school.';
comment on column study.school.id is 'Row id.';
comment on column study.school.code is 'The study''s own code for the school.';
comment on column study.school.name is 'Public name, if the study gives one.';
comment on column study.school.sector is 'For example vmbo or mbo.';

create table study.class_group (
  id integer generated always as identity primary key,
  school_id integer not null references study.school,
  wave_id integer not null references study.wave,
  code text not null,
  unique (school_id, wave_id, code),
  unique (id, school_id, wave_id)
);
comment on table study.class_group is 'A class (klas) of one school in one wave.';
comment on column study.class_group.id is 'Row id.';
comment on column study.class_group.school_id is 'The school.';
comment on column study.class_group.wave_id is 'The wave: classes change each year.';
comment on column study.class_group.code is 'The class''s code within its school and wave.';

create table study.form (
  id integer generated always as identity primary key,
  code text not null unique,
  role text not null
);
comment on table study.form is 'A questionnaire (vragenlijst), of which there can be versions.';
comment on column study.form.id is 'Row id.';
comment on column study.form.code is 'Identifier, as in the codebook; also the name of its view in schema form.';
comment on column study.form.role is 'Who fills it in: parent, student, teacher …';

create table study.form_version (
  id integer generated always as identity primary key,
  form_id integer not null references study.form,
  version integer not null check (version >= 1),
  title_nl text not null,
  title_en text,
  item_count integer not null constraint form_has_at_most_800_items check (item_count between 0 and 800),
  missing_count smallint not null,
  content_hash bytea not null check (octet_length(content_hash) = 32),
  source text,
  licence text,
  unique (form_id, version),
  unique (id, item_count)
);
comment on table study.form_version is 'A version of a form; immutable once answers refer to it.';
comment on column study.form_version.id is 'Row id.';
comment on column study.form_version.form_id is 'The form.';
comment on column study.form_version.version is 'Version number, from 1.';
comment on column study.form_version.title_nl is 'Title in Dutch.';
comment on column study.form_version.title_en is 'Title in English.';
comment on column study.form_version.item_count is 'Number of coded items: the length of each answers array.';
comment on column study.form_version.missing_count is 'Number of rows in missing_reason for this version.';
comment on column study.form_version.content_hash is 'SHA-256 over the codebook''s meaning; a silent change shows here.';
comment on column study.form_version.source is 'Where the form comes from.';
comment on column study.form_version.licence is 'Under which licence.';

create table study.item (
  form_version_id integer not null references study.form_version,
  ordinal smallint not null check (ordinal >= 1),
  code text not null check (code ~ '^[A-Za-z][A-Za-z0-9_]{0,58}$'),
  kind text not null check (kind in ('single_choice', 'multiple_choice', 'whole_number', 'decimal', 'date', 'text')),
  label_nl text not null,
  label_en text,
  minimum double precision,
  maximum double precision,
  unit text,
  special_category boolean not null,
  source text,
  licence text,
  primary key (form_version_id, ordinal),
  unique (form_version_id, code)
);
comment on table study.item is 'A question of a form version.';
comment on column study.item.form_version_id is 'The form version.';
comment on column study.item.ordinal is 'Place in the form, from 1.';
comment on column study.item.code is 'Identifier, at most 59 ASCII characters.';
comment on column study.item.kind is 'How it is answered.';
comment on column study.item.label_nl is 'The question in Dutch.';
comment on column study.item.label_en is 'The question in English.';
comment on column study.item.minimum is 'Smallest valid number.';
comment on column study.item.maximum is 'Largest valid number.';
comment on column study.item.unit is 'Unit of a number.';
comment on column study.item.special_category is 'Special-category data (AVG art. 9): its answers live in schema sensitive.';
comment on column study.item.source is 'Where the wording comes from.';
comment on column study.item.licence is 'Under which licence.';

create table study.coded_item (
  form_version_id integer not null,
  position smallint not null check (position >= 1),
  item_ordinal smallint not null,
  option_code smallint,
  code text not null,
  primary key (form_version_id, position),
  foreign key (form_version_id, item_ordinal) references study.item,
  unique (form_version_id, code)
);
comment on table study.coded_item is 'What each position of questionnaire.answers means.';
comment on column study.coded_item.form_version_id is 'The form version.';
comment on column study.coded_item.position is 'Position in the answers array, from 1.';
comment on column study.coded_item.item_ordinal is 'The item.';
comment on column study.coded_item.option_code is 'For an item with several answers: the option that this position says yes (1) or no (0) to.';
comment on column study.coded_item.code is 'Name of the column in the form''s view.';

create table study.answer_option (
  form_version_id integer not null,
  item_ordinal smallint not null,
  code smallint not null check (code >= 0),
  name text not null,
  label_nl text not null,
  label_en text,
  primary key (form_version_id, item_ordinal, code),
  foreign key (form_version_id, item_ordinal) references study.item
);
comment on table study.answer_option is 'The answers a choice item offers.';
comment on column study.answer_option.form_version_id is 'The form version.';
comment on column study.answer_option.item_ordinal is 'The item.';
comment on column study.answer_option.code is 'The stored code, 0-32767.';
comment on column study.answer_option.name is 'Short name, used as the level''s name in models.';
comment on column study.answer_option.label_nl is 'The answer in Dutch.';
comment on column study.answer_option.label_en is 'The answer in English.';

create table study.missing_reason (
  form_version_id integer not null references study.form_version,
  row_number smallint not null check (row_number >= 1),
  original_code text,
  class text not null check (class in
    ('not_shown', 'blank', 'invalid', 'dont_know', 'not_applicable', 'refused', 'user_missing')),
  label_nl text not null,
  label_en text,
  primary key (form_version_id, row_number)
);
comment on table study.missing_reason is 'Why an answer is missing: an answer of -k points to row k.';
comment on column study.missing_reason.form_version_id is 'The form version.';
comment on column study.missing_reason.row_number is 'k: the answers array holds -k.';
comment on column study.missing_reason.original_code is 'The code in the source file; NULL for what the program itself assigns.';
comment on column study.missing_reason.class is 'Class of the reason.';
comment on column study.missing_reason.label_nl is 'The reason in Dutch.';
comment on column study.missing_reason.label_en is 'The reason in English.';

create table study.scale (
  form_version_id integer not null references study.form_version,
  code text not null,
  title_nl text not null,
  title_en text,
  minimum_answered double precision not null check (minimum_answered > 0 and minimum_answered <= 1),
  aggregate text not null check (aggregate in ('mean', 'sum')),
  primary key (form_version_id, code)
);
comment on table study.scale is 'A scale: items that are scored together.';
comment on column study.scale.form_version_id is 'The form version.';
comment on column study.scale.code is 'Identifier, such as SUP.';
comment on column study.scale.title_nl is 'Title in Dutch.';
comment on column study.scale.title_en is 'Title in English.';
comment on column study.scale.minimum_answered is 'Share of the items that must be answered for a score.';
comment on column study.scale.aggregate is 'mean or sum of the answered items.';

create table study.scale_item (
  form_version_id integer not null,
  scale_code text not null,
  ordinal smallint not null check (ordinal >= 1),
  item_code text not null,
  reversed boolean not null,
  primary key (form_version_id, scale_code, ordinal),
  foreign key (form_version_id, scale_code) references study.scale,
  foreign key (form_version_id, item_code) references study.item (form_version_id, code)
);
comment on table study.scale_item is 'The items of a scale.';
comment on column study.scale_item.form_version_id is 'The form version.';
comment on column study.scale_item.scale_code is 'The scale.';
comment on column study.scale_item.ordinal is 'Place in the scale, from 1.';
comment on column study.scale_item.item_code is 'The item.';
comment on column study.scale_item.reversed is 'Reverse-keyed: scored as lowest + highest - answer.';
