//! The numbers beside the menu and at the bell, kept as they are while the program stays open.

use std::{fmt::Write, pin::Pin, sync::Arc, time::Duration};

use leptos::{prelude::*, task::spawn_local};

use super::{
    browser,
    frame::FrameData,
    live::{Pace, on_live},
};
use crate::{platform::events, texts};

/// They are read no oftener, however much happens.
const REST: Duration = Duration::from_secs(2);

type Answer = Pin<Box<dyn Future<Output = Option<FrameData>>>>;

/// What reads the frame anew; the app provides it, for the furniture knows no feature.
#[derive(Clone)]
pub struct ReadFrame(Arc<dyn Fn() -> Answer + Send + Sync>);

impl ReadFrame {
    pub fn new<F: Future<Output = Option<FrameData>> + 'static>(read: impl Fn() -> F + Send + Sync + 'static) -> Self {
        Self(Arc::new(move || Box::pin(read())))
    }
}

/// Reads the counts anew when something happens or another page is opened. Answers what is to be said of it aloud: nothing, but
/// that the bell has rung.
pub fn keep_counts(path: Memo<String>, unread: i64) -> RwSignal<Option<String>> {
    let said = RwSignal::new(None);
    let Some(ReadFrame(read)) = use_context::<ReadFrame>() else { return said };
    let known = StoredValue::new(unread);
    let pace = Pace::new(
        REST,
        || false,
        move || {
            let answer = read();
            spawn_local(async move {
                if let Some(frame) = answer.await {
                    browser::show_counts(&lines(&frame));
                    let before = known.try_update_value(|known| std::mem::replace(known, frame.unread));
                    if before.is_some_and(|before| before < frame.unread) {
                        let _ = said.try_set(Some(texts::unread_notices(frame.unread)));
                    }
                }
            });
        },
    );
    on_live(events::NAMES, move |_| pace.stir());
    Effect::new(move |before: Option<String>| {
        let here = path.get();
        if before.is_some_and(|before| before != here) {
            pace.stir();
        }
        here
    });
    said
}

/// A count as it is shown: beyond 999 nothing is counted exactly, and it says so.
pub fn short(count: i64) -> String {
    if count < 1000 { count.to_string() } else { "999+".to_owned() }
}

/// Each count after the path that it stands at, one a line.
fn lines(frame: &FrameData) -> String {
    let unread = [("/notifications", frame.unread)];
    let waiting = frame.waiting.iter().map(|(path, count)| (path.as_str(), *count));
    waiting.chain(unread).fold(String::new(), |mut lines, (path, count)| {
        let _ = writeln!(lines, "{path} {}", short(count));
        lines
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_not_counted_to_its_end_says_so() {
        assert_eq!((super::short(999).as_str(), super::short(1000).as_str()), ("999", "999+"));
    }
}
