//! Price lists over HTTP.

use axum::{Router, response::Response, routing::get};
use serde::Deserialize;
use serde_json::{Value, json};

use super::lists;
use crate::{
    catalog::{
        Error,
        api::{SavePriceList, SetRate},
        model::{PriceListData, PriceListForm},
    },
    platform::{
        failure::{Failure, FieldError},
        server::{
            http::{self, AppState, Caller, JsonBody, Path},
            plain,
        },
        wire::{check_version, renamed, rupees, typed},
    },
    values::Money,
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/price-lists/new", plain::route::<SavePriceList>())
        .route("/price-lists/{code}", plain::route::<SetRate>())
        .route("/price-lists/{code}/edit", plain::route::<SavePriceList>())
        .route("/api/price-lists", get(all).post(create))
        .route("/api/price-lists/{id}", get(one).patch(change))
}

async fn all(Caller { desk, actor }: Caller) -> Result<Response, Failure> {
    let lists = lists::lists(&desk, &actor).await?;
    let rows = lists.rows.into_iter().map(
        |list| json!({"id": list.code, "name": list.name, "rateCount": list.rates, "customerCount": list.customers}),
    );
    Ok(http::data(rows.collect::<Vec<_>>()))
}

fn wire(list: PriceListData) -> Value {
    let rates = list.rates.into_iter().map(|rate| {
        json!({
            "skuCode": rate.sku, "productName": rate.product, "unit": rate.unit, "price": rupees(rate.price), "rate": rupees(rate.rate),
        })
    });
    json!({"id": list.code, "name": list.name, "version": list.version, "rates": rates.collect::<Vec<_>>()})
}

async fn one(Caller { desk, actor }: Caller, Path(code): Path<String>) -> Result<Response, Failure> {
    Ok(http::data(wire(lists::show(&desk, &actor, &code).await?)))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Body {
    #[serde(alias = "id")]
    code: String,
    name: Option<String>,
    version: Value,
    rates: Vec<RateBody>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RateBody {
    #[serde(alias = "sku")]
    sku_code: String,
    rate: Value,
}

impl Body {
    /// The rates, read.
    fn rates(&self) -> Result<Vec<(String, Money)>, Error> {
        let (mut read, mut wrong) = (Vec::new(), Vec::new());
        for (row, rate) in (1u32..).zip(&self.rates) {
            let text = typed(&rate.rate);
            match Money::parse(&text) {
                Ok(money) => read.push((rate.sku_code.trim().to_uppercase(), money)),
                Err(error) => {
                    wrong.push(FieldError::new("rate", error.code(), format!("Rate: {error}.")).typed(text).at(row))
                }
            }
        }
        if wrong.is_empty() { Ok(read) } else { Err(Error::Invalid(wrong)) }
    }
}

async fn create(Caller { desk, actor }: Caller, JsonBody(body): JsonBody<Body>) -> Result<Response, Failure> {
    let rates = body.rates()?;
    let form = PriceListForm { code: body.code, name: body.name.unwrap_or_default(), version: String::new() };
    let code = lists::save_with(&desk, &actor, "", &form, &rates).await.map_err(told)?;
    Ok(http::created(wire(lists::show(&desk, &actor, &code).await?)))
}

async fn change(
    Caller { desk, actor }: Caller,
    Path(code): Path<String>,
    JsonBody(body): JsonBody<Body>,
) -> Result<Response, Failure> {
    let rates = body.rates()?;
    check_version(Some(&body.version))?;
    let version = typed(&body.version);
    let form = match body.name {
        Some(name) => PriceListForm { code: code.clone(), name, version },
        None => PriceListForm { version, ..lists::edit(&desk, &actor, &code).await? },
    };
    lists::save_with(&desk, &actor, &code, &form, &rates).await.map_err(told)?;
    Ok(http::data(wire(lists::show(&desk, &actor, &code).await?)))
}

/// A refusal with its fields as bodies name them.
fn told(failure: Failure) -> Failure {
    renamed(failure, super::wire::NAMES)
}
