//! `/notifications`

use std::time::Duration;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::ui::page::Page;

use crate::{
    dashboard::{
        api::list_notices,
        model::{NoticeList, NoticeRow},
        texts,
    },
    platform::{events::NOTIFICATION, failure::Failure},
    ui::{
        Icon, browser,
        list::empty,
        live::{Pace, on_live},
        read, resource,
    },
};

/// The notices are read anew no oftener, however much happens.
const REST: Duration = Duration::from_secs(2);

/// While the pointer or the keyboard is on a notice, none moves.
const HELD: &str = "main .timeline-item:is(:hover, :focus-within)";

pub struct NoticesPage {
    list: Resource<Result<NoticeList, Failure>>,
}

impl Page for NoticesPage {
    fn data() -> Self {
        let query = use_query_map();
        let before = Memo::new(move |_| query.read().get("before").and_then(|id| id.parse::<i64>().ok()));
        let list = resource(move || before.get(), list_notices);
        let pace = Pace::new(REST, || browser::is_there(HELD), move || list.refetch());
        on_live(&[NOTIFICATION], move |_| pace.stir());
        Self { list }
    }

    fn view(this: Self) -> AnyView {
        view! {
            <Title text=crate::texts::notifications()/>
            {read(this.list, show)}
        }
        .into_any()
    }
}

fn show(list: NoticeList) -> AnyView {
    let all = (list.unread > 0).then(|| {
        view! {
            <form method="post" action="/notifications/read">
                <button class="button" type="submit"><Icon name="check"/>{texts::all_read()}</button>
            </form>
        }
    });
    let older = list.next.map(|id| {
        view! { <nav class="pager" aria-label=crate::texts::pages()><a class="button" href=format!("/notifications?before={id}")>{texts::older()}<Icon name="chevron-right"/></a></nav> }
    });
    let inside = if list.rows.is_empty() {
        empty("bell", texts::no_notices(), texts::no_notices_about(), None)
    } else {
        let rows = list.rows.into_iter().map(row).collect_view();
        view! { <section class="card"><ol class="timeline">{rows}</ol></section> }.into_any()
    };
    view! {
        <div class="page-head">
            <h1>{crate::texts::notifications()}</h1>
            <span class="page-sub">{texts::unread(list.unread)}</span>
            <div class="page-actions">{all}<a class="button" href="/account#notices"><Icon name="settings"/>{texts::choose_notices()}</a></div>
        </div>
        {inside}
        <div class="page-foot">{older}</div>
    }
    .into_any()
}

/// Says that one wants to hear no more of this record, or to hear of it again.
fn mute(link: String, muted: bool) -> AnyView {
    let (icon, label) = if muted { ("bell", texts::hear_again()) } else { ("eye-off", texts::mute()) };
    view! {
        <form method="post" action="/account/notices/mute">
            <input type="hidden" name="link" value=link/>
            {(!muted).then(|| view! { <input type="hidden" name="muted" value="1"/> })}
            <button class="button button-small button-quiet" type="submit"><Icon name=icon/>{label}</button>
        </form>
    }
    .into_any()
}

fn row(row: NoticeRow) -> AnyView {
    let class = if row.read { "timeline-icon" } else { "timeline-icon is-waiting" };
    let icon = if row.read { "check" } else { "bell" };
    let title =
        if row.read { view! { <span>{row.title}</span> }.into_any() } else { view! { <b>{row.title}</b> }.into_any() };
    let mute = (!row.link.is_empty()).then(|| mute(row.link.clone(), row.muted));
    let go = if row.link.is_empty() { texts::mark_read() } else { texts::show() };
    view! {
        <li class="timeline-item">
            <span class=class><Icon name=icon/></span>
            <div>
                {title}" "<time datetime=row.at.iso()>{row.at.to_string()}</time>
                {(!row.body.is_empty()).then(|| view! { <p class="timeline-note">{row.body}</p> })}
                <div class="flex flex-wrap gap-2">
                    <form method="post" action="/notifications/read">
                        <input type="hidden" name="id" value=row.id/>
                        <button class="button button-small" type="submit">{go}</button>
                    </form>
                    {mute}
                </div>
            </div>
        </li>
    }
    .into_any()
}
