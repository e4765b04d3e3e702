//! The settings, their names in the database, their defaults, and what may be written into them.

use serde::{Deserialize, Serialize};

use crate::{
    credit::rules::{CreditPolicy, Test},
    platform::failure::FieldError,
    pms::review,
    values::{Gstin, Money, Points, State},
};

/// The longest name of a company, in characters.
pub const LONGEST_NAME: usize = 120;
/// Expiry warnings look at most this many days ahead.
pub const MOST_WARNING_DAYS: i32 = 730;
/// A greater difference of scores is never explained.
pub const MOST_GAP: Points = Points::from_whole(100);

/// Every setting, with a value for each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Which orders go on without a person.
    pub credit: CreditPolicy,
    /// The seller, as invoices name it.
    pub company_name: String,
    /// Empty until it is known.
    pub company_gstin: String,
    /// Where the seller is registered: decides between CGST with SGST and IGST.
    pub company_state: State,
    /// Batches that expire within this many days are near expiry.
    pub expiry_warning_days: i32,
    /// Whoever signs off a score that differs more than this from the employee's own says why.
    pub review_gap: Points,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            credit: CreditPolicy::USUAL,
            company_name: "Nexus Foods".to_owned(),
            company_gstin: String::new(),
            company_state: State::MAHARASHTRA,
            expiry_warning_days: 90,
            review_gap: review::USUAL_GAP,
        }
    }
}

const RELEASE: &str = "credit.release_automatically";
const TEST: &str = "credit.test";
const OPEN_ORDERS: &str = "credit.count_open_orders";
const OVERDUE: &str = "credit.overdue_above_paise";
const NAME: &str = "company.name";
const GSTIN: &str = "company.gstin";
const STATE: &str = "company.state";
const WARNING: &str = "stock.expiry_warning_days";
const GAP: &str = "scorecards.review_gap";

impl Settings {
    /// Reads stored rows; what is not stored, or no longer makes sense, keeps its default.
    pub fn from_rows(rows: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut settings = Self::default();
        for (key, value) in rows {
            match key.as_str() {
                RELEASE => settings.credit.release_automatically = value == "true",
                TEST => settings.credit.test = value.parse().unwrap_or(settings.credit.test),
                OPEN_ORDERS => settings.credit.count_open_orders = value == "true",
                OVERDUE => {
                    settings.credit.overdue_above = value.parse().map_or(Money::ZERO, Money::from_paise);
                }
                NAME => settings.company_name = value,
                GSTIN => settings.company_gstin = value,
                STATE => settings.company_state = State::parse(&value).unwrap_or(settings.company_state),
                GAP => settings.review_gap = Points::parse(&value).unwrap_or(settings.review_gap),
                WARNING => settings.expiry_warning_days = value.parse().unwrap_or(settings.expiry_warning_days),
                _ => {}
            }
        }
        settings
    }

    /// As rows: key and value.
    pub fn rows(&self) -> [(&'static str, String); 9] {
        [
            (RELEASE, self.credit.release_automatically.to_string()),
            (TEST, self.credit.test.to_string()),
            (OPEN_ORDERS, self.credit.count_open_orders.to_string()),
            (OVERDUE, self.credit.overdue_above.paise().to_string()),
            (NAME, self.company_name.clone()),
            (GSTIN, self.company_gstin.clone()),
            (STATE, self.company_state.code()),
            (WARNING, self.expiry_warning_days.to_string()),
            (GAP, self.review_gap.plain()),
        ]
    }

    /// The rows in which `self` differs from what was `before`: key, old and new value.
    pub fn changes(&self, before: &Self) -> Vec<(&'static str, String, String)> {
        let pairs = self.rows().into_iter().zip(before.rows());
        pairs.filter(|(new, old)| new.1 != old.1).map(|(new, old)| (new.0, old.1, new.1)).collect()
    }
}

/// The settings as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsForm {
    /// `on` when ticked; an unticked box is not sent.
    #[serde(default)]
    pub release_automatically: Option<String>,
    /// Empty: as nobody has chosen otherwise.
    #[serde(default)]
    pub credit_test: String,
    #[serde(default)]
    pub count_open_orders: Option<String>,
    /// Empty: none.
    #[serde(default)]
    pub overdue_above: String,
    pub company_name: String,
    pub company_gstin: String,
    pub company_state: String,
    pub expiry_warning_days: String,
    /// Empty: as nobody has chosen otherwise.
    #[serde(default)]
    pub review_gap: String,
    /// When the settings that were shown had last been changed, in microseconds.
    pub seen: String,
}

impl SettingsForm {
    /// The form as the settings fill it.
    pub fn of(settings: &Settings) -> Self {
        let on = |yes: bool| yes.then(|| "on".to_owned());
        Self {
            release_automatically: on(settings.credit.release_automatically),
            credit_test: settings.credit.test.to_string(),
            count_open_orders: on(settings.credit.count_open_orders),
            overdue_above: settings.credit.overdue_above.plain(),
            company_name: settings.company_name.clone(),
            company_gstin: settings.company_gstin.clone(),
            company_state: settings.company_state.code(),
            expiry_warning_days: settings.expiry_warning_days.to_string(),
            review_gap: settings.review_gap.plain(),
            seen: String::new(),
        }
    }

    /// Reads what was typed.
    ///
    /// # Errors
    /// Every field that can't be taken.
    pub fn parse(&self) -> Result<Settings, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let name = told(self.name(), &mut wrong);
        let state = told(self.state(), &mut wrong);
        let gstin = told(self.gstin(state), &mut wrong);
        let days = told(self.days(), &mut wrong);
        let test = told(self.test(), &mut wrong);
        let overdue = told(self.overdue(), &mut wrong);
        let gap = told(self.gap(), &mut wrong);
        let (Some(company_name), Some(company_state), Some(company_gstin)) = (name, state, gstin) else {
            return Err(wrong);
        };
        let (Some(expiry_warning_days), Some(test), Some(overdue_above), Some(review_gap)) = (days, test, overdue, gap)
        else {
            return Err(wrong);
        };
        let credit = CreditPolicy {
            release_automatically: self.release_automatically.is_some(),
            test,
            count_open_orders: self.count_open_orders.is_some(),
            overdue_above,
        };
        Ok(Settings { credit, company_name, company_gstin, company_state, expiry_warning_days, review_gap })
    }

    fn name(&self) -> Result<String, FieldError> {
        let name = self.company_name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            let message = format!("Name: write 1 to {LONGEST_NAME} characters.");
            return Err(FieldError::new("company_name", "length", message).typed(&self.company_name));
        }
        Ok(name.to_owned())
    }

    fn state(&self) -> Result<State, FieldError> {
        State::parse(&self.company_state).map_err(|error| {
            FieldError::new("company_state", error.code(), format!("State: {error}.")).typed(&self.company_state)
        })
    }

    /// Empty: none. Where the state could be read, the number must be of it.
    fn gstin(&self, state: Option<State>) -> Result<String, FieldError> {
        let typed = self.company_gstin.trim();
        if typed.is_empty() {
            return Ok(String::new());
        }
        let wrong = |code: &str, message: String| FieldError::new("company_gstin", code, message);
        let gstin =
            Gstin::parse(typed).map_err(|error| wrong("not_a_gstin", format!("GST number: {error}.")).typed(typed))?;
        match state {
            Some(state) if gstin.state().is_some_and(|home| home != state) => {
                let message = format!("GST number: it belongs to another state than {}.", state.name());
                Err(wrong("other_state", message).typed(gstin.to_string()))
            }
            _ => Ok(gstin.to_string()),
        }
    }

    fn days(&self) -> Result<i32, FieldError> {
        let days = self.expiry_warning_days.trim().parse::<i32>().ok();
        days.filter(|days| (1..=MOST_WARNING_DAYS).contains(days)).ok_or_else(|| {
            let message = format!("Expiry warning: write days from 1 to {MOST_WARNING_DAYS}.");
            FieldError::new("expiry_warning_days", "not_days", message).typed(&self.expiry_warning_days)
        })
    }

    fn test(&self) -> Result<Test, FieldError> {
        match self.credit_test.trim() {
            "" => Ok(CreditPolicy::USUAL.test),
            typed => typed.parse().map_err(|_| {
                let message = "Credit test: choose one of the list.";
                FieldError::new("credit_test", "unknown", message).typed(&self.credit_test)
            }),
        }
    }

    fn overdue(&self) -> Result<Money, FieldError> {
        match self.overdue_above.trim() {
            "" => Ok(Money::ZERO),
            typed => Money::parse(typed).map_err(|_| {
                let message = "Overdue to let pass: write an amount in rupees.";
                FieldError::new("overdue_above", "not_an_amount", message).typed(&self.overdue_above)
            }),
        }
    }

    fn gap(&self) -> Result<Points, FieldError> {
        let gap = match self.review_gap.trim() {
            "" => Some(review::USUAL_GAP),
            typed => Points::parse(typed).ok().filter(|gap| *gap <= MOST_GAP),
        };
        gap.ok_or_else(|| {
            let message = format!("Difference of scores: write points from 0 to {MOST_GAP}.");
            FieldError::new("review_gap", "not_points", message).typed(&self.review_gap)
        })
    }
}

/// What was read; where it can't be taken, why is kept with what else is wrong.
fn told<T>(read: Result<T, FieldError>, wrong: &mut Vec<FieldError>) -> Option<T> {
    read.map_err(|error| wrong.push(error)).ok()
}

/// The settings page: the values, and when they were last changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsPageData {
    pub settings: Settings,
    pub seen: i64,
    pub states: Vec<(String, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> SettingsForm {
        let settings = Settings { expiry_warning_days: 60, ..Settings::default() };
        SettingsForm { company_name: " Nexus Foods ".to_owned(), ..SettingsForm::of(&settings) }
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let overdue_above = Money::from_rupees(25);
        let credit =
            CreditPolicy { release_automatically: false, test: Test::Warn, count_open_orders: false, overdue_above };
        let review_gap = Points::from_whole(3);
        let settings = Settings { credit, expiry_warning_days: 30, review_gap, ..Settings::default() };
        let rows = settings.rows().map(|(key, value)| (key.to_owned(), value));
        assert_eq!(Settings::from_rows(rows), settings);
    }

    #[test]
    fn a_box_that_is_not_ticked_turns_automatic_release_off() {
        let form = SettingsForm { release_automatically: None, ..form() };
        assert_eq!(form.parse().map(|settings| settings.credit.release_automatically), Ok(false));
    }

    #[test]
    fn a_form_filled_by_settings_is_read_as_them() {
        let credit = CreditPolicy { test: Test::Off, count_open_orders: false, ..CreditPolicy::USUAL };
        let settings = Settings { credit, ..Settings::default() };
        assert_eq!(SettingsForm::of(&settings).parse(), Ok(settings));
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let form = SettingsForm {
            company_name: String::new(),
            company_state: "Atlantis".to_owned(),
            expiry_warning_days: "soon".to_owned(),
            ..form()
        };
        let fields: Vec<_> = form.parse().err().into_iter().flatten().map(|error| error.field).collect();
        assert_eq!(fields, ["company_name", "company_state", "expiry_warning_days"]);
    }

    #[test]
    fn a_difference_of_scores_is_points_and_as_usual_where_none_is_written() {
        let gap =
            |typed: &str| SettingsForm { review_gap: typed.to_owned(), ..form() }.parse().map(|set| set.review_gap);
        assert_eq!((gap("2.5"), gap("")), (Ok(Points::from_millionths(2_500_000)), Ok(review::USUAL_GAP)));
        assert!(gap("-1").is_err() && gap("101").is_err() && gap("some").is_err());
    }

    #[test]
    fn only_what_differs_is_a_change() {
        let after = Settings { expiry_warning_days: 30, ..Settings::default() };
        assert_eq!(after.changes(&Settings::default()), [(WARNING, "90".to_owned(), "30".to_owned())]);
    }
}
