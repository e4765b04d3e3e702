//! Server functions of catalog.

use leptos::prelude::*;

use super::model::{
    PriceListData, PriceListForm, PriceLists, ProductEditor, ProductFilter, ProductForm, ProductList, ProductPageData,
};
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
    use crate::{
        platform::server::{here, told},
        ui::encode,
    };
    let (desk, actor) = here()?;
    let sku = told(super::server::service::save(&desk, &actor, &sku, &form).await)?;
    leptos_axum::redirect(&format!("/products/{}", encode(&sku)));
    Ok(())
}

/// The price lists.
#[server(prefix = "/fn", endpoint = "price-lists/list")]
pub async fn list_price_lists() -> Result<PriceLists, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::lists::lists(&desk, &actor).await)
}

/// A price list with its rates.
#[server(prefix = "/fn", endpoint = "price-lists/show")]
pub async fn show_price_list(code: String) -> Result<PriceListData, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::lists::show(&desk, &actor, &code).await)
}

/// Sets the rate of a product in a price list.
#[server(prefix = "/fn", endpoint = "price-lists/set-rate")]
pub async fn set_rate(code: String, sku: String, rate: String) -> Result<(), Failure> {
    use crate::{
        platform::server::{here, told},
        ui::encode,
    };
    let (desk, actor) = here()?;
    told(super::server::rates::set(&desk, &actor, &code, &sku, &rate).await)?;
    leptos_axum::redirect(&format!("/price-lists/{}", encode(&code)));
    Ok(())
}

/// The form of a price list; of a new one when `code` is empty.
#[server(prefix = "/fn", endpoint = "price-lists/edit")]
pub async fn edit_price_list(code: String) -> Result<PriceListForm, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::lists::edit(&desk, &actor, &code).await)
}

/// Adds a price list when `code` is empty, else names that one anew, and goes to its page.
#[server(prefix = "/fn", endpoint = "price-lists/save")]
pub async fn save_price_list(#[server(default)] code: String, form: PriceListForm) -> Result<(), Failure> {
    use crate::{
        platform::server::{here, told},
        ui::encode,
    };
    let (desk, actor) = here()?;
    let code = told(super::server::lists::save(&desk, &actor, &code, &form).await)?;
    leptos_axum::redirect(&format!("/price-lists/{}", encode(&code)));
    Ok(())
}
