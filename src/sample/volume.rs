//! Volume: customers, products and orders by the thousand, to measure with.

use std::collections::HashMap;

use super::{
    book::{Book, Buyer, Draft, Good, Pick},
    chance::Chance,
    customers::tax_ids,
    products::ean13,
    rows::{BatchRow, CustomerRow, ProductRow},
    store,
};
use crate::{
    identity::{Actor, Capability},
    orders::Status,
    platform::{
        failure::{Failure, Kind},
        server::{Audit, Desk, Work},
    },
    values::{Date, State, Timestamp, fold},
};

/// How much more there shall be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Volume {
    pub customers: usize,
    pub products: usize,
    pub orders: usize,
}

/// Rows in one transaction: large enough to be quick, small enough that others can write in between.
const CHUNK: usize = 5_000;
/// Orders spread over two years.
const SPAN_SECONDS: i64 = 2 * 365 * 86_400;
const CATEGORIES: [&str; 6] = ["Rice", "Seafood", "Vegetables", "Dairy", "Snacks", "Spices"];
const KINDS: [&str; 4] = ["Distributor", "Retailer", "Hotel", "Modern Trade"];
const OPEN: &[(Status, i64)] = &[
    (Status::PendingCreditApproval, 25),
    (Status::OnHold, 5),
    (Status::PendingWhSelection, 30),
    (Status::PendingPacking, 25),
    (Status::ReadyForBilling, 15),
];
const CLOSED: &[(Status, i64)] = &[(Status::Delivered, 92), (Status::Cancelled, 5), (Status::Rejected, 3)];

/// Adds so many; `progress` hears how many rows are done.
///
/// # Errors
/// In production, or when the database refuses.
pub async fn grow(desk: &Desk, volume: Volume, progress: impl Fn(usize)) -> Result<(), Failure> {
    if desk.config.is_production() {
        return Err(Failure::new(Kind::Conflict, "production", "Sample data never goes into production."));
    }
    add_products(desk, volume.products, &progress).await?;
    add_customers(desk, volume.customers, &progress).await?;
    add_orders(desk, volume.orders, &progress).await?;
    let mut work = open(desk).await?;
    store::settle(&mut work).await?;
    work.audit(Audit {
        action: "CREATE",
        entity_type: "sample",
        entity_id: "volume".to_owned(),
        summary: format!(
            "Sample volume: {} customers, {} products, {} orders",
            volume.customers, volume.products, volume.orders
        ),
        old: None,
        new: None,
    });
    work.commit().await?;
    desk.db.analyze().await?;
    Ok(())
}

/// A transaction of the load; one entry at its end speaks for all.
async fn open(desk: &Desk) -> Result<Work, Failure> {
    desk.begin(&Actor::system(), Capability::ManageSettings).await
}

async fn add_products(desk: &Desk, count: usize, progress: &impl Fn(usize)) -> Result<(), Failure> {
    let (first, first_batch): (i64, i64) = desk
        .db
        .sql("select (select coalesce(max(id), 0) from products), (select coalesce(max(id), 0) from batches)")
        .one()
        .await?;
    let (now, mut chance) = (desk.clock.now(), Chance::new(0x5EED_0004));
    for start in (0..count).step_by(CHUNK) {
        let ids = (start..count.min(start + CHUNK)).map(|index| index as i64 + 1);
        let products: Vec<_> = ids.clone().map(|nth| product(first + nth, now, &mut chance)).collect();
        let batches: Vec<_> = ids.map(|nth| batch(first_batch + nth, first + nth, now)).collect();
        let mut work = open(desk).await?;
        work.without_audit();
        store::insert_product_rows(&mut work, &products).await?;
        store::insert_batches(&mut work, &batches).await?;
        work.commit().await?;
        progress(products.len());
    }
    Ok(())
}

fn product(id: i64, now: Timestamp, chance: &mut Chance) -> ProductRow {
    let category = CATEGORIES[usize::try_from(id).unwrap_or_default() % CATEGORIES.len()];
    let (code, sku, name) = (format!("PROD-{id:06}"), format!("SKU-{id:06}"), format!("{category} Selection {id}"));
    let price = chance.between(60, 1_800) * 100;
    let barcode = ean13(&format!("8905{id:08}"));
    ProductRow {
        id,
        search: fold(&format!("{sku} {code} {name} {barcode}")),
        code,
        sku,
        short: format!("{category} {id}"),
        name,
        category: category.to_owned(),
        specie: None,
        unit: "PKT",
        mrp: price / 100 * 120,
        price,
        base_rate: price,
        purchase: Some(price / 100 * 80),
        gst_bp: 500,
        hsn: "21069099".to_owned(),
        barcode,
        weight: "1 KG".to_owned(),
        packing: "1 kg × 12".to_owned(),
        shelf_life: 540,
        active: true,
        at: now.micros(),
    }
}

fn batch(id: i64, product: i64, now: Timestamp) -> BatchRow {
    let today = now.ist_date();
    BatchRow {
        id,
        product,
        warehouse: 1 + id % 3,
        number: format!("VOL-{id:06}"),
        made_on: today.add_days(-30).into(),
        expires_on: today.add_days(180 + i32::try_from(id % 300).unwrap_or_default()).into(),
        weight: "1 KG".to_owned(),
        opening: 50_000_000,
        at: now.micros(),
    }
}

async fn add_customers(desk: &Desk, count: usize, progress: &impl Fn(usize)) -> Result<(), Failure> {
    let (first,): (i64,) = desk.db.sql("select coalesce(max(id), 0) from customers").one().await?;
    let (now, mut chance) = (desk.clock.now(), Chance::new(0x5EED_0005));
    for start in (0..count).step_by(CHUNK) {
        let rows: Vec<_> = (start..count.min(start + CHUNK))
            .map(|index| customer(first + index as i64 + 1, now, &mut chance))
            .collect();
        let mut work = open(desk).await?;
        work.without_audit();
        store::insert_customers(&mut work, &rows).await?;
        work.commit().await?;
        progress(rows.len());
    }
    Ok(())
}

fn customer(id: i64, now: Timestamp, chance: &mut Chance) -> CustomerRow {
    let kind = KINDS[usize::try_from(id).unwrap_or_default() % KINDS.len()];
    let (code, name) = (format!("CUST-{id:06}"), format!("{kind} Partner {id}"));
    let (gstin, pan) = tax_ids(id, &name, 27);
    let limit = chance.between(1, 50) * 10_000_000;
    let phone = format!("+9197{id:08}");
    CustomerRow {
        id,
        search: fold(&format!("{code} {name} pune {gstin} {phone}")),
        email: format!("orders@partner{id}.example"),
        code,
        name,
        kind,
        status: "Active",
        class: "B",
        channel: "General Trade",
        constitution: "Partnership",
        gstin,
        pan,
        fssai: format!("12720{id:09}"),
        phone,
        address: format!("{id}, Market Road, Pune"),
        location: "Pune".to_owned(),
        region: "West",
        state: "27".to_owned(),
        postal_code: "411001".to_owned(),
        salesperson: 3 + id % 2,
        price_list: None,
        min_days_left: 0,
        limit,
        credit_days: 30,
        cheque: "Received",
        outstanding: limit / 100 * chance.between(0, 60),
        overdue: 0,
        ageing_days: 0,
        buckets: [0; 9],
        at: now.micros(),
    }
}

/// What orders are made of, read once.
struct Stock {
    goods: Vec<Good>,
    buyers: Vec<Buyer>,
    free: HashMap<i64, i64>,
    counted: HashMap<String, i64>,
    last_order: i64,
}

async fn stock(desk: &Desk, today: Date) -> Result<Stock, Failure> {
    type Product = (i64, String, String, String, i64, i64);
    let goods: Vec<Product> = desk
        .db
        .sql("select id, sku, name, unit, price_paise, gst_bp from products where active and id > 1 order by id limit 200000")
        .all()
        .await?;
    type Customer = (i64, String, String, String, i64, String);
    let buyers: Vec<Customer> = desk
        .db
        .sql(
            "select c.id, c.name, c.location, c.state_code, u.id, u.name from customers c join users u on u.id = c.salesperson_id
             where c.status = 'Active' and c.id > 2 order by c.id limit 200000",
        )
        .all()
        .await?;
    let free: Vec<(i64, i64)> = desk
        .db
        .sql(
            "select b.product_id, cast(sum(b.on_hand_milli - b.reserved_milli) as bigint)
                    - coalesce((select s.reserved_milli from product_stock s where s.product_id = b.product_id), 0)
             from batches b where b.active and b.expires_on > $1 group by b.product_id order by b.product_id",
        )
        .bind(today.add_days(14))
        .all()
        .await?;
    let counted: Vec<(String, i64)> =
        desk.db.sql("select series, last from number_sequences order by series").all().await?;
    let (last_order,): (i64,) = desk.db.sql("select coalesce(max(id), 0) from orders").one().await?;
    Ok(Stock {
        goods: goods
            .into_iter()
            .map(|(id, sku, name, unit, price, gst_bp)| Good { id, sku, name, unit, price, gst_bp })
            .collect(),
        buyers: buyers
            .into_iter()
            .map(|(id, name, location, state, salesperson, salesperson_name)| Buyer {
                id,
                name,
                location,
                state: State::parse(&state).ok(),
                salesperson,
                salesperson_name,
            })
            .collect(),
        free: free.into_iter().collect(),
        counted: counted.into_iter().collect(),
        last_order,
    })
}

async fn add_orders(desk: &Desk, count: usize, progress: &impl Fn(usize)) -> Result<(), Failure> {
    if count == 0 {
        return Ok(());
    }
    let now = desk.clock.now();
    let stock = stock(desk, now.ist_date()).await?;
    if stock.goods.is_empty() || stock.buyers.is_empty() {
        return Err(Failure::new(
            Kind::Conflict,
            "no_masters",
            "Orders need customers and products; run nexus seed first.",
        ));
    }
    let mut chance = Chance::new(0x5EED_0006);
    let mut book = Book::new(now, stock.last_order + 1, stock.counted, stock.free).forgetful();
    let start = now.minus_seconds(SPAN_SECONDS);
    for chunk in (0..count).step_by(CHUNK) {
        let end = count.min(chunk + CHUNK);
        for index in chunk..end {
            let share = (index as i128 * i128::from(SPAN_SECONDS - 3_600) / count as i128) as i64;
            let at = start.plus_seconds(share);
            // The last fortnight is what people work on.
            let mix = if now.seconds_since(at) < 14 * 86_400 { OPEN } else { CLOSED };
            let status = chance.weighted(mix, Status::Delivered);
            let buyer = &stock.buyers[chance.below(stock.buyers.len())];
            let picks = lines(&mut chance, &book, &stock.goods, status.is_reserved());
            let reasons = if status.awaits_credit() { "[{\"code\":\"automatic_release_off\"}]" } else { "[]" };
            let (po, reasons) = (String::new(), reasons.to_owned());
            book.write(Draft { buyer, status, at, picks, parent: None, reasons, po, remarks: "" });
        }
        let mut work = open(desk).await?;
        work.without_audit();
        store::insert_orders(&mut work, &book.take()).await?;
        work.commit().await?;
        progress(end - chunk);
    }
    Ok(())
}

/// One to three lines; of what is to be reserved no more than there is.
fn lines<'g>(chance: &mut Chance, book: &Book, goods: &'g [Good], reserved: bool) -> Vec<Pick<'g>> {
    let first = chance.below(goods.len());
    (0..chance.between(1, 3))
        .map(|nth| &goods[(first + usize::try_from(nth).unwrap_or_default() * 17) % goods.len()])
        .filter_map(|good| {
            let wanted = chance.between(1, 20);
            let units = if reserved { wanted.min(book.free_units(good.id)) } else { wanted };
            (units > 0).then_some(Pick { good, units, rate: good.price, batch: None })
        })
        .collect()
}
