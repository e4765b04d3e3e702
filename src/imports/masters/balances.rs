//! Rows of OD balances: what a branch of a person is overdue with in a month.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Cells, Change, Master, Reading,
    targets::{month, person},
};
use crate::{
    catalog::model::{Loaded, Upserted},
    platform::failure::FieldError,
    pms::{
        balances::{BalanceInput, MOST_BRANCHES, amount, branch},
        review::{CardAction, CardStatus, transition},
    },
    values::{Date, Figure, Month},
};

/// What is there of what a file of balances names.
#[derive(Clone, Debug)]
pub struct Balances {
    /// The ids of active people, by themselves in capitals.
    pub people: HashMap<String, String>,
    /// Every id, for "did you mean"; only read when one is unknown.
    pub codes: Vec<String>,
    /// By person, month and branch.
    pub known: HashMap<(String, Month, String), BalanceInput>,
    /// Where the scorecards stand that have a KRA on OD balances, by person and month.
    pub cards: HashMap<(String, Month), CardStatus>,
    /// The id of whoever imports: nobody enters their own.
    pub importer: String,
    pub today: Date,
}

impl Reading for Balances {
    fn keys(&self) -> &'static [&'static str] {
        &["user", "month", "branch"]
    }

    /// A blank balance keeps what is there, also where nothing is: so an export goes out to be filled in, and what stays blank
    /// changes nothing.
    fn read(&self, cells: &Cells<'_>) -> Result<(Master, Upserted), Vec<FieldError>> {
        let mut wrong = Vec::new();
        let user = person(&self.people, &self.codes, cells.get("user")).map_err(|error| wrong.push(error));
        let month = month(self.today, cells.get("month")).map_err(|error| wrong.push(error));
        let typed = cells.get("amount");
        let amount = (!typed.is_empty()).then(|| {
            amount(typed).map_err(|error| {
                let mut refused = FieldError::new("amount", error.code(), error.to_string()).typed(typed);
                refused.hint = error.suggestion(typed);
                wrong.push(refused);
            })
        });
        let branch = branch(cells.get("branch")).map_err(|(code, message)| match code {
            "empty" if amount.is_none() => {}
            "empty" => wrong.push(FieldError::new("branch", code, "Nothing was entered")),
            _ => wrong.push(FieldError::new("branch", code, message).typed(cells.get("branch"))),
        });
        let (Ok(user), Ok(month), true) = (user, month, wrong.is_empty()) else { return Err(wrong) };
        let status = self.cards.get(&(user.to_uppercase(), month)).copied().ok_or_else(|| {
            let message = format!("{user} has no scorecard with a KRA on OD balances for {}", month.wire());
            vec![FieldError::new("month", "no_scorecard", message).typed(cells.get("month"))]
        })?;
        let mut wanted = BalanceInput {
            user: user.to_owned(),
            month,
            branch: branch.unwrap_or_default(),
            amount: amount.and_then(Result::ok).unwrap_or(Figure::ZERO),
        };
        let was = self.known.get(&wanted.key());
        if typed.is_empty() {
            return Ok((Master::Balance(was.cloned().unwrap_or(wanted)), Upserted::Unchanged));
        }
        if let Some(was) = was {
            wanted.branch.clone_from(&was.branch);
        }
        let outcome = Loaded::of(was.cloned(), &wanted).outcome;
        if outcome != Upserted::Unchanged && user == self.importer {
            let message = "Your own balances are entered by somebody else: Credit Control or an Admin";
            return Err(vec![FieldError::new("user", "not_yours", message).typed(cells.get("user"))]);
        }
        if outcome != Upserted::Unchanged && transition(status, CardAction::Balances).is_none() {
            let message = format!("The scorecard is {status} and takes no other balances");
            return Err(vec![FieldError::new("amount", "closed", message).typed(typed)]);
        }
        Ok((Master::Balance(wanted), outcome))
    }

    /// Rows that name the same branch in other spellings, and people who would have too many branches.
    fn together(&self, good: &[Change], _bad: &[u32]) -> Vec<(u32, FieldError)> {
        let mut cards: BTreeMap<(String, Month), Vec<(u32, &BalanceInput)>> = BTreeMap::new();
        for change in good {
            if let Master::Balance(balance) = &change.wanted {
                cards.entry((balance.user.to_uppercase(), balance.month)).or_default().push((change.row, balance));
            }
        }
        let mut wrong = Vec::new();
        for (card, rows) in cards {
            let there = self.known.keys().filter(|(user, month, _)| (user, *month) == (&card.0, card.1));
            let mut branches: BTreeSet<String> = there.map(|(.., branch)| branch.clone()).collect();
            let mut seen = HashMap::new();
            for (row, balance) in rows.into_iter().filter(|(_, balance)| !balance.branch.is_empty()) {
                let first = *seen.entry(balance.branch.to_lowercase()).or_insert(row);
                branches.insert(balance.branch.to_lowercase());
                if first != row {
                    wrong.push((row, FieldError::new("branch", "twice", format!("Also in row {first}"))));
                } else if branches.len() > MOST_BRANCHES {
                    wrong.push((
                        row,
                        FieldError::new("branch", "too_many", format!("At most {MOST_BRANCHES} branches")),
                    ));
                }
            }
        }
        wrong
    }
}
