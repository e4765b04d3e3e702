//! Slab tables as they are typed.

use crate::{
    platform::failure::FieldError,
    pms::{
        incentive::{Climb, Incentive, IncentiveSlab},
        model::TableForm,
        slabs::{Slab, Slabs},
    },
    values::{Figure, ParseError, Percent, Points},
};

fn number<T>(row: usize, field: &str, text: &str, read: Result<T, ParseError>) -> Result<T, FieldError> {
    let at = u32::try_from(row + 1).unwrap_or(u32::MAX);
    read.map_err(|error| FieldError::new(field, error.code(), format!("Row {}: {error}.", row + 1)).at(at).typed(text))
}

/// The rows of a slab table for KRAs.
///
/// # Errors
/// Every row that can't be read, or why they are no table.
pub fn slabs(form: &TableForm) -> Result<Slabs, Vec<FieldError>> {
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for (index, row) in
        form.rows.iter().filter(|row| !row.gives.trim().is_empty() || !row.at.trim().is_empty()).enumerate()
    {
        let up_to = match row.at.trim() {
            "" => Ok(None),
            text => number(index, "at", text, Figure::parse_signed(text)).map(Some),
        };
        match (up_to, number(index, "gives", &row.gives, Points::parse(&row.gives))) {
            (Ok(up_to), Ok(score)) => rows.push(Slab { up_to, score }),
            (up_to, score) => wrong.extend(up_to.err().into_iter().chain(score.err())),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Slabs::new(rows).map_err(|error| vec![FieldError::new("rows", "no_table", error.to_string())])
}

/// The rows of the incentive, with what the last adds.
///
/// # Errors
/// Every row that can't be read, or why they are no incentive.
pub fn incentive(form: &TableForm) -> Result<Incentive, Vec<FieldError>> {
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for (index, row) in
        form.rows.iter().filter(|row| !row.gives.trim().is_empty() || !row.at.trim().is_empty()).enumerate()
    {
        let from = number(index, "at", &row.at, Points::parse(&row.at));
        match (from, number(index, "gives", &row.gives, Percent::parse(&row.gives))) {
            (Ok(from), Ok(percent)) => rows.push(IncentiveSlab { from, percent }),
            (from, percent) => wrong.extend(from.err().into_iter().chain(percent.err())),
        }
    }
    let typed = [&form.climb_above, &form.climb_every, &form.climb_percent];
    let climb = if typed.iter().all(|text| text.trim().is_empty()) {
        None
    } else {
        let read = (Points::parse(typed[0]), Points::parse(typed[1]), Percent::parse(typed[2]));
        match read {
            (Ok(above), Ok(every), Ok(percent)) => Some(Climb { above, every, percent }),
            _ => {
                let message =
                    "Write from which mark on, for how many points, and how many percent; or leave all three empty.";
                wrong.push(FieldError::new("climb_above", "climb", message));
                None
            }
        }
    };
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Incentive::new(rows, climb).map_err(|error| vec![FieldError::new("rows", "no_table", error.to_string())])
}

/// The code of a table by its name: small letters and hyphens.
pub fn slug(name: &str) -> String {
    let words: Vec<String> = name
        .to_lowercase()
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.join("-").chars().take(40).collect()
}
