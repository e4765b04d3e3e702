//! `/scorecards/compare`: two people, or two months, quarters or years of one, beside each other.

mod spans;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use super::{
    parts::{self, Place},
    texts,
};
use crate::{
    platform::failure::Failure,
    pms::{
        api::{compare_scorecards, compare_spans},
        chart,
        model::{Compare, CompareRow, ComparedSpans, KraRow, MonthTotal, Scorecard, Span},
    },
    ui::{Icon, encode, page::Page, read, resource},
    values::Points,
};

/// Two scorecards, or what several of them come to.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Shown {
    Months(Box<Compare>),
    Spans(Box<ComparedSpans>),
}

pub struct ComparePage {
    compare: Resource<Result<Shown, Failure>>,
}

async fn load(span: String, (a, b, c, d): (String, String, String, String)) -> Result<Shown, Failure> {
    if span.is_empty() || span == Span::Month.as_str() {
        return Ok(Shown::Months(Box::new(compare_scorecards(a, b, c, d).await?)));
    }
    Ok(Shown::Spans(Box::new(compare_spans(span, a, b, c, d).await?)))
}

impl Page for ComparePage {
    fn data() -> Self {
        let query = use_query_map();
        let asked = Memo::new(move |_| {
            let query = query.read();
            let get = |name: &str| query.get(name).unwrap_or_default();
            (get("span"), (get("left"), get("left_month"), get("right"), get("right_month")))
        });
        Self { compare: resource(move || asked.get(), |(span, sides)| load(span, sides)) }
    }

    fn view(this: Self) -> AnyView {
        let content = |shown| match shown {
            Shown::Months(compare) => show(*compare),
            Shown::Spans(compare) => spans::show(*compare),
        };
        view! {
            <Title text=texts::compare()/>
            {read(this.compare, content)}
        }
        .into_any()
    }
}

fn show(compare: Compare) -> AnyView {
    let Compare { asked, left, right, rows, years, people } = compare;
    let [(left_user, left_month), (right_user, right_month)] = asked.map(|(user, month)| (user, month.iso()));
    let export = export(Span::Month, (&left_user, &left_month), (&right_user, &right_month));
    let rows = rows.into_iter().map(row).collect_view();
    let drawn = years.zip(left.as_ref().zip(right.as_ref())).map(|(years, (left, right))| lines(&years, left, right));
    let gap = left.as_ref().zip(right.as_ref()).map(|(left, right)| right.outcome.total.minus(left.outcome.total));
    view! {
        <div class="page-head"><h1>{texts::compare()}</h1><div class="page-actions">{export}</div></div>
        {parts::tabs(Place::Compare)}
        {choosers(Span::Month, &people, (&left_user, left_month), (&right_user, right_month))}
        <div class="cards">{card(left.as_ref())}{card(right.as_ref())}</div>
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::compare()>
            <table class="table table-plain">
                <caption>{texts::compare()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{texts::kra()}</th>
                        <th scope="col" class="num phone-hide">{texts::achieved()}</th>
                        <th scope="col" class="num">{texts::left_side()}</th>
                        <th scope="col" class="tablet-hide"><span class="sr-only">{texts::drawn()}</span></th>
                        <th scope="col" class="num phone-hide">{texts::achieved()}</th>
                        <th scope="col" class="num">{texts::right_side()}</th>
                        <th scope="col" class="num">{texts::gap_head()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{texts::total()}</th>
                        <td class="phone-hide"></td>
                        <td class="num">{left.as_ref().map(|card| card.outcome.total.shown())}</td>
                        <td class="tablet-hide"></td>
                        <td class="phone-hide"></td>
                        <td class="num">{right.as_ref().map(|card| card.outcome.total.shown())}</td>
                        <td class="num">{gap.map(Points::signed)}</td>
                    </tr>
                </tfoot>
            </table>
        </div>
        {drawn}
    }
    .into_any()
}

/// What is shown, as a workbook.
fn export(span: Span, left: (&str, &str), right: (&str, &str)) -> AnyView {
    let side = |name: &str, (user, month): (&str, &str)| format!("{name}={}&{name}_month={month}", encode(user));
    let (left, right) = (side("left", left), side("right", right));
    parts::export(format!("/api/pms/compare/export?span={span}&{left}&{right}"))
}

/// Who and when, on both sides; a quarter or year is the one that the month lies in.
fn choosers(span: Span, people: &[(String, String)], left: (&str, String), right: (&str, String)) -> AnyView {
    let spans = [(Span::Month, texts::month()), (Span::Quarter, texts::quarter()), (Span::Year, texts::year())]
        .map(|(one, label)| view! { <option value=one.as_str() selected=one == span>{label}</option> })
        .into_iter()
        .collect_view();
    view! {
        <form class="filters compare-choosers" method="get" action="/scorecards/compare">
            {chooser("left", texts::left_side(), people, left.0, left.1)}
            <Icon name="arrow-left-right"/>
            {chooser("right", texts::right_side(), people, right.0, right.1)}
            <label class="check"><span>{texts::span()}</span><select class="select" name="span">{spans}</select></label>
            <button class="button button-primary" type="submit">{texts::compare()}</button>
        </form>
    }
    .into_any()
}

fn chooser(name: &'static str, label: &'static str, people: &[(String, String)], user: &str, month: String) -> AnyView {
    let options = people
        .iter()
        .map(|(code, person)| view! { <option value=code.clone() selected=code == user>{person.clone()}</option> })
        .collect_view();
    view! {
        <label class="check"><span>{label}</span><select class="select" name=name>{options}</select></label>
        <input class="input month-input" type="month" name=format!("{name}_month") value=month aria-label=format!("{label}: {}", texts::month())/>
    }
    .into_any()
}

fn card(card: Option<&Scorecard>) -> AnyView {
    let Some(card) = card else {
        return view! { <section class="card"><p class="muted">{texts::no_card()}</p></section> }.into_any();
    };
    view! {
        <section class="card">
            <div class="card-head">
                <h2><a class="link" href=parts::card_path(&card.employee.code, card.month)>{card.employee.name.clone()}</a></h2>
                <small>{card.month.wire()}</small>
                <span class="card-end">{parts::status(card.status)}</span>
            </div>
            <p class="compare-total"><b>{card.outcome.total.shown()}</b>" "<span class="muted">{texts::pays(card.outcome.percent, card.outcome.amount.short())}</span></p>
        </section>
    }
    .into_any()
}

/// Both through their year, month beside month.
fn lines((left, right): &(Vec<MonthTotal>, Vec<MonthTotal>), one: &Scorecard, other: &Scorecard) -> AnyView {
    let name = |card: &Scorecard| format!("{} {}", card.employee.name, parts::year_text(card.month.financial_year()));
    let (one, other) = (name(one), name(other));
    let title = texts::points_of(&one, &other);
    let svg = chart::lines(&title, left, right);
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::points_by_month()}</h2></div>
            <div inner_html=svg></div>
            <p class="meter-legend"><span class="key">{one}</span><span class="key is-side">{other}</span></p>
        </section>
    }
    .into_any()
}

/// A KRA's points on both sides, drawn as two bars over each other.
fn row(row: CompareRow) -> AnyView {
    let points = |kra: &Option<KraRow>| kra.as_ref().map(|kra| kra.scored.points);
    let (left, right) = (points(&row.left), points(&row.right));
    let achieved = |kra: &Option<KraRow>| {
        kra.as_ref().and_then(|kra| kra.measure.achieved.map(|achieved| parts::bare(achieved, kra.unit)))
    };
    view! {
        <tr>
            <th scope="row" class="main">{row.name.clone()}</th>
            <td class="num quiet phone-hide">{achieved(&row.left)}</td>
            <td class="num main">{left.map(Points::shown)}</td>
            <td class="fill tablet-hide">{pair(left, right)}</td>
            <td class="num quiet phone-hide">{achieved(&row.right)}</td>
            <td class="num main">{right.map(Points::shown)}</td>
            {gap_cell(row.gap)}
        </tr>
    }
    .into_any()
}

/// Both as bars over each other.
fn pair(left: Option<Points>, right: Option<Points>) -> AnyView {
    let most = left.into_iter().chain(right).max().unwrap_or_default().millionths().max(1);
    let width = |points: Option<Points>| {
        format!("{}%", points.map_or(0, |points| points.millionths().max(0).saturating_mul(100) / most))
    };
    view! {
        <svg class="meter meter-pair" aria-hidden="true">
            <rect class="meter-used" y="0" width=width(left)></rect>
            <rect class="meter-this" y="9" width=width(right)></rect>
        </svg>
    }
    .into_any()
}

fn gap_cell(gap: Option<Points>) -> AnyView {
    let hue = match gap {
        Some(gap) if gap.is_negative() => "num text-hue is-stopped",
        Some(gap) if gap.is_positive() => "num text-hue is-good",
        _ => "num quiet",
    };
    view! { <td class=hue>{gap.map(Points::signed)}</td> }.into_any()
}
