//! Packaging files: what the check must know, and the run, which goes the ways of the forms in one transaction.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    super::{
        columns::Mapping,
        model::State,
        packaging::{self as rules, Checked, Good, Known},
        sheet::Sheet,
    },
    check,
    run::{Tally, progress_event},
    store::{self, Stored},
};
use crate::{
    identity::Actor,
    packaging::{
        model::{DocumentKind, Unit},
        parse::{HeadInput, LineInput, MOST_LINES},
        server::import::{self as house, BillRow, CountedRow},
    },
    platform::{
        failure::{Failure, Internal},
        server::{Desk, Work},
    },
    values::{ImportId, Quantity},
};

/// Materials, warehouses and SKUs, each question once.
async fn load(desk: &Desk) -> Result<Known, Internal> {
    let db = &desk.db;
    let materials: Vec<(String, Option<String>, Unit, Quantity)> = db
        .sql("select code, barcode, unit, box_milli from packaging_materials where active order by id limit 100000")
        .all()
        .await?;
    let warehouses: Vec<(String, String)> =
        db.sql("select code, name from warehouses where active order by id limit 1000").all().await?;
    let skus: Vec<(String,)> = db.sql("select sku from products where active order by sku limit 100000").all().await?;
    let moved: Vec<(String, String)> = db
        .sql(
            "select m.code, w.code from packaging_balances b join packaging_materials m on m.id = b.material_id
             join warehouses w on w.id = b.warehouse_id order by b.material_id, b.warehouse_id limit 200000",
        )
        .all()
        .await?;
    let mut known = Known {
        materials: HashMap::with_capacity(materials.len()),
        warehouses: HashMap::with_capacity(warehouses.len()),
        skus: HashMap::new(),
        moved: HashSet::new(),
        today: desk.clock.today(),
    };
    for (code, barcode, unit, per_box) in materials {
        let measure = rules::measure(unit, per_box);
        if let Some(barcode) = barcode {
            known.materials.entry(barcode.to_uppercase()).or_insert_with(|| (code.clone(), measure));
        }
        known.materials.insert(code.to_uppercase(), (code, measure));
    }
    for (code, name) in warehouses {
        known.warehouses.entry(name.to_uppercase()).or_insert_with(|| code.clone());
        known.warehouses.insert(code.to_uppercase(), code);
    }
    known.skus = skus.into_iter().map(|(sku,)| (sku.to_uppercase(), sku)).collect();
    known.moved = moved.into_iter().collect();
    Ok(known)
}

async fn read(desk: &Desk, stored: &Stored, sheet: &Sheet) -> Result<Checked, Internal> {
    let mapping: &Mapping = &stored.mapping;
    Ok(rules::check(stored.row.kind, sheet, mapping, &load(desk).await?))
}

/// The check of a file.
///
/// # Errors
/// When the database refuses.
pub async fn judge(desk: &Desk, stored: &Stored, sheet: &Sheet) -> Result<check::Outcome, Failure> {
    let checked = read(desk, stored, sheet).await?;
    Ok(check::Outcome {
        findings: checked.findings,
        total_rows: checked.total_rows,
        good_rows: checked.good_rows,
        bad_rows: checked.bad_rows,
        summary: checked.summary,
    })
}

/// Puts the good rows in, all in one transaction; `None` when it was cancelled.
///
/// # Errors
/// What the forms of packaging would refuse now.
pub async fn put(desk: &Desk, actor: &Actor, stored: &Stored) -> Result<Option<Tally>, Failure> {
    let (id, kind) = (stored.row.id, stored.row.kind);
    if stored.row.done_rows > 0 {
        return Ok(Some(Tally::default()));
    }
    let refused: HashSet<u32> = store::bad_rows(&desk.db, id).await?;
    let sheet = check::sheet_of(desk, stored).await?;
    let checked = read(desk, stored, &sheet).await?;
    let rows: Vec<(u32, Good)> = checked.rows.into_iter().filter(|(row, _)| !refused.contains(row)).collect();
    let mut work = desk.begin(actor, kind.right(actor)).await?;
    let Some(done) = store::progress(&mut work, id, rows.len() as i64).await? else {
        work.rollback().await?;
        return Ok(None);
    };
    write(&mut work, id, rows).await?;
    work.without_audit();
    work.emit(progress_event(stored, State::Running, done));
    work.commit().await?;
    Ok(Some(Tally::default()))
}

/// Rows of one warehouse, vendor and paper make a document together.
type Papers = BTreeMap<(DocumentKindOrder, String, String, String), Vec<LineInput>>;

/// Opening stock before goods in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum DocumentKindOrder {
    Opening,
    Receipt,
}

async fn write(work: &mut Work, id: ImportId, rows: Vec<(u32, Good)>) -> Result<(), Failure> {
    let mut papers = Papers::new();
    let mut counts: HashMap<String, Vec<CountedRow>> = HashMap::new();
    let mut bills: Vec<BillRow> = Vec::new();
    let mut make = Vec::new();
    for (row, good) in rows {
        match good {
            Good::Opening { warehouse, mut line, make: new } => {
                line.row = row;
                make.extend(new);
                papers
                    .entry((DocumentKindOrder::Opening, warehouse, String::new(), String::new()))
                    .or_default()
                    .push(line);
            }
            Good::Inward { warehouse, vendor, reference, mut line } => {
                line.row = row;
                papers.entry((DocumentKindOrder::Receipt, warehouse, vendor, reference)).or_default().push(line);
            }
            Good::Count { warehouse, material, boxes, loose, counted, reason } => {
                counts.entry(warehouse).or_default().push(CountedRow { material, boxes, loose, counted, reason });
            }
            Good::Bill { sku, material, per, quantity } => bills.push(BillRow { sku, material, per, quantity }),
        }
    }
    house::make(work, &make).await?;
    book(work, id, papers).await?;
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|one, other| one.0.cmp(&other.0));
    for (warehouse, lines) in counts {
        house::count(work, &format!("import:{id}:{warehouse}"), &warehouse, &lines).await?;
    }
    house::bills(work, &bills).await
}

async fn book(work: &mut Work, id: ImportId, papers: Papers) -> Result<(), Failure> {
    for (index, ((order, warehouse, vendor, reference), lines)) in papers.into_iter().enumerate() {
        let kind = match order {
            DocumentKindOrder::Opening => DocumentKind::Opening,
            DocumentKindOrder::Receipt => DocumentKind::Receipt,
        };
        for (part, lines) in lines.chunks(MOST_LINES).enumerate() {
            let head = HeadInput {
                key: format!("import:{id}:{index}:{part}"),
                warehouse: warehouse.to_uppercase(),
                vendor: (!vendor.is_empty()).then(|| vendor.clone()),
                reference: reference.clone(),
                reason: if kind == DocumentKind::Opening { "Opening stock".to_owned() } else { String::new() },
                order: None,
                remarks: format!("Import {id}"),
            };
            house::book(work, kind, &head, lines).await?;
        }
    }
    Ok(())
}
