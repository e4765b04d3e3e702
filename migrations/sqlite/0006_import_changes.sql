-- What an import of masters wrote: each record as it was and as it became, so that the import can be taken back.
create table import_changes (
    import_id integer not null references imports (id) on delete cascade,
    position integer not null,
    old_data text,
    new_data text not null,
    primary key (import_id, position)
) strict;
