-- An action on more orders than a request waits for: a job does it, order by order.
create table order_runs (
    id integer primary key,
    user_id integer not null references users (id),
    action text not null,
    remark text not null default '',
    total integer not null,
    created_at integer not null,
    finished_at integer
) strict;
create index order_runs_user on order_runs (user_id);

-- Each order of a run, and what came of it: nothing yet, the state it was led to, or why not.
create table order_run_items (
    run_id integer not null references order_runs (id) on delete cascade,
    position integer not null,
    order_id integer not null references orders (id) on delete cascade,
    status text,
    refused text,
    primary key (run_id, position)
) strict;
create index order_run_items_order on order_run_items (order_id);
