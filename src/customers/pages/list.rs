//! `/customers`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use crate::ui::page::Page;

use super::parts::AccountBadge;
use crate::{
    customers::{
        api::list_customers,
        model::{CustomerFilter, CustomerList, CustomerRow},
        texts,
    },
    platform::failure::Failure,
    ui::{
        Icon,
        form::same,
        list::{Files, Narrow, NextPage, Nothing, Search, address},
        read, resource,
    },
    values::{Date, Money},
};

pub struct CustomersPage {
    filter: Memo<CustomerFilter>,
    list: Resource<Result<CustomerList, Failure>>,
}

fn filter_of(query: &ParamsMap) -> CustomerFilter {
    let get = |name: &str| query.get(name).unwrap_or_default();
    CustomerFilter {
        q: get("q"),
        salesperson: get("salesperson"),
        class: get("class"),
        view: get("view"),
        quiet: get("quiet"),
        after: get("after"),
    }
}

fn here(filter: &CustomerFilter) -> String {
    let CustomerFilter { q, salesperson, class, view, quiet, after } = filter;
    let fields =
        [("q", q), ("salesperson", salesperson), ("class", class), ("view", view), ("quiet", quiet), ("after", after)];
    address("/customers", &fields.map(|(name, value)| (name, value.as_str())))
}

impl Page for CustomersPage {
    fn data() -> Self {
        let query = use_query_map();
        let filter = Memo::new(move |_| filter_of(&query.read()));
        Self { filter, list: resource(move || filter.get(), list_customers) }
    }

    fn view(this: Self) -> AnyView {
        let filter = this.filter;
        view! {
            <Title text=crate::texts::customers()/>
            {read(this.list, move |list| page(list, &filter.get_untracked()))}
        }
        .into_any()
    }
}

fn page(list: CustomerList, filter: &CustomerFilter) -> AnyView {
    let sub = texts::found(list.total);
    let new = list.may_edit.then(|| view! { <a class="button button-primary" href="/customers/new"><Icon name="plus"/>{texts::new_customer()}</a> });
    let whole = here(&CustomerFilter { after: String::new(), ..filter.clone() });
    let export = list.may_export.then(|| "/api/customers/export".to_owned());
    let import = list.may_import.then_some("customers");
    view! {
        <div class="page-head">
            <h1>{crate::texts::customers()}</h1>
            <span class="page-sub">{sub}</span>
            <div class="page-actions"><Files export query=whole import/>{new}</div>
        </div>
        {views(filter)}
        {filters(&list, filter)}
        {found(list, filter)}
    }
    .into_any()
}

fn views(filter: &CustomerFilter) -> AnyView {
    let tab = |view: &str, label: &'static str| {
        let href = here(&CustomerFilter { view: view.to_owned(), after: String::new(), ..filter.clone() });
        let current = (filter.view == view).then_some("page");
        view! { <a class="tab" href=href aria-current=current>{label}</a> }
    };
    view! {
        <nav class="tabs" aria-label=texts::views()>
            {tab("", texts::all())}
            {tab("over", texts::over_limit())}
            {tab("overdue", texts::overdue())}
            {tab("blocked", texts::blocked())}
        </nav>
    }
    .into_any()
}

fn filters(list: &CustomerList, filter: &CustomerFilter) -> AnyView {
    let narrowed = *filter != CustomerFilter::default();
    let (people, CustomerFilter { q, salesperson, class, .. }) = (list.salespeople.clone(), filter.clone());
    let classes = list.classes.iter().map(same).collect();
    let view_field =
        (!filter.view.is_empty()).then(|| view! { <input type="hidden" name="view" value=filter.view.clone()/> });
    let quiet = Date::parse(&filter.quiet).ok().map(|day| {
        let any = here(&CustomerFilter { quiet: String::new(), after: String::new(), ..filter.clone() });
        view! {
            <span class="chip chip-on">
                {texts::quiet_since(day)}
                <a class="chip-x" href=any aria-label=texts::any_customer()><Icon name="x" class="icon-sm"/></a>
            </span>
            <input type="hidden" name="quiet" value=day.iso()/>
        }
    });
    view! {
        <Search path="/customers" q hint=texts::search_customers() narrowed>
            {view_field}
            {quiet}
            <Narrow name="salesperson" label=texts::salesperson() any=texts::any_salesperson() chosen=salesperson
                choices=people/>
            <Narrow name="class" label=texts::class() any=texts::any_class() chosen=class choices=classes/>
        </Search>
    }
    .into_any()
}

fn found(list: CustomerList, filter: &CustomerFilter) -> AnyView {
    if list.rows.is_empty() {
        return view! { <Nothing icon="store" title=texts::none() about=texts::none_about() clear="/customers"/> }
            .into_any();
    }
    let all_whole = |of: fn(&CustomerRow) -> Money| list.rows.iter().all(|row| of(row).is_whole());
    let whole = [all_whole(|row| row.limit), all_whole(|row| row.exposure), all_whole(|row| row.overdue)];
    let next = list.next.map(|after| here(&CustomerFilter { after, ..filter.clone() }));
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=crate::texts::customers()>
            <table class="table table-hover">
                <thead>
                    <tr>
                        <th scope="col">{texts::name()}</th>
                        <th scope="col">{texts::id()}</th>
                        <th scope="col">{texts::class()}</th>
                        <th scope="col">{texts::salesperson()}</th>
                        <th scope="col" class="num">{texts::limit()}</th>
                        <th scope="col" class="num">{texts::exposure()}</th>
                        <th scope="col" class="num">{texts::overdue()}</th>
                        <th scope="col">{texts::account()}</th>
                    </tr>
                </thead>
                <tbody>{list.rows.into_iter().map(|one| row(one, whole)).collect_view()}</tbody>
            </table>
        </div>
        <NextPage to=next/>
    }
    .into_any()
}

/// `whole` says of limit, exposure and overdue whether all of the column are.
fn row(customer: CustomerRow, whole: [bool; 3]) -> impl IntoView {
    let over = customer.exposure > customer.limit;
    let exposure_class = if over { "num text-hue is-waiting" } else { "num" };
    let overdue = customer.overdue.is_positive().then(|| {
        view! { <span class="text-hue is-stopped">{customer.overdue.listed(whole[2])}</span> " " <span class="sub">{texts::days_count(customer.ageing_days)}</span> }
    });
    let full = customer.name.clone();
    view! {
        <tr>
            <td class="cut card-title" title=full>
                <a class="row-link main" href=format!("/customers/{}", customer.code)>{customer.name}</a>
                " "
                <span class="sub">{customer.location}</span>
            </td>
            <td class="quiet code card-side">{customer.code}</td>
            <td data-label=texts::class()>{(!customer.class.is_empty()).then_some(customer.class)}</td>
            <td data-label=texts::salesperson()>{customer.salesperson}</td>
            <td class="num" data-label=texts::limit()>{customer.limit.listed(whole[0])}</td>
            <td class=exposure_class data-label=texts::exposure()>{customer.exposure.listed(whole[1])}</td>
            <td class="num" data-label=texts::overdue()>{overdue}</td>
            <td data-label=texts::account()><AccountBadge status=customer.status/></td>
        </tr>
    }
}
