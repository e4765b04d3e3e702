//! Pages of catalog.

mod price_list;
mod price_list_form;
mod price_lists;
mod product;
mod product_form;
mod products;

pub use price_list::PriceListPage;
pub use price_list_form::PriceListFormPage;
pub use price_lists::PriceListsPage;
pub use product::ProductPage;
pub use product_form::ProductFormPage;
pub use products::ProductsPage;
