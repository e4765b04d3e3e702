//! `/scorecards/year`: April to March of one person, with average and trend; months below 50 are marked.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    parts::{self, Place},
    texts,
};
use crate::{
    platform::failure::Failure,
    pms::{
        api::show_annual,
        chart,
        model::{Annual, MonthTotal},
    },
    ui::{Icon, encode, list::empty, page::Page, read, resource},
    values::{FinancialYear, Points},
};

pub struct AnnualPage {
    annual: Resource<Result<Annual, Failure>>,
}

impl Page for AnnualPage {
    fn data() -> Self {
        let query = use_query_map();
        let asked = Memo::new(move |_| {
            let query = query.read();
            (query.get("user").unwrap_or_default(), query.get("year").unwrap_or_default())
        });
        Self { annual: resource(move || asked.get(), |(user, year)| show_annual(user, year)) }
    }

    fn view(this: Self) -> AnyView {
        view! {
            <Title text=texts::annual()/>
            {read(this.annual, show)}
        }
        .into_any()
    }
}

/// The year that begins a day after this one ends, or ends a day before it begins.
fn beside(year: FinancialYear, after: bool) -> FinancialYear {
    if after { year.last_day().add_days(1).financial_year() } else { year.first_day().add_days(-1).financial_year() }
}

fn show(annual: Annual) -> AnyView {
    let (code, year) = (annual.employee.code.clone(), annual.year);
    let address =
        |year: FinancialYear| format!("/scorecards/year?user={}&year={}", encode(&code), parts::year_text(year));
    let export = format!("/api/pms/annual/{}/export?year={}", encode(&code), parts::year_text(year));
    view! {
        <div class="page-head">
            <h1>{annual.employee.name.clone()}</h1>
            <span class="button-group month-picker">
                <a class="button" href=address(beside(year, false)) aria-label=texts::year_before()><Icon name="chevron-left"/></a>
                <span class="button month-here">{parts::year_text(year)}</span>
                <a class="button" href=address(beside(year, true)) aria-label=texts::year_after()><Icon name="chevron-right"/></a>
            </span>
            <span class="page-sub">{texts::april_to_march()}</span>
            <div class="page-actions">
                <a class="button" href=export download="" rel="external"><Icon name="download"/>{crate::texts::export()}</a>
            </div>
        </div>
        {parts::tabs(Place::Year)}
        {chooser(&annual)}
        {if annual.months.iter().all(|month| month.total.is_none()) {
            empty("target", texts::no_year(), texts::no_card_about(), None)
        } else {
            view! { {stats(&annual)}{drawing(&annual)}{incentives(&annual)}{table(&annual)} }.into_any()
        }}
    }
    .into_any()
}

/// Whose year it is, to be changed by who sees others too. An Admin has no scorecard, and is still who is shown at first.
fn chooser(annual: &Annual) -> Option<AnyView> {
    let shown = &annual.employee;
    let others = annual.people.iter().any(|(code, _)| *code != shown.code);
    let beside = !annual.people.iter().any(|(code, _)| *code == shown.code);
    others.then(|| {
        let option = |code: &str, name: &str| {
            view! { <option value=code.to_owned() selected=code == shown.code>{name.to_owned()}</option> }
        };
        let own = beside.then(|| option(&shown.code, &shown.name));
        let people = annual.people.iter().map(|(code, name)| option(code, name)).collect_view();
        view! {
            <form class="filters" method="get" action="/scorecards/year">
                <input type="hidden" name="year" value=parts::year_text(annual.year)/>
                <select class="select w-auto" name="user" aria-label=texts::person()>{own}{people}</select>
                <button class="button" type="submit">{texts::show()}</button>
            </form>
        }
        .into_any()
    })
}

fn stats(annual: &Annual) -> AnyView {
    let weak: Vec<String> = annual.weak.iter().map(|month| month.wire()).collect();
    let class = if weak.is_empty() { "stat" } else { "stat is-stopped" };
    let trend = annual.trend.map(|_| texts::a_month());
    view! {
        <div class="stat-row">
            <div class="stat">{texts::average()}<b>{annual.average.points.map(Points::shown)}</b><small>{annual.average.told()}</small></div>
            <div class="stat">{texts::trend()}<b>{annual.trend.map(Points::signed)}</b><small>{trend}</small></div>
            <div class="stat">{texts::incentive()}<b>{annual.amount.short()}</b><small>{texts::of_signed_off()}</small></div>
            <div class=class>{texts::weak_months()}<b>{weak.len()}</b><small>{weak.join(", ")}</small></div>
        </div>
    }
    .into_any()
}

fn drawing(annual: &Annual) -> AnyView {
    let code = annual.employee.code.clone();
    let title = texts::points_by_month();
    let svg = chart::year(title, &annual.months, annual.average.points, |month| parts::card_path(&code, month.month));
    let running =
        (annual.average.running > 0).then(|| view! { <span class="key key-hollow">{texts::hollow_runs()}</span> });
    view! {
        <section class="card">
            <div class="card-head"><h2>{title}</h2><small>{parts::year_text(annual.year)}</small></div>
            <div class="chart-box" tabindex="0" role="region" aria-label=title inner_html=svg></div>
            <p class="meter-legend"><span>{texts::dashed_average()}</span><span class="key is-stopped">{texts::below_50()}</span>{running}</p>
        </section>
    }
    .into_any()
}

/// What every month pays, where any does.
fn incentives(annual: &Annual) -> Option<AnyView> {
    let (code, title) = (annual.employee.code.clone(), texts::incentive_by_month());
    let svg = chart::paid(title, &annual.months, |month| parts::card_path(&code, month.month))?;
    let running =
        annual.months.iter().any(|month| month.runs() && !month.amount.is_zero()).then(
            || view! { <p class="meter-legend"><span class="key key-hollow">{texts::hollow_unpaid()}</span></p> },
        );
    let card = view! {
        <section class="card">
            <div class="card-head"><h2>{title}</h2><small>{parts::year_text(annual.year)}</small></div>
            <div class="chart-box" tabindex="0" role="region" aria-label=title inner_html=svg></div>
            {running}
        </section>
    };
    Some(card.into_any())
}

fn is_weak(annual: &Annual, month: &MonthTotal) -> bool {
    annual.weak.contains(&month.month)
}

fn table(annual: &Annual) -> AnyView {
    let heads = annual
        .months
        .iter()
        .map(|month| {
            let runs = month.runs().then(|| view! { <br/><small class="sub">{texts::runs()}</small> });
            view! { <th scope="col" class="num">{month.month.short()}{runs}</th> }
        })
        .collect_view();
    let kras = annual
        .kras
        .iter()
        .map(|kra| {
            let cells = kra.points.iter().map(|points| view! { <td class="num">{points.map(Points::shown)}</td> }).collect_view();
            view! { <tr><th scope="row">{kra.name.clone()}</th>{cells}<td class="num quiet">{kra.average.points.map(Points::shown)}</td></tr> }
        })
        .collect_view();
    let totals = annual
        .months
        .iter()
        .map(|month| {
            let class = match (is_weak(annual, month), month.runs()) {
                (true, _) => "num text-hue is-stopped",
                (_, true) => "num quiet",
                _ => "num",
            };
            let total = month.total.map(|total| {
                view! { <a class="link" href=parts::card_path(&annual.employee.code, month.month)>{total.shown()}</a> }
            });
            view! { <td class=class>{total}</td> }
        })
        .collect_view();
    let money = annual
        .months
        .iter()
        .map(|month| view! { <td class="num quiet">{(!month.amount.is_zero()).then(|| month.amount.short())}</td> })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::annual()>
            <table class="table table-plain annual">
                <caption>{texts::annual()}</caption>
                <thead><tr><th scope="col">{texts::kra()}</th>{heads}<th scope="col" class="num">{texts::average()}</th></tr></thead>
                <tbody>{kras}</tbody>
                <tfoot>
                    <tr><th scope="row">{texts::total()}</th>{totals}<td class="num">{annual.average.points.map(Points::shown)}</td></tr>
                    <tr><th scope="row">{texts::incentive()}</th>{money}<td class="num">{annual.amount.short()}</td></tr>
                </tfoot>
            </table>
        </div>
    }
    .into_any()
}
