//! Pages of orders.

mod badge;
mod filters;
mod form;
mod list;
mod show;
mod timeline;

pub use badge::StatusBadge;
pub use form::{BookPage, ChangePage};
pub use list::OrdersPage;
pub use show::OrderPage;
