//! What a customer's forms say, read: numbers, tax numbers with their check digits, and how to reach them.

use serde::{Deserialize, Serialize};

use super::model::{CreditForm, CustomerForm};
use crate::{
    credit::ageing::{Ageing, LABELS},
    platform::failure::FieldError,
    values::{Email, Gstin, Money, Pan, ParseError, Phone, State, TaxIdError, fold},
};

/// The states a customer's account may be in.
pub const STATUSES: [&str; 3] = ["Active", "Blocked", "Inactive"];
/// The longest text of one line.
const LONGEST: usize = 200;

/// A customer without the credit side, read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerInput {
    /// `None`: the next free id.
    pub code: Option<String>,
    pub name: String,
    pub kind: Option<String>,
    pub class: Option<String>,
    pub channel: Option<String>,
    pub constitution: Option<String>,
    pub gstin: Option<Gstin>,
    pub pan: Option<Pan>,
    pub fssai: Option<String>,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    pub address: String,
    pub location: String,
    pub region: Option<String>,
    /// The two digits of the state; of the GSTIN where there is one.
    pub state_code: String,
    pub postal_code: Option<String>,
    pub sales_manager: Option<String>,
    pub salesperson: Option<String>,
    pub price_list: Option<String>,
    pub min_days_left: i64,
}

/// The credit side of a customer, read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditInput {
    pub limit: Money,
    pub days: i64,
    pub security_cheque: Option<String>,
    pub outstanding: Money,
    pub overdue: Money,
    pub ageing_days: i64,
    pub ageing: Ageing,
    pub status: String,
}

/// A customer, whole and read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// With its code.
    pub data: CustomerInput,
    pub credit: CreditInput,
}

impl Record {
    pub fn code(&self) -> &str {
        self.data.code.as_deref().unwrap_or_default()
    }
}

/// Collects what is wrong while fields are read one by one.
#[derive(Default)]
struct Reader {
    wrong: Vec<FieldError>,
}

impl Reader {
    fn refuse(&mut self, field: &str, code: &str, message: String, typed: &str) {
        self.wrong.push(FieldError::new(field, code, message).typed(typed));
    }

    fn text(&mut self, field: &str, label: &str, typed: &str) -> Option<String> {
        let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.chars().count() > LONGEST {
            self.refuse(field, "too_long", format!("{label}: at most {LONGEST} characters."), typed);
        }
        (!text.is_empty()).then_some(text)
    }

    fn value<T>(
        &mut self,
        field: &str,
        label: &str,
        typed: &str,
        parse: impl Fn(&str) -> Result<T, ParseError>,
    ) -> Option<T> {
        match parse(typed) {
            Ok(value) => Some(value),
            Err(ParseError::Empty) => None,
            Err(error) => {
                let mut wrong = FieldError::new(field, error.code(), format!("{label}: {error}.")).typed(typed);
                wrong.hint = error.suggestion(typed);
                self.wrong.push(wrong);
                None
            }
        }
    }

    fn tax<T>(
        &mut self,
        field: &str,
        label: &str,
        typed: &str,
        parse: impl Fn(&str) -> Result<T, TaxIdError>,
    ) -> Option<T> {
        match parse(typed) {
            Ok(value) => Some(value),
            Err(TaxIdError::Empty) => None,
            Err(error) => {
                let hint = error.suggestion(typed);
                let meant = hint.as_ref().map(|meant| format!(" Is it {meant}?")).unwrap_or_default();
                let mut wrong = FieldError::new(field, error.code(), format!("{label}: {error}.{meant}")).typed(typed);
                wrong.hint = hint;
                self.wrong.push(wrong);
                None
            }
        }
    }

    fn count(&mut self, field: &str, label: &str, typed: &str, most: i64) -> i64 {
        let text = typed.trim();
        if text.is_empty() {
            return 0;
        }
        match text.parse::<i64>() {
            Ok(count) if (0..=most).contains(&count) => count,
            _ => {
                self.refuse(field, "not_a_count", format!("{label}: write a whole number from 0 to {most}."), typed);
                0
            }
        }
    }

    fn digits(&mut self, field: &str, label: &str, typed: &str, length: usize) -> Option<String> {
        let text: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if text.is_empty() {
            return None;
        }
        if text.len() != length || !text.bytes().all(|b| b.is_ascii_digit()) {
            self.refuse(field, "digits", format!("{label}: {length} digits are needed."), typed);
        }
        Some(text)
    }
}

impl CustomerInput {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Everything that is wrong, field by field.
    pub fn parse(form: &CustomerForm) -> Result<Self, Vec<FieldError>> {
        let mut read = Reader::default();
        let name = read.text("name", "Name", &form.name);
        if name.is_none() {
            read.refuse("name", "empty", "Name: nothing was entered.".to_owned(), &form.name);
        }
        let code = code(&mut read, &form.code);
        let gstin = read.tax("gstin", "GSTIN", &form.gstin, Gstin::parse);
        let pan = pan(&mut read, &form.pan, gstin);
        let state_code = state(&mut read, &form.state, gstin);
        let input = Self {
            code,
            name: name.unwrap_or_default(),
            kind: read.text("kind", "Kind", &form.kind),
            class: read.text("class", "Class", &form.class),
            channel: read.text("channel", "Channel", &form.channel),
            constitution: read.text("constitution", "Constitution", &form.constitution),
            gstin,
            pan,
            fssai: read.digits("fssai", "FSSAI licence", &form.fssai, 14),
            email: read.value("email", "Email", &form.email, Email::parse),
            phone: read.value("phone", "Phone", &form.phone, Phone::parse),
            address: read.text("address", "Address", &form.address).unwrap_or_default(),
            location: read.text("location", "City", &form.location).unwrap_or_default(),
            region: read.text("region", "Region", &form.region),
            state_code,
            postal_code: read.digits("postal_code", "PIN code", &form.postal_code, 6),
            sales_manager: read.text("sales_manager", "Sales manager", &form.sales_manager),
            salesperson: read.text("salesperson", "Salesperson", &form.salesperson),
            price_list: read.text("price_list", "Price list", &form.price_list),
            min_days_left: read.count("min_days_left", "Days left", &form.min_days_left, 3_650),
        };
        if read.wrong.is_empty() { Ok(input) } else { Err(read.wrong) }
    }

    /// What a search looks through: id, name, phone and GSTIN, folded.
    pub fn search(&self, code: &str) -> String {
        let phone = self.phone.map(|phone| phone.wire()).unwrap_or_default();
        let gstin = self.gstin.map(|gstin| gstin.to_string()).unwrap_or_default();
        fold(&format!("{code} {} {phone} {gstin}", self.name))
    }

    /// The fields again as they would be typed.
    pub fn form(&self, code: &str, version: String) -> CustomerForm {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        CustomerForm {
            code: code.to_owned(),
            name: self.name.clone(),
            kind: text(&self.kind),
            class: text(&self.class),
            channel: text(&self.channel),
            constitution: text(&self.constitution),
            gstin: self.gstin.map(|gstin| gstin.to_string()).unwrap_or_default(),
            pan: self.pan.map(|pan| pan.to_string()).unwrap_or_default(),
            fssai: text(&self.fssai),
            email: self.email.as_ref().map(ToString::to_string).unwrap_or_default(),
            phone: self.phone.map(|phone| phone.wire()).unwrap_or_default(),
            address: self.address.clone(),
            location: self.location.clone(),
            region: text(&self.region),
            state: self.state_code.clone(),
            postal_code: text(&self.postal_code),
            sales_manager: text(&self.sales_manager),
            salesperson: text(&self.salesperson),
            price_list: text(&self.price_list),
            min_days_left: self.min_days_left.to_string(),
            version,
        }
    }
}

fn code(read: &mut Reader, typed: &str) -> Option<String> {
    let code = typed.trim().to_uppercase();
    let fits = code.len() <= 30 && code.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    if !fits {
        read.refuse("code", "code", "Id: letters, digits, hyphen and point, at most 30.".to_owned(), typed);
    }
    (!code.is_empty()).then_some(code)
}

/// The PAN, or that which stands within the GSTIN; the two may not differ.
fn pan(read: &mut Reader, typed: &str, gstin: Option<Gstin>) -> Option<Pan> {
    let pan = read.tax("pan", "PAN", typed, Pan::parse);
    match (pan, gstin.map(|gstin| gstin.pan())) {
        (Some(pan), Some(within)) if pan != within => {
            read.refuse(
                "pan",
                "pan_differs",
                format!("PAN: the GSTIN belongs to {within}. Correct one of the two."),
                typed,
            );
            Some(pan)
        }
        (pan, within) => pan.or(within),
    }
}

/// The GSTIN's, else as chosen. Which tax is due hangs on it, so it is never guessed.
fn state(read: &mut Reader, typed: &str, gstin: Option<Gstin>) -> String {
    let chosen = read.value("state", "State", typed, State::parse);
    let state = gstin.and_then(|gstin| gstin.state()).or(chosen);
    if state.is_none() && read.wrong.iter().all(|wrong| !matches!(wrong.field.as_str(), "state" | "gstin")) {
        let message = "State: choose one, or write the GSTIN that tells it. It decides which GST is due.";
        read.refuse("state", "empty", message.to_owned(), typed);
    }
    state.map(State::code).unwrap_or_default()
}

impl Default for CreditInput {
    /// Of a new customer: no limit, nothing owed.
    fn default() -> Self {
        Self {
            limit: Money::ZERO,
            days: 0,
            security_cheque: None,
            outstanding: Money::ZERO,
            overdue: Money::ZERO,
            ageing_days: 0,
            ageing: Ageing::default(),
            status: "Active".to_owned(),
        }
    }
}

impl CreditInput {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Everything that is wrong, field by field; also an overdue amount above what is outstanding, and buckets that do not
    /// fit into it.
    pub fn parse(form: &CreditForm) -> Result<Self, Vec<FieldError>> {
        let mut read = Reader::default();
        let mut ageing = Ageing::default();
        for (index, label) in LABELS.iter().enumerate() {
            let typed = form.ages.get(index).map_or("", String::as_str);
            let field = format!("ages-{index}");
            ageing[index] = read.value(&field, &format!("{label} days"), typed, Money::parse).unwrap_or_default();
        }
        let input = Self {
            limit: read.value("limit", "Credit limit", &form.limit, Money::parse).unwrap_or_default(),
            days: read.count("days", "Credit days", &form.days, 365),
            security_cheque: read.text("security_cheque", "Security cheque", &form.security_cheque),
            outstanding: read
                .value("outstanding", "Outstanding", &form.outstanding, Money::parse_signed)
                .unwrap_or_default(),
            overdue: read.value("overdue", "Overdue", &form.overdue, Money::parse).unwrap_or_default(),
            ageing_days: read.count("ageing_days", "Oldest due", &form.ageing_days, 9_999),
            ageing,
            status: form.status.clone(),
        };
        if input.overdue.is_positive() && input.overdue > input.outstanding {
            let message = format!(
                "Overdue: {} is more than the {} outstanding.",
                input.overdue.short(),
                input.outstanding.short()
            );
            read.refuse("overdue", "above_outstanding", message, &form.overdue);
        }
        if !STATUSES.contains(&input.status.as_str()) {
            read.refuse("status", "unknown", "Account: choose Active, Blocked or Inactive.".to_owned(), &form.status);
        }
        if read.wrong.is_empty() { Ok(input) } else { Err(read.wrong) }
    }

    /// The fields again as they would be typed.
    pub fn form(&self, version: String) -> CreditForm {
        CreditForm {
            limit: self.limit.to_string(),
            days: self.days.to_string(),
            security_cheque: self.security_cheque.clone().unwrap_or_default(),
            outstanding: self.outstanding.to_string(),
            overdue: self.overdue.to_string(),
            ageing_days: self.ageing_days.to_string(),
            ages: self.ageing.0.iter().map(Money::to_string).collect(),
            status: self.status.clone(),
            version,
        }
    }

    /// Whether orders that wait may pass now: money came in, the limit or the account changed.
    pub fn asks_for_retest(&self, before: &Self) -> bool {
        (self.limit, self.outstanding, self.overdue, &self.status)
            != (before.limit, before.outstanding, before.overdue, &before.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> CustomerForm {
        CustomerForm { name: name.to_owned(), state: "27".to_owned(), ..CustomerForm::default() }
    }

    fn codes(outcome: Result<CustomerInput, Vec<FieldError>>) -> Vec<(String, String)> {
        outcome.err().unwrap_or_default().into_iter().map(|wrong| (wrong.field, wrong.code)).collect()
    }

    fn of(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect()
    }

    #[test]
    fn without_a_gstin_the_state_is_asked_for() {
        let form = CustomerForm { state: String::new(), ..named("ABC Traders") };
        assert_eq!(codes(CustomerInput::parse(&form)), of(&[("state", "empty")]));
    }

    #[test]
    fn a_name_and_a_state_are_all_that_a_customer_needs() {
        assert_eq!(
            CustomerInput::parse(&named("  ABC   Traders ")).map(|input| input.name),
            Ok("ABC Traders".to_owned())
        );
        assert_eq!(codes(CustomerInput::parse(&named(" "))), of(&[("name", "empty")]));
    }

    #[test]
    fn the_gstin_tells_the_state_and_the_pan() {
        let gstin = Gstin::of(State::from_code(29).unwrap(), Pan::parse("ABCDE1234F").unwrap(), 1);
        let input =
            CustomerInput::parse(&CustomerForm { gstin: gstin.to_string(), state: "27".to_owned(), ..named("A") })
                .unwrap();
        assert_eq!(
            (input.state_code.clone(), input.pan.map(|pan| pan.to_string())),
            ("29".to_owned(), Some("ABCDE1234F".to_owned()))
        );
    }

    #[test]
    fn a_wrong_check_digit_is_told_with_the_right_one() {
        let gstin = Gstin::of(State::from_code(27).unwrap(), Pan::parse("ABCDE1234F").unwrap(), 1).to_string();
        let bad = format!("{}{}", &gstin[..14], if gstin.ends_with('A') { 'B' } else { 'A' });
        let wrong = CustomerInput::parse(&CustomerForm { gstin: bad, ..named("A") }).unwrap_err();
        assert_eq!((wrong[0].code.as_str(), wrong[0].hint.clone()), ("tax_id_check_digit", Some(gstin)));
    }

    #[test]
    fn a_pan_of_somebody_else_is_refused() {
        let gstin = Gstin::of(State::from_code(27).unwrap(), Pan::parse("ABCDE1234F").unwrap(), 1).to_string();
        let form = CustomerForm { gstin, pan: "ABCDE1234G".to_owned(), ..named("A") };
        assert_eq!(codes(CustomerInput::parse(&form)), of(&[("pan", "pan_differs")]));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let form = CustomerForm {
            phone: "12".to_owned(),
            postal_code: "40".to_owned(),
            min_days_left: "few".to_owned(),
            ..named("A")
        };
        assert_eq!(
            codes(CustomerInput::parse(&form)),
            of(&[("phone", "not_a_phone"), ("postal_code", "digits"), ("min_days_left", "not_a_count")])
        );
    }

    #[test]
    fn what_was_read_is_written_the_same() {
        let input = CustomerInput::parse(&CustomerForm { phone: "98765 43210".to_owned(), ..named("ABC") }).unwrap();
        assert_eq!(CustomerInput::parse(&input.form("", String::new())), Ok(input));
    }

    fn credit() -> CreditForm {
        CreditForm {
            limit: "50,000".to_owned(),
            status: "Active".to_owned(),
            outstanding: "4000".to_owned(),
            ..CreditForm::default()
        }
    }

    #[test]
    fn more_can_not_be_overdue_than_is_outstanding() {
        let wrong = CreditInput::parse(&CreditForm { overdue: "5000".to_owned(), ..credit() }).unwrap_err();
        assert_eq!(wrong[0].code, "above_outstanding");
    }

    #[test]
    fn what_was_read_of_the_credit_is_written_with_its_commas_and_reads_the_same() {
        let input = CreditInput::parse(&CreditForm { limit: "2700000".to_owned(), ..credit() }).unwrap();
        let form = input.form(String::new());
        assert_eq!((form.limit.as_str(), form.outstanding.as_str()), ("27,00,000.00", "4,000.00"));
        assert_eq!(CreditInput::parse(&form), Ok(input));
    }

    #[test]
    fn money_that_came_in_asks_for_a_retest_and_a_cheque_does_not() {
        let before = CreditInput::parse(&credit()).unwrap();
        let paid = CreditInput::parse(&CreditForm { outstanding: "1000".to_owned(), ..credit() }).unwrap();
        let cheque = CreditInput::parse(&CreditForm { security_cheque: "Received".to_owned(), ..credit() }).unwrap();
        assert!(paid.asks_for_retest(&before) && !cheque.asks_for_retest(&before));
    }
}
