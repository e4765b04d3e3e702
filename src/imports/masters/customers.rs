//! Rows of customers: the record and, for those who may, its credit side.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Cells, Master, Reading};
use crate::{
    catalog::model::{Loaded, Upserted},
    customers::{
        model::{CreditForm, CustomerForm},
        rules::{CreditInput, CustomerInput, Record},
    },
    identity::Capability,
    platform::failure::FieldError,
    values::{did_you_mean, fold},
};

/// The fields of the nine buckets, youngest first.
const AGES: [&str; 9] = ["ages-0", "ages-1", "ages-2", "ages-3", "ages-4", "ages-5", "ages-6", "ages-7", "ages-8"];

/// What is there of what a file of customers names, and which side of them its person may change.
#[derive(Clone, Debug, Default)]
pub struct Customers {
    /// By code in capitals.
    pub known: HashMap<String, Record>,
    /// Every code, for "did you mean"; only read when one is unknown.
    pub codes: Vec<String>,
    /// Code and name of who sells.
    pub salespeople: Vec<(String, String)>,
    /// Code and name.
    pub price_lists: Vec<(String, String)>,
    pub may_edit: bool,
    pub may_edit_credit: bool,
}

impl Reading for Customers {
    fn keys(&self) -> &'static [&'static str] {
        &["code"]
    }

    fn read(&self, cells: &Cells<'_>) -> Result<(Master, Upserted), Vec<FieldError>> {
        let typed = cells.get("code");
        if typed.is_empty() {
            return Err(vec![FieldError::new("code", "empty", "Nothing was entered")]);
        }
        let was = self.known.get(&typed.to_uppercase());
        if was.is_none() && !self.may_edit {
            return Err(vec![self.stranger(typed)]);
        }
        let mut wrong = Vec::new();
        let form = self.form(cells, was, &mut wrong);
        let credit = credit_form(cells, was);
        let data = CustomerInput::parse(&form).map_err(|errors| wrong.extend(errors)).ok();
        let credit = CreditInput::parse(&credit).map_err(|errors| wrong.extend(errors)).ok();
        let (Some(mut data), Some(credit), true) = (data, credit, wrong.is_empty()) else { return Err(wrong) };
        data.code = was.map_or(data.code, |was| was.data.code.clone());
        let wanted = Record { data, credit };
        self.allowed(&wanted, was)?;
        let outcome = Loaded::of(was.cloned(), &wanted).outcome;
        Ok((Master::Customer(Box::new(wanted)), outcome))
    }
}

impl Customers {
    fn stranger(&self, typed: &str) -> FieldError {
        let who = Capability::EditCustomers.who();
        let message = format!("No such customer; {who} may add one");
        let mut wrong = FieldError::new("code", "unknown", message).typed(typed);
        wrong.hint = did_you_mean(typed, self.codes.iter().map(String::as_str)).map(str::to_owned);
        wrong
    }

    fn form(&self, cells: &Cells<'_>, was: Option<&Record>, wrong: &mut Vec<FieldError>) -> CustomerForm {
        let mut form = was.map_or_else(CustomerForm::default, |was| was.data.form(was.code(), String::new()));
        for (field, typed) in [
            ("code", &mut form.code),
            ("name", &mut form.name),
            ("kind", &mut form.kind),
            ("class", &mut form.class),
            ("channel", &mut form.channel),
            ("constitution", &mut form.constitution),
            ("gstin", &mut form.gstin),
            ("pan", &mut form.pan),
            ("fssai", &mut form.fssai),
            ("email", &mut form.email),
            ("phone", &mut form.phone),
            ("address", &mut form.address),
            ("location", &mut form.location),
            ("region", &mut form.region),
            ("state", &mut form.state),
            ("postal_code", &mut form.postal_code),
            ("sales_manager", &mut form.sales_manager),
            ("min_days_left", &mut form.min_days_left),
        ] {
            cells.over(field, typed);
        }
        for (field, typed, choices) in [
            ("salesperson", &mut form.salesperson, &self.salespeople),
            ("price_list", &mut form.price_list, &self.price_lists),
        ] {
            let cell = cells.get(field);
            if !cell.is_empty() && !cell.eq_ignore_ascii_case(typed) {
                match chosen(field, cell, choices) {
                    Ok(code) => *typed = code,
                    Err(error) => wrong.push(error),
                }
            }
        }
        form
    }

    /// Each side of a customer is changed by its own roles.
    fn allowed(&self, wanted: &Record, was: Option<&Record>) -> Result<(), Vec<FieldError>> {
        let mut wrong = Vec::new();
        if let (Some(was), false) = (was, self.may_edit) {
            let form = |record: &Record| json!(record.data.form(record.code(), String::new()));
            refuse_changes(&form(was), &form(wanted), Capability::EditCustomers, &mut wrong);
        }
        if !self.may_edit_credit {
            let before = was.map_or_else(CreditInput::default, |was| was.credit.clone());
            let side = |credit: &CreditInput| by_column(&credit.form(String::new()));
            refuse_changes(&side(&before), &side(&wanted.credit), Capability::EditCredit, &mut wrong);
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}

fn refuse_changes(old: &Value, new: &Value, capability: Capability, wrong: &mut Vec<FieldError>) {
    for (field, value) in new.as_object().into_iter().flatten() {
        if old.get(field) != Some(value) {
            let message = format!("Only {} may change this", capability.who());
            let stays = old.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
            wrong.push(FieldError::new(field, "not_yours", message).hint(stays));
        }
    }
}

/// The credit side by the fields of the columns.
fn by_column(form: &CreditForm) -> Value {
    let mut fields = json!({
        "limit": form.limit, "days": form.days, "security_cheque": form.security_cheque, "outstanding": form.outstanding,
        "overdue": form.overdue, "ageing_days": form.ageing_days, "status": form.status,
    });
    for (field, amount) in AGES.iter().zip(&form.ages) {
        fields[*field] = Value::from(amount.clone());
    }
    fields
}

fn credit_form(cells: &Cells<'_>, was: Option<&Record>) -> CreditForm {
    let mut form = was.map_or_else(CreditInput::default, |was| was.credit.clone()).form(String::new());
    for (field, typed) in [
        ("limit", &mut form.limit),
        ("days", &mut form.days),
        ("security_cheque", &mut form.security_cheque),
        ("outstanding", &mut form.outstanding),
        ("overdue", &mut form.overdue),
        ("ageing_days", &mut form.ageing_days),
        ("status", &mut form.status),
    ] {
        cells.over(field, typed);
    }
    for (field, typed) in AGES.iter().zip(&mut form.ages) {
        cells.over(field, typed);
    }
    form
}

/// The code of who or what a cell names, by code or by a name that only one has.
fn chosen(field: &str, cell: &str, choices: &[(String, String)]) -> Result<String, FieldError> {
    if let Some((code, _)) = choices.iter().find(|(code, _)| code.eq_ignore_ascii_case(cell)) {
        return Ok(code.clone());
    }
    let name = fold(cell);
    let mut same = choices.iter().filter(|(_, other)| fold(other) == name);
    match (same.next(), same.next()) {
        (Some((code, _)), None) => Ok(code.clone()),
        (Some((code, _)), Some(_)) => {
            Err(FieldError::new(field, "ambiguous", "More than one has this name").typed(cell).hint(code))
        }
        _ => {
            let all = choices.iter().flat_map(|(code, name)| [code.as_str(), name.as_str()]);
            let mut wrong = FieldError::new(field, "unknown", "Nobody and nothing of this name or code").typed(cell);
            wrong.hint = did_you_mean(cell, all).map(str::to_owned);
            Err(wrong)
        }
    }
}
