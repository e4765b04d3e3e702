//! Live events on the wire: server-sent events for the pages, Socket.IO for other clients.

use std::{
    collections::{HashSet, VecDeque},
    convert::Infallible,
    sync::Arc,
    time::Duration,
};

use axum::{
    Extension, Router,
    http::{HeaderMap, HeaderValue},
    response::{IntoResponse, Sse, sse},
    routing::get,
};
use serde_json::{Value, json};
use socketioxide::{
    SocketIo,
    extract::{Data, SocketRef, TryData},
    handler::ConnectHandler,
    layer::SocketIoLayer,
};
use tokio::{
    sync::{
        broadcast::{self, error::RecvError},
        watch,
    },
    time::{Instant, Interval},
};
use tower_sessions::Session;

use crate::{
    identity::{
        Actor, Origin,
        server::{people, seeing, sessions, tokens},
    },
    platform::{
        events::BEHIND,
        failure::Failure,
        server::{
            Desk,
            gate::{self, Stamp},
            http::{AppState, Caller},
            live::{self, Published},
        },
    },
    values::UserId,
};

/// How often a client hears that the line stands, and whether its person may still come in is looked up.
const BEAT: Duration = Duration::from_secs(25);

pub fn routes() -> Router<AppState> {
    Router::new().route("/live", get(stream))
}

/// Who listens, and what says that they still may.
#[derive(Clone)]
struct Listener {
    actor: Actor,
    /// The stamp of the sign-in.
    stamp: i64,
    /// The browser's session, where there is one.
    session: Option<String>,
}

impl Listener {
    /// Looks the person up anew. False: they may no longer come in.
    async fn stands(&mut self, desk: &Desk) -> bool {
        match people::find(desk, self.actor.id, self.stamp).await {
            Ok(Some(person)) => {
                let behind = self.actor.behind.take();
                self.actor = Actor { behind, ..person.actor(Origin::default()) };
            }
            Ok(None) => return false,
            Err(_) => {}
        }
        true
    }

    /// As [`Listener::stands`], and whether the session was ended for itself, or looks through these eyes no more.
    async fn stays(&mut self, desk: &Desk) -> bool {
        let ended = match &self.session {
            Some(id) if self.actor.behind.is_some() => {
                matches!(seeing::stands(desk, id, self.actor.id).await, Ok(false))
            }
            Some(id) => matches!(sessions::stands(&desk.db, id, desk.clock.now()).await, Ok(false)),
            None => false,
        };
        !ended && self.stands(desk).await
    }
}

/// A line of server-sent events.
struct Line {
    desk: Desk,
    listener: Listener,
    events: broadcast::Receiver<Arc<Published>>,
    changes: watch::Receiver<u64>,
    beat: Interval,
    /// What is told before anything new.
    first: VecDeque<sse::Event>,
    /// What was told again already, and may come once more.
    again: HashSet<i64>,
    /// The latest event that this line has seen, whether it was for this person or not.
    seen: i64,
}

/// What the signed-in person may hear, from now on. A client that comes back says by `Last-Event-ID` what it heard last: it is told
/// what it missed, as far as that is kept; where it isn't, `behind` tells it to read anew.
async fn stream(
    Caller { desk, actor }: Caller,
    Extension(Stamp(stamp)): Extension<Stamp>,
    session: Session,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Failure> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let session = session.id().filter(|_| gate::bearer(&headers).is_none()).map(|id| id.to_string());
    let hello = sse::Event::default().event("connected").data(json!({"user": actor.code}).to_string());
    let mut line = Line {
        listener: Listener { actor, stamp, session },
        // Listening begins before the past is read, so that nothing falls between.
        events: desk.live.listen(),
        changes: desk.people.watch(),
        beat: beat(),
        first: VecDeque::new(),
        again: HashSet::new(),
        seen: live::latest(&desk.db).await?,
        desk,
    };
    line.first.push_back(hello.id(line.seen.to_string()));
    if let Some(last) = text("last-event-id").and_then(|last| last.trim().parse().ok()) {
        line.tell_again(last).await?;
    }
    let stream = futures::stream::unfold(line, async |mut line| {
        let event = line.next().await?;
        Some((Ok::<_, Infallible>(event), line))
    });
    Ok(Sse::new(stream))
}

impl Line {
    async fn tell_again(&mut self, last: i64) -> Result<(), Failure> {
        let Some(missed) = live::since(&self.desk.db, last).await? else {
            self.first.push_back(behind());
            return Ok(());
        };
        for kept in missed {
            self.again.insert(kept.sequence);
            if kept.audience.is_some_and(|audience| audience.includes(&self.listener.actor)) {
                self.first.push_back(told(&kept.name, kept.sequence, &kept.payload));
            }
        }
        Ok(())
    }

    /// The next event; `None` once the person may no longer listen.
    async fn next(&mut self) -> Option<sse::Event> {
        if let Some(event) = self.first.pop_front() {
            return Some(event);
        }
        loop {
            tokio::select! {
                published = self.events.recv() => match published {
                    Ok(published) => {
                        self.seen = self.seen.max(published.sequence);
                        if self.again.remove(&published.sequence) || !published.event.audience.includes(&self.listener.actor) {
                            continue;
                        }
                        if !self.listener.stands(&self.desk).await {
                            return None;
                        }
                        if published.event.audience.includes(&self.listener.actor) {
                            let payload = published.event.payload.to_string();
                            return Some(told(published.event.name, published.sequence, &payload));
                        }
                    }
                    // This client was too slow: tell it to read anew.
                    Err(RecvError::Lagged(_)) => return Some(behind()),
                    Err(RecvError::Closed) => return None,
                },
                _ = self.changes.changed() => if !self.listener.stays(&self.desk).await { return None },
                _ = self.beat.tick() => {
                    if !self.listener.stays(&self.desk).await {
                        return None;
                    }
                    return Some(sse::Event::default().event("heartbeat").id(self.seen.to_string()).data("{}"));
                }
            }
        }
    }
}

fn told(name: &str, sequence: i64, payload: &str) -> sse::Event {
    sse::Event::default().event(name).id(sequence.to_string()).data(payload)
}

fn behind() -> sse::Event {
    sse::Event::default().event(BEHIND).data("{}")
}

fn beat() -> Interval {
    tokio::time::interval_at(Instant::now() + BEAT, BEAT)
}

/// The Socket.IO server, its token in `auth` as the existing clients send it.
pub fn layer(desk: Desk) -> (SocketIoLayer, SocketIo) {
    let (layer, io) = SocketIo::new_layer();
    let asked = desk.clone();
    let serve = async move |socket: SocketRef| serve(desk, socket);
    io.ns("/", serve.with(async move |socket: SocketRef, TryData(auth)| admit(&asked, &socket, auth.ok()).await));
    (layer, io)
}

/// Who may not connect gets `connect_error` with this message.
#[derive(Debug, thiserror::Error)]
#[error("unauthenticated: send a valid access token as `token` in auth")]
struct NotAdmitted;

async fn admit(desk: &Desk, socket: &SocketRef, auth: Option<Value>) -> Result<(), NotAdmitted> {
    let listener = listener(desk, auth.as_ref()).await.ok_or(NotAdmitted)?;
    socket.extensions.insert(listener);
    Ok(())
}

async fn listener(desk: &Desk, auth: Option<&Value>) -> Option<Listener> {
    let claims = tokens::verify(desk, auth?.get("token")?.as_str()?).ok()?;
    let person = people::find(desk, UserId::new(claims.uid), claims.stamp).await.ok()??;
    Some(Listener { actor: person.actor(Origin::default()), stamp: claims.stamp, session: None })
}

/// Tells one client what it may hear, until it leaves or its person may no longer come in.
fn serve(desk: Desk, socket: SocketRef) {
    let Some(mut listener) = socket.extensions.remove::<Listener>() else { return };
    let hello = json!({"userId": listener.actor.code, "role": listener.actor.role.as_str()});
    let _ = socket.emit("connected", &hello);
    socket.on("heartbeat", async |socket: SocketRef, Data(data): Data<Value>| {
        let _ = socket.emit("heartbeat", &data);
    });
    let (mut events, mut changes) = (desk.live.listen(), desk.people.watch());
    tokio::spawn(async move {
        let mut beat = beat();
        loop {
            tokio::select! {
                published = events.recv() => match published {
                    Ok(published) => if !pass_on(&desk, &socket, &mut listener, &published).await { return },
                    // This client was too slow: tell it to read anew.
                    Err(RecvError::Lagged(_)) => if socket.emit(BEHIND, &json!({})).is_err() { return },
                    Err(RecvError::Closed) => return,
                },
                _ = changes.changed() => if !listener.stands(&desk).await { return drop(socket.disconnect()) },
                _ = beat.tick() => {
                    if !listener.stands(&desk).await { return drop(socket.disconnect()) }
                    if socket.emit("heartbeat", &json!({})).is_err() { return }
                }
            }
        }
    });
}

/// False once there is nobody to tell any more.
async fn pass_on(desk: &Desk, socket: &SocketRef, listener: &mut Listener, published: &Published) -> bool {
    let event = &published.event;
    if !event.audience.includes(&listener.actor) {
        return true;
    }
    if !listener.stands(desk).await {
        drop(socket.clone().disconnect());
        return false;
    }
    !event.audience.includes(&listener.actor) || socket.emit(event.name, &event.payload).is_ok()
}
