//! Writing orders over HTTP. Bodies are read leniently, as existing clients send them, and then go the forms' way.

use axum::{extract::RawQuery, response::Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    act::{self, Command},
    book,
    browser::Typed,
    drafts, edit, rest_read, rest_several, store,
    store_facts::From,
};
use crate::{
    identity::{Actor, Capability},
    orders::{
        Error, Status, lifecycle,
        model::{BookForm, LineForm, OrderFilter},
    },
    platform::{
        failure::Failure,
        server::{
            Desk,
            http::{self, Caller, JsonBody, Path},
        },
        wire::{check_version, renamed, typed},
    },
    values::OrderId,
};

/// An order as clients send one: with `customerId`, or in the shape of the storefront.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OrderBody {
    customer_id: Value,
    customer: Option<CustomerBody>,
    items: Option<Vec<ItemBody>>,
    remarks: Option<String>,
    #[serde(alias = "po", alias = "poNumber")]
    customer_po: Option<String>,
    back_order: bool,
    version: Option<i64>,
    reason: Option<String>,
    status: Option<Status>,
    #[serde(alias = "sourceWarehouse", alias = "warehouseId")]
    warehouse: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CustomerBody {
    id: Value,
    name: Option<String>,
    email: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ItemBody {
    #[serde(alias = "sku")]
    sku_code: Value,
    product_id: Value,
    product: Value,
    #[serde(alias = "qty")]
    quantity: Value,
    #[serde(alias = "rate", alias = "appliedRate", alias = "proposedRate")]
    price: Value,
    #[serde(alias = "batch", alias = "batchNumber")]
    batch_id: Value,
}

/// The fields of the forms, and how bodies name them.
const NAMES: &[(&str, &str)] = &[
    ("customer", "customerId"),
    ("customer_po", "customerPo"),
    ("lines", "items"),
    ("sku", "skuCode"),
    ("rate", "price"),
    ("batch", "batchId"),
    ("remark", "remarks"),
];

/// A refusal with its fields as bodies name them.
fn told(failure: Failure) -> Failure {
    renamed(failure, NAMES)
}

impl ItemBody {
    fn line(&self) -> LineForm {
        let sku =
            [&self.sku_code, &self.product_id, &self.product].into_iter().map(typed).find(|text| !text.is_empty());
        LineForm {
            sku: sku.unwrap_or_default(),
            quantity: typed(&self.quantity),
            rate: typed(&self.price),
            batch: typed(&self.batch_id),
        }
    }
}

impl OrderBody {
    fn form(&self) -> BookForm {
        let named = self.customer.as_ref().map(|customer| {
            let id = typed(&customer.id);
            let text = [Some(id), customer.name.clone(), customer.email.clone()];
            text.into_iter().flatten().find(|text| !text.is_empty()).unwrap_or_default()
        });
        let id = typed(&self.customer_id);
        BookForm {
            customer: if id.is_empty() { named.unwrap_or_default() } else { id },
            customer_po: self.customer_po.clone().unwrap_or_default(),
            remarks: self.remarks.clone().unwrap_or_default(),
            lines: self.items.iter().flatten().map(ItemBody::line).collect(),
            shortage: if self.back_order { "back_order".to_owned() } else { String::new() },
            ..BookForm::default()
        }
    }

    /// The storefront knows people by name and by address: whichever is a customer of ours.
    async fn form_of_known(&self, desk: &Desk) -> Result<BookForm, Failure> {
        let mut form = self.form();
        let email = self.customer.as_ref().and_then(|customer| customer.email.clone());
        let Some(email) = email.filter(|email| *email != form.customer) else { return Ok(form) };
        let mut from = From::Db(&desk.db);
        if super::store_facts::customer_named(&mut from, form.customer.trim()).await?.is_none() {
            form.customer = email;
        }
        Ok(form)
    }
}

pub async fn create(Caller { desk, actor }: Caller, JsonBody(body): JsonBody<OrderBody>) -> Result<Response, Failure> {
    let form = body.form_of_known(&desk).await?;
    created(&desk, &actor, &form).await
}

pub async fn create_clearance(
    Caller { desk, actor }: Caller,
    JsonBody(body): JsonBody<OrderBody>,
) -> Result<Response, Failure> {
    let form = BookForm { clearance: "yes".to_owned(), ..body.form_of_known(&desk).await? };
    created(&desk, &actor, &form).await
}

async fn created(desk: &Desk, actor: &Actor, form: &BookForm) -> Result<Response, Failure> {
    let booked = book::book(desk, actor, form, "api").await.map_err(told)?;
    let mut order = rest_read::shown(desk, actor, &booked.number).await?;
    if let Some(rest) = booked.back_order {
        order["backOrder"] = json!(rest);
    }
    Ok(http::created(order))
}

/// Changes what the body names and leaves the rest; `status` alone leads the order on.
pub async fn update(
    Caller { desk, actor }: Caller,
    Path(number): Path<String>,
    JsonBody(body): JsonBody<OrderBody>,
) -> Result<Response, Failure> {
    check_version(body.version.map(Value::from).as_ref())?;
    if let (Some(status), None) = (body.status, &body.items) {
        let step = StatusBody {
            status: Some(status),
            remarks: body.remarks,
            warehouse: body.warehouse,
            version: body.version,
            ..StatusBody::default()
        };
        return lead(&desk, &actor, &number, step).await;
    }
    if let Some(status) = body.status {
        let head = store::get(&mut From::Db(desk.read(&actor, Capability::SeeOrders)?), &actor, &number).await?;
        if head.status != status {
            let message = "status: send a new status alone. The lines and the status change one after the other.";
            return Err(Error::field("status", "alone", message).into());
        }
    }
    let own =
        drafts::open(&desk, &actor, drafts::Open { change: Some(number.clone()), ..drafts::Open::default() }).await?;
    let sent = body.form();
    let form = BookForm {
        lines: if body.items.is_some() { sent.lines } else { own.lines },
        customer_po: body.customer_po.unwrap_or(own.customer_po),
        remarks: body.remarks.unwrap_or(own.remarks),
        version: body.version.map_or(own.version, |version| version.to_string()),
        reason: body.reason.unwrap_or_default(),
        customer: sent.customer,
        order: own.order,
        key: String::new(),
        ..BookForm::default()
    };
    let changed = edit::change(&desk, &actor, &form).await.map_err(told)?;
    Ok(http::data(rest_read::shown(&desk, &actor, &changed.number).await?))
}

/// Cancels; `?reason=` says why.
pub async fn cancel(
    Caller { desk, actor }: Caller,
    Path(number): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    // The reason stands in the query as a search does; one reader knows how to unescape it.
    let query = query.unwrap_or_default();
    let reason = query.split('&').find_map(|pair| pair.strip_prefix("reason=")).unwrap_or_default();
    let reason = OrderFilter::from_query(&format!("q={reason}")).q;
    let remark = if reason.is_empty() { "Cancelled by a client that gave no reason".to_owned() } else { reason };
    let command = Command { remark, ..Command::of(crate::orders::Action::Cancel) };
    act::act(&desk, &actor, &number, &command).await?;
    Ok(http::data(rest_read::shown(&desk, &actor, &number).await?))
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StatusBody {
    status: Option<Status>,
    #[serde(alias = "remark", alias = "reason", alias = "notes")]
    remarks: Option<String>,
    #[serde(alias = "sourceWarehouse", alias = "warehouseId")]
    warehouse: Option<String>,
    version: Option<i64>,
    /// Why an order is released above the limit, and the last day that is good for.
    cause: Option<String>,
    until: Option<String>,
}

pub async fn set_status(
    Caller { desk, actor }: Caller,
    Path(number): Path<String>,
    JsonBody(body): JsonBody<StatusBody>,
) -> Result<Response, Failure> {
    lead(&desk, &actor, &number, body).await
}

async fn lead(desk: &Desk, actor: &Actor, number: &str, body: StatusBody) -> Result<Response, Failure> {
    check_version(body.version.map(Value::from).as_ref())?;
    let to = body.status.ok_or_else(|| Error::field("status", "required", "Say which status."))?;
    let db = desk.read(actor, Capability::SeeOrders)?;
    let head = store::get(&mut From::Db(db), actor, number).await?;
    let typed = Typed {
        action: step(head.status, to)?.to_string(),
        version: body.version.map(|version| version.to_string()).unwrap_or_default(),
        remark: body.remarks.unwrap_or_default(),
        warehouse: body.warehouse.unwrap_or_default(),
        cause: body.cause.unwrap_or_default(),
        until: body.until.unwrap_or_default(),
        ..Typed::default()
    };
    let command = typed.read().map_err(|error| told(error.into()))?;
    act::act(desk, actor, number, &command).await.map_err(told)?;
    Ok(http::data(rest_read::shown(desk, actor, number).await?))
}

/// The action that leads from one state to another.
fn step(from: Status, to: Status) -> Result<crate::orders::Action, Error> {
    let row = lifecycle::towards(from, to).filter(|row| act::OFFERED.contains(&row.action));
    row.map(|row| row.action).ok_or(Error::NoSuchStep { from, to })
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BulkBody {
    #[serde(alias = "ids")]
    order_ids: Vec<String>,
    #[serde(alias = "newStatus")]
    status: Option<Status>,
    #[serde(alias = "remark", alias = "reason")]
    remarks: Option<String>,
    #[serde(alias = "sourceWarehouse", alias = "warehouseId")]
    warehouse: Option<String>,
}

/// Leads each order on for itself: what is refused of one stops no other.
pub async fn bulk_update(
    Caller { desk, actor }: Caller,
    JsonBody(body): JsonBody<BulkBody>,
) -> Result<Response, Failure> {
    let to = body.status.ok_or_else(|| Error::field("status", "required", "Say which status."))?;
    rest_several::check_count(&body.order_ids)?;
    let db = desk.read(&actor, Capability::SeeOrders)?;
    let heads = store::named(&mut From::Db(db), &actor, &body.order_ids).await?;
    let mut outcomes = Vec::with_capacity(body.order_ids.len());
    for wanted in &body.order_ids {
        let head = heads.iter().find(|head| {
            head.number.eq_ignore_ascii_case(wanted.trim()) || wanted.trim().parse::<OrderId>() == Ok(head.id)
        });
        let outcome = match head {
            None => Err(Failure::from(Error::NotFound("This order"))),
            Some(head) => match step(head.status, to) {
                Err(error) => Err(error.into()),
                Ok(action) => {
                    let command = Command {
                        version: Some(head.version),
                        remark: body.remarks.clone().unwrap_or_default(),
                        warehouse: body.warehouse.clone().unwrap_or_default(),
                        ..Command::of(action)
                    };
                    act::act(&desk, &actor, &head.id.to_string(), &command).await
                }
            },
        };
        outcomes.push((wanted.as_str(), outcome));
    }
    Ok(rest_several::answer(outcomes))
}
