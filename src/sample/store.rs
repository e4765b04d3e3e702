//! SQL of the sample data: a set of rows a statement.

use serde::Serialize;
use serde_json::json;

use super::rows::{BatchRow, Catalogue, CustomerRow, Orders, ProductRow, UserRow};
use crate::platform::{
    failure::Internal,
    server::{Dialect, Work},
};

fn set(rows: &[impl Serialize]) -> Result<String, Internal> {
    serde_json::to_string(rows).map_err(Internal::from_error)
}

pub async fn insert_users(work: &mut Work, rows: &[UserRow]) -> Result<(), Internal> {
    let now = work.now();
    work.sql(
        "insert into users (id, code, name, email, phone, password_hash, role, manager_id, zone,
                            monthly_target_paise, gross_salary_paise, is_sample, created_at, updated_at)
         select cast(value->>'id' as bigint), value->>'code', value->>'name', value->>'email', value->>'phone',
                value->>'password_hash', value->>'role', cast(value->>'manager' as bigint),
                value->>'zone', cast(value->>'monthly_target' as bigint), cast(value->>'gross_salary' as bigint), true, $2, $2
         from json_each($1) where true on conflict do nothing",
    )
    .bind(set(rows)?)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

pub async fn insert_products(work: &mut Work, made: &Catalogue) -> Result<(), Internal> {
    work.sql(
        "insert into warehouses (id, code, name, city, state_code, address)
         select cast(value->>'id' as bigint), value->>'code', value->>'name', value->>'city', value->>'state', value->>'address'
         from json_each($1) where true on conflict do nothing",
    )
    .bind(set(&made.warehouses)?)
    .run()
    .await?;
    insert_product_rows(work, &made.products).await?;
    insert_batches(work, &made.batches).await?;
    work.sql(
        "insert into price_lists (id, code, name)
         select cast(value->>'id' as bigint), value->>'code', value->>'name'
         from json_each($1) where true on conflict do nothing",
    )
    .bind(
        json!([
            {"id": 1, "code": "DIST", "name": "Distributors"},
            {"id": 2, "code": "HORECA", "name": "Hotels and restaurants"},
        ])
        .to_string(),
    )
    .run()
    .await?;
    work.sql(
        "insert into price_list_rates (price_list_id, product_id, rate_paise)
         select cast(value->>'list' as bigint), cast(value->>'product' as bigint), cast(value->>'rate' as bigint)
         from json_each($1) where true on conflict do nothing",
    )
    .bind(set(&made.rates)?)
    .run()
    .await?;
    Ok(())
}

pub async fn insert_product_rows(work: &mut Work, rows: &[ProductRow]) -> Result<(), Internal> {
    work.sql(
        "insert into products (id, code, sku, name, short_name, category, specie, unit, mrp_paise, price_paise, base_rate_paise,
                               purchase_paise, gst_bp, hsn, barcode, weight, packing, origin, shelf_life_days, active, search,
                               created_at, updated_at)
         select cast(value->>'id' as bigint), value->>'code', value->>'sku', value->>'name', value->>'short',
                value->>'category', value->>'specie', value->>'unit', cast(value->>'mrp' as bigint),
                cast(value->>'price' as bigint), cast(value->>'base_rate' as bigint),
                cast(value->>'purchase' as bigint), cast(value->>'gst_bp' as bigint), value->>'hsn',
                value->>'barcode', value->>'weight', value->>'packing', 'India',
                cast(value->>'shelf_life' as bigint), cast(value->>'active' as boolean), value->>'search',
                cast(value->>'at' as bigint), cast(value->>'at' as bigint)
         from json_each($1) where true on conflict do nothing",
    )
    .bind(set(rows)?)
    .run()
    .await?;
    Ok(())
}

/// Batches, and their stock as opening movements; the ledger's trigger sets what is on hand.
pub async fn insert_batches(work: &mut Work, rows: &[BatchRow]) -> Result<(), Internal> {
    let rows = set(rows)?;
    work.sql(
        "insert into batches (id, product_id, warehouse_id, number, made_on, expires_on, weight, created_at)
         select cast(value->>'id' as bigint), cast(value->>'product' as bigint), cast(value->>'warehouse' as bigint),
                value->>'number', cast(value->>'made_on' as bigint), cast(value->>'expires_on' as bigint),
                value->>'weight', cast(value->>'at' as bigint)
         from json_each($1) where true on conflict do nothing",
    )
    .bind(rows.clone())
    .run()
    .await?;
    work.sql(
        "insert into stock_movements (batch_id, product_id, warehouse_id, kind, quantity_milli, reason, user_name, at)
         select cast(value->>'id' as bigint), cast(value->>'product' as bigint), cast(value->>'warehouse' as bigint),
                'Opening', cast(value->>'opening' as bigint), 'Opening stock', 'Nexus', cast(value->>'at' as bigint)
         from json_each($1)
         where cast(value->>'id' as bigint) not in (select batch_id from stock_movements)",
    )
    .bind(rows)
    .run()
    .await?;
    Ok(())
}

pub async fn insert_customers(work: &mut Work, rows: &[CustomerRow]) -> Result<(), Internal> {
    work.sql(
        "insert into customers (id, code, name, kind, status, class, channel, constitution, gstin, pan, fssai, email, phone,
                                address, location, region, state_code, postal_code, sales_manager, salesperson_id,
                                price_list_id, min_days_left, credit_limit_paise, credit_days, security_cheque,
                                outstanding_paise, overdue_paise, ageing_days, age_0_7_paise, age_7_15_paise,
                                age_15_30_paise, age_30_45_paise, age_45_90_paise, age_90_120_paise, age_120_150_paise,
                                age_150_180_paise, age_180_paise, search, created_at, updated_at)
         select cast(value->>'id' as bigint), value->>'code', value->>'name', value->>'kind', value->>'status',
                value->>'class', value->>'channel', value->>'constitution', value->>'gstin', value->>'pan', value->>'fssai',
                value->>'email', value->>'phone', value->>'address', value->>'location', value->>'region', value->>'state',
                value->>'postal_code', 'Sunita Rao', cast(value->>'salesperson' as bigint),
                cast(value->>'price_list' as bigint), cast(value->>'min_days_left' as bigint), cast(value->>'limit' as bigint),
                cast(value->>'credit_days' as bigint), value->>'cheque', cast(value->>'outstanding' as bigint),
                cast(value->>'overdue' as bigint), cast(value->>'ageing_days' as bigint),
                cast(value->'buckets'->>0 as bigint), cast(value->'buckets'->>1 as bigint),
                cast(value->'buckets'->>2 as bigint), cast(value->'buckets'->>3 as bigint),
                cast(value->'buckets'->>4 as bigint), cast(value->'buckets'->>5 as bigint),
                cast(value->'buckets'->>6 as bigint), cast(value->'buckets'->>7 as bigint),
                cast(value->'buckets'->>8 as bigint), value->>'search', cast(value->>'at' as bigint),
                cast(value->>'at' as bigint)
         from json_each($1) where true on conflict do nothing",
    )
    .bind(set(rows)?)
    .run()
    .await?;
    Ok(())
}

pub async fn insert_orders(work: &mut Work, made: &Orders) -> Result<(), Internal> {
    work.sql(
        "insert into orders (id, number, customer_id, customer_name, customer_location, status, open, salesperson_id,
                             salesperson_name, booked_by, warehouse_id, is_clearance, source, parent_id, customer_po, remarks,
                             line_count, subtotal_paise, cgst_paise, sgst_paise, igst_paise, total_paise, credit_reasons,
                             booked_on, booked_at, status_at, updated_at, updated_by, version)
         select cast(value->>'id' as bigint), value->>'number', cast(value->>'customer' as bigint), value->>'customer_name',
                value->>'location', value->>'status', cast(value->>'open' as boolean), cast(value->>'salesperson' as bigint),
                value->>'salesperson_name', cast(value->>'salesperson' as bigint), cast(value->>'warehouse' as bigint),
                cast(value->>'clearance' as boolean), 'sample', cast(value->>'parent' as bigint), value->>'po',
                value->>'remarks', cast(value->>'lines' as bigint), cast(value->>'subtotal' as bigint),
                cast(value->>'cgst' as bigint), cast(value->>'sgst' as bigint), cast(value->>'igst' as bigint),
                cast(value->>'total' as bigint), value->>'reasons', cast(value->>'booked_on' as bigint),
                cast(value->>'booked_at' as bigint), cast(value->>'status_at' as bigint),
                cast(value->>'status_at' as bigint), value->>'updated_by', cast(value->>'version' as bigint)
         from json_each($1)",
    )
    .bind(set(&made.orders)?)
    .run()
    .await?;
    work.sql(
        "insert into order_lines (order_id, position, product_id, sku, product_name, unit, quantity_milli, rate_paise,
                                  list_rate_paise, previous_rate_paise, gst_bp, amount_paise, gst_paise, reserved_milli, batch_id)
         select cast(value->>'order' as bigint), cast(value->>'position' as bigint), cast(value->>'product' as bigint),
                value->>'sku', value->>'name', value->>'unit', cast(value->>'quantity' as bigint),
                cast(value->>'rate' as bigint), cast(value->>'list_rate' as bigint), cast(value->>'previous' as bigint),
                cast(value->>'gst_bp' as bigint), cast(value->>'amount' as bigint), cast(value->>'gst' as bigint),
                cast(value->>'reserved' as bigint), cast(value->>'batch' as bigint)
         from json_each($1)",
    )
    .bind(set(&made.lines)?)
    .run()
    .await?;
    work.sql(
        "insert into order_events (order_id, at, user_id, user_name, kind, from_status, to_status, remark)
         select cast(value->>'order' as bigint), cast(value->>'at' as bigint), cast(value->>'user' as bigint),
                value->>'user_name', value->>'kind', value->>'from', value->>'to', value->>'remark'
         from json_each($1)",
    )
    .bind(set(&made.events)?)
    .run()
    .await?;
    let series: Vec<_> = made.series.iter().map(|(series, last)| json!({"series": series, "last": last})).collect();
    work.sql(
        "insert into number_sequences (series, last)
         select value->>'series', cast(value->>'last' as bigint) from json_each($1) where true
         on conflict (series) do update set last = excluded.last",
    )
    .bind(set(&series)?)
    .run()
    .await?;
    Ok(())
}

/// Sums what the open lines hold of products and batches, and lets Postgres count ids on from here.
pub async fn settle(work: &mut Work) -> Result<(), Internal> {
    work.sql(
        "insert into product_stock (product_id, reserved_milli)
         select product_id, cast(sum(reserved_milli) as bigint) from order_lines
         where batch_id is null and reserved_milli > 0 group by product_id
         on conflict (product_id) do update set reserved_milli = excluded.reserved_milli",
    )
    .run()
    .await?;
    work.sql("insert into product_stock (product_id) select id from products where true on conflict do nothing")
        .run()
        .await?;
    work.sql(
        "update batches set reserved_milli =
             (select cast(coalesce(sum(l.reserved_milli), 0) as bigint) from order_lines l where l.batch_id = batches.id)
         where id in (select batch_id from order_lines where batch_id is not null and reserved_milli > 0)",
    )
    .run()
    .await?;
    work.sql_by(Dialect {
        sqlite: "select 1",
        postgres: "select setval(pg_get_serial_sequence('users', 'id'), (select coalesce(max(id), 1) from users)),
                          setval(pg_get_serial_sequence('warehouses', 'id'), (select coalesce(max(id), 1) from warehouses)),
                          setval(pg_get_serial_sequence('products', 'id'), (select coalesce(max(id), 1) from products)),
                          setval(pg_get_serial_sequence('batches', 'id'), (select coalesce(max(id), 1) from batches)),
                          setval(pg_get_serial_sequence('price_lists', 'id'), (select coalesce(max(id), 1) from price_lists)),
                          setval(pg_get_serial_sequence('customers', 'id'), (select coalesce(max(id), 1) from customers)),
                          setval(pg_get_serial_sequence('orders', 'id'), (select coalesce(max(id), 1) from orders))",
    })
    .run()
    .await?;
    Ok(())
}
