//! The server's own furniture: configuration, database, transactions, HTTP, jobs, live events, files, telemetry.

mod checkpoint;
mod columns;
mod read;
mod selected;

pub mod ask;
pub mod clock;
pub mod config;
pub mod database;
pub mod desk;
pub mod gate;
pub mod http;
pub mod idempotency;
pub mod jobs;
pub mod live;
pub mod memory;
pub mod origin;
pub mod plain;
pub mod session;
pub mod spreadsheet;
pub mod statement;
pub mod storage;
pub mod telemetry;
pub mod work;

pub use ask::{here, told};
pub use clock::Clock;
pub use config::Config;
pub use database::{Db, Dialect, Engine, Reader};
pub use desk::Desk;
pub use live::{Audience, Event};
pub use statement::{Record, Text};
pub use work::{Audit, Notice, Work};
