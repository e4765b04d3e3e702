//! Path → page.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{
    audit::pages::{AuditEntryPage, AuditPage},
    catalog::pages::{PriceListFormPage, PriceListPage, PriceListsPage, ProductFormPage, ProductPage, ProductsPage},
    credit::pages::CreditPage,
    customers::pages::{CreditFormPage, CustomerFormPage, CustomerPage, CustomersPage},
    dashboard::api::{find_anything, show_frame},
    dashboard::pages::{DashboardPage, HomePage, NoticesPage, SearchPage},
    identity::pages::{AccountPage, SignInPage, UserFormPage, UsersPage},
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
    ui::{Problem, counts::ReadFrame, frame::Frame, palette::Search},
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
    view! {
        <Routes fallback=|| view! { <Problem failure=Failure::not_found("This page")/> }>
            <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
            <Route path=path!("/") view={Lazy::<HomePage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/orders") view={Lazy::<OrdersPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/orders/views") view={Lazy::<OrdersPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/orders/views/delete") view={Lazy::<OrdersPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/orders/drafts") view={Lazy::<DraftsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/orders/new") view={Lazy::<BookPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/orders/new/file") view={Lazy::<BookPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/orders/runs/:id") view={Lazy::<RunPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/orders/:number/edit") view={Lazy::<ChangePage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/orders/:number") view={Lazy::<OrderPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/orders/:number/remark") view={Lazy::<OrderPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/orders/:number/file") view={Lazy::<OrderPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/credit") view={Lazy::<CreditPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/dashboard") view={Lazy::<DashboardPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/notifications") view={Lazy::<NoticesPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/search") view={Lazy::<SearchPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/credit/selected") view={Lazy::<CreditPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/users") view={Lazy::<UsersPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/users/new") view={Lazy::<UserFormPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/users/:code/edit") view={Lazy::<UserFormPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/account") view={Lazy::<AccountPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/imports") view={Lazy::<ImportsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/imports/new") view={Lazy::<NewImportPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/imports/:id") view={Lazy::<ImportPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/imports/:id/columns") view={Lazy::<ImportColumnsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/imports/:id/correct") view={Lazy::<ImportPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/imports/:id/run") view={Lazy::<ImportProgressPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/imports/:id/result") view={Lazy::<ImportProgressPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/price-lists") view={Lazy::<PriceListsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/price-lists/new") view={Lazy::<PriceListFormPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/price-lists/:code/edit") view={Lazy::<PriceListFormPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/price-lists/:code") view={Lazy::<PriceListPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/products") view={Lazy::<ProductsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/products/new") view={Lazy::<ProductFormPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/products/:sku") view={Lazy::<ProductPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/products/:sku/receive") view={Lazy::<ReceivePage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/products/:sku/adjust") view={Lazy::<AdjustPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/products/:sku/edit") view={Lazy::<ProductFormPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/warehouses") view={Lazy::<WarehousesPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/warehouses/new") view={Lazy::<WarehouseFormPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/warehouses/:code") view={Lazy::<WarehousePage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/warehouses/:code/edit") view={Lazy::<WarehouseFormPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/audit") view={Lazy::<AuditPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/audit/:id") view={Lazy::<AuditEntryPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/settings") view={Lazy::<SettingsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/packaging") view={Lazy::<BoardPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/packaging/in") view={Lazy::<ReceiptPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/packaging/out") view={Lazy::<IssuePage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/packaging/ledger") view={Lazy::<LedgerPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/packaging/entries/:id") view={Lazy::<EntryPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/packaging/materials/new") view={Lazy::<MaterialFormPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/packaging/materials/:code/edit") view={Lazy::<MaterialFormPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/packaging/materials/:code") view={Lazy::<MaterialPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/packaging/materials/:code/use") view={Lazy::<MaterialPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/packaging/counts") view={Lazy::<CountsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/packaging/counts/:id") view={Lazy::<CountPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/packaging/counts/:id/decide") view={Lazy::<CountPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/packaging/reorder") view={Lazy::<ReorderPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/packaging/purchases/close") view={Lazy::<ReorderPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/packaging/bills") view={Lazy::<BillsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/packaging/bills/:sku") view={Lazy::<BillPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/customers") view={Lazy::<CustomersPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/customers/new") view={Lazy::<CustomerFormPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/customers/:code/edit") view={Lazy::<CustomerFormPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/customers/:code/credit") view={Lazy::<CreditFormPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/customers/:code") view={Lazy::<CustomerPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/scorecards") view={Lazy::<CardPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/scorecards/team") view={Lazy::<TeamPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/scorecards/balances") view={Lazy::<BalancesPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/scorecards/leaderboard") view={Lazy::<LeaderboardPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/scorecards/year") view={Lazy::<AnnualPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/scorecards/compare") view={Lazy::<ComparePage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/scorecards/:code/enter") view={Lazy::<CardPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/scorecards/:code/act") view={Lazy::<CardPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/scorecards/:code/adjust") view={Lazy::<CardPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/scorecards/:code/balances") view={Lazy::<CardPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/scorecards/:code/file") view={Lazy::<CardPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/scorecards/:code/sources") view={Lazy::<KraSourcesPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/scorecards/:code") view={Lazy::<CardPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/kra") view={Lazy::<KraSetUpPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/kra/templates/:id") view={Lazy::<KraTemplatePage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/kra/templates/:id/copy") view={Lazy::<KraTemplatePage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/kra/tables/:code") view={Lazy::<SlabTablePage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/kra/tables/:code/decide") view={Lazy::<SlabTablePage>::new()} ssr=SsrMode::Async/>
        </Routes>
    }
    .into_any()
}
