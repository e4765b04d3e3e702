-- Performance: KRA templates, slab tables, scorecards and their way from draft to lock.
--
-- Figures are thousandths of their unit, points are millionths, weights and percentages are hundredths of a percent, months
-- are texts such as 2026-02, which sort as they follow each other.

-- What the KRAs of a role are; copied to people and months, never read through.
create table kra_templates (
    id integer primary key,
    name text not null unique,
    role text not null,
    updated_at integer not null,
    updated_by text not null,
    version integer not null default 1
) strict;

create table slab_tables (
    id integer primary key,
    code text not null unique,
    name text not null,
    kind text not null check (kind in ('incentive', 'kra'))
) strict;

-- A version holds from a month on, until a later one does. An approved one is never changed, so what was scored by it
-- can always be explained.
create table slab_versions (
    id integer primary key,
    table_id integer not null references slab_tables (id),
    from_month text not null,
    rows text not null,
    approved integer not null default 0 check (approved in (0, 1)),
    note text not null default '',
    proposed_by text not null,
    proposed_at integer not null,
    approved_by text not null default '',
    approved_at integer
) strict;
create index slab_versions_table on slab_versions (table_id, from_month, id);

create table kra_template_lines (
    id integer primary key,
    template_id integer not null references kra_templates (id) on delete cascade,
    position integer not null,
    name text not null,
    criteria text not null default '',
    kind text not null check (kind in ('Unrestricted', 'Restricted', 'As per slab')),
    unit text not null,
    source text not null,
    category text not null default '',
    target_milli integer not null default 0 check (target_milli >= 0),
    weight_bp integer not null check (weight_bp between 0 and 10000),
    table_id integer references slab_tables (id),
    unique (template_id, position)
) strict;

create table scorecards (
    id integer primary key,
    user_id integer not null references users (id),
    month text not null,
    status text not null default 'Draft'
        check (status in ('Draft', 'Submitted', 'Reviewed', 'Disputed', 'Acknowledged', 'Locked')),
    revision integer not null default 1,
    salary_paise integer not null default 0 check (salary_paise >= 0),
    incentive_id integer not null references slab_versions (id),
    -- The outcome, kept so that lists read one row a person and month.
    total_micro integer not null default 0,
    computed_micro integer not null default 0,
    incentive_bp integer not null default 0,
    incentive_paise integer not null default 0,
    self_micro integer,
    self_comment text not null default '',
    review_comment text not null default '',
    reviewed_by text not null default '',
    dispute_note text not null default '',
    status_at integer not null,
    created_at integer not null,
    updated_at integer not null,
    updated_by text not null,
    import_id integer references imports (id),
    version integer not null default 1,
    unique (user_id, month)
) strict;
create index scorecards_month on scorecards (month, total_micro, id);
create index scorecards_status on scorecards (status, month, id);

create table scorecard_kras (
    id integer primary key,
    scorecard_id integer not null references scorecards (id) on delete cascade,
    position integer not null,
    code text not null,
    name text not null,
    criteria text not null default '',
    kind text not null check (kind in ('Unrestricted', 'Restricted', 'As per slab')),
    unit text not null,
    source text not null,
    category text not null default '',
    target_milli integer not null default 0 check (target_milli >= 0),
    achieved_milli integer,
    weight_bp integer not null check (weight_bp between 0 and 10000),
    slab_id integer references slab_versions (id),
    points_micro integer not null default 0,
    self_achieved_milli integer,
    self_micro integer,
    adjusted_micro integer,
    reason text not null default '',
    sources integer not null default 0,
    unique (scorecard_id, position),
    unique (scorecard_id, code)
) strict;

create table scorecard_balances (
    scorecard_id integer not null references scorecards (id) on delete cascade,
    branch text not null,
    balance_milli integer not null,
    primary key (scorecard_id, branch)
) strict;

-- The orders and customers behind a computed figure, as they were when it was signed off.
create table scorecard_sources (
    id integer primary key,
    kra_id integer not null references scorecard_kras (id) on delete cascade,
    reference text not null,
    about text not null,
    at integer not null,
    figure_milli integer not null
) strict;
create index scorecard_sources_kra on scorecard_sources (kra_id, id);

create table scorecard_events (
    id integer primary key,
    scorecard_id integer not null references scorecards (id) on delete cascade,
    at integer not null,
    user_id integer references users (id),
    user_name text not null,
    action text not null,
    from_status text,
    to_status text,
    revision integer not null,
    remark text not null default '',
    changes text not null default '[]'
) strict;
create index scorecard_events_card on scorecard_events (scorecard_id, id);

-- A locked month as it stood before a correction began.
create table scorecard_versions (
    scorecard_id integer not null references scorecards (id) on delete cascade,
    revision integer not null,
    at integer not null,
    user_name text not null,
    reason text not null,
    snapshot text not null,
    primary key (scorecard_id, revision)
) strict;

-- Computing a month anew for all.
create table score_runs (
    id integer primary key,
    month text not null,
    state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
    total integer not null default 0,
    done integer not null default 0,
    changed integer not null default 0,
    last_id integer not null default 0,
    user_name text not null,
    created_at integer not null,
    finished_at integer
) strict;

-- What customers paid: every fall of an outstanding, by whatever road it came, under who served the customer then.
create table collections (
    id integer primary key,
    customer_id integer not null references customers (id) on delete cascade,
    salesperson_id integer references users (id),
    at integer not null,
    amount_paise integer not null check (amount_paise > 0)
) strict;
create index collections_salesperson on collections (salesperson_id, at, id);

create trigger customers_paid after update of outstanding_paise on customers
when new.outstanding_paise < old.outstanding_paise begin
    insert into collections (customer_id, salesperson_id, at, amount_paise)
    values (new.id, new.salesperson_id, new.updated_at, old.outstanding_paise - new.outstanding_paise);
end;

-- What the business began with; later versions are proposed, looked at and approved on the set-up screen.
insert into slab_tables (id, code, name, kind) values (1, 'incentive', 'Incentive', 'incentive'), (2, 'od-balance', 'OD balance', 'kra');
insert into slab_versions (id, table_id, from_month, rows, approved, note, proposed_by, proposed_at, approved_by, approved_at)
values
    (1, 1, '2000-01', '{"slabs":[{"from":0,"percent":0},{"from":90000000,"percent":1000},{"from":96000000,"percent":1500},{"from":101000000,"percent":2000},{"from":106000000,"percent":2500},{"from":111000000,"percent":2500}],"climb":{"above":110000000,"every":5000000,"percent":500}}', 1, 'As the business began', 'Nexus', 0, 'Nexus', 0),
    (2, 2, '2000-01', '[{"up_to":363459000,"score":30000000},{"up_to":1250000000,"score":24000000},{"up_to":1900000000,"score":18000000},{"up_to":2550000000,"score":12000000},{"up_to":3200000000,"score":6000000},{"up_to":null,"score":0}]', 1, 'As the business began', 'Nexus', 0, 'Nexus', 0);
