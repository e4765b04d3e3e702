//! How amounts stand in the HTTP API: rupees and units as numbers, written from whole paise and thousandths without float error.

use serde_json::{Number, Value};

use crate::values::{Money, Percent, Quantity};

/// `124500.5`: an amount in rupees as a JSON number.
pub fn rupees(money: Money) -> Value {
    number(&money.plain())
}

/// `1.5`: a quantity as a JSON number.
pub fn units(quantity: Quantity) -> Value {
    number(&quantity.plain())
}

/// `12.5`: a rate per hundred as a JSON number.
pub fn percent(percent: Percent) -> Value {
    number(&percent.plain())
}

/// The text of a JSON number or string, as people type it.
pub fn typed(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn number(plain: &str) -> Value {
    let short = if plain.contains('.') { plain.trim_end_matches('0').trim_end_matches('.') } else { plain };
    short.parse::<Number>().map_or(Value::Null, Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_plain_json_numbers() {
        assert_eq!(rupees(Money::from_paise(12_450_050)).to_string(), "124500.5");
        assert_eq!(rupees(Money::from_rupees(450)).to_string(), "450");
        assert_eq!(rupees(Money::from_paise(-5)).to_string(), "-0.05");
        assert_eq!(units(Quantity::from_thousandths(1_500)).to_string(), "1.5");
    }

    #[test]
    fn a_number_and_its_text_are_read_alike() {
        assert_eq!(typed(&serde_json::json!(450.5)), "450.5");
        assert_eq!(typed(&serde_json::json!("450.5")), "450.5");
        assert_eq!(typed(&Value::Null), "");
    }
}
