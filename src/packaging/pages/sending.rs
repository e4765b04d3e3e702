//! Entries that wait for the network, as packaging's pages show them.

use std::time::Duration;

use leptos::{ev, leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local};

use super::parts;
use crate::{
    packaging::{model::Posted, texts},
    platform::failure::Failure,
    ui::{
        Icon,
        frame::my_code,
        outbox::{self, Answer, Letter},
    },
};

/// How often what waits is tried again.
const AGAIN: Duration = Duration::from_secs(10);
/// Where an entry that waited says when it was made.
const ENTERED: &str = "form[entered_at]";

/// What waits in this browser.
#[derive(Clone, Copy)]
pub struct Outbox {
    letters: RwSignal<Vec<Letter>>,
    /// Counts what arrived while the page was open.
    pub sent: RwSignal<u32>,
    last: RwSignal<Option<Posted>>,
    note: RwSignal<String>,
    busy: StoredValue<bool>,
    by: StoredValue<String>,
}

/// What came of a form that was sent from its page.
pub enum Outcome {
    /// Counted; where it is shown.
    Posted(String),
    Refused(Box<Failure>),
    /// It waits for the network.
    Waits,
}

impl Outbox {
    /// Reads what waits and sends it now, when the line is back, and every so often. Call in a page's view.
    pub fn new() -> Self {
        let outbox = Self {
            letters: RwSignal::new(Vec::new()),
            sent: RwSignal::new(0),
            last: RwSignal::new(None),
            note: RwSignal::new(String::new()),
            busy: StoredValue::new(false),
            by: StoredValue::new(my_code()),
        };
        Effect::new(move |_| {
            outbox.flush();
            let back = window_event_listener(ev::online, move |_| outbox.flush());
            let again = set_interval_with_handle(move || outbox.flush(), AGAIN).ok();
            on_cleanup(move || {
                back.remove();
                if let Some(again) = again {
                    again.clear();
                }
            });
        });
        outbox
    }

    fn read(self) {
        let _ = self.letters.try_set(outbox::letters());
    }

    /// Sends what waits and may be sent, one after the other.
    pub fn flush(self) {
        if self.busy.try_get_value() != Some(false) {
            return;
        }
        self.read();
        let mine = self.by.get_value();
        let waiting: Vec<Letter> =
            outbox::letters().into_iter().filter(|one| one.refused.is_empty() && one.by == mine).collect();
        if waiting.is_empty() {
            return;
        }
        self.busy.set_value(true);
        spawn_local(async move {
            for letter in waiting {
                match self.deliver(&late(&letter)).await {
                    Answer::Refused(failure) => outbox::refuse(&letter.key, &outbox::reason(&failure)),
                    Answer::Arrived(_) => {}
                    Answer::Waits => break,
                }
            }
            let _ = self.busy.try_set_value(false);
            self.read();
        });
    }

    /// Sends one, its photo after it; forgets it once all of it arrived.
    async fn deliver(self, letter: &Letter) -> Answer {
        let answer = outbox::send(letter).await;
        let Answer::Arrived(said) = &answer else { return answer };
        let posted = serde_json::from_str::<Posted>(said).ok();
        if let Some(posted) = posted.as_ref().filter(|_| !letter.photo.is_empty()) {
            let to = format!("/api/packaging/documents/{}/files", posted.document);
            match outbox::upload(letter, &to).await {
                // Sent again with its photo: the entry itself counts once.
                Answer::Waits => return Answer::Waits,
                Answer::Refused(failure) => {
                    let _ = self.note.try_set(texts::photo_refused(outbox::reason(&failure)));
                }
                Answer::Arrived(_) => {}
            }
        }
        outbox::take_out(&letter.key);
        let _ = self.last.try_set(posted);
        let _ = self.sent.try_update(|sent| *sent = sent.wrapping_add(1));
        answer
    }

    /// What waits under a key and is this person's.
    pub fn letter(self, key: &str) -> Option<Letter> {
        let mine = self.by.get_value();
        outbox::letters().into_iter().find(|letter| letter.key == key && letter.by == mine)
    }

    /// Forgets what waits under a key.
    pub fn forget(self, key: &str) {
        if self.letter(key).is_some() {
            outbox::take_out(key);
            self.read();
        }
    }

    /// Keeps a count's form that could not be sent, with more fields, to be sent when the line is back.
    pub fn keep(
        self,
        form_id: &'static str,
        to: &'static str,
        key: &'static str,
        more: String,
        title: fn(&str) -> String,
    ) {
        spawn_local(async move {
            let Some((body, ..)) = outbox::read(form_id).await else { return };
            let Some(key) = outbox::field(&body, key) else { return };
            let by = self.by.try_get_value().unwrap_or_default();
            let (title, page) = (title(&body), format!("/packaging/counts/{key}"));
            let body = body + &more;
            outbox::post(Letter {
                key,
                to: to.to_owned(),
                page,
                title,
                at: outbox::clock(),
                by,
                body,
                ..Letter::default()
            });
            self.read();
        });
    }

    /// Keeps a form in this browser, then sends it. It is out of the browser only once the server has it, or has refused it.
    pub async fn post(
        self,
        form_id: &'static str,
        to: &str,
        page: &str,
        key: &str,
        title: impl Fn(&str) -> String,
    ) -> Option<Outcome> {
        let (body, photo, photo_name) = outbox::read(form_id).await?;
        let key = outbox::field(&body, key)?;
        // What was refused while it waited and is mended now was made when it was first sent.
        let before = self.letter(&key).map(|letter| letter.entered).filter(|entered| !entered.is_empty());
        let waited = before.is_some();
        let letter = Letter {
            key,
            to: to.to_owned(),
            page: page.to_owned(),
            title: title(&body),
            at: outbox::clock(),
            entered: before.unwrap_or_else(outbox::instant),
            by: self.by.get_value(),
            body,
            photo,
            photo_name,
            refused: String::new(),
        };
        let whole = outbox::post(letter.clone());
        let answer = if waited { self.deliver(&late(&letter)).await } else { self.deliver(&letter).await };
        let outcome = match answer {
            Answer::Arrived(said) => {
                let posted = serde_json::from_str::<Posted>(&said).ok();
                Outcome::Posted(posted.map_or(page.to_owned(), |posted| parts::document_address(posted.document)))
            }
            Answer::Refused(failure) => {
                outbox::take_out(&letter.key);
                Outcome::Refused(failure)
            }
            Answer::Waits => {
                if !whole && !letter.photo.is_empty() {
                    let _ = self.note.try_set(texts::photo_too_large().to_owned());
                }
                Outcome::Waits
            }
        };
        self.read();
        Some(outcome)
    }
}

/// A letter that waited, which says when it was made. The sheet of a count is no entry yet.
fn late(letter: &Letter) -> Letter {
    if letter.entered.is_empty() {
        return letter.clone();
    }
    Letter { body: outbox::with_field(&letter.body, ENTERED, &letter.entered), ..letter.clone() }
}

/// What waits, what arrived since, what was refused.
#[component]
pub fn Strip(outbox: Outbox) -> impl IntoView {
    let waiting = move || outbox.letters.with(|all| all.iter().filter(|one| one.refused.is_empty()).count());
    let some = move || outbox.letters.with(|all| !all.is_empty());
    let rows = move || outbox.letters.get().into_iter().map(|letter| row(outbox, letter)).collect_view();
    let head = move || match waiting() {
        0 => texts::refused_entries().to_owned(),
        count => texts::entries_wait(count),
    };
    view! {
        {move || some().then(|| view! {
            <div class="notice notice-warning packaging-outbox" role="status">
                <Icon name="wifi-off"/>
                <div>
                    <b>{head}</b>" "{texts::kept_here()}
                    <ul class="rows">{rows}</ul>
                    <button class="button button-small" type="button" on:click=move |_| outbox.flush()>{texts::send_now()}</button>
                </div>
            </div>
        })}
        {move || outbox.last.get().map(|posted| view! {
            <div class="notice notice-success" role="status">
                <Icon name="check"/>
                <div>{texts::was_sent(posted.lines.len())}" "<a href=parts::document_address(posted.document)>{texts::show_entry()}</a></div>
            </div>
        })}
        {move || Some(outbox.note.get()).filter(|note| !note.is_empty()).map(|note| view! {
            <div class="notice notice-warning" role="status"><Icon name="paperclip"/><div>{note}</div></div>
        })}
    }
}

fn row(outbox: Outbox, letter: Letter) -> AnyView {
    let key = letter.key.clone();
    let other = letter.by != outbox.by.get_value();
    let about = if other { texts::waits_for_person(&letter.by) } else { letter.refused.clone() };
    let refused = !letter.refused.is_empty();
    let mend = (refused && !other).then(|| {
        view! { <a class="button button-small" href=format!("{}?mend={}", letter.page, letter.key) rel="external">{texts::mend()}</a> }
    });
    let discard = (refused && !other).then(|| {
        let drop = move |_| {
            outbox::take_out(&key);
            outbox.read();
        };
        view! { <button class="button button-small button-quiet" type="button" on:click=drop>{texts::discard()}</button> }
    });
    view! { <li><b>{letter.title}</b><span class="sub">{letter.at}</span><span>{about}</span>{mend}{discard}</li> }
        .into_any()
}

/// Fills a form with what was refused while it waited, where the address names it.
pub fn mended(mend: Memo<String>, form_id: &'static str, count: RwSignal<usize>) {
    Effect::new(move |_| {
        let key = mend.get();
        let Some(letter) = outbox::letters().into_iter().find(|letter| letter.key == key && !key.is_empty()) else {
            return;
        };
        let filled = (0_usize..200)
            .take_while(|index| outbox::field(&letter.body, &format!("form[lines][{index}][material]")).is_some())
            .count();
        count.set(filled.max(1));
        // Once the lines are drawn.
        request_animation_frame(move || request_animation_frame(move || outbox::fill(form_id, &letter.body)));
    });
}
