//! Which pages travel together: each group is one chunk of WASM beside the main one.
//!
//! A chunk a page would cut shared code into hundreds of pieces, one for each set of pages that use it; a few groups need few.
//! *Home* is what is there first, the *desk* holds what the day is spent on, *people* the scorecards, the *store* packaging
//! material, the *office* the rest.

use std::marker::PhantomData;

use leptos::prelude::*;
use leptos_router::LazyRoute;

use crate::{
    audit::pages::{AuditEntryPage, AuditPage},
    catalog::pages::{PriceListFormPage, PriceListPage, PriceListsPage, ProductFormPage, ProductPage, ProductsPage},
    credit::pages::{CreditPage, SimulatePage},
    customers::pages::{CreditFormPage, CustomerFormPage, CustomerPage, CustomersPage},
    dashboard::pages::{DashboardPage, HomePage, NoticesPage, SearchPage},
    identity::pages::{AccountPage, RolesPage, UserFormPage, UsersPage},
    imports::pages::{ImportColumnsPage, ImportPage, ImportProgressPage, ImportsPage, NewImportPage},
    orders::pages::{BookPage, ChangePage, DraftsPage, OrderPage, OrdersPage, RunPage},
    packaging::pages::{
        BillPage, BillsPage, BoardPage, CountPage, CountsPage, EntryPage, IssuePage, LedgerPage, MaterialFormPage,
        MaterialPage, ReceiptPage, ReorderPage,
    },
    pms::pages::{
        AnnualPage, BalancesPage, CardPage, ComparePage, KraSetUpPage, KraSourcesPage, KraTemplatePage,
        LeaderboardPage, SlabTablePage, TeamPage,
    },
    settings::pages::SettingsPage,
    ui::page::Page,
    warehouse::pages::{AdjustPage, ReceivePage, WarehouseFormPage, WarehousePage, WarehousesPage},
};

/// The route of a page. What the page reads and how it shows it both stand in its chunk; the main one knows its name.
pub struct At<P>(PhantomData<P>);

/// What the router shows at a path: `Lazy::<OrdersPage>::new()`.
pub type Lazy<P> = leptos_router::Lazy<At<P>>;

/// Makes one lazy function of several pages, and routes of them.
macro_rules! chunk {
    ($group:ident, $view:ident, $preload:ident: $($page:ident),+ $(,)?) => {
        #[allow(clippy::enum_variant_names, reason = "each is named as its page")]
        enum $group {
            $($page),+
        }

        #[lazy]
        fn $view(page: $group) -> AnyView {
            match page {
                $($group::$page => Page::view(<$page as Page>::data())),+
            }
        }

        $(impl LazyRoute for At<$page> {
            fn data() -> Self {
                Self(PhantomData)
            }

            async fn view(_this: Self) -> AnyView {
                $view($group::$page).await
            }

            async fn preload() {
                #[cfg(target_arch = "wasm32")]
                $preload().await;
            }
        })+
    };
}

chunk!(Home, home, __preload_home: HomePage);

chunk!(Desk, desk, __preload_desk: OrdersPage, OrderPage, BookPage, ChangePage, DraftsPage, RunPage, CreditPage, SimulatePage);

chunk!(
    Office, office, __preload_office: DashboardPage, NoticesPage, SearchPage, CustomersPage, CustomerPage, CustomerFormPage,
    CreditFormPage, ProductsPage, ProductPage, ProductFormPage, ImportsPage, NewImportPage, ImportPage, ImportColumnsPage,
    ImportProgressPage, UsersPage, RolesPage, UserFormPage, AccountPage, AuditPage, AuditEntryPage, SettingsPage,
    PriceListsPage, PriceListPage, PriceListFormPage, ReceivePage, AdjustPage,
    WarehousesPage, WarehousePage, WarehouseFormPage,
);

chunk!(People, people, __preload_people: CardPage, KraSourcesPage, TeamPage, LeaderboardPage, AnnualPage, BalancesPage, ComparePage,
    KraSetUpPage, KraTemplatePage, SlabTablePage);

chunk!(
    Store, store, __preload_store: BoardPage, MaterialPage, MaterialFormPage, ReceiptPage, IssuePage, EntryPage, LedgerPage,
    CountsPage, CountPage, ReorderPage, BillsPage, BillPage,
);
