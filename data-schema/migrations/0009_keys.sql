-- Which keys are in use, by their names: the keys themselves are never in the database.
create table identity.key (
  purpose text not null check (purpose in ('index', 'code', 'row')),
  key_id text not null,
  since timestamptz not null default now(),
  retired_at timestamptz,
  primary key (purpose, key_id)
);
comment on table identity.key is 'Keys that the database''s contents stand under; the keys themselves are files or environment variables.';
comment on column identity.key.purpose is 'index: finds codes; code: encrypts them; row: marks rows and withdrawn codes.';
comment on column identity.key.key_id is 'Names the key without telling anything about it.';
comment on column identity.key.since is 'When it came into use.';
comment on column identity.key.retired_at is 'When another took its place; NULL while in use.';
create unique index key_one_in_use on identity.key (purpose) where retired_at is null;
grant select, insert on identity.key to lob_ingest;
grant select, insert, update, delete on identity.key to lob_keyholder;
comment on column study.questionnaire.response_key is 'Hash of the tool''s response id under the row key; one current row per source and key.';
comment on column study.questionnaire.content_hash is 'Hash of everything stored for the row but whose it is, under the row key; tells changed from unchanged.';

alter table identity.code add column scope text not null default '';
comment on column identity.code.scope is 'School within which a self-generated code means one person; empty for registered codes.';

alter table ingest.batch add column removed_count integer not null default 0;
comment on column ingest.batch.removed_count is 'Questionnaires of this batch that went with persons who withdrew.';
grant update (removed_count) on ingest.batch to lob_keyholder;

create table ingest.retention (
  what text primary key check (what in ('codes', 'open_answers', 'research_data')),
  removed bigint not null,
  carried_out_at timestamptz not null default now(),
  carried_out_by text not null default session_user
);
comment on table ingest.retention is 'What was deleted because its time was over.';
comment on column ingest.retention.what is 'codes (with links'' decisions and keys), open_answers, or research_data (all that is told of single persons).';
comment on column ingest.retention.removed is 'Rows that went.';
comment on column ingest.retention.carried_out_at is 'When.';
comment on column ingest.retention.carried_out_by is 'Database login.';
grant select on ingest.retention to lob_ingest, lob_analyst, lob_keyholder;
