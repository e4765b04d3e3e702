//! Server functions of orders.

use leptos::prelude::*;

use super::model::{
    Acted, ActedMany, Attachment, BookForm, Booked, ClearanceBatch, CustomerForBooking, Draft, Named, Order, OrderPage,
    ProductForBooking, Quote, SavedView,
};
use super::run::RunView;
use crate::{
    platform::failure::Failure,
    values::{DraftId, OrderId, ViewId},
};

/// One page of orders; `query` is that of the address.
#[server(prefix = "/fn", endpoint = "orders/list")]
pub async fn list_orders(#[server(default)] query: String) -> Result<OrderPage, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::list::list(&desk, &actor, &query).await)
}

/// One order, by its number (or internal id).
#[server(prefix = "/fn", endpoint = "orders/show")]
pub async fn show_order(number: String) -> Result<Order, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::show::show(&desk, &actor, &number).await)
}

/// Books the form (or saves it as a draft, by its intent) and goes on to the order.
#[server(prefix = "/fn", endpoint = "orders/book")]
pub async fn book_order(form: BookForm) -> Result<Option<Booked>, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::browser::book(&desk, &actor, form).await)
}

/// Changes the order the form names, and goes back to it.
#[server(prefix = "/fn", endpoint = "orders/change")]
pub async fn change_order(form: BookForm) -> Result<Booked, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::browser::change(&desk, &actor, form).await)
}

/// What the form comes to; nothing is written.
#[server(prefix = "/fn", endpoint = "orders/quote")]
pub async fn quote_order(form: BookForm) -> Result<Quote, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::quote::quote(&desk, &actor, &form).await)
}

/// A booking form to start from, with its key: empty, or filled from a draft (its id), from an order to repeat (its number), or
/// from an order to change (its number). `customer` is filled in; `clearance=yes` makes it a form of exact batches.
#[server(prefix = "/fn", endpoint = "orders/open-form")]
pub async fn open_form(
    #[server(default)] draft: Option<String>,
    #[server(default)] repeat: Option<String>,
    #[server(default)] change: Option<String>,
    #[server(default)] customer: Option<String>,
    #[server(default)] clearance: Option<String>,
) -> Result<BookForm, Failure> {
    use super::server::drafts;
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(drafts::open(&desk, &actor, drafts::Open { draft, repeat, change, customer, clearance }).await)
}

/// Customers by name, code, phone or GSTIN; eight at most.
#[server(prefix = "/fn", endpoint = "orders/find-customers")]
pub async fn find_customers(q: String) -> Result<Vec<CustomerForBooking>, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::find::customers(&desk, &actor, &q).await)
}

/// One customer by code or exact name, with the last orders; `None` when there is none.
#[server(prefix = "/fn", endpoint = "orders/customer")]
pub async fn show_customer_for_booking(customer: String) -> Result<Option<CustomerForBooking>, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::find::customer(&desk, &actor, &customer).await)
}

/// Products by SKU, barcode or name, with this customer's rates; eight at most.
#[server(prefix = "/fn", endpoint = "orders/find-products")]
pub async fn find_products(q: String, #[server(default)] customer: String) -> Result<Vec<ProductForBooking>, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::find::products(&desk, &actor, &q, &customer).await)
}

/// Batches that expire within so many days (90 at most), soonest first.
#[server(prefix = "/fn", endpoint = "orders/clearance-batches")]
pub async fn list_clearance_batches(days: u32) -> Result<Vec<ClearanceBatch>, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::find::clearance_batches(&desk, &actor, days).await)
}

/// Salespeople whose orders this person sees, for the filter.
#[server(prefix = "/fn", endpoint = "orders/salespeople")]
pub async fn list_salespeople() -> Result<Vec<Named>, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::find::salespeople(&desk, &actor).await)
}

/// Saves what was typed, as typed; answers the draft.
#[server(prefix = "/fn", endpoint = "orders/save-draft")]
pub async fn save_draft(form: BookForm) -> Result<Draft, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::drafts::save(&desk, &actor, &form).await)
}

/// This person's drafts, latest first.
#[server(prefix = "/fn", endpoint = "orders/drafts")]
pub async fn list_drafts() -> Result<Vec<Draft>, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::drafts::list(&desk, &actor).await)
}

/// The files that wait with one's draft for its booking.
#[server(prefix = "/fn", endpoint = "orders/draft-files")]
pub async fn list_draft_files(draft: String) -> Result<Vec<Attachment>, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::draft_files::list(&desk, &actor, &draft).await)
}

/// Throws one's draft away and goes to the others.
#[server(prefix = "/fn", endpoint = "orders/discard-draft")]
pub async fn discard_draft(id: DraftId) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::browser::discard_draft(&desk, &actor, id).await)
}

/// Does an action of the lifecycle by its name (`release`, `hold`, `cancel`, …). `version` is the one that was read; empty takes
/// the latest. `cause` and `until` (a day) are of a release above the limit, `person` (a code) of forwarding. `go` is where to go
/// then, without script.
#[server(prefix = "/fn", endpoint = "orders/act")]
pub async fn act_on_order(
    number: String,
    action: String,
    #[server(default)] version: String,
    #[server(default)] remark: String,
    #[server(default)] warehouse: String,
    #[server(default)] cause: String,
    #[server(default)] until: String,
    #[server(default)] person: String,
    #[server(default)] go: String,
) -> Result<Acted, Failure> {
    use super::server::browser::{self, Typed};
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    let typed = Typed { action, version, remark, warehouse, cause, until, person };
    told(browser::act(&desk, &actor, &number, typed, &go).await)
}

/// The same on several orders: the ones named, or, with `all=yes`, all that `query` meets.
#[server(prefix = "/fn", endpoint = "orders/act-on-many")]
pub async fn act_on_orders(
    #[server(default)] ids: Vec<OrderId>,
    #[server(default)] query: String,
    #[server(default)] all: String,
    action: String,
    #[server(default)] remark: String,
) -> Result<ActedMany, Failure> {
    use super::server::browser::{self, Typed};
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    let all_of = (all == "yes").then_some(query.as_str());
    let typed = Typed { action, remark, ..Typed::default() };
    told(browser::act_on_many(&desk, &actor, ids, all_of, typed).await)
}

/// How far an action on more orders than a request waits for is, and what came of them.
#[server(prefix = "/fn", endpoint = "orders/show-run")]
pub async fn show_run(id: String) -> Result<RunView, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::runs::show(&desk, &actor, &id).await)
}

/// Writes into the order's timeline.
#[server(prefix = "/fn", endpoint = "orders/remark")]
pub async fn remark_on_order(number: String, text: String) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::browser::remark(&desk, &actor, &number, &text).await)
}

/// Saved views of the list, one's own first, then those others share.
#[server(prefix = "/fn", endpoint = "orders/views")]
pub async fn list_views() -> Result<Vec<SavedView>, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::views::list(&desk, &actor).await)
}

/// Saves the list under a name and goes to it; the same name again replaces it.
#[server(prefix = "/fn", endpoint = "orders/save-view")]
pub async fn save_view(name: String, query: String, #[server(default)] shared: bool) -> Result<ViewId, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::browser::save_view(&desk, &actor, &name, &query, shared).await)
}

/// Deletes one's own view and goes to the list.
#[server(prefix = "/fn", endpoint = "orders/delete-view")]
pub async fn delete_view(id: ViewId) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::browser::delete_view(&desk, &actor, id).await)
}
