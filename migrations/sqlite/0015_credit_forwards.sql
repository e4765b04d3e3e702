-- Who was asked last to decide on a waiting order. It counts as long as the order stands in the state in which they were asked.
create table credit_forwards (
    order_id integer primary key references orders (id) on delete cascade,
    to_id integer not null references users (id),
    by_id integer not null references users (id),
    remark text not null default '',
    at integer not null
) strict;
create index credit_forwards_to on credit_forwards (to_id);
create index credit_forwards_by on credit_forwards (by_id);
