//! Pages of credit.

mod case;
mod exposure;
mod queue;
mod simulate;
mod simulated;
mod standing;

pub use queue::CreditPage;
pub use simulate::SimulatePage;
