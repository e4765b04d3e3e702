-- What people do not want to be told: a kind of notice at the bell or on the page at once, or anything more of a record (by its path).
create table unwanted_notices (
    user_id bigint not null references users (id) on delete cascade,
    channel text collate "C" not null check (channel in ('bell', 'toast', 'record')),
    what text collate "C" not null,
    primary key (user_id, channel, what)
);
