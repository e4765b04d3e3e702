//! OD balances as they are typed and as a file brings them: one branch of one person's month a row.

use serde::{Deserialize, Serialize};

use crate::values::{Figure, Month, ParseError};

/// Branches of a scorecard, at most.
pub const MOST_BRANCHES: usize = 50;

/// The overdue balance of a branch in a person's month, as it shall be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceInput {
    /// The person's id.
    pub user: String,
    pub month: Month,
    pub branch: String,
    pub amount: Figure,
}

impl BalanceInput {
    /// What it is found by, in one spelling.
    pub fn key(&self) -> (String, Month, String) {
        (self.user.to_uppercase(), self.month, self.branch.to_lowercase())
    }
}

/// The name of a branch, at most 40 characters; `None` where none is written.
pub fn branch(typed: &str) -> Option<String> {
    let branch: String = typed.trim().chars().take(40).collect();
    (!branch.is_empty() && !branch.chars().any(char::is_control)).then_some(branch)
}

/// An amount, which may lie below zero; so small that [`MOST_BRANCHES`] of them add up.
///
/// # Errors
/// Says what is wrong with it.
pub fn amount(typed: &str) -> Result<Figure, ParseError> {
    let amount = Figure::parse_signed(typed)?;
    if amount.thousandths().unsigned_abs() > 100_000_000_000_000_000 { Err(ParseError::TooLarge) } else { Ok(amount) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_has_a_name_and_an_amount_may_be_owed_to_them() {
        assert_eq!((branch("  Chennai "), branch(" "), branch("a\u{7}")), (Some("Chennai".to_owned()), None, None));
        assert_eq!(amount("-2,500.50").map(Figure::plain), Ok("-2500.5".to_owned()));
        assert!(amount("9000000000000000").is_err() && amount("much").is_err());
    }
}
