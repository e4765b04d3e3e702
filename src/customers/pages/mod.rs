//! Pages of customers.

mod credit;
mod form;
mod list;
mod parts;
mod show;
mod show_credit;

pub use credit::CreditFormPage;
pub use form::CustomerFormPage;
pub use list::CustomersPage;
pub use parts::ageing_chart;
pub use show::CustomerPage;
