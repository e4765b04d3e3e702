//! `/scorecards/team`: what waits for me, people by months as a heat map, how the points are spread.

mod queue;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    parts::{self, Place},
    texts,
};
use crate::{
    platform::{failure::Failure, form::FormState},
    pms::{
        api::{SignOffMany, show_team},
        chart, heat,
        model::{Bucket, ReviewQueue, Team, TeamFilter},
        review::CardStatus,
    },
    ui::{Icon, encode, list, page::Page, read, resource},
    values::Month,
};

type Shown = Result<(TeamFilter, Team, ReviewQueue), Failure>;

pub struct TeamPage {
    shown: Resource<Shown>,
    many: FormState<SignOffMany>,
    again: RwSignal<usize>,
}

async fn load(filter: TeamFilter) -> Shown {
    let (team, queue) = show_team(filter.clone()).await?;
    Ok((filter, team, queue))
}

impl Page for TeamPage {
    fn data() -> Self {
        let query = use_query_map();
        let filter = Memo::new(move |_| {
            let query = query.read();
            let get = |name: &str| query.get(name).unwrap_or_default();
            TeamFilter { q: get("q"), month: get("month"), status: get("status"), sort: get("sort"), page: get("page") }
        });
        let again = RwSignal::new(0);
        let shown = resource(move || (filter.get(), again.get()), |(filter, _)| load(filter));
        Self { shown, many: FormState::new(), again }
    }

    fn view(this: Self) -> AnyView {
        let TeamPage { shown, many, again } = this;
        // Kept where something was refused, for another try.
        let remark = RwSignal::new(many.typed(|input| input.remark.clone(), String::new));
        Effect::new(move |_| {
            // Also where some were refused: the others are done.
            if let Some(outcome) = many.action.value().get() {
                if outcome.is_ok() {
                    remark.set(String::new());
                }
                again.update(|again| *again += 1);
            }
        });
        let content = move |(filter, team, queue)| view! { <Content filter team queue many remark/> }.into_any();
        view! {
            <Title text=texts::my_team()/>
            {read(shown, content)}
        }
        .into_any()
    }
}

/// The address of the team with another filter.
fn address(filter: &TeamFilter) -> String {
    under("/scorecards/team", filter)
}

fn under(path: &str, filter: &TeamFilter) -> String {
    let TeamFilter { q, month, status, sort, page } = filter;
    list::address(path, &[("q", q), ("month", month), ("status", status), ("sort", sort), ("page", page)])
}

#[component]
fn Content(
    filter: TeamFilter,
    team: Team,
    queue: ReviewQueue,
    many: FormState<SignOffMany>,
    remark: RwSignal<String>,
) -> impl IntoView {
    if !crate::ui::frame::i_lead() {
        return view! {
            <div class="page-head"><h1>{texts::my_team()}</h1></div>
            {parts::tabs(Place::Team)}
            {list::empty("users", texts::nobody_below(), texts::nobody_below_about(), None)}
        }
        .into_any();
    }
    let month = team.month;
    let narrow = filter.clone();
    let exported = TeamFilter { month: month.iso(), page: String::new(), ..filter.clone() };
    let exports = [
        ("/api/pms/team/export", texts::export_team()),
        ("/api/pms/team/scores/xlsx", texts::export_scores_xlsx()),
        ("/api/pms/team/scores/csv", texts::export_scores_csv()),
    ]
    .map(|(path, label)| (under(path, &exported), label));
    let empty = team.rows.is_empty();
    view! {
        <div class="page-head">
            <h1>{texts::my_team()}</h1>
            {parts::month_picker(month, Some(team.latest), |month| address(&TeamFilter { month: month.iso(), page: String::new(), ..narrow.clone() }))}
            <span class="page-sub">{crate::texts::people_count(team.people)}</span>
            <div class="page-actions">
                {parts::exports(exports)}
            </div>
        </div>
        {parts::tabs(Place::Team)}
        {stats(&filter, &team, queue.count)}
        <queue::Queue queue many remark/>
        <Filters filter=filter.clone() month/>
        {if empty {
            list::empty("users", texts::no_team(), texts::no_team_about(), None)
        } else {
            view! { <HeatMap filter team=team.clone()/> }.into_any()
        }}
        {(!empty).then(|| view! { <Spread buckets=team.distribution month/> })}
    }
    .into_any()
}

/// How many of the month stand where, who is late first.
fn stats(filter: &TeamFilter, team: &Team, waiting: i64) -> AnyView {
    let to = |status: &str| {
        address(&TeamFilter {
            status: status.to_owned(),
            month: team.month.iso(),
            page: String::new(),
            ..filter.clone()
        })
    };
    let count = |status: CardStatus| team.counts.iter().find(|(one, _)| *one == status).map_or(0, |(_, count)| *count);
    let stat = |label: String, value: i64, href: String, class: &'static str| {
        view! { <a class=class href=href>{label}<b>{value}</b></a> }
    };
    let late = if team.late > 0 { "stat is-stopped" } else { "stat" };
    view! {
        <div class="stat-row stat-row-many">
            {stat(texts::late().to_owned(), team.late, to("late"), late)}
            {stat(texts::to_review().to_owned(), waiting, "#queue".to_owned(), "stat")}
            {CardStatus::ALL
                .iter()
                .map(|status| stat(status.as_str().to_owned(), count(*status), to(status.as_str()), "stat"))
                .collect_view()}
        </div>
    }
    .into_any()
}

#[component]
fn Filters(filter: TeamFilter, month: Month) -> impl IntoView {
    let narrowed = !(filter.q.is_empty() && filter.status.is_empty() && filter.sort.is_empty());
    let option = |value: &'static str, label: &'static str, chosen: &str| {
        view! { <option value=value selected=value == chosen>{label}</option> }
    };
    let statuses = [("", texts::any_status()), ("late", texts::late()), ("missing", texts::missing())]
        .into_iter()
        .chain(CardStatus::ALL.iter().map(|status| (status.as_str(), status.as_str())))
        .map(|(value, label)| option(value, label, &filter.status))
        .collect_view();
    let sorts = [
        ("", texts::late_first()),
        ("name", texts::by_name()),
        ("best", texts::best_first()),
        ("lowest", texts::lowest_first()),
    ]
    .into_iter()
    .map(|(value, label)| option(value, label, &filter.sort))
    .collect_view();
    view! {
        <form class="filters" method="get" action="/scorecards/team">
            <input type="hidden" name="month" value=month.iso()/>
            <label class="filter-search">
                <Icon name="search"/>
                <input class="input" type="search" name="q" value=filter.q placeholder=texts::name_or_id() aria-label=texts::name_or_id()/>
            </label>
            <select class="select" name="status" aria-label=texts::status()>{statuses}</select>
            <select class="select" name="sort" aria-label=texts::sort()>{sorts}</select>
            <button class="button" type="submit">{texts::show()}</button>
            {narrowed.then(|| view! { <a class="button button-quiet" href="/scorecards/team">{crate::texts::clear_filters()}</a> })}
        </form>
    }
}

#[component]
fn HeatMap(filter: TeamFilter, team: Team) -> impl IntoView {
    let last = team.months.len().saturating_sub(1);
    let heads = team
        .months
        .iter()
        .enumerate()
        // On a phone the three latest months.
        .map(|(index, month)| view! { <th scope="col" class="heat-head" class:phone-hide={index + 3 <= last}>{month.wire()}</th> })
        .collect_view();
    let year = |code: &str| format!("/scorecards/year?user={}", encode(code));
    let ways = heat::Ways { card: &parts::card_path, year: &year, late: texts::late() };
    let rows = heat::rows(&team.rows, &team.months, &ways);
    let (page, pages) = (team.page, team.pages);
    let to = |page: i64| address(&TeamFilter { page: page.to_string(), ..filter.clone() });
    let pager = (pages > 1).then(|| parts::pager(texts::page_of(page, pages), (page, pages), to));
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::heat_map()>
            <table class="table table-plain heat-map">
                <caption>{texts::heat_map()}</caption>
                <thead><tr><th scope="col">{texts::person()}</th>{heads}</tr></thead>
                <tbody inner_html=rows></tbody>
            </table>
        </div>
        <p class="meter-legend heat-legend">
            <span class="heat-key heat-1">"< 50"</span><span class="heat-key heat-2">"50–75"</span><span class="heat-key heat-3">"75–90"</span>
            <span class="heat-key heat-4">"90–101"</span><span class="heat-key heat-5">"≥ 101"</span>
            <em>{texts::italics_run()}</em>
        </p>
        {pager}
    }
}

/// How many totals lie where, by rule alone and as adjusted.
#[component]
fn Spread(buckets: Vec<Bucket>, month: Month) -> impl IntoView {
    let svg = chart::spread(texts::spread(), &buckets);
    let rows = buckets
        .iter()
        .map(|bucket| {
            view! { <tr><th scope="row">{chart::bucket_name(bucket)}</th><td class="num">{bucket.before}</td><td class="num">{bucket.after}</td></tr> }
        })
        .collect_view();
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::spread()}</h2><small>{month.wire()}</small></div>
            <div inner_html=svg></div>
            <p class="meter-legend"><span class="key key-hollow">{texts::by_rule_alone()}</span><span class="key">{texts::as_adjusted()}</span></p>
            <details class="chart-table">
                <summary>{texts::as_table()}</summary>
                <table class="table table-plain">
                    <thead><tr><th scope="col">{texts::points_head()}</th><th scope="col" class="num">{texts::by_rule_alone()}</th><th scope="col" class="num">{texts::as_adjusted()}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        </section>
    }
}
