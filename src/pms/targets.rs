//! Targets and achievements as a file brings them: one KRA of one person's month a row.

use serde::{Deserialize, Serialize};

use super::{
    model::{Source, Unit},
    scoring::Kind,
};
use crate::{
    platform::failure::FieldError,
    values::{Figure, Month, ParseError, Percent},
};

/// A KRA of a person's month, as it shall be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetInput {
    /// The person's id.
    pub user: String,
    pub month: Month,
    pub kra: String,
    pub criteria: String,
    pub kind: Kind,
    pub unit: Unit,
    pub source: Source,
    pub category: String,
    pub target: Figure,
    /// Only where it is typed; what is computed no file brings.
    pub achieved: Option<Figure>,
    pub weight: Percent,
    /// The slab table's code, of a KRA as per slab.
    pub table: String,
}

/// The same as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetForm {
    pub kra: String,
    pub criteria: String,
    pub kind: String,
    pub unit: String,
    pub source: String,
    pub category: String,
    pub target: String,
    pub achieved: String,
    pub weight: String,
    pub table: String,
}

impl From<&TargetInput> for TargetForm {
    fn from(input: &TargetInput) -> Self {
        Self {
            kra: input.kra.clone(),
            criteria: input.criteria.clone(),
            kind: input.kind.to_string(),
            unit: input.unit.to_string(),
            source: input.source.to_string(),
            category: input.category.clone(),
            target: input.target.plain(),
            achieved: input.achieved.map(Figure::plain).unwrap_or_default(),
            weight: input.weight.plain(),
            table: input.table.clone(),
        }
    }
}

/// A name of a list, or the first of the list where nothing is written.
fn named<T: std::str::FromStr + Copy>(field: &str, text: &str, usual: T, all: &str) -> Result<T, FieldError> {
    if text.trim().is_empty() {
        return Ok(usual);
    }
    text.trim().parse().map_err(|_| FieldError::new(field, "unknown_name", format!("Write one of: {all}")).typed(text))
}

fn list<T: Copy + std::fmt::Display>(all: &[T]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn number<T>(field: &str, text: &str, read: Result<T, ParseError>) -> Result<T, FieldError> {
    read.map_err(|error| {
        let mut wrong = FieldError::new(field, error.code(), error.to_string()).typed(text);
        wrong.hint = error.suggestion(text);
        wrong
    })
}

impl TargetInput {
    /// Reads a row of a file; `tables` are the codes of the slab tables there are.
    ///
    /// # Errors
    /// Every field that can't be taken.
    pub fn parse(user: &str, month: Month, form: &TargetForm, tables: &[String]) -> Result<Self, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let mut keep = |error: FieldError| wrong.push(error);
        let kra = form.kra.trim().to_owned();
        if kra.is_empty() || kra.chars().count() > 90 {
            keep(FieldError::new("kra", "empty", "Write 1 to 90 characters").typed(&form.kra));
        }
        let kind = named("kind", &form.kind, Kind::Unrestricted, &list(Kind::ALL)).map_err(&mut keep);
        let unit = named("unit", &form.unit, Unit::Rupees, &list(Unit::ALL)).map_err(&mut keep);
        let source = named("source", &form.source, Source::Typed, &list(Source::ALL)).map_err(&mut keep);
        let (Ok(kind), Ok(unit), Ok(source)) = (kind, unit, source) else { return Err(wrong) };
        let target = match form.target.trim() {
            "" if kind == Kind::AsPerSlab => Ok(Figure::ZERO),
            text => number("target", text, Figure::parse(text)),
        };
        let target = target.map_err(&mut keep);
        let weight = number("weight", &form.weight, Percent::parse(&form.weight)).map_err(&mut keep);
        if weight.is_ok_and(|weight| weight > Percent::from_whole(100)) {
            keep(FieldError::new("weight", "too_large", "At most 100").typed(&form.weight));
        }
        let achieved = match form.achieved.trim() {
            "" => Ok(None),
            _ if source.is_computed() => {
                Err(FieldError::new("achieved", "computed", format!("Is computed ({source}) and can't be written")))
            }
            text => number("achieved", text, Figure::parse(text)).map(Some),
        };
        let achieved = achieved.map_err(&mut keep);
        let table = form.table.trim();
        let known = tables.iter().find(|code| code.eq_ignore_ascii_case(table));
        if kind == Kind::AsPerSlab && known.is_none() {
            let mut error = FieldError::new("table", "unknown", "No such slab table").typed(table);
            error.hint = tables.first().cloned();
            keep(error);
        }
        match (target, weight, achieved) {
            (Ok(target), Ok(weight), Ok(achieved)) if wrong.is_empty() => Ok(Self {
                user: user.to_owned(),
                month,
                kra,
                criteria: form.criteria.trim().chars().take(300).collect(),
                kind,
                unit,
                source,
                category: if source.by_category() { form.category.trim().to_owned() } else { String::new() },
                target,
                achieved,
                weight,
                table: known.filter(|_| kind == Kind::AsPerSlab).cloned().unwrap_or_default(),
            }),
            _ => Err(wrong),
        }
    }

    /// What names it, folded.
    pub fn key(&self) -> (String, Month, String) {
        (self.user.to_uppercase(), self.month, self.kra.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(form: &TargetForm) -> Result<TargetInput, Vec<(String, String)>> {
        let month = Month::new(2026, 2).unwrap();
        TargetInput::parse("SALES-001", month, form, &["od-balance".to_owned()])
            .map_err(|wrong| wrong.into_iter().map(|one| (one.field, one.code)).collect())
    }

    fn form(kind: &str, target: &str, weight: &str) -> TargetForm {
        TargetForm {
            kra: "Sales".to_owned(),
            kind: kind.to_owned(),
            target: target.to_owned(),
            weight: weight.to_owned(),
            ..TargetForm::default()
        }
    }

    #[test]
    fn a_row_reads_back_as_it_was_written() {
        let input = parse(&form("restricted", "5,00,000", "30%")).unwrap();
        assert_eq!(
            (input.kind, input.target, input.weight),
            (Kind::Restricted, Figure::from_units(500_000), Percent::from_whole(30))
        );
        assert_eq!(parse(&TargetForm::from(&input)), Ok(input));
    }

    #[test]
    fn every_mistake_of_a_row_is_told() {
        let wrong = parse(&form("Restricted", "-5", "130")).unwrap_err();
        assert_eq!(
            wrong,
            [("target".to_owned(), "negative".to_owned()), ("weight".to_owned(), "too_large".to_owned())]
        );
        assert_eq!(parse(&form("Sometimes", "5", "30")).unwrap_err()[0].0, "kind");
        assert_eq!(parse(&form("As per slab", "", "30")).unwrap_err()[0].0, "table");
        let computed = TargetForm { source: "Collections".to_owned(), achieved: "5".to_owned(), ..form("", "5", "30") };
        assert_eq!(parse(&computed).unwrap_err(), [("achieved".to_owned(), "computed".to_owned())]);
    }
}
