//! Products over HTTP.

use axum::{
    Router,
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{rest_lists, service, store, wire};
use crate::{
    catalog::{
        api::SaveProduct,
        error::Error,
        model::{BatchRow, Product, ProductFilter, ProductForm},
    },
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, FieldError},
        server::{
            Db, Desk,
            http::{self, AppState, Caller, JsonBody, Path, Query},
            plain,
        },
        wire::renamed,
    },
    values::Date,
};

pub fn routes() -> Router<AppState> {
    rest_lists::routes()
        .route("/products/new", plain::route::<SaveProduct>())
        .route("/products/{sku}/edit", plain::route::<SaveProduct>())
        .route("/api/products", get(list).post(create))
        .route("/api/products/expiring", get(expiring))
        .route("/api/products/{id}", get(one).patch(change).delete(remove))
        .route("/products/{sku}/deactivate", post(deactivate))
}

/// What a list over HTTP may be asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub q: String,
    pub search: String,
    pub category: String,
    pub active: String,
    pub status: String,
    pub cursor: String,
    pub page: Option<i64>,
    pub limit: Option<i64>,
}

impl ListQuery {
    /// The page from 1, its length, and how many rows stand before it; a cursor knows its place itself.
    pub fn bounds(&self) -> (i64, i64, i64) {
        let limit = self.limit.unwrap_or(50).clamp(1, 100);
        let page = self.page.unwrap_or(1).clamp(1, 10_000);
        (page, limit, if self.cursor.is_empty() { (page - 1) * limit } else { 0 })
    }

    /// Which products by `active` or, as older clients say it, by `status`.
    fn active(&self) -> Result<String, Failure> {
        let (field, said) = if self.active.is_empty() { ("status", &self.status) } else { ("active", &self.active) };
        let asked = match said.to_lowercase().as_str() {
            "" | "all" => "",
            "true" | "yes" | "active" => "yes",
            "false" | "no" | "inactive" => "no",
            _ => {
                let wrong = FieldError::unreadable(field, "write true or false").typed(said);
                return Err(Failure::invalid(vec![wrong]));
            }
        };
        Ok(asked.to_owned())
    }

    /// What is searched, by either name.
    pub fn words(&self) -> String {
        if self.q.is_empty() { self.search.clone() } else { self.q.clone() }
    }
}

async fn list(Caller { desk, actor }: Caller, Query(query): Query<ListQuery>) -> Result<Response, Failure> {
    let db = desk.read(&actor, Capability::SeeProducts)?;
    let (page, limit, skip) = query.bounds();
    let today = desk.clock.now().ist_date();
    let active = query.active()?;
    let filter = ProductFilter {
        q: query.words(),
        category: query.category.clone(),
        active,
        after: query.cursor.clone(),
        ..Default::default()
    };
    let mut found = store::products(db, &filter, limit + 1, skip).await?;
    let length = usize::try_from(limit).unwrap_or(50);
    let more = found.len() > length;
    found.truncate(length);
    let next = found.last().filter(|_| more).map(|product| product.data.sku.clone());
    let total = store::count(db, &filter, today).await?;
    let rows = with_batches(db, &actor, &found, today, |_| true).await?;
    Ok(http::list(
        rows,
        json!({"page": page, "limit": limit, "total": total, "pages": (total + limit - 1) / limit, "nextCursor": next}),
    ))
}

async fn with_batches(
    db: &Db,
    actor: &Actor,
    products: &[Product],
    today: Date,
    keep: impl Fn(&BatchRow) -> bool,
) -> Result<Vec<Value>, Failure> {
    let ids: Vec<_> = products.iter().map(|product| product.id).collect();
    let batches = store::batches(db, &ids, today).await?;
    let sees_cost = actor.may(Capability::SeeCost);
    Ok(products
        .iter()
        .map(|product| {
            let own: Vec<&BatchRow> =
                batches.iter().filter(|(of, batch)| *of == product.id && keep(batch)).map(|(_, batch)| batch).collect();
            wire::product(product, &own, sees_cost)
        })
        .collect())
}

#[derive(Deserialize)]
struct Within {
    days: Option<i32>,
}

async fn expiring(Caller { desk, actor }: Caller, Query(within): Query<Within>) -> Result<Response, Failure> {
    let db = desk.read(&actor, Capability::SeeProducts)?;
    let days = within.days.unwrap_or(90).clamp(0, 3_650);
    let today = desk.clock.now().ist_date();
    let products = store::expiring(db, today, today.add_days(days), 200).await?;
    let soon = |batch: &BatchRow| batch.sellable.is_positive() && batch.days_left.is_some_and(|left| left <= days);
    Ok(http::data(with_batches(db, &actor, &products, today, soon).await?))
}

async fn found(desk: &Desk, actor: &Actor, name: &str) -> Result<Value, Failure> {
    let db = desk.read(actor, Capability::SeeProducts)?;
    let product = store::find(db, name).await?.ok_or(Error::NotFound("This product"))?;
    let rows = with_batches(db, actor, &[product], desk.clock.now().ist_date(), |_| true).await?;
    Ok(rows.into_iter().next().unwrap_or(Value::Null))
}

async fn one(Caller { desk, actor }: Caller, Path(id): Path<String>) -> Result<Response, Failure> {
    Ok(http::data(found(&desk, &actor, &id).await?))
}

async fn create(
    Caller { desk, actor }: Caller,
    JsonBody(body): JsonBody<Map<String, Value>>,
) -> Result<Response, Failure> {
    let mut form = ProductForm { active: Some("on".to_owned()), ..ProductForm::default() };
    wire::overlay(&mut form, &body)?;
    wire::fill(&mut form);
    let sku = service::save(&desk, &actor, "", &form).await.map_err(|failure| renamed(failure, wire::NAMES))?;
    Ok(http::created(found(&desk, &actor, &sku).await?))
}

async fn change(
    Caller { desk, actor }: Caller,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<Map<String, Value>>,
) -> Result<Response, Failure> {
    let mut form = service::edit(&desk, &actor, &id).await?.form;
    wire::overlay(&mut form, &body)?;
    let sku = service::save(&desk, &actor, &id, &form).await.map_err(|failure| renamed(failure, wire::NAMES))?;
    Ok(http::data(found(&desk, &actor, &sku).await?))
}

async fn remove(Caller { desk, actor }: Caller, Path(id): Path<String>) -> Result<Response, Failure> {
    service::deactivate(&desk, &actor, &id).await?;
    Ok(http::data(json!({"id": id, "isActive": false})))
}

async fn deactivate(
    Caller { desk, actor }: Caller,
    Path(sku): Path<String>,
) -> Result<axum::response::Redirect, Failure> {
    service::deactivate(&desk, &actor, &sku).await?;
    Ok(axum::response::Redirect::to(&format!("/products/{}", crate::ui::encode(&sku))))
}
