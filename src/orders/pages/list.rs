//! `/orders`: the list. The address is the view.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use crate::ui::page::Page;

use super::{
    StatusBadge,
    filters::{Filters, Tabs, address},
};
use crate::{
    identity::Capability,
    orders::{
        api::{ActOnOrders, list_orders, list_salespeople, list_views},
        model::{Direction, Named, OrderFilter, OrderPage as Shelf, OrderRow, SavedView, Sort},
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{
        ErrorSummary, Icon, Problem, browser,
        list_keys::use_list_keys,
        live::{LiveDot, on_live},
    },
    values::Date,
};

type Shown = Result<(String, Shelf, Vec<SavedView>, Vec<Named>), Failure>;

pub struct OrdersPage {
    shown: Resource<Shown>,
    act: FormState<ActOnOrders>,
}

async fn load(query: String) -> Shown {
    let page = list_orders(query.clone()).await?;
    // Views and people are furniture: the list is shown without them when they can't be read.
    let views = list_views().await.unwrap_or_default();
    let people = list_salespeople().await.unwrap_or_default();
    Ok((query, page, views, people))
}

impl Page for OrdersPage {
    fn data() -> Self {
        let search = use_location().search;
        let act = FormState::<ActOnOrders>::new();
        let version = act.action.version();
        let shown = Resource::new(move || (search.get(), version.get()), |(query, _)| load(query));
        Self { shown, act }
    }

    fn view(this: Self) -> AnyView {
        let OrdersPage { shown, act } = this;
        use_list_keys();
        on_live(&["order:created", "order:updated", "order:status-changed"], move |_| shown.refetch());
        let content = move || {
            shown.get().map(|shown| match shown {
                Ok((query, page, views, people)) => {
                    let filter = OrderFilter::from_query(&query);
                    view! { <ListView filter page views people act/> }.into_any()
                }
                Err(failure) => view! { <Problem failure/> }.into_any(),
            })
        };
        view! {
            <Title text=texts::orders()/>
            <Transition fallback=|| view! { <p class="skeleton w-32"></p> }>{content}</Transition>
        }
        .into_any()
    }
}

#[component]
fn ListView(
    filter: OrderFilter,
    page: Shelf,
    views: Vec<SavedView>,
    people: Vec<Named>,
    act: FormState<ActOnOrders>,
) -> impl IntoView {
    let role = crate::ui::frame::my_role();
    let may = move |capability| role.is_some_and(|role| role.may(capability));
    let today = page.now.map(|now| now.ist_date());
    let totals = page.totals;
    let summary = if totals.exact {
        texts::in_view(totals.count, totals.value.short())
    } else {
        texts::many_in_view(totals.count)
    };
    let export = format!("/api/orders/export/xlsx?{}", filter.without_place());
    let empty = page.rows.is_empty();
    let narrowed = filter.is_narrowed();
    view! {
        <div class="page-head">
            <h1>{texts::orders()}</h1>
            <span class="page-sub">{summary}</span>
            <div class="page-actions">
                {may(Capability::UploadOrders).then(|| view! { <a class="button" href="/imports/new?kind=orders"><Icon name="upload"/>{crate::texts::import()}</a> })}
                {may(Capability::ExportData).then(|| view! { <a class="button" href=export download="" rel="external"><Icon name="download"/>{crate::texts::export()}</a> })}
                {may(Capability::BookOrder).then(|| view! {
                    <a class="button button-primary" href="/orders/new"><Icon name="plus"/>{texts::book()}<kbd class="kbd">"n"</kbd></a>
                })}
            </div>
        </div>
        <Tabs filter=filter.clone() waiting=page.waiting_for_credit today views/>
        <Filters filter=filter.clone() salespeople=people/>
        <BulkResult act/>
        {if empty {
            view! { <Nothing narrowed/> }.into_any()
        } else {
            view! { <Rows filter page today act/> }.into_any()
        }}
    }
}

#[component]
fn Nothing(narrowed: bool) -> impl IntoView {
    let (title, about) = if narrowed {
        (texts::none_match(), texts::none_match_about())
    } else {
        (texts::none_yet(), texts::none_yet_about())
    };
    view! {
        <div class="empty">
            <Icon name="clipboard-list"/>
            <strong>{title}</strong>
            <p>{about}</p>
            <div class="empty-actions">
                {narrowed.then(|| view! { <a class="button" href="/orders">{crate::texts::clear_filters()}</a> })}
            </div>
        </div>
    }
}

#[component]
fn Rows(filter: OrderFilter, page: Shelf, today: Option<Date>, act: FormState<ActOnOrders>) -> impl IntoView {
    let selected = RwSignal::new(0_usize);
    let count = move |_| selected.set(browser::count_checked("ids[]"));
    let all = move |event| {
        browser::check_all("ids[]", event_target_checked(&event));
        selected.set(browser::count_checked("ids[]"));
    };
    let role = crate::ui::frame::my_role();
    let may_credit = role.is_some_and(|role| role.may(Capability::ReleaseCredit));
    let may_cancel = role.is_some_and(|role| role.may(Capability::BookOrder) || role.may(Capability::AmendOrder));
    let picks = may_credit || may_cancel;
    let query = filter.without_place();
    let rows = page.rows.iter().cloned().map(|row| view! { <Row row today picks/> }).collect_view();
    let (next, previous) = (page.next.clone(), page.previous.clone());
    let pager = filter.clone();
    let matching = texts::all_matching(page.totals.count);
    view! {
        <PlainForm state=act class="list-form">
            <input type="hidden" name="query" value=query/>
            <div class="table-wrap" tabindex="0" role="region" aria-label=texts::list_name() on:change=count>
                <table class="table table-hover">
                    <thead>
                        <tr>
                            {picks.then(|| view! {
                                <th class="pick"><input class="checkbox" type="checkbox" aria-label=texts::select_all() on:change=all/></th>
                            })}
                            <Head filter=filter.clone() sort=Sort::Number title=texts::number()/>
                            <Head filter=filter.clone() sort=Sort::Customer title=texts::customer()/>
                            <Head filter=filter.clone() sort=Sort::Status title=texts::status()/>
                            <Head filter=filter.clone() sort=Sort::Value title=texts::value() num=true/>
                            <th class="num">{texts::lines()}</th>
                            <Head filter=filter.clone() sort=Sort::Booked title=texts::booked() num=true/>
                            <Head filter=filter.clone() sort=Sort::Salesperson title=texts::by()/>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {picks.then(|| view! {
                <div class="selection-bar" role="region" aria-label=texts::selected(0) hidden=move || selected.get() == 0>
                    <button type="submit" disabled hidden></button>
                    <span>{move || texts::selected(selected.get())}</span>
                    <label class="check"><input class="checkbox" type="checkbox" name="all" value="yes"/>{matching}</label>
                    <input class="input" name="remark" placeholder=texts::reason() aria-label=texts::reason()/>
                    {may_credit.then(|| view! {
                        <button class="button button-small" type="submit" name="action" value="release">{texts::release()}</button>
                        <button class="button button-small" type="submit" name="action" value="hold">{texts::hold()}</button>
                        <button class="button button-small button-danger" type="submit" name="action" value="reject">{texts::reject()}</button>
                    })}
                    {may_cancel.then(|| view! {
                        <button class="button button-small button-danger" type="submit" name="action" value="cancel">{texts::cancel_orders()}</button>
                    })}
                    <kbd class="kbd">"esc"</kbd>
                </div>
            })}
        </PlainForm>
        <div class="page-foot">
            <LiveDot/>
            <nav class="pager" aria-label=texts::pages()>
                <PagerLink filter=pager.clone() before=previous.clone() after=None on=previous.is_some() icon="chevron-left" label=crate::texts::previous_page()/>
                <PagerLink filter=pager after=next.clone() before=None on=next.is_some() icon="chevron-right" label=crate::texts::next_page()/>
            </nav>
        </div>
    }
}

#[component]
fn PagerLink(
    filter: OrderFilter,
    after: Option<String>,
    before: Option<String>,
    on: bool,
    icon: &'static str,
    label: &'static str,
) -> impl IntoView {
    let href = on.then(|| address(&OrderFilter { after, before, ..filter }));
    view! { <a class="button" href=href role=(!on).then_some("link") aria-disabled=(!on).then_some("true") aria-label=label><Icon name=icon/></a> }
}

/// A heading that sorts; a second click turns the order round.
#[component]
fn Head(filter: OrderFilter, sort: Sort, title: &'static str, #[prop(optional)] num: bool) -> impl IntoView {
    let here = filter.sort == sort;
    let dir = match (here, filter.dir) {
        (true, Direction::Descending) => Direction::Ascending,
        (true, Direction::Ascending) => Direction::Descending,
        (false, _) if matches!(sort, Sort::Customer | Sort::Status | Sort::Salesperson) => Direction::Ascending,
        (false, _) => Direction::Descending,
    };
    let sorted = here.then_some(if filter.dir == Direction::Ascending { "ascending" } else { "descending" });
    let arrow = if filter.dir == Direction::Ascending { "chevron-up" } else { "chevron-down" };
    let to = OrderFilter { sort, dir, after: None, before: None, ..filter };
    view! {
        <th class=if num { "num" } else { "" } aria-sort=sorted>
            <a class="sort" href=address(&to)>{title}{here.then(|| view! { <Icon name=arrow class="icon-sm"/> })}</a>
        </th>
    }
}

#[component]
fn Row(row: OrderRow, today: Option<Date>, picks: bool) -> impl IntoView {
    let booked = row.booked_at.ist_date();
    let when = if today == Some(booked) { row.booked_at.ist_clock() } else { booked.short() };
    let href = format!("/orders/{}", row.number);
    let by = short_name(&row.salesperson_name);
    view! {
        <tr>
            {picks.then(|| view! {
                <td class="pick"><input class="checkbox" type="checkbox" name="ids[]" value=row.id.to_string() aria-label=texts::select(&row.number)/></td>
            })}
            <td class="quiet card-hide"><a class="row-link" href=href.clone()>{row.number.clone()}</a></td>
            <td class="cut card-title">
                <a class="main" href=href tabindex="-1">{row.customer_name}</a>" "<span class="sub">{row.location}</span>
            </td>
            <td class="card-sub" title=row.reasons><StatusBadge status=row.status/></td>
            <td class="num main card-side">{row.total.short()}</td>
            <td class="num card-hide">{row.line_count}</td>
            <td class="num quiet card-side" title=row.booked_at.to_string()>{when}</td>
            <td class="quiet card-hide">{by}</td>
        </tr>
    }
}

/// `Rajesh K.` of `Rajesh Kumar`.
fn short_name(name: &str) -> String {
    match name.split_once(' ') {
        Some((first, rest)) => match rest.split_whitespace().last().and_then(|last| last.chars().next()) {
            Some(initial) => format!("{first} {initial}."),
            None => first.to_owned(),
        },
        None => name.to_owned(),
    }
}

/// What came of an action on several orders.
#[component]
fn BulkResult(act: FormState<ActOnOrders>) -> impl IntoView {
    move || {
        if let Some(failure) = act.failure() {
            return Some(view! { <ErrorSummary failure/> }.into_any());
        }
        let acted = act.action.value().get().and_then(Result::ok)?;
        let reasons = acted
            .results
            .into_iter()
            .filter_map(|one| one.outcome.err().map(|why| view! { <li><b>{one.number}</b>" "{why}</li> }))
            .collect_view();
        let class = if acted.refused == 0 { "notice notice-success" } else { "notice notice-warning" };
        Some(
            view! {
                <div class=class role="status">
                    <Icon name="info"/>
                    <div>
                        <b>{texts::bulk_result(acted.done, acted.refused)}</b>
                        <ul>{reasons}</ul>
                        {acted.more.then(texts::bulk_more)}
                    </div>
                </div>
            }
            .into_any(),
        )
    }
}
