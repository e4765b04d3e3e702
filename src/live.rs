//! Live events on the wire: server-sent events for the pages, Socket.IO for other clients.

use std::{convert::Infallible, sync::Arc};

use axum::{
    Router,
    response::{IntoResponse, Sse, sse},
    routing::get,
};
use futures::StreamExt;
use serde_json::{Value, json};
use socketioxide::{
    SocketIo,
    extract::{Data, SocketRef, TryData},
    handler::ConnectHandler,
    layer::SocketIoLayer,
};
use tokio::sync::broadcast::error::RecvError;
use tokio_stream::wrappers::BroadcastStream;

use crate::{
    identity::{
        Actor, Origin,
        server::{people, tokens},
    },
    platform::server::{
        Desk,
        http::{AppState, Caller},
        live::Published,
    },
    values::UserId,
};

/// How often a client hears that the line stands, and whether its person may still come in is looked up.
const BEAT: std::time::Duration = std::time::Duration::from_secs(25);

pub fn routes() -> Router<AppState> {
    Router::new().route("/live", get(stream))
}

/// What the signed-in person may hear, from now on. A client that lost events (the sequence jumps) reads anew.
async fn stream(Caller { desk, actor }: Caller) -> impl IntoResponse {
    let hello = sse::Event::default().event("connected").data(json!({"user": actor.code}).to_string());
    let events = BroadcastStream::new(desk.live.listen()).filter_map(move |published| {
        let event = match published {
            Ok(published) if published.event.audience.includes(&actor) => Some(
                sse::Event::default()
                    .event(published.event.name)
                    .id(published.sequence.to_string())
                    .data(published.event.payload.to_string()),
            ),
            Ok(_) => None,
            // This client was too slow: tell it to read anew.
            Err(_) => Some(sse::Event::default().event("behind").data("{}")),
        };
        futures::future::ready(event.map(Ok::<_, Infallible>))
    });
    let stream = futures::stream::once(futures::future::ready(Ok(hello))).chain(events);
    Sse::new(stream).keep_alive(
        sse::KeepAlive::new()
            .interval(std::time::Duration::from_secs(20))
            .event(sse::Event::default().event("heartbeat").data("{}")),
    )
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

/// Who listens, and the stamp of the sign-in that its token was given for.
#[derive(Clone)]
struct Listener {
    actor: Actor,
    stamp: i64,
}

async fn listener(desk: &Desk, auth: Option<&Value>) -> Option<Listener> {
    let claims = tokens::verify(desk, auth?.get("token")?.as_str()?).ok()?;
    let person = people::find(desk, UserId::new(claims.uid), claims.stamp).await.ok()??;
    Some(Listener { actor: person.actor(Origin::default()), stamp: claims.stamp })
}

/// Tells one client what it may hear, until it leaves or its person may no longer come in.
fn serve(desk: Desk, socket: SocketRef) {
    let Some(Listener { mut actor, stamp }) = socket.extensions.remove::<Listener>() else { return };
    let _ = socket.emit("connected", &json!({"userId": actor.code, "role": actor.role.as_str()}));
    socket.on("heartbeat", async |socket: SocketRef, Data(data): Data<Value>| {
        let _ = socket.emit("heartbeat", &data);
    });
    let mut events = desk.live.listen();
    tokio::spawn(async move {
        let mut beat = tokio::time::interval(BEAT);
        beat.tick().await;
        loop {
            tokio::select! {
                published = events.recv() => match published {
                    Ok(published) => if !pass_on(&socket, &actor, &published) { return },
                    // This client was too slow: tell it to read anew.
                    Err(RecvError::Lagged(_)) => if socket.emit("behind", &json!({})).is_err() { return },
                    Err(RecvError::Closed) => return,
                },
                _ = beat.tick() => {
                    match people::find(&desk, actor.id, stamp).await {
                        Ok(Some(person)) => actor = person.actor(Origin::default()),
                        Ok(None) => return drop(socket.disconnect()),
                        Err(_) => {}
                    }
                    if socket.emit("heartbeat", &json!({})).is_err() { return }
                }
            }
        }
    });
}

fn pass_on(socket: &SocketRef, actor: &Actor, published: &Arc<Published>) -> bool {
    !published.event.audience.includes(actor) || socket.emit(published.event.name, &published.event.payload).is_ok()
}
