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
    api(
        "GET",
        "/api/products",
        Capability::SeeProducts,
        "Products with their batches: q, category, active, page, limit, cursor",
    ),
    api("POST", "/api/products", Capability::EditProducts, "Add a product"),
    api("GET", "/api/products/expiring", Capability::SeeProducts, "Products with batches that expire within days (90)"),
    api("GET", "/api/products/{id}", Capability::SeeProducts, "One product, by id or SKU"),
    api("PATCH", "/api/products/{id}", Capability::EditProducts, "Change a product"),
    api("DELETE", "/api/products/{id}", Capability::EditProducts, "Take a product off sale"),
    page("/price-lists", Capability::SeeProducts, "Price lists"),
    page("/price-lists/{code}", Capability::SeeProducts, "A price list with its rates"),
    form("/price-lists/{code}", Capability::EditPriceLists, "Set a rate"),
    function("/fn/price-lists/list", Capability::SeeProducts, "The price lists"),
    function("/fn/price-lists/show", Capability::SeeProducts, "A price list with its rates"),
    function("/fn/price-lists/set-rate", Capability::EditPriceLists, "Set a rate"),
];
