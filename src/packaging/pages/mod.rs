//! Pages of packaging.

mod bill;
mod bills;
mod board;
mod chart;
mod count;
mod counts;
mod document;
mod issue;
mod ledger;
mod lines;
mod material;
mod material_form;
mod moving;
mod parts;
mod receive;
mod reorder;
mod scan;
mod sending;

pub use bill::BillPage;
pub use bills::BillsPage;
pub use board::BoardPage;
pub use count::CountPage;
pub use counts::CountsPage;
pub use document::EntryPage;
pub use issue::IssuePage;
pub use ledger::LedgerPage;
pub use material::MaterialPage;
pub use material_form::MaterialFormPage;
pub use receive::ReceiptPage;
pub use reorder::ReorderPage;
