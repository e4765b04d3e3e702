//! The real program, to be killed.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::App;

/// The real program on the test's database.
pub struct Program {
    child: Child,
    pub port: u16,
}

impl Program {
    /// Starts it and waits until it answers.
    pub async fn start(app: &App) -> Self {
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let child = Command::new(env!("CARGO_BIN_EXE_nexus"))
            .env("NEXUS_ENV", "test")
            .env("PORT", port.to_string())
            .env("DATABASE_URL", app.url())
            .env("DATA_DIR", std::env::temp_dir().join(format!("nexus-killed-{port}")))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let program = Self { child, port };
        for _ in 0..600 {
            if ask(port, "GET", "/readyz", "", "").await.is_some_and(|(status, _)| status == 200) {
                return program;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the program was not ready within 30 s");
    }

    /// The token of a sample person.
    pub async fn sign_in(&self, email: &str, password: &str) -> String {
        let body = json!({"email": email, "password": password}).to_string();
        let (status, answer) = ask(self.port, "POST", "/api/login", "", &body).await.unwrap();
        assert_eq!(status, 200, "{answer}");
        let token = answer.get("token").or_else(|| answer.pointer("/data/token"));
        token.and_then(Value::as_str).unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    /// Eight clients write at once; after forty confirmed writes the program is killed. Answers what the clients kept, together.
    ///
    /// `write` gets the client's number and where it counts what was confirmed; it ends when it is not answered any more.
    pub async fn kill_amid<F>(&mut self, write: impl Fn(usize, Arc<AtomicUsize>) -> F) -> Vec<String>
    where
        F: Future<Output = Vec<String>> + Send + 'static,
    {
        let confirmed = Arc::new(AtomicUsize::new(0));
        let clients: Vec<_> = (0..8).map(|client| tokio::spawn(write(client, confirmed.clone()))).collect();
        while confirmed.load(Ordering::Relaxed) < 40 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.kill();
        let mut kept = Vec::new();
        for client in clients {
            kept.extend(client.await.unwrap());
        }
        kept
    }

    /// As `kill -9` does it: nothing is finished, nothing is flushed.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(std::env::temp_dir().join(format!("nexus-killed-{}", self.port)));
    }
}

/// One request on a connection of its own; `None` when the server did not answer to the end.
pub async fn ask(port: u16, method: &str, path: &str, token: &str, body: &str) -> Option<(u16, Value)> {
    let bearer = if token.is_empty() { String::new() } else { format!("authorization: Bearer {token}\r\n") };
    send(port, method, path, &bearer, body).await
}

/// As [`ask`], a POST with an `Idempotency-Key`.
pub async fn ask_once(port: u16, path: &str, token: &str, key: &str, body: &str) -> Option<(u16, Value)> {
    send(port, "POST", path, &format!("authorization: Bearer {token}\r\nidempotency-key: {key}\r\n"), body).await
}

async fn send(port: u16, method: &str, path: &str, headers: &str, body: &str) -> Option<(u16, Value)> {
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{headers}content-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (head, rest) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let json = rest.find('{').and_then(|from| rest.rfind('}').map(|to| &rest[from..=to]));
    Some((status, json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()))
}
