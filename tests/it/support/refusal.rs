//! Why a service refused.

use std::fmt::Debug;

use nexus::platform::failure::Failure;

/// The code of what must be a refusal.
#[track_caller]
pub fn code<T: Debug>(outcome: Result<T, Failure>) -> String {
    outcome.unwrap_err().code
}

/// The first field that was refused, and the code of that.
#[track_caller]
pub fn field<T: Debug>(outcome: Result<T, Failure>) -> (String, String) {
    let failure = outcome.unwrap_err();
    let first = failure.fields.first().unwrap_or_else(|| panic!("{failure:?}"));
    (first.field.clone(), first.code.clone())
}
