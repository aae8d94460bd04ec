-- People: their codes under keys, what they consented to, who was found to be the same person, and who withdrew.

-- Logins, one per kind of work. They have no password until the administrator gives one, so nobody enters by them before.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['lob_ingest', 'lob_analyst', 'lob_coder', 'lob_keyholder'] loop
    if not exists (select 1 from pg_roles where rolname = wanted) then
      begin
        execute format('create role %I login', wanted);
      exception
        when duplicate_object or unique_violation then null;
        when insufficient_privilege then
          raise exception 'the role % is not there and % may not create it: let an administrator run "create role % login"', wanted, current_user, wanted;
      end;
    end if;
  end loop;
end $$;

-- A code is kept encrypted, and found by its blind index; each under a key of its own that is not in the database.
alter table identity.code rename column key_id to index_key_id;
alter table identity.code
  add column code_cipher bytea,
  add column code_key_id text,
  add constraint code_cipher_has_its_key check ((code_cipher is null) = (code_key_id is null));
comment on table identity.code is 'A self-generated code of a person: encrypted, and found by an index that tells nothing about it. A person can have several.';
comment on column identity.code.blind_index is 'HMAC-SHA-256 of role, school (for self-generated codes) and code, under a key that is not in the database.';
comment on column identity.code.index_key_id is 'Which key indexed it.';
comment on column identity.code.code_cipher is 'AES-256-GCM: nonce, ciphertext, tag; bound to person and role. NULL for rows of before there was encryption.';
comment on column identity.code.code_key_id is 'Which key encrypted it.';

create table identity.tombstone (
  code_mark bytea primary key check (octet_length(code_mark) = 32),
  person_id uuid not null,
  role text not null,
  withdrawn_at timestamptz not null default now()
);
comment on table identity.tombstone is 'A code whose person withdrew: its rows are skipped whenever they come again.';
comment on column identity.tombstone.code_mark is 'HMAC-SHA-256 of the code under the study''s row key; tells nothing about the code.';
comment on column identity.tombstone.person_id is 'The random id that the person had; finds the person in older backups.';
comment on column identity.tombstone.role is 'parent, student, teacher …';
comment on column identity.tombstone.withdrawn_at is 'When.';

create table ingest.withdrawal (
  id bigint generated always as identity primary key,
  role text not null,
  persons integer not null,
  questionnaires integer not null,
  withdrawn_at timestamptz not null default now(),
  withdrawn_by text not null default session_user
);
comment on table ingest.withdrawal is 'The log of withdrawals: that there was one, never whose.';
comment on column ingest.withdrawal.id is 'Row id.';
comment on column ingest.withdrawal.role is 'parent, student, teacher …';
comment on column ingest.withdrawal.persons is 'Random ids that went: more than one when linked codes were one person.';
comment on column ingest.withdrawal.questionnaires is 'Filled-in questionnaires that went, earlier versions included.';
comment on column ingest.withdrawal.withdrawn_at is 'When.';
comment on column ingest.withdrawal.withdrawn_by is 'Database login.';

alter table ingest.batch add column withdrawn_count integer not null default 0;
alter table ingest.batch drop constraint batch_counts_add_up;
alter table ingest.batch add constraint batch_counts_add_up
  check (row_count = new_count + unchanged_count + changed_count + held_back_count + withdrawn_count);
comment on column ingest.batch.withdrawn_count is 'Rows of persons who withdrew: skipped.';

-- Sheets come in as batches too: attendance, leerkringen, practice rounds, consent.
alter table ingest.batch
  add column kind text not null default 'survey' check (kind in ('survey', 'attendance', 'leerkring', 'practice', 'consent')),
  alter column form_version_id drop not null,
  add constraint batch_of_a_survey_has_a_form check ((kind = 'survey') = (form_version_id is not null));
comment on column ingest.batch.kind is 'survey, or the kind of sheet.';
comment on column ingest.batch.form_version_id is 'The form version that its answers follow; NULL for a sheet.';
comment on column ingest.batch.form_hash is 'SHA-256 of the codebook''s meaning; for a sheet, of its template.';

create table study.consent (
  person_id uuid not null references study.person on delete cascade,
  purpose text not null,
  text_version text not null,
  given_by text not null check (given_by in ('self', 'guardian')),
  given boolean not null,
  given_on date not null,
  batch_id bigint references ingest.batch,
  primary key (person_id, purpose, text_version, given_by, given_on)
);
comment on table study.consent is 'What a person, or a guardian for one under sixteen, consented to; the newest row of a purpose counts.';
comment on column study.consent.person_id is 'The person.';
comment on column study.consent.purpose is 'What for, as study.yaml names it.';
comment on column study.consent.text_version is 'Version of the text that was signed.';
comment on column study.consent.given_by is 'self or guardian.';
comment on column study.consent.given is 'Whether consent was given (false: refused).';
comment on column study.consent.given_on is 'The day.';
comment on column study.consent.batch_id is 'The batch that told it.';
create index consent_by_batch on study.consent (batch_id);

-- Links: decisions of the rule or of a keyholder, never erased, and for each version what follows from them.
create table identity.link_decision (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('same_person', 'parent_of')),
  one_id uuid not null references study.person on delete cascade,
  other_id uuid not null references study.person on delete cascade,
  verdict text not null check (verdict in ('same', 'different')),
  rule text not null,
  element text,
  quality double precision check (quality between 0 and 1),
  decided_by text not null default session_user,
  decided_at timestamptz not null default now(),
  superseded_by bigint references identity.link_decision on delete set null,
  constraint two_persons check (one_id <> other_id)
);
comment on table identity.link_decision is 'Whether two ids are one person, or a parent and a student; the newest decision on a pair counts, earlier ones stay.';
comment on column identity.link_decision.id is 'Row id.';
comment on column identity.link_decision.kind is 'same_person, or parent_of (one the parent, other the student).';
comment on column identity.link_decision.one_id is 'The one.';
comment on column identity.link_decision.other_id is 'The other.';
comment on column identity.link_decision.verdict is 'same: they belong together; different: they don''t.';
comment on column identity.link_decision.rule is 'How it was decided: a rule''s name, or by_hand.';
comment on column identity.link_decision.element is 'The element of the code in which the two differ; NULL for none.';
comment on column identity.link_decision.quality is 'Probability of a true match by the rule; NULL for decisions by hand.';
comment on column identity.link_decision.decided_by is 'Database login.';
comment on column identity.link_decision.decided_at is 'When.';
comment on column identity.link_decision.superseded_by is 'The decision that replaced it; NULL while it counts.';
create unique index link_decision_one_counts on identity.link_decision (kind, one_id, other_id) where superseded_by is null;

create table study.link_version (
  version integer primary key check (version >= 1),
  rule text not null,
  exact_count integer not null,
  tolerant_count integer not null,
  by_hand_count integer not null,
  waiting_count integer not null,
  made_at timestamptz not null default now(),
  made_by text not null default session_user
);
comment on table study.link_version is 'A state of the links; analyses name the version that they used.';
comment on column study.link_version.version is 'From 1.';
comment on column study.link_version.rule is 'Name and version of the rule.';
comment on column study.link_version.exact_count is 'Links by equal codes.';
comment on column study.link_version.tolerant_count is 'Links by codes that differ in one element.';
comment on column study.link_version.by_hand_count is 'Links that a keyholder decided.';
comment on column study.link_version.waiting_count is 'Doubtful pairs that wait for a keyholder.';
comment on column study.link_version.made_at is 'When.';
comment on column study.link_version.made_by is 'Database login.';

create table study.person_link (
  version integer not null references study.link_version on delete cascade,
  person_id uuid not null references study.person on delete cascade,
  same_as uuid not null references study.person on delete cascade,
  primary key (version, person_id)
);
comment on table study.person_link is 'Ids that were found to be one person, per version of the links.';
comment on column study.person_link.version is 'The version.';
comment on column study.person_link.person_id is 'An id.';
comment on column study.person_link.same_as is 'The id that stands for the person.';

create table study.dyad (
  version integer not null references study.link_version on delete cascade,
  parent_id uuid not null references study.person on delete cascade,
  student_id uuid not null references study.person on delete cascade,
  parent_number smallint check (parent_number in (1, 2)),
  quality double precision check (quality between 0 and 1),
  primary key (version, parent_id, student_id)
);
comment on table study.dyad is 'Parent and student who belong together, per version of the links; a student can have two parents.';
comment on column study.dyad.version is 'The version.';
comment on column study.dyad.parent_id is 'The parent.';
comment on column study.dyad.student_id is 'The student.';
comment on column study.dyad.parent_number is '1 or 2, as the parent''s code tells; NULL when it doesn''t.';
comment on column study.dyad.quality is 'Probability of a true match; 1 for equal codes.';

create view study.current_person as
select p.id as person_id, coalesce(l.same_as, p.id) as same_as
from study.person p
left join study.person_link l on l.person_id = p.id and l.version = (select max(version) from study.link_version);
comment on view study.current_person is 'Each id with the id that stands for the person by the newest version of the links.';
comment on column study.current_person.person_id is 'An id.';
comment on column study.current_person.same_as is 'The id that stands for the person.';

-- Rights: the least that each kind of work needs. What isn't granted here is refused.
revoke all on schema public from public;
grant usage on schema public to lob_ingest, lob_analyst, lob_coder, lob_keyholder;
grant select on public.schema_version to lob_ingest, lob_analyst, lob_coder, lob_keyholder;
grant usage on schema study, reference to lob_ingest, lob_analyst, lob_coder, lob_keyholder;
grant select on all tables in schema reference to lob_ingest, lob_analyst, lob_coder, lob_keyholder;
grant select on study.about, study.wave, study.school, study.class_group, study.form, study.form_version, study.item, study.coded_item,
  study.answer_option, study.missing_reason, study.scale, study.scale_item to lob_ingest, lob_analyst, lob_coder, lob_keyholder;

-- Brings files in and takes them back. Finds persons by their blind index; never reads a code, an open answer or a special-category answer.
grant usage on schema form, text, sensitive, identity, ingest, analysis to lob_ingest;
grant insert, update, delete on study.school, study.class_group, study.person, study.questionnaire, study.consent to lob_ingest;
grant select on study.person, study.questionnaire, study.consent, study.number_answer, study.date_answer, study.current_person to lob_ingest;
grant insert on study.number_answer, study.date_answer, text.answer, sensitive.answer to lob_ingest;
grant usage, select, update on sequence study.questionnaire_id to lob_ingest;
grant insert, delete on identity.code to lob_ingest;
grant select (person_id, role, blind_index, index_key_id) on identity.code to lob_ingest;
grant select (code_mark, role) on identity.tombstone to lob_ingest;
grant select, insert, update on ingest.source, ingest.batch, ingest.finding to lob_ingest;
grant select on analysis.run_batch to lob_ingest;

-- Models and charts: coded answers by random id, neither open text nor special-category answers nor codes.
-- A researcher whose plan needs a special-category item gets it by name: grant usage on schema sensitive to lob_analyst; grant select on sensitive.form_… to lob_analyst;
grant usage on schema form, ingest, analysis to lob_analyst;
grant select on study.person, study.consent, study.number_answer, study.date_answer, study.link_version, study.person_link, study.dyad, study.current_person to lob_analyst;
grant select (person_id, id, form_version_id, wave_id, school_id, class_group_id, item_count, answers, submitted_at, source_id, source_row, batch_id, superseded_by_batch_id)
  on study.questionnaire to lob_analyst;
grant select on all tables in schema form to lob_analyst;
grant select on ingest.source, ingest.batch to lob_analyst;
grant select, insert, update, delete on all tables in schema analysis to lob_analyst;

-- Reads and codes open answers: whose they are only by random id, school and wave.
grant usage on schema text to lob_coder;
grant select on text.answer to lob_coder;
grant select (person_id, id, form_version_id, wave_id, school_id, class_group_id, superseded_by_batch_id) on study.questionnaire to lob_coder;

-- Links, consent, withdrawal, keys: codes, and of answers only that they are there.
grant usage on schema identity, ingest to lob_keyholder;
grant select, insert, update, delete on all tables in schema identity to lob_keyholder;
grant select, delete on study.person to lob_keyholder;
grant select (person_id, id, form_version_id, wave_id, school_id, class_group_id, source_id, batch_id, superseded_by_batch_id), delete on study.questionnaire to lob_keyholder;
grant select, insert, update, delete on study.consent, study.link_version, study.person_link, study.dyad to lob_keyholder;
grant select on study.current_person to lob_keyholder;
grant select on ingest.source, ingest.batch to lob_keyholder;
grant select, insert on ingest.withdrawal to lob_keyholder;

-- Views are made anew with every form version: their readers stay the same.
alter default privileges in schema form grant select on tables to lob_analyst;
