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

/// Characters of a branch's name, at most.
const MOST_NAME: usize = 40;

/// The name of a branch.
///
/// # Errors
/// Code and text where none is written, or one that is too long to keep whole.
pub fn branch(typed: &str) -> Result<String, (&'static str, String)> {
    let branch = typed.trim();
    let length = branch.chars().count();
    if branch.is_empty() || branch.chars().any(char::is_control) {
        return Err(("empty", "Write the branch.".to_owned()));
    }
    if length > MOST_NAME {
        return Err(("too_long", format!("A branch's name has at most {MOST_NAME} characters, this has {length}.")));
    }
    Ok(branch.to_owned())
}

/// An amount. Below zero, the branch has paid more than was due, which counts against what others owe. So small that [`MOST_BRANCHES`] of them add up.
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
        let code = |typed: &str| branch(typed).map_err(|(code, _)| code);
        assert_eq!(
            (code("  Chennai "), code(" "), code("a\u{7}")),
            (Ok("Chennai".to_owned()), Err("empty"), Err("empty"))
        );
        assert_eq!(code(&"ब".repeat(40)), Ok("ब".repeat(40)));
        assert_eq!(code(&"b".repeat(41)), Err("too_long"));
        assert_eq!(amount("-2,500.50").map(Figure::plain), Ok("-2500.5".to_owned()));
        assert!(amount("9000000000000000").is_err() && amount("much").is_err());
    }
}
