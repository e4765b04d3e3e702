//! The catalogue of texts: each feature keeps its own in `texts.rs`, written with [`texts!`](crate::texts).
//!
//! A text is a function, so a missing or misspelt one doesn't compile, and one that names something takes it:
//! `texts::held_for(days)`. Another language becomes another column of the same macro.

/// Declares texts: `title: "Orders", held_for(days): "On hold for {days} days"`.
#[macro_export]
macro_rules! texts {
    ($($name:ident $(($($arg:ident),+))? : $text:literal),* $(,)?) => {
        $($crate::texts!(@one $name ($($($arg),+)?) $text);)*
    };
    (@one $name:ident () $text:literal) => {
        pub fn $name() -> &'static str { $text }
    };
    (@one $name:ident ($($arg:ident),+) $text:literal) => {
        pub fn $name($($arg: impl ::std::fmt::Display),+) -> String { format!($text, $($arg = $arg),+) }
    };
}

// What every page needs.
texts! {
    brand: "Nexus",
    home: "Home",
    dashboard: "Dashboard",
    orders: "Orders",
    credit: "Credit",
    imports: "Imports",
    customers: "Customers",
    products: "Products",
    scorecard: "Scorecard",
    packaging: "Packaging",
    users: "Users",
    audit: "Audit log",
    settings: "Settings",
    more: "More",
    admin: "Admin",
    search_or_do: "Search or do…",
    nothing_found(words): "Nothing found for '{words}'.",
    notifications: "Notifications",
    skip_to_content: "Skip to content",
    live: "Live",
    connection_lost: "Connection lost. Trying again…",
    sign_out: "Sign out",
    session_ended: "Sign in to go on",
    session_ended_about: "Your session has ended. What you typed is kept, and is sent when you are back.",
    email: "Email",
    password: "Password",
    sign_in: "Sign in",
    my_account: "My account",
    theme: "Theme",
    theme_light: "Light",
    theme_dark: "Dark",
    theme_system: "As the system",
    save: "Save",
    cancel: "Cancel",
    close: "Close",
    edit: "Edit",
    export: "Export",
    as_csv: "CSV",
    filter: "Filter",
    pages: "Pages",
    import: "Import",
    clear_filters: "Clear filters",
    nothing_here: "There is nothing here",
    nothing_here_about: "The address may be mistyped, or the record was removed.",
    go_home: "Go to Home",
    not_allowed: "Not for your role",
    went_wrong: "Something went wrong",
    request_id(id): "Request {id}",
    errors_to_mend(count): "{count} things to mend",
    next_page: "Next page",
    previous_page: "Previous page",
    page_title(title): "{title} · Nexus",
    kra_set_up: "KRA set-up",
    where_you_are: "Where you are",
    fold: "Fold the menu",
    no_connection: "No connection",
    no_connection_about: "What you entered is kept in this browser, and sent once the connection is back.",
    try_again: "Try again",
    goods_in: "Goods in",
    goods_out: "Goods out",
    count_sheet: "Count sheet",
    offline: "The connection is lost. What you type is kept here; trying again…",
    keys: "Keys",
    key_palette: "Search or do anything",
    key_search: "Search",
    key_book: "Book an order",
    key_help: "This help",
    key_rows: "Down and up the rows",
    key_select: "Select the row",
    key_open: "Open",
    key_send: "Send the form",
    key_close: "Close, or clear the selection",
}
