//! SQL of the sample packaging: a set of rows a statement, the ledger in its order.

use serde::Serialize;

use super::packaging::{Packaging, vendors};
use crate::{
    packaging::model::USE_DAYS,
    platform::{
        failure::Internal,
        server::{Dialect, Work},
    },
};

/// Entries that one statement writes.
const CHUNK: usize = 2_000;

fn set(rows: &[impl Serialize]) -> Result<String, Internal> {
    serde_json::to_string(rows).map_err(Internal::from_error)
}

pub async fn insert(work: &mut Work, made: &Packaging) -> Result<(), Internal> {
    insert_materials(work, made).await?;
    insert_ledger(work, made).await?;
    insert_rest(work, made).await?;
    let today = work.today();
    work.sql(
        "update packaging_materials set used_on = $1,
             used_milli = (select case when coalesce(sum(d.out_milli), 0) > 0 then cast(sum(d.out_milli) as bigint) else 0 end
                           from packaging_days d
                           where d.material_id = packaging_materials.id and d.day > $2 and d.day <= $1)
         where used_on <> $1",
    )
    .bind(today)
    .bind(today.add_days(-USE_DAYS))
    .run()
    .await?;
    work.sql_by(Dialect {
        sqlite: "select 1",
        postgres: "select setval(pg_get_serial_sequence('packaging_vendors', 'id'), (select coalesce(max(id), 1) from packaging_vendors)),
                          setval(pg_get_serial_sequence('packaging_materials', 'id'), (select coalesce(max(id), 1) from packaging_materials)),
                          setval(pg_get_serial_sequence('packaging_documents', 'id'), (select coalesce(max(id), 1) from packaging_documents)),
                          setval(pg_get_serial_sequence('packaging_entries', 'id'), (select coalesce(max(id), 1) from packaging_entries))",
    })
    .run()
    .await?;
    Ok(())
}

async fn insert_materials(work: &mut Work, made: &Packaging) -> Result<(), Internal> {
    let now = work.now();
    work.sql(
        "insert into packaging_vendors (id, name, created_at)
         select cast(value->>'id' as bigint), value->>'name', $2 from json_each($1)",
    )
    .bind(set(&vendors())?)
    .bind(now)
    .run()
    .await?;
    let rows = set(&made.materials)?;
    work.sql(
        "insert into packaging_materials
             (id, code, name, category, unit, box_milli, reorder_level_milli, minimum_order_milli, maximum_milli, rate_paise,
              lead_days, vendor_id, barcode, search, created_at, updated_at, updated_by)
         select cast(value->>'id' as bigint), value->>'code', value->>'name', value->>'category', value->>'unit',
                cast(value->>'per_box' as bigint), cast(value->>'level' as bigint), cast(value->>'least' as bigint),
                cast(value->>'most' as bigint), cast(value->>'rate' as bigint), cast(value->>'lead' as bigint),
                cast(value->>'vendor' as bigint), value->>'barcode', value->>'search', cast(value->>'at' as bigint),
                cast(value->>'at' as bigint), 'Nexus'
         from json_each($1)",
    )
    .bind(rows)
    .run()
    .await?;
    work.sql(
        "insert into packaging_material_vendors (material_id, vendor_id, rate_paise, minimum_order_milli, lead_days, last_received_at)
         select id, vendor_id, rate_paise, minimum_order_milli, lead_days, created_at from packaging_materials where true",
    )
    .run()
    .await?;
    Ok(())
}

async fn insert_ledger(work: &mut Work, made: &Packaging) -> Result<(), Internal> {
    work.sql(
        "insert into packaging_documents
             (id, key, fingerprint, kind, warehouse_id, vendor_id, reference, reason, line_count, user_id, user_name, at)
         select cast(value->>'id' as bigint), value->>'key', value->>'key', value->>'kind', cast(value->>'warehouse' as bigint),
                cast(value->>'vendor' as bigint), value->>'reference', value->>'reason', cast(value->>'lines' as bigint),
                cast(value->>'user' as bigint), value->>'user_name', cast(value->>'at' as bigint)
         from json_each($1)",
    )
    .bind(set(&made.documents)?)
    .run()
    .await?;
    for rows in made.entries.chunks(CHUNK) {
        work.sql(
            "insert into packaging_entries
                 (id, document_id, position, material_id, warehouse_id, kind, quantity_milli, balance_milli, total_milli,
                  level_milli, batch, made_on, expires_on, vendor_id, rate_paise, counted_milli, corrects_id, moved_on, at)
             select cast(value->>'id' as bigint), cast(value->>'document' as bigint), cast(value->>'position' as bigint),
                    cast(value->>'material' as bigint), cast(value->>'warehouse' as bigint), value->>'kind',
                    cast(value->>'quantity' as bigint), cast(value->>'balance' as bigint), cast(value->>'total' as bigint),
                    cast(value->>'level' as bigint), value->>'batch', cast(value->>'made' as bigint),
                    cast(value->>'expires' as bigint), cast(value->>'vendor' as bigint), cast(value->>'rate' as bigint),
                    cast(value->>'counted' as bigint), cast(value->>'corrects' as bigint), cast(value->>'day' as bigint),
                    cast(value->>'at' as bigint)
             from json_each($1) order by cast(value->>'id' as bigint)",
        )
        .bind(set(rows)?)
        .run()
        .await?;
    }
    work.sql(
        "insert into packaging_alerts
             (material_id, entry_id, at, outcome, before_milli, on_hand_milli, level_milli, on_order_milli, used_milli,
              suggested_milli, told, user_name)
         select cast(value->>'material' as bigint), cast(value->>'entry' as bigint), cast(value->>'at' as bigint),
                value->>'outcome', cast(value->>'before' as bigint), cast(value->>'after' as bigint),
                cast(value->>'level' as bigint), 0, 0, 0, cast(value->>'told' as bigint), value->>'user_name'
         from json_each($1)",
    )
    .bind(set(&made.alerts)?)
    .run()
    .await?;
    Ok(())
}

async fn insert_rest(work: &mut Work, made: &Packaging) -> Result<(), Internal> {
    let now = work.now();
    work.sql(
        "insert into packaging_bills (product_id, material_id, per, quantity_milli, updated_at, updated_by)
         select cast(value->>'product' as bigint), cast(value->>'material' as bigint), value->>'per',
                cast(value->>'quantity' as bigint), $2, 'Nexus'
         from json_each($1)",
    )
    .bind(set(&made.bills)?)
    .bind(now)
    .run()
    .await?;
    work.sql(
        "insert into packaging_purchases
             (key, material_id, vendor_id, quantity_milli, rate_paise, reference, ordered_on, expected_on, user_name, at)
         select 'sample-' || (value->>'material'), cast(value->>'material' as bigint), cast(value->>'vendor' as bigint),
                cast(value->>'quantity' as bigint), cast(value->>'rate' as bigint), value->>'reference',
                cast(value->>'ordered' as bigint), cast(value->>'expected' as bigint), 'Nexus', cast(value->>'at' as bigint)
         from json_each($1)",
    )
    .bind(set(&made.purchases)?)
    .run()
    .await?;
    // A count that waits for another person: three materials, one of them short.
    work.sql(
        "insert into packaging_counts
             (key, warehouse_id, category, blind, in_boxes, state, started_by, started_by_name, started_at, submitted_by,
              submitted_by_name, submitted_at)
         select 'sample-count', 1, 'Poly Pkts', true, true, 'Submitted', u.id, u.name, $1, u.id, u.name, $1
         from users u where u.code = 'WH-001'",
    )
    .bind(now.minus_seconds(7_200))
    .run()
    .await?;
    work.sql(
        "insert into packaging_count_lines
             (count_id, material_id, position, start_milli, start_entry_id, boxes, loose_milli, counted_milli, book_milli,
              book_entry_id, counted_by, counted_by_name, counted_at)
         select c.id, m.id, row_number() over (order by m.name, m.id), b.on_hand_milli, b.last_entry_id, 0,
                case when m.id = 1 then b.on_hand_milli - 12000 else b.on_hand_milli end,
                case when m.id = 1 then b.on_hand_milli - 12000 else b.on_hand_milli end, b.on_hand_milli, b.last_entry_id,
                c.started_by, c.started_by_name, c.started_at
         from packaging_counts c join packaging_balances b on b.warehouse_id = c.warehouse_id
         join packaging_materials m on m.id = b.material_id and m.category = c.category where c.key = 'sample-count'",
    )
    .run()
    .await?;
    insert_past_count(work).await
}

/// The count that found what the ledger says: of cartons, in boxes, approved by another.
async fn insert_past_count(work: &mut Work) -> Result<(), Internal> {
    work.sql(
        "insert into packaging_counts
             (key, warehouse_id, category, blind, in_boxes, state, started_by, started_by_name, started_at, submitted_by,
              submitted_by_name, submitted_at, decided_by, decided_by_name, decided_at, remark, document_id)
         select 'sample-past-count', d.warehouse_id, 'Cartons', true, true, 'Approved', u.id, u.name, d.at - 14400000000, u.id, u.name,
                d.at - 7200000000, a.id, a.name, d.at, d.reason, d.id
         from packaging_documents d join users u on u.code = 'WH-001' join users a on a.code = 'ADMIN-001'
         where d.kind = 'Count'",
    )
    .run()
    .await?;
    work.sql(
        "insert into packaging_count_lines
             (count_id, material_id, position, start_milli, start_entry_id, boxes, loose_milli, counted_milli, book_milli,
              book_entry_id, reason, counted_by, counted_by_name, counted_at)
         select c.id, m.id, row_number() over (order by m.name, m.id), e.counted_milli - e.quantity_milli, e.id - 1,
                e.counted_milli / m.box_milli, e.counted_milli % m.box_milli, e.counted_milli, e.counted_milli - e.quantity_milli,
                e.id - 1, case when e.quantity_milli < 0 then 'Torn, thrown away' else 'Found behind the rack' end, c.started_by,
                c.started_by_name, c.started_at
         from packaging_counts c join packaging_entries e on e.document_id = c.document_id
         join packaging_materials m on m.id = e.material_id where c.key = 'sample-past-count' and m.box_milli > 0",
    )
    .run()
    .await?;
    Ok(())
}
