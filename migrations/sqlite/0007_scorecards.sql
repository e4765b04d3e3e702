-- Which import told of a payment: what is taken back counts for nobody any more.
alter table collections add column import_id integer references imports (id) on delete set null;
create index collections_import on collections (import_id) where import_id is not null;

-- Who computed a month anew, and hears when it is done.
alter table score_runs add column user_id integer references users (id);

-- Everything a list shows of a person's months, side by side; and what waits for a review, the oldest first.
create index scorecards_person on scorecards (user_id, month, status, total_micro, computed_micro, incentive_bp, incentive_paise);
create index scorecards_waiting on scorecards (month, status_at, id, user_id) where status in ('Submitted', 'Disputed');

-- What somebody earns from a month on. Nobody's salary changed before the first row.
create table salaries (
    user_id integer not null references users (id) on delete cascade,
    from_month text not null,
    paise integer not null check (paise >= 0),
    set_by text not null,
    set_at integer not null,
    primary key (user_id, from_month)
) strict;
