//! Cells whose text is not what stands in the file: told on the cell, whatever its column would otherwise be told.

use super::{
    model::{Finding, Severity},
    sheet::{Flaw, Sheet},
    texts,
};

/// What is wrong with the reading of a row's cells, by the fields of their columns.
pub fn of(sheet: &Sheet, row: usize, places: impl IntoIterator<Item = (&'static str, usize)>) -> Vec<Finding> {
    if sheet.is_sound() {
        return Vec::new();
    }
    let flawed = places.into_iter().filter_map(|(field, column)| Some((field, column, sheet.flaw(row, column)?)));
    let mut flawed: Vec<_> = flawed.collect();
    flawed.sort_by_key(|(_, column, _)| *column);
    let told = flawed.into_iter().map(|(field, column, flaw)| {
        let (code, message, hint) = match flaw {
            Flaw::NoValue => ("no_value", texts::no_value(), texts::no_value_hint()),
            Flaw::Nul => ("bad_character", texts::bad_character(), texts::bad_character_hint()),
        };
        Finding {
            row: sheet.number(row),
            field: field.to_owned(),
            value: sheet.cell(row, column).chars().take(200).collect(),
            code: code.to_owned(),
            message: message.to_owned(),
            hint: Some(hint.to_owned()),
            severity: Severity::Wrong,
        }
    });
    told.collect()
}

/// The findings of a row with its flaws, which say why a cell seems empty or unknown.
pub fn over(mut found: Vec<Finding>, flaws: Vec<Finding>) -> Vec<Finding> {
    found.retain(|finding| flaws.iter().all(|flaw| flaw.field != finding.field));
    found.extend(flaws);
    found
}
