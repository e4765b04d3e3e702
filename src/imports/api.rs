//! Server functions of imports.

use leptos::prelude::*;

use super::{
    columns::Correction,
    model::{History, ImportView},
};
use crate::platform::failure::Failure;

/// A page of the history, older than `before`.
#[server(prefix = "/fn", endpoint = "imports/list")]
pub async fn list_imports(before: Option<String>) -> Result<History, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::show::history(&desk, &actor, before.and_then(|id| id.parse().ok())).await)
}

/// An import with a page of its findings.
#[server(prefix = "/fn", endpoint = "imports/show")]
pub async fn show_import(id: String, page: Option<String>) -> Result<ImportView, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    let page = page.and_then(|page| page.parse().ok()).unwrap_or(1);
    told(super::server::show::show(&desk, &actor, id.parse().unwrap_or(crate::values::ImportId::new(0)), page).await)
}

/// Runs, cancels, checks again or takes back an import, and goes where that is shown.
#[server(prefix = "/fn", endpoint = "imports/change")]
pub async fn change_import(id: String, action: String, mode: Option<String>) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    let to = told(super::server::browser::change(&desk, &actor, &id, &action, mode.as_deref()).await)?;
    leptos_axum::redirect(&to);
    Ok(())
}

/// Takes a suggestion for all rows with that value in that column, and checks again.
#[server(prefix = "/fn", endpoint = "imports/correct")]
pub async fn correct_import(id: String, correction: Correction) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    let to = told(super::server::browser::correct(&desk, &actor, &id, correction).await)?;
    leptos_axum::redirect(&to);
    Ok(())
}

/// Says what each header of the file is, in the file's order; an empty choice leaves the column out.
#[server(prefix = "/fn", endpoint = "imports/columns")]
pub async fn choose_columns(id: String, choices: Option<Vec<String>>) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    let to = told(super::server::browser::columns(&desk, &actor, &id, choices.unwrap_or_default()).await)?;
    leptos_axum::redirect(&to);
    Ok(())
}
