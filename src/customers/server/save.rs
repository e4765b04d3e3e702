//! Adding and changing customers.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::{
    store::{self, Customer},
    store_write::{self, Writing},
};
use crate::{
    catalog::model::{Loaded, Upserted},
    customers::{
        Error,
        model::{CreditForm, CustomerForm},
        rules::{CreditInput, CustomerInput, Record},
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
    if code.is_empty() {
        let code = create(&mut work, input).await?;
        work.commit().await?;
        return Ok(code);
    }
    let before = store::find_in(&mut work, code).await?.ok_or(Error::NotFound("This customer"))?;
    if before.version != version_of(&form.version, &before) {
        return Err(changed_by(&mut work, code).await?);
    }
    let record = Record { data: CustomerInput { code: Some(code.to_owned()), ..input }, credit: before.credit };
    put_one(work, record).await?;
    Ok(code.to_owned())
}

/// Writes one record; what is as it was leaves no trace.
async fn put_one(mut work: Work, record: Record) -> Result<(), Failure> {
    let outcome = upsert_customers(&mut work, std::slice::from_ref(&record)).await?;
    if outcome.iter().all(|loaded| loaded.outcome == Upserted::Unchanged) {
        return Ok(work.rollback().await?);
    }
    Ok(work.commit().await?)
}

/// The version a form was read at; a client that names none changes the latest.
fn version_of(typed: &str, before: &Customer) -> Version {
    if typed.is_empty() { before.version } else { typed.parse().unwrap_or(Version::FIRST) }
}

async fn create(work: &mut Work, input: CustomerInput) -> Result<String, Failure> {
    store_write::lock_codes(work).await?;
    let code = match &input.code {
        Some(code) => code.clone(),
        None => format!("CUST-{:03}", store_write::last_number(work).await? + 1),
    };
    if store::find_in(work, &code).await?.is_some() {
        let taken = FieldError::new("code", "taken", format!("Id: {code} is another customer's.")).typed(&code);
        return Err(Error::Invalid(vec![taken]).into());
    }
    let data = CustomerInput { code: Some(code.clone()), ..input };
    upsert_customers(work, &[Record { data, credit: CreditInput::default() }]).await?;
    Ok(code)
}

/// Saves the credit side of a customer; waiting orders are tested again when it may help them.
///
/// # Errors
/// [`Error::Invalid`], [`Error::NotFound`], [`Error::ChangedBy`].
pub async fn save_credit(desk: &Desk, actor: &Actor, code: &str, form: &CreditForm) -> Result<(), Failure> {
    actor.must(Capability::EditCredit)?;
    let credit = CreditInput::parse(form).map_err(Error::Invalid)?;
    let mut work = desk.begin(actor, Capability::EditCredit).await?;
    let before = store::find_in(&mut work, code).await?.ok_or(Error::NotFound("This customer"))?;
    if before.version != version_of(&form.version, &before) {
        return Err(changed_by(&mut work, code).await?);
    }
    put_one(work, Record { data: before.data, credit }).await
}

/// Adds or changes many customers by code, in a few statements; answers what came of each, in their order. Each code may
/// stand once. Each addition and change is audited, and orders that wait are tested again where that may help them.
///
/// # Errors
/// [`Error::Invalid`] with the rows (from 1) whose salesperson or price list there is not; [`Error::ChangedBy`] when another
/// write came between.
pub async fn upsert_customers(work: &mut Work, records: &[Record]) -> Result<Vec<Loaded<Record>>, Failure> {
    let codes: Vec<&str> = records.iter().map(Record::code).collect();
    let known: HashMap<String, Customer> =
        store::by_codes_in(work, &codes).await?.into_iter().map(|customer| (customer.code.clone(), customer)).collect();
    check_keys(work, records, &known).await?;
    let writing = records.iter().map(|record| Writing {
        code: record.code(),
        data: &record.data,
        credit: &record.credit,
        was: known.get(record.code()),
    });
    let differs = |one: &Writing<'_>| one.was.is_none_or(|was| was.data != *one.data || was.credit != *one.credit);
    let (old, new): (Vec<_>, Vec<_>) = writing.filter(differs).partition(|one| one.was.is_some());
    let wanted = (old.len() + new.len()) as u64;
    if store_write::insert(work, &new).await? + store_write::update(work, &old).await? != wanted {
        let code = old.first().or(new.first()).map(|one| one.code).unwrap_or_default();
        return Err(changed_by(work, code).await?);
    }
    for one in old.iter().chain(&new) {
        write_down(work, one);
    }
    let was = |record: &Record| {
        known.get(record.code()).map(|was| Record { data: was.data.clone(), credit: was.credit.clone() })
    };
    Ok(records.iter().map(|record| Loaded::of(was(record), record)).collect())
}

/// Takes customers away that still are what is said here and for whom nothing was ordered; answers how many.
///
/// # Errors
/// When the database refuses.
pub async fn remove_customers(work: &mut Work, records: &[Record]) -> Result<u64, Failure> {
    let codes: Vec<&str> = records.iter().map(Record::code).collect();
    let known = store::by_codes_in(work, &codes).await?;
    let wanted: HashMap<&str, &Record> = records.iter().map(|record| (record.code(), record)).collect();
    let same = |customer: &&Customer| {
        let wanted = wanted.get(customer.code.as_str());
        wanted.is_some_and(|record| record.data == customer.data && record.credit == customer.credit)
    };
    let same: Vec<&Customer> = known.iter().filter(same).collect();
    let removed = store_write::remove(work, same.iter().map(|customer| customer.id)).await?;
    for customer in same {
        let old = Some(json!(customer.form()));
        let summary = format!("Took back {}", customer.data.name);
        let entity_id = customer.code.clone();
        work.audit(Audit { action: "DELETE", entity_type: "customer", entity_id, summary, old, new: None });
    }
    Ok(removed)
}

/// Refuses salespeople and price lists that there are not; those a customer has already may stay.
async fn check_keys(work: &mut Work, records: &[Record], known: &HashMap<String, Customer>) -> Result<(), Failure> {
    let of = |pick: fn(&CustomerInput) -> &Option<String>| {
        let mut codes: Vec<&str> = records
            .iter()
            .filter(|record| known.get(record.code()).is_none_or(|was| pick(&was.data) != pick(&record.data)))
            .filter_map(|record| pick(&record.data).as_deref())
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    };
    let (people, lists) = (of(|data| &data.salesperson), of(|data| &data.price_list));
    let people = store_write::unknown_salespeople(work, &people).await?;
    let lists = store_write::unknown_price_lists(work, &lists).await?;
    let mut wrong = Vec::new();
    for (row, record) in (1u32..).zip(records) {
        let mut refuse = |field: &str, message: &str, code: &Option<String>, unknown: &[String]| {
            if let Some(code) = code.as_ref().filter(|code| unknown.contains(code)) {
                let error = FieldError::new(field, "unknown", message).typed(code);
                wrong.push(if records.len() == 1 { error } else { error.at(row) });
            }
        };
        let data = &record.data;
        refuse("salesperson", "Salesperson: nobody active in sales has this id.", &data.salesperson, &people);
        refuse("price_list", "Price list: there is none of this code.", &data.price_list, &lists);
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong).into()) }
}

/// The audit entry of an addition or a change, and the new test of waiting orders.
fn write_down(work: &mut Work, one: &Writing<'_>) {
    let name = &one.data.name;
    let now = described(one.code, one.data, one.credit);
    let Some(was) = one.was else {
        let summary = format!("Added {name}");
        let entity_id = one.code.to_owned();
        work.audit(Audit { action: "CREATE", entity_type: "customer", entity_id, summary, old: None, new: Some(now) });
        return;
    };
    if one.credit.asks_for_retest(&was.credit) {
        work.enqueue(RETEST, json!({"customer_id": was.id}));
    }
    let (old, new) = differences(&described(one.code, &was.data, &was.credit), &now);
    work.audit(Audit {
        action: "UPDATE",
        entity_type: "customer",
        entity_id: one.code.to_owned(),
        summary: format!("Changed {} of {name}", named(&new)),
        old: Some(old.into()),
        new: Some(new.into()),
    });
}

/// A customer as the audit keeps it, a bucket a field.
fn described(code: &str, data: &CustomerInput, credit: &CreditInput) -> Value {
    let mut fields = json!(data.form(code, String::new()));
    let side = json!({
        "limit": credit.limit.plain(), "days": credit.days, "security cheque": credit.security_cheque, "status": credit.status,
        "outstanding": credit.outstanding.plain(), "overdue": credit.overdue.plain(), "oldest due days": credit.ageing_days,
    });
    for (name, value) in side.as_object().into_iter().flatten() {
        fields[name] = value.clone();
    }
    for (label, amount) in credit.ageing.iter() {
        fields[format!("{label} days")] = amount.plain().into();
    }
    fields
}

fn named(changed: &Map<String, Value>) -> String {
    changed.keys().map(|key| key.replace('_', " ")).collect::<Vec<_>>().join(", ")
}

async fn changed_by(work: &mut Work, code: &str) -> Result<Failure, Failure> {
    let (by, at) = work.last_change("customer", code).await?;
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
