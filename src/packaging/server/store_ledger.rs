//! SQL that reads the ledger.

use futures::stream::BoxStream;

use crate::{
    packaging::model::{Choice, DocumentKind, EntryKind, LedgerRow, PostedLine, Unit},
    platform::{
        failure::Internal,
        server::{Db, Text, Work},
    },
    values::{Date, DocumentId, EntryId, MaterialId, Money, OrderId, Quantity, Timestamp, WarehouseId},
};

/// An entry as a correction needs it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Entry {
    pub material_id: MaterialId,
    pub warehouse_id: WarehouseId,
    pub document_id: DocumentId,
    pub kind: EntryKind,
    pub quantity_milli: Quantity,
    pub batch: String,
    pub made_on: Option<Date>,
    pub expires_on: Option<Date>,
    pub vendor_id: Option<i64>,
    pub rate_paise: Option<Money>,
    pub corrects_id: Option<EntryId>,
    pub reference: String,
    pub order_id: Option<OrderId>,
    pub name: String,
    pub unit: Unit,
}

pub async fn entry(work: &mut Work, id: EntryId) -> Result<Option<Entry>, Internal> {
    work.sql(
        "select e.material_id, e.warehouse_id, e.document_id, e.kind, e.quantity_milli, e.batch, e.made_on, e.expires_on,
                e.vendor_id, e.rate_paise, e.corrects_id, d.reference, d.order_id, m.name, m.unit
         from packaging_entries e join packaging_documents d on d.id = e.document_id
         join packaging_materials m on m.id = e.material_id where e.id = $1",
    )
    .bind(id)
    .optional()
    .await
}

/// What an entry comes to with its corrections.
pub async fn net(work: &mut Work, id: EntryId) -> Result<Quantity, Internal> {
    let (net,): (Quantity,) = work
        .sql("select cast(coalesce(sum(quantity_milli), 0) as bigint) from packaging_entries where id = $1 or corrects_id = $1")
        .bind(id)
        .one()
        .await?;
    Ok(net)
}

#[derive(sqlx::FromRow)]
struct Line {
    id: EntryId,
    code: String,
    name: String,
    unit: Unit,
    quantity_milli: Quantity,
    balance_milli: Quantity,
    total_milli: Quantity,
    level_milli: Quantity,
}

/// What a document's lines made of their materials.
pub async fn posted(work: &mut Work, document: DocumentId) -> Result<Vec<PostedLine>, Internal> {
    let rows: Vec<Line> = work
        .sql(
            "select e.id, m.code, m.name, m.unit, e.quantity_milli, e.balance_milli, e.total_milli, e.level_milli
             from packaging_entries e join packaging_materials m on m.id = e.material_id
             where e.document_id = $1 order by e.position, e.id limit 100000",
        )
        .bind(document)
        .all()
        .await?;
    let line = |row: Line| PostedLine {
        entry: row.id,
        code: row.code,
        name: row.name,
        unit: row.unit,
        quantity: row.quantity_milli,
        balance: row.balance_milli,
        total: row.total_milli,
        is_low: row.total_milli <= row.level_milli,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// A filter of the ledger whose words are read.
#[derive(Clone, Debug, Default)]
pub struct Where {
    pub material: Option<MaterialId>,
    pub warehouse: Option<WarehouseId>,
    pub kind: Option<EntryKind>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub before: Option<EntryId>,
    pub document: Option<DocumentId>,
}

#[derive(sqlx::FromRow)]
pub struct Row {
    id: EntryId,
    document_id: DocumentId,
    document_kind: DocumentKind,
    at: Timestamp,
    entered_at: Option<Timestamp>,
    entered_doubt: String,
    kind: EntryKind,
    code: String,
    name: String,
    unit: Unit,
    warehouse: String,
    warehouse_name: String,
    quantity_milli: Quantity,
    balance_milli: Quantity,
    total_milli: Quantity,
    counted_milli: Option<Quantity>,
    batch: String,
    made_on: Option<Date>,
    expires_on: Option<Date>,
    vendor: String,
    reference: String,
    reason: String,
    document_reason: String,
    order_number: Option<String>,
    user_name: String,
    corrects_id: Option<EntryId>,
    corrected: bool,
    files: i64,
}

impl From<Row> for LedgerRow {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            document: row.document_id,
            document_kind: row.document_kind,
            at: row.at,
            entered_at: row.entered_at,
            entered_doubt: row.entered_doubt,
            kind: row.kind,
            material: Choice { code: row.code, name: row.name },
            unit: row.unit,
            warehouse: Choice { code: row.warehouse, name: row.warehouse_name },
            quantity: row.quantity_milli,
            balance: row.balance_milli,
            total: row.total_milli,
            counted: row.counted_milli,
            batch: row.batch,
            made: row.made_on,
            expires: row.expires_on,
            vendor: row.vendor,
            reference: row.reference,
            reason: if row.reason.is_empty() { row.document_reason } else { row.reason },
            order: row.order_number,
            user_name: row.user_name,
            corrects: row.corrects_id,
            corrected: row.corrected,
            files: row.files,
        }
    }
}

/// What the filter says of an entry, wherever the reading stands.
fn narrow(text: &mut Text, filter: &Where) {
    if let Some(material) = filter.material {
        text.push(" and e.material_id = ").bind(material);
    }
    if let Some(warehouse) = filter.warehouse {
        text.push(" and e.warehouse_id = ").bind(warehouse);
    }
    if let Some(kind) = filter.kind {
        text.push(" and e.kind = ").bind(kind.as_str());
    }
    if let Some(from) = filter.from {
        text.push(" and e.moved_on >= ").bind(from);
    }
    if let Some(to) = filter.to {
        text.push(" and e.moved_on <= ").bind(to);
    }
}

fn text(db: &Db, filter: &Where) -> Text {
    let mut text = Text::new(
        db.engine(),
        "select e.id, e.document_id, d.kind as document_kind, e.at, d.entered_at, d.entered_doubt, e.kind, m.code, m.name, m.unit, w.code as warehouse,
                w.name as warehouse_name, e.quantity_milli, e.balance_milli, e.total_milli, e.counted_milli, e.batch, e.made_on,
                e.expires_on, coalesce(v.name, '') as vendor, d.reference, e.reason, d.reason as document_reason,
                o.number as order_number, d.user_name, e.corrects_id,
                exists (select 1 from packaging_entries c where c.corrects_id = e.id) as corrected,
                (select count(*) from files f where f.entity_type = 'packaging' and f.entity_id = e.document_id) as files
         from packaging_entries e join packaging_documents d on d.id = e.document_id
         join packaging_materials m on m.id = e.material_id join warehouses w on w.id = e.warehouse_id
         left join packaging_vendors v on v.id = e.vendor_id left join orders o on o.id = d.order_id where true",
    );
    narrow(&mut text, filter);
    if let Some(before) = filter.before {
        text.push(" and e.id < ").bind(before);
    }
    if let Some(document) = filter.document {
        text.push(" and e.document_id = ").bind(document);
    }
    text
}

/// Rows of the ledger, newest first.
pub async fn list(db: &Db, filter: &Where, limit: i64) -> Result<Vec<LedgerRow>, Internal> {
    let mut text = text(db, filter);
    text.push(" order by e.id desc limit ").bind(limit);
    let rows: Vec<Row> = db.text(text).all().await?;
    Ok(rows.into_iter().map(LedgerRow::from).collect())
}

/// A page of the ledger by its number, for clients that count pages.
pub async fn page(db: &Db, filter: &Where, limit: i64, offset: i64) -> Result<Vec<LedgerRow>, Internal> {
    let mut text = text(db, filter);
    text.push(" order by e.id desc limit ").bind(limit).push(" offset ").bind(offset);
    let rows: Vec<Row> = db.text(text).all().await?;
    Ok(rows.into_iter().map(LedgerRow::from).collect())
}

/// Every row that the filter meets, newest first, one by one.
pub fn stream<'d>(db: &'d Db, filter: &Where) -> BoxStream<'d, Result<Row, Internal>> {
    let mut text = text(db, filter);
    text.push(" order by e.id desc");
    db.text(text).stream()
}

/// How many rows the filter meets.
pub async fn count(db: &Db, filter: &Where) -> Result<i64, Internal> {
    let mut text = Text::new(db.engine(), "select count(*) from packaging_entries e where true");
    narrow(&mut text, filter);
    let (count,): (i64,) = db.text(text).one().await?;
    Ok(count)
}

/// A material in or out of use, by code or barcode.
pub async fn material_id(db: &Db, name: &str) -> Result<Option<MaterialId>, Internal> {
    let row: Option<(MaterialId,)> = db
        .sql(
            "select id from packaging_materials where code = $1 or barcode = $1
              order by case when active then 0 else 1 end, id limit 1",
        )
        .bind(name.trim().to_uppercase())
        .optional()
        .await?;
    Ok(row.map(|(id,)| id))
}

/// A warehouse by code.
pub async fn warehouse_id(db: &Db, code: &str) -> Result<Option<WarehouseId>, Internal> {
    let row: Option<(WarehouseId,)> = db
        .sql("select id from warehouses where upper(code) = $1 order by id limit 1")
        .bind(code.trim().to_uppercase())
        .optional()
        .await?;
    Ok(row.map(|(id,)| id))
}
