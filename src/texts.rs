//! The catalogue of texts: each feature keeps its own in `texts.rs`, written with [`texts!`](crate::texts).
//!
//! A text is a function, so a missing or misspelt one doesn't compile, and one that names something takes it:
//! `texts::held_for(days)`. Another language becomes another column of the same macro.

/// Declares texts: `title: "Orders", held_for(days): "On hold for {days} days"`; one that counts says what it is of one, and else:
/// `lines(count): "1 line" | "{count} lines"`. It goes by the first thing it names, a number or a number as it is shown.
#[macro_export]
macro_rules! texts {
    ($($name:ident $(($($arg:ident),+))? : $text:literal $(| $many:literal)?),* $(,)?) => {
        $($crate::texts!(@one $name ($($($arg),+)?) $text $(| $many)?);)*
    };
    (@one $name:ident () $text:literal) => {
        pub fn $name() -> &'static str { $text }
    };
    (@one $name:ident ($($arg:ident),+) $text:literal) => {
        pub fn $name($($arg: impl ::std::fmt::Display),+) -> String { format!($text, $($arg = $arg),+) }
    };
    (@one $name:ident ($count:ident $(, $arg:ident)*) $one:literal | $many:literal) => {
        pub fn $name($count: impl ::std::fmt::Display $(, $arg: impl ::std::fmt::Display)*) -> String {
            let $count = $count.to_string();
            if $count == "1" { format!($one) } else { format!($many) }
        }
    };
}

// What every page needs.
texts! {
    brand: "Nexus",
    home: "Home",
    dashboard: "Dashboard",
    recent: "Recent",
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
    seeing_as(name, role, until): "You see Nexus as {name} ({role}) does, until {until} at the latest. Nothing can be changed.",
    own_view: "Back to my own view",
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

// So many of what several features count.
texts! {
    orders_count(count): "1 order" | "{count} orders",
    people_count(count): "1 person" | "{count} people",
    unread_notices(count): "1 unread notice" | "{count} unread notices",
}

#[cfg(test)]
mod tests {
    texts! {
        left(count, all): "1 of {all} is left" | "{count} of {all} are left",
    }

    #[test]
    fn one_is_told_apart_from_many() {
        assert_eq!(
            [left(1, 5), left(0, 5), left("1,000", "2,000")],
            ["1 of 5 is left", "0 of 5 are left", "1,000 of 2,000 are left"]
        );
    }
}
