//! What to do when somebody else changed the order meanwhile: both values side by side, one's own kept, each to be chosen.

use leptos::prelude::*;

use super::sheet::Sheet;
use crate::{
    orders::{
        conflict::{self, About, Difference},
        texts,
    },
    ui::Icon,
};

/// Stands above the form once the order as it is now is known.
#[component]
pub fn Conflict(sheet: Sheet) -> impl IntoView {
    let differences = move || {
        let theirs = sheet.theirs.get()?;
        Some((conflict::differences(&sheet.form(), &theirs), theirs))
    };
    move || {
        differences().map(|(found, theirs)| {
            let again = format!("/orders/{}/edit", theirs.order);
            let rows = found.iter().cloned().map(|one| row(sheet, one)).collect_view();
            view! {
                <section class="card mb-4" id="conflict" aria-labelledby="conflict-title">
                    <div class="card-head"><h2 id="conflict-title">{texts::conflict()}</h2></div>
                    <p>{if found.is_empty() { texts::conflict_none() } else { texts::conflict_about() }}</p>
                    {(!found.is_empty()).then(|| view! {
                        <div class="table-wrap mt-3">
                            <table class="table table-plain">
                                <thead>
                                    <tr><th>{texts::what()}</th><th>{texts::saved_now()}</th><th>{texts::typed_by_you()}</th><th><span class="sr-only">{texts::actions()}</span></th></tr>
                                </thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </div>
                    })}
                    <div class="form-actions mt-3">
                        <button class="button" type="submit" name="form[intent]" value="book"><Icon name="check"/>{texts::save_mine()}</button>
                        <a class="button button-quiet" href=again rel="external" on:click=move |_| super::keep::forget()>{texts::start_from_theirs()}</a>
                    </div>
                </section>
            }
        })
    }
}

fn row(sheet: Sheet, one: Difference) -> AnyView {
    let name = match &one.about {
        About::CustomerPo => texts::their_po().to_owned(),
        About::Remarks => texts::remarks().to_owned(),
        About::Line(sku) => sku.clone(),
    };
    let or_none = |text: &str| if text.is_empty() { texts::nothing_there().to_owned() } else { text.to_owned() };
    let label = texts::take_theirs_of(&name);
    let (theirs, mine, about) = (or_none(&one.theirs), or_none(&one.mine), one.about);
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="wrap"><del>{theirs}</del></td>
            <td class="wrap"><ins>{mine}</ins></td>
            <td class="num"><button class="button button-small" type="button" aria-label=label on:click=move |_| sheet.take_theirs(&about)>{texts::take_theirs()}</button></td>
        </tr>
    }
    .into_any()
}
