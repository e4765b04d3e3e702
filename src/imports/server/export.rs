//! Masters as files: under the headers of their imports, so that a file can be imported again.

use axum::{body::Body, response::Response};
use serde_json::json;

use super::{
    super::{
        columns::{Column, columns},
        model::Kind,
    },
    seen,
};
use crate::{
    catalog::{
        model::{Product, ProductFilter},
        server::{lists, store as product_store},
    },
    credit::ageing::Ageing,
    customers::{
        model::CustomerFilter,
        server::{store::Customer, store_list},
    },
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, Internal},
        server::{
            Audit, Desk,
            http::{self, Caller, Path, Query},
            spreadsheet::{self, Cell, Ending, Table},
        },
    },
    values::{ImportId, Money, Quantity},
    warehouse::{
        model::{BatchInput, WarehouseInput},
        server::{store_count, store_warehouses},
    },
};

/// Rows read at a time.
const CHUNK: i64 = 1_000;

fn table(kind: Kind) -> Table {
    Table { sheet: kind.title(), titles: columns(kind).iter().map(|column| (column.label, 0)).collect() }
}

/// The columns of products; what they cost to buy is for those who see it.
fn product_columns(sees_cost: bool) -> impl Iterator<Item = &'static Column> {
    columns(Kind::Products).iter().filter(move |column| sees_cost || column.field != "purchase_rate")
}

fn product_table(sees_cost: bool) -> Table {
    Table {
        sheet: Kind::Products.title(),
        titles: product_columns(sees_cost).map(|column| (column.label, 0)).collect(),
    }
}

/// Writes down who took what out.
async fn record(desk: &Desk, actor: &Actor, kind: Kind, ending: Ending, what: String) -> Result<(), Failure> {
    let mut work = desk.begin(actor, Capability::ExportData).await?;
    work.audit(Audit {
        action: "EXPORT",
        entity_type: "export",
        entity_id: kind.to_string(),
        summary: format!("Exported {} as {}", kind.title().to_lowercase(), ending.as_str()),
        old: None,
        new: Some(json!({"filter": what})),
    });
    work.commit().await?;
    Ok(())
}

/// The file of an import as it came, by whoever may see the import.
pub async fn original(Caller { desk, actor }: Caller, Path(id): Path<ImportId>) -> Result<Response, Failure> {
    let stored = seen(&desk, &actor, id).await?;
    let bytes = desk.storage.read(&stored.hash).await?;
    let mut work = desk.begin(&actor, Capability::SeeImports).await?;
    work.audit(Audit {
        action: "EXPORT",
        entity_type: "import",
        entity_id: id.to_string(),
        summary: format!("Downloaded {}", stored.row.file_name),
        old: None,
        new: Some(json!({"kind": stored.row.kind, "bytes": stored.row.size_bytes})),
    });
    work.commit().await?;
    Ok(http::download(&stored.row.file_name, "application/octet-stream", Body::from(bytes)))
}

fn name(desk: &Desk, kind: Kind) -> String {
    format!("{kind}-{}", desk.clock.today().iso())
}

pub async fn products(
    Caller { desk, actor }: Caller,
    Path(ending): Path<String>,
    Query(filter): Query<ProductFilter>,
) -> Result<Response, Failure> {
    by_product(desk, actor, Kind::Products, &ending, filter).await
}

/// The products of the filter, or their batches.
async fn by_product(
    desk: Desk,
    actor: Actor,
    kind: Kind,
    ending: &str,
    filter: ProductFilter,
) -> Result<Response, Failure> {
    let ending = Ending::parse(ending)?;
    desk.read(&actor, Capability::SeeProducts)?;
    record(&desk, &actor, kind, ending, format!("{filter:?}")).await?;
    let file = name(&desk, kind);
    let sees_cost = actor.may(Capability::SeeCost);
    let rows = spreadsheet::pages(String::new(), move |after| {
        let (desk, filter) = (desk.clone(), ProductFilter { after, ..filter.clone() });
        async move {
            let found = product_store::products(&desk.db, &filter, CHUNK, 0).await?;
            let next = found.last().map(|product| product.data.sku.clone());
            let cells = match kind {
                Kind::Stock => batches_of(&desk, found).await?,
                _ => found.iter().map(|product| product_cells(product, sees_cost)).collect(),
            };
            Ok((cells, next))
        }
    });
    let table = if kind == Kind::Products { product_table(sees_cost) } else { table(kind) };
    spreadsheet::download(&file, ending, table, rows).await
}

fn product_cells(product: &Product, sees_cost: bool) -> Vec<Cell> {
    let data = &product.data;
    let cell = |field: &str| match field {
        "sku" => Cell::text(&data.sku),
        "name" => Cell::text(&data.name),
        "short_name" => Cell::maybe(&data.short_name),
        "channel" => Cell::maybe(&data.channel),
        "category" => Cell::text(&data.category),
        "specie" => Cell::maybe(&data.specie),
        "unit" => Cell::text(data.unit.as_str()),
        "weight" => Cell::maybe(&data.weight),
        "packing" => Cell::maybe(&data.packing),
        "mrp" => Cell::Money(data.mrp),
        "price" => Cell::Money(data.price),
        "base_rate" => Cell::Money(data.base_rate),
        "purchase_rate" => data.purchase_rate.map_or(Cell::Empty, Cell::Money),
        "gst" => Cell::Number(data.gst.plain()),
        "hsn" => Cell::maybe(&data.hsn),
        "barcode" => Cell::maybe(&data.barcode),
        "origin" => Cell::maybe(&data.origin),
        "shelf_life_days" => data.shelf_life_days.map_or(Cell::Empty, |days| Cell::Number(days.to_string())),
        "remarks" => Cell::maybe(&data.remarks),
        "active" => Cell::text(if data.active { "Yes" } else { "No" }),
        _ => Cell::Empty,
    };
    product_columns(sees_cost).map(|column| cell(column.field)).collect()
}

pub async fn customers(
    Caller { desk, actor }: Caller,
    Path(ending): Path<String>,
    Query(filter): Query<CustomerFilter>,
) -> Result<Response, Failure> {
    let ending = Ending::parse(&ending)?;
    desk.read(&actor, Capability::SeeCustomers)?;
    record(&desk, &actor, Kind::Customers, ending, format!("{filter:?}")).await?;
    let sees_ageing = actor.may(Capability::SeeCredit);
    let file = name(&desk, Kind::Customers);
    let rows = spreadsheet::pages(String::new(), move |after| {
        let (desk, filter) = (desk.clone(), CustomerFilter { after, ..filter.clone() });
        async move {
            let mut found = store_list::customers(&desk.db, &filter, CHUNK, 0).await?;
            found.truncate(CHUNK as usize);
            let next = found.last().map(|customer| customer.code.clone());
            Ok((found.iter().map(|one| customer_cells(one, sees_ageing)).collect(), next))
        }
    });
    spreadsheet::download(&file, ending, table(Kind::Customers), rows).await
}

fn customer_cells(customer: &Customer, sees_ageing: bool) -> Vec<Cell> {
    let (data, credit) = (&customer.data, &customer.credit);
    let number = |number: i64| Cell::Number(number.to_string());
    let cell = |field: &str| match field {
        "code" => Cell::text(&customer.code),
        "name" => Cell::text(&data.name),
        "sales_manager" => Cell::maybe(&data.sales_manager),
        "class" => Cell::maybe(&data.class),
        "salesperson" => Cell::maybe(&data.salesperson),
        "days" => number(credit.days),
        "limit" => Cell::Money(credit.limit),
        "security_cheque" => Cell::maybe(&credit.security_cheque),
        "channel" => Cell::maybe(&data.channel),
        "outstanding" => Cell::Money(credit.outstanding),
        "overdue" => Cell::Money(credit.overdue),
        "kind" => Cell::maybe(&data.kind),
        "gstin" => data.gstin.map_or(Cell::Empty, |gstin| Cell::text(gstin.to_string())),
        "pan" => data.pan.map_or(Cell::Empty, |pan| Cell::text(pan.to_string())),
        "fssai" => Cell::maybe(&data.fssai),
        "email" => data.email.as_ref().map_or(Cell::Empty, |email| Cell::text(email.as_str())),
        "phone" => data.phone.map_or(Cell::Empty, |phone| Cell::text(phone.wire())),
        "address" => Cell::text(&data.address),
        "location" => Cell::text(&data.location),
        "region" => Cell::maybe(&data.region),
        "state" => Cell::text(&data.state_code),
        "postal_code" => Cell::maybe(&data.postal_code),
        "constitution" => Cell::maybe(&data.constitution),
        "price_list" => Cell::maybe(&data.price_list),
        "min_days_left" => number(data.min_days_left),
        "ageing_days" => number(credit.ageing_days),
        "status" => Cell::text(&credit.status),
        bucket => age(&credit.ageing, bucket).filter(|_| sees_ageing).map_or(Cell::Empty, Cell::Money),
    };
    columns(Kind::Customers).iter().map(|column| cell(column.field)).collect()
}

fn age(ageing: &Ageing, field: &str) -> Option<Money> {
    field.strip_prefix("ages-")?.parse::<usize>().ok().and_then(|index| ageing.0.get(index).copied())
}

/// Every rate of every list, or of the one that is named.
pub async fn rates(desk: &Desk, actor: &Actor, list: Option<String>, ending: &str) -> Result<Response, Failure> {
    let ending = Ending::parse(ending)?;
    desk.read(actor, Capability::SeeProducts)?;
    record(desk, actor, Kind::PriceList, ending, list.clone().unwrap_or_default()).await?;
    let file = list.clone().unwrap_or_else(|| name(desk, Kind::PriceList));
    let desk = desk.clone();
    let rows = spreadsheet::pages((0, 0), move |after| {
        let (desk, list) = (desk.clone(), list.clone());
        async move {
            let found = rate_rows(&desk, list.as_deref(), after).await?;
            let next = found.last().map(|row| (row.0, row.1));
            Ok((found.iter().map(rate_cells).collect(), next))
        }
    });
    spreadsheet::download(&file, ending, table(Kind::PriceList), rows).await
}

type RateRow = (i64, i64, String, String, String, String, Money, i64, Money);

async fn rate_rows(desk: &Desk, list: Option<&str>, after: (i64, i64)) -> Result<Vec<RateRow>, Internal> {
    desk.db
        .sql(
            "select r.price_list_id, r.product_id, l.code, l.name, p.sku, p.name, p.mrp_paise, p.gst_bp, r.rate_paise
             from price_list_rates r join price_lists l on l.id = r.price_list_id join products p on p.id = r.product_id
             where (r.price_list_id, r.product_id) > ($1, $2) and l.code = coalesce($3, l.code)
             order by r.price_list_id, r.product_id limit $4",
        )
        .bind(after.0)
        .bind(after.1)
        .bind(list.map(str::to_owned))
        .bind(CHUNK)
        .all()
        .await
}

fn rate_cells((_, _, list, list_name, sku, product, mrp, gst, rate): &RateRow) -> Vec<Cell> {
    let cell = |field: &str| match field {
        "sku" => Cell::text(sku),
        "rate" => Cell::Money(*rate),
        "list" => Cell::text(list),
        "list_name" => Cell::text(list_name),
        "material" => Cell::text(product),
        "mrp" => Cell::Money(*mrp),
        "gst" => Cell::Number(crate::values::Percent::from_basis_points(*gst).plain()),
        _ => Cell::Empty,
    };
    columns(Kind::PriceList).iter().map(|column| cell(column.field)).collect()
}

pub async fn all_rates(Caller { desk, actor }: Caller, Path(ending): Path<String>) -> Result<Response, Failure> {
    rates(&desk, &actor, None, &ending).await
}

pub async fn list_rates(
    Caller { desk, actor }: Caller,
    Path((list, ending)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let list = lists::show(&desk, &actor, &list).await?.code;
    rates(&desk, &actor, Some(list), &ending).await
}

pub async fn stock(
    Caller { desk, actor }: Caller,
    Path(ending): Path<String>,
    Query(filter): Query<ProductFilter>,
) -> Result<Response, Failure> {
    by_product(desk, actor, Kind::Stock, &ending, filter).await
}

pub async fn warehouses(Caller { desk, actor }: Caller, Path(ending): Path<String>) -> Result<Response, Failure> {
    let ending = Ending::parse(&ending)?;
    desk.read(&actor, Capability::SeeProducts)?;
    record(&desk, &actor, Kind::Warehouses, ending, String::new()).await?;
    let file = name(&desk, Kind::Warehouses);
    let rows = spreadsheet::pages((), move |()| {
        let desk = desk.clone();
        async move {
            let all = store_warehouses::all(&desk.db).await?;
            Ok((all.iter().map(|one| warehouse_cells(&one.row.data)).collect(), None))
        }
    });
    spreadsheet::download(&file, ending, table(Kind::Warehouses), rows).await
}

fn warehouse_cells(data: &WarehouseInput) -> Vec<Cell> {
    let cell = |field: &str| match field {
        "code" => Cell::text(&data.code),
        "name" => Cell::text(&data.name),
        "city" => Cell::text(&data.city),
        "state" => Cell::text(&data.state_code),
        "address" => Cell::text(&data.address),
        "active" => Cell::text(if data.active { "Yes" } else { "No" }),
        _ => Cell::Empty,
    };
    columns(Kind::Warehouses).iter().map(|column| cell(column.field)).collect()
}

async fn batches_of(desk: &Desk, products: Vec<Product>) -> Result<Vec<Vec<Cell>>, Internal> {
    let skus: Vec<String> = products.iter().map(|product| product.data.sku.to_uppercase()).collect();
    let names: std::collections::HashMap<String, String> =
        products.into_iter().map(|product| (product.data.sku, product.data.name)).collect();
    let batches = store_count::counted(&desk.db, &skus).await?;
    let name = |batch: &BatchInput| names.get(&batch.sku).cloned().unwrap_or_default();
    Ok(batches.iter().map(|(batch, reserved)| batch_cells(batch, &name(batch), *reserved)).collect())
}

fn batch_cells(batch: &BatchInput, name: &str, reserved: Quantity) -> Vec<Cell> {
    let cell = |field: &str| match field {
        "sku" => Cell::text(&batch.sku),
        "name" => Cell::text(name),
        "warehouse" => Cell::text(&batch.warehouse),
        "batch" => Cell::text(&batch.batch),
        "made" => Cell::day(batch.made),
        "expires" => Cell::day(batch.expires),
        "weight" => Cell::maybe(&batch.weight),
        "on_hand" => Cell::Number(batch.on_hand.plain()),
        "reserved" => Cell::Number(reserved.plain()),
        _ => Cell::Empty,
    };
    columns(Kind::Stock).iter().map(|column| cell(column.field)).collect()
}
