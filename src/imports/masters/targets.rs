//! Rows of KRA targets and achievements.

use std::collections::{BTreeMap, HashMap};

use super::{Cells, Change, Master, Reading};
use crate::{
    catalog::model::{Loaded, Upserted},
    platform::failure::FieldError,
    pms::{
        review::CardStatus,
        slabs::KnownTable,
        targets::{TargetForm, TargetInput},
    },
    values::{Date, Month, Percent, did_you_mean},
};

/// What is there of what a file of targets names.
#[derive(Clone, Debug)]
pub struct Targets {
    /// The ids of active people, by themselves in capitals.
    pub people: HashMap<String, String>,
    /// Every id, for "did you mean"; only read when one is unknown.
    pub codes: Vec<String>,
    /// By person, month and KRA.
    pub known: HashMap<(String, Month, String), TargetInput>,
    /// Where the scorecards stand that there are, by person and month.
    pub cards: HashMap<(String, Month), CardStatus>,
    /// The slab tables.
    pub tables: Vec<KnownTable>,
    pub today: Date,
}

impl Reading for Targets {
    fn keys(&self) -> &'static [&'static str] {
        &["user", "month", "kra"]
    }

    fn read(&self, cells: &Cells<'_>) -> Result<(Master, Upserted), Vec<FieldError>> {
        let mut wrong = Vec::new();
        let user = person(&self.people, &self.codes, cells.get("user")).map_err(|error| wrong.push(error));
        let month = month(self.today, cells.get("month")).map_err(|error| wrong.push(error));
        let (Ok(user), Ok(month)) = (user, month) else { return Err(wrong) };
        if let Some(status) =
            self.cards.get(&(user.to_uppercase(), month)).filter(|status| **status != CardStatus::Draft)
        {
            let message = format!("The scorecard is {status} and takes no other targets");
            return Err(vec![FieldError::new("month", "not_a_draft", message).typed(cells.get("month"))]);
        }
        let was = self.known.get(&(user.to_uppercase(), month, cells.get("kra").to_lowercase()));
        let mut form = was.map_or_else(TargetForm::default, TargetForm::from);
        for (field, typed) in [
            ("kra", &mut form.kra),
            ("criteria", &mut form.criteria),
            ("kind", &mut form.kind),
            ("unit", &mut form.unit),
            ("source", &mut form.source),
            ("category", &mut form.category),
            ("target", &mut form.target),
            ("achieved", &mut form.achieved),
            ("weight", &mut form.weight),
            ("table", &mut form.table),
        ] {
            cells.over(field, typed);
        }
        let mut wanted = TargetInput::parse(user, month, &form, &self.tables)?;
        if let Some(was) = was {
            wanted.kra.clone_from(&was.kra);
        }
        let outcome = Loaded::of(was.cloned(), &wanted).outcome;
        Ok((Master::Target(Box::new(wanted)), outcome))
    }

    /// The weights of a person's month come to 100 with the file laid over what is there; if not, each of its rows is refused,
    /// so that no choice of rows leaves half a scorecard.
    fn together(&self, good: &[Change], bad: &[u32]) -> Vec<(u32, FieldError)> {
        let mut cards: BTreeMap<(String, Month), Vec<(u32, &TargetInput)>> = BTreeMap::new();
        for change in good {
            if let Master::Target(target) = &change.wanted {
                cards.entry((target.user.to_uppercase(), target.month)).or_default().push((change.row, target));
            }
        }
        let mut there: HashMap<(&str, Month), Vec<&TargetInput>> = HashMap::new();
        for ((user, month, _), known) in &self.known {
            there.entry((user, *month)).or_default().push(known);
        }
        let wrong = |((user, month), rows): ((String, Month), Vec<(u32, &TargetInput)>)| {
            let named = |known: &&&TargetInput| rows.iter().any(|(_, row)| row.key() == known.key());
            let others: Vec<_> =
                there.get(&(user.as_str(), month)).into_iter().flatten().filter(|known| !named(known)).collect();
            let all = rows.iter().map(|(_, row)| row.weight).chain(others.iter().map(|known| known.weight));
            let sum = Percent::from_basis_points(all.map(Percent::basis_points).sum());
            let error = weights(rows.first()?.1, sum, others.len(), !bad.is_empty());
            let refused = rows.iter().map(|(row, target)| (*row, error.clone().typed(target.weight.plain())));
            (sum != Percent::from_whole(100)).then(|| refused.collect::<Vec<_>>())
        };
        cards.into_iter().filter_map(wrong).flatten().collect()
    }
}

/// Weights that don't come to 100; `others` KRAs are there that the file does not name, `bad` says that some of its rows
/// could not be read.
fn weights(target: &TargetInput, sum: Percent, others: usize, bad: bool) -> FieldError {
    let with = match others {
        0 => String::new(),
        1 => ", with the KRA that is there".to_owned(),
        count => format!(", with the {count} KRAs that are there"),
    };
    let message = format!("The weights of {} for {} come to {sum}{with}", target.user, target.month.wire());
    let mut error = FieldError::new("weight", "weights", message);
    error.hint = Some(match (bad, others) {
        (true, _) => "They must come to 100 %; rows with other mistakes don't count yet".to_owned(),
        (false, 0) => "They must come to 100 %".to_owned(),
        (false, _) => "They must come to 100 %; write 0 for a KRA that shall not count any more".to_owned(),
    });
    error
}

/// The id that a row names, as it is spelt; `codes` are every id, for "did you mean".
pub(super) fn person<'a>(
    people: &'a HashMap<String, String>,
    codes: &[String],
    typed: &str,
) -> Result<&'a str, FieldError> {
    if typed.is_empty() {
        return Err(FieldError::new("user", "empty", "Nothing was entered"));
    }
    people.get(&typed.to_uppercase()).map(String::as_str).ok_or_else(|| {
        let mut wrong = FieldError::new("user", "unknown", "Nobody active has this id").typed(typed);
        wrong.hint = did_you_mean(typed, codes.iter().map(String::as_str)).map(str::to_owned);
        wrong
    })
}

/// The month that a row names, none in the future.
pub(super) fn month(today: Date, typed: &str) -> Result<Month, FieldError> {
    let serial = typed.parse::<i64>().ok().filter(|serial| (20_000..80_000).contains(serial));
    let month = match serial.and_then(Date::from_excel_serial) {
        // A sheet keeps a month as its first day, and that as a number.
        Some(day) => day.month(),
        None => {
            read_month(typed).map_err(|error| FieldError::new("month", error.code(), error.to_string()).typed(typed))?
        }
    };
    if month > today.month() {
        return Err(FieldError::new("month", "future", "Lies in the future").typed(typed));
    }
    Ok(month)
}

/// A month, or a day of it.
fn read_month(typed: &str) -> Result<Month, crate::values::ParseError> {
    Month::parse(typed).or_else(|error| Date::parse(typed).map(Date::month).map_err(|_| error))
}
