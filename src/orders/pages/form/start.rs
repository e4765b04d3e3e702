//! What the booking form starts from, and what is read with it.

use leptos::prelude::*;

use super::sheet::Sheet;
use crate::{
    orders::{
        api::{list_clearance_batches, list_draft_files, open_form, quote_order, show_customer_for_booking},
        model::{Attachment, BookForm, ClearanceBatch, CustomerForBooking, Quote},
    },
    platform::failure::Failure,
};

/// The form to start from, with what it comes to and what belongs to it.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Start {
    form: BookForm,
    quote: Quote,
    buyer: Option<CustomerForBooking>,
    batches: Vec<ClearanceBatch>,
    files: Vec<Attachment>,
    /// The order as it is now, where a change of it met another's.
    theirs: Option<BookForm>,
}

pub type Opened = Result<Start, Failure>;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct From {
    pub draft: Option<String>,
    pub repeat: Option<String>,
    pub change: Option<String>,
    pub customer: Option<String>,
    pub clearance: Option<String>,
}

/// What was typed, where it was refused; else the form the address asks for.
pub async fn open(from: From, typed: Option<BookForm>, conflict: bool) -> Opened {
    let number = from.change.clone();
    let form = match typed {
        Some(form) => form,
        None => open_form(from.draft, from.repeat, from.change, from.customer, from.clearance).await?,
    };
    let mut start = Start::default();
    // Furniture: without it the form is shown all the same.
    if !form.clearance.is_empty() {
        start.batches = list_clearance_batches(90).await.unwrap_or_default();
    }
    if !form.draft.is_empty() {
        start.files = list_draft_files(form.draft.clone()).await.unwrap_or_default();
    }
    if conflict {
        start.theirs = latest(number.unwrap_or_default()).await;
    }
    let named = !form.customer.trim().is_empty();
    if named || form.lines.iter().any(|line| !line.is_blank()) {
        start.quote = quote_order(form.clone()).await?;
    }
    if named {
        start.buyer = show_customer_for_booking(form.customer.clone()).await?;
    }
    Ok(Start { form, ..start })
}

/// The order as it is now, as a form.
async fn latest(number: String) -> Option<BookForm> {
    open_form(None, None, Some(number), None, None).await.ok()
}

/// Whether somebody else was faster.
pub fn is_conflict(failure: &Failure) -> bool {
    failure.code == "changed_by_another"
}

/// The form of either page, once it is there.
pub fn sheet_of(start: Start) -> (Sheet, Vec<Attachment>) {
    let sheet = Sheet::new(start.form, start.quote, start.buyer);
    sheet.batches.set_value(start.batches);
    sheet.theirs.set(start.theirs);
    (sheet, start.files)
}

/// Once the change is refused because somebody was faster, asks for the order as it is now.
pub fn show_conflict(sheet: Sheet, failure: Signal<Option<Failure>>) {
    Effect::new(move |_| {
        if !failure.get().as_ref().is_some_and(is_conflict) {
            return;
        }
        let number = sheet.fixed.with_value(|fixed| fixed.order.clone());
        leptos::task::spawn_local(async move {
            let theirs = latest(number).await;
            if theirs.is_some() {
                let _ = sheet.theirs.try_set(theirs);
            }
        });
    });
}
