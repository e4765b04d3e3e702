//! Pages of warehouse.

mod adjust;
mod receive;

pub use adjust::AdjustPage;
pub use receive::ReceivePage;
