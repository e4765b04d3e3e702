//! What catalog answers, and who may ask.

use crate::{
    identity::Capability,
    platform::endpoint::{Endpoint, api, form, function, page},
};

pub const ENDPOINTS: &[Endpoint] = &[
    page("/products", Capability::SeeProducts, "Products"),
    page("/products/new", Capability::EditProducts, "Add a product"),
    form("/products/new", Capability::EditProducts, "Add a product"),
    page("/products/{sku}", Capability::SeeProducts, "A product with its stock"),
    page("/products/{sku}/edit", Capability::EditProducts, "Change a product"),
    form("/products/{sku}/edit", Capability::EditProducts, "Change a product"),
    form("/products/{sku}/deactivate", Capability::EditProducts, "Take a product off sale"),
    function("/fn/products/list", Capability::SeeProducts, "A page of products"),
    function("/fn/products/show", Capability::SeeProducts, "A product with its stock"),
    function("/fn/products/edit", Capability::EditProducts, "The form of a product"),
    function("/fn/products/save", Capability::EditProducts, "Save a product"),
    api("GET", "/api/products", Capability::SeeProducts, "Products with their batches: q, category, active, page, limit, cursor"),
    api("POST", "/api/products", Capability::EditProducts, "Add a product"),
    api("GET", "/api/products/expiring", Capability::SeeProducts, "Products with batches that expire within days (90)"),
    api("GET", "/api/products/{id}", Capability::SeeProducts, "One product, by id or SKU"),
    api("PATCH", "/api/products/{id}", Capability::EditProducts, "Change a product"),
    api("DELETE", "/api/products/{id}", Capability::EditProducts, "Take a product off sale"),
];
