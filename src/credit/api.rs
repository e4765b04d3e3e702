//! Server functions of credit.

use leptos::prelude::*;

use super::model::{Case, Decided, Queue};
use crate::{orders::model::ActedMany, platform::failure::Failure};

/// The credit queue, in the order the address names.
#[server(prefix = "/fn", endpoint = "credit/queue")]
pub async fn show_queue(sort: String) -> Result<Queue, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::queue(&desk, &actor, super::model::QueueOrder::parse(&sort)).await)
}

/// All that credit control looks at before deciding on this order.
#[server(prefix = "/fn", endpoint = "credit/case")]
pub async fn show_case(number: String) -> Result<Case, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::case(&desk, &actor, &number).await)
}

/// Releases, holds, rejects or resumes one order, and goes on to the next.
#[server(prefix = "/fn", endpoint = "credit/decide")]
pub async fn decide(
    number: String,
    version: String,
    action: String,
    remark: String,
    #[server(default)] cause: String,
    #[server(default)] until: String,
    sort: String,
) -> Result<Decided, Failure> {
    use crate::{
        orders::server::browser::Typed,
        platform::server::{here, told},
    };
    let (desk, actor) = here()?;
    let typed = Typed { action, version, remark, cause, until, ..Typed::default() };
    told(super::server::decide::one(&desk, &actor, number, typed, sort).await)
}

/// Decides several orders with one reason; each has its own result.
#[server(prefix = "/fn", endpoint = "credit/decide-many")]
pub async fn decide_many(
    #[server(default)] numbers: Vec<String>,
    action: String,
    remark: String,
    sort: String,
) -> Result<ActedMany, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::decide::many(&desk, &actor, numbers, action, remark, sort).await)
}
