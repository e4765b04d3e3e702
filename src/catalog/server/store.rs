//! SQL of products.

use serde_json::{Value, json};

use crate::{
    catalog::model::{BatchRow, MovementRow, Product, ProductFilter, ProductInput, ProductRow},
    identity::server::store::escape_like,
    platform::{
        failure::Internal,
        server::{Db, Dialect, Engine, Text, Work},
    },
    values::{BatchId, Date, Money, Percent, ProductId, Quantity, Timestamp, Version, fold},
};

#[derive(sqlx::FromRow)]
struct Row {
    id: ProductId,
    code: String,
    sku: String,
    name: String,
    short_name: Option<String>,
    category: String,
    specie: Option<String>,
    unit: String,
    mrp_paise: Money,
    price_paise: Money,
    base_rate_paise: Money,
    purchase_paise: Option<Money>,
    gst_bp: Percent,
    hsn: Option<String>,
    barcode: Option<String>,
    weight: Option<String>,
    packing: Option<String>,
    origin: Option<String>,
    shelf_life_days: Option<i64>,
    channel: Option<String>,
    remarks: Option<String>,
    active: bool,
    version: Version,
}

const PRODUCT: &str = "select p.id, p.code, p.sku, p.name, p.short_name, p.category, p.specie, p.unit, p.mrp_paise, p.price_paise,
    p.base_rate_paise, p.purchase_paise, p.gst_bp, p.hsn, p.barcode, p.weight, p.packing, p.origin, p.shelf_life_days, p.channel,
    p.remarks, p.active, p.version from products p ";

impl TryFrom<Row> for Product {
    type Error = Internal;

    fn try_from(row: Row) -> Result<Self, Internal> {
        let data = ProductInput {
            sku: row.sku,
            name: row.name,
            short_name: row.short_name,
            category: row.category,
            specie: row.specie,
            unit: row.unit.parse().map_err(Internal::from_error)?,
            mrp: row.mrp_paise,
            price: row.price_paise,
            base_rate: row.base_rate_paise,
            purchase_rate: row.purchase_paise,
            gst: row.gst_bp,
            hsn: row.hsn,
            barcode: row.barcode,
            weight: row.weight,
            packing: row.packing,
            origin: row.origin,
            shelf_life_days: row.shelf_life_days,
            channel: row.channel,
            remarks: row.remarks,
            active: row.active,
        };
        Ok(Self { id: row.id, code: row.code, data, version: row.version })
    }
}

/// Narrows a statement over `products p`. What expires soon is asked only where today is given.
fn narrowed(text: &mut Text, filter: &ProductFilter, today: Option<Date>) {
    text.push(" where 1 = 1");
    for word in fold(&filter.q).split(' ').filter(|word| !word.is_empty()).take(6) {
        text.push(" and p.search like ").bind(format!("%{}%", escape_like(word))).push(" escape '\\'");
    }
    if !filter.category.is_empty() {
        text.push(" and p.category = ").bind(filter.category.clone());
    }
    match filter.active.as_str() {
        "yes" | "true" => text.push(" and p.active"),
        "no" | "false" => text.push(" and not p.active"),
        _ => text,
    };
    if let (Some(today), Ok(days)) = (today, filter.expiring.trim().parse::<u16>()) {
        text.push(" and exists (select 1 from batches n where n.product_id = p.id and n.active and n.on_hand_milli > n.reserved_milli");
        text.push(" and n.expires_on between ")
            .bind(today)
            .push(" and ")
            .bind(today.add_days(i32::from(days)))
            .push(")");
    }
    if !filter.after.is_empty() {
        text.push(" and (p.name, p.id) > (select x.name, x.id from products x where x.sku = ")
            .bind(filter.after.clone())
            .push(")");
    }
}

pub async fn count(db: &Db, filter: &ProductFilter, today: Date) -> Result<i64, Internal> {
    let mut text = Text::new(db.engine(), "select count(*) from products p");
    narrowed(&mut text, &ProductFilter { after: String::new(), ..filter.clone() }, Some(today));
    let (count,): (i64,) = db.text(text).one().await?;
    Ok(count)
}

/// Rows of the list, with what of each may be sold today.
pub async fn rows(db: &Db, filter: &ProductFilter, today: Date, most: i64) -> Result<Vec<ProductRow>, Internal> {
    type Row = (String, String, String, String, Money, Money, Percent, bool, Quantity);
    let mut text = Text::new(
        db.engine(),
        "select p.sku, p.name, p.category, p.unit, p.mrp_paise, p.price_paise, p.gst_bp, p.active,
                cast(coalesce((select sum(b.on_hand_milli - b.reserved_milli) from batches b
                               where b.product_id = p.id and b.active and (b.expires_on is null or b.expires_on >= ",
    );
    text.bind(today);
    text.push(")), 0) - coalesce((select s.reserved_milli from product_stock s where s.product_id = p.id), 0) as bigint) from products p");
    narrowed(&mut text, filter, Some(today));
    text.push(" order by p.name, p.id limit ").bind(most);
    let rows: Vec<Row> = db.text(text).all().await?;
    Ok(rows
        .into_iter()
        .map(|(sku, name, category, unit, mrp, price, gst, active, free)| {
            let sellable = if free.is_negative() { Quantity::default() } else { free };
            ProductRow { sku, name, category, unit, mrp, price, gst, sellable, active }
        })
        .collect())
}

/// Whole products of a page, by name.
pub async fn products(db: &Db, filter: &ProductFilter, most: i64, skip: i64) -> Result<Vec<Product>, Internal> {
    let mut text = Text::new(db.engine(), PRODUCT);
    narrowed(&mut text, filter, None);
    text.push(" order by p.name, p.id limit ").bind(most).push(" offset ").bind(skip);
    let rows: Vec<Row> = db.text(text).all().await?;
    rows.into_iter().map(Product::try_from).collect()
}

pub async fn categories(db: &Db) -> Result<Vec<String>, Internal> {
    let rows: Vec<(String,)> =
        db.sql("select distinct category from products order by category limit 200").all().await?;
    Ok(rows.into_iter().map(|(category,)| category).collect())
}

/// By SKU or code.
pub async fn find(db: &Db, name: &str) -> Result<Option<Product>, Internal> {
    let mut text = Text::new(db.engine(), PRODUCT);
    named(&mut text, name);
    db.text(text).optional::<Row>().await?.map(Product::try_from).transpose()
}

/// By SKU or code, within a write.
pub async fn find_in(work: &mut Work, name: &str) -> Result<Option<Product>, Internal> {
    let mut text = Text::new(work.engine(), PRODUCT);
    named(&mut text, name);
    work.text(text).optional::<Row>().await?.map(Product::try_from).transpose()
}

fn named(text: &mut Text, name: &str) {
    let name = name.trim().to_uppercase();
    text.push(" where p.sku = ").bind(name.clone()).push(" or p.code = ").bind(name);
    text.push(" order by p.id limit 1");
}

/// Those of these SKUs that there are, within a write.
pub async fn by_skus(work: &mut Work, skus: impl Iterator<Item = &str>) -> Result<Vec<Product>, Internal> {
    let rows: Vec<Row> = work.text(of_skus(work.engine(), skus)).all().await?;
    rows.into_iter().map(Product::try_from).collect()
}

/// Those of these SKUs that there are.
pub async fn by_skus_read(db: &Db, skus: impl Iterator<Item = &str>) -> Result<Vec<Product>, Internal> {
    let rows: Vec<Row> = db.text(of_skus(db.engine(), skus)).all().await?;
    rows.into_iter().map(Product::try_from).collect()
}

fn of_skus<'s>(engine: Engine, skus: impl Iterator<Item = &'s str>) -> Text {
    let skus: Vec<Value> = skus.map(|sku| json!({"sku": sku})).collect();
    let mut text = Text::new(engine, PRODUCT);
    text.push(" where p.sku in (select value->>'sku' from json_each(")
        .bind(Value::from(skus).to_string())
        .push(")) order by p.id");
    text
}

/// One giver of new codes at a time.
pub async fn lock_codes(work: &mut Work) -> Result<(), Internal> {
    work.sql_by(Dialect { sqlite: "select 1", postgres: "select pg_advisory_xact_lock(7204)" }).run().await?;
    Ok(())
}

/// The highest number given to a product so far, with however many zeros before it.
pub async fn last_number(work: &mut Work) -> Result<i64, Internal> {
    let row: Option<(String,)> = work
        .sql(
            "select code from products
             where code like 'PROD-%' and ltrim(substr(code, 6), '0123456789') = '' and length(code) < 20
             order by length(ltrim(substr(code, 6), '0')) desc, ltrim(substr(code, 6), '0') desc limit 1",
        )
        .optional()
        .await?;
    Ok(row.and_then(|(code,)| code.strip_prefix("PROD-")?.parse().ok()).unwrap_or(0))
}

fn row_of(id: Option<ProductId>, code: &str, data: &ProductInput, version: Version) -> Value {
    json!({
        "id": id, "code": code, "sku": data.sku, "name": data.name, "short": data.short_name, "category": data.category,
        "specie": data.specie, "unit": data.unit, "mrp": data.mrp.paise(), "price": data.price.paise(), "base": data.base_rate.paise(),
        "cost": data.purchase_rate.map(Money::paise), "gst": data.gst.basis_points(), "hsn": data.hsn, "barcode": data.barcode,
        "weight": data.weight, "packing": data.packing, "origin": data.origin, "days": data.shelf_life_days,
        "channel": data.channel, "remarks": data.remarks, "active": data.active, "search": data.search(code),
        "version": version.get(),
    })
}

/// Adds products under their codes; answers how many were added, those whose SKU is taken are not.
pub async fn insert(work: &mut Work, products: &[(String, &ProductInput)]) -> Result<u64, Internal> {
    let rows: Vec<Value> = products.iter().map(|(code, data)| row_of(None, code, data, Version::FIRST)).collect();
    let now = work.now();
    work.sql(
        "insert into products (code, sku, name, short_name, category, specie, unit, mrp_paise, price_paise, base_rate_paise,
                               purchase_paise, gst_bp, hsn, barcode, weight, packing, origin, shelf_life_days, channel, remarks,
                               active, search, created_at, updated_at)
         select value->>'code', value->>'sku', value->>'name', value->>'short', value->>'category', value->>'specie', value->>'unit',
                cast(value->>'mrp' as bigint), cast(value->>'price' as bigint), cast(value->>'base' as bigint),
                cast(value->>'cost' as bigint), cast(value->>'gst' as bigint), value->>'hsn', value->>'barcode',
                value->>'weight', value->>'packing', value->>'origin', cast(value->>'days' as bigint), value->>'channel', value->>'remarks',
                cast(value->>'active' as boolean), value->>'search', $2, $2
         from json_each($1) where true
         on conflict do nothing",
    )
    .bind(Value::from(rows).to_string())
    .bind(now)
    .run()
    .await
}

/// Writes products over the versions that were read; answers how many were.
pub async fn update(work: &mut Work, products: &[(&Product, &ProductInput)]) -> Result<u64, Internal> {
    let rows: Vec<Value> =
        products.iter().map(|(was, data)| row_of(Some(was.id), &was.code, data, was.version)).collect();
    let now = work.now();
    work.sql(
        "update products set sku = v.sku, name = v.name, short_name = v.short_name, category = v.category, specie = v.specie,
                unit = v.unit, mrp_paise = v.mrp, price_paise = v.price, base_rate_paise = v.base, purchase_paise = v.cost,
                gst_bp = v.gst, hsn = v.hsn, barcode = v.barcode, weight = v.weight, packing = v.packing, origin = v.origin,
                shelf_life_days = v.days, channel = v.channel, remarks = v.remarks, active = v.active, search = v.search, updated_at = $2,
                version = products.version + 1
         from (select cast(value->>'id' as bigint) as id, value->>'sku' as sku, value->>'name' as name,
                      value->>'short' as short_name, value->>'category' as category, value->>'specie' as specie,
                      value->>'unit' as unit, cast(value->>'mrp' as bigint) as mrp, cast(value->>'price' as bigint) as price,
                      cast(value->>'base' as bigint) as base, cast(value->>'cost' as bigint) as cost,
                      cast(value->>'gst' as bigint) as gst, value->>'hsn' as hsn, value->>'barcode' as barcode,
                      value->>'weight' as weight, value->>'packing' as packing, value->>'origin' as origin, cast(value->>'days' as bigint) as days, value->>'channel' as channel,
                      value->>'remarks' as remarks, cast(value->>'active' as boolean) as active, value->>'search' as search,
                      cast(value->>'version' as bigint) as version
               from json_each($1)) v
         where products.id = v.id and products.version = v.version",
    )
    .bind(Value::from(rows).to_string())
    .bind(now)
    .run()
    .await
}

/// Takes products away that nothing refers to; answers how many.
pub async fn remove(work: &mut Work, products: &[&Product]) -> Result<u64, Internal> {
    let rows: Vec<Value> = products.iter().map(|product| json!({"id": product.id})).collect();
    work.sql(
        "delete from products where id in (select cast(value->>'id' as bigint) from json_each($1)) and version = 1
           and not exists (select 1 from batches b where b.product_id = products.id)
           and not exists (select 1 from order_lines l where l.product_id = products.id)
           and not exists (select 1 from price_list_rates r where r.product_id = products.id)",
    )
    .bind(Value::from(rows).to_string())
    .run()
    .await
}

#[derive(sqlx::FromRow)]
struct Batch {
    id: BatchId,
    product_id: ProductId,
    warehouse: String,
    number: String,
    made_on: Option<Date>,
    expires_on: Option<Date>,
    weight: Option<String>,
    on_hand_milli: Quantity,
    reserved_milli: Quantity,
    active: bool,
}

/// The batches of these products, those that expire first before the others.
pub async fn batches(db: &Db, products: &[ProductId], today: Date) -> Result<Vec<(ProductId, BatchRow)>, Internal> {
    let ids: Vec<Value> = products.iter().map(|id| json!({"id": id})).collect();
    let rows: Vec<Batch> = db
        .sql(
            "select b.id, b.product_id, w.name as warehouse, b.number, b.made_on, b.expires_on, b.weight, b.on_hand_milli,
                    b.reserved_milli, b.active
             from batches b join warehouses w on w.id = b.warehouse_id
             where b.product_id in (select cast(value->>'id' as bigint) from json_each($1))
             order by b.product_id, case when b.expires_on is null then 1 else 0 end, b.expires_on, b.id limit 5000",
        )
        .bind(Value::from(ids).to_string())
        .all()
        .await?;
    Ok(rows.into_iter().map(|batch| (batch.product_id, batch_row(batch, today))).collect())
}

fn batch_row(batch: Batch, today: Date) -> BatchRow {
    let free = batch.on_hand_milli.checked_sub(batch.reserved_milli).unwrap_or_default();
    let sellable = batch.active && crate::warehouse::expiry::is_sellable(batch.expires_on, today, 0);
    BatchRow {
        id: batch.id,
        warehouse: batch.warehouse,
        number: batch.number,
        made: batch.made_on,
        expires: batch.expires_on,
        weight: batch.weight,
        on_hand: batch.on_hand_milli,
        reserved: batch.reserved_milli,
        sellable: if sellable { free } else { Quantity::default() },
        days_left: batch.expires_on.map(|expires| today.days_until(expires)),
        active: batch.active,
    }
}

/// Products with batches that may still be sold and expire by this day, soonest first.
pub async fn expiring(db: &Db, today: Date, until: Date, most: i64) -> Result<Vec<Product>, Internal> {
    let mut text = Text::new(db.engine(), PRODUCT);
    text.push("join (select product_id, min(expires_on) as first_on from batches where active and on_hand_milli > reserved_milli");
    text.push(" and expires_on >= ").bind(today).push(" and expires_on <= ").bind(until);
    text.push(" group by product_id) e on e.product_id = p.id where p.active order by e.first_on, p.id limit ")
        .bind(most);
    let rows: Vec<Row> = db.text(text).all().await?;
    rows.into_iter().map(Product::try_from).collect()
}

/// What is promised of the product without naming a batch.
pub async fn reserved(db: &Db, product: ProductId) -> Result<Quantity, Internal> {
    let row: Option<(Quantity,)> =
        db.sql("select reserved_milli from product_stock where product_id = $1").bind(product).optional().await?;
    Ok(row.map(|(reserved,)| reserved).unwrap_or_default())
}

pub async fn movements(db: &Db, product: ProductId) -> Result<Vec<MovementRow>, Internal> {
    let rows: Vec<(Timestamp, String, String, String, Quantity, Option<String>, String)> = db
        .sql(
            "select m.at, m.kind, b.number, w.name, m.quantity_milli, m.reason, m.user_name
             from stock_movements m join batches b on b.id = m.batch_id join warehouses w on w.id = m.warehouse_id
             where m.product_id = $1 order by m.id desc limit 20",
        )
        .bind(product)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(at, kind, batch, warehouse, quantity, reason, who)| MovementRow {
            at,
            kind,
            batch,
            warehouse,
            quantity,
            reason,
            who,
        })
        .collect())
}

/// Code, name and rate of the price lists that name the product.
pub async fn rates(db: &Db, product: ProductId) -> Result<Vec<(String, String, Money)>, Internal> {
    db.sql(
        "select l.code, l.name, r.rate_paise from price_list_rates r join price_lists l on l.id = r.price_list_id
         where r.product_id = $1 order by l.name, l.id limit 100",
    )
    .bind(product)
    .all()
    .await
}
