//! The furniture of the pages. It knows no feature.

pub mod address;
pub mod badge;
pub mod browser;
pub mod combobox;
pub mod counts;
pub mod crumbs;
pub mod request;
pub mod form;
pub mod frame;
pub mod icon;
pub mod input;
pub mod kept;
pub mod list;
pub mod list_keys;
pub mod live;
pub mod markup;
pub mod outbox;
pub mod page;
pub mod palette;
pub mod problem;
pub mod read;
pub mod rows;
pub mod scanner;
pub mod shortcuts;
pub mod sign_in_again;
pub mod still;
pub mod toast;
pub mod upload;

pub use address::{decode, encode};
pub use badge::Badge;
pub use icon::Icon;
pub use problem::{ErrorSummary, FieldProblem, Problem};
pub use read::{read, resource};
pub use still::Still;
