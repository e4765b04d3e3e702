//! The one way into the ledger: a document with its entries, what they make of the balances, and the alerts they cause,
//! all in the caller's transaction.

use std::collections::{BTreeMap, HashMap};

use serde_json::json;

use super::{
    alerts::{self, Change},
    store::{self, Head, Held, Row},
    store_ledger,
};
use crate::{
    identity::Capability,
    packaging::{
        Error,
        model::{DocumentKind, EntryKind, Posted, PostedLine},
        texts,
    },
    platform::{
        failure::{Failure, FieldError, Internal},
        server::{Audience, Event, Work},
    },
    values::{Date, EntryId, MaterialId, Money, Quantity, WarehouseId},
};

/// Materials that a live event names; of more it says how many.
const TOLD: usize = 100;

/// A line to post.
#[derive(Clone, Debug)]
pub struct Line {
    /// On the form, from 1.
    pub row: u32,
    pub material: MaterialId,
    pub kind: EntryKind,
    /// Signed.
    pub quantity: Quantity,
    pub counted: Option<Quantity>,
    pub batch: String,
    pub made: Option<Date>,
    pub expires: Option<Date>,
    pub rate: Option<Money>,
    pub reason: String,
    pub corrects: Option<EntryId>,
}

impl Line {
    /// A line that only moves a quantity.
    pub fn of(row: u32, material: MaterialId, kind: EntryKind, quantity: Quantity) -> Self {
        Self {
            row,
            material,
            kind,
            quantity,
            counted: None,
            batch: String::new(),
            made: None,
            expires: None,
            rate: None,
            reason: String::new(),
            corrects: None,
        }
    }
}

/// What was submitted before under this key, if anything was.
///
/// # Errors
/// [`Error::KeyTaken`] when it was something else.
pub async fn repeated(work: &mut Work, head: &Head) -> Result<Option<Posted>, Failure> {
    let Some((document, fingerprint, kind)) = store::document_by_key(work, &head.key).await? else { return Ok(None) };
    if fingerprint != head.fingerprint || kind != head.kind {
        return Err(Error::KeyTaken.into());
    }
    let lines = store_ledger::posted(work, document).await?;
    Ok(Some(Posted { document, kind, repeated: true, lines }))
}

/// Posts a document. The same key with the same content is answered as it was the first time, and counts once.
///
/// # Errors
/// [`Error::KeyTaken`]; [`Error::Insufficient`] when more is to go out than is there, naming every such line.
pub async fn post(work: &mut Work, head: &Head, lines: &[Line]) -> Result<Posted, Failure> {
    // Two of the same key wait for each other here, before anything else is locked.
    let Some(document) = store::insert_document(work, head, lines.len()).await? else {
        let before = repeated(work, head).await?;
        return Ok(before.ok_or_else(|| Internal::new("a document's key is there and is not"))?);
    };
    let mut materials: Vec<MaterialId> = lines.iter().map(|line| line.material).collect();
    materials.sort_unstable();
    materials.dedup();
    let held: HashMap<MaterialId, Held> =
        store::lock(work, &materials).await?.into_iter().map(|held| (held.id, held)).collect();
    let balances: HashMap<MaterialId, Quantity> =
        store::balances(work, head.warehouse, &materials).await?.into_iter().collect();
    let rows = run(head, lines, &held, &balances)?;
    let ids: HashMap<i64, EntryId> = store::insert_entries(work, document, head.warehouse, &rows)
        .await?
        .into_iter()
        .map(|(id, at)| (at, id))
        .collect();
    if head.kind == DocumentKind::Receipt {
        receive_orders(work, head, lines, &materials).await?;
    }
    let now: HashMap<MaterialId, Held> =
        store::refresh_use(work, &materials).await?.into_iter().map(|held| (held.id, held)).collect();
    let id_of = |row: &Row| ids.get(&(row.position as i64)).copied().unwrap_or(EntryId::new(0));
    let changes: Vec<Change> =
        rows.iter().filter_map(|row| Change::of_row(now.get(&row.material)?, id_of(row), row)).collect();
    alerts::decide(work, &changes).await?;
    tell(work, &materials, &held);
    let posted = rows.iter().filter_map(|row| {
        let held = held.get(&row.material)?;
        Some(PostedLine {
            entry: id_of(row),
            code: held.code.clone(),
            name: held.name.clone(),
            unit: held.unit,
            quantity: row.quantity,
            balance: row.balance,
            total: row.total,
            is_low: row.total <= row.level,
        })
    });
    Ok(Posted { document, kind: head.kind, repeated: false, lines: posted.collect() })
}

/// Tells the pages that show these materials that they moved.
fn tell(work: &mut Work, materials: &[MaterialId], held: &HashMap<MaterialId, Held>) {
    let codes: Vec<&str> =
        materials.iter().filter_map(|id| held.get(id)).take(TOLD).map(|held| held.code.as_str()).collect();
    let payload = json!({"materials": codes, "count": materials.len()});
    work.emit(Event::new("packaging:updated", Audience::May(Capability::SeePackaging), payload));
}

/// The rows with the balances they leave, one after the other.
fn run(
    head: &Head,
    lines: &[Line],
    held: &HashMap<MaterialId, Held>,
    balances: &HashMap<MaterialId, Quantity>,
) -> Result<Vec<Row>, Error> {
    let mut here: HashMap<MaterialId, Quantity> = balances.clone();
    let mut total: HashMap<MaterialId, Quantity> = held.iter().map(|(id, held)| (*id, held.on_hand_milli)).collect();
    let (mut rows, mut short): (Vec<Row>, Vec<FieldError>) = (Vec::with_capacity(lines.len()), Vec::new());
    let mut first = None;
    for (position, line) in (1..).zip(lines) {
        let material = held.get(&line.material).ok_or(Error::NotFound("This material"))?;
        if !material.active {
            let message = texts::out_of_use(&material.name);
            return Err(Error::Invalid(vec![FieldError::new("material", "out_of_use", message).at(line.row)]));
        }
        let has = here.entry(line.material).or_default();
        let all = total.entry(line.material).or_default();
        let too_much = || Error::field("quantity", "too_large", "Quantity: that is more than can be kept.");
        let balance = has.checked_add(line.quantity).ok_or_else(too_much)?;
        let sum = all.checked_add(line.quantity).ok_or_else(too_much)?;
        if balance.is_negative() {
            let requested = line.quantity.checked_neg().unwrap_or(Quantity::ZERO);
            first.get_or_insert((*has, requested));
            let message = format!("Insufficient balance. Available: {has}, Requested: {requested}");
            short.push(
                FieldError::new("quantity", "insufficient_balance", message).at(line.row).typed(requested.plain()),
            );
            continue;
        }
        (*has, *all) = (balance, sum);
        rows.push(Row {
            position,
            material: line.material,
            kind: line.kind,
            quantity: line.quantity,
            balance,
            total: sum,
            level: material.reorder_level_milli,
            counted: line.counted,
            batch: line.batch.clone(),
            made: line.made,
            expires: line.expires,
            vendor: head.vendor,
            rate: line.rate,
            reason: line.reason.clone(),
            corrects: line.corrects,
        });
    }
    match first {
        Some((available, requested)) => Err(Error::Insufficient { available, requested, fields: short }),
        None => Ok(rows),
    }
}

/// What came in is taken off what is on order, oldest first, and noted with its vendor.
async fn receive_orders(
    work: &mut Work,
    head: &Head,
    lines: &[Line],
    materials: &[MaterialId],
) -> Result<(), Internal> {
    let mut came: BTreeMap<MaterialId, i64> = BTreeMap::new();
    for line in lines {
        let sum = came.entry(line.material).or_default();
        *sum = sum.saturating_add(line.quantity.thousandths());
    }
    let mut taken = Vec::new();
    for (purchase, material, open) in store::open_purchases(work, materials).await? {
        let rest = came.entry(material).or_default();
        let takes = (*rest).min(open.thousandths());
        if takes > 0 {
            *rest -= takes;
            taken.push((purchase, Quantity::from_thousandths(takes)));
        }
    }
    if !taken.is_empty() {
        store::receive_purchases(work, &taken).await?;
    }
    if let Some(vendor) = head.vendor {
        let lines: Vec<_> = lines.iter().map(|line| (line.material, line.rate)).collect();
        store::note_vendor(work, vendor, &lines).await?;
    }
    Ok(())
}

/// A key for a form that is opened: what is sent twice under it counts once.
pub fn new_key() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// What tells two submissions apart: their content and who sent them.
pub fn fingerprint(work: &Work, content: &impl std::fmt::Debug) -> String {
    crate::platform::server::storage::hash_of(format!("{}\n{content:?}", work.actor().code).as_bytes())
}

/// The warehouse of this code.
///
/// # Errors
/// [`Error::Invalid`] for one that is not there.
pub async fn warehouse(work: &mut Work, code: &str) -> Result<(WarehouseId, String), Failure> {
    let found = store::warehouse(work, code).await?;
    let (id, _, name) =
        found.ok_or_else(|| Error::field("warehouse", "unknown", "Warehouse: choose one from the list."))?;
    Ok((id, name))
}
