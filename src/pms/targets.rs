//! Targets and achievements as a file brings them: one KRA of one person's month a row.

use serde::{Deserialize, Serialize};

use super::{
    model::{Source, Unit},
    scoring::{Kind, is_absurd},
    slabs::KnownTable,
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
fn named<T: std::str::FromStr + Copy + std::fmt::Display>(
    field: &str,
    text: &str,
    usual: T,
    all: &[T],
) -> Result<T, FieldError> {
    if text.trim().is_empty() {
        return Ok(usual);
    }
    text.trim().parse().map_err(|_| {
        let names: Vec<String> = all.iter().map(ToString::to_string).collect();
        let (last, others) = names.split_last().map_or(("", &names[..]), |(last, others)| (last.as_str(), others));
        let message = format!("This is none of {} and {last}", others.join(", "));
        FieldError::new(field, "unknown_name", message).typed(text)
    })
}

fn number<T>(field: &str, text: &str, read: Result<T, ParseError>) -> Result<T, FieldError> {
    read.map_err(|error| {
        let mut wrong = FieldError::new(field, error.code(), error.to_string()).typed(text);
        wrong.hint = error.suggestion(text);
        wrong
    })
}

fn kra_name(text: &str) -> Result<String, FieldError> {
    let (name, length) = (text.trim(), text.trim().chars().count());
    match length {
        0 => Err(FieldError::new("kra", "empty", "Nothing was entered")),
        1..=90 => Ok(name.to_owned()),
        _ => {
            Err(FieldError::new("kra", "too_long", format!("{length} characters are too long; at most 90")).typed(text))
        }
    }
}

fn weight(text: &str) -> Result<Percent, FieldError> {
    let weight = number("weight", text, Percent::parse(text))?;
    if weight > Percent::from_whole(100) {
        return Err(FieldError::new("weight", "too_large", "At most 100").typed(text));
    }
    Ok(weight)
}

/// What was achieved, where it may be typed and goes with the target.
fn achieved<E>(
    text: &str,
    source: Option<Source>,
    (kind, target): (&Result<Kind, E>, &Result<Figure, E>),
) -> Result<Option<Figure>, FieldError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    if let Some(source) = source.filter(|source| source.is_computed()) {
        return Err(FieldError::new("achieved", "computed", format!("Is computed ({source}) and can't be written")));
    }
    let achieved = number("achieved", text, Figure::parse(text))?;
    match (kind, target) {
        (Ok(kind), Ok(target)) if is_absurd(*kind, *target, achieved) => {
            Err(FieldError::new("achieved", "too_large", "More than 1,00,000 % of the target").typed(text))
        }
        _ => Ok(Some(achieved)),
    }
}

/// The table's code as it is spelt, where it scores a KRA of this weight in the month.
fn table(text: &str, month: Month, weight: Option<&Percent>, tables: &[KnownTable]) -> Result<String, FieldError> {
    let Some(known) = tables.iter().find(|known| known.code.eq_ignore_ascii_case(text)) else {
        let mut error = FieldError::new("table", "unknown", "No such slab table").typed(text);
        error.hint = tables.first().map(|table| table.code.clone());
        return Err(error);
    };
    // A weight that can't be read is told by itself.
    let weight = weight.copied().unwrap_or(Percent::from_whole(100));
    known.fits(month, weight).map_err(|unfit| {
        let mut error = FieldError::new("table", unfit.code(), unfit.to_string()).typed(text);
        error.hint =
            weight.is_zero().then(|| "For a KRA that shall not count any more write Restricted and 0".to_owned());
        error
    })?;
    Ok(known.code.clone())
}

impl TargetInput {
    /// Reads a row of a file; `tables` are the slab tables there are.
    ///
    /// # Errors
    /// Every field that can't be taken.
    pub fn parse(user: &str, month: Month, form: &TargetForm, tables: &[KnownTable]) -> Result<Self, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let mut keep = |error: FieldError| wrong.push(error);
        let kra = kra_name(&form.kra).map_err(&mut keep);
        let kind = named("kind", &form.kind, Kind::Unrestricted, Kind::ALL).map_err(&mut keep);
        let unit = named("unit", &form.unit, Unit::Rupees, Unit::ALL).map_err(&mut keep);
        let source = named("source", &form.source, Source::Typed, Source::ALL).map_err(&mut keep);
        let target = match form.target.trim() {
            // Of an unknown kind nobody knows whether it needs one.
            "" if kind != Ok(Kind::Unrestricted) && kind != Ok(Kind::Restricted) => Ok(Figure::ZERO),
            text => number("target", text, Figure::parse(text)),
        };
        let target = target.map_err(&mut keep);
        let weight = weight(&form.weight).map_err(&mut keep);
        let achieved = achieved(&form.achieved, source.as_ref().ok().copied(), (&kind, &target)).map_err(&mut keep);
        let table = match kind {
            Ok(Kind::AsPerSlab) => table(form.table.trim(), month, weight.as_ref().ok(), tables).map_err(&mut keep),
            _ => Ok(String::new()),
        };
        match (kra, kind, unit, source, target, weight, achieved, table) {
            (Ok(kra), Ok(kind), Ok(unit), Ok(source), Ok(target), Ok(weight), Ok(achieved), Ok(table)) => Ok(Self {
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
                table,
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
        let table = |code: &str, from| KnownTable {
            id: 2,
            code: code.to_owned(),
            versions: vec![(from, crate::values::Points::from_whole(30))],
        };
        let tables = [table("od-balance", month), table("later", month.next())];
        TargetInput::parse("SALES-001", month, form, &tables)
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
        let all = TargetForm { unit: "Bags".to_owned(), achieved: "many".to_owned(), ..form("Sometimes", "-5", "130") };
        let fields: Vec<String> = parse(&all).unwrap_err().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["kind", "unit", "target", "weight", "achieved"]);
        assert_eq!(
            parse(&form("Sometimes", "", "30")).unwrap_err().len(),
            1,
            "whether a target is missing depends on the type"
        );
        let computed = TargetForm { source: "Collections".to_owned(), achieved: "5".to_owned(), ..form("", "5", "30") };
        assert_eq!(parse(&computed).unwrap_err(), [("achieved".to_owned(), "computed".to_owned())]);
    }

    #[test]
    fn a_slab_table_holds_in_the_month_and_gives_no_more_than_the_weight() {
        let slab =
            |table: &str, weight: &str| TargetForm { table: table.to_owned(), ..form("As per slab", "", weight) };
        let code = |form: &TargetForm| parse(form).map(|input| input.table).map_err(|wrong| wrong[0].1.clone());
        assert_eq!(code(&slab("OD-Balance", "30")), Ok("od-balance".to_owned()));
        assert_eq!(code(&slab("later", "30")), Err("no_version".to_owned()));
        assert_eq!(code(&slab("od-balance", "29.99")), Err("below_table".to_owned()));
        assert_eq!(code(&slab("nowhere", "30")), Err("unknown".to_owned()));
    }

    #[test]
    fn what_is_wrong_is_said_in_words() {
        let said = |form: &TargetForm| {
            TargetInput::parse("SALES-001", Month::new(2026, 2).unwrap(), form, &[]).unwrap_err()[0].clone()
        };
        assert_eq!(
            said(&form("Sometimes", "5", "30")).message,
            "This is none of Unrestricted, Restricted and As per slab"
        );
        let long = said(&TargetForm { kra: "K".repeat(91), ..form("", "5", "30") });
        assert_eq!((long.code.as_str(), long.message.as_str()), ("too_long", "91 characters are too long; at most 90"));
        let absurd = said(&TargetForm { achieved: "9007199254740".to_owned(), ..form("", "0.001", "30") });
        assert_eq!((absurd.field.as_str(), absurd.code.as_str()), ("achieved", "too_large"));
    }
}
