-- A source may bring in several waves, a file each: a file tells nothing of waves that it doesn't hold.
comment on column ingest.batch.vanished_count is 'Rows of earlier batches of this source, of waves that the file holds, that it no longer holds; they stay.';
