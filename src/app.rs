//! Path → page.

use std::{collections::HashMap, sync::LazyLock};

use leptos::{children::ToChildren, prelude::*, tachys::view::iterators::StaticVec};
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    NestedRoute,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::{RouteChildren, Router, Routes},
    path,
};

use crate::{
    audit::pages::{AuditEntryPage, AuditPage},
    catalog::pages::{PriceListFormPage, PriceListPage, PriceListsPage, ProductFormPage, ProductPage, ProductsPage},
    credit::pages::{CreditPage, SimulatePage},
    customers::pages::{CreditFormPage, CustomerFormPage, CustomerPage, CustomersPage},
    dashboard::api::{find_anything, show_frame},
    dashboard::pages::{DashboardPage, HomePage, NoticesPage, SearchPage},
    identity::pages::{AccountPage, RolesPage, SignInPage, UserFormPage, UsersPage},
    imports::pages::{ImportColumnsPage, ImportPage, ImportProgressPage, ImportsPage, NewImportPage},
    orders::pages::{BookPage, ChangePage, DraftsPage, OrderPage, OrdersPage, RunPage},
    packaging::pages::{
        BillPage, BillsPage, BoardPage, CountPage, CountsPage, EntryPage, IssuePage, LedgerPage, MaterialFormPage,
        MaterialPage, ReceiptPage, ReorderPage,
    },
    pages::Lazy,
    platform::failure::Failure,
    pms::pages::{
        AnnualPage, BalancesPage, CardPage, ComparePage, KraSetUpPage, KraSourcesPage, KraTemplatePage,
        LeaderboardPage, SlabTablePage, TeamPage,
    },
    settings::pages::SettingsPage,
    texts,
    ui::{Problem, counts::ReadFrame, frame::Frame, palette::Search, request::asked_path},
    warehouse::pages::{AdjustPage, ReceivePage, WarehouseFormPage, WarehousePage, WarehousesPage},
};

/// The whole app: the frame for people who are signed in, and the page of this path.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(Search::new(|words| async { find_anything(words).await.unwrap_or_default() }));
    provide_context(ReadFrame::new(|| async { show_frame().await.ok() }));
    let frame = SharedValue::new(crate::ui::request::frame).into_inner();
    let refusal = SharedValue::new(crate::ui::request::refusal).into_inner();
    view! {
        <Title formatter=|title: String| if title.is_empty() { texts::brand().to_owned() } else { texts::page_title(title) }/>
        <Router>
            {match frame {
                Some(data) => view! { <Frame data><Pages refusal/></Frame> }.into_any(),
                None => view! { <Pages refusal/> }.into_any(),
            }}
        </Router>
    }
}

#[component]
fn Pages(refusal: Option<Failure>) -> impl IntoView {
    if let Some(failure) = refusal {
        return view! { <Problem failure/> }.into_any();
    }
    let routes = match asked_path() {
        Some(asked) => at(&asked).map(|page| (page.route)()).collect::<Vec<_>>(),
        None => PAGES.iter().map(|page| (page.route)()).collect(),
    };
    let children = RouteChildren::to_children(move || StaticVec::from(routes));
    view! { <Routes fallback=|| view! { <Problem failure=Failure::not_found("This page")/> } children/> }.into_any()
}

/// A page and its path, as the router writes it: `/orders/:number`.
pub struct PageAt {
    pub path: &'static str,
    route: fn() -> AnyNestedRoute,
}

macro_rules! pages {
    ($($path:tt => $page:ty),+ $(,)?) => {
        &[
            PageAt { path: "/sign-in", route: || NestedRoute::new(path!("/sign-in"), SignInPage).into_any_nested_route() },
            $(PageAt {
                path: $path,
                route: || NestedRoute::new(path!($path), Lazy::<$page>::new()).into_any_nested_route(),
            }),+
        ]
    };
}

/// Every page. What stands first is taken where several match.
pub const PAGES: &[PageAt] = pages! {
    "/" => HomePage,
    "/orders" => OrdersPage,
    "/orders/views" => OrdersPage,
    "/orders/views/delete" => OrdersPage,
    "/orders/drafts" => DraftsPage,
    "/orders/new" => BookPage,
    "/orders/new/file" => BookPage,
    "/orders/runs/:id" => RunPage,
    "/orders/:number/edit" => ChangePage,
    "/orders/:number" => OrderPage,
    "/orders/:number/remark" => OrderPage,
    "/orders/:number/file" => OrderPage,
    "/credit" => CreditPage,
    "/dashboard" => DashboardPage,
    "/notifications" => NoticesPage,
    "/search" => SearchPage,
    "/credit/simulate" => SimulatePage,
    "/credit/selected" => CreditPage,
    "/users" => UsersPage,
    "/users/new" => UserFormPage,
    "/users/roles" => RolesPage,
    "/users/:code/edit" => UserFormPage,
    "/account" => AccountPage,
    "/imports" => ImportsPage,
    "/imports/new" => NewImportPage,
    "/imports/:id" => ImportPage,
    "/imports/:id/columns" => ImportColumnsPage,
    "/imports/:id/correct" => ImportPage,
    "/imports/:id/run" => ImportProgressPage,
    "/imports/:id/result" => ImportProgressPage,
    "/price-lists" => PriceListsPage,
    "/price-lists/new" => PriceListFormPage,
    "/price-lists/:code/edit" => PriceListFormPage,
    "/price-lists/:code" => PriceListPage,
    "/products" => ProductsPage,
    "/products/new" => ProductFormPage,
    "/products/:sku" => ProductPage,
    "/products/:sku/receive" => ReceivePage,
    "/products/:sku/adjust" => AdjustPage,
    "/products/:sku/edit" => ProductFormPage,
    "/warehouses" => WarehousesPage,
    "/warehouses/new" => WarehouseFormPage,
    "/warehouses/:code" => WarehousePage,
    "/warehouses/:code/edit" => WarehouseFormPage,
    "/audit" => AuditPage,
    "/audit/:id" => AuditEntryPage,
    "/settings" => SettingsPage,
    "/packaging" => BoardPage,
    "/packaging/in" => ReceiptPage,
    "/packaging/out" => IssuePage,
    "/packaging/ledger" => LedgerPage,
    "/packaging/entries/:id" => EntryPage,
    "/packaging/materials/new" => MaterialFormPage,
    "/packaging/materials/:code/edit" => MaterialFormPage,
    "/packaging/materials/:code" => MaterialPage,
    "/packaging/materials/:code/use" => MaterialPage,
    "/packaging/counts" => CountsPage,
    "/packaging/counts/:id" => CountPage,
    "/packaging/counts/:id/decide" => CountPage,
    "/packaging/reorder" => ReorderPage,
    "/packaging/purchases/close" => ReorderPage,
    "/packaging/bills" => BillsPage,
    "/packaging/bills/:sku" => BillPage,
    "/customers" => CustomersPage,
    "/customers/new" => CustomerFormPage,
    "/customers/:code/edit" => CustomerFormPage,
    "/customers/:code/credit" => CreditFormPage,
    "/customers/:code" => CustomerPage,
    "/scorecards" => CardPage,
    "/scorecards/team" => TeamPage,
    "/scorecards/balances" => BalancesPage,
    "/scorecards/leaderboard" => LeaderboardPage,
    "/scorecards/year" => AnnualPage,
    "/scorecards/compare" => ComparePage,
    "/scorecards/:code/enter" => CardPage,
    "/scorecards/:code/act" => CardPage,
    "/scorecards/:code/adjust" => CardPage,
    "/scorecards/:code/balances" => CardPage,
    "/scorecards/:code/file" => CardPage,
    "/scorecards/:code/sources" => KraSourcesPage,
    "/scorecards/:code" => CardPage,
    "/kra" => KraSetUpPage,
    "/kra/templates/:id" => KraTemplatePage,
    "/kra/templates/:id/copy" => KraTemplatePage,
    "/kra/tables/:code" => SlabTablePage,
    "/kra/tables/:code/decide" => SlabTablePage,
};

/// The pages whose path may be the one that is asked for. Only their routes are made on the server, where each request has a router of
/// its own.
fn at(asked: &str) -> impl Iterator<Item = &'static PageAt> {
    /// By the first part of the path, which is never a name for something.
    static PAGES_BELOW: LazyLock<HashMap<&str, Vec<&PageAt>>> = LazyLock::new(|| {
        let mut below: HashMap<_, Vec<_>> = HashMap::new();
        for page in PAGES {
            below.entry(parts(page.path).next().unwrap_or_default()).or_default().push(page);
        }
        below
    });
    let below = PAGES_BELOW.get(parts(asked).next().unwrap_or_default()).map(Vec::as_slice).unwrap_or_default();
    below.iter().copied().filter(move |page| may_be_at(page.path, asked))
}

/// Whether the two have as many parts, and the same but where the page's has a name for them.
fn may_be_at(path: &str, asked: &str) -> bool {
    let mut asked = parts(asked);
    let same = parts(path).all(|part| asked.next().is_some_and(|asked| part == asked || part.starts_with(':')));
    same && asked.next().is_none()
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths_at(asked: &str) -> Vec<&'static str> {
        at(asked).map(|page| page.path).collect()
    }

    #[test]
    fn of_all_pages_only_those_that_may_be_meant_are_made() {
        assert_eq!(paths_at("/orders"), ["/orders"]);
        assert_eq!(paths_at("/orders/ORD-2611-00001"), ["/orders/:number"]);
        assert_eq!(paths_at("/orders/drafts"), ["/orders/drafts", "/orders/:number"]);
        assert_eq!(paths_at("/"), ["/"]);
        assert_eq!(paths_at("//orders/new/"), ["/orders/new", "/orders/:number"]);
        assert!(paths_at("/no/such/page").is_empty() && paths_at("/kra/templates").is_empty());
    }

    #[test]
    fn no_path_begins_with_a_name_for_something() {
        assert!(PAGES.iter().all(|page| !page.path.starts_with("/:")));
    }
}
