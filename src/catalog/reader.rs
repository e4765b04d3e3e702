//! Reading a form's fields: every fault is collected, none stops the reading.

use crate::{
    platform::failure::FieldError,
    values::{Money, ParseError, Quantity},
};

/// Collects what is wrong with a form while its fields are read.
#[derive(Debug, Default)]
pub struct Reader {
    wrong: Vec<FieldError>,
}

impl Reader {
    /// A text of one line that must be there, with at most so many characters.
    pub fn text(&mut self, field: &str, label: &str, typed: &str, most: usize) -> String {
        let text = one_line(typed);
        if text.is_empty() {
            self.refuse(field, "empty", format!("{label}: nothing was entered."), typed);
        }
        self.fit(field, label, &text, most);
        text
    }

    /// A code that stands in addresses: in capitals, without blanks.
    pub fn code(&mut self, field: &str, label: &str, typed: &str, most: usize) -> String {
        let code = self.text(field, label, typed, most).to_uppercase();
        if code.contains(['/', '?', '#', '%', ' ']) {
            self.refuse(field, "characters", format!("{label}: no blanks and none of / ? # %."), typed);
        }
        code
    }

    /// A text of one line that may be empty.
    pub fn maybe(&mut self, field: &str, label: &str, typed: &str, most: usize) -> Option<String> {
        let text = one_line(typed);
        self.fit(field, label, &text, most);
        (!text.is_empty()).then_some(text)
    }

    fn fit(&mut self, field: &str, label: &str, text: &str, most: usize) {
        let found = text.chars().count();
        if found > most {
            self.refuse(field, "too_long", format!("{label}: {found} characters; at most {most} fit."), text);
        }
    }

    /// A value that must be there.
    pub fn value<T>(&mut self, field: &str, label: &str, typed: &str, parsed: Result<T, ParseError>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(error) => {
                let mut wrong = FieldError::new(field, error.code(), format!("{label}: {error}.")).typed(typed);
                wrong.hint = error.suggestion(typed);
                self.wrong.push(wrong);
                None
            }
        }
    }

    /// A value that may be left empty.
    pub fn some<T>(
        &mut self,
        field: &str,
        label: &str,
        typed: &str,
        parse: impl FnOnce(&str) -> Result<T, ParseError>,
    ) -> Option<T> {
        if typed.trim().is_empty() { None } else { self.value(field, label, typed, parse(typed)) }
    }

    /// What a unit costs; may be left empty.
    pub fn rate(&mut self, field: &str, label: &str, typed: &str) -> Option<Money> {
        let rate = self.some(field, label, typed, Money::parse);
        self.most_rate(field, label, typed, rate);
        rate
    }

    /// Refuses a price that no unit has.
    pub fn most_rate(&mut self, field: &str, label: &str, typed: &str, rate: Option<Money>) {
        if rate.is_some_and(|rate| rate > Money::MOST_RATE) {
            self.refuse(field, "too_large", format!("{label}: at most {} a unit.", Money::MOST_RATE.rupees()), typed);
        }
    }

    /// Refuses a quantity that nobody means.
    pub fn most(&mut self, field: &str, label: &str, typed: &str, quantity: Option<Quantity>) {
        if quantity.is_some_and(|quantity| quantity > Quantity::MOST) {
            self.refuse(field, "too_large", format!("{label}: at most {}.", Quantity::MOST), typed);
        }
    }

    /// A whole number of days, zero when empty, at most 36,500.
    pub fn days(&mut self, field: &str, label: &str, typed: &str) -> i64 {
        let typed = typed.trim();
        if typed.is_empty() {
            return 0;
        }
        match typed.parse::<i64>() {
            Ok(days) if (0..=36_500).contains(&days) => days,
            _ => {
                self.refuse(field, "not_days", format!("{label}: write a whole number of days, 0 to 36,500."), typed);
                0
            }
        }
    }

    /// Notes that a field can't be taken.
    pub fn refuse(&mut self, field: &str, code: &str, message: String, typed: &str) {
        self.wrong.push(FieldError::new(field, code, message).typed(typed));
    }

    /// What was read, when nothing was refused.
    ///
    /// # Errors
    /// Every field that can't be taken.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<FieldError>> {
        match (value, self.wrong.is_empty()) {
            (Some(value), true) => Ok(value),
            _ => Err(self.wrong),
        }
    }
}

/// A text with single spaces and none around it.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Money;

    #[test]
    fn every_fault_is_told() {
        let mut reader = Reader::default();
        reader.text("name", "Name", "  ", 10);
        reader.value("price", "Price", "ten", Money::parse("ten"));
        reader.days("days", "Days", "1.5");
        let fields: Vec<_> = reader.finish(Some(())).unwrap_err().into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["name", "price", "days"]);
    }

    #[test]
    fn an_empty_optional_field_is_no_fault() {
        let mut reader = Reader::default();
        assert_eq!(reader.some("price", "Price", " ", Money::parse), None);
        assert_eq!(reader.maybe("note", "Note", " a  b ", 10).as_deref(), Some("a b"));
        assert_eq!(reader.days("days", "Days", ""), 0);
        assert!(reader.finish(Some(())).is_ok());
    }
}
