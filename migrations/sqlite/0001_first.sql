-- The first schema: who works here, what is sold, to whom, and what was ordered.
--
-- The same file stands in migrations/sqlite and migrations/postgres; a test compares the two migrated schemas.
-- Money is whole paise, quantities are thousandths, rates of tax are hundredths of a percent, instants (_at) are
-- microseconds since 1970 UTC, dates (_on) are days since 1970. JSON is kept as text.

-- People ---------------------------------------------------------------------------------------------------------

create table users (
    id integer primary key,
    code text not null unique,
    name text not null,
    email text not null unique,
    phone text,
    password_hash text not null,
    role text not null,
    status text not null default 'Active' check (status in ('Active', 'Inactive')),
    manager_id integer references users (id),
    is_approver integer not null default 0 check (is_approver in (0, 1)),
    zone text,
    monthly_target_paise integer not null default 0 check (monthly_target_paise >= 0),
    gross_salary_paise integer check (gross_salary_paise >= 0),
    preferences text not null default '{}',
    is_sample integer not null default 0 check (is_sample in (0, 1)),
    -- Raised by a password change or "sign out everywhere": older sessions and tokens stop working.
    stamp integer not null default 0,
    created_at integer not null,
    updated_at integer not null,
    last_login_at integer,
    version integer not null default 1
) strict;
create index users_manager on users (manager_id);

create table sessions (
    id text primary key,
    user_id integer references users (id) on delete cascade,
    data text not null,
    address text,
    agent text,
    created_at integer not null,
    expires_at integer not null
) strict;
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

create table refresh_tokens (
    id integer primary key,
    family text not null,
    user_id integer not null references users (id) on delete cascade,
    token_hash text not null unique,
    created_at integer not null,
    expires_at integer not null,
    used_at integer,
    revoked_at integer
) strict;
create index refresh_tokens_family on refresh_tokens (family);
create index refresh_tokens_user on refresh_tokens (user_id);

-- Failed sign-ins by source; a source is never an account alone, so nobody can lock somebody else out.
create table login_attempts (
    source text primary key,
    failures integer not null,
    first_at integer not null,
    locked_until integer not null default 0
) strict;

create table audit_entries (
    id integer primary key,
    at integer not null,
    user_id integer,
    user_name text not null,
    action text not null,
    entity_type text not null,
    entity_id text not null,
    summary text not null,
    old_data text,
    new_data text,
    address text,
    agent text,
    request_id text,
    outcome text not null default 'ok'
) strict;
create index audit_entries_at on audit_entries (at, id);
create index audit_entries_entity on audit_entries (entity_type, entity_id, id);
create index audit_entries_user on audit_entries (user_id, id);
create index audit_entries_action on audit_entries (action, id);

-- Warehouses, products, stock ------------------------------------------------------------------------------------

create table warehouses (
    id integer primary key,
    code text not null unique,
    name text not null,
    city text not null,
    state_code text not null,
    address text not null default '',
    active integer not null default 1 check (active in (0, 1)),
    version integer not null default 1
) strict;

create table products (
    id integer primary key,
    code text not null unique,
    sku text not null unique,
    name text not null,
    short_name text,
    category text not null,
    specie text,
    unit text not null check (unit in ('PCS', 'KG', 'PKT')),
    mrp_paise integer not null default 0 check (mrp_paise >= 0),
    price_paise integer not null check (price_paise >= 0),
    base_rate_paise integer not null default 0 check (base_rate_paise >= 0),
    gst_bp integer not null default 0 check (gst_bp between 0 and 10000),
    hsn text,
    barcode text,
    weight text,
    packing text,
    origin text,
    shelf_life_days integer check (shelf_life_days >= 0),
    channel text,
    remarks text,
    active integer not null default 1 check (active in (0, 1)),
    search text not null,
    created_at integer not null,
    updated_at integer not null,
    version integer not null default 1
) strict;
create index products_barcode on products (barcode);
create index products_name on products (name, id);
create index products_category on products (category, name, id);

create table batches (
    id integer primary key,
    product_id integer not null references products (id),
    warehouse_id integer not null references warehouses (id),
    number text not null,
    made_on integer,
    expires_on integer,
    weight text,
    on_hand_milli integer not null default 0 check (on_hand_milli >= 0),
    reserved_milli integer not null default 0,
    active integer not null default 1 check (active in (0, 1)),
    created_at integer not null,
    unique (product_id, warehouse_id, number),
    check (reserved_milli between 0 and on_hand_milli)
) strict;
create index batches_product on batches (product_id, expires_on, id);
create index batches_expiry on batches (expires_on, id);

-- What is promised of a product without naming a batch; exact batches (clearance) are reserved in `batches`.
create table product_stock (
    product_id integer primary key references products (id) on delete cascade,
    reserved_milli integer not null default 0 check (reserved_milli >= 0)
) strict;

-- The stock ledger: append-only; the trigger below keeps a batch's on_hand equal to the sum of its rows.
create table stock_movements (
    id integer primary key,
    batch_id integer not null references batches (id),
    product_id integer not null references products (id),
    warehouse_id integer not null references warehouses (id),
    kind text not null check (kind in ('Opening', 'Receipt', 'Adjustment', 'Dispatch', 'Return', 'Write-off')),
    quantity_milli integer not null check (quantity_milli <> 0),
    reason text,
    reference text,
    order_id integer,
    user_id integer references users (id),
    user_name text not null,
    at integer not null
) strict;
create index stock_movements_product on stock_movements (product_id, id);
create index stock_movements_batch on stock_movements (batch_id, id);

create trigger stock_movements_add after insert on stock_movements begin
    update batches set on_hand_milli = on_hand_milli + new.quantity_milli where id = new.batch_id;
end;
create trigger stock_movements_keep before update on stock_movements begin
    select raise(abort, 'stock movements are never changed');
end;
create trigger stock_movements_stay before delete on stock_movements begin
    select raise(abort, 'stock movements are never deleted');
end;
create trigger audit_entries_keep before update on audit_entries begin
    select raise(abort, 'audit entries are never changed');
end;

-- Customers and their prices -------------------------------------------------------------------------------------

create table price_lists (
    id integer primary key,
    code text not null unique,
    name text not null,
    version integer not null default 1
) strict;

create table price_list_rates (
    price_list_id integer not null references price_lists (id) on delete cascade,
    product_id integer not null references products (id),
    rate_paise integer not null check (rate_paise >= 0),
    primary key (price_list_id, product_id)
) strict;
create index price_list_rates_product on price_list_rates (product_id);

create table customers (
    id integer primary key,
    code text not null unique,
    name text not null,
    kind text,
    status text not null default 'Active' check (status in ('Active', 'Blocked', 'Inactive')),
    class text,
    channel text,
    constitution text,
    gstin text,
    pan text,
    fssai text,
    email text,
    phone text,
    address text not null default '',
    location text not null default '',
    region text,
    state_code text not null default '27',
    postal_code text,
    sales_manager text,
    salesperson_id integer references users (id),
    price_list_id integer references price_lists (id),
    min_days_left integer not null default 0 check (min_days_left >= 0),
    credit_limit_paise integer not null default 0 check (credit_limit_paise >= 0),
    credit_days integer not null default 0 check (credit_days >= 0),
    security_cheque text,
    outstanding_paise integer not null default 0,
    overdue_paise integer not null default 0 check (overdue_paise >= 0),
    ageing_days integer not null default 0 check (ageing_days >= 0),
    age_0_7_paise integer not null default 0,
    age_7_15_paise integer not null default 0,
    age_15_30_paise integer not null default 0,
    age_30_45_paise integer not null default 0,
    age_45_90_paise integer not null default 0,
    age_90_120_paise integer not null default 0,
    age_120_150_paise integer not null default 0,
    age_150_180_paise integer not null default 0,
    age_180_paise integer not null default 0,
    search text not null,
    created_at integer not null,
    updated_at integer not null,
    version integer not null default 1
) strict;
create index customers_name on customers (name, id);
create index customers_gstin on customers (gstin);
create index customers_phone on customers (phone);
create index customers_salesperson on customers (salesperson_id);

-- Orders ---------------------------------------------------------------------------------------------------------

create table number_sequences (
    series text primary key,
    last integer not null
) strict;

create table imports (
    id integer primary key,
    kind text not null,
    file_name text not null,
    file_hash text not null,
    file_id integer,
    size_bytes integer not null,
    state text not null,
    mode text not null default 'all',
    mapping text not null default '{}',
    total_rows integer not null default 0,
    good_rows integer not null default 0,
    bad_rows integer not null default 0,
    done_rows integer not null default 0,
    summary text not null default '{}',
    failure text,
    user_id integer not null references users (id),
    created_at integer not null,
    checked_at integer,
    started_at integer,
    finished_at integer,
    undone_at integer,
    undone_by integer references users (id),
    version integer not null default 1
) strict;
create index imports_user on imports (user_id, id);
create index imports_hash on imports (file_hash);

-- What a check or a run found, a row each, read by the page, the error workbook and the result.
create table import_findings (
    import_id integer not null references imports (id) on delete cascade,
    position integer not null,
    row integer not null,
    field text not null,
    value text not null,
    code text not null,
    message text not null,
    hint text,
    severity text not null check (severity in ('error', 'warning')),
    primary key (import_id, position)
) strict;

-- Headers a person has mapped once, remembered by kind of import.
create table header_mappings (
    kind text not null,
    header text not null,
    field text not null,
    primary key (kind, header)
) strict;

create table orders (
    id integer primary key,
    number text not null unique,
    customer_id integer not null references customers (id),
    customer_name text not null,
    customer_location text not null default '',
    status text not null,
    -- Counts into the customer's exposure: not final, and not yet invoiced.
    open integer not null check (open in (0, 1)),
    salesperson_id integer not null references users (id),
    salesperson_name text not null,
    booked_by integer not null references users (id),
    warehouse_id integer references warehouses (id),
    is_clearance integer not null default 0 check (is_clearance in (0, 1)),
    source text not null default 'form' check (source in ('form', 'import', 'api', 'sample')),
    import_id integer references imports (id),
    import_group text,
    parent_id integer references orders (id),
    customer_po text not null default '',
    remarks text not null default '',
    line_count integer not null,
    subtotal_paise integer not null,
    cgst_paise integer not null default 0,
    sgst_paise integer not null default 0,
    igst_paise integer not null default 0,
    total_paise integer not null check (total_paise >= 0),
    credit_reasons text not null default '[]',
    booked_on integer not null,
    booked_at integer not null,
    status_at integer not null,
    updated_at integer not null,
    updated_by text not null,
    version integer not null default 1,
    unique (import_id, import_group)
) strict;
create index orders_booked on orders (booked_at, id);
create index orders_total on orders (total_paise, id);
create index orders_customer_name on orders (customer_name, id);
create index orders_status_booked on orders (status, booked_at, id);
create index orders_status_total on orders (status, total_paise, id);
create index orders_salesperson_booked on orders (salesperson_id, booked_at, id);
create index orders_customer_booked on orders (customer_id, booked_at, id);
create index orders_parent on orders (parent_id);
create index orders_po on orders (customer_po, id);
create index orders_open on orders (customer_id, status) where open;

create table order_lines (
    id integer primary key,
    order_id integer not null references orders (id) on delete cascade,
    position integer not null,
    product_id integer not null references products (id),
    sku text not null,
    product_name text not null,
    unit text not null,
    quantity_milli integer not null check (quantity_milli > 0),
    rate_paise integer not null check (rate_paise >= 0),
    list_rate_paise integer not null,
    previous_rate_paise integer,
    gst_bp integer not null,
    amount_paise integer not null,
    gst_paise integer not null,
    -- What this line still holds of the stock: of the product, or of the batch when one is named.
    reserved_milli integer not null default 0 check (reserved_milli >= 0),
    batch_id integer references batches (id),
    unique (order_id, position)
) strict;
create index order_lines_product on order_lines (product_id, order_id);

-- One feed per order: what happened, what was said, what was changed.
create table order_events (
    id integer primary key,
    order_id integer not null references orders (id) on delete cascade,
    at integer not null,
    user_id integer references users (id),
    user_name text not null,
    kind text not null,
    from_status text,
    to_status text,
    remark text not null default '',
    data text
) strict;
create index order_events_order on order_events (order_id, id);

-- Counts and sums by day, kept by the triggers below, so that totals cost the same at any number of orders.
create table order_totals (
    salesperson_id integer not null,
    status text not null,
    booked_on integer not null,
    orders integer not null,
    value_paise integer not null,
    primary key (salesperson_id, status, booked_on)
) strict;

create trigger orders_count after insert on orders begin
    insert into order_totals (salesperson_id, status, booked_on, orders, value_paise)
    values (new.salesperson_id, new.status, new.booked_on, 1, new.total_paise)
    on conflict (salesperson_id, status, booked_on)
    do update set orders = orders + 1, value_paise = value_paise + excluded.value_paise;
end;
create trigger orders_recount after update of salesperson_id, status, booked_on, total_paise on orders begin
    update order_totals set orders = orders - 1, value_paise = value_paise - old.total_paise
    where salesperson_id = old.salesperson_id and status = old.status and booked_on = old.booked_on;
    insert into order_totals (salesperson_id, status, booked_on, orders, value_paise)
    values (new.salesperson_id, new.status, new.booked_on, 1, new.total_paise)
    on conflict (salesperson_id, status, booked_on)
    do update set orders = orders + 1, value_paise = value_paise + excluded.value_paise;
end;
create trigger orders_uncount after delete on orders begin
    update order_totals set orders = orders - 1, value_paise = value_paise - old.total_paise
    where salesperson_id = old.salesperson_id and status = old.status and booked_on = old.booked_on;
end;

-- What a person has typed but not yet booked, as typed.
create table order_drafts (
    id integer primary key,
    user_id integer not null references users (id) on delete cascade,
    customer_name text not null default '',
    line_count integer not null default 0,
    form text not null,
    created_at integer not null,
    updated_at integer not null
) strict;
create index order_drafts_user on order_drafts (user_id, updated_at, id);

create table saved_views (
    id integer primary key,
    user_id integer not null references users (id) on delete cascade,
    page text not null,
    name text not null,
    query text not null,
    shared integer not null default 0 check (shared in (0, 1)),
    created_at integer not null,
    unique (user_id, page, name)
) strict;

-- Platform -------------------------------------------------------------------------------------------------------

create table settings (
    key text primary key,
    value text not null,
    updated_at integer not null
) strict;

create table files (
    id integer primary key,
    code text not null unique,
    entity_type text not null,
    entity_id integer not null,
    kind text not null,
    name text not null,
    media_type text not null,
    size_bytes integer not null,
    hash text not null,
    user_id integer references users (id),
    user_name text not null,
    created_at integer not null
) strict;
create index files_entity on files (entity_type, entity_id, id);

create table notifications (
    id integer primary key,
    user_id integer not null references users (id) on delete cascade,
    at integer not null,
    kind text not null,
    title text not null,
    body text not null default '',
    link text not null default '',
    read_at integer
) strict;
create index notifications_user on notifications (user_id, id);
create index notifications_unread on notifications (user_id) where read_at is null;

-- Events leave in the transaction that caused them and are sent on after it commits.
create table events (
    id integer primary key,
    at integer not null,
    name text not null,
    audience text not null,
    payload text not null
) strict;

create table jobs (
    id integer primary key,
    kind text not null,
    payload text not null,
    state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
    attempts integer not null default 0,
    run_at integer not null,
    locked_until integer not null default 0,
    failure text,
    user_id integer references users (id),
    created_at integer not null,
    finished_at integer
) strict;
create index jobs_due on jobs (state, run_at, id);

-- A write that was answered once is answered the same way again.
create table idempotency_keys (
    user_id integer not null,
    key text not null,
    request_hash text not null,
    state text not null check (state in ('running', 'done')),
    status integer not null default 0,
    media_type text not null default '',
    body text not null default '',
    created_at integer not null,
    primary key (user_id, key)
) strict;
create index idempotency_keys_age on idempotency_keys (created_at);
