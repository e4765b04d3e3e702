-- Who was asked last to decide on a waiting order. It counts as long as the order stands in the state in which they were asked.
create table credit_forwards (
    order_id bigint primary key references orders (id) on delete cascade,
    to_id bigint not null references users (id),
    by_id bigint not null references users (id),
    remark text collate "C" not null default '',
    at bigint not null
);
create index credit_forwards_to on credit_forwards (to_id);
create index credit_forwards_by on credit_forwards (by_id);
