//! Sample data: an invented distributor that looks lived in, and as much of it as a measurement needs.
//!
//! The same day gives the same data: everything comes from the tables in this folder and a seeded generator. A database
//! that holds sample people is left as it is. May call every feature's pure rules; writes through its own `store`.

mod book;
mod chance;
mod customers;
mod orders;
mod packaging;
mod packaging_needs;
mod people;
mod pms;
mod products;
mod rows;
mod store;
mod store_packaging;
mod store_pms;
mod volume;

use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, Kind},
        server::{Audit, Desk},
    },
};

pub use people::{PEOPLE, Person};
pub use volume::{Volume, grow};

/// What loading came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loaded {
    pub users: usize,
    pub customers: usize,
    pub products: usize,
    pub orders: usize,
}

/// The sample people who may sign in here, by code.
///
/// # Errors
/// When the database refuses.
pub async fn people_in(desk: &Desk) -> Result<Vec<String>, Failure> {
    let rows: Vec<(String,)> = desk
        .db
        .sql("select code from users where is_sample and status = 'Active' order by code, id limit 100")
        .all()
        .await?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

/// Whether nobody works here yet.
///
/// # Errors
/// When the database refuses.
pub async fn is_empty(desk: &Desk) -> Result<bool, Failure> {
    Ok(desk.db.sql("select id from users order by id limit 1").optional::<(i64,)>().await?.is_none())
}

/// Loads the sample data into an empty database; `None` when it is there already.
///
/// # Errors
/// In production, and where people work who are no sample: theirs must not mix with invented records.
pub async fn load(desk: &Desk) -> Result<Option<Loaded>, Failure> {
    if desk.config.is_production() {
        return Err(refused("Sample data never goes into production. Unset NEXUS_ENV, or use another database."));
    }
    if !is_empty(desk).await? {
        if desk.db.sql("select id from users where is_sample order by id limit 1").optional::<(i64,)>().await?.is_some()
        {
            return Ok(None);
        }
        return Err(refused("People work in this database already; sample data goes only into an empty one."));
    }
    let people = people::hashed().await?;
    let now = desk.clock.now();
    let customers = customers::all(now);
    let products = products::all(now);
    let made = orders::all(now, &customers, &products);
    let packaging = packaging::all(now, &products);
    let scorecards = pms::all(now, &customers);
    let loaded = Loaded {
        users: people.len(),
        customers: customers.len(),
        products: products.products.len(),
        orders: made.orders.len(),
    };
    let mut work = desk.begin(&Actor::system(), Capability::ManageSettings).await?;
    store::insert_users(&mut work, &people).await?;
    store::insert_products(&mut work, &products).await?;
    store::insert_customers(&mut work, &customers).await?;
    store::insert_orders(&mut work, &made).await?;
    store_packaging::insert(&mut work, &packaging).await?;
    store::settle(&mut work).await?;
    store_pms::insert(&mut work, &scorecards).await?;
    work.people_changed();
    work.audit(Audit {
        action: "CREATE",
        entity_type: "sample",
        entity_id: "sample".to_owned(),
        summary: format!("Sample data: {} orders of {} customers", loaded.orders, loaded.customers),
        old: None,
        new: None,
    });
    work.commit().await?;
    desk.db.analyze().await?;
    Ok(Some(loaded))
}

fn refused(message: &str) -> Failure {
    Failure::new(Kind::Conflict, "not_empty", message)
}
