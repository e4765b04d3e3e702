//! The furniture of the pages. It knows no feature.

pub mod browser;
pub mod document;
pub mod frame;
pub mod icon;
pub mod palette;
pub mod problem;

pub use icon::Icon;
pub use problem::{ErrorSummary, FieldProblem, Problem};
