//! Pages of imports.

mod columns;
mod frame;
mod history;
mod new;
mod progress;
mod show;

pub use columns::ImportColumnsPage;
pub use history::ImportsPage;
pub use new::NewImportPage;
pub use progress::ImportProgressPage;
pub use show::ImportPage;
