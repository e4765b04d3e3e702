//! `/`

use std::time::Duration;

use leptos::prelude::*;
use leptos_meta::Title;

use crate::ui::page::Page;

use super::parts;
use crate::{
    dashboard::{
        api::show_home,
        model::{Card, CardRow, Home},
        texts,
    },
    orders::{Status, look::Hue},
    platform::{
        events::{NOTIFICATION, ORDER_CREATED, ORDER_STATUS_CHANGED, ORDER_UPDATED, PACKAGING_LOW_STOCK},
        failure::Failure,
    },
    ui::{
        Icon, browser,
        live::{Pace, on_live},
        read, resource,
    },
};

/// What changes figures or cards of Home.
const NEWS: &[&str] = &[ORDER_CREATED, ORDER_UPDATED, ORDER_STATUS_CHANGED, PACKAGING_LOW_STOCK, NOTIFICATION];

/// Home is read anew no oftener, however much happens.
const REST: Duration = Duration::from_secs(5);

/// While the pointer or the keyboard is on a row, no row moves.
const HELD: &str = "main .rows li:is(:hover, :focus-within)";

pub struct HomePage {
    home: Resource<Result<Home, Failure>>,
}

impl Page for HomePage {
    fn data() -> Self {
        let stirred = RwSignal::new(0_u32);
        let read = move || {
            let _ = stirred.try_update(|count| *count = count.wrapping_add(1));
        };
        let pace = Pace::new(REST, || browser::is_there(HELD), read);
        on_live(NEWS, move |_| pace.stir());
        Self { home: resource(move || stirred.get(), |_| show_home()) }
    }

    fn view(this: Self) -> AnyView {
        view! {
            <Title text=crate::texts::home()/>
            {read(this.home, show)}
        }
        .into_any()
    }
}

fn show(home: Home) -> AnyView {
    // What has nothing to do comes last.
    let (idle, busy): (Vec<Card>, Vec<Card>) = home.cards.into_iter().partition(|card| card.rows.is_empty());
    let cards = busy.into_iter().chain(idle).map(card).collect_view();
    view! {
        <div class="page-head"><h1>{texts::hello(home.name)}</h1><span class="page-sub">{home.date}</span></div>
        <p class="print-only">{texts::printed(home.whose, home.as_of)}</p>
        {(!home.stats.is_empty()).then(|| parts::stats(home.stats))}
        <div class="cards cards-flow">{cards}</div>
        {home.target.map(parts::target)}
    }
    .into_any()
}

fn card(card: Card) -> AnyView {
    let more = card.more.map(|href| view! { <a class="card-end link" href=href>{texts::see_all()}</a> });
    let inside = if card.rows.is_empty() {
        view! { <p class="muted">{card.empty}</p> }.into_any()
    } else {
        view! { <ul class="rows">{card.rows.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="card">
            <div class="card-head"><h2>{card.title}</h2><small>{card.period}</small>{more}</div>
            {inside}
        </section>
    }
    .into_any()
}

fn row(row: CardRow) -> AnyView {
    let (badge, about) = (row.status.map(badge), row.sub.clone());
    view! {
        <li>
            <span class="row-text"><a href=row.href>{row.title}</a><small class="sub" title=about>{row.sub}</small></span>
            <span class="sub">{row.side}</span>
            {badge}
        </li>
    }
    .into_any()
}

fn badge(status: Status) -> AnyView {
    let class = match status.hue() {
        Hue::Waiting => "badge badge-waiting",
        Hue::Moving => "badge badge-moving",
        Hue::Done => "badge badge-done",
        Hue::Stopped => "badge badge-stopped",
        Hue::Side => "badge badge-side",
        Hue::Draft => "badge badge-draft",
    };
    view! { <span class=class><Icon name=status.icon()/><span>{status.label()}</span></span> }.into_any()
}
