-- Packaging material: what there is of it and where, every movement, counts, what a SKU needs, and when to order.
--
-- The ledger is the truth: what is on hand is always the sum of its entries, kept by the trigger below, never below zero.

create table packaging_vendors (
    id integer primary key,
    name text not null unique,
    phone text not null default '',
    email text not null default '',
    created_at integer not null
) strict;

create table packaging_materials (
    id integer primary key,
    code text not null unique,
    name text not null,
    category text not null,
    unit text not null check (unit in ('PCS', 'KG', 'ROLLS')),
    -- How much a box holds; 0: not kept in boxes.
    box_milli integer not null default 0 check (box_milli >= 0),
    reorder_level_milli integer not null default 0 check (reorder_level_milli >= 0),
    -- The least a vendor sells; 0: any quantity.
    minimum_order_milli integer not null default 0 check (minimum_order_milli >= 0),
    maximum_milli integer check (maximum_milli >= reorder_level_milli),
    rate_paise integer not null default 0 check (rate_paise >= 0),
    lead_days integer not null default 7 check (lead_days between 0 and 365),
    vendor_id integer references packaging_vendors (id),
    barcode text,
    active integer not null default 1 check (active in (0, 1)),
    -- Kept by triggers: the ledger's sum over all warehouses, and what open purchases still bring.
    on_hand_milli integer not null default 0 check (on_hand_milli >= 0),
    on_order_milli integer not null default 0 check (on_order_milli >= 0),
    last_moved_at integer,
    -- What went out in the 30 days up to this day; reckoned at every movement and once a day.
    used_milli integer not null default 0 check (used_milli >= 0),
    used_on integer not null default 0,
    search text not null,
    created_at integer not null,
    updated_at integer not null,
    updated_by text not null,
    version integer not null default 1
) strict;
create index packaging_materials_category on packaging_materials (category, name, id);
create index packaging_materials_name on packaging_materials (name, id);
create index packaging_materials_barcode on packaging_materials (barcode);
create index packaging_materials_vendor on packaging_materials (vendor_id);

create table packaging_material_vendors (
    material_id integer not null references packaging_materials (id) on delete cascade,
    vendor_id integer not null references packaging_vendors (id),
    rate_paise integer not null default 0 check (rate_paise >= 0),
    minimum_order_milli integer not null default 0 check (minimum_order_milli >= 0),
    lead_days integer not null default 7 check (lead_days between 0 and 365),
    last_received_at integer,
    primary key (material_id, vendor_id)
) strict;
create index packaging_material_vendors_vendor on packaging_material_vendors (vendor_id);

create table packaging_balances (
    material_id integer not null references packaging_materials (id),
    warehouse_id integer not null references warehouses (id),
    on_hand_milli integer not null default 0 check (on_hand_milli >= 0),
    last_entry_id integer not null default 0,
    last_moved_at integer,
    primary key (material_id, warehouse_id)
) strict;
create index packaging_balances_warehouse on packaging_balances (warehouse_id, material_id);

-- What was submitted at once: a receipt of many lines, an issue, an approved count, a correction. The key is made by the
-- client, so that what is sent twice counts once.
create table packaging_documents (
    id integer primary key,
    key text not null unique,
    fingerprint text not null,
    kind text not null check (kind in ('Opening', 'Receipt', 'Issue', 'Count', 'Correction', 'Packing')),
    warehouse_id integer not null references warehouses (id),
    vendor_id integer references packaging_vendors (id),
    reference text not null default '',
    reason text not null default '',
    order_id integer references orders (id),
    remarks text not null default '',
    line_count integer not null check (line_count > 0),
    user_id integer references users (id),
    user_name text not null,
    at integer not null
) strict;
create index packaging_documents_at on packaging_documents (at, id);
create index packaging_documents_order on packaging_documents (order_id);
create index packaging_documents_reference on packaging_documents (reference, id);

create table packaging_entries (
    id integer primary key,
    document_id integer not null references packaging_documents (id),
    position integer not null,
    material_id integer not null references packaging_materials (id),
    warehouse_id integer not null references warehouses (id),
    kind text not null check (kind in ('IN', 'OUT', 'COUNT')),
    quantity_milli integer not null check (quantity_milli <> 0),
    -- What was on hand afterwards: in this warehouse, and in all.
    balance_milli integer not null check (balance_milli >= 0),
    total_milli integer not null check (total_milli >= 0),
    -- The reorder level as it was.
    level_milli integer not null,
    counted_milli integer check (counted_milli >= 0),
    batch text not null default '',
    made_on integer,
    expires_on integer,
    vendor_id integer references packaging_vendors (id),
    rate_paise integer,
    reason text not null default '',
    corrects_id integer references packaging_entries (id),
    moved_on integer not null,
    at integer not null,
    unique (document_id, position),
    check (corrects_id is not null or kind = 'COUNT' or (kind = 'IN' and quantity_milli > 0) or (kind = 'OUT' and quantity_milli < 0)),
    check ((kind = 'COUNT') = (counted_milli is not null))
) strict;
create index packaging_entries_material on packaging_entries (material_id, id);
create index packaging_entries_moved on packaging_entries (material_id, moved_on, id);
create index packaging_entries_day on packaging_entries (moved_on, id);
create index packaging_entries_place on packaging_entries (material_id, warehouse_id, id);
create index packaging_entries_corrects on packaging_entries (corrects_id) where corrects_id is not null;
create index packaging_entries_batch on packaging_entries (material_id, expires_on, id) where batch <> '';

-- Sums by day, so that use and charts cost the same at any length of the ledger.
create table packaging_days (
    material_id integer not null references packaging_materials (id),
    day integer not null,
    warehouse_id integer not null references warehouses (id),
    in_milli integer not null default 0,
    out_milli integer not null default 0,
    count_milli integer not null default 0,
    primary key (material_id, day, warehouse_id)
) strict;

create trigger packaging_entries_add after insert on packaging_entries begin
    insert into packaging_balances (material_id, warehouse_id) values (new.material_id, new.warehouse_id)
    on conflict (material_id, warehouse_id) do nothing;
    update packaging_balances set on_hand_milli = on_hand_milli + new.quantity_milli, last_entry_id = new.id,
        last_moved_at = max(coalesce(last_moved_at, 0), new.at)
    where material_id = new.material_id and warehouse_id = new.warehouse_id;
    update packaging_materials set on_hand_milli = on_hand_milli + new.quantity_milli,
        last_moved_at = max(coalesce(last_moved_at, 0), new.at) where id = new.material_id;
    select raise(abort, 'a packaging entry whose balance is not the sum of the ledger')
    where new.total_milli <> (select on_hand_milli from packaging_materials where id = new.material_id)
       or new.balance_milli <> (select on_hand_milli from packaging_balances
                                where material_id = new.material_id and warehouse_id = new.warehouse_id);
    insert into packaging_days (material_id, day, warehouse_id, in_milli, out_milli, count_milli)
    values (new.material_id, new.moved_on, new.warehouse_id,
            case when new.kind = 'IN' then new.quantity_milli else 0 end,
            case when new.kind = 'OUT' then -new.quantity_milli else 0 end,
            case when new.kind = 'COUNT' then new.quantity_milli else 0 end)
    on conflict (material_id, day, warehouse_id) do update
    set in_milli = in_milli + excluded.in_milli, out_milli = out_milli + excluded.out_milli,
        count_milli = count_milli + excluded.count_milli;
end;
create trigger packaging_entries_keep before update on packaging_entries begin
    select raise(abort, 'packaging entries are never changed');
end;
create trigger packaging_entries_stay before delete on packaging_entries begin
    select raise(abort, 'packaging entries are never deleted');
end;
create trigger packaging_documents_keep before update on packaging_documents begin
    select raise(abort, 'packaging documents are never changed');
end;
create trigger packaging_documents_stay before delete on packaging_documents begin
    select raise(abort, 'packaging documents are never deleted');
end;

-- What was ordered from vendors and is still to come.
create table packaging_purchases (
    id integer primary key,
    key text not null,
    material_id integer not null references packaging_materials (id),
    vendor_id integer references packaging_vendors (id),
    quantity_milli integer not null check (quantity_milli > 0),
    received_milli integer not null default 0 check (received_milli between 0 and quantity_milli),
    rate_paise integer not null default 0,
    reference text not null default '',
    ordered_on integer not null,
    expected_on integer,
    state text not null default 'Open' check (state in ('Open', 'Received', 'Cancelled')),
    user_id integer references users (id),
    user_name text not null,
    at integer not null,
    version integer not null default 1,
    unique (key, material_id)
) strict;
create index packaging_purchases_material on packaging_purchases (material_id, id);
create index packaging_purchases_open on packaging_purchases (material_id, ordered_on, id) where state = 'Open';

create trigger packaging_purchases_add after insert on packaging_purchases begin
    update packaging_materials set on_order_milli = on_order_milli
        + case when new.state = 'Open' then new.quantity_milli - new.received_milli else 0 end
    where id = new.material_id;
end;
create trigger packaging_purchases_move after update on packaging_purchases begin
    update packaging_materials set on_order_milli = on_order_milli
        - case when old.state = 'Open' then old.quantity_milli - old.received_milli else 0 end
        + case when new.state = 'Open' then new.quantity_milli - new.received_milli else 0 end
    where id = new.material_id;
end;

-- Every decision about an alert that was near: sent at a crossing, not sent because one was, or the level passed upwards.
create table packaging_alerts (
    id integer primary key,
    material_id integer not null references packaging_materials (id),
    entry_id integer references packaging_entries (id),
    at integer not null,
    outcome text not null check (outcome in ('Fired', 'Still low', 'Back above')),
    before_milli integer not null,
    on_hand_milli integer not null,
    level_milli integer not null,
    on_order_milli integer not null,
    used_milli integer not null,
    suggested_milli integer not null,
    told integer not null,
    user_name text not null
) strict;
create index packaging_alerts_material on packaging_alerts (material_id, id);
create index packaging_alerts_fired on packaging_alerts (at, id) where outcome = 'Fired';

create table packaging_counts (
    id integer primary key,
    key text not null unique,
    warehouse_id integer not null references warehouses (id),
    category text not null default '',
    -- Without the book's quantities, so that nobody copies them.
    blind integer not null check (blind in (0, 1)),
    in_boxes integer not null check (in_boxes in (0, 1)),
    state text not null check (state in ('Counting', 'Submitted', 'Approved', 'Cancelled')),
    started_by integer references users (id),
    started_by_name text not null,
    started_at integer not null,
    submitted_by integer references users (id),
    submitted_by_name text,
    submitted_at integer,
    decided_by integer references users (id),
    decided_by_name text,
    decided_at integer,
    remark text not null default '',
    document_id integer references packaging_documents (id),
    version integer not null default 1
) strict;
create index packaging_counts_state on packaging_counts (state, id);
create index packaging_counts_warehouse on packaging_counts (warehouse_id, id);

-- Every line of a count, those that match too. The book's quantity and last entry are kept as they were when the sheet was
-- made and when the line was counted: that tells what moved during the count.
create table packaging_count_lines (
    id integer primary key,
    count_id integer not null references packaging_counts (id) on delete cascade,
    material_id integer not null references packaging_materials (id),
    position integer not null,
    start_milli integer not null,
    start_entry_id integer not null,
    boxes integer check (boxes >= 0),
    loose_milli integer check (loose_milli >= 0),
    counted_milli integer check (counted_milli >= 0),
    book_milli integer,
    book_entry_id integer,
    reason text not null default '',
    counted_by integer references users (id),
    counted_by_name text,
    counted_at integer,
    unique (count_id, material_id)
) strict;
create index packaging_count_lines_material on packaging_count_lines (material_id);

-- The bill of packaging: what one unit, or one box, of a SKU takes.
create table packaging_bills (
    product_id integer not null references products (id) on delete cascade,
    material_id integer not null references packaging_materials (id),
    per text not null check (per in ('unit', 'box')),
    quantity_milli integer not null check (quantity_milli > 0),
    updated_at integer not null,
    updated_by text not null,
    primary key (product_id, material_id, per)
) strict;
create index packaging_bills_material on packaging_bills (material_id);
