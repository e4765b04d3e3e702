//! Programs that are measured from outside: Nexus itself, and references.

use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

/// A server that ends with this value.
pub struct Program {
    child: Child,
    pub port: u16,
}

impl Program {
    /// The real `nexus serve`, optimised as it is shipped.
    pub async fn nexus(database: &Path) -> Self {
        let port = free_port();
        let mut command = Command::new(env!("CARGO_BIN_EXE_nexus"));
        command
            .env("PORT", port.to_string())
            .env("DATABASE_URL", super::data::url(database))
            .env("DATA_DIR", database.parent().unwrap())
            .env("LOG_LEVEL", "warn");
        Self::start(command, port).await
    }

    /// This program once more, as a reference.
    pub async fn reference(database: &Path) -> Self {
        let port = free_port();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("reference").arg(port.to_string()).arg(database);
        Self::start(command, port).await
    }

    pub async fn start(mut command: Command, port: u16) -> Self {
        let child = command.stdout(Stdio::null()).stdin(Stdio::null()).spawn().unwrap();
        let program = Self { child, port };
        for _ in 0..600 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return program;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("a server did not begin to listen within 30 s");
    }

    /// Memory it holds now, and the most it held, in bytes.
    pub fn memory(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let field = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1_024)
        };
        (field("VmRSS:").unwrap_or(0), field("VmHWM:").unwrap_or(0))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
