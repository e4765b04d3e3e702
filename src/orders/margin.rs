//! What an order earns: its sale before GST less what its goods cost to buy. Whole paise throughout.

use serde::{Deserialize, Serialize};

use crate::values::{Money, Overflow, Percent, Quantity};

/// What the margin of a line depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoldLine {
    /// From 1.
    pub position: i64,
    pub quantity: Quantity,
    /// What it is sold for, before GST.
    pub amount: Money,
    /// What one unit costs to buy; `None` where nobody has said.
    pub purchase_rate: Option<Money>,
}

/// A sale with its cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earned {
    pub sale: Money,
    pub cost: Money,
    /// Below zero: sold for less than it cost.
    pub margin: Money,
}

impl Earned {
    fn of(sale: Money, cost: Money) -> Result<Self, Overflow> {
        Ok(Self { sale, cost, margin: sale.checked_sub(cost).ok_or(Overflow)? })
    }

    /// What part of the sale the margin is; `None` of goods given away.
    pub fn share(&self) -> Option<Percent> {
        self.margin.share_of(self.sale)
    }
}

/// A line of an order with what it earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineMargin {
    pub position: i64,
    /// `None`: its cost isn't known.
    pub earned: Option<Earned>,
}

/// What an order earns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Margin {
    /// Of the lines whose cost is known, taken together; `None` where none is.
    pub earned: Option<Earned>,
    pub lines: Vec<LineMargin>,
}

impl Margin {
    /// How many lines stand outside the margin, because nobody has said what their goods cost.
    pub fn without_cost(&self) -> usize {
        self.lines.iter().filter(|line| line.earned.is_none()).count()
    }
}

/// # Errors
/// [`Overflow`] when an amount does not fit.
pub fn margin(lines: impl IntoIterator<Item = SoldLine>) -> Result<Margin, Overflow> {
    let lines = lines.into_iter().map(line_margin).collect::<Result<Vec<_>, _>>()?;
    let known = || lines.iter().filter_map(|line| line.earned);
    let sale = Money::checked_sum(known().map(|earned| earned.sale)).ok_or(Overflow)?;
    let cost = Money::checked_sum(known().map(|earned| earned.cost)).ok_or(Overflow)?;
    let earned = if known().next().is_some() { Some(Earned::of(sale, cost)?) } else { None };
    Ok(Margin { earned, lines })
}

fn line_margin(line: SoldLine) -> Result<LineMargin, Overflow> {
    let earned = match line.purchase_rate {
        Some(rate) => Some(Earned::of(line.amount, rate.checked_times(line.quantity).ok_or(Overflow)?)?),
        None => None,
    };
    Ok(LineMargin { position: line.position, earned })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sold(position: i64, quantity: &str, rate: &str, purchase_rate: Option<&str>) -> SoldLine {
        let quantity = Quantity::parse(quantity).unwrap();
        let amount = Money::parse(rate).unwrap().checked_times(quantity).unwrap();
        SoldLine { position, quantity, amount, purchase_rate: purchase_rate.map(|rate| Money::parse(rate).unwrap()) }
    }

    fn shown(earned: Option<Earned>) -> Option<(String, String, String, String)> {
        earned.map(|earned| {
            let share = earned.share().map(|share| share.to_string()).unwrap_or_default();
            (earned.sale.to_string(), earned.cost.to_string(), earned.margin.to_string(), share)
        })
    }

    fn told(sale: &str, cost: &str, margin: &str, share: &str) -> Option<(String, String, String, String)> {
        Some((sale.to_owned(), cost.to_owned(), margin.to_owned(), share.to_owned()))
    }

    #[test]
    fn a_margin_is_the_sale_less_the_cost_by_line_and_together() {
        let found = margin([sold(1, "40", "450", Some("380")), sold(2, "2.5", "100", Some("120.10"))]).unwrap();
        assert_eq!(shown(found.lines[0].earned), told("18,000.00", "15,200.00", "2,800.00", "15.56 %"));
        assert_eq!(shown(found.lines[1].earned), told("250.00", "300.25", "-50.25", "-20.1 %"));
        assert_eq!(shown(found.earned), told("18,250.00", "15,500.25", "2,749.75", "15.07 %"));
        assert_eq!(found.without_cost(), 0);
    }

    #[test]
    fn a_line_without_cost_counts_neither_as_sale_nor_as_margin() {
        let found = margin([sold(1, "10", "100", Some("80")), sold(2, "10", "900", None)]).unwrap();
        assert_eq!(shown(found.earned), told("1,000.00", "800.00", "200.00", "20 %"));
        assert_eq!((found.lines[1].earned, found.without_cost()), (None, 1));
        let unknown = margin([sold(1, "10", "900", None)]).unwrap();
        assert_eq!((unknown.earned, unknown.without_cost()), (None, 1));
        assert_eq!(margin([]), Ok(Margin::default()));
    }

    #[test]
    fn what_is_given_away_has_a_margin_and_no_share() {
        let free = margin([sold(1, "3", "0", Some("10.50"))]).unwrap();
        assert_eq!(shown(free.earned), told("0.00", "31.50", "-31.50", ""));
    }

    #[test]
    fn a_cost_is_rounded_half_up_to_the_paisa() {
        let found = margin([sold(1, "0.5", "1", Some("0.25"))]).unwrap();
        assert_eq!(found.earned.map(|earned| (earned.cost.paise(), earned.margin.paise())), Some((13, 37)));
    }

    #[test]
    fn a_cost_that_does_not_fit_is_refused() {
        let line = SoldLine {
            position: 1,
            quantity: Quantity::from_thousandths(i64::MAX),
            amount: Money::ZERO,
            purchase_rate: Some(Money::from_rupees(1_000)),
        };
        assert_eq!(margin([line]), Err(Overflow));
    }
}
