//! `/dashboard`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::ui::page::Page;

use super::parts;
use crate::{
    dashboard::{
        api::show_dashboard,
        model::Dashboard,
        period::{Asked, Period, Preset},
        texts,
    },
    platform::failure::Failure,
    ui::{read, resource},
};

pub struct DashboardPage {
    board: Resource<Result<Dashboard, Failure>>,
}

impl Page for DashboardPage {
    fn data() -> Self {
        let query = use_query_map();
        let asked = Memo::new(move |_| {
            let query = query.read();
            let get = |name: &str| query.get(name).unwrap_or_default();
            Asked { range: get("range"), from: get("from"), to: get("to") }
        });
        Self { board: resource(move || asked.get(), show_dashboard) }
    }

    fn view(this: Self) -> AnyView {
        view! {
            <Title text=crate::texts::dashboard()/>
            {read(this.board, show)}
        }
        .into_any()
    }
}

fn show(board: Dashboard) -> AnyView {
    let mut charts = board.charts;
    let narrow = charts.extract_if(.., |chart| !chart.wide).map(parts::chart_card).collect_view();
    let wide = charts.into_iter().map(parts::chart_card).collect_view();
    let days = board.period.printed();
    let named = board.period.preset.map_or_else(|| days.clone(), |preset| texts::named_days(preset.label(), &days));
    view! {
        <div class="page-head"><h1>{crate::texts::dashboard()}</h1><span class="page-sub">{days}</span></div>
        <p class="print-only">{texts::printed_of(named, board.whose, board.as_of)}</p>
        {periods(board.period)}
        {parts::stats(board.stats)}
        {board.target.map(parts::target)}
        {wide}
        <div class="cards cards-wide">{narrow}</div>
    }
    .into_any()
}

fn periods(period: Period) -> AnyView {
    let tabs = Preset::ALL
        .iter()
        .map(|preset| {
            let here = (period.preset == Some(*preset)).then_some("page");
            view! { <a class="tab" href=format!("/dashboard?range={}", preset.as_str()) aria-current=here>{preset.label()}</a> }
        })
        .collect_view();
    view! {
        <nav class="tabs" aria-label=texts::period()>{tabs}</nav>
        <form class="filters" method="get" action="/dashboard">
            <label class="check">{texts::from()}<input class="input" type="date" name="from" value=period.from.iso()/></label>
            <label class="check">{texts::to()}<input class="input" type="date" name="to" value=period.to.iso()/></label>
            <button class="button" type="submit">{texts::show()}</button>
        </form>
    }
    .into_any()
}
