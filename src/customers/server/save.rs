//! Adding and changing customers.

use serde_json::{Map, Value, json};

use super::{
    store::{self, Customer},
    store_write::{self, Keys},
};
use crate::{
    customers::{
        Error,
        model::{CreditForm, CustomerForm},
        rules::{CreditInput, CustomerInput},
    },
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, FieldError},
        server::{Audit, Desk, Work},
    },
    values::Version,
};

/// Tests the customer's waiting orders again; orders handles it.
const RETEST: &str = "orders:retest";

/// Saves a customer, a new one when `code` is empty; answers the id.
///
/// # Errors
/// [`Error::Invalid`], [`Error::NotFound`], [`Error::ChangedBy`].
pub async fn save(desk: &Desk, actor: &Actor, code: &str, form: &CustomerForm) -> Result<String, Failure> {
    actor.must(Capability::EditCustomers)?;
    let input = CustomerInput::parse(form).map_err(Error::Invalid)?;
    let mut work = desk.begin(actor, Capability::EditCustomers).await?;
    let keys = keys(&mut work, &input).await?;
    if code.is_empty() {
        let code = create(&mut work, &input, keys).await?;
        work.commit().await?;
        return Ok(code);
    }
    let before = store::find_in(&mut work, code).await?.ok_or(Error::NotFound)?;
    let (old, new) = differences(&json!(before.form()), &json!(input.form(code, before.version.to_string())));
    if before.version != version_of(&form.version, &before) {
        return Err(changed_by(&mut work, code).await?);
    }
    if new.is_empty() {
        work.rollback().await?;
        return Ok(code.to_owned());
    }
    if !store_write::update(&mut work, before.id, code, before.version, &input, keys).await? {
        return Err(changed_by(&mut work, code).await?);
    }
    let summary = format!("Changed {} of {}", named(&new), input.name);
    record(&mut work, code, "UPDATE", summary, old, new);
    work.commit().await?;
    Ok(code.to_owned())
}

/// The version a form was read at; a client that names none changes the latest.
fn version_of(typed: &str, before: &Customer) -> Version {
    if typed.is_empty() { before.version } else { typed.parse().unwrap_or(Version::FIRST) }
}

async fn keys(work: &mut Work, input: &CustomerInput) -> Result<Keys, Failure> {
    let mut wrong = Vec::new();
    let mut keys = Keys::default();
    if let Some(code) = &input.salesperson {
        keys.salesperson = store::salesperson_id(work, code).await?;
        if keys.salesperson.is_none() {
            wrong.push(
                FieldError::new("salesperson", "unknown", "Salesperson: nobody active in sales has this id.")
                    .typed(code),
            );
        }
    }
    if let Some(code) = &input.price_list {
        keys.price_list = store::price_list_id(work, code).await?;
        if keys.price_list.is_none() {
            wrong.push(FieldError::new("price_list", "unknown", "Price list: there is none of this code.").typed(code));
        }
    }
    if wrong.is_empty() { Ok(keys) } else { Err(Error::Invalid(wrong).into()) }
}

async fn create(work: &mut Work, input: &CustomerInput, keys: Keys) -> Result<String, Failure> {
    let code = match &input.code {
        Some(code) => code.clone(),
        None => format!("CUST-{:03}", store_write::last_number(work).await? + 1),
    };
    if store_write::insert(work, &code, input, keys).await?.is_none() {
        let taken = FieldError::new("code", "taken", format!("Id: {code} is another customer's.")).typed(&code);
        return Err(Error::Invalid(vec![taken]).into());
    }
    work.audit(Audit {
        action: "CREATE",
        entity_type: "customer",
        entity_id: code.clone(),
        summary: format!("Added {}", input.name),
        old: None,
        new: Some(json!(input.form(&code, String::new()))),
    });
    Ok(code)
}

/// Saves the credit side of a customer; waiting orders are tested again when it may help them.
///
/// # Errors
/// [`Error::Invalid`], [`Error::NotFound`], [`Error::ChangedBy`].
pub async fn save_credit(desk: &Desk, actor: &Actor, code: &str, form: &CreditForm) -> Result<(), Failure> {
    actor.must(Capability::EditCredit)?;
    let input = CreditInput::parse(form).map_err(Error::Invalid)?;
    let mut work = desk.begin(actor, Capability::EditCredit).await?;
    let before = store::find_in(&mut work, code).await?.ok_or(Error::NotFound)?;
    let was = before.credit();
    if before.version != version_of(&form.version, &before) {
        return Err(changed_by(&mut work, code).await?);
    }
    let (old, new) = differences(&described(&was), &described(&input));
    if new.is_empty() {
        work.rollback().await?;
        return Ok(());
    }
    if !store_write::update_credit(&mut work, before.id, before.version, &input).await? {
        return Err(changed_by(&mut work, code).await?);
    }
    if input.asks_for_retest(&was) {
        work.enqueue(RETEST, json!({"customer_id": before.id}));
    }
    let summary = format!("Changed {} of {}", named(&new), before.name);
    record(&mut work, code, "UPDATE", summary, old, new);
    work.commit().await?;
    Ok(())
}

/// The credit side as the audit keeps it, a bucket a field.
fn described(input: &CreditInput) -> Value {
    let mut fields = json!({
        "limit": input.limit.plain(), "days": input.days, "security cheque": input.security_cheque, "status": input.status,
        "outstanding": input.outstanding.plain(), "overdue": input.overdue.plain(), "oldest due days": input.ageing_days,
    });
    for (label, amount) in input.ageing.iter() {
        fields[format!("{label} days")] = amount.plain().into();
    }
    fields
}

fn record(
    work: &mut Work,
    code: &str,
    action: &'static str,
    summary: String,
    old: Map<String, Value>,
    new: Map<String, Value>,
) {
    work.audit(Audit {
        action,
        entity_type: "customer",
        entity_id: code.to_owned(),
        summary,
        old: Some(old.into()),
        new: Some(new.into()),
    });
}

fn named(changed: &Map<String, Value>) -> String {
    changed.keys().map(|key| key.replace('_', " ")).collect::<Vec<_>>().join(", ")
}

async fn changed_by(work: &mut Work, code: &str) -> Result<Failure, Failure> {
    let (by, at) = store::last_change(work, code).await?.unwrap_or_else(|| ("Somebody".to_owned(), work.now()));
    Ok(Error::ChangedBy { by, at: at.ist_clock() }.into())
}

/// The fields that differ: as they were, as they are.
fn differences(old: &Value, new: &Value) -> (Map<String, Value>, Map<String, Value>) {
    let empty = Map::new();
    let (old, new) = (old.as_object().unwrap_or(&empty), new.as_object().unwrap_or(&empty));
    let pick = |from: &Map<String, Value>| {
        let differs = |key: &String| key != "version" && old.get(key) != new.get(key);
        from.iter().filter(|(key, _)| differs(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    (pick(old), pick(new))
}
