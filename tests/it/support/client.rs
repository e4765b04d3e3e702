//! A client of the server: one person's requests, answered by the real router.

use std::{net::SocketAddr, time::Duration};

use axum::{
    body::{Body, BodyDataStream, Bytes},
    extract::ConnectInfo,
    http::{HeaderMap, HeaderValue, Request, header},
};
use futures::StreamExt;
use nexus::{identity::server::tokens, platform::server::http::escape, sample::Person, values::UserId};
use serde_json::Value;
use tower::ServiceExt;

use super::App;

/// Somebody who asks.
#[derive(Clone)]
pub struct Client<'a> {
    app: &'a App,
    person: Option<&'static Person>,
    cookie: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl<'a> Client<'a> {
    pub(super) fn anonymous(app: &'a App) -> Self {
        Self { app, person: None, cookie: None }
    }

    pub(super) fn person(app: &'a App, person: &'static Person) -> Self {
        Self { app, person: Some(person), cookie: None }
    }

    /// The same client with a session cookie, as a browser has it after signing in through the form.
    pub async fn sign_in(self, email: &str, password: &str) -> Self {
        let reply = self.post_form("/sign-in", &[("email", email), ("password", password)]).await;
        assert_eq!(reply.status, 303, "{}", reply.text());
        let cookie = reply.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Self { cookie: Some(cookie), ..self }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None, Vec::new()).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, None, Vec::new()).await
    }

    pub async fn post_json(&self, path: &str, body: Value) -> Reply {
        self.json("POST", path, body).await
    }

    pub async fn put_json(&self, path: &str, body: Value) -> Reply {
        self.json("PUT", path, body).await
    }

    pub async fn patch_json(&self, path: &str, body: Value) -> Reply {
        self.json("PATCH", path, body).await
    }

    pub async fn json(&self, method: &str, path: &str, body: Value) -> Reply {
        self.send(method, path, Some("application/json"), body.to_string().into_bytes()).await
    }

    /// A form as a browser without script posts it.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.send("POST", path, Some("application/x-www-form-urlencoded"), encode(fields)).await
    }

    /// A server function as the script calls it.
    pub async fn server_fn(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.post_form(path, fields).await
    }

    /// One file as the field `file` of a multipart form.
    pub async fn upload(&self, path: &str, name: &str, bytes: Vec<u8>) -> Reply {
        self.upload_with(path, name, bytes, &[]).await
    }

    /// One file, with more fields before it.
    pub async fn upload_with(&self, path: &str, name: &str, bytes: Vec<u8>, fields: &[(&str, &str)]) -> Reply {
        const BOUNDARY: &str = "nexus-test-boundary-7d81";
        let mut body = Vec::new();
        for (field, value) in fields {
            body.extend(
                format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
                    .into_bytes(),
            );
        }
        body.extend(
            format!(
                "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                 content-type: application/octet-stream\r\n\r\n"
            )
            .into_bytes(),
        );
        body.extend(bytes);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
        self.send("POST", path, Some(&format!("multipart/form-data; boundary={BOUNDARY}")), body).await
    }

    async fn send(&self, method: &str, path: &str, media_type: Option<&str>, body: Vec<u8>) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "nexus.test");
        if let Some(media_type) = media_type {
            request = request.header(header::CONTENT_TYPE, media_type);
        }
        self.request(request.body(Body::from(body)).unwrap()).await
    }

    /// Any request, with this person's token or session added.
    pub async fn request(&self, mut request: Request<Body>) -> Reply {
        self.sign(&mut request).await;
        let response = self.app.router().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Reply { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// Any request, as it comes from this address.
    pub async fn request_from(&self, address: &str, mut request: Request<Body>) -> Reply {
        let address: SocketAddr = format!("{address}:4000").parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(address));
        self.request(request).await
    }

    /// A POST of JSON from this address.
    pub async fn post_json_from(&self, address: &str, path: &str, body: Value) -> Reply {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        self.request_from(address, request.body(Body::from(body.to_string())).unwrap()).await
    }

    async fn sign(&self, request: &mut Request<Body>) {
        if let Some(person) = self.person {
            let bearer = self.bearer(person).await;
            request.headers_mut().insert(header::AUTHORIZATION, bearer);
        }
        if let Some(cookie) = &self.cookie {
            let headers = request.headers_mut();
            headers.insert(header::COOKIE, cookie.parse().unwrap());
            headers.insert("sec-fetch-site", "same-origin".parse().unwrap());
        }
    }

    /// Opens the line of live events; `last` is what was heard before, as a browser says it that comes back.
    pub async fn live(&self, last: Option<&str>) -> Live {
        let mut request = Request::builder().uri("/live").header(header::HOST, "nexus.test");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let mut request = request.body(Body::empty()).unwrap();
        self.sign(&mut request).await;
        let response = self.app.router().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        Live { body: response.into_body().into_data_stream(), text: String::new() }
    }

    /// A POST of JSON with an `Idempotency-Key`.
    pub async fn post_once(&self, path: &str, key: &str, body: &Value) -> Reply {
        let request = Request::post(path)
            .header(header::HOST, "nexus.test")
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", key);
        self.request(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// The status alone: the body is never read, so that a stream without end ends here too.
    pub async fn status(&self, method: &str, path: &str) -> u16 {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "nexus.test");
        if let Some(person) = self.person {
            request = request.header(header::AUTHORIZATION, self.bearer(person).await);
        }
        self.app.router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status().as_u16()
    }
}

impl Client<'_> {
    /// A token signed anew for each request, so that a test may move the clock and end sessions.
    async fn bearer(&self, person: &Person) -> HeaderValue {
        let (desk, id) = (self.app.desk(), UserId::from(person.id));
        let stamp: Result<(i64,), _> = desk.db.sql("select stamp from users where id = $1").bind(id).one().await;
        let (stamp,) = stamp.unwrap_or_else(|error| panic!("{error:?}"));
        let token = tokens::access(&desk, id, person.code, person.role.as_str(), stamp)
            .unwrap_or_else(|error| panic!("{error:?}"));
        format!("Bearer {token}").parse().unwrap()
    }
}

/// An open line of live events.
pub struct Live {
    body: BodyDataStream,
    text: String,
}

/// One event as it came.
#[derive(Debug, Default)]
pub struct Heard {
    pub name: String,
    pub id: String,
    pub data: String,
}

impl Live {
    /// The next event; `None` once the server has ended the line.
    pub async fn next(&mut self) -> Option<Heard> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let mut heard = Heard::default();
                for line in event.lines() {
                    match line.split_once(':') {
                        Some(("event", name)) => heard.name = name.trim().to_owned(),
                        Some(("id", id)) => heard.id = id.trim().to_owned(),
                        Some(("data", data)) => heard.data.push_str(data.trim()),
                        _ => {}
                    }
                }
                self.text = rest.to_owned();
                return Some(heard);
            }
            let more = tokio::time::timeout(Duration::from_secs(20), self.body.next()).await;
            let bytes = more.expect("an event, or the end of the line, within 20 s")?.unwrap();
            self.text.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    /// The next event of this name.
    pub async fn until(&mut self, name: &str) -> Heard {
        loop {
            let heard = self.next().await.unwrap_or_else(|| panic!("the line ended before {name}"));
            if heard.name == name {
                return heard;
            }
        }
    }
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{} is no JSON: {}", self.status, self.text()))
    }

    /// The body of an answer that must be a success.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert!((200..300).contains(&self.status), "{}: {}", self.status, self.text());
        self.json()
    }

    /// The code of an answer that must be a refusal with this status.
    #[track_caller]
    pub fn refused(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Where it sends the browser.
    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_default()
    }
}

fn encode(fields: &[(&str, &str)]) -> Vec<u8> {
    let one = |text: &str| escape(text).replace('/', "%2F");
    let pairs: Vec<String> = fields.iter().map(|(key, value)| format!("{}={}", one(key), one(value))).collect();
    pairs.join("&").into_bytes()
}
