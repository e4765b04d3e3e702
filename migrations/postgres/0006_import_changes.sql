-- What an import of masters wrote: each record as it was and as it became, so that the import can be taken back.
create table import_changes (
    import_id bigint not null references imports (id) on delete cascade,
    position bigint not null,
    old_data text collate "C",
    new_data text collate "C" not null,
    primary key (import_id, position)
);
