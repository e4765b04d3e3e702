//! The frame around every page: navigation, search, notices, who is signed in.

use std::sync::{Arc, LazyLock};

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::{Icon, Still, browser, markup};
use crate::{
    identity::{
        Capability, Role,
        model::{Me, Seen},
    },
    texts,
};

/// What the frame shows, read once with the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameData {
    pub me: Me,
    /// Work waiting for me, by the path it is done at.
    pub waiting: Vec<(String, i64)>,
    pub unread: i64,
    /// Somebody stands below me, or everybody does.
    pub leads: bool,
    /// An Admin looks through these eyes.
    pub seen: Option<Seen>,
}

impl FrameData {
    /// Whose the page is, for what a browser keeps of it and sends later: what is seen through somebody's eyes is nobody else's.
    pub fn keeper(&self) -> String {
        if self.seen.is_some() { format!("{} seen", self.me.code) } else { self.me.code.clone() }
    }
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

/// The paths of the places that a role's bar on a phone shows: those it works at all day go before those it only sees.
fn bar(role: Role) -> Vec<&'static str> {
    let may = |place: &&Place| role.may(place.capability);
    let works = |place: &&Place| place.daily.is_some_and(|daily| role.may(daily));
    let first = PLACES.iter().filter(may).filter(works);
    let then = PLACES.iter().filter(may).filter(|place| !works(place));
    first.chain(then).take(IN_BAR).map(|place| place.path).collect()
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
pub fn my_role() -> Option<Role> {
    use_context::<MyRole>().map(|role| role.0)
}

#[derive(Clone, Copy)]
struct MyRole(Role);

/// Whether who is signed in has a team to look at.
pub fn i_lead() -> bool {
    use_context::<Leads>().is_some_and(|leads| leads.0)
}

#[derive(Clone, Copy)]
struct Leads(bool);

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
    provide_context(Leads(data.leads));
    provide_context(MyCode(data.keeper()));
    super::live::provide_live();
    super::toast::provide_toasts();
    super::toast::show_notices();
    let connected = use_context::<super::live::Live>().map(|live| live.connected);
    let is_connected = move || connected.is_none_or(|connected| connected.get());
    provide_context(super::shortcuts::PaletteDialog::default());
    let email = data.me.email.clone();
    let path = use_location().pathname;
    let links = Links { role, waiting: &data.waiting, path: &path.get_untracked() };
    let (sidebar, bottom_bar) = (links.sidebar().into_string(), links.bottom_bar().into_string());
    let seen = data.seen.as_ref().map(|seen| {
        let strip = eyes(&data.me, seen).into_string();
        view! { <div class="eyes-strip" role="status" data-eyes=data.me.code.clone() data-seconds=seen.seconds inner_html=strip></div> }
    });
    let rung = super::counts::keep_counts(path, data.unread);
    Effect::new(move |_| {
        let path = path.get();
        browser::mark_place(".nav-link", |link| is_at(link, &path));
    });
    let head = view! {
        <a class="skip-link" href="#page">{texts::skip_to_content()}</a>
        <nav class="sidebar" aria-label="Main" inner_html=sidebar></nav>
        <TopBar me=data.me unread=data.unread/>
        <span class="sr-only" role="status">{move || rung.get()}</span>
        <div class="strips">
            {seen}
            <div class="offline-strip" role="status" hidden=is_connected>
                <Icon name="wifi-off"/>
                {move || (!is_connected()).then(texts::offline)}
            </div>
        </div>
    };
    let foot = view! {
        <nav class="bottom-bar" aria-label="Main, short" inner_html=bottom_bar></nav>
        <super::toast::ToastStack/>
        <super::sign_in_again::SignInAgain email/>
        <super::shortcuts::Shortcuts may_book=role.may(Capability::BookOrder)/>
    };
    view! {
        <div class="frame">
            {Still::<_>(head)}
            <main class="page" id="page" tabindex="-1">{children()}</main>
            {Still::<_>(foot)}
        </div>
    }
}

/// Whether the page of this path is the place, or stands below it.
fn is_at(place: &str, path: &str) -> bool {
    path == place || (place != "/" && path.strip_prefix(place).is_some_and(|below| below.starts_with('/')))
}

/// The links to the places of the product. They are written, not built: thirty on every page, and of all that only the mark of
/// the place that is open ever changes.
struct Links<'a> {
    role: Role,
    waiting: &'a [(String, i64)],
    path: &'a str,
}

impl Links<'_> {
    fn sidebar(&self) -> Markup {
        html! {
            a.sidebar-brand href="/" { (brand()) }
            (self.to(PLACES, |_| true))
            @if ADMIN_PLACES.iter().any(|place| self.role.may(place.capability)) { p.nav-head { (texts::admin()) } }
            (self.to(ADMIN_PLACES, |_| true))
            form.sidebar-foot method="post" action="/account/look" data-look="" {
                button.nav-link type="submit" name="nav" value="toggle" title=(texts::fold()) {
                    (markup::icon("chevron-left", "")) span { (texts::fold()) }
                }
            }
        }
    }

    fn bottom_bar(&self) -> Markup {
        let bar = bar(self.role);
        html! {
            (self.to(PLACES, |place| bar.contains(&place.path)))
            details {
                summary.nav-link { (markup::icon("ellipsis", "")) span { (texts::more()) } }
                div.bottom-sheet { (self.to(PLACES, |place| !bar.contains(&place.path))) (self.to(ADMIN_PLACES, |_| true)) }
            }
        }
    }

    /// Links to those of the chosen places that this role may go to.
    fn to(&self, places: &[Place], chosen: impl Fn(&Place) -> bool) -> Markup {
        let mine = places.iter().filter(|place| self.role.may(place.capability) && chosen(place));
        html! { @for place in mine { (self.link(place)) } }
    }

    fn link(&self, place: &Place) -> Markup {
        let here = is_at(place.path, self.path).then_some("page");
        let count = self.waiting.iter().find(|(path, count)| path == place.path && *count > 0).map(|(_, count)| *count);
        let title = (place.title)();
        html! {
            a.nav-link href=(place.path) aria-current=[here] title=(title) {
                (markup::icon(place.icon, ""))
                span { (title) }
                @if let Some(count) = count { span.nav-count { (super::counts::short(count)) } }
            }
        }
    }
}

#[component]
fn TopBar(me: Me, unread: i64) -> impl IntoView {
    let palette = use_context::<super::shortcuts::PaletteDialog>().unwrap_or_default();
    let search = html! { (markup::icon("search", "")) span { (texts::search_or_do()) } kbd.kbd { "⌘K" } };
    let bell = html! { (markup::icon("bell", "")) @if unread > 0 { span.count { (super::counts::short(unread)) } } };
    let keys = html! { (markup::icon("keyboard", "")) (texts::keys()) kbd.kbd { "?" } };
    let avatar = html! { span.avatar { (me.initials()) } };
    view! {
        <header class="topbar">
            <super::crumbs::Crumbs/>
            <a
                class="search-button"
                href="/search"
                aria-label=texts::search_or_do()
                on:click=move |event| palette.open(&event)
                inner_html=search.into_string()
            ></a>
            <a class="icon-button" href="/notifications" aria-label=texts::notifications() inner_html=bell.into_string()></a>
            <details class="menu" name="top">
                <summary class="icon-button" aria-label=me.name.clone() inner_html=avatar.into_string()></summary>
                <div class="menu-panel at-end">
                    <div class="contents" inner_html=about_me(&me).into_string()></div>
                    <button class="menu-item" type="button" on:click=move |_| palette.help() inner_html=keys.into_string()></button>
                    <div class="contents" inner_html=MY_FORMS.clone()></div>
                </div>
            </details>
        </header>
    }
}

/// The head of the menu behind one's initials.
fn about_me(me: &Me) -> Markup {
    html! {
        p.menu-head { (me.name) " · " (me.role.as_str()) }
        a.menu-item href="/account" { (markup::icon("user", "")) (texts::my_account()) }
    }
}

/// What that menu does for everybody: the theme, and signing out.
static MY_FORMS: LazyLock<Arc<str>> = LazyLock::new(|| {
    let themes = [
        ("", "monitor", texts::theme_system()),
        ("light", "sun", texts::theme_light()),
        ("dark", "moon", texts::theme_dark()),
    ];
    let forms = html! {
        hr;
        form method="post" action="/account/look" data-look="" aria-label=(texts::theme()) {
            @for (value, icon, name) in themes {
                button.menu-item type="submit" name="theme" value=(value) { (markup::icon(icon, "")) (name) }
            }
        }
        hr;
        form method="post" action="/sign-out" {
            button.menu-item type="submit" { (markup::icon("log-out", "")) (texts::sign_out()) }
        }
    };
    forms.into_string().into()
});

/// Whose eyes these are, and the way back to one's own.
fn eyes(me: &Me, seen: &Seen) -> Markup {
    html! {
        (markup::icon("eye", ""))
        span { (texts::seeing_as(&me.name, me.role, &seen.until)) }
        form method="post" action="/seeing/end" {
            button.button.button-small type="submit" { (texts::own_view()) }
        }
    }
}

/// The mark and the name.
pub fn brand() -> Markup {
    html! {
        svg.brand-mark viewBox="0 0 18 18" aria-hidden="true" {
            rect width="18" height="18" rx="4" fill="currentColor" {}
            path d="M9 4.2 13.8 9 9 13.8 4.2 9Z" fill="none" stroke="var(--mark)" stroke-width="1.3" {}
        }
        span { (texts::brand()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::endpoint::Who;

    #[test]
    fn a_phones_bar_leads_to_where_its_person_works() {
        assert_eq!(bar(Role::Sales), ["/", "/orders", "/imports", "/customers"]);
        assert!(bar(Role::Warehouse).contains(&"/packaging") && bar(Role::Procurement).contains(&"/packaging"));
        assert!(bar(Role::CreditControl).contains(&"/credit"));
        assert!(Role::ALL.iter().all(|role| (1..=IN_BAR).contains(&bar(*role).len())));
    }

    #[test]
    fn the_frame_leads_where_the_table_lets_one_go() {
        for place in PLACES.iter().chain(ADMIN_PLACES) {
            let endpoint = crate::access::find("GET", place.path).expect("a page");
            assert_eq!(endpoint.who, Who::May(place.capability), "{}", place.path);
        }
    }
}
