//! Server functions of identity.

use leptos::prelude::*;

use crate::platform::failure::Failure;

/// Signs in and goes on to `next`.
#[server(prefix = "/fn", endpoint = "identity/sign-in")]
pub async fn sign_in(email: String, password: String, next: Option<String>) -> Result<(), Failure> {
    use crate::platform::server::told;
    told(super::server::browser::sign_in(email, password, next).await)
}
