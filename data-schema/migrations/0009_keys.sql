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

create table ingest.batch_removal (
  batch_id bigint primary key references ingest.batch on delete cascade,
  questionnaires integer not null check (questionnaires >= 1)
);
comment on table ingest.batch_removal is 'What went out of batches with persons who withdrew: what is missing is accounted for, and says nothing of whose it was.';
comment on column ingest.batch_removal.batch_id is 'The batch.';
comment on column ingest.batch_removal.questionnaires is 'Filled-in questionnaires of the batch that went.';
grant select, insert, update on ingest.batch_removal to lob_keyholder;
grant select on ingest.batch_removal to lob_ingest;

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

create table identity.link_pair (
  version integer not null references study.link_version on delete cascade,
  kind text not null check (kind in ('same_person', 'parent_of')),
  one_id uuid not null references study.person on delete cascade,
  other_id uuid not null references study.person on delete cascade,
  rule text not null,
  element text,
  quality double precision check (quality between 0 and 1),
  primary key (version, kind, one_id, other_id)
);
comment on table identity.link_pair is 'The pairs behind a version of the links, each with how it was found and how well it matches.';
comment on column identity.link_pair.version is 'The version.';
comment on column identity.link_pair.kind is 'same_person, or parent_of (one the parent, other the student).';
comment on column identity.link_pair.one_id is 'The one.';
comment on column identity.link_pair.other_id is 'The other.';
comment on column identity.link_pair.rule is 'How the pair was found: exact_code, one_element_off_in_class, one_element_off_in_school, by_hand.';
comment on column identity.link_pair.element is 'The element of the code in which the two differ; NULL for equal codes.';
comment on column identity.link_pair.quality is 'Probability of a true match, 0 to 1; NULL for decisions by hand.';
grant select, insert, update, delete on identity.link_pair to lob_keyholder;
