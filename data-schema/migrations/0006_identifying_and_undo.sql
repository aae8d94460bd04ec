-- Items that identify a person are asked and never stored; a batch can be taken back.

alter table study.item add column identifying boolean not null default false;
comment on column study.item.identifying is 'Its answer names or locates a person: asked, and never stored.';

alter table ingest.batch
  add column undone_at timestamptz,
  add column undone_by text,
  add constraint batch_undone_by_somebody check ((undone_at is null) = (undone_by is null)),
  drop constraint batch_file_hash_mapping_hash_form_hash_key;
comment on column ingest.batch.undone_at is 'When it was taken back; its rows are gone, and the file may come in again. NULL while it counts.';
comment on column ingest.batch.undone_by is 'Database login that took it back.';
create unique index batch_one_per_content on ingest.batch (file_hash, mapping_hash, form_hash) where undone_at is null;
