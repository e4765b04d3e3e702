//! Pages of warehouse.

mod adjust;
mod form;
mod list;
mod receive;
mod show;

pub use adjust::AdjustPage;
pub use form::WarehouseFormPage;
pub use list::WarehousesPage;
pub use receive::ReceivePage;
pub use show::WarehousePage;
