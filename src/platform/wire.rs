//! How amounts stand in the HTTP API: rupees and units as numbers, written from whole paise and thousandths without float error.

use serde_json::{Map, Number, Value};

use super::failure::{Failure, FieldError};
use crate::values::{Money, Percent, Quantity, Version};

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

/// A switch that a body names: `true` or `false`, also as text; nothing where it isn't named.
///
/// # Errors
/// What is neither, by its name: taken for `false` it would switch off.
pub fn switch(body: &Map<String, Value>, name: &str) -> Result<Option<bool>, Failure> {
    let said = body.get(name).map(typed).unwrap_or_default();
    match said.as_str() {
        "" => Ok(None),
        "true" => Ok(Some(true)),
        "false" => Ok(Some(false)),
        _ => {
            let message = format!("{name}: write true or false.");
            Err(Failure::invalid(vec![FieldError::new(name, "not_a_switch", message).typed(said)]))
        }
    }
}

/// Refuses a version that is none: taken for one that wasn't named, what others changed would be written over.
///
/// # Errors
/// What is no whole number from 1.
pub fn check_version(version: Option<&Value>) -> Result<(), Failure> {
    let said = version.map(typed).unwrap_or_default();
    if said.is_empty() || said.parse::<Version>().is_ok() {
        return Ok(());
    }
    let message = "version: write the number that came with the record, or leave it out.";
    Err(Failure::invalid(vec![FieldError::new("version", "not_an_id", message).typed(said)]))
}

/// A refusal with its fields as bodies name them: `names` has ours and theirs.
pub fn renamed(mut failure: Failure, names: &[(&str, &str)]) -> Failure {
    for error in &mut failure.fields {
        if let Some((_, theirs)) = names.iter().find(|(ours, _)| *ours == error.field) {
            error.field = (*theirs).to_owned();
        }
    }
    failure
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
    fn a_switch_is_on_off_or_not_named_and_never_guessed() {
        let body = serde_json::json!({"a": true, "b": "false", "c": null, "d": 1, "e": "yes"});
        let body = body.as_object().unwrap();
        let said = |name| switch(body, name).map_err(|failure| failure.fields[0].field.clone());
        assert_eq!(
            (said("a"), said("b"), said("c"), said("none")),
            (Ok(Some(true)), Ok(Some(false)), Ok(None), Ok(None))
        );
        assert_eq!((said("d"), said("e")), (Err("d".to_owned()), Err("e".to_owned())));
    }

    #[test]
    fn a_version_is_a_number_from_one_or_not_named() {
        let read = |version: Value| check_version(Some(&version)).is_ok();
        assert!(read(3.into()) && read("3".into()) && read(Value::Null) && check_version(None).is_ok());
        assert!(!read(0.into()) && !read("x".into()) && !read((-1).into()) && !read(1.5.into()));
    }

    #[test]
    fn a_number_and_its_text_are_read_alike() {
        assert_eq!(typed(&serde_json::json!(450.5)), "450.5");
        assert_eq!(typed(&serde_json::json!("450.5")), "450.5");
        assert_eq!(typed(&Value::Null), "");
    }
}
