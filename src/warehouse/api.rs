//! Server functions of stock and warehouses.

use leptos::prelude::*;

use super::model::{CorrectionForm, ReceiptForm, StockEditor, WarehouseData, WarehouseForm, Warehouses};
use crate::platform::failure::Failure;

/// What the stock forms of a product offer.
#[server(prefix = "/fn", endpoint = "stock/edit")]
pub async fn edit_stock(sku: String) -> Result<StockEditor, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::edit(&desk, &actor, &sku).await)
}

/// Receives goods and goes to the product's page.
#[server(prefix = "/fn", endpoint = "stock/receive")]
pub async fn receive_stock(sku: String, form: ReceiptForm) -> Result<(), Failure> {
    use crate::{
        platform::server::{here, told},
        ui::encode,
    };
    let (desk, actor) = here()?;
    let sku = told(super::server::service::receive(&desk, &actor, &sku, &form).await)?;
    leptos_axum::redirect(&format!("/products/{}", encode(&sku)));
    Ok(())
}

/// Corrects a batch and goes to the product's page.
#[server(prefix = "/fn", endpoint = "stock/correct")]
pub async fn correct_stock(sku: String, form: CorrectionForm) -> Result<(), Failure> {
    use crate::{
        platform::server::{here, told},
        ui::encode,
    };
    let (desk, actor) = here()?;
    let sku = told(super::server::service::correct(&desk, &actor, &sku, &form).await)?;
    leptos_axum::redirect(&format!("/products/{}", encode(&sku)));
    Ok(())
}

/// The warehouses.
#[server(prefix = "/fn", endpoint = "warehouses/list")]
pub async fn list_warehouses() -> Result<Warehouses, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::warehouses::list(&desk, &actor).await)
}

/// A warehouse with what lies there.
#[server(prefix = "/fn", endpoint = "warehouses/show")]
pub async fn show_warehouse(code: String) -> Result<WarehouseData, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::warehouses::show(&desk, &actor, &code).await)
}

/// The form of a warehouse; of a new one when `code` is empty.
#[server(prefix = "/fn", endpoint = "warehouses/edit")]
pub async fn edit_warehouse(code: String) -> Result<WarehouseForm, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::warehouses::edit(&desk, &actor, &code).await)
}

/// Adds a warehouse when `code` is empty, else changes that one, and goes to its page.
#[server(prefix = "/fn", endpoint = "warehouses/save")]
pub async fn save_warehouse(#[server(default)] code: String, form: WarehouseForm) -> Result<(), Failure> {
    use crate::{
        platform::server::{here, told},
        ui::encode,
    };
    let (desk, actor) = here()?;
    let code = told(super::server::warehouses::save(&desk, &actor, &code, &form).await)?;
    leptos_axum::redirect(&format!("/warehouses/{}", encode(&code)));
    Ok(())
}
