//! History shows nobody a value that they may not see where it stands today.

use serde_json::{Map, Value};

use super::model::Change;

/// What is written in place of a value that is not for these eyes.
pub const HIDDEN: &str = "•••";

/// Fields whose name holds one of these are shown to nobody.
const SECRET: &[&str] = &["password", "secret", "token", "hash", "stamp"];
/// Fields whose name holds one of these are shown to those who set salaries.
const PAY: &[&str] = &["salary", "incentive"];

fn hidden(field: &str, sees_pay: bool) -> bool {
    let field = field.to_lowercase();
    let holds = |words: &[&str]| words.iter().any(|word| field.contains(word));
    holds(SECRET) || (!sees_pay && holds(PAY))
}

/// The value without what is not for these eyes, at any depth.
pub fn masked(value: Value, sees_pay: bool) -> Value {
    match value {
        Value::Object(fields) => {
            let shown = fields.into_iter().map(|(name, value)| {
                let value = if hidden(&name, sees_pay) && !value.is_null() {
                    Value::from(HIDDEN)
                } else {
                    masked(value, sees_pay)
                };
                (name, value)
            });
            Value::Object(shown.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.into_iter().map(|item| masked(item, sees_pay)).collect(),
        other => other,
    }
}

fn text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// Old and new side by side, a field a row, as these eyes may see them.
pub fn changes(old: Option<&str>, new: Option<&str>, sees_pay: bool) -> Vec<Change> {
    let read = |text: Option<&str>| {
        text.and_then(|text| serde_json::from_str::<Value>(text).ok()).map(|value| masked(value, sees_pay))
    };
    let (old, new) = (read(old), read(new));
    let mut names: Vec<String> = Vec::new();
    for fields in [&old, &new].into_iter().flatten().filter_map(Value::as_object) {
        names.extend(fields.keys().filter(|name| !names.contains(name)).cloned().collect::<Vec<_>>());
    }
    if names.is_empty() && (old.is_some() || new.is_some()) {
        return vec![Change { field: String::new(), old: text(old.as_ref()), new: text(new.as_ref()) }];
    }
    let pick = |from: &Option<Value>, name: &str| text(from.as_ref().and_then(|value| value.get(name)));
    names.into_iter().map(|name| Change { old: pick(&old, &name), new: pick(&new, &name), field: name }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_salary_is_shown_to_those_who_set_it_alone() {
        let old = Some(r#"{"grossMonthlySalary": "50000.00", "zone": "West"}"#);
        let seen = |sees_pay| changes(old, None, sees_pay).into_iter().map(|change| change.old).collect::<Vec<_>>();
        assert_eq!(seen(true), ["50000.00", "West"]);
        assert_eq!(seen(false), [HIDDEN, "West"]);
    }

    #[test]
    fn a_password_is_shown_to_nobody() {
        assert_eq!(
            changes(None, Some(r#"{"user": {"passwordHash": "$argon2id$"}}"#), true)[0].new,
            format!(r#"{{"passwordHash":"{HIDDEN}"}}"#)
        );
    }

    #[test]
    fn old_and_new_stand_side_by_side() {
        let rows = changes(Some(r#"{"rate": 450}"#), Some(r#"{"rate": 445, "remark": "agreed"}"#), true);
        let rows: Vec<_> = rows.iter().map(|row| (row.field.as_str(), row.old.as_str(), row.new.as_str())).collect();
        assert_eq!(rows, [("rate", "450", "445"), ("remark", "", "agreed")]);
    }
}
