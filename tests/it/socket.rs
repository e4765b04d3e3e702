//! Socket.IO as the existing clients speak it: Engine.IO 4 over long polling, the token in `auth`.

use axum::{body::Body, http::Request};

use crate::support::*;

const PATH: &str = "/socket.io/?EIO=4&transport=polling";

/// A client of the protocol.
struct Socket<'a> {
    through: Client<'a>,
    path: String,
    /// Packets that came and were not looked at yet.
    waiting: std::collections::VecDeque<String>,
}

impl<'a> Socket<'a> {
    /// Shakes hands and asks for the namespace with this in `auth`.
    async fn connect(app: &'a App, auth: &str) -> Self {
        let through = app.anonymous();
        let open = through.get(PATH).await;
        assert_eq!(open.status, 200, "{}", open.text());
        let text = open.text();
        let hello: Value = serde_json::from_str(text.trim_start_matches('0')).unwrap();
        let path = format!("{PATH}&sid={}", hello["sid"].as_str().unwrap());
        let socket = Self { through, path, waiting: std::collections::VecDeque::new() };
        socket.send(&format!("40{auth}")).await;
        socket
    }

    async fn signed_in(app: &'a App, email: &str, password: &str) -> Self {
        let reply =
            app.anonymous().post_json("/api/v1/auth/login", json!({"email": email, "password": password})).await;
        let token = reply.ok()["token"].as_str().unwrap().to_owned();
        let mut socket = Self::connect(app, &json!({"token": token}).to_string()).await;
        assert!(socket.next().await.starts_with("40{\"sid\""));
        socket
    }

    async fn send(&self, packet: &str) {
        let request =
            Request::post(&self.path).header("host", "nexus.test").header("content-type", "text/plain;charset=UTF-8");
        let reply = self.through.request(request.body(Body::from(packet.to_owned())).unwrap()).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }

    /// The next packet; what comes in between to keep the line open is answered.
    async fn next(&mut self) -> String {
        loop {
            if let Some(packet) = self.waiting.pop_front() {
                if packet != "2" {
                    return packet;
                }
                self.send("3").await;
                continue;
            }
            let reply = tokio::time::timeout(std::time::Duration::from_secs(20), self.through.get(&self.path)).await;
            self.waiting.extend(reply.expect("a packet").text().split('\u{1e}').map(str::to_owned));
        }
    }

    /// The next event, by its name, with what it carries.
    async fn event(&mut self) -> (String, Value) {
        let packet = self.next().await;
        let event: Value = serde_json::from_str(packet.trim_start_matches("42")).unwrap();
        (event[0].as_str().unwrap().to_owned(), event[1].clone())
    }
}

async fn book(app: &App) -> String {
    let order = json!({"customerId": "CUST-001", "items": [{"skuCode": "SKU-001", "quantity": 1}]});
    app.sales().post_json("/api/orders", order).await.ok()["data"]["id"].as_str().unwrap().to_owned()
}

both! {
    async fn who_sends_no_good_token_is_refused(app) {
        for auth in ["", "{}", r#"{"token":"made up"}"#, "[1]"] {
            let answer = Socket::connect(app, auth).await.next().await;
            assert!(answer.starts_with("44{\"message\":\"unauthenticated"), "{auth}: {answer}");
        }
    }

    async fn who_may_see_an_order_hears_of_it(app) {
        let mut socket = Socket::signed_in(app, "rajesh@nexusoms.com", "sales123").await;
        let (name, data) = socket.event().await;
        assert_eq!((name.as_str(), &data["userId"]), ("connected", &json!("SALES-001")));
        let number = book(app).await;
        loop {
            let (name, data) = socket.event().await;
            if name == "order:created" {
                assert!(data.to_string().contains(&number), "{data}");
                return;
            }
        }
    }

    async fn who_may_not_see_an_order_does_not(app) {
        let mut socket = Socket::signed_in(app, "priya@nexusoms.com", "sales123").await;
        assert_eq!(socket.event().await.0, "connected");
        book(app).await;
        socket.send(r#"42["heartbeat",{"n":1}]"#).await;
        assert_eq!(socket.event().await, ("heartbeat".to_owned(), json!({"n": 1})));
    }
}
