//! Pages of orders.

mod badge;
mod bulk;
mod cells;
mod drafts;
mod files;
mod filters;
mod form;
mod forward;
mod list;
mod margin;
mod override_fields;
mod rows;
mod run;
mod views;
mod show;
mod timeline;

pub use badge::StatusBadge;
pub use bulk::bulk_result;
pub use drafts::DraftsPage;
pub use filters::customer_finder;
pub use form::{BookPage, ChangePage};
pub use forward::{ColleagueField, forwarded_note};
pub use list::OrdersPage;
pub use override_fields::OverrideFields;
pub use run::RunPage;
pub use show::OrderPage;
