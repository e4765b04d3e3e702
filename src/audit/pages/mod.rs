//! Pages of the audit log.

mod entry;
mod list;
mod log;

pub use entry::AuditEntryPage;
pub use list::AuditPage;
pub use log::RecordLog;
