//! Server functions of stock.

use leptos::prelude::*;

use super::model::{CorrectionForm, ReceiptForm, StockEditor};
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
    use crate::platform::server::{here, http::escape, told};
    let (desk, actor) = here()?;
    let sku = told(super::server::service::receive(&desk, &actor, &sku, &form).await)?;
    leptos_axum::redirect(&format!("/products/{}", escape(&sku)));
    Ok(())
}

/// Corrects a batch and goes to the product's page.
#[server(prefix = "/fn", endpoint = "stock/correct")]
pub async fn correct_stock(sku: String, form: CorrectionForm) -> Result<(), Failure> {
    use crate::platform::server::{here, http::escape, told};
    let (desk, actor) = here()?;
    let sku = told(super::server::service::correct(&desk, &actor, &sku, &form).await)?;
    leptos_axum::redirect(&format!("/products/{}", escape(&sku)));
    Ok(())
}
