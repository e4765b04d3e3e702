//! Two quarters or two years beside each other: averages of the months that are signed off.

use leptos::prelude::*;

use super::{choosers, gap_cell, pair};
use crate::{
    pms::{
        model::{ComparedSpans, Together},
        pages::{
            parts::{self, Place},
            texts,
        },
    },
    values::Points,
};

pub fn show(compare: ComparedSpans) -> AnyView {
    let rows =
        compare.names().into_iter().map(|name| row(name, compare.left.of(name), compare.right.of(name))).collect_view();
    let ComparedSpans { span, left, right, people } = compare;
    let (one, other) = (left.average.points, right.average.points);
    let side = |side: &Together| (side.employee.code.clone(), side.month.iso());
    let ((left_user, left_month), (right_user, right_month)) = (side(&left), side(&right));
    let export = super::export(span, (&left_user, &left_month), (&right_user, &right_month));
    view! {
        <div class="page-head"><h1>{texts::compare()}</h1><div class="page-actions">{export}</div></div>
        {parts::tabs(Place::Compare)}
        {choosers(span, &people, (&left_user, left_month), (&right_user, right_month))}
        <div class="cards">{card(&left)}{card(&right)}</div>
        <p class="muted">{texts::board_of_signed_off()}</p>
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::compare()>
            <table class="table table-plain">
                <caption>{texts::compare()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{texts::kra()}</th>
                        <th scope="col" class="num">{texts::left_side()}</th>
                        <th scope="col" class="tablet-hide"><span class="sr-only">{texts::drawn()}</span></th>
                        <th scope="col" class="num">{texts::right_side()}</th>
                        <th scope="col" class="num">{texts::gap_head()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>{row(texts::average(), one, other)}</tfoot>
            </table>
        </div>
    }
    .into_any()
}

fn row(name: &str, left: Option<Points>, right: Option<Points>) -> AnyView {
    view! {
        <tr>
            <th scope="row" class="main">{name.to_owned()}</th>
            <td class="num main">{left.map(Points::shown)}</td>
            <td class="fill tablet-hide">{pair(left, right)}</td>
            <td class="num main">{right.map(Points::shown)}</td>
            {gap_cell(left.zip(right).map(|(left, right)| right.minus(left)))}
        </tr>
    }
    .into_any()
}

fn card(side: &Together) -> AnyView {
    let when = side
        .months
        .first()
        .zip(side.months.last())
        .map(|(first, last)| texts::span_of(first.month.wire(), last.month.wire()));
    let year = format!(
        "/scorecards/year?user={}&year={}",
        crate::ui::encode(&side.employee.code),
        parts::year_text(side.month.financial_year())
    );
    view! {
        <section class="card">
            <div class="card-head"><h2><a class="link" href=year>{side.employee.name.clone()}</a></h2><small>{when}</small></div>
            <p class="compare-total">
                <b>{side.average.points.map_or_else(|| "–".to_owned(), Points::shown)}</b>" "
                <span class="muted">{side.average.told()}", "{side.amount.short()}</span>
            </p>
        </section>
    }
    .into_any()
}
