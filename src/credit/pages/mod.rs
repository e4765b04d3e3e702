//! Pages of credit.

mod case;
mod queue;
mod standing;

pub use queue::CreditPage;
