//! `/scorecards/leaderboard`: a month, quarter or year; ties share a rank.

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
        api::show_leaderboard,
        model::{Leaderboard, Ranked, Span},
    },
    ui::{list, page::Page, read, resource},
    values::{Month, Points},
};

pub struct LeaderboardPage {
    board: Resource<Result<Leaderboard, Failure>>,
}

impl Page for LeaderboardPage {
    fn data() -> Self {
        let query = use_query_map();
        let asked = Memo::new(move |_| {
            let query = query.read();
            let get = |name: &str| query.get(name).unwrap_or_default();
            (get("span"), get("month"), get("page"))
        });
        Self { board: resource(move || asked.get(), |(span, month, page)| show_leaderboard(span, month, page)) }
    }

    fn view(this: Self) -> AnyView {
        view! {
            <Title text=texts::leaderboard()/>
            {read(this.board, show)}
        }
        .into_any()
    }
}

fn address(span: Span, month: Month, page: i64) -> String {
    format!("/scorecards/leaderboard?span={span}&month={}&page={page}", month.iso())
}

fn show(board: Leaderboard) -> AnyView {
    let (span, month) = (board.span, board.month);
    let spans = [Span::Month, Span::Quarter, Span::Year]
        .map(|one| {
            let label = match one {
                Span::Month => texts::month(),
                Span::Quarter => texts::quarter(),
                Span::Year => texts::year(),
            };
            view! { <a class="button" class:is-here=one == span href=address(one, month, 1) aria-current=(one == span).then_some("true")>{label}</a> }
        })
        .into_iter()
        .collect_view();
    let period = match (board.months.first(), board.months.last()) {
        (Some(first), Some(last)) if first != last => format!("{} – {}", first.wire(), last.wire()),
        _ => month.wire(),
    };
    let most = board.rows.iter().map(|row| row.total).max().unwrap_or_default().max(Points::from_whole(100));
    let several = span != Span::Month;
    let empty = board.rows.is_empty();
    let rows = board.rows.into_iter().map(|one| row(one, most, month, several)).collect_view();
    let people = crate::texts::people_count(board.people);
    let pager = parts::pager(people, (board.page, board.pages), |page| address(span, month, page));
    view! {
        <div class="page-head">
            <h1>{texts::leaderboard()}</h1>
            {parts::month_picker(month, Some(board.latest), |month| address(span, month, 1))}
            <span class="button-group span-picker">{spans}</span>
            <span class="page-sub">{period}" · "{board.whose.clone()}</span>
            <div class="page-actions">{parts::export(format!("/api/pms/leaderboard/export?span={span}&month={}", month.iso()))}</div>
        </div>
        {parts::tabs(Place::Leaderboard)}
        {(several && !empty).then(|| view! { <p class="muted">{texts::board_of_signed_off()}</p> })}
        {if empty && several {
            list::empty("trophy", texts::nobody_signed_off(), texts::nobody_signed_off_about(), None)
        } else if empty {
            list::empty("trophy", texts::nobody_ranked(), texts::nobody_ranked_about(), None)
        } else {
            view! {
                <div class="table-wrap" tabindex="0" role="region" aria-label=texts::leaderboard()>
                    <table class="table table-plain table-hover">
                        <caption>{texts::leaderboard()}</caption>
                        <thead>
                            <tr>
                                <th scope="col" class="num rank">{texts::rank()}</th>
                                <th scope="col">{texts::person()}</th>
                                <th scope="col" class="phone-hide"><span class="sr-only">{texts::drawn()}</span></th>
                                <th scope="col" class="num">{if several { texts::average() } else { texts::points_head() }}</th>
                                {several.then(|| view! { <th scope="col" class="num phone-hide">{texts::months_head()}</th> })}
                                <th scope="col" class="num tablet-hide">{texts::incentive()}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
            .into_any()
        }}
        {pager}
    }
    .into_any()
}

fn row(one: Ranked, most: Points, month: Month, several: bool) -> AnyView {
    // Whose money may be known may be looked at; the others are names.
    let name = if one.is_me || one.amount.is_some() {
        view! { <a class="link" href=parts::card_path(&one.user, month)>{one.name.clone()}</a> }.into_any()
    } else {
        one.name.clone().into_any()
    };
    let width = one.total.millionths().max(0) / 1_000 * 100 / (most.millionths() / 1_000).max(1);
    let money = one.percent.zip(one.amount).map(|(percent, amount)| texts::pays(percent, amount.short()));
    view! {
        <tr class:is-selected=one.is_me aria-current=one.is_me.then_some("true")>
            <td class="num main rank">{one.rank}</td>
            <th scope="row" class="main">
                {name}" "
                {one.provisional.then(|| view! { <span class="sub">{texts::provisional()}</span> })}
            </th>
            <td class="fill phone-hide"><svg class="meter" aria-hidden="true"><rect width=format!("{width}%")></rect></svg></td>
            <td class="num main">{one.total.shown()}</td>
            {several.then(|| view! { <td class="num quiet phone-hide">{one.months}</td> })}
            <td class="num quiet tablet-hide">{money}</td>
        </tr>
    }
    .into_any()
}
