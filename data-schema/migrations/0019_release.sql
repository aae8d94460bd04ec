-- What was shown to whom: a picture is compared with those released before it, and nobody rewrites what was released.

create table analysis.release (
  id bigint generated always as identity primary key,
  audience text not null check (audience in ('thesis', 'funder', 'school')),
  school_code text,
  chart text not null,
  run_id text references analysis.run on delete set null,
  drawn_hash bytea not null check (octet_length(drawn_hash) = 32),
  released_by text not null default session_user,
  released_at timestamptz not null default now(),
  check ((audience = 'school') = (school_code is not null))
);
comment on table analysis.release is 'A picture that was released to an audience. Only grows.';
comment on column analysis.release.id is 'In the order of release.';
comment on column analysis.release.audience is 'thesis: the researcher''s own; funder; school: one school.';
comment on column analysis.release.school_code is 'The school whose picture it was; NULL for other audiences.';
comment on column analysis.release.chart is 'The chart''s name in the catalogue.';
comment on column analysis.release.run_id is 'The run that it drew; NULL when it drew none.';
comment on column analysis.release.drawn_hash is 'SHA-256 of the picture as SVG.';
comment on column analysis.release.released_by is 'Database login.';
comment on column analysis.release.released_at is 'When.';

create table analysis.release_cell (
  release_id bigint not null references analysis.release,
  ordinal integer not null check (ordinal >= 1),
  table_name text not null,
  row_name text not null,
  column_name text not null,
  persons integer not null check (persons >= 0),
  schools integer not null check (schools >= 0),
  shown boolean not null,
  primary key (release_id, ordinal),
  unique (release_id, table_name, row_name, column_name)
);
create index on analysis.release_cell (table_name);
comment on table analysis.release_cell is 'A group of persons behind a number of a released picture, or one that follows from its numbers.';
comment on column analysis.release_cell.release_id is 'The release.';
comment on column analysis.release_cell.ordinal is 'Place among the picture''s groups, from 1.';
comment on column analysis.release_cell.table_name is 'The population and what was counted of it; the same group has the same names in every picture.';
comment on column analysis.release_cell.row_name is 'The row''s code.';
comment on column analysis.release_cell.column_name is 'The column''s code; empty where there are none.';
comment on column analysis.release_cell.persons is 'Persons in the group, also when that wasn''t shown.';
comment on column analysis.release_cell.schools is 'Schools that they came from.';
comment on column analysis.release_cell.shown is 'Whether its numbers could be read.';

create table analysis.release_sum (
  release_id bigint not null references analysis.release,
  ordinal integer not null check (ordinal >= 1),
  total integer not null,
  parts integer[] not null check (array_ndims(parts) = 1),
  primary key (release_id, ordinal),
  foreign key (release_id, total) references analysis.release_cell (release_id, ordinal)
);
comment on table analysis.release_sum is 'How the groups of a released picture add up: whoever knows all but one of a sum knows the last.';
comment on column analysis.release_sum.release_id is 'The release.';
comment on column analysis.release_sum.ordinal is 'Place among the picture''s sums, from 1.';
comment on column analysis.release_sum.total is 'Ordinal of the total.';
comment on column analysis.release_sum.parts is 'Ordinals of its parts, which don''t overlap.';

create table analysis.school_pseudonym (
  school_code text primary key,
  number integer not null unique check (number >= 1)
);
comment on table analysis.school_pseudonym is 'By what letter a school goes in pictures for funders: drawn at random once, so that it can''t be worked out, and kept.';
comment on column analysis.school_pseudonym.school_code is 'The school.';
comment on column analysis.school_pseudonym.number is '1 is A, 27 is AA.';

create function analysis.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  raise exception 'the log of releases only grows: % is refused', lower(tg_op) using errcode = 'insufficient_privilege';
end $$;
comment on function analysis.refuse_change() is 'Keeps a table as it is but for new rows.';

create trigger only_grows before delete or truncate on analysis.release for each statement execute function analysis.refuse_change();
create trigger stays before update of audience, school_code, chart, drawn_hash, released_by, released_at on analysis.release for each statement execute function analysis.refuse_change();
create trigger only_grows before update or delete or truncate on analysis.release_cell for each statement execute function analysis.refuse_change();
create trigger only_grows before update or delete or truncate on analysis.release_sum for each statement execute function analysis.refuse_change();
create trigger only_grows before update or delete or truncate on analysis.school_pseudonym for each statement execute function analysis.refuse_change();

grant select, insert on analysis.release, analysis.release_cell, analysis.release_sum, analysis.school_pseudonym to lob_analyst;
