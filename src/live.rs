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
    extract::{Data, SocketRef},
    layer::SocketIoLayer,
};
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
    io.ns("/", move |socket: SocketRef, Data(auth): Data<Value>| {
        let desk = desk.clone();
        async move { connect(desk, socket, auth).await }
    });
    (layer, io)
}

async fn connect(desk: Desk, socket: SocketRef, auth: Value) {
    let Some(actor) = asking(&desk, &auth).await else {
        let _ = socket.emit("error", &json!({"code": "unauthenticated", "message": "Send a valid token in auth."}));
        let _ = socket.disconnect();
        return;
    };
    let _ = socket.emit("connected", &json!({"userId": actor.code, "role": actor.role.as_str()}));
    socket.on("heartbeat", |socket: SocketRef, Data(data): Data<Value>| async move {
        let _ = socket.emit("heartbeat", &data);
    });
    let mut events = desk.live.listen();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                published = events.recv() => match published {
                    Ok(published) => if !pass_on(&socket, &actor, &published) { return },
                    Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => continue,
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
                },
                () = tokio::time::sleep(std::time::Duration::from_secs(25)) => {
                    if socket.emit("heartbeat", &json!({})).is_err() { return }
                }
            }
        }
    });
}

fn pass_on(socket: &SocketRef, actor: &Actor, published: &Arc<Published>) -> bool {
    !published.event.audience.includes(actor) || socket.emit(published.event.name, &published.event.payload).is_ok()
}

async fn asking(desk: &Desk, auth: &Value) -> Option<Actor> {
    let claims = tokens::verify(desk, auth.get("token")?.as_str()?).ok()?;
    let person = people::find(desk, UserId::new(claims.uid), claims.stamp).await.ok()??;
    Some(person.actor(Origin::default()))
}
