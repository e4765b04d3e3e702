//! Customers in the shapes existing clients know.

use serde_json::{Map, Value, json};

use super::store::Customer;
use crate::{
    credit::ageing::Ageing,
    customers::model::{CreditForm, CustomerForm},
    orders::wire::{rupees, typed},
};

/// A customer as clients read one.
pub fn customer(row: &Customer) -> Value {
    json!({
        "id": row.code, "name": row.name, "type": row.kind, "status": row.status,
        "outstanding": rupees(row.outstanding_paise), "overdue": rupees(row.overdue_paise), "ageingDays": row.ageing_days,
        "agingBuckets": buckets(&row.ageing()), "creditLimit": rupees(row.credit_limit_paise), "creditDays": row.credit_days,
        "exposure": rupees(row.standing().exposure()), "securityChqStatus": row.security_cheque,
        "assignedSalespersonId": row.salesperson_code, "assignedSalespersonName": row.salesperson_name,
        "salesManager": row.sales_manager, "distributionChannel": row.channel, "customerClass": row.class,
        "location": row.location, "region": row.region, "stateCode": row.state_code, "postalCode": row.postal_code,
        "email": row.email, "phone": row.phone, "address": row.address, "constitution": row.constitution,
        "gst": row.gstin, "fssai": row.fssai, "pan": row.pan, "priceList": row.price_list_code,
        "minDaysLeft": row.min_days_left, "version": row.version,
    })
}

/// Amounts by bucket, under the buckets' names.
pub fn buckets(ageing: &Ageing) -> Value {
    Value::Object(ageing.iter().map(|(label, amount)| (label.to_owned(), rupees(amount))).collect())
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
