//! Customers as the screens know them.

use serde::{Deserialize, Serialize};

use crate::{
    audit::model::LogRow,
    credit::ageing::Ageing,
    orders::Status,
    values::{Date, Money},
};

/// What a list of customers is narrowed to, as the address says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerFilter {
    #[serde(alias = "search")]
    pub q: String,
    /// A salesperson's id.
    #[serde(alias = "salespersonId")]
    pub salesperson: String,
    #[serde(alias = "customerClass")]
    pub class: String,
    /// `over`, `overdue`, `blocked`, or nothing.
    pub view: String,
    /// A day: active customers who ordered nothing since.
    pub quiet: String,
    /// Where the last page ended: the code of its last customer.
    pub after: String,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerRow {
    pub code: String,
    pub name: String,
    pub location: String,
    pub class: String,
    pub status: String,
    pub phone: String,
    pub salesperson: String,
    pub limit: Money,
    /// Outstanding and open orders.
    pub exposure: Money,
    pub overdue: Money,
    pub ageing_days: i64,
}

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerList {
    pub rows: Vec<CustomerRow>,
    pub total: i64,
    /// The page after this one, as [`CustomerFilter::after`].
    pub next: Option<String>,
    pub salespeople: Vec<(String, String)>,
    pub classes: Vec<String>,
    pub may_edit: bool,
    pub may_import: bool,
    pub may_export: bool,
}

/// All of a customer but the credit side, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerForm {
    /// The id, such as `CUST-001`; a new customer without one gets the next.
    pub code: String,
    pub name: String,
    pub kind: String,
    pub class: String,
    pub channel: String,
    pub constitution: String,
    pub gstin: String,
    pub pan: String,
    pub fssai: String,
    pub email: String,
    pub phone: String,
    pub address: String,
    pub location: String,
    pub region: String,
    /// The state's code; the GSTIN decides where there is one.
    pub state: String,
    pub postal_code: String,
    pub sales_manager: String,
    /// The salesperson's id.
    pub salesperson: String,
    /// The price list's code.
    pub price_list: String,
    pub min_days_left: String,
    pub version: String,
}

/// The credit side of a customer, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CreditForm {
    pub limit: String,
    pub days: String,
    pub security_cheque: String,
    pub outstanding: String,
    pub overdue: String,
    pub ageing_days: String,
    /// The nine buckets, youngest first.
    pub ages: Vec<String>,
    /// `Active`, `Blocked` or `Inactive`.
    pub status: String,
    pub version: String,
}

/// A form with what it offers to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerEditor {
    /// Empty for a new customer.
    pub code: String,
    pub form: CustomerForm,
    pub salespeople: Vec<(String, String)>,
    pub price_lists: Vec<(String, String)>,
}

/// The credit form of a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditEditor {
    pub code: String,
    pub name: String,
    pub form: CreditForm,
}

/// How a customer stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub limit: Money,
    pub days: i64,
    pub outstanding: Money,
    pub open_orders: Money,
    pub open_count: i64,
    /// Whether they stand in the exposure, by the credit policy.
    pub counts_open_orders: bool,
    pub overdue: Money,
    pub ageing_days: i64,
    /// `None` for eyes that don't work with credit.
    pub ageing: Option<Ageing>,
    pub security_cheque: String,
}

impl Standing {
    /// Outstanding and open orders, as far as these count.
    pub fn exposure(&self) -> Money {
        let open = if self.counts_open_orders { self.open_orders } else { Money::ZERO };
        Money::from_paise(self.outstanding.paise().saturating_add(open.paise()))
    }

    /// How far the exposure is above the limit; zero when within.
    pub fn over(&self) -> Money {
        Money::from_paise(self.exposure().paise().saturating_sub(self.limit.paise()).max(0))
    }
}

/// An order of the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRow {
    pub number: String,
    pub booked_on: Date,
    pub status: Status,
    pub lines: i64,
    pub total: Money,
    pub salesperson: String,
}

/// A rate of the customer's price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateRow {
    pub sku: String,
    pub product: String,
    pub list_price: Money,
    pub rate: Money,
}

/// A customer's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerRecord {
    pub form: CustomerForm,
    pub status: String,
    pub state_name: String,
    pub salesperson_name: String,
    pub price_list_name: String,
    pub standing: Standing,
    pub orders: Vec<OrderRow>,
    pub rates: Vec<RateRow>,
    pub log: Vec<LogRow>,
    pub may_edit: bool,
    pub may_edit_credit: bool,
    pub may_book: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(outstanding: i64, open: i64, limit: i64) -> Standing {
        let rupees = Money::from_rupees;
        Standing {
            limit: rupees(limit),
            days: 30,
            outstanding: rupees(outstanding),
            open_orders: rupees(open),
            open_count: 1,
            counts_open_orders: true,
            overdue: Money::ZERO,
            ageing_days: 0,
            ageing: None,
            security_cheque: String::new(),
        }
    }

    #[test]
    fn exposure_is_outstanding_and_open_orders() {
        assert_eq!(standing(40, 20, 50).exposure(), Money::from_rupees(60));
        assert_eq!(standing(40, 20, 50).over(), Money::from_rupees(10));
        let alone = Standing { counts_open_orders: false, ..standing(40, 20, 50) };
        assert_eq!((alone.exposure(), alone.over()), (Money::from_rupees(40), Money::ZERO));
    }

    #[test]
    fn nobody_within_the_limit_is_over_it() {
        assert_eq!(standing(30, 20, 50).over(), Money::ZERO);
    }
}
