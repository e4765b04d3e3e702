//! The numbers people read: `ORD-2611-00042`, `CLR-2611-00007`, `INV/26-27/00001`.
//!
//! Who gives out the next sequence without gaps is the store's care; here is only how it is written and read.

use std::fmt;

use crate::values::{FinancialYear, Month};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Order,
    /// An order of exact batches near their expiry.
    Clearance,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::Order, Self::Clearance];

    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Order => "ORD",
            Self::Clearance => "CLR",
        }
    }
}

/// An order's number, counted by kind and month. Beyond 99,999 it grows a digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderNumber {
    pub kind: Kind,
    pub month: Month,
    pub sequence: u32,
}

impl OrderNumber {
    /// Reads a number as it is written; case does not matter.
    pub fn parse(text: &str) -> Option<Self> {
        let upper = text.trim().to_ascii_uppercase();
        let (prefix, rest) = upper.split_once('-')?;
        let (month, sequence) = rest.split_once('-')?;
        let kind = Kind::ALL.into_iter().find(|kind| kind.prefix() == prefix)?;
        let (year, month) = (digits(month.get(..2)?, 2)?, digits(month.get(2..)?, 2)?);
        let month = Month::new(2000 + i32::try_from(year).ok()?, u8::try_from(month).ok()?)?;
        Some(Self { kind, month, sequence: digits(sequence, 5)? })
    }
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}{:05}", in_month(self.kind, self.month), self.sequence))
    }
}

/// How every number of a kind and month begins: `ORD-2611-`.
pub fn in_month(kind: Kind, month: Month) -> String {
    format!("{}-{:02}{:02}-", kind.prefix(), month.year().rem_euclid(100), month.number())
}

/// `ORD-2611-00042`
pub fn order_number(kind: Kind, month: Month, sequence: u32) -> String {
    OrderNumber { kind, month, sequence }.to_string()
}

/// An invoice's number, gap-free within its financial year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InvoiceNumber {
    pub year: FinancialYear,
    pub sequence: u32,
}

impl InvoiceNumber {
    /// Reads a number as it is written; case does not matter.
    pub fn parse(text: &str) -> Option<Self> {
        let upper = text.trim().to_ascii_uppercase();
        let (year, sequence) = upper.strip_prefix("INV/")?.split_once('/')?;
        let start = digits(year.get(..2)?, 2)?;
        let number =
            Self { year: FinancialYear::starting(2000 + i32::try_from(start).ok()?), sequence: digits(sequence, 5)? };
        (number.year.to_string() == year).then_some(number)
    }
}

impl fmt::Display for InvoiceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("INV/{}/{:05}", self.year, self.sequence))
    }
}

/// `INV/26-27/00001`
pub fn invoice_number(year: FinancialYear, sequence: u32) -> String {
    InvoiceNumber { year, sequence }.to_string()
}

/// A number of at least so many digits, with no more zeros in front than that takes.
fn digits(text: &str, least: usize) -> Option<u32> {
    let is_written_so = text.len() == least || (text.len() > least && !text.starts_with('0'));
    (is_written_so && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_order_is_numbered_by_kind_and_month() {
        let november = Month::new(2026, 11).unwrap();
        assert_eq!(order_number(Kind::Order, november, 42), "ORD-2611-00042");
        assert_eq!(order_number(Kind::Clearance, november, 100_000), "CLR-2611-100000");
    }

    #[test]
    fn an_invoice_is_numbered_by_financial_year() {
        assert_eq!(invoice_number(FinancialYear::starting(2026), 1), "INV/26-27/00001");
        assert_eq!(InvoiceNumber::parse("inv/26-27/00001").map(|n| n.to_string()).as_deref(), Some("INV/26-27/00001"));
    }

    #[test]
    fn what_is_no_number_is_not_read() {
        for bad in [
            "",
            "ORD-2611-42",
            "ORD-2613-00042",
            "ORD-261-00042",
            "XYZ-2611-00042",
            "ORD-2611-000042",
            "ORD-2611-0004x",
            "ORD-२६-00042",
        ] {
            assert_eq!(OrderNumber::parse(bad), None, "{bad}");
        }
        for bad in ["INV/26-28/00001", "INV/26-27/1", "INV/26/00001", "INV-26-27-00001"] {
            assert_eq!(InvoiceNumber::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(year in 2000..2100, month in 1..=12u8, sequence in any::<u32>(), clearance in any::<bool>()) {
            let kind = if clearance { Kind::Clearance } else { Kind::Order };
            let number = OrderNumber { kind, month: Month::new(year, month).unwrap(), sequence };
            prop_assert_eq!(OrderNumber::parse(&number.to_string()), Some(number));
            let number = InvoiceNumber { year: FinancialYear::starting(year), sequence };
            prop_assert_eq!(InvoiceNumber::parse(&number.to_string()), Some(number));
        }
    }
}
