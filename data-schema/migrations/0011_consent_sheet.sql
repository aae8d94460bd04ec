-- Consent on paper comes in by a sheet, and who refused is left out of what is analysed.

create table study.consent_purpose (
  code text primary key check (code ~ '^[[:alnum:]][[:alnum:] ._-]{0,39}$'),
  is_required boolean not null
);
comment on table study.consent_purpose is 'What persons are asked to consent to, as study.yaml names it.';
comment on column study.consent_purpose.code is 'Short name.';
comment on column study.consent_purpose.is_required is 'Whether nothing of a person may be stored without it.';
create unique index consent_purpose_one_required on study.consent_purpose (is_required) where is_required;

alter table study.consent add column source_row integer check (source_row >= 1);
comment on column study.consent.source_row is 'Row in the file; NULL where the questionnaire''s own row tells it.';

create view study.newest_consent as
select p.person_id, k.purpose, k.given_by, k.given, k.given_on
from (
  select distinct on (c.same_as, k.purpose, k.given_by) c.same_as, k.purpose, k.given_by, k.given, k.given_on
  from study.consent k join study.current_person c on c.person_id = k.person_id
  order by c.same_as, k.purpose, k.given_by, k.given_on desc, k.given) k
join study.current_person p on p.same_as = k.same_as;
comment on view study.newest_consent is 'The newest word on each purpose, a person''s own and a guardian''s; of two of one day, the refusal.';
comment on column study.newest_consent.person_id is 'An id of the person.';
comment on column study.newest_consent.purpose is 'What for.';
comment on column study.newest_consent.given_by is 'self or guardian.';
comment on column study.newest_consent.given is 'Whether consent was given (false: refused).';
comment on column study.newest_consent.given_on is 'The day.';

create view study.refusal as
select person_id, purpose from study.newest_consent where not given group by person_id, purpose;
comment on view study.refusal is 'Persons whose newest word on a purpose, or whose guardian''s, is no.';
comment on column study.refusal.person_id is 'An id of the person.';
comment on column study.refusal.purpose is 'What was refused.';

create view study.refused_person as
select r.person_id from study.refusal r join study.consent_purpose p on p.code = r.purpose and p.is_required;
comment on view study.refused_person is 'Persons who refused what nothing may be stored without: no analysis reads them.';
comment on column study.refused_person.person_id is 'An id of the person.';

-- A file whose rows were held back for want of consent comes in again once consent has come; so does one whose rows a later file changed.
alter table ingest.batch add column after_batch_id bigint references ingest.batch;
comment on column ingest.batch.after_batch_id is 'The batch because of which the same file came in once more: it told of consents, or changed rows that the file changes back. NULL for a file''s first time.';
drop index ingest.batch_one_per_content;
create unique index batch_one_per_content on ingest.batch (file_hash, mapping_hash, form_hash, coalesce(after_batch_id, 0)) where undone_at is null;

create or replace function ingest.sheet_tables() returns text[] language sql immutable set search_path = pg_catalog as $$
  select array['text.quote_code', 'text.quote', 'text.circle_decision_wording', 'study.circle_decision', 'study.method_verdict', 'study.method_rating',
    'text.circle_evaluation_answer', 'study.circle_evaluation', 'study.session_evaluation', 'study.circle_session', 'study.circle_member',
    'study.learning_circle', 'study.attendance', 'study.activity', 'study.practice_cell', 'study.practice_total', 'study.practice_round', 'study.consent']
$$;
create trigger keep_earlier before update on study.consent for each row when (new.batch_id > old.batch_id) execute function ingest.keep_earlier_row();

grant select on study.consent_purpose, study.newest_consent, study.refusal, study.refused_person to lob_ingest, lob_analyst, lob_coder, lob_keyholder;
grant select (speaker_id, publish) on text.quote to lob_ingest;

-- Whoever withdrew stays out by the code, and by the responses that were there.
create table identity.withdrawn_response (
  response_key bytea primary key check (octet_length(response_key) = 32)
);
comment on table identity.withdrawn_response is 'Responses of persons who withdrew, by keyed hash: exported again with another code or school they are skipped.';
comment on column identity.withdrawn_response.response_key is 'HMAC-SHA-256 of source and response id; tells nothing without the row key.';
grant select on identity.withdrawn_response to lob_ingest;
grant select, insert on identity.withdrawn_response to lob_keyholder;
grant select (response_key) on study.questionnaire to lob_keyholder;
