//! What can go wrong in the credit queue; what orders refuse is theirs to say.

use crate::platform::failure::{Fault, Kind};

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("No waiting order was chosen. Tick the orders to decide on, then try again.")]
    NoneChosen,
}

impl Fault for Error {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        "none_chosen"
    }
}
