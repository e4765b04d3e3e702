//! Masters: what is there of what a file names, and the writing of rows through the services of their features.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use super::{
    super::{
        columns::Mapping,
        masters::{
            Balances, Customers, Goods, Held, Master, PriceLists, Products, Reading, Stock, Targets, Warehouses, named,
        },
        model::Kind,
        sheet::Sheet,
    },
    store_changes::Written,
};
use crate::{
    catalog::{
        model::{Loaded, PriceListInput, ProductInput, RateInput},
        server::{lists, rates, service as products, store as product_store},
    },
    customers::{
        rules::Record,
        server::{save, store as customer_store},
    },
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, Internal},
        server::{Db, Desk, Work},
    },
    pms::{
        balances::BalanceInput,
        review::CardStatus,
        server::{balances_file, targets},
        targets::TargetInput,
    },
    values::{Money, Month},
    warehouse::{
        model::{BatchInput, WarehouseInput},
        server::{count, store as stock_store, store_count, store_warehouses, warehouses},
    },
};

/// Codes read for "did you mean", at most.
const MAX_CODES: i64 = 100_000;

/// What is there of what the file names.
pub async fn load(
    desk: &Desk,
    actor: &Actor,
    kind: Kind,
    sheet: &Sheet,
    mapping: &Mapping,
) -> Result<Box<dyn Reading + Send + Sync>, Internal> {
    let db = &desk.db;
    Ok(match kind {
        Kind::Orders => return Err(Internal::new("orders are checked elsewhere")),
        Kind::Products => Box::new(load_products(db, named(kind, sheet, mapping, "sku")).await?),
        Kind::Customers => Box::new(load_customers(db, actor, named(kind, sheet, mapping, "code")).await?),
        Kind::PriceList => Box::new(load_rates(db, named(kind, sheet, mapping, "list")).await?),
        Kind::Stock => Box::new(load_stock(desk, named(kind, sheet, mapping, "sku")).await?),
        Kind::KraTargets => Box::new(load_targets(desk, named(kind, sheet, mapping, "user")).await?),
        Kind::Warehouses => Box::new(load_warehouses(db).await?),
        Kind::OdBalances => Box::new(load_balances(desk, actor, named(kind, sheet, mapping, "user")).await?),
        _ => return Err(Internal::new("packaging is checked elsewhere")),
    })
}

fn set(keys: Vec<String>) -> String {
    Value::from(keys.into_iter().map(|key| json!({"k": key})).collect::<Vec<_>>()).to_string()
}

async fn load_products(db: &Db, skus: Vec<String>) -> Result<Products, Internal> {
    let found = product_store::by_skus_read(db, skus.iter().map(String::as_str)).await?;
    Ok(Products(found.into_iter().map(|product| (product.data.sku.to_uppercase(), product.data)).collect()))
}

async fn load_customers(db: &Db, actor: &Actor, codes: Vec<String>) -> Result<Customers, Internal> {
    let named: Vec<&str> = codes.iter().map(String::as_str).collect();
    let known: HashMap<String, Record> = customer_store::by_codes(db, &named)
        .await?
        .into_iter()
        .map(|found| (found.code.to_uppercase(), Record { data: found.data, credit: found.credit }))
        .collect();
    let codes = if known.len() < codes.len() {
        let rows: Vec<(String,)> =
            db.sql("select code from customers order by code limit $1").bind(MAX_CODES).all().await?;
        rows.into_iter().map(|(code,)| code).collect()
    } else {
        Vec::new()
    };
    Ok(Customers {
        known,
        codes,
        salespeople: customer_store::salespeople(db).await?,
        price_lists: customer_store::price_lists(db).await?,
        may_edit: actor.may(Capability::EditCustomers),
        may_edit_credit: actor.may(Capability::EditCredit),
    })
}

async fn load_rates(db: &Db, lists: Vec<String>) -> Result<PriceLists, Internal> {
    let lists = set(lists);
    let rates: Vec<(String, String, Money)> = db
        .sql(
            "select upper(l.code), upper(p.sku), r.rate_paise from price_list_rates r
             join price_lists l on l.id = r.price_list_id join products p on p.id = r.product_id
             where upper(l.code) in (select value->>'k' from json_each($1)) order by l.id, p.id",
        )
        .bind(lists.clone())
        .all()
        .await?;
    let lists: Vec<(String, String)> = db
        .sql("select code, name from price_lists where upper(code) in (select value->>'k' from json_each($1)) order by id")
        .bind(lists)
        .all()
        .await?;
    let skus: Vec<(String,)> = db.sql("select sku from products order by sku limit $1").bind(MAX_CODES).all().await?;
    Ok(PriceLists {
        skus: skus.into_iter().map(|(sku,)| (sku.to_uppercase(), sku)).collect(),
        lists: lists.into_iter().map(|(code, name)| (code.to_uppercase(), PriceListInput { code, name })).collect(),
        rates: rates.into_iter().map(|(list, sku, rate)| ((list, sku), rate)).collect(),
    })
}

async fn load_stock(desk: &Desk, skus: Vec<String>) -> Result<Stock, Internal> {
    let db = &desk.db;
    let wanted = skus.len();
    let goods: Vec<(String, String)> = db
        .sql("select sku, unit from products where upper(sku) in (select value->>'k' from json_each($1)) order by id")
        .bind(set(skus.clone()))
        .all()
        .await?;
    let goods: HashMap<String, Goods> =
        goods.into_iter().map(|(sku, unit)| (sku.to_uppercase(), Goods { sku, whole: unit != "KG" })).collect();
    let all: Vec<(String,)> = if goods.len() < wanted {
        db.sql("select sku from products order by sku limit $1").bind(MAX_CODES).all().await?
    } else {
        Vec::new()
    };
    let held = store_count::counted(db, &skus).await?;
    let key =
        |batch: &BatchInput| (batch.sku.to_uppercase(), batch.warehouse.to_uppercase(), batch.batch.to_uppercase());
    Ok(Stock {
        goods,
        skus: all.into_iter().map(|(sku,)| sku).collect(),
        warehouses: stock_store::choices(db).await?,
        batches: held.into_iter().map(|(batch, reserved)| (key(&batch), Held { batch, reserved })).collect(),
        today: desk.clock.today(),
    })
}

async fn load_warehouses(db: &Db) -> Result<Warehouses, Internal> {
    let mut there = Warehouses::default();
    for warehouse in store_warehouses::all(db).await? {
        let code = warehouse.row.data.code.to_uppercase();
        if warehouse.holds() {
            there.holding.insert(code.clone());
        }
        there.known.insert(code, warehouse.row.data);
    }
    Ok(there)
}

async fn load_targets(desk: &Desk, codes: Vec<String>) -> Result<Targets, Internal> {
    let there = targets::there(&desk.db, &codes).await?;
    let (people, all) = people_of(&desk.db, there.people, &codes).await?;
    Ok(Targets {
        people,
        codes: all,
        known: there.targets.into_iter().map(|target| (target.key(), target)).collect(),
        cards: cards_of(there.cards),
        tables: there.tables,
        today: desk.clock.today(),
    })
}

async fn load_balances(desk: &Desk, actor: &Actor, codes: Vec<String>) -> Result<Balances, Internal> {
    let there = balances_file::there(&desk.db, &codes).await?;
    let (people, all) = people_of(&desk.db, there.people, &codes).await?;
    Ok(Balances {
        people,
        codes: all,
        known: there.balances.into_iter().map(|balance| (balance.key(), balance)).collect(),
        cards: cards_of(there.cards),
        importer: actor.code.clone(),
        today: desk.clock.today(),
    })
}

/// Those who were found, by their ids in capitals; and where not all who are named were, every id there is.
async fn people_of(
    db: &Db,
    found: Vec<String>,
    named: &[String],
) -> Result<(HashMap<String, String>, Vec<String>), Internal> {
    let people: HashMap<String, String> = found.into_iter().map(|code| (code.to_uppercase(), code)).collect();
    let all = if people.len() < named.len() { active_people(db).await? } else { Vec::new() };
    Ok((people, all))
}

fn cards_of(cards: Vec<(String, Month, CardStatus)>) -> HashMap<(String, Month), CardStatus> {
    cards.into_iter().map(|(code, month, status)| ((code.to_uppercase(), month), status)).collect()
}

async fn active_people(db: &Db) -> Result<Vec<String>, Internal> {
    let rows: Vec<(String,)> =
        db.sql("select code from users where status = 'Active' order by code limit $1").bind(MAX_CODES).all().await?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

/// Writes rows through their feature's own service, which audits them; answers each as it was and as it is now, in order.
///
/// # Errors
/// What the service refuses; nothing may be kept then.
pub async fn put(work: &mut Work, wanted: Vec<Master>) -> Result<Vec<Written>, Failure> {
    let mut sorted = Sorted::default();
    for one in wanted {
        sorted.add(one);
    }
    let mut written = Vec::new();
    if !sorted.products.is_empty() {
        let was = products::upsert_products(work, sorted.products.clone()).await?;
        written.extend(joined(was, sorted.products, |product| Master::Product(Box::new(product))));
    }
    if !sorted.customers.is_empty() {
        let was = save::upsert_customers(work, &sorted.customers).await?;
        written.extend(joined(was, sorted.customers, |record| Master::Customer(Box::new(record))));
    }
    if !sorted.batches.is_empty() {
        let was = count::upsert_batches(work, &sorted.batches).await?;
        written.extend(joined(was, sorted.batches, Master::Batch));
    }
    if !sorted.targets.is_empty() {
        let was = targets::upsert_targets(work, &sorted.targets).await?;
        written.extend(joined(was, sorted.targets, |target| Master::Target(Box::new(target))));
    }
    if !sorted.balances.is_empty() {
        let was = balances_file::upsert_balances(work, &sorted.balances).await?;
        written.extend(joined(was, sorted.balances, Master::Balance));
    }
    if !sorted.warehouses.is_empty() {
        let was = warehouses::upsert_warehouses(work, &sorted.warehouses).await?;
        written.extend(joined(was, sorted.warehouses, Master::Warehouse));
    }
    for (list, wanted) in sorted.rates {
        put_rates(work, list, wanted, &mut written).await?;
    }
    Ok(written)
}

async fn put_rates(
    work: &mut Work,
    code: String,
    wanted: Vec<(RateInput, PriceListInput)>,
    written: &mut Vec<Written>,
) -> Result<(), Failure> {
    let Some((_, list)) = wanted.first() else { return Ok(()) };
    let new_list = lists::ensure(work, list).await?;
    let pairs: Vec<(String, Money)> = wanted.iter().map(|(rate, _)| (rate.sku.clone(), rate.rate)).collect();
    let was = rates::upsert_rates(work, &code, &pairs).await?;
    written.extend(was.into_iter().zip(wanted).map(|(was, (rate, list))| {
        let old = was.was.map(|was| Master::Rate(RateInput { rate: was, ..rate.clone() }, list.clone()));
        (old, Master::Rate(RateInput { new_list, ..rate }, list))
    }));
    Ok(())
}

/// Takes away what was not there before, where it is still as it was written; answers how many records that were.
///
/// # Errors
/// When the database refuses.
pub async fn remove(work: &mut Work, wanted: Vec<Master>) -> Result<u64, Failure> {
    let mut sorted = Sorted::default();
    for one in wanted {
        sorted.add(one);
    }
    let mut removed = 0;
    if !sorted.products.is_empty() {
        removed += products::remove_products(work, &sorted.products).await?;
    }
    if !sorted.customers.is_empty() {
        removed += save::remove_customers(work, &sorted.customers).await?;
    }
    if !sorted.batches.is_empty() {
        // The ledger forgets nothing: the batch stays, empty.
        let empty: Vec<BatchInput> =
            sorted.batches.iter().map(|batch| BatchInput { on_hand: Default::default(), ..batch.clone() }).collect();
        let was = count::upsert_batches(work, &empty).await?;
        removed +=
            was.iter().zip(&sorted.batches).filter(|(was, batch)| was.was.as_ref() == Some(batch)).count() as u64;
    }
    if !sorted.targets.is_empty() {
        removed += targets::remove_targets(work, &sorted.targets).await?;
    }
    if !sorted.balances.is_empty() {
        removed += balances_file::remove_balances(work, &sorted.balances).await?;
    }
    if !sorted.warehouses.is_empty() {
        removed += warehouses::remove_warehouses(work, &sorted.warehouses).await?;
    }
    for (list, wanted) in sorted.rates {
        let was_new = wanted.iter().any(|(rate, _)| rate.new_list);
        let pairs: Vec<(String, Money)> = wanted.into_iter().map(|(rate, _)| (rate.sku, rate.rate)).collect();
        removed += rates::remove_rates(work, &list, &pairs).await?;
        if was_new {
            lists::remove_unused(work, &list).await?;
        }
    }
    Ok(removed)
}

/// Rows by their service.
#[derive(Default)]
struct Sorted {
    products: Vec<ProductInput>,
    customers: Vec<Record>,
    batches: Vec<BatchInput>,
    targets: Vec<TargetInput>,
    balances: Vec<BalanceInput>,
    warehouses: Vec<WarehouseInput>,
    /// By the list's code.
    rates: BTreeMap<String, Vec<(RateInput, PriceListInput)>>,
}

impl Sorted {
    fn add(&mut self, one: Master) {
        match one {
            Master::Product(product) => self.products.push(*product),
            Master::Customer(record) => self.customers.push(*record),
            Master::Batch(batch) => self.batches.push(batch),
            Master::Target(target) => self.targets.push(*target),
            Master::Balance(balance) => self.balances.push(balance),
            Master::Warehouse(warehouse) => self.warehouses.push(warehouse),
            Master::Rate(rate, list) => self.rates.entry(list.code.clone()).or_default().push((rate, list)),
        }
    }
}

fn joined<T>(was: Vec<Loaded<T>>, wanted: Vec<T>, of: impl Fn(T) -> Master) -> Vec<Written> {
    was.into_iter().zip(wanted).map(|(was, wanted)| (was.was.map(&of), of(wanted))).collect()
}
