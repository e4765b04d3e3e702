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
    ui::encode,
    ui::{Icon, Problem},
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
        after: get("after"),
    }
}

/// The address of a list, so that a view, a filter and a page are links.
fn address(filter: &CustomerFilter) -> String {
    let fields = [
        ("q", &filter.q),
        ("salesperson", &filter.salesperson),
        ("class", &filter.class),
        ("view", &filter.view),
        ("after", &filter.after),
    ];
    let query: Vec<String> = fields
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if query.is_empty() { "/customers".to_owned() } else { format!("/customers?{}", query.join("&")) }
}

impl Page for CustomersPage {
    fn data() -> Self {
        let query = use_query_map();
        let filter = Memo::new(move |_| filter_of(&query.read()));
        Self { filter, list: Resource::new(move || filter.get(), list_customers) }
    }

    fn view(this: Self) -> AnyView {
        let content = move || {
            this.list.get().map(|list| match list {
                Ok(list) => page(list, &this.filter.get_untracked()),
                Err(failure) => view! { <Problem failure/> }.into_any(),
            })
        };
        view! {
            <Title text=crate::texts::customers()/>
            <Suspense fallback=|| view! { <p class="skeleton w-32"></p> }>{content}</Suspense>
        }
        .into_any()
    }
}

fn page(list: CustomerList, filter: &CustomerFilter) -> AnyView {
    let may_edit = list.may_edit;
    let sub = texts::found(list.total);
    let new = may_edit.then(|| view! { <a class="button button-primary" href="/customers/new"><Icon name="plus"/>{texts::new_customer()}</a> });
    view! {
        <div class="page-head">
            <h1>{crate::texts::customers()}</h1>
            <span class="page-sub">{sub}</span>
            <div class="page-actions">{new}</div>
        </div>
        {views(filter)}
        {filters(&list, filter)}
        {found(list, filter)}
    }
    .into_any()
}

fn views(filter: &CustomerFilter) -> AnyView {
    let tab = |view: &str, label: &'static str| {
        let href = address(&CustomerFilter { view: view.to_owned(), after: String::new(), ..filter.clone() });
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
    let people = list
        .salespeople
        .iter()
        .map(|(code, name)| view! { <option value=code.clone() selected=filter.salesperson == *code>{name.clone()}</option> })
        .collect_view();
    let classes = list
        .classes
        .iter()
        .map(|class| view! { <option value=class.clone() selected=filter.class == *class>{class.clone()}</option> })
        .collect_view();
    let clear = (*filter != CustomerFilter::default())
        .then(|| view! { <a class="button button-quiet" href="/customers">{crate::texts::clear_filters()}</a> });
    let view_field =
        (!filter.view.is_empty()).then(|| view! { <input type="hidden" name="view" value=filter.view.clone()/> });
    view! {
        <form class="filters" method="get" action="/customers">
            <label class="filter-search">
                <Icon name="search"/>
                <input class="input" type="search" name="q" value=filter.q.clone() placeholder=texts::search_customers() aria-label=texts::search_customers()/>
            </label>
            {view_field}
            <select class="select w-auto" name="salesperson" aria-label=texts::salesperson()><option value="">{texts::any_salesperson()}</option>{people}</select>
            <select class="select w-auto" name="class" aria-label=texts::class()><option value="">{texts::any_class()}</option>{classes}</select>
            <button class="button" type="submit">{texts::filter()}</button>
            {clear}
        </form>
    }
    .into_any()
}

fn found(list: CustomerList, filter: &CustomerFilter) -> AnyView {
    if list.rows.is_empty() {
        return view! {
            <div class="empty">
                <Icon name="store"/>
                <strong>{texts::none()}</strong>
                <p>{texts::none_about()}</p>
                <div class="empty-actions"><a class="button" href="/customers">{crate::texts::clear_filters()}</a></div>
            </div>
        }
        .into_any();
    }
    let next = list.next.map(|after| {
        let href = address(&CustomerFilter { after, ..filter.clone() });
        view! { <nav class="pager" aria-label=texts::pages()><a class="button" href=href>{texts::next()}<Icon name="chevron-right"/></a></nav> }
    });
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
                <tbody>{list.rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <div class="page-foot">{next}</div>
    }
    .into_any()
}

fn row(customer: CustomerRow) -> impl IntoView {
    let over = customer.exposure > customer.limit;
    let exposure_class = if over { "num text-hue is-waiting" } else { "num" };
    let overdue = customer.overdue.is_positive().then(|| {
        view! { <span class="text-hue is-stopped">{customer.overdue.short()}</span> " " <span class="sub">{texts::days_count(customer.ageing_days)}</span> }
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
            <td class="card-sub">{customer.class}</td>
            <td data-label=texts::salesperson()>{customer.salesperson}</td>
            <td class="num" data-label=texts::limit()>{customer.limit.short()}</td>
            <td class=exposure_class data-label=texts::exposure()>{customer.exposure.short()}</td>
            <td class="num" data-label=texts::overdue()>{overdue}</td>
            <td data-label=texts::account()><AccountBadge status=customer.status/></td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_only_what_narrows() {
        let filter = CustomerFilter { q: "a & b".to_owned(), view: "over".to_owned(), ..CustomerFilter::default() };
        assert_eq!(address(&filter), "/customers?q=a%20%26%20b&view=over");
        assert_eq!(address(&CustomerFilter::default()), "/customers");
    }
}
