//! Reading orders over HTTP.

use std::collections::HashMap;

use axum::{extract::RawQuery, response::Response};
use serde_json::{Value, json};

use super::{
    find, list, show,
    store::{self, Head},
    store_facts::{From, id_set},
    store_lines,
    store_list::Place,
};
use crate::{
    identity::{Actor, Capability},
    orders::{
        FileKind, Status,
        filter::{Sort, is_yes, unescape},
        margin::{Earned, LineMargin, Margin},
        model::{Attachment, Line, Order, OrderFilter, TimelineEntry},
    },
    platform::{
        failure::{Failure, FieldError, Internal},
        server::{
            Desk,
            http::{self, Caller, Path},
        },
        wire::{percent, rupees, units},
    },
    values::{Date, Money, OrderId, Timestamp},
};

/// Pages of the API have at most so many rows.
const MOST: usize = 200;

pub async fn list(Caller { desk, actor }: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    page(&desk, &actor, &query.unwrap_or_default(), OrderFilter::default()).await
}

pub async fn clearance_history(Caller { desk, actor }: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    page(&desk, &actor, &query.unwrap_or_default(), OrderFilter { clearance: Some(true), ..OrderFilter::default() })
        .await
}

/// The list's filters as on the screen; also `page`, `limit`, `cursor` and the names older clients use.
async fn page(desk: &Desk, actor: &Actor, query: &str, always: OrderFilter) -> Result<Response, Failure> {
    let renamed = ours(query)?;
    let number = |wanted: &str| {
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(name, _)| *name == wanted)
            .and_then(|(_, value)| value.parse::<usize>().ok())
    };
    let size = number("limit").unwrap_or(50).clamp(1, MOST);
    let page = number("page").unwrap_or(1).max(1);
    let filter = OrderFilter::from_query(&renamed);
    let filter = OrderFilter { clearance: always.clearance.or(filter.clearance), ..filter };
    if (filter.after.is_some() || filter.before.is_some()) && !Place::of(&filter).is_set() {
        let what = "send the nextCursor of the page before, with the same sort";
        return Err(Failure::invalid(vec![FieldError::unreadable("cursor", what)]));
    }
    let skip = if filter.after.is_some() || filter.before.is_some() { 0 } else { (page - 1).saturating_mul(size) };
    if skip > 100_000 {
        let message = "Pages this far are read by cursor: send the nextCursor of the page before.";
        return Err(crate::orders::Error::field("page", "too_far", message).into());
    }
    let found = list::page_from(desk, actor, &filter, size, skip).await?;
    let ids: Vec<OrderId> = found.rows.iter().map(|row| row.id).collect();
    let rows = orders(desk, actor, &ids).await?;
    let total = usize::try_from(found.totals.count).unwrap_or_default();
    let pagination = json!({
        "page": page, "limit": size, "total": total, "pages": total.div_ceil(size), "exact": found.totals.exact,
        "cursor": filter.after, "nextCursor": found.next,
    });
    Ok(http::list(rows, pagination))
}

/// The query under the names of the screen.
///
/// # Errors
/// All that can't be read. The page leaves such things out; a program is told.
pub fn ours(query: &str) -> Result<String, Failure> {
    let wrong = unreadable(query);
    if !wrong.is_empty() {
        return Err(Failure::invalid(wrong));
    }
    let renamed = query.split('&').map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = match name {
            "search" => "q",
            "customerId" => "customer",
            "salespersonId" => "salesperson",
            "startDate" | "dateFrom" => "from",
            "endDate" | "dateTo" => "to",
            "isClearance" => "clearance",
            "cursor" => "after",
            other => other,
        };
        format!("{name}={value}")
    });
    Ok(renamed.collect::<Vec<_>>().join("&"))
}

fn unreadable(query: &str) -> Vec<FieldError> {
    let one = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        let (name, value) = (unescape(name), unescape(value));
        let (field, value) = (name.as_str(), value.trim());
        let wrong = match field {
            _ if value.is_empty() => None,
            "status" | "status[]" => value
                .split(',')
                .map(str::trim)
                .find(|name| !name.is_empty() && !name.eq_ignore_ascii_case("all") && name.parse::<Status>().is_err())
                .map(|name| format!("there is no status {name}")),
            "from" | "to" | "startDate" | "endDate" | "dateFrom" | "dateTo" => {
                Date::parse(value).err().map(|error| error.to_string())
            }
            "min" | "max" => Money::parse(value).err().map(|error| error.to_string()),
            "page" | "limit" | "held_days" => {
                value.parse::<u32>().err().map(|_| "write a whole number from 0".to_owned())
            }
            "clearance" | "isClearance" => is_yes(value).is_none().then(|| "write true or false".to_owned()),
            "sort" => Sort::ALL.iter().all(|sort| sort.as_str() != value).then(|| {
                let names: Vec<_> = Sort::ALL.iter().map(|sort| sort.as_str()).collect();
                format!("one of {}", names.join(", "))
            }),
            "dir" => (!matches!(value, "asc" | "desc")).then(|| "write asc or desc".to_owned()),
            _ => None,
        };
        Some(FieldError::unreadable(field, wrong?).typed(value))
    };
    query.split('&').filter_map(one).collect()
}

/// Orders as the wire shows them, in the order of the ids.
async fn orders(desk: &Desk, actor: &Actor, ids: &[OrderId]) -> Result<Vec<Value>, Failure> {
    let mut from = From::Db(desk.read(actor, Capability::SeeOrders)?);
    let heads = store::get_all(&mut from, actor, ids).await?;
    let mut lines = store_lines::lines_of(&mut from, ids).await?;
    let mut beside = beside(&mut from, &heads).await?;
    let mut by_id: HashMap<OrderId, Value> = HashMap::new();
    for head in heads {
        let lines = lines.remove(&head.id).unwrap_or_default();
        by_id.insert(head.id, of_head(&head, &mut beside, &lines));
    }
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// What stands beside the orders of a page, by id.
struct Beside {
    customers: HashMap<i64, String>,
    people: HashMap<i64, String>,
    warehouses: HashMap<i64, String>,
    history: HashMap<i64, Vec<Value>>,
    files: HashMap<i64, Vec<(String, String)>>,
}

async fn beside(from: &mut From<'_>, heads: &[Head]) -> Result<Beside, Internal> {
    const CUSTOMERS: &str = "select id, code from customers where id in (select cast(value->>'id' as bigint) from json_each($1)) order by id";
    const PEOPLE: &str =
        "select id, code from users where id in (select cast(value->>'id' as bigint) from json_each($1)) order by id";
    const WAREHOUSES: &str = "select id, name from warehouses where id in (select cast(value->>'id' as bigint) from json_each($1)) order by id";
    let orders = id_set(heads.iter().map(|head| head.id));
    let steps: Vec<(i64, Status, Timestamp, String, String)> = from
        .sql(
            "select order_id, to_status, at, user_name, remark from order_events
             where order_id in (select cast(value->>'id' as bigint) from json_each($1)) and to_status is not null
             order by order_id, id",
        )
        .bind(orders.clone())
        .all()
        .await?;
    let mut history: HashMap<i64, Vec<Value>> = HashMap::new();
    for (order, status, at, by, remark) in steps {
        history.entry(order).or_default().push(step(status, at, &by, &remark));
    }
    let kept: Vec<(i64, String, String)> = from
        .sql(
            "select entity_id, code, kind from files where entity_type = 'order'
             and entity_id in (select cast(value->>'id' as bigint) from json_each($1)) order by id",
        )
        .bind(orders)
        .all()
        .await?;
    let mut files: HashMap<i64, Vec<(String, String)>> = HashMap::new();
    for (order, code, kind) in kept {
        files.entry(order).or_default().push((code, kind));
    }
    Ok(Beside {
        customers: codes(from, CUSTOMERS, id_set(heads.iter().map(|head| head.customer_id))).await?,
        people: codes(from, PEOPLE, id_set(heads.iter().map(|head| head.salesperson_id))).await?,
        warehouses: codes(from, WAREHOUSES, id_set(heads.iter().filter_map(|head| head.warehouse_id))).await?,
        history,
        files,
    })
}

async fn codes(from: &mut From<'_>, sql: &'static str, ids: String) -> Result<HashMap<i64, String>, Internal> {
    let rows: Vec<(i64, String)> = from.sql(sql).bind(ids).all().await?;
    Ok(rows.into_iter().collect())
}

fn of_head(head: &Head, beside: &mut Beside, lines: &[Line]) -> Value {
    let gst = head.total.checked_sub(head.subtotal).unwrap_or_default();
    let name = |of: &HashMap<i64, String>, id: i64| of.get(&id).cloned();
    let order = head.id.get();
    let files = beside.files.remove(&order).unwrap_or_default();
    json!({
        "id": head.number, "orderId": head.id.to_string(),
        "customerId": name(&beside.customers, head.customer_id.get()), "customerName": head.customer_name,
        "items": lines.iter().map(item).collect::<Vec<_>>(), "status": head.status,
        "subTotal": rupees(head.subtotal), "gstAmount": rupees(gst), "total": rupees(head.total),
        "cgst": rupees(head.cgst), "sgst": rupees(head.sgst), "igst": rupees(head.igst),
        "salespersonId": name(&beside.people, head.salesperson_id.get()), "salespersonName": head.salesperson_name,
        "remarks": head.remarks, "customerPo": head.customer_po,
        "sourceWarehouse": head.warehouse_id.and_then(|id| name(&beside.warehouses, id.get())),
        "isClearance": head.is_clearance, "isBulkUpload": head.source == "import", "version": head.version,
        "statusHistory": beside.history.remove(&order).unwrap_or_default(),
        "salesPhotos": files.iter().map(|(code, _)| address_of(&head.number, code)).collect::<Vec<_>>(),
        "podUrl": pod(&head.number, files.iter().map(|(code, kind)| (code.as_str(), kind.as_str()))),
        "fileCount": head.file_count,
        "createdAt": head.booked_at.iso(), "updatedAt": head.updated_at.iso(),
    })
}

fn address_of(number: &str, file: &str) -> String {
    format!("/api/orders/{number}/files/{file}")
}

/// The address of the latest proof of delivery, of files by code and kind.
fn pod<'f>(number: &str, files: impl DoubleEndedIterator<Item = (&'f str, &'f str)>) -> Option<String> {
    let (code, _) = files.rev().find(|(_, kind)| *kind == FileKind::ProofOfDelivery.as_str())?;
    Some(address_of(number, code))
}

/// A file of an order.
pub fn file(number: &str, file: &Attachment) -> Value {
    json!({
        "id": file.code, "kind": file.kind, "name": file.name, "mediaType": file.media_type, "size": file.size_bytes,
        "userName": file.by, "createdAt": file.at.iso(), "url": address_of(number, &file.code),
    })
}

/// A stage the order reached.
fn step(status: Status, at: Timestamp, by: &str, remark: &str) -> Value {
    json!({"status": status, "timestamp": at.iso(), "userName": by, "remarks": remark})
}

fn item(line: &Line) -> Value {
    let batches: Vec<Value> = line
        .batch
        .iter()
        .map(|batch| json!({"batchNumber": batch, "qty": units(line.reserved), "expiry": line.expires.map(|day| day.iso())}))
        .collect();
    json!({
        "productId": line.product_code, "barcode": line.barcode, "skuCode": line.sku, "productName": line.product_name, "unit": line.unit,
        "quantity": units(line.quantity), "price": rupees(line.rate), "baseRate": rupees(line.list_rate),
        "prevRate": line.previous_rate.map(rupees), "gst": percent(line.gst), "amount": rupees(line.amount),
        "gstAmount": rupees(line.gst_amount), "reserved": units(line.reserved), "allocatedBatches": batches,
    })
}

pub async fn show(Caller { desk, actor }: Caller, Path(number): Path<String>) -> Result<Response, Failure> {
    Ok(http::data(shown(&desk, &actor, &number).await?))
}

/// One order with its history and files, as the wire shows it.
///
/// # Errors
/// `not_found`.
pub async fn shown(desk: &Desk, actor: &Actor, number: &str) -> Result<Value, Failure> {
    let order: Order = show::show(desk, actor, number).await?;
    let reached = |entry: &TimelineEntry| Some(step(entry.to?, entry.at, &entry.by, &entry.remark));
    let history: Vec<Value> = order.timeline.iter().filter_map(reached).collect();
    let files: Vec<String> = order.files.iter().map(|file| address_of(&order.number, &file.code)).collect();
    let reasons: Vec<String> = order.reasons.iter().map(ToString::to_string).collect();
    let mut shown = json!({
        "id": order.number, "orderId": order.id.to_string(), "customerId": order.customer.code, "customerName": order.customer.name,
        "items": order.lines.iter().map(item).collect::<Vec<_>>(), "status": order.status,
        "subTotal": rupees(order.totals.subtotal), "gstAmount": rupees(order.totals.gst()), "total": rupees(order.totals.total),
        "cgst": rupees(order.totals.cgst), "sgst": rupees(order.totals.sgst), "igst": rupees(order.totals.igst),
        "salespersonId": order.salesperson_code, "salespersonName": order.salesperson_name, "remarks": order.remarks,
        "customerPo": order.customer_po, "sourceWarehouse": order.warehouse, "isClearance": order.is_clearance,
        "isBulkUpload": order.source == "import", "creditReasons": reasons, "statusHistory": history, "salesPhotos": files,
        "podUrl": pod(&order.number, order.files.iter().map(|file| (file.code.as_str(), file.kind.as_str()))),
        "files": order.files.iter().map(|one| file(&order.number, one)).collect::<Vec<_>>(), "fileCount": order.files.len(),
        "related": order.related.iter().map(|other| json!({"id": other.number, "status": other.status})).collect::<Vec<_>>(),
        "version": order.version, "createdAt": order.booked_at.iso(), "updatedAt": order.updated_at.iso(),
    });
    if let Some(margin) = &order.margin {
        shown["margin"] = margin_of(margin, &order.lines);
    }
    Ok(shown)
}

/// What the order earns; without amounts where no cost is known.
fn margin_of(margin: &Margin, lines: &[Line]) -> Value {
    let parts = |earned: Option<Earned>| {
        json!({
            "sale": earned.map(|earned| rupees(earned.sale)), "cost": earned.map(|earned| rupees(earned.cost)),
            "margin": earned.map(|earned| rupees(earned.margin)), "percent": earned.and_then(|earned| earned.share()).map(percent),
        })
    };
    let line = |(line, sold): (&LineMargin, &Line)| {
        let mut shown = parts(line.earned);
        shown["skuCode"] = json!(sold.sku);
        shown
    };
    let mut shown = parts(margin.earned);
    shown["linesWithoutCost"] = json!(margin.without_cost());
    shown["lines"] = margin.lines.iter().zip(lines).map(line).collect();
    shown
}

pub async fn last_rate(
    Caller { desk, actor }: Caller,
    Path((customer, sku)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (rate, product) = find::last_rate(&desk, &actor, &customer, &sku).await?;
    Ok(http::data(json!({
        "customerId": customer, "skuCode": product.sku, "lastRate": rate.map(rupees), "rate": rate.map(rupees),
        "priceListRate": product.price_list_rate.map(rupees), "baseRate": rupees(product.list_rate),
    })))
}
