-- What a run read depends on people too: who was linked, who refused, who is gone.

alter table analysis.run
  add column link_version integer references study.link_version on delete set null,
  add column removed_count integer not null default 0 check (removed_count >= 0),
  add column refused_count integer not null default 0 check (refused_count >= 0);
comment on column analysis.run.link_version is 'The version of the links by which persons were told apart; NULL before there were any.';
comment on column analysis.run.removed_count is 'Questionnaires of its batches that were gone by then: withdrawals.';
comment on column analysis.run.refused_count is 'Questionnaires of its batches that were left out by then: refusals.';
comment on column analysis.run.data_hash is 'SHA-256 over the batches'' file, mapping and form hashes, in order, and over links, refusals and removals where there are any.';

grant select on ingest.batch_removal to lob_analyst;
