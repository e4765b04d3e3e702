//! What every test stands on: [`App`], its clients, and `both!`.

#![allow(dead_code, unused_imports, reason = "a tool box for every test file")]

mod app;
mod arrange;
mod chance;
mod client;
mod cluster;
mod import;
pub mod program;
mod refusal;
pub mod source;
pub mod workbook;

pub use app::{App, code_of};
pub use arrange::{february, last, running, set};
pub use chance::Chance;
pub use client::{Client, Heard, Live, Reply};
pub use nexus::{
    identity::{Actor, Capability, Role},
    platform::server::{Desk, Engine},
};
pub use refusal::{code, field};
pub use serde_json::{Value, json};

/// Makes each fact a test on SQLite and one on Postgres, with the sample data; neither is ever skipped. At the end the
/// books are checked: see [`App::finish`].
#[macro_export]
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn fact($app: &$crate::support::App) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let app = $crate::support::App::start($crate::support::Engine::Sqlite).await;
                fact(&app).await;
                app.finish().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let app = $crate::support::App::start($crate::support::Engine::Postgres).await;
                fact(&app).await;
                app.finish().await;
            }
        }
    )*};
}
