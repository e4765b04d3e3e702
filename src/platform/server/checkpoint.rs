//! Carries what was written from SQLite's log into its database file, beside those who write.
//!
//! Left alone, SQLite does so in whichever commit makes the log longer than a thousand pages: one booking in twenty and each part of
//! an import would write and sync the pages of all before it, while everybody else waits for the one writer.

use std::{sync::Arc, time::Duration};

use sqlx::{
    Executor, SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use tokio::sync::Notify;

/// What is committed within this time is carried over together: the same pages are written again and again.
const TOGETHER: Duration = Duration::from_millis(250);

/// The task that carries pages over, on a connection of its own.
#[derive(Clone, Debug)]
pub struct Checkpoints {
    wanted: Arc<Notify>,
    connection: SqlitePool,
}

impl Checkpoints {
    /// Starts it; it ends with [`Checkpoints::end`].
    pub fn start(options: SqliteConnectOptions) -> Self {
        let connection = SqlitePoolOptions::new().max_connections(1).connect_lazy_with(options);
        let checkpoints = Self { wanted: Arc::new(Notify::new()), connection };
        tokio::spawn(checkpoints.clone().carry_over());
        checkpoints
    }

    /// Something was committed.
    pub fn wanted(&self) {
        self.wanted.notify_one();
    }

    pub async fn end(&self) {
        self.connection.close().await;
        self.wanted.notify_one();
    }

    async fn carry_over(self) {
        loop {
            self.wanted.notified().await;
            if self.connection.is_closed() {
                return;
            }
            tokio::time::sleep(TOGETHER).await;
            // It waits for nobody: what others still read stays in the log until the next time.
            match self.connection.execute("pragma wal_checkpoint(passive)").await {
                Ok(_) => {}
                Err(sqlx::Error::PoolClosed) => return,
                Err(error) => tracing::warn!(%error, "the log of the database could not be carried over"),
            }
        }
    }
}
