//! A small HTTP client that costs little beside what it measures: one kept connection, HTTP/1.1.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A kept connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Connection {
    pub async fn open(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, buffer: Vec::with_capacity(128 * 1024) }
    }

    /// Sends a GET and reads the whole answer.
    pub async fn get(&mut self, path: &str, cookie: &str) -> Answer {
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/html\r\ncookie: {cookie}\r\n\r\n");
        self.send(request.as_bytes()).await
    }

    pub async fn post(&mut self, path: &str, media_type: &str, headers: &str, body: &[u8]) -> Answer {
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{headers}content-type: {media_type}\r\ncontent-length: {length}\r\n\r\n"
        );
        self.send(&[head.as_bytes(), body].concat()).await
    }

    async fn send(&mut self, request: &[u8]) -> Answer {
        self.stream.write_all(request).await.unwrap();
        self.buffer.clear();
        loop {
            if let Some(answer) = whole(&self.buffer) {
                return answer;
            }
            let read = self.stream.read_buf(&mut self.buffer).await.unwrap();
            assert!(read > 0, "the server closed the connection");
        }
    }
}

/// The answer, once all of it is there.
fn whole(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let rest = &bytes[end..];
    if let Some(length) = field(&head, "content-length") {
        let length: usize = length.parse().ok()?;
        return (rest.len() >= length).then(|| Answer { status, head, body: rest[..length].to_vec() });
    }
    if field(&head, "transfer-encoding") != Some("chunked") {
        return Some(Answer { status, head, body: Vec::new() });
    }
    rest.ends_with(b"\r\n0\r\n\r\n").then(|| Answer { status, head, body: rest.to_vec() })
}

fn field<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let mut fields = head.lines().filter_map(|line| line.split_once(": "));
    fields.find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
}

/// Signs in as a sample person through the form; answers the cookie.
pub async fn sign_in(port: u16, email: &str, password: &str) -> String {
    let body = format!("email={}&password={password}", email.replace('@', "%40"));
    let origin = "origin: http://127.0.0.1\r\n";
    let mut connection = Connection::open(port).await;
    let answer = connection.post("/sign-in", "application/x-www-form-urlencoded", origin, body.as_bytes()).await;
    assert_eq!(answer.status, 303, "{}", answer.head);
    field(&answer.head, "set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

/// Asks for the path from several connections for so long; answers requests a second.
pub async fn rate(port: u16, path: &str, cookie: &str, connections: usize, time: Duration) -> f64 {
    let (start, mut clients) = (Instant::now(), Vec::new());
    for _ in 0..connections {
        let (path, cookie) = (path.to_owned(), cookie.to_owned());
        clients.push(tokio::spawn(async move {
            let mut connection = Connection::open(port).await;
            let mut count = 0_u64;
            while start.elapsed() < time {
                assert_eq!(connection.get(&path, &cookie).await.status, 200);
                count += 1;
            }
            count
        }));
    }
    let mut count = 0;
    for client in clients {
        count += client.await.unwrap();
    }
    count as f64 / start.elapsed().as_secs_f64()
}

/// Asks so many times on one connection; how long each took.
pub async fn times(port: u16, path: &str, cookie: &str, count: usize) -> Vec<Duration> {
    let mut connection = Connection::open(port).await;
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        let start = Instant::now();
        assert_eq!(connection.get(path, cookie).await.status, 200, "{path}");
        times.push(start.elapsed());
    }
    times
}
