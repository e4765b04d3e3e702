//! Packaging's stock board and material page over a ledger of a million entries beside the same pages over ten thousand.

use std::path::PathBuf;

use nexus::{
    identity::{Actor, Capability},
    platform::server::{Desk, Work},
};

use super::{
    data, load,
    program::Program,
    report::{Report, median},
};

const MATERIALS: i64 = 2_000;
/// Materials that every other entry is of, as in a store where a few things are used all day: each moves every day on either
/// size, so that its page shows as much.
const BUSY: i64 = 6;
/// Of these, the one that never leaves its reorder level, and the one without batches.
const LOW: i64 = 5;
const PLAIN: i64 = 6;
/// Entries of a document.
const LINES: i64 = 10;
const SMALL: i64 = 10_000;
const LARGE: i64 = 1_000_000;
/// The days that the ledger is spread over, up to today.
const DAYS: i64 = 730;
const LIMIT: f64 = 1.3;
const ROUNDS: usize = 60;

/// Each shows as much on both sizes.
const PAGES: [(&str, &str); 7] = [
    ("stock board", "/packaging"),
    ("stock board, low only", "/packaging?standing=Low"),
    ("stock board, a category in one warehouse", "/packaging?category=Cartons&warehouse=BHW"),
    ("stock board, a search, page 3", "/packaging?q=scale&page=3"),
    ("a busy material", "/packaging/materials/PKT-00004"),
    ("a busy material that is always low", "/packaging/materials/PKT-00005"),
    ("a busy material without batches", "/packaging/materials/PKT-00006"),
];

pub async fn pages(report: &mut Report) {
    let (small, large) = (of_entries(SMALL).await, of_entries(LARGE).await);
    let (small, large) = (Program::nexus(&small).await, Program::nexus(&large).await);
    let small_cookie = load::sign_in(small.port, "admin@nexusoms.com", "admin123").await;
    let large_cookie = load::sign_in(large.port, "admin@nexusoms.com", "admin123").await;
    report.about("Packaging's pages, 2,000 materials and more: a ledger of 1,000,000 entries ÷ 10,000");
    for (name, path) in PAGES {
        let (mut few, mut many) = (Vec::new(), Vec::new());
        // The first of each fills caches.
        load::times(small.port, path, &small_cookie, 2).await;
        load::times(large.port, path, &large_cookie, 2).await;
        for _ in 0..ROUNDS.div_ceil(5) {
            few.extend(load::times(small.port, path, &small_cookie, 5).await);
            many.extend(load::times(large.port, path, &large_cookie, 5).await);
        }
        report.at_most(name, median(many), median(few), LIMIT);
    }
}

async fn of_entries(count: i64) -> PathBuf {
    data::kept(&format!("packaging-{count}-daily"), &format!("{count} packaging entries"), async |desk| {
        let mut work = desk.begin(&Actor::system(), Capability::ManageSettings).await.unwrap();
        work.without_audit();
        for text in statements(desk, count) {
            run(&mut work, &text).await;
        }
        work.commit().await.unwrap();
        desk.db.analyze().await.unwrap();
    })
    .await
}

async fn run(work: &mut Work, text: &str) {
    // Made of numbers alone.
    let text: &'static str = Box::leak(text.to_owned().into_boxed_str());
    work.sql(text).run().await.unwrap_or_else(|error| panic!("{error:?}\n{text}"));
}

/// Materials, documents, and a ledger in the order of time. Of each material four entries follow each other: 900 come in,
/// 300 go out three times, so that every fourth leaves nothing. The database's own triggers keep balances and sums by day.
fn statements(desk: &Desk, count: i64) -> Vec<String> {
    let (today, now) = (i64::from(desk.clock.today().days()), desk.clock.now().micros());
    let first = today - DAYS + 1;
    let materials = format!(
        "insert into packaging_materials
             (id, code, name, category, unit, box_milli, reorder_level_milli, rate_paise, lead_days, vendor_id, search, created_at,
              updated_at, updated_by)
         with recursive n (i) as (select 1 union all select i + 1 from n where i < {MATERIALS})
         select 10000 + i, printf('PKT-%05d', i), 'Scale pouch ' || i,
                case i % 4 when 0 then 'Cartons' when 1 then 'Poly Pkts' when 2 then 'Vacuum Pouches' else 'Tape/Labels' end,
                'PCS', 0, case when i = {LOW} then 1000000 else 400000 end, 250, 7, 1 + i % 3, 'scale pouch ' || i, 0, 0, 'Nexus' from n"
    );
    let vendors = "insert into packaging_material_vendors (material_id, vendor_id, rate_paise, lead_days)
         select id, vendor_id, rate_paise, lead_days from packaging_materials where id > 10000";
    let documents = format!(
        "insert into packaging_documents (id, key, fingerprint, kind, warehouse_id, reference, reason, line_count, user_name, at)
         with recursive n (i) as (select 0 union all select i + 1 from n where i < {count} / {LINES} - 1)
         select 1000000 + i, 'scale-' || i, '', case i % 4 when 0 then 'Receipt' else 'Issue' end, 1, 'CH-' || i, 'Packing', {LINES},
                'Suresh', {now} - ({count} / {LINES} - i) * 1000000 from n"
    );
    let entries = format!(
        "insert into packaging_entries
             (document_id, position, material_id, warehouse_id, kind, quantity_milli, balance_milli, total_milli, level_milli, batch,
              expires_on, rate_paise, moved_on, at)
         with recursive n (i) as (select 0 union all select i + 1 from n where i < {count} - 1),
              e as (select i, case when i % 2 = 0 then i / 2 % {BUSY} + 1 else {BUSY} + i / 2 % ({MATERIALS} - {BUSY}) + 1 end as m,
                           case when i % 2 = 0 then i / 2 / {BUSY} else i / 2 / ({MATERIALS} - {BUSY}) end as k from n)
         select 1000000 + i / {LINES}, i % {LINES} + 1, 10000 + m, 1 + m % 3, case k % 4 when 0 then 'IN' else 'OUT' end,
                case k % 4 when 0 then 900000 else -300000 end, 900000 - 300000 * (k % 4), 900000 - 300000 * (k % 4),
                case when m = {LOW} then 1000000 else 400000 end, case when m = {PLAIN} then '' else 'B-' || k / 4 end,
                case when k % 4 = 0 and m % 2 = 0 and m <> {PLAIN} then {first} + i * {DAYS} / {count} + 400 end, 250,
                {first} + i * {DAYS} / {count}, {now} - ({count} - i) * 100000
         from e order by i"
    );
    // What alerts decided: the third of the four falls to the level, the last is still low, the first is above again.
    let alerts = format!(
        "insert into packaging_alerts
             (material_id, entry_id, at, outcome, before_milli, on_hand_milli, level_milli, on_order_milli, used_milli, suggested_milli,
              told, user_name)
         select material_id, id, at,
                case when total_milli > level_milli then 'Back above'
                     when material_id <> 10000 + {LOW} and total_milli = 300000 then 'Fired' else 'Still low' end,
                total_milli - quantity_milli, total_milli, level_milli, 0, 0, 0, 0, 'Suresh'
         from packaging_entries where material_id > 10000 and not (total_milli = 600000 and material_id <> 10000 + {LOW}) order by id"
    );
    let used = format!(
        "update packaging_materials set used_on = {today},
             used_milli = (select coalesce(sum(d.out_milli), 0) from packaging_days d
                           where d.material_id = packaging_materials.id and d.day > {today} - 30)"
    );
    vec![materials, vendors.to_owned(), documents, entries, alerts, used]
}
