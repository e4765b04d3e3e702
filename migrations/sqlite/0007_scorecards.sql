-- Which import told of a payment: what is taken back counts for nobody any more.
alter table collections add column import_id integer references imports (id) on delete set null;
create index collections_import on collections (import_id) where import_id is not null;
