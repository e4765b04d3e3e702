//! What the frame around every page shows, read before the page is rendered.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

use super::super::queue;
use crate::{
    identity::{
        Actor, Capability, Role, Sees,
        model::{Me, Seen},
    },
    orders::Status,
    platform::{
        endpoint::{Endpoint, Kind},
        failure::Failure,
        server::{Desk, Text, ask},
    },
    pms::late,
    ui::frame::FrameData,
    values::{Date, Month},
};

/// No frame needs to know of more: beyond this, "many" says as much.
const MOST: i64 = 1000;

/// The states in which an import waits for its owner.
const IMPORTS_WAIT: [&str; 2] = ["Needs columns", "Checked"];

/// Puts [`FrameData`] beside the request of a page, so that the page's frame can show it. A frame that can't be read does
/// not keep the page away: it is shown without counts.
pub async fn frame(State(desk): State<Desk>, mut request: Request, next: Next) -> Response {
    if let (true, Some(actor)) = (is_page(&request), request.extensions().get::<Actor>().cloned()) {
        let data = match load(&desk, &actor).await {
            Ok(data) => data,
            Err(failure) => {
                ask::log(&failure, actor.origin.request_id.as_deref());
                let seen = seen(&desk, &actor);
                FrameData { me: me(&actor), waiting: Vec::new(), unread: 0, leads: leads(&actor), seen }
            }
        };
        request.extensions_mut().insert(data);
    }
    next.run(request).await
}

fn is_page(request: &Request) -> bool {
    request.extensions().get::<&'static Endpoint>().is_some_and(|endpoint| endpoint.kind == Kind::Page)
}

fn me(actor: &Actor) -> Me {
    Me { code: actor.code.clone(), name: actor.name.clone(), email: actor.email.clone(), role: actor.role }
}

fn leads(actor: &Actor) -> bool {
    actor.role == Role::Admin || !actor.below.is_empty()
}

/// Who is signed in, what waits for them, how many notices they have not read: one statement, remembered.
///
/// # Errors
/// When the database refuses.
pub async fn load(desk: &Desk, actor: &Actor) -> Result<FrameData, Failure> {
    let today = desk.clock.today();
    let counted = desk.memory.recall("frame", format!("{} {today}", actor.id), count_all(desk, actor, today)).await?;
    Ok(FrameData { seen: seen(desk, actor), ..counted })
}

/// Whether another looks through these eyes.
fn seen(desk: &Desk, actor: &Actor) -> Option<Seen> {
    let until = actor.behind.as_ref().filter(|behind| behind.id != actor.id)?.until;
    Some(Seen { until: until.ist_clock(), seconds: until.seconds_since(desk.clock.now()).max(0) })
}

async fn count_all(desk: &Desk, actor: &Actor, today: Date) -> Result<FrameData, Failure> {
    let db = desk.read(actor, Capability::SignedIn)?;
    let mut text = Text::new(db.engine(), "select (select count(*) from (select 1 from notifications where user_id = ");
    text.bind(actor.id).push(" and read_at is null limit ").bind(MOST).push(") unread), ");
    count(&mut text, actor, queue::waits_at_credit(actor.role));
    text.push(", ");
    count(&mut text, actor, queue::waits_at_orders(actor.role));
    text.push(", ");
    low(&mut text, actor);
    text.push(", ");
    count_scorecards(&mut text, actor, late::current(today));
    // One's own files that wait for an answer: which column is which, or whether to run.
    text.push(", (select count(*) from (select 1 from imports where state in ")
        .bind_list(IMPORTS_WAIT.map(str::to_owned));
    text.push(" and user_id = ").bind(actor.id).push(" limit ").bind(MOST).push(") mine)");
    let counts: (i64, i64, i64, i64, i64, i64) = db.text(text).one().await?;
    let (unread, credit, orders, packaging, scorecards, imports) = counts;
    let waiting = [
        ("/orders", orders),
        ("/credit", credit),
        ("/packaging", packaging),
        ("/scorecards", scorecards),
        ("/imports", imports),
    ];
    let waiting = waiting.map(|(path, count)| (path.to_owned(), count)).to_vec();
    Ok(FrameData { me: me(actor), waiting, unread, leads: leads(actor), seen: None })
}

/// Materials at their reorder level or below, for those who order or issue them.
fn low(text: &mut Text, actor: &Actor) {
    if actor.may(Capability::ReceivePackaging) {
        text.push("(select count(*) from (select 1 from packaging_materials where active and on_hand_milli <= reorder_level_milli limit ");
        text.bind(MOST).push(") low)");
    } else {
        text.push("cast(0 as bigint)");
    }
}

/// The sums kept by day answer, at any number of orders.
fn count(text: &mut Text, actor: &Actor, statuses: &[Status]) {
    if statuses.is_empty() {
        text.push("cast(0 as bigint)");
        return;
    }
    text.push("(select coalesce(cast(sum(orders) as bigint), 0) from order_totals where orders > 0 and status in ");
    text.bind_list(statuses.iter().copied());
    if let Sees::Of(people) = actor.sees() {
        text.push(" and salesperson_id in ").bind_list(people);
    }
    text.push(")");
}

/// My own scorecards to enter or acknowledge, and those of the people below to review or to lock.
fn count_scorecards(text: &mut Text, actor: &Actor, current: Month) {
    if !actor.may(Capability::EnterAchieved) {
        text.push("cast(0 as bigint)");
        return;
    }
    text.push("(select count(*) from (select 1 from scorecards where user_id = ").bind(actor.id);
    text.push(" and status in ('Draft', 'Reviewed') and month <= ").bind(current).push(" limit ").bind(MOST);
    text.push(") own)");
    // Each by its own index; who has left acknowledges no more.
    let others = [
        " where s.status in ('Submitted', 'Disputed')",
        " join users u on u.id = s.user_id where s.status in ('Acknowledged', 'Reviewed') and (s.status = 'Acknowledged' or u.status <> 'Active')",
    ];
    for which in others {
        text.push(" + (select count(*) from (select 1 from scorecards s").push(which).push(" and s.user_id <> ");
        text.bind(actor.id);
        if actor.role != Role::Admin {
            // One value however many they are; the plus keeps the index.
            let below = serde_json::json!(actor.below).to_string();
            text.push(" and +s.user_id in (select cast(value as bigint) from json_each(").bind(below).push("))");
        }
        text.push(" limit ").bind(MOST).push(") others)");
    }
}
