//! What was read and is remembered until something is written.

use std::{
    any::Any,
    collections::HashMap,
    sync::{
        Arc, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// Another process may write too: nothing is remembered for longer.
const FRESH: Duration = Duration::from_secs(2);
/// So many things are remembered at most; beyond them all is read anew.
const MOST: usize = 10_000;

/// The furniture of pages (sessions, counts beside the menu, totals, saved views), which every request asks for and which
/// hardly changes: remembered for [`FRESH`] at most, and not beyond the next commit of this process.
#[derive(Default)]
pub struct Memory {
    /// How often this process has committed.
    commits: AtomicU64,
    known: RwLock<HashMap<(&'static str, String), Known>>,
}

struct Known {
    after: u64,
    at: Instant,
    value: Arc<dyn Any + Send + Sync>,
}

impl Memory {
    /// Something was committed: nothing that was read before counts.
    pub fn written(&self) {
        self.commits.fetch_add(1, Ordering::AcqRel);
    }

    /// What `load` reads, or what it read for the same key a moment ago. `what` names the kind of thing, `of` which one it is:
    /// whose, and under which filter.
    ///
    /// # Errors
    /// Those of `load`; they are not remembered.
    pub async fn recall<T, E>(
        &self,
        what: &'static str,
        of: String,
        load: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E>
    where
        T: Clone + Send + Sync + 'static,
    {
        // Taken before reading: what is committed meanwhile makes this stale.
        let after = self.commits.load(Ordering::Acquire);
        let key = (what, of);
        if let Some(value) = self.find::<T>(&key, after) {
            return Ok(value);
        }
        let value = load.await?;
        if let Ok(mut known) = self.known.write() {
            if known.len() >= MOST {
                known.clear();
            }
            known.insert(key, Known { after, at: Instant::now(), value: Arc::new(value.clone()) });
        }
        Ok(value)
    }

    fn find<T: Clone + 'static>(&self, key: &(&'static str, String), after: u64) -> Option<T> {
        let known = self.known.read().ok()?;
        let known = known.get(key).filter(|known| known.after == after && known.at.elapsed() < FRESH)?;
        known.value.downcast_ref::<T>().cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    async fn read(memory: &Memory, of: &str, value: i64) -> i64 {
        let Ok(value) = memory.recall("count", of.to_owned(), async { Ok::<_, Infallible>(value) }).await;
        value
    }

    #[tokio::test]
    async fn what_was_read_is_remembered_for_its_key() {
        let memory = Memory::default();
        assert_eq!(read(&memory, "mine", 1).await, 1);
        assert_eq!(read(&memory, "mine", 2).await, 1);
        assert_eq!(read(&memory, "theirs", 3).await, 3);
    }

    #[tokio::test]
    async fn a_commit_makes_all_of_it_old() {
        let memory = Memory::default();
        read(&memory, "mine", 1).await;
        memory.written();
        assert_eq!(read(&memory, "mine", 2).await, 2);
    }

    #[tokio::test]
    async fn what_was_read_while_something_was_committed_is_not_kept() {
        let memory = Memory::default();
        let load = async {
            memory.written();
            Ok::<_, Infallible>(1)
        };
        let Ok(_) = memory.recall("count", "mine".to_owned(), load).await;
        assert_eq!(read(&memory, "mine", 2).await, 2);
    }
}
