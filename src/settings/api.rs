//! Server functions of the settings.

use leptos::prelude::*;

use super::model::{SettingsForm, SettingsPageData};
use crate::platform::failure::Failure;

/// The settings.
#[server(prefix = "/fn", endpoint = "settings/show")]
pub async fn show_settings() -> Result<SettingsPageData, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::show(&desk, &actor).await)
}

/// Changes the settings.
#[server(prefix = "/fn", endpoint = "settings/save")]
pub async fn save_settings(form: SettingsForm) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::save(&desk, &actor, form).await)?;
    leptos_axum::redirect("/settings?saved=1");
    Ok(())
}
