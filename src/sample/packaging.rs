//! A year of packaging: materials, vendors, a ledger that ends where the seeds say, a count that waits, orders on their way,
//! and bills of the first products.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::{
    chance::Chance,
    packaging_needs::{BillRow, PurchaseRow, bills, purchases},
    people,
    rows::Catalogue,
};
use crate::{
    identity::Role,
    packaging::alert::{self, Outcome},
    values::{Quantity, Timestamp, fold},
};

/// name, category, unit, per box, reorder level, minimum order, maximum, rate in paise, lead days, vendor, monthly use, left at the end
pub(super) type Item =
    (&'static str, &'static str, &'static str, i64, i64, i64, Option<i64>, i64, i64, usize, i64, Option<i64>);

const VENDORS: [&str; 5] =
    ["Deccan Polymers", "Konkan Cartons", "Shree Labels and Tapes", "Western Vacuum Pack", "Malabar Thermocol"];

pub(super) const ITEMS: &[Item] = &[
    ("Poly Bags 5kg", "Poly Pkts", "PCS", 500, 1_000, 1_000, Some(6_000), 320, 7, 0, 2_100, Some(500)),
    ("Vacuum Pouches 1kg", "Vacuum Pouches", "PCS", 250, 500, 500, Some(4_000), 540, 10, 3, 1_200, Some(200)),
    ("Poly Bags 1kg", "Poly Pkts", "PCS", 1_000, 3_000, 2_000, Some(20_000), 140, 7, 0, 6_300, None),
    ("Poly Bags 10kg", "Poly Pkts", "PCS", 250, 800, 500, Some(5_000), 560, 7, 0, 1_500, None),
    ("Poly Bags 25kg", "Poly Pkts", "PCS", 200, 400, 400, Some(3_000), 890, 9, 0, 750, Some(390)),
    ("Zip Bags 500g", "Poly Pkts", "PCS", 1_000, 2_000, 1_000, None, 210, 7, 0, 3_000, None),
    ("LDPE Liner 20kg", "Poly Pkts", "KG", 0, 60, 25, Some(400), 16_500, 12, 0, 90, None),
    ("Shrink Film 40 micron", "Poly Pkts", "KG", 0, 40, 20, Some(300), 18_900, 12, 0, 60, Some(35)),
    ("Vacuum Pouches 500g", "Vacuum Pouches", "PCS", 500, 1_500, 1_000, Some(10_000), 380, 10, 3, 2_400, None),
    ("Vacuum Pouches 250g", "Vacuum Pouches", "PCS", 500, 1_000, 1_000, Some(8_000), 290, 10, 3, 1_800, None),
    ("Vacuum Pouches 2kg", "Vacuum Pouches", "PCS", 200, 400, 400, Some(3_000), 860, 10, 3, 600, None),
    ("Vacuum Pouches 5kg", "Vacuum Pouches", "PCS", 100, 200, 200, Some(1_500), 1_450, 14, 3, 240, Some(180)),
    ("Retort Pouches 300g", "Vacuum Pouches", "PCS", 500, 600, 500, None, 720, 21, 3, 0, Some(9_500)),
    ("Carton 10kg 5 ply", "Cartons", "PCS", 25, 300, 100, Some(2_000), 4_200, 8, 1, 900, None),
    ("Carton 20kg 5 ply", "Cartons", "PCS", 25, 250, 100, Some(1_500), 5_800, 8, 1, 600, Some(240)),
    ("Carton 5kg 3 ply", "Cartons", "PCS", 50, 400, 200, Some(3_000), 2_600, 8, 1, 1_200, None),
    ("Master Carton export", "Cartons", "PCS", 20, 100, 100, Some(600), 9_400, 15, 1, 120, None),
    ("Carton partition", "Cartons", "PCS", 100, 500, 500, None, 650, 8, 1, 900, None),
    ("Thermocol Box 15kg", "Cartons", "PCS", 10, 120, 50, Some(800), 7_500, 6, 4, 300, None),
    ("Thermocol Box 30kg", "Cartons", "PCS", 10, 60, 40, Some(400), 12_400, 6, 4, 120, Some(58)),
    ("BOPP Tape 48mm", "Tape/Labels", "ROLLS", 36, 72, 36, Some(500), 4_800, 5, 2, 180, None),
    ("Printed Tape 72mm", "Tape/Labels", "ROLLS", 24, 48, 24, Some(300), 8_900, 12, 2, 75, Some(40)),
    ("Strapping Roll 12mm", "Tape/Labels", "ROLLS", 8, 8, 8, Some(60), 62_000, 10, 2, 15, None),
    ("Batch Labels 50 × 25 mm", "Tape/Labels", "ROLLS", 20, 40, 20, Some(250), 16_000, 7, 2, 60, None),
    ("Shipping Labels 100 × 150 mm", "Tape/Labels", "ROLLS", 20, 30, 20, Some(200), 24_500, 7, 2, 45, None),
    ("FSSAI Stickers", "Tape/Labels", "PCS", 5_000, 5_000, 5_000, Some(60_000), 12, 7, 2, 9_000, None),
    ("Cold Chain Labels", "Tape/Labels", "PCS", 2_000, 2_000, 2_000, None, 45, 7, 2, 0, Some(14_000)),
];

const DAYS: i32 = 365;
/// What its own material is not told of: the last days, in which stock is led to where the seeds want it.
const LAST: i32 = 9;
/// Days before the end in which nothing more is bought of what is to be low at the end.
const LEAN: i32 = 45;

#[derive(Serialize)]
pub struct MaterialRow {
    pub id: usize,
    pub code: String,
    pub name: &'static str,
    pub category: &'static str,
    pub unit: &'static str,
    pub per_box: i64,
    pub level: i64,
    pub least: i64,
    pub most: Option<i64>,
    pub rate: i64,
    pub lead: i64,
    pub vendor: usize,
    pub barcode: String,
    pub search: String,
    pub at: Timestamp,
}

#[derive(Serialize)]
pub struct DocumentRow {
    pub id: i64,
    pub key: String,
    pub kind: &'static str,
    pub warehouse: i64,
    pub vendor: Option<usize>,
    pub reference: String,
    pub reason: &'static str,
    pub lines: i64,
    pub user: i64,
    pub user_name: &'static str,
    pub at: Timestamp,
}

#[derive(Serialize)]
pub struct EntryRow {
    pub id: i64,
    pub document: i64,
    pub position: i64,
    pub material: usize,
    pub warehouse: i64,
    pub kind: &'static str,
    pub corrects: Option<i64>,
    pub counted: Option<i64>,
    pub quantity: i64,
    pub balance: i64,
    pub total: i64,
    pub level: i64,
    pub batch: String,
    pub made: Option<i32>,
    pub expires: Option<i32>,
    pub vendor: Option<usize>,
    pub rate: Option<i64>,
    pub day: i32,
    pub at: Timestamp,
}

#[derive(Serialize)]
pub struct AlertRow {
    pub material: usize,
    pub entry: i64,
    pub at: Timestamp,
    pub outcome: Outcome,
    pub before: i64,
    pub after: i64,
    pub level: i64,
    pub told: i64,
    pub user_name: &'static str,
}

/// All of it.
#[derive(Default)]
pub struct Packaging {
    pub materials: Vec<MaterialRow>,
    pub documents: Vec<DocumentRow>,
    pub entries: Vec<EntryRow>,
    pub alerts: Vec<AlertRow>,
    pub bills: Vec<BillRow>,
    pub purchases: Vec<PurchaseRow>,
}

pub fn vendors() -> Vec<serde_json::Value> {
    (1..).zip(VENDORS).map(|(id, name)| serde_json::json!({"id": id, "name": name})).collect()
}

/// Why something moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    Opening,
    /// Came in, or went out.
    Moved,
    /// A count that another person approved found it.
    Counted,
    /// What had gone out was typed wrong.
    Corrected,
}

/// A movement before it has its place in the ledger.
struct Move {
    day: i32,
    warehouse: i64,
    material: usize,
    /// Units; below zero when it goes out.
    units: i64,
    why: Why,
}

/// The day of a count of cartons, and what it found beside the book, by material.
const COUNT_DAY: i32 = -47;
const COUNTED: [(usize, i64); 2] = [(14, -6), (18, 25)];
/// A material of which, on one day, a nought too many was typed, and the day after it was corrected.
const TYPED_WRONG: (usize, i32, i64) = (24, -33, 2);

/// Everything, as of an instant.
pub fn all(now: Timestamp, catalogue: &Catalogue) -> Packaging {
    let mut made = Packaging { materials: materials(now), ..Packaging::default() };
    let mut moves: Vec<Move> = Vec::new();
    for (index, item) in ITEMS.iter().enumerate() {
        let mut chance = Chance::new(7_000 + index as u64);
        moves.extend(year(index + 1, item, &mut chance));
    }
    moves.sort_by_key(|one| (one.day, one.warehouse, one.why, one.units < 0, vendor_of(one), one.material));
    book(&mut made, now, &moves);
    bills(&mut made, catalogue);
    purchases(&mut made, now);
    made
}

fn vendor_of(one: &Move) -> Option<usize> {
    (one.units > 0 && one.why == Why::Moved).then(|| ITEMS[one.material - 1].9 + 1)
}

fn materials(now: Timestamp) -> Vec<MaterialRow> {
    let at = now.plus_days(-DAYS - 1);
    let row = |(id, item): (usize, &Item)| {
        let code = format!("PKG-{id:03}");
        let barcode = format!("89012345{id:05}");
        MaterialRow {
            search: fold(&[&code, item.0, item.1, &barcode, VENDORS[item.9]].join(" ")),
            id,
            code,
            name: item.0,
            category: item.1,
            unit: item.2,
            per_box: item.3 * 1_000,
            level: item.4 * 1_000,
            least: item.5 * 1_000,
            most: item.6.map(|most| most * 1_000),
            rate: item.7,
            lead: item.8,
            vendor: item.9 + 1,
            barcode,
            at,
        }
    };
    (1..).zip(ITEMS).map(row).collect()
}

/// A material's year in its warehouse: used every few days, ordered again when it runs low, and in the end at what the seeds say.
fn year(material: usize, item: &Item, chance: &mut Chance) -> Vec<Move> {
    let warehouse = if material <= 2 { 1 } else { [1, 1, 2, 3][material % 4] };
    let (level, least, used) = (item.4, item.5.max(1), item.10);
    let mut on_hand = level * 2 + used;
    let one = |day, units, why| Move { day, warehouse, material, units, why };
    let mut moves = vec![one(-DAYS, on_hand, Why::Opening)];
    // Where the end is free, material moves up to yesterday.
    let until = if item.11.is_some() { -LAST } else { 0 };
    for day in 1 - DAYS..until {
        let mut extra = |units, why| {
            moves.push(one(day, units, why));
            on_hand += units;
        };
        if let Some((_, found)) = COUNTED.iter().find(|found| found.0 == material && day == COUNT_DAY) {
            extra(*found, Why::Counted);
        }
        let (wrong, typed_on, units) = TYPED_WRONG;
        if wrong == material && day == typed_on {
            extra(-10 * units, Why::Moved);
        } else if wrong == material && day == typed_on + 1 {
            extra(9 * units, Why::Corrected);
        }
        let is_bought = item.11.is_none_or(|left| day < -LEAN || on_hand <= left);
        if is_bought && on_hand <= level + used / 5 && used > 0 && chance.percent(30) {
            let comes = (used * 3 / 2 / least + 1) * least;
            moves.push(one(day, comes, Why::Moved));
            on_hand += comes;
        }
        let takes = if used > 0 && chance.percent(34) { chance.between(used / 15, used / 8).max(1) } else { 0 };
        if takes > 0 && takes < on_hand {
            moves.push(one(day, -takes, Why::Moved));
            on_hand -= takes;
        }
    }
    moves.extend(end(material, item, warehouse, on_hand, chance));
    moves
}

/// The last days lead to what is to be left.
fn end(material: usize, item: &Item, warehouse: i64, on_hand: i64, chance: &mut Chance) -> Vec<Move> {
    let Some(left) = item.11 else { return Vec::new() };
    let one = |day, units| Move { day, warehouse, material, units, why: Why::Moved };
    // What never goes out came long ago and has not moved since.
    if item.10 == 0 {
        return vec![one(-70, left - on_hand)];
    }
    let mut moves = Vec::new();
    let mut over = on_hand - left;
    if over < 0 {
        let comes = (-over / item.5.max(1) + 1) * item.5.max(1);
        moves.push(one(-LAST, comes));
        over += comes;
    }
    for day in 1 - LAST..0 {
        // What is left, in as many parts as days are left, each a little more or less than its share.
        let share = over * chance.between(70, 130) / 100 / i64::from(-day);
        let takes = if day == -1 { over } else { share.min(over) };
        if takes > 0 {
            moves.push(one(day, -takes));
            over -= takes;
        }
    }
    moves
}

/// What goes out is packed with; now and then it is something else.
const fn issued_for(document: i64) -> &'static str {
    match document % 29 {
        11 => "Damaged",
        23 => "Sample",
        _ => "Packing",
    }
}

/// Gives each movement its document, its balances and what was decided of its alert.
fn book(made: &mut Packaging, now: Timestamp, moves: &[Move]) {
    let (keeper, today) = (people::of(Role::Warehouse), now.ist_date());
    let mut total: HashMap<usize, i64> = HashMap::new();
    let mut documents: BTreeMap<(i32, i64, Why, bool, Option<usize>), i64> = BTreeMap::new();
    // What went out last of each material.
    let mut went: HashMap<usize, i64> = HashMap::new();
    for (entry, one) in (1_i64..).zip(moves) {
        let (item, vendor) = (&ITEMS[one.material - 1], vendor_of(one));
        let out = one.units < 0 || one.why == Why::Corrected;
        let day = today.add_days(one.day);
        let at = Timestamp::from_ist(day, if out { 16 } else { 11 }, 10);
        let next = documents.len() as i64 + 1;
        let document =
            *documents.entry((one.day, one.warehouse, one.why, out && one.why != Why::Counted, vendor)).or_insert(next);
        if document == next && made.documents.len() as i64 == next - 1 {
            let (kind, reason) = match one.why {
                Why::Opening => ("Opening", "Opening stock"),
                Why::Moved if out => ("Issue", issued_for(document)),
                Why::Moved => ("Receipt", ""),
                Why::Counted => ("Count", "The rack was counted twice"),
                Why::Corrected => ("Correction", "A nought too many was typed"),
            };
            made.documents.push(DocumentRow {
                id: document,
                key: format!("sample-{document}"),
                kind,
                warehouse: one.warehouse,
                vendor,
                reference: if vendor.is_some() { format!("CH-{}", 4_000 + document) } else { String::new() },
                reason,
                lines: 0,
                user: keeper.id,
                user_name: keeper.name,
                at,
            });
        }
        let Some(head) = usize::try_from(document - 1).ok().and_then(|index| made.documents.get_mut(index)) else {
            continue;
        };
        head.lines += 1;
        let position = head.lines;
        let sum = total.entry(one.material).or_default();
        let before = *sum;
        *sum += one.units;
        let batch = vendor.map(|_| format!("B{:05}", 10_000 + entry)).unwrap_or_default();
        let keeps = item.1 == "Vacuum Pouches" || item.1 == "Poly Pkts";
        made.entries.push(EntryRow {
            id: entry,
            document,
            position,
            material: one.material,
            warehouse: one.warehouse,
            kind: if one.why == Why::Counted { "COUNT" } else { ["IN", "OUT"][usize::from(out)] },
            corrects: (one.why == Why::Corrected).then(|| went.get(&one.material).copied()).flatten(),
            counted: (one.why == Why::Counted).then_some(*sum * 1_000),
            quantity: one.units * 1_000,
            balance: *sum * 1_000,
            total: *sum * 1_000,
            level: item.4 * 1_000,
            made: (vendor.is_some() && keeps).then(|| day.add_days(-20).days()),
            expires: (vendor.is_some() && keeps).then(|| day.add_days(540).days()),
            batch,
            vendor,
            rate: vendor.map(|_| item.7),
            day: day.days(),
            at,
        });
        if out {
            went.insert(one.material, entry);
        }
        let (was, is, level) = (Quantity::from_units(before), Quantity::from_units(*sum), Quantity::from_units(item.4));
        if let Some(outcome) = alert::decide(was, level, is, level).filter(|_| one.why != Why::Opening) {
            made.alerts.push(AlertRow {
                material: one.material,
                entry,
                at,
                outcome,
                before: before * 1_000,
                after: *sum * 1_000,
                level: item.4 * 1_000,
                told: if outcome == Outcome::Fired { 2 } else { 0 },
                user_name: keeper.name,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_790_000_000);

    fn made() -> Packaging {
        let catalogue =
            Catalogue { warehouses: Vec::new(), products: Vec::new(), batches: Vec::new(), rates: Vec::new() };
        all(NOW, &catalogue)
    }

    #[test]
    fn stock_ends_where_the_seeds_say_and_is_never_below_zero() {
        let made = made();
        assert!(made.entries.iter().all(|entry| entry.balance >= 0 && entry.quantity != 0));
        let last = |material| made.entries.iter().rfind(|entry| entry.material == material).map(|entry| entry.total);
        assert_eq!((last(1), last(2)), (Some(500_000), Some(200_000)));
    }

    #[test]
    fn the_same_day_makes_the_same_ledger() {
        let text = |made: Packaging| serde_json::to_string(&made.entries).unwrap();
        assert_eq!(text(made()), text(made()));
    }

    #[test]
    fn a_material_that_fell_to_its_level_alerted_once() {
        let made = made();
        let fired: Vec<_> = made.alerts.iter().filter(|alert| alert.material == 1).map(|alert| alert.outcome).collect();
        let twice = fired.windows(2).any(|pair| pair == [Outcome::Fired, Outcome::Fired]);
        assert!(!twice && fired.contains(&Outcome::Fired), "{fired:?}");
    }
}
