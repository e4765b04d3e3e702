//! The search over everything, for the palette: only by prefixes that an index answers, and only what one may see.

use super::sums;
use crate::{
    dashboard::texts,
    identity::{Actor, Capability, server::store::escape_like},
    platform::{
        failure::{Failure, Internal},
        server::{Db, Desk, Text},
    },
    ui::{encode, palette::Found},
    values::fold,
};

/// Rows of a group.
const ROWS: i64 = 6;

fn found(kind: &str, title: String, sub: String, href: String, icon: &str) -> Found {
    Found { kind: kind.to_owned(), title, sub, href, icon: icon.to_owned() }
}

/// What matches the words, by group: places and actions, orders, customers, products, packaging material, people.
///
/// # Errors
/// When the database refuses.
pub async fn find(desk: &Desk, actor: &Actor, q: &str) -> Result<Vec<Found>, Failure> {
    let db = desk.read(actor, Capability::SignedIn)?;
    let q: String = fold(q).chars().take(80).collect();
    let mut all = Vec::new();
    if !q.is_empty() {
        if actor.may(Capability::SeeOrders) {
            all.extend(orders(db, actor, &q).await?);
        }
        if actor.may(Capability::SeeCustomers) {
            all.extend(customers(db, &q).await?);
        }
        if actor.may(Capability::SeeProducts) {
            all.extend(products(db, &q).await?);
        }
        if actor.may(Capability::SeePackaging) {
            all.extend(materials(db, &q).await?);
        }
        if actor.may(Capability::ManageUsers) {
            all.extend(users(db, &q).await?);
        }
    }
    all.extend(places(actor, &q));
    Ok(all)
}

/// The first text that no text with this beginning reaches: a range an index answers, whatever the collation of `like`.
fn upper(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

async fn orders(db: &Db, actor: &Actor, q: &str) -> Result<Vec<Found>, Internal> {
    let number = q.to_uppercase();
    // Digits alone are the end of this month's or an older number: `42` finds ORD-2611-00042 by its whole number only.
    let mut text = Text::new(db.engine(), "select number, customer_name, status from orders where ((number >= ");
    text.bind(number.clone())
        .push(" and number < ")
        .bind(upper(&number))
        .push(") or (customer_po >= ")
        .bind(number.clone());
    text.push(" and customer_po < ").bind(upper(&number)).push(" and customer_po <> ''))");
    sums::within(&mut text, "salesperson_id", actor);
    text.push(" order by number desc limit ").bind(ROWS);
    let rows: Vec<(String, String, String)> = db.text(text).all().await?;
    Ok(rows
        .into_iter()
        .map(|(number, customer, status)| {
            let href = format!("/orders/{number}");
            found(texts::group_orders(), number, format!("{customer} · {status}"), href, "clipboard-list")
        })
        .collect())
}

async fn customers(db: &Db, q: &str) -> Result<Vec<Found>, Internal> {
    let rows: Vec<(String, String, String)> = db
        .sql("select code, name, location from customers where search like $1 escape '\\' order by name, id limit $2")
        .bind(format!("%{}%", escape_like(q)))
        .bind(ROWS)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(code, name, location)| {
            let href = format!("/customers/{code}");
            found(texts::group_customers(), name, format!("{code} · {location}"), href, "store")
        })
        .collect())
}

async fn products(db: &Db, q: &str) -> Result<Vec<Found>, Internal> {
    let rows: Vec<(String, String)> = db
        .sql("select sku, name from products where active and search like $1 escape '\\' order by name, id limit $2")
        .bind(format!("%{}%", escape_like(q)))
        .bind(ROWS)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(sku, name)| {
            let href = format!("/products/{sku}");
            found(texts::group_products(), name, sku, href, "package")
        })
        .collect())
}

/// Packaging material; what is out of use comes last and says so.
async fn materials(db: &Db, q: &str) -> Result<Vec<Found>, Internal> {
    let rows: Vec<(String, String, bool)> = db
        .sql(
            "select code, name, active from packaging_materials where search like $1 escape '\\'
             order by case when active then 0 else 1 end, name, id limit $2",
        )
        .bind(format!("%{}%", escape_like(q)))
        .bind(ROWS)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(code, name, active)| {
            let href = format!("/packaging/materials/{}", encode(&code));
            let about = if active { code } else { texts::out_of_use(code) };
            found(texts::group_packaging(), name, about, href, "boxes")
        })
        .collect())
}

async fn users(db: &Db, q: &str) -> Result<Vec<Found>, Internal> {
    let like = format!("%{}%", escape_like(q));
    let rows: Vec<(String, String, String)> = db
        .sql("select code, name, role from users where lower(name) like $1 escape '\\' or lower(code) like $1 escape '\\' or email like $1 escape '\\' order by name, id limit $2")
        .bind(like)
        .bind(ROWS)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(code, name, role)| {
            found(texts::group_people(), name, format!("{code} · {role}"), format!("/users/{code}/edit"), "user")
        })
        .collect())
}

/// Places and actions whose name holds the words.
fn places(actor: &Actor, q: &str) -> Vec<Found> {
    let go = texts::group_places();
    let act = texts::group_actions();
    let all: [(&str, &str, &str, &str, Capability); 22] = [
        (act, texts::book_order(), "/orders/new", "plus", Capability::BookOrder),
        (act, texts::book_clearance(), "/orders/new?clearance=yes", "badge-percent", Capability::BookOrder),
        (act, texts::go_on_with_draft(), "/orders/drafts", "pencil", Capability::BookOrder),
        (act, texts::add_customer(), "/customers/new", "plus", Capability::EditCustomers),
        (act, texts::add_product(), "/products/new", "plus", Capability::EditProducts),
        (act, texts::decide_credit(), "/credit?sort=oldest", "shield-check", Capability::ReleaseCredit),
        (act, texts::import_orders(), "/imports/new", "upload", Capability::UploadOrders),
        (act, texts::register_user(), "/users/new", "user-plus", Capability::ManageUsers),
        (act, texts::change_password(), "/account", "key-round", Capability::SignedIn),
        (act, texts::choose_theme(), "/account", "sun", Capability::SignedIn),
        (go, crate::texts::home(), "/", "house", Capability::SignedIn),
        (go, crate::texts::dashboard(), "/dashboard", "chart-column", Capability::SeeDashboard),
        (go, crate::texts::orders(), "/orders", "clipboard-list", Capability::SeeOrders),
        (go, crate::texts::credit(), "/credit", "shield-check", Capability::SeeCredit),
        (go, crate::texts::imports(), "/imports", "file-spreadsheet", Capability::SeeImports),
        (go, crate::texts::customers(), "/customers", "store", Capability::SeeCustomers),
        (go, crate::texts::products(), "/products", "package", Capability::SeeProducts),
        (go, crate::warehouse::texts::warehouses(), "/warehouses", "store", Capability::SeeProducts),
        (go, crate::texts::notifications(), "/notifications", "bell", Capability::SignedIn),
        (go, crate::texts::users(), "/users", "users", Capability::ManageUsers),
        (go, crate::texts::audit(), "/audit", "history", Capability::SeeAudit),
        (go, crate::texts::settings(), "/settings", "settings", Capability::ManageSettings),
    ];
    all.into_iter()
        .filter(|(_, title, _, _, capability)| actor.may(*capability) && fold(title).contains(q))
        .map(|(kind, title, href, icon, _)| found(kind, title.to_owned(), String::new(), href.to_owned(), icon))
        .collect()
}
