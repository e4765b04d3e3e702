//! What can go wrong with stock, beside what can with every record.

use crate::{
    platform::failure::{Fault, FieldError, Kind},
    values::Quantity,
};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// More is promised to orders than would be left.
    #[error(
        "At most {free} can be taken from this batch: the rest is promised to orders. Release or change those first."
    )]
    Promised { free: Quantity },
}

impl Fault for Error {
    fn kind(&self) -> Kind {
        Kind::Conflict
    }

    fn code(&self) -> &'static str {
        "promised"
    }

    fn fields(&self) -> Vec<FieldError> {
        vec![FieldError::new("quantity", "promised", self.to_string())]
    }
}
