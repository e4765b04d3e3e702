//! Writing packaging over HTTP. Bodies are read leniently, as existing clients send them, and then go the forms' way.

use axum::{http::HeaderMap, response::Response};
use base64::Engine;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{board, count, files, ledger, moves, rest_wire as wire};
use crate::{
    identity::{Actor, Capability},
    packaging::{
        Error,
        counting::{CountForm, CountSheetForm, FoundForm, VerdictForm},
        model::{CorrectionForm, IssueForm, IssueLineForm, Posted, ReceiptForm, ReceiptLineForm},
    },
    platform::{
        failure::{Failure, Kind},
        server::{
            Desk,
            http::{self, Caller, JsonBody, Path},
        },
        wire::{check_version, typed},
    },
    values::CountId,
};

/// Goods in or out as clients send them: one material, or many `lines`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MoveBody {
    #[serde(alias = "entryKey", alias = "clientId")]
    key: Value,
    #[serde(alias = "warehouseId")]
    warehouse: Value,
    vendor_name: Value,
    reference_no: Value,
    reason: Value,
    #[serde(alias = "order", alias = "orderNumber")]
    order_id: Value,
    #[serde(alias = "note")]
    remarks: Value,
    /// When it was made, where it waited for the network.
    entered_at: Value,
    /// A photo or PDF as base64 or as a data URL.
    attachment: Value,
    #[serde(alias = "items")]
    lines: Vec<LineBody>,
    #[serde(flatten)]
    line: LineBody,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct LineBody {
    material_id: Value,
    #[serde(alias = "quantity")]
    qty: Value,
    boxes: Value,
    batch: Value,
    mfg_date: Value,
    exp_date: Value,
    rate: Value,
}

impl MoveBody {
    fn lines(self) -> (Vec<LineBody>, bool) {
        if self.lines.is_empty() { (vec![self.line], true) } else { (self.lines, false) }
    }
}

/// The key of a submission: the body's, else the request's, else one of its own.
fn key(body: &Value, headers: &HeaderMap) -> String {
    let given = typed(body);
    if !given.trim().is_empty() {
        return given;
    }
    match headers.get("idempotency-key").and_then(|key| key.to_str().ok()) {
        Some(key) => {
            format!("api:{}", crate::platform::server::storage::hash_of(key.as_bytes()).get(..40).unwrap_or(key))
        }
        None => format!("api:{:032x}", rand::random::<u128>()),
    }
}

/// Where a movement takes place when the client does not say: goods come in where the material moved last, and go out where
/// there is most of it; without either, at the first warehouse.
async fn place(
    desk: &Desk,
    capability: Capability,
    actor: &Actor,
    said: &Value,
    material: &str,
    out: bool,
) -> Result<String, Failure> {
    let said = typed(said);
    if !said.trim().is_empty() {
        return Ok(said);
    }
    let db = desk.read(actor, capability)?;
    let row: Option<(String,)> = db
        .sql(
            "select w.code from warehouses w
             left join packaging_materials m on m.code = $1
             left join packaging_balances b on b.warehouse_id = w.id and b.material_id = m.id
             where w.active
             order by case when $2 then coalesce(b.on_hand_milli, 0) else coalesce(b.last_moved_at, 0) end desc, w.id limit 1",
        )
        .bind(material.trim().to_uppercase())
        .bind(out)
        .optional()
        .await?;
    Ok(row.map(|(code,)| code).unwrap_or_default())
}

/// The bytes of an attachment, checked by content before anything is booked.
fn attachment(value: &Value) -> Result<Option<Vec<u8>>, Failure> {
    let text = typed(value);
    if text.trim().is_empty() {
        return Ok(None);
    }
    let data = text.rsplit_once("base64,").map_or(text.as_str(), |(_, data)| data);
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(data.trim())
        .map_err(|_| Error::BadFile("attachment is not base64. Send a photo or a PDF as base64 or as a data URL."))?;
    files::check(&bytes)?;
    Ok(Some(bytes))
}

/// `{transaction, material}` of the first line, and all of them under `transactions`.
async fn moved(desk: &Desk, actor: &Actor, posted: &Posted) -> Result<Response, Failure> {
    let page = ledger::document(desk, actor, posted.document).await?;
    let transactions: Vec<Value> = page.rows.iter().map(wire::transaction).collect();
    let db = desk.read(actor, Capability::SeePackaging)?;
    let now = desk.clock.now();
    let first = posted.lines.first().map(|line| line.code.clone()).unwrap_or_default();
    let material = board::row_of(board::material(db, &first, now).await?, now);
    Ok(http::created(json!({
        "entryId": posted.document.to_string(), "repeated": posted.repeated, "transaction": transactions.first(),
        "transactions": transactions, "material": wire::material(&material),
    })))
}

/// Errors of the only line stand without its row.
fn told(single: bool) -> impl Fn(Failure) -> Failure {
    move |failure| {
        let mut failure = wire::renamed(failure);
        if single {
            failure.fields.iter_mut().for_each(|error| error.row = None);
        }
        failure
    }
}

pub async fn inward(
    Caller { desk, actor }: Caller,
    headers: HeaderMap,
    JsonBody(body): JsonBody<MoveBody>,
) -> Result<Response, Failure> {
    let file = attachment(&body.attachment)?;
    let first = body.lines.first().unwrap_or(&body.line);
    let warehouse =
        place(&desk, Capability::ReceivePackaging, &actor, &body.warehouse, &typed(&first.material_id), false).await?;
    let mut form = ReceiptForm {
        key: key(&body.key, &headers),
        warehouse,
        vendor: typed(&body.vendor_name),
        reference: typed(&body.reference_no),
        remarks: typed(&body.remarks),
        entered_at: typed(&body.entered_at),
        lines: Vec::new(),
    };
    let (lines, single) = body.lines();
    form.lines = lines
        .iter()
        .map(|line| ReceiptLineForm {
            material: typed(&line.material_id),
            quantity: typed(&line.qty),
            boxes: typed(&line.boxes),
            batch: typed(&line.batch),
            made: day(&line.mfg_date),
            expires: day(&line.exp_date),
            rate: typed(&line.rate),
        })
        .collect();
    let posted = moves::receive(&desk, &actor, &form).await.map_err(told(single))?;
    if let Some(bytes) = file {
        files::attach(&desk, &actor, posted.document, "attachment", bytes).await?;
    }
    moved(&desk, &actor, &posted).await
}

/// A day, also of an instant as programs write one.
fn day(value: &Value) -> String {
    let text = typed(value);
    match text.split_once('T') {
        Some((day, _)) if day.len() == 10 => day.to_owned(),
        _ => text,
    }
}

pub async fn outward(
    Caller { desk, actor }: Caller,
    headers: HeaderMap,
    JsonBody(body): JsonBody<MoveBody>,
) -> Result<Response, Failure> {
    let first = body.lines.first().unwrap_or(&body.line);
    let warehouse =
        place(&desk, Capability::IssuePackaging, &actor, &body.warehouse, &typed(&first.material_id), true).await?;
    let reason = typed(&body.reason);
    let mut form = IssueForm {
        key: key(&body.key, &headers),
        warehouse,
        reason: if reason.trim().is_empty() { "Packing".to_owned() } else { reason },
        order: typed(&body.order_id),
        remarks: typed(&body.remarks),
        entered_at: typed(&body.entered_at),
        lines: Vec::new(),
    };
    let (lines, single) = body.lines();
    form.lines = lines
        .iter()
        .map(|line| IssueLineForm {
            material: typed(&line.material_id),
            quantity: typed(&line.qty),
            boxes: typed(&line.boxes),
            batch: typed(&line.batch),
        })
        .collect();
    let posted = moves::issue(&desk, &actor, &form).await.map_err(told(single))?;
    moved(&desk, &actor, &posted).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CorrectionBody {
    key: Value,
    #[serde(alias = "transactionId", alias = "id")]
    entry: Value,
    #[serde(alias = "quantity")]
    qty: Value,
    reason: Value,
}

pub async fn correct(
    Caller { desk, actor }: Caller,
    headers: HeaderMap,
    JsonBody(body): JsonBody<CorrectionBody>,
) -> Result<Response, Failure> {
    let form = CorrectionForm {
        key: key(&body.key, &headers),
        entry: typed(&body.entry),
        quantity: typed(&body.qty),
        reason: typed(&body.reason),
    };
    let posted = moves::correct(&desk, &actor, &form).await.map_err(told(true))?;
    moved(&desk, &actor, &posted).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CountBody {
    key: Value,
    #[serde(alias = "warehouseId")]
    warehouse: String,
    category: String,
    blind: bool,
    in_boxes: bool,
}

fn switch(on: bool) -> String {
    if on { "on".to_owned() } else { String::new() }
}

async fn answer(desk: &Desk, actor: &Actor, id: CountId) -> Result<Value, Failure> {
    Ok(wire::count(&count::show(desk, actor, id).await?))
}

pub async fn start_count(
    Caller { desk, actor }: Caller,
    headers: HeaderMap,
    JsonBody(body): JsonBody<CountBody>,
) -> Result<Response, Failure> {
    let form = CountForm {
        key: key(&body.key, &headers),
        warehouse: body.warehouse,
        category: body.category,
        blind: switch(body.blind),
        in_boxes: switch(body.in_boxes),
    };
    let id = count::start(&desk, &actor, &form).await?;
    Ok(http::created(answer(&desk, &actor, id).await?))
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FoundBody {
    submit: bool,
    lines: Vec<FoundLine>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct FoundLine {
    material_id: Value,
    boxes: Value,
    #[serde(alias = "counted", alias = "qty")]
    loose: Value,
    reason: Value,
}

pub async fn keep_count(
    Caller { desk, actor }: Caller,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<FoundBody>,
) -> Result<Response, Failure> {
    let lines = body.lines.iter().map(|line| FoundForm {
        material: typed(&line.material_id),
        boxes: typed(&line.boxes),
        loose: typed(&line.loose),
        reason: typed(&line.reason),
    });
    let intent = if body.submit { "submit" } else { "save" };
    // A program can't be asked once more.
    let form = CountSheetForm { count: id, intent: intent.to_owned(), partly: "on".to_owned(), lines: lines.collect() };
    let id = count::keep(&desk, &actor, &form).await.map_err(wire::renamed)?;
    Ok(http::data(answer(&desk, &actor, id).await?))
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VerdictBody {
    verdict: String,
    remark: String,
    version: Value,
}

pub async fn decide_count(
    Caller { desk, actor }: Caller,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<VerdictBody>,
) -> Result<Response, Failure> {
    if body.verdict.is_empty() {
        return Err(Failure::new(Kind::Malformed, "malformed", "Send verdict: approve, recount or cancel."));
    }
    check_version(Some(&body.version))?;
    let form = VerdictForm { count: id, version: typed(&body.version), verdict: body.verdict, remark: body.remark };
    let id = count::decide(&desk, &actor, &form).await?;
    Ok(http::data(answer(&desk, &actor, id).await?))
}
