//! The stock board and a material's page.

use super::{
    store_board::{self, Material, Narrow},
    store_ledger::{self, Where},
    store_materials,
};
use crate::{
    identity::{Actor, Capability},
    packaging::{
        Error, alert,
        model::{Board, BoardFilter, BoardRow, DaySums, Ledger, MaterialPage},
        names::{self, Named},
        reorder::{self, Stock, Suggestion},
        texts,
    },
    platform::{
        failure::Failure,
        server::{Db, Desk},
    },
    values::{Date, MaterialId, Money, Quantity, Timestamp, fold},
};

/// Rows of a page of the board.
pub const PAGE: i64 = 50;
/// Days of the movement chart.
const CHART_DAYS: i32 = 90;
/// Rows of the ledger on a material's page.
const LEDGER_ROWS: i64 = 50;

/// What the rules ask of a material: of all its stock, wherever it lies.
pub fn stock_of(material: &Material) -> Stock {
    Stock {
        unit: material.unit,
        on_hand: material.total_milli,
        on_order: material.on_order_milli,
        level: material.reorder_level_milli,
        maximum: material.maximum_milli,
        minimum_order: material.minimum_order_milli,
        used: material.used_milli,
        lead_days: material.lead_days,
        last_moved_at: material.last_moved_at,
    }
}

/// A material as the board shows it.
pub fn row_of(material: Material, now: Timestamp) -> BoardRow {
    let standing = reorder::standing(&stock_of(&material), now);
    BoardRow {
        standing,
        cover_days: reorder::cover_days(material.on_hand_milli, material.used_milli),
        value: material.rate_paise.checked_times(material.on_hand_milli).unwrap_or(Money::ZERO),
        id: material.id,
        code: material.code,
        name: material.name,
        category: material.category,
        unit: material.unit,
        per_box: material.box_milli,
        on_hand: material.on_hand_milli,
        on_order: material.on_order_milli,
        reorder_level: material.reorder_level_milli,
        maximum: material.maximum_milli,
        used: material.used_milli,
        last_moved_at: material.last_moved_at,
        vendor: material.vendor,
        barcode: material.barcode.unwrap_or_default(),
        active: material.active,
    }
}

/// The stock board under a filter, low stock and lowest cover first.
///
/// # Errors
/// [`Error::Invalid`] for a warehouse that is not there.
pub async fn board(desk: &Desk, actor: &Actor, filter: &BoardFilter) -> Result<Board, Failure> {
    let db = desk.read(actor, Capability::SeePackaging)?;
    let now = desk.clock.now();
    let warehouse = match filter.warehouse.trim() {
        "" => None,
        code => Some(
            store_ledger::warehouse_id(db, code)
                .await?
                .ok_or_else(|| Error::field("warehouse", "unknown", "Warehouse: there is none with this code."))?,
        ),
    };
    let page = filter.page.clamp(1, 10_000);
    let narrow = Narrow::of(filter, warehouse);
    let rows = store_board::materials(db, &narrow, now, PAGE, (page - 1) * PAGE).await?;
    let found = rows.first().map_or(0, |row| row.found);
    Ok(Board {
        rows: rows.into_iter().map(|row| row_of(row, now)).collect(),
        sums: store_board::sums(db, now).await?,
        due: store_materials::due(db).await?,
        found,
        page,
        pages: (found + PAGE - 1) / PAGE,
        warehouses: store_board::warehouses(db).await?,
        categories: store_board::categories(db).await?,
        may_receive: actor.may(Capability::ReceivePackaging),
        may_issue: actor.may(Capability::IssuePackaging),
        may_count: actor.may(Capability::CountPackaging),
        now,
    })
}

/// Materials by code, name or barcode, eight at most, for a form's field.
///
/// # Errors
/// `forbidden`.
pub async fn find(desk: &Desk, actor: &Actor, q: &str, warehouse: &str) -> Result<Vec<BoardRow>, Failure> {
    let db = desk.read(actor, Capability::SeePackaging)?;
    let now = desk.clock.now();
    let warehouse = if warehouse.trim().is_empty() { None } else { store_ledger::warehouse_id(db, warehouse).await? };
    // A scanned code is one material, whatever else its digits occur in.
    let material = if q.trim().is_empty() { None } else { store_ledger::material_id(db, q).await? };
    let q = if material.is_some() { String::new() } else { fold(q) };
    let narrow = Narrow { q, warehouse, material, ..Narrow::default() };
    let rows = store_board::materials(db, &narrow, now, 8, 0).await?;
    Ok(rows.into_iter().filter(|row| row.active).map(|row| row_of(row, now)).collect())
}

/// All materials in use by code, name, unit and barcode.
///
/// # Errors
/// `forbidden`.
pub async fn names(desk: &Desk, actor: &Actor) -> Result<Vec<Named>, Failure> {
    let db = desk.read(actor, Capability::SeePackaging)?;
    Ok(store_materials::names(db, names::MOST).await?)
}

/// A material by code or barcode, with its board row's facts.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn material(db: &Db, code: &str, now: Timestamp) -> Result<Material, Failure> {
    let missing = || Error::NotFound("This material");
    let id = store_ledger::material_id(db, code).await?.ok_or_else(missing)?;
    let narrow = Narrow { material: Some(id), ..Narrow::default() };
    Ok(store_board::materials(db, &narrow, now, 1, 0).await?.into_iter().next().ok_or_else(missing)?)
}

/// All of a material's page.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(desk: &Desk, actor: &Actor, code: &str) -> Result<MaterialPage, Failure> {
    let db = desk.read(actor, Capability::SeePackaging)?;
    let (now, today) = (desk.clock.now(), desk.clock.today());
    let material = material(db, code, now).await?;
    let (id, stock) = (material.id, stock_of(&material));
    let decisions = store_board::decisions(db, id).await?;
    let mut known = decisions.clone();
    known.extend(store_board::last_fired(db, id).await?);
    let (suggestion, why) = if material.active {
        (reorder::suggest(&stock), alert::why(stock.on_hand, stock.level, stock.unit.as_str(), &known, now))
    } else {
        let reasoning = texts::unused_reasoning().to_owned();
        (Suggestion { quantity: Quantity::ZERO, reasoning }, texts::unused_why().to_owned())
    };
    let filter = Where { material: Some(id), ..Where::default() };
    let mut rows = store_ledger::list(db, &filter, LEDGER_ROWS + 1).await?;
    let next = super::ledger::cut(&mut rows, LEDGER_ROWS);
    Ok(MaterialPage {
        minimum_order: material.minimum_order_milli,
        rate: material.rate_paise,
        lead_days: material.lead_days,
        version: material.version,
        balances: store_board::balances(db, id).await?,
        vendors: store_board::vendors(db, id).await?,
        batches: store_board::batches(db, id, today).await?,
        days: days(db, id, today, stock.on_hand).await?,
        purchases: store_board::purchases(db, id).await?,
        used_by: store_materials::used_by(db, id).await?,
        ledger: Ledger { rows, next },
        suggestion,
        decisions,
        why,
        may_edit: actor.may(Capability::ReceivePackaging),
        may_correct: actor.may(Capability::ReceivePackaging),
        row: row_of(material, now),
        now,
    })
}

/// A row for each of the last 90 days; the balance is reckoned back from what there is now.
async fn days(db: &Db, id: MaterialId, today: Date, on_hand: Quantity) -> Result<Vec<DaySums>, Failure> {
    let from = today.add_days(1 - CHART_DAYS);
    let sums = store_board::days(db, id, from).await?;
    let mut balance = on_hand.thousandths();
    let mut days = Vec::with_capacity(CHART_DAYS as usize);
    for back in 0..CHART_DAYS {
        let day = today.add_days(-back);
        let found = sums.iter().find(|sum| sum.0 == day);
        let (came_in, went_out, counted) = found.map_or_else(Default::default, |sum| (sum.1, sum.2, sum.3));
        days.push(DaySums { day, came_in, went_out, counted, balance: Quantity::from_thousandths(balance) });
        balance = balance - came_in.thousandths() + went_out.thousandths() - counted.thousandths();
    }
    days.reverse();
    Ok(days)
}
