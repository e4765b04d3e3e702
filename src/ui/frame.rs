//! The frame around every page: navigation, search, notices, who is signed in.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};

use super::{Icon, Still};
use crate::{
    identity::{Capability, model::Me},
    texts,
};

/// What the frame shows, read once with the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameData {
    pub me: Me,
    /// Work waiting for me, by the path it is done at.
    pub waiting: Vec<(String, i64)>,
    pub unread: i64,
}

struct Place {
    path: &'static str,
    icon: &'static str,
    title: fn() -> &'static str,
    capability: Capability,
    /// Who may this works here all day: a phone's bar shows it first.
    daily: Option<Capability>,
}

/// Places that a phone's bar has room for.
const IN_BAR: usize = 4;

/// Whether a role's bar on a phone shows this place: those it works at all day go before those it only sees.
fn in_bar(role: crate::identity::Role, place: &Place) -> bool {
    let may = |place: &&Place| role.may(place.capability);
    let works = |place: &&Place| place.daily.is_some_and(|daily| role.may(daily));
    let first = PLACES.iter().filter(may).filter(works);
    let then = PLACES.iter().filter(may).filter(|place| !works(place));
    first.chain(then).take(IN_BAR).any(|one| one.path == place.path)
}

const fn place(
    path: &'static str,
    icon: &'static str,
    title: fn() -> &'static str,
    capability: Capability,
    daily: Option<Capability>,
) -> Place {
    Place { path, icon, title, capability, daily }
}

const PLACES: &[Place] = &[
    place("/", "house", texts::home, Capability::SignedIn, Some(Capability::SignedIn)),
    place("/orders", "clipboard-list", texts::orders, Capability::SeeOrders, Some(Capability::BookOrder)),
    place("/credit", "shield-check", texts::credit, Capability::SeeCredit, Some(Capability::ReleaseCredit)),
    place("/imports", "file-spreadsheet", texts::imports, Capability::SeeImports, Some(Capability::UploadOrders)),
    place("/customers", "store", texts::customers, Capability::SeeCustomers, Some(Capability::EditCustomers)),
    place("/products", "package", texts::products, Capability::SeeProducts, Some(Capability::EditProducts)),
    place("/scorecards", "target", texts::scorecard, Capability::EnterAchieved, None),
    place("/packaging", "boxes", texts::packaging, Capability::SeePackaging, Some(Capability::ReceivePackaging)),
    place("/dashboard", "chart-column", texts::dashboard, Capability::SeeDashboard, None),
];

const ADMIN_PLACES: &[Place] = &[
    place("/users", "users", texts::users, Capability::ManageUsers, None),
    place("/audit", "history", texts::audit, Capability::SeeAudit, None),
    place("/settings", "settings", texts::settings, Capability::ManageSettings, None),
];

/// The role of who is signed in, for what a page offers; the server decides all the same.
pub fn my_role() -> Option<crate::identity::Role> {
    use_context::<MyRole>().map(|role| role.0)
}

#[derive(Clone, Copy)]
struct MyRole(crate::identity::Role);

/// The code of who is signed in, so that what a browser keeps for one person isn't sent as another.
pub fn my_code() -> String {
    use_context::<MyCode>().map(|code| code.0).unwrap_or_default()
}

#[derive(Clone)]
struct MyCode(String);

/// The frame. Pages of people who aren't signed in stand without it.
#[component]
pub fn Frame(data: FrameData, children: Children) -> impl IntoView {
    let role = data.me.role;
    provide_context(MyRole(role));
    provide_context(MyCode(data.me.code.clone()));
    super::live::provide_live();
    super::toast::provide_toasts();
    let connected = use_context::<super::live::Live>().map(|live| live.connected);
    let is_connected = move || connected.is_none_or(|connected| connected.get());
    provide_context(super::shortcuts::PaletteDialog::default());
    let (waiting, email) = (StoredValue::new(data.waiting), data.me.email.clone());
    let links = move |places: &'static [Place]| {
        places
            .iter()
            .filter(|place| role.may(place.capability))
            .map(|place| view! { <NavLink place waiting/> })
            .collect_view()
    };
    let admin = ADMIN_PLACES.iter().any(|place| role.may(place.capability));
    let head = view! {
        <a class="skip-link" href="#page">{texts::skip_to_content()}</a>
        <nav class="sidebar" aria-label="Main">
            <a class="sidebar-brand" href="/"><BrandMark/><span>{texts::brand()}</span></a>
            {links(PLACES)}
            {admin.then(|| view! { <p class="nav-head">"Admin"</p> })}
            {links(ADMIN_PLACES)}
            <form class="sidebar-foot" method="post" action="/account/look" data-look="">
                <button class="nav-link" type="submit" name="nav" value="toggle" title=texts::fold()>
                    <Icon name="chevron-left"/>
                    <span>{texts::fold()}</span>
                </button>
            </form>
        </nav>
        <TopBar me=data.me unread=data.unread/>
        <div class="offline-strip" role="status" hidden=is_connected>
            <Icon name="wifi-off"/>
            {move || (!is_connected()).then(texts::offline)}
        </div>
    };
    let mine = || PLACES.iter().filter(|place| role.may(place.capability));
    let foot = view! {
        <nav class="bottom-bar" aria-label="Main, short">
            {mine().filter(|place| in_bar(role, place)).map(|place| view! { <NavLink place waiting/> }).collect_view()}
            <details>
                <summary class="nav-link"><Icon name="ellipsis"/><span>{texts::more()}</span></summary>
                <div class="bottom-sheet">
                    {mine().filter(|place| !in_bar(role, place)).map(|place| view! { <NavLink place waiting/> }).collect_view()}
                    {links(ADMIN_PLACES)}
                </div>
            </details>
        </nav>
        <super::toast::ToastStack/>
        <super::sign_in_again::SignInAgain email/>
        <super::shortcuts::Shortcuts may_book=role.may(Capability::BookOrder)/>
    };
    view! {
        <div class="frame">
            {Still(head)}
            <main class="page" id="page" tabindex="-1">{children()}</main>
            {Still(foot)}
        </div>
    }
}

#[component]
fn NavLink(place: &'static Place, waiting: StoredValue<Vec<(String, i64)>>) -> impl IntoView {
    let location = use_location();
    let here = move || {
        let path = location.pathname.get();
        let here = if place.path == "/" {
            path == "/"
        } else {
            path == place.path || path.starts_with(&format!("{}/", place.path))
        };
        here.then_some("page")
    };
    let count = waiting
        .with_value(|all| all.iter().find(|(path, _)| path == place.path).map(|(_, count)| *count))
        .filter(|count| *count > 0);
    view! {
        <a class="nav-link" href=place.path aria-current=here title=(place.title)()>
            <Icon name=place.icon/>
            <span>{(place.title)()}</span>
            {count.map(|count| view! { <span class="nav-count">{count}</span> })}
        </a>
    }
}

#[component]
fn TopBar(me: Me, unread: i64) -> impl IntoView {
    let initials = me.initials();
    let palette = use_context::<super::shortcuts::PaletteDialog>().unwrap_or_default();
    view! {
        <header class="topbar">
            <super::crumbs::Crumbs/>
            <a class="search-button" href="/search" aria-label=texts::search_or_do() on:click=move |event| palette.open(&event)>
                <Icon name="search"/>
                <span>{texts::search_or_do()}</span>
                <kbd class="kbd">"⌘K"</kbd>
            </a>
            <a class="icon-button" href="/notifications" aria-label=texts::notifications()>
                <Icon name="bell"/>
                {(unread > 0).then(|| view! { <span class="count">{unread}</span> })}
            </a>
            <details class="menu" name="top">
                <summary class="icon-button" aria-label=me.name.clone()><span class="avatar">{initials}</span></summary>
                <div class="menu-panel at-end">
                    <p class="menu-head">{format!("{} · {}", me.name, me.role.as_str())}</p>
                    <a class="menu-item" href="/account"><Icon name="user"/>{texts::my_account()}</a>
                    <button class="menu-item" type="button" on:click=move |_| palette.help()><Icon name="keyboard"/>{texts::keys()}<kbd class="kbd">"?"</kbd></button>
                    <hr/>
                    <form method="post" action="/account/look" data-look="" aria-label=texts::theme()>
                        <button class="menu-item" type="submit" name="theme" value=""><Icon name="monitor"/>{texts::theme_system()}</button>
                        <button class="menu-item" type="submit" name="theme" value="light"><Icon name="sun"/>{texts::theme_light()}</button>
                        <button class="menu-item" type="submit" name="theme" value="dark"><Icon name="moon"/>{texts::theme_dark()}</button>
                    </form>
                    <hr/>
                    <form method="post" action="/sign-out">
                        <button class="menu-item" type="submit"><Icon name="log-out"/>{texts::sign_out()}</button>
                    </form>
                </div>
            </details>
        </header>
    }
}

/// The mark.
#[component]
pub fn BrandMark() -> impl IntoView {
    view! {
        <svg class="brand-mark" viewBox="0 0 18 18" aria-hidden="true">
            <rect width="18" height="18" rx="4" fill="currentColor"></rect>
            <path d="M9 4.2 13.8 9 9 13.8 4.2 9Z" fill="none" stroke="var(--mark)" stroke-width="1.3"></path>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Role;

    fn bar(role: Role) -> Vec<&'static str> {
        PLACES
            .iter()
            .filter(|place| role.may(place.capability) && in_bar(role, place))
            .map(|place| place.path)
            .collect()
    }

    #[test]
    fn a_phones_bar_leads_to_where_its_person_works() {
        assert_eq!(bar(Role::Sales), ["/", "/orders", "/imports", "/customers"]);
        assert!(bar(Role::Warehouse).contains(&"/packaging") && bar(Role::Procurement).contains(&"/packaging"));
        assert!(bar(Role::CreditControl).contains(&"/credit"));
        assert!(Role::ALL.iter().all(|role| (1..=IN_BAR).contains(&bar(*role).len())));
    }
}
