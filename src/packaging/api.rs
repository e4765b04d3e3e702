//! Server functions of packaging.

use leptos::prelude::*;

use super::{
    bill::{Bill, BillForm, Bills},
    counting::{CountForm, CountSheet, CountSheetForm, Counts, VerdictForm},
    document::DocumentPage,
    model::{
        Board, BoardFilter, BoardRow, CorrectionForm, IssueForm, Ledger, LedgerFilter, MaterialForm, MaterialPage,
        Posted, ReceiptForm, UseForm,
    },
    reorder::{OrderForm, ReorderList},
};
use crate::{platform::failure::Failure, values::PurchaseId};

/// The stock board under a filter.
#[server(prefix = "/fn", endpoint = "packaging/board")]
pub async fn show_board(#[server(default)] filter: BoardFilter) -> Result<Board, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::board::board(&desk, &actor, &filter).await)
}

/// Materials by code, name or barcode, eight at most; what is on hand is the warehouse's, where one is named.
#[server(prefix = "/fn", endpoint = "packaging/find")]
pub async fn find_materials(
    #[server(default)] q: String,
    #[server(default)] warehouse: String,
) -> Result<Vec<BoardRow>, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::board::find(&desk, &actor, &q, &warehouse).await)
}

/// All of a material's page, by its code or barcode.
#[server(prefix = "/fn", endpoint = "packaging/material")]
pub async fn show_material(code: String) -> Result<MaterialPage, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::board::show(&desk, &actor, &code).await)
}

/// A material's form, filled; empty for a new one (no code).
#[server(prefix = "/fn", endpoint = "packaging/edit-material")]
pub async fn edit_material(#[server(default)] code: String) -> Result<MaterialForm, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::materials::edit(&desk, &actor, &code).await)
}

/// Saves a material and goes to its page.
#[server(prefix = "/fn", endpoint = "packaging/save-material")]
pub async fn save_material(form: MaterialForm) -> Result<String, Failure> {
    use crate::{
        platform::server::{here, told},
        ui::encode,
    };
    let (desk, actor) = here()?;
    let code = told(super::server::materials::save(&desk, &actor, &form).await)?;
    leptos_axum::redirect(&format!("/packaging/materials/{}", encode(&code)));
    Ok(code)
}

/// Takes a material out of use, or puts it back; goes to its page.
#[server(prefix = "/fn", endpoint = "packaging/set-use")]
pub async fn set_use(form: UseForm) -> Result<String, Failure> {
    use crate::{
        platform::server::{here, told},
        ui::encode,
    };
    let (desk, actor) = here()?;
    let code = told(super::server::usage::set(&desk, &actor, &form).await)?;
    leptos_axum::redirect(&format!("/packaging/materials/{}", encode(&code)));
    Ok(code)
}

/// A page of the ledger, newest first.
#[server(prefix = "/fn", endpoint = "packaging/ledger")]
pub async fn list_ledger(#[server(default)] filter: LedgerFilter) -> Result<Ledger, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::ledger::list(&desk, &actor, &filter).await)
}

/// A receipt's form with its key, naming a material where one is given.
#[server(prefix = "/fn", endpoint = "packaging/open-receipt")]
pub async fn open_receipt(
    #[server(default)] material: String,
    #[server(default)] warehouse: String,
) -> Result<ReceiptForm, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::open::receipt(&desk, &actor, &material, &warehouse).await)
}

/// Receives goods and goes to what was entered. The same key counts once.
#[server(prefix = "/fn", endpoint = "packaging/receive")]
pub async fn receive_packaging(form: ReceiptForm) -> Result<Posted, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    let posted = told(super::server::moves::receive(&desk, &actor, &form).await)?;
    leptos_axum::redirect(&format!("/packaging/entries/{}", posted.document));
    Ok(posted)
}

/// An issue's form with its key, naming a material where one is given.
#[server(prefix = "/fn", endpoint = "packaging/open-issue")]
pub async fn open_issue(
    #[server(default)] material: String,
    #[server(default)] warehouse: String,
) -> Result<IssueForm, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::open::issue(&desk, &actor, &material, &warehouse).await)
}

/// Issues goods and goes to what was entered. The same key counts once.
#[server(prefix = "/fn", endpoint = "packaging/issue")]
pub async fn issue_packaging(form: IssueForm) -> Result<Posted, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    let posted = told(super::server::moves::issue(&desk, &actor, &form).await)?;
    leptos_axum::redirect(&format!("/packaging/entries/{}", posted.document));
    Ok(posted)
}

/// Corrects an entry by a new one that names it, and goes to the correction.
#[server(prefix = "/fn", endpoint = "packaging/correct")]
pub async fn correct_entry(form: CorrectionForm) -> Result<Posted, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    let posted = told(super::server::moves::correct(&desk, &actor, &form).await)?;
    leptos_axum::redirect(&format!("/packaging/entries/{}", posted.document));
    Ok(posted)
}

/// What was submitted at once, with its rows and files.
#[server(prefix = "/fn", endpoint = "packaging/document")]
pub async fn show_document(id: String) -> Result<DocumentPage, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::open::document(&desk, &actor, &id).await)
}

/// The stock counts, open ones first.
#[server(prefix = "/fn", endpoint = "packaging/counts")]
pub async fn list_counts() -> Result<Counts, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::count::list(&desk, &actor).await)
}

/// Begins a count and goes to its sheet. The same key begins it once.
#[server(prefix = "/fn", endpoint = "packaging/start-count")]
pub async fn start_count(form: CountForm) -> Result<String, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    let id = told(super::server::count::start(&desk, &actor, &form).await)?;
    leptos_axum::redirect(&format!("/packaging/counts/{id}"));
    Ok(id.to_string())
}

/// A count's sheet.
#[server(prefix = "/fn", endpoint = "packaging/count")]
pub async fn show_count(id: String) -> Result<CountSheet, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::open::count(&desk, &actor, &id).await)
}

/// Keeps what was found, and hands the count in when that is the form's intent; goes to the sheet.
#[server(prefix = "/fn", endpoint = "packaging/keep-count")]
pub async fn keep_count(form: CountSheetForm) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    let id = told(super::server::count::keep(&desk, &actor, &form).await)?;
    leptos_axum::redirect(&format!("/packaging/counts/{id}"));
    Ok(())
}

/// Approves another's count, sends it back or cancels it; goes to the sheet.
#[server(prefix = "/fn", endpoint = "packaging/decide-count")]
pub async fn decide_count(form: VerdictForm) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    let id = told(super::server::count::decide(&desk, &actor, &form).await)?;
    leptos_axum::redirect(&format!("/packaging/counts/{id}"));
    Ok(())
}

/// What to order, and why.
#[server(prefix = "/fn", endpoint = "packaging/reorder")]
pub async fn list_reorder() -> Result<ReorderList, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::purchases::list(&desk, &actor).await)
}

/// Notes orders placed with a vendor; goes back to the list. The same key counts once.
#[server(prefix = "/fn", endpoint = "packaging/order")]
pub async fn order_materials(form: OrderForm) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::purchases::order(&desk, &actor, &form).await)?;
    leptos_axum::redirect("/packaging/reorder");
    Ok(())
}

/// Closes an order that won't come any more; goes to the material.
#[server(prefix = "/fn", endpoint = "packaging/close-purchase")]
pub async fn close_purchase(id: PurchaseId) -> Result<(), Failure> {
    use crate::{
        platform::server::{here, told},
        ui::encode,
    };
    let (desk, actor) = here()?;
    let code = told(super::server::purchases::close(&desk, &actor, id).await)?;
    leptos_axum::redirect(&format!("/packaging/materials/{}", encode(&code)));
    Ok(())
}

/// SKUs and how many materials each takes.
#[server(prefix = "/fn", endpoint = "packaging/bills")]
pub async fn list_bills(#[server(default)] q: String) -> Result<Bills, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::bills::list(&desk, &actor, &q).await)
}

/// A SKU's bill of packaging.
#[server(prefix = "/fn", endpoint = "packaging/bill")]
pub async fn show_bill(sku: String) -> Result<Bill, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::bills::show(&desk, &actor, &sku).await)
}

/// Saves a SKU's bill in place of the one it had; goes back to it.
#[server(prefix = "/fn", endpoint = "packaging/save-bill")]
pub async fn save_bill(form: BillForm) -> Result<(), Failure> {
    use crate::{
        platform::server::{here, told},
        ui::encode,
    };
    let (desk, actor) = here()?;
    let sku = told(super::server::bills::save(&desk, &actor, &form).await)?;
    leptos_axum::redirect(&format!("/packaging/bills/{}", encode(&sku)));
    Ok(())
}
