//! Nothing typed is lost: quotes while one types, saves a moment after, keeps a copy in this browser until the server has it.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

use super::sheet::Sheet;
use crate::{
    orders::{
        api::{quote_order, save_draft, show_customer_for_booking},
        model::BookForm,
    },
    platform::failure::{Failure, Kind},
    ui::{browser, input::after_rest},
};

/// Asks for prices, stock and credit as one types.
pub fn quoted(sheet: Sheet) {
    let asked = StoredValue::new(0_u32);
    after_rest(
        move || sheet.form_to_quote(),
        Duration::from_millis(250),
        move |form| {
            let Some(number) = asked.try_update_value(|asked| {
                *asked = asked.wrapping_add(1);
                *asked
            }) else {
                return;
            };
            spawn_local(async move {
                let answer = quote_order(form).await;
                // An answer to what was typed before is of no use.
                if asked.try_get_value() == Some(number) {
                    match answer {
                        Ok(quote) => sheet.take(quote),
                        Err(failure) => note_end(sheet, &failure),
                    }
                }
            });
        },
    );
    after_rest(
        move || sheet.customer.get(),
        Duration::from_millis(250),
        move |typed| {
            sheet.forget_products();
            spawn_local(async move {
                if let Ok(buyer) = show_customer_for_booking(typed.clone()).await
                    && sheet.customer.try_get_untracked() == Some(typed)
                {
                    sheet.buyer.set(buyer);
                }
            });
        },
    );
}

fn note_end(sheet: Sheet, failure: &Failure) {
    if failure.kind == Kind::Unauthenticated {
        sheet.expired.set(true);
    }
}

fn is_empty(form: &BookForm) -> bool {
    form.customer.trim().is_empty() && form.lines.iter().all(crate::orders::model::LineForm::is_blank)
}

/// Forgets the copy in this browser.
pub fn forget() {
    browser::forget_here("nexus.form:");
}

/// The name of the copy in this browser.
pub fn place() -> String {
    let location = use_location();
    format!("nexus.form:{}?{}", location.pathname.get_untracked(), location.search.get_untracked())
}

/// Saves as one types. A change of a booked order is kept in this browser only. `done` says that it was sent, or is being sent; `ended`
/// that it was refused because the session is over.
pub fn saved(sheet: Sheet, done: Signal<bool>, sent: Signal<bool>, ended: Signal<bool>) {
    let place = StoredValue::new(place());
    let copy = move |form: BookForm| {
        if let Some(place) = place.try_get_value()
            && !sent.get_untracked()
            && !is_empty(&form)
        {
            let form = BookForm { draft: sheet.draft.get_untracked(), ..form };
            browser::keep(&place, &serde_json::to_string(&form).unwrap_or_default());
        }
    };
    after_rest(move || sheet.form(), Duration::from_millis(200), copy);
    Effect::new(move |_| {
        if sent.get() {
            browser::forget(&place.get_value());
        } else if ended.get() {
            copy(untrack(|| sheet.form()));
        }
    });
    if sheet.is_change() {
        return;
    }
    let saving = StoredValue::new(false);
    after_rest(move || sheet.form(), Duration::from_secs(1), move |form| save(sheet, form, done, saving, place));
}

fn save(sheet: Sheet, form: BookForm, done: Signal<bool>, saving: StoredValue<bool>, place: StoredValue<String>) {
    if done.get_untracked() || is_empty(&form) || saving.get_value() {
        return;
    }
    saving.set_value(true);
    spawn_local(async move {
        let mut form = form;
        loop {
            let draft = sheet.draft.try_get_untracked().unwrap_or_default();
            let answer = save_draft(BookForm { draft, ..form.clone() }).await;
            let Some(latest) = saving.try_get_value().map(|_| untrack(|| sheet.form())) else { return };
            match answer {
                Ok(draft) => {
                    sheet.draft.set(draft.id.to_string());
                    sheet.saved.set(Some(draft.updated_at));
                    sheet.expired.set(false);
                }
                Err(failure) => {
                    note_end(sheet, &failure);
                    break;
                }
            }
            if latest == form || done.get_untracked() {
                browser::forget(&place.get_value());
                break;
            }
            form = latest;
        }
        saving.set_value(false);
    });
}

/// Puts back what was typed here and never reached the server. Answers whether there was any.
pub fn restored(sheet: Sheet) -> RwSignal<bool> {
    let restored = RwSignal::new(false);
    let place = place();
    Effect::new(move |_| {
        let kept = browser::kept(&place).and_then(|text| serde_json::from_str::<BookForm>(&text).ok());
        let now = untrack(|| sheet.form());
        if let Some(form) =
            kept.filter(|form| form.order == now.order && form.version == now.version && typed(form) != typed(&now))
        {
            sheet.fill(form);
            restored.set(true);
        }
    });
    restored
}

/// What a person typed of a form.
fn typed(form: &BookForm) -> BookForm {
    BookForm { key: String::new(), draft: String::new(), intent: String::new(), ..form.clone() }
}
