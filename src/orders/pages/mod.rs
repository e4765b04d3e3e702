//! Pages of orders.

mod badge;
mod filters;
mod list;
mod show;
mod timeline;

pub use badge::StatusBadge;
pub use list::OrdersPage;
pub use show::OrderPage;
