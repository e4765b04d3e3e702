//! Pages of catalog.

pub mod parts;
mod product;
mod product_form;
mod products;

pub use product::ProductPage;
pub use product_form::ProductFormPage;
pub use products::ProductsPage;
