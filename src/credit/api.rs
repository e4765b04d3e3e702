//! Server functions of credit.

use leptos::prelude::*;

use super::{
    model::{Case, Decided, Queue},
    simulation::{Ask, Simulation},
};
use crate::{orders::model::ActedMany, platform::failure::Failure};

/// The credit queue, as the address names it; with `mine=yes` what was forwarded to one.
#[server(prefix = "/fn", endpoint = "credit/queue")]
pub async fn show_queue(sort: String, #[server(default)] mine: String) -> Result<Queue, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::queue(&desk, &actor, super::model::QueueView::parse(&sort, &mine)).await)
}

/// All that credit control looks at before deciding on this order.
#[server(prefix = "/fn", endpoint = "credit/case")]
pub async fn show_case(number: String) -> Result<Case, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::case(&desk, &actor, &number).await)
}

/// Releases, holds, rejects, resumes, forwards or tests one order again, and goes on to the next.
#[server(prefix = "/fn", endpoint = "credit/decide")]
pub async fn decide(
    number: String,
    version: String,
    action: String,
    remark: String,
    #[server(default)] cause: String,
    #[server(default)] until: String,
    #[server(default)] person: String,
    sort: String,
    #[server(default)] mine: String,
) -> Result<Decided, Failure> {
    use crate::{
        orders::server::browser::Typed,
        platform::server::{here, told},
    };
    let (desk, actor) = here()?;
    let typed = Typed { action, version, remark, cause, until, person, ..Typed::default() };
    told(super::server::decide::one(&desk, &actor, number, typed, super::model::QueueView::parse(&sort, &mine)).await)
}

/// Does it to several orders with one reason; each has its own result.
#[server(prefix = "/fn", endpoint = "credit/decide-many")]
pub async fn decide_many(
    #[server(default)] numbers: Vec<String>,
    action: String,
    remark: String,
    #[server(default)] person: String,
    sort: String,
    #[server(default)] mine: String,
) -> Result<ActedMany, Failure> {
    use crate::{
        orders::server::browser::Typed,
        platform::server::{here, told},
    };
    let (desk, actor) = here()?;
    let typed = Typed { action, remark, person, ..Typed::default() };
    told(super::server::decide::many(&desk, &actor, numbers, typed, super::model::QueueView::parse(&sort, &mine)).await)
}

/// What the rules would decide on an order that nobody books, and what a policy would do to those that are open.
#[server(prefix = "/fn", endpoint = "credit/simulate")]
pub async fn simulate(ask: Ask) -> Result<Simulation, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::simulate::simulate(&desk, &actor, &ask).await)
}
