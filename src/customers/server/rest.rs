//! Customers over HTTP.

use axum::{Router, response::Response, routing::get};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{save, store, store_list, wire};
use crate::{
    customers::{
        Error,
        api::{SaveCredit, SaveCustomer},
        model::{CreditForm, CustomerFilter, CustomerForm},
        rules::{CreditInput, CustomerInput},
    },
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, FieldError},
        server::{
            Desk,
            http::{self, AppState, Caller, JsonBody, Path, Query},
            plain,
        },
        wire::{check_version, typed},
    },
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/customers/new", plain::route::<SaveCustomer>())
        .route("/customers/{code}/edit", plain::route::<SaveCustomer>())
        .route("/customers/{code}/credit", plain::route::<SaveCredit>())
        .route("/api/customers", get(list).post(add))
        .route("/api/customers/{id}", get(one).patch(change))
        .route("/api/customers/{id}/aging", get(aging))
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ListQuery {
    search: String,
    q: String,
    salesperson_id: String,
    customer_class: String,
    view: String,
    cursor: String,
    page: Option<i64>,
    limit: Option<i64>,
}

async fn list(Caller { desk, actor }: Caller, Query(query): Query<ListQuery>) -> Result<Response, Failure> {
    let db = desk.read(&actor, Capability::SeeCustomers)?;
    if !matches!(query.view.as_str(), "" | "over" | "overdue" | "blocked") {
        let wrong = FieldError::unreadable("view", "write over, overdue or blocked").typed(query.view);
        return Err(Failure::invalid(vec![wrong]));
    }
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    let page = query.page.unwrap_or(1).clamp(1, 10_000);
    let skipped = if query.cursor.is_empty() { (page - 1) * limit } else { 0 };
    let filter = CustomerFilter {
        q: if query.q.is_empty() { query.search } else { query.q },
        salesperson: query.salesperson_id,
        class: query.customer_class,
        view: query.view,
        after: query.cursor,
        ..CustomerFilter::default()
    };
    let mut rows = store_list::customers(db, &filter, limit, skipped).await?;
    let size = usize::try_from(limit).unwrap_or(50);
    let more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| more).map(|row| row.code.clone());
    let total = store_list::count(db, &filter).await?;
    let data: Vec<Value> = rows.iter().map(|row| wire::customer(row, &actor)).collect();
    let pages = (total + limit - 1) / limit;
    Ok(http::list(data, json!({"page": page, "limit": limit, "total": total, "pages": pages, "nextCursor": next})))
}

async fn found(desk: &Desk, actor: &Actor, code: &str) -> Result<Value, Failure> {
    let db = desk.read(actor, Capability::SeeCustomers)?;
    Ok(wire::customer(&store::find(db, code).await?.ok_or(Error::NotFound("This customer"))?, actor))
}

async fn one(Caller { desk, actor }: Caller, Path(code): Path<String>) -> Result<Response, Failure> {
    Ok(http::data(found(&desk, &actor, &code.to_uppercase()).await?))
}

async fn add(
    Caller { desk, actor }: Caller,
    JsonBody(body): JsonBody<Map<String, Value>>,
) -> Result<Response, Failure> {
    let (mut form, mut credit) = (CustomerForm::default(), CreditInput::default().form(String::new()));
    wire::over_form(&body, &mut form);
    form.code = body.get("id").map(typed).unwrap_or_default();
    // What every new customer is anyway may stand in anybody's body.
    let named = wire::over_credit(&body, &mut credit) && CreditInput::parse(&credit) != Ok(CreditInput::default());
    let credit = named.then_some(credit);
    check(&actor, &form, credit.as_ref())?;
    let code = save::save(&desk, &actor, "", &form).await.map_err(wire::told)?;
    if let Some(credit) = credit {
        save::save_credit(&desk, &actor, &code, &credit).await.map_err(wire::told)?;
    }
    Ok(http::created(found(&desk, &actor, &code).await?))
}

/// Refuses before the first of the two is written what the second would be refused for.
fn check(actor: &Actor, form: &CustomerForm, credit: Option<&CreditForm>) -> Result<(), Failure> {
    let mut wrong = CustomerInput::parse(form).err().unwrap_or_default();
    if let Some(credit) = credit {
        actor.must(Capability::EditCredit)?;
        wrong.extend(CreditInput::parse(credit).err().unwrap_or_default());
    }
    if wrong.is_empty() { Ok(()) } else { Err(wire::told(Failure::invalid(wrong))) }
}

async fn change(
    Caller { desk, actor }: Caller,
    Path(code): Path<String>,
    JsonBody(body): JsonBody<Map<String, Value>>,
) -> Result<Response, Failure> {
    let code = code.to_uppercase();
    check_version(body.get("version"))?;
    let db = desk.read(&actor, Capability::SeeCustomers)?;
    let customer = store::find(db, &code).await?.ok_or(Error::NotFound("This customer"))?;
    let named = body.get("version").map(typed).unwrap_or_default();
    let (mut form, mut credit) = (customer.form(), customer.credit.form(named.clone()));
    form.version = named;
    let (has_form, has_credit) = (wire::over_form(&body, &mut form), wire::over_credit(&body, &mut credit));
    if has_form {
        actor.must(Capability::EditCustomers)?;
        check(&actor, &form, has_credit.then_some(&credit))?;
        save::save(&desk, &actor, &code, &form).await.map_err(wire::told)?;
        credit.version = String::new();
    }
    if has_credit {
        save::save_credit(&desk, &actor, &code, &credit).await.map_err(wire::told)?;
    }
    Ok(http::data(found(&desk, &actor, &code).await?))
}

async fn aging(Caller { desk, actor }: Caller, Path(code): Path<String>) -> Result<Response, Failure> {
    let db = desk.read(&actor, Capability::SeeCredit)?;
    Ok(http::data(wire::ageing(&store::find(db, &code.to_uppercase()).await?.ok_or(Error::NotFound("This customer"))?)))
}
