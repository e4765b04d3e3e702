//! `/orders`: the list. The address is the view.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::{
    bulk::bulk_result,
    filters::{ColumnChoice, Filters},
    rows::{Rows, Standing},
    views::Tabs,
};
use crate::{
    identity::Capability,
    orders::{
        api::{ActOnOrders, DeleteView, SaveView, list_orders, list_salespeople, list_views},
        model::{Named, OrderFilter, OrderPage, SavedView},
        news::Shown,
        texts,
    },
    platform::{failure::Failure, form::FormState},
    ui::{ErrorSummary, Icon, list_keys::use_list_keys, markup, page::Page, read, resource},
    values::grouped,
};

/// What the page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Listed {
    query: String,
    page: OrderPage<Shown>,
    views: Vec<SavedView>,
    people: Vec<Named>,
    /// The name of the customer whose orders alone are shown.
    customer: Option<String>,
}

pub struct OrdersPage {
    shown: Resource<Result<Listed, Failure>>,
    forms: Forms,
}

/// What may be done on the page.
#[derive(Clone, Copy)]
struct Forms {
    act: FormState<ActOnOrders>,
    save: FormState<SaveView>,
    delete: FormState<DeleteView>,
}

async fn load(query: String) -> Result<Listed, Failure> {
    let page = list_orders(query.clone()).await?;
    let filter = OrderFilter::from_query(&query);
    let named = filter.customer.is_some() && filter.customer_words().is_none();
    let customer = page.rows.first().filter(|_| named).map(|row| row.customer_name.clone());
    // Views and people are furniture: the list is shown without them when they can't be read.
    let views = list_views().await.unwrap_or_default();
    let people = list_salespeople().await.unwrap_or_default();
    Ok(Listed { query, page: page.shown(), views, people, customer })
}

impl Page for OrdersPage {
    fn data() -> Self {
        let search = use_location().search;
        let forms = Forms { act: FormState::new(), save: FormState::new(), delete: FormState::new() };
        let versions = (forms.act.action.version(), forms.save.action.version(), forms.delete.action.version());
        let source = move || (search.get(), versions.0.get(), versions.1.get(), versions.2.get());
        Self { shown: resource(source, |(query, ..)| load(query)), forms }
    }

    fn view(this: Self) -> AnyView {
        let OrdersPage { shown, forms } = this;
        use_list_keys();
        let content = move |listed: Listed| view! { <ListView listed forms/> }.into_any();
        view! {
            <Title text=texts::orders()/>
            {read(shown, content)}
        }
        .into_any()
    }
}

#[component]
fn ListView(listed: Listed, forms: Forms) -> impl IntoView {
    let Listed { query, page, views, people, customer } = listed;
    let filter = OrderFilter::from_query(&query);
    let role = crate::ui::frame::my_role();
    let may = move |capability| role.is_some_and(|role| role.may(capability));
    let today = page.now.map(|now| now.ist_date());
    let actions = html! {
        @if may(Capability::UploadOrders) {
            a.button href="/imports/new?kind=orders" { (markup::icon("upload", "")) (crate::texts::import()) }
        }
        @if may(Capability::ExportData) { (export(&filter.without_place())) }
        @if may(Capability::BookOrder) {
            a.button.button-primary href="/orders/new" { (markup::icon("plus", "")) (texts::book()) kbd.kbd { "n" } }
        }
    };
    let narrowed = filter.is_narrowed();
    let standing = Standing::new(filter.clone(), page);
    let summary = move || {
        let totals = standing.latest.with(|page| page.totals);
        let count = grouped(u64::try_from(totals.count).unwrap_or_default());
        if totals.exact { texts::in_view(count, totals.value.short()) } else { texts::many_in_view(count) }
    };
    let waiting = Signal::derive(move || standing.latest.with(|page| page.waiting_for_credit));
    let empty = Memo::new(move |_| standing.is_empty());
    view! {
        <div class="page-head">
            <h1>{texts::orders()}</h1>
            <span class="page-sub">{summary}</span>
            <div class="page-actions" inner_html=actions.into_string()></div>
        </div>
        <Tabs filter=filter.clone() waiting today views save=forms.save delete=forms.delete/>
        <div class="flex items-start gap-2">
            <Filters filter=filter.clone() salespeople=people customer/>
            <ColumnChoice filter/>
        </div>
        <BulkResult act=forms.act/>
        {move || if empty.get() {
            view! { <Nothing narrowed/> }.into_any()
        } else {
            view! { <Rows standing act=forms.act/> }.into_any()
        }}
    }
}

/// What is in view, to take along.
fn export(query: &str) -> Markup {
    let kinds = [
        ("xlsx", "file-spreadsheet", texts::as_workbook()),
        ("csv", "file-text", texts::as_csv()),
        ("lines/xlsx", "file-spreadsheet", texts::lines_as_workbook()),
        ("lines/csv", "file-text", texts::lines_as_csv()),
    ];
    html! {
        details.menu name="top" {
            summary.button { (markup::icon("download", "")) (crate::texts::export()) }
            div.menu-panel.at-end {
                @for (kind, icon, name) in kinds {
                    a.menu-item href={ "/api/orders/export/" (kind) "?" (query) } download rel="external" { (markup::icon(icon, "")) (name) }
                }
            }
        }
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

/// What came of an action on several orders.
#[component]
fn BulkResult(act: FormState<ActOnOrders>) -> impl IntoView {
    move || {
        if let Some(failure) = act.failure() {
            return Some(view! { <ErrorSummary failure/> }.into_any());
        }
        let acted = act.action.value().get().and_then(Result::ok)?;
        Some(bulk_result(acted.done, acted.refused, acted.results))
    }
}
