//! Server functions of Home, the dashboard, the notices and the search.

use leptos::prelude::*;

use super::{
    model::{Dashboard, Home, NoticeList},
    period::Asked,
};
use crate::{
    platform::failure::Failure,
    ui::{frame::FrameData, palette::Found},
};

/// Home of the person who asks.
#[server(prefix = "/fn", endpoint = "dashboard/home")]
pub async fn show_home() -> Result<Home, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::home(&desk, &actor).await)
}

/// What the frame shows, as it is now.
#[server(prefix = "/fn", endpoint = "frame")]
pub async fn show_frame() -> Result<FrameData, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::frame::load(&desk, &actor).await)
}

/// The dashboard of a period.
#[server(prefix = "/fn", endpoint = "dashboard/board")]
pub async fn show_dashboard(asked: Asked) -> Result<Dashboard, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::board::board(&desk, &actor, &asked).await)
}

/// My notices, those older than `before` where it is given.
#[server(prefix = "/fn", endpoint = "notices/list")]
pub async fn list_notices(before: Option<i64>) -> Result<NoticeList, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::notices::list(&desk, &actor, before).await)
}

/// What matches these words: orders, customers, products, people, places and actions that I may see.
#[server(prefix = "/fn", endpoint = "search")]
pub async fn find_anything(q: String) -> Result<Vec<Found>, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::find::find(&desk, &actor, &q).await)
}
