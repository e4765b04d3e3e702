//! Customers in the shapes existing clients know.

use serde_json::{Map, Value, json};

use super::store::Customer;
use crate::{
    credit::ageing::Ageing,
    customers::model::{CreditForm, CustomerForm},
    identity::{Actor, Capability},
    platform::{
        failure::Failure,
        wire::{renamed, rupees, typed},
    },
};

/// A customer as clients read one; what is due by age only for eyes that work with credit.
pub fn customer(row: &Customer, actor: &Actor) -> Value {
    let (data, credit) = (&row.data, &row.credit);
    let ageing = actor.may(Capability::SeeCredit).then(|| buckets(&credit.ageing));
    json!({
        "id": row.code, "name": data.name, "type": data.kind, "status": credit.status,
        "outstanding": rupees(credit.outstanding), "overdue": rupees(credit.overdue), "ageingDays": credit.ageing_days,
        "agingBuckets": ageing, "creditLimit": rupees(credit.limit), "creditDays": credit.days,
        "exposure": rupees(row.standing().exposure()), "securityChqStatus": credit.security_cheque,
        "assignedSalespersonId": data.salesperson, "assignedSalespersonName": row.salesperson_name,
        "salesManager": data.sales_manager, "distributionChannel": data.channel, "customerClass": data.class,
        "location": data.location, "region": data.region, "stateCode": data.state_code, "postalCode": data.postal_code,
        "email": data.email, "phone": data.phone, "address": data.address, "constitution": data.constitution,
        "gst": data.gstin, "fssai": data.fssai, "pan": data.pan, "priceList": data.price_list,
        "minDaysLeft": data.min_days_left, "version": row.version,
    })
}

/// What a customer owes, by age.
pub fn ageing(row: &Customer) -> Value {
    let credit = &row.credit;
    json!({
        "customerId": row.code, "customerName": row.data.name, "outstanding": rupees(credit.outstanding),
        "overdue": rupees(credit.overdue), "ageingDays": credit.ageing_days, "agingBuckets": buckets(&credit.ageing),
        "creditLimit": rupees(credit.limit), "creditDays": credit.days,
    })
}

/// Amounts by bucket, under the buckets' names.
fn buckets(ageing: &Ageing) -> Value {
    Value::Object(ageing.iter().map(|(label, amount)| (label.to_owned(), rupees(amount))).collect())
}

/// The fields of both forms, and how bodies name them.
const NAMES: &[(&str, &str)] = &[
    ("code", "id"),
    ("kind", "type"),
    ("class", "customerClass"),
    ("channel", "distributionChannel"),
    ("gstin", "gst"),
    ("state", "stateCode"),
    ("postal_code", "postalCode"),
    ("sales_manager", "salesManager"),
    ("salesperson", "assignedSalespersonId"),
    ("price_list", "priceList"),
    ("min_days_left", "minDaysLeft"),
    ("limit", "creditLimit"),
    ("days", "creditDays"),
    ("security_cheque", "securityChqStatus"),
    ("ageing_days", "ageingDays"),
];

/// A refusal with its fields as bodies name them.
pub fn told(failure: Failure) -> Failure {
    let mut failure = renamed(failure, NAMES);
    for error in failure.fields.iter_mut().filter(|error| error.field.starts_with("ages-")) {
        "agingBuckets".clone_into(&mut error.field);
    }
    failure
}

/// Lays the named fields of a request over a form; answers whether there was one.
pub fn over_form(body: &Map<String, Value>, form: &mut CustomerForm) -> bool {
    let mut any = false;
    let mut set = |name: &str, field: &mut String| {
        if let Some(value) = body.get(name) {
            *field = typed(value);
            any = true;
        }
    };
    set("name", &mut form.name);
    set("type", &mut form.kind);
    set("customerClass", &mut form.class);
    set("distributionChannel", &mut form.channel);
    set("constitution", &mut form.constitution);
    set("gst", &mut form.gstin);
    set("pan", &mut form.pan);
    set("fssai", &mut form.fssai);
    set("email", &mut form.email);
    set("phone", &mut form.phone);
    set("address", &mut form.address);
    set("location", &mut form.location);
    set("region", &mut form.region);
    set("state", &mut form.state);
    set("stateCode", &mut form.state);
    set("postalCode", &mut form.postal_code);
    set("salesManager", &mut form.sales_manager);
    set("assignedSalespersonId", &mut form.salesperson);
    set("priceList", &mut form.price_list);
    set("minDaysLeft", &mut form.min_days_left);
    any
}

/// The same for the credit side.
pub fn over_credit(body: &Map<String, Value>, form: &mut CreditForm) -> bool {
    let mut any = false;
    let mut set = |name: &str, field: &mut String| {
        if let Some(value) = body.get(name) {
            *field = typed(value);
            any = true;
        }
    };
    set("creditLimit", &mut form.limit);
    set("creditDays", &mut form.days);
    set("securityChqStatus", &mut form.security_cheque);
    set("outstanding", &mut form.outstanding);
    set("overdue", &mut form.overdue);
    set("ageingDays", &mut form.ageing_days);
    set("status", &mut form.status);
    if let Some(buckets) = body.get("agingBuckets").and_then(Value::as_object) {
        for (label, field) in crate::credit::ageing::LABELS.iter().zip(form.ages.iter_mut()) {
            if let Some(value) = buckets.get(*label) {
                *field = typed(value);
                any = true;
            }
        }
    }
    any
}
