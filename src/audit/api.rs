//! Server functions of the audit log.

use leptos::prelude::*;

use super::model::{AuditFilter, Entry, EntryList};
use crate::platform::failure::Failure;

/// A page of the log.
#[server(prefix = "/fn", endpoint = "audit/list")]
pub async fn list_entries(filter: AuditFilter) -> Result<EntryList, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::list(&desk, &actor, &filter).await)
}

/// One entry.
#[server(prefix = "/fn", endpoint = "audit/show")]
pub async fn show_entry(id: i64) -> Result<Entry, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::show(&desk, &actor, id).await)
}
