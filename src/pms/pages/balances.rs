//! `/scorecards/balances`: the overdue balances of a month, entered by credit control: person by person, branch by branch.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    parts::{self, Place},
    texts,
};
use crate::{
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    pms::{
        api::{EnterBalances, show_balances},
        model::{Balance, BalanceForm, BalanceRow, BalanceSheet},
    },
    ui::{ErrorSummary, Icon, encode, list, page::Page, read, resource},
    values::{Figure, Month},
};

/// Empty rows after those there are.
const SPARE: usize = 2;

pub struct BalancesPage {
    shown: Resource<Result<BalanceSheet, Failure>>,
    save: FormState<EnterBalances>,
    again: RwSignal<usize>,
}

impl Page for BalancesPage {
    fn data() -> Self {
        let query = use_query_map();
        let again = RwSignal::new(0);
        let asked = Memo::new(move |_| {
            let query = query.read();
            let get = |name: &str| query.get(name).unwrap_or_default();
            (get("month"), get("q"), get("page"))
        });
        let shown = resource(move || (asked.get(), again.get()), |((month, q, page), _)| show_balances(month, q, page));
        Self { shown, save: FormState::new(), again }
    }

    fn view(this: Self) -> AnyView {
        let BalancesPage { shown, save, again } = this;
        let query = use_query_map();
        Effect::new(move |_| {
            if matches!(save.action.value().get(), Some(Ok(()))) {
                again.update(|again| *again += 1);
            }
        });
        let content = move |sheet| show(sheet, query.read().get("saved"), save);
        view! {
            <Title text=texts::balances_title()/>
            {read(shown, content)}
        }
        .into_any()
    }
}

fn address(month: Month, q: &str, page: i64) -> String {
    format!("/scorecards/balances?month={}&q={}&page={page}", month.iso(), encode(q))
}

fn show(sheet: BalanceSheet, saved: Option<String>, save: FormState<EnterBalances>) -> AnyView {
    let (month, q) = (sheet.month, sheet.q.clone());
    let saved = saved.and_then(|code| sheet.rows.iter().find(|row| row.user == code).map(|row| row.name.clone()));
    let empty = sheet.rows.is_empty();
    let (page, pages) = (sheet.page, sheet.pages);
    let pager =
        (pages > 1).then(|| parts::pager(texts::page_of(page, pages), (page, pages), |page| address(month, &q, page)));
    let rows = sheet.rows.into_iter().map(|one| row(one, month, save)).collect_view();
    let file = |ending: &str| format!("/api/pms/balances/export/{ending}?month={}&q={}", month.iso(), encode(&q));
    let exports = [(file("xlsx"), texts::export_balances_xlsx()), (file("csv"), texts::export_balances_csv())];
    view! {
        <div class="page-head">
            <h1>{texts::balances_title()}</h1>
            {parts::month_picker(month, Some(sheet.latest), |month| address(month, &q, 1))}
            <span class="page-sub">{crate::texts::people_count(sheet.people)}{(sheet.missing > 0).then(|| format!(" · {}", texts::balances_missing(sheet.missing)))}</span>
            <div class="page-actions">
                <a class="button" href="/imports/new?kind=od-balances"><Icon name="upload"/>{crate::texts::import()}</a>
                {parts::exports(exports)}
            </div>
        </div>
        {parts::tabs(Place::Balances)}
        {move || save.failure().map(|failure| view! { <ErrorSummary failure/> })}
        {saved.map(|name| view! { <div class="notice notice-success" role="status"><Icon name="check"/><div>{texts::balances_saved(name)}</div></div> })}
        <form class="filters" method="get" action="/scorecards/balances">
            <input type="hidden" name="month" value=month.iso()/>
            <label class="filter-search">
                <Icon name="search"/>
                <input class="input" type="search" name="q" value=q.clone() placeholder=texts::name_or_id() aria-label=texts::name_or_id()/>
            </label>
            <button class="button" type="submit">{texts::show()}</button>
        </form>
        {if empty {
            list::empty("scale", texts::balances_none(), texts::balances_none_about(), None)
        } else {
            view! { <div class="cards balance-cards">{rows}</div> }.into_any()
        }}
        {pager}
    }
    .into_any()
}

fn row(row: BalanceRow, month: Month, save: FormState<EnterBalances>) -> AnyView {
    let sum = Figure::checked_sum(row.balances.iter().map(|balance| balance.amount)).unwrap_or_default();
    let sum = (!row.balances.is_empty()).then(|| format!("₹{sum}"));
    let body = if row.open { view! { <Entry row=row.clone() month save/> }.into_any() } else { kept(&row.balances) };
    view! {
        <section class="card" id=row.user.clone()>
            <div class="card-head">
                <h2>{row.name.clone()}</h2><small>{row.user.clone()}</small>
                <span class="card-end">{sum}</span>
            </div>
            {(!row.open).then(|| view! { <p class="muted">{texts::balances_closed(row.status)}</p> })}
            {body}
        </section>
    }
    .into_any()
}

fn kept(balances: &[Balance]) -> AnyView {
    let lines = balances
        .iter()
        .map(|balance| view! { <div><dt>{balance.branch.clone()}</dt><dd>{format!("₹{}", balance.amount)}</dd></div> })
        .collect_view();
    view! { <dl class="sum">{lines}</dl> }.into_any()
}

#[component]
fn Entry(row: BalanceRow, month: Month, save: FormState<EnterBalances>) -> impl IntoView {
    let typed = save.input().filter(|input| input.user == row.user).map(|input| input.balances);
    let known = row
        .balances
        .iter()
        .map(|balance| BalanceForm { branch: balance.branch.clone(), amount: balance.amount.to_string() });
    let forms: Vec<BalanceForm> =
        typed.unwrap_or_else(|| known.chain(std::iter::repeat_n(BalanceForm::default(), SPARE)).collect());
    let whose = row.name.clone();
    let fields = forms
        .into_iter()
        .enumerate()
        .map(|(index, form)| {
            let label = |what: &str| format!("{whose}: {what} {}", index + 1);
            view! {
                <input class="input" name=format!("balances[{index}][branch]") value=form.branch placeholder=texts::new_branch() aria-label=label(texts::branch())/>
                <input class="input num" name=format!("balances[{index}][amount]") value=form.amount inputmode="decimal" autocomplete="off" aria-label=label(texts::amount())/>
            }
        })
        .collect_view();
    view! {
        <PlainForm state=save class="form" to=format!("/scorecards/balances?month={}", month.iso())>
            <input type="hidden" name="user" value=row.user.clone()/>
            <input type="hidden" name="month" value=month.iso()/>
            <input type="hidden" name="version" value=row.version.to_string()/>
            <input type="hidden" name="from" value="sheet"/>
            <div class="entry-grid" data-paste=texts::paste_left()>{fields}</div>
            <div class="form-actions"><button class="button" type="submit" aria-label=texts::balances_of(&row.name)>{crate::texts::save()}</button></div>
        </PlainForm>
    }
}
