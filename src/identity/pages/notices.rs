//! What I am told of, on my account.

use leptos::prelude::*;

use crate::{
    identity::{
        model::{NoticeChoice, NoticeChoices},
        texts,
    },
    ui::Icon,
};

/// The table of what there is to be told and where, and the records one has muted.
pub fn notices(choices: NoticeChoices) -> AnyView {
    let rows = choices.kinds.into_iter().map(row).collect_view();
    let muted = (!choices.muted.is_empty()).then(|| muted(choices.muted));
    view! {
        <section class="card mt-4" id="notices">
            <div class="card-head"><h2>{texts::told_of()}</h2></div>
            <form class="form" method="post" action="/account/notices">
                <div class="table-wrap" tabindex="0" role="region" aria-label=texts::told_of()>
                    <table class="table table-plain">
                        <thead>
                            <tr>
                                <th scope="col">{texts::news()}</th>
                                <th scope="col">{texts::at_the_bell()}</th>
                                <th scope="col">{texts::at_once()}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <div class="form-actions"><button class="button" type="submit">{crate::texts::save()}</button></div>
            </form>
        </section>
        {muted}
    }
    .into_any()
}

fn row(choice: NoticeChoice) -> AnyView {
    let name = texts::of_notice(&choice.kind);
    let label = |place: &str| format!("{name}, {place}");
    view! {
        <tr>
            <th class="main" scope="row">{name}</th>
            <td>
                <input type="checkbox" class="checkbox" name="bell" value=choice.kind.clone() checked=choice.bell disabled=choice.mandatory
                    aria-label=label(texts::at_the_bell())/>
                {choice.mandatory.then(|| view! { " "<span class="sub">{texts::always()}</span> })}
            </td>
            <td><input type="checkbox" class="checkbox" name="toast" value=choice.kind.clone() checked=choice.toast aria-label=label(texts::at_once())/></td>
        </tr>
    }
    .into_any()
}

fn muted(links: Vec<String>) -> AnyView {
    let rows = links
        .into_iter()
        .map(|link| {
            let name = link.trim_start_matches('/').to_owned();
            view! {
                <tr>
                    <td class="main"><a href=link.clone()>{name}</a></td>
                    <td class="num">
                        <form method="post" action="/account/notices/mute">
                            <input type="hidden" name="link" value=link/>
                            <button class="button button-small" type="submit"><Icon name="bell"/>{texts::hear_again()}</button>
                        </form>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card mt-4">
            <div class="card-head"><h2>{texts::muted()}</h2></div>
            <table class="table table-plain" aria-label=texts::muted()><tbody>{rows}</tbody></table>
        </section>
    }
    .into_any()
}
