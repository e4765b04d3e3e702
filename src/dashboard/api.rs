//! Server functions of the dashboard.

use leptos::prelude::*;

use super::model::Home;
use crate::platform::failure::Failure;

/// Home of the person who asks.
#[server(prefix = "/fn", endpoint = "dashboard/home")]
pub async fn show_home() -> Result<Home, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::home(&desk, &actor).await)
}
