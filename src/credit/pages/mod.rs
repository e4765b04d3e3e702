//! Pages of credit.

mod case;
mod queue;

pub use queue::CreditPage;
