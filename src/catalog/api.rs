//! Server functions of catalog.

use leptos::prelude::*;

use super::model::{ProductEditor, ProductFilter, ProductForm, ProductList, ProductPageData};
use crate::platform::failure::Failure;

/// A page of products.
#[server(prefix = "/fn", endpoint = "products/list")]
pub async fn list_products(filter: ProductFilter) -> Result<ProductList, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::list(&desk, &actor, &filter).await)
}

/// A product's page, by SKU or code.
#[server(prefix = "/fn", endpoint = "products/show")]
pub async fn show_product(sku: String) -> Result<ProductPageData, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::show(&desk, &actor, &sku).await)
}

/// The form of a product; of a new one when `sku` is empty.
#[server(prefix = "/fn", endpoint = "products/edit")]
pub async fn edit_product(sku: String) -> Result<ProductEditor, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::edit(&desk, &actor, &sku).await)
}

/// Saves a product and goes to its page; a new one when `sku` is empty.
#[server(prefix = "/fn", endpoint = "products/save")]
pub async fn save_product(#[server(default)] sku: String, form: ProductForm) -> Result<(), Failure> {
    use crate::platform::server::{here, http::escape, told};
    let (desk, actor) = here()?;
    let sku = told(super::server::service::save(&desk, &actor, &sku, &form).await)?;
    leptos_axum::redirect(&format!("/products/{}", escape(&sku)));
    Ok(())
}
