//! What warehouse answers, and who may ask.

use crate::{
    identity::Capability,
    platform::endpoint::{Endpoint, api, form, function, page},
};

pub const ENDPOINTS: &[Endpoint] = &[
    page("/products/{sku}/receive", Capability::EditStock, "Receive goods of a product"),
    form("/products/{sku}/receive", Capability::EditStock, "Receive goods of a product"),
    page("/products/{sku}/adjust", Capability::EditStock, "Correct a batch's stock"),
    form("/products/{sku}/adjust", Capability::EditStock, "Correct a batch's stock"),
    function("/fn/stock/edit", Capability::EditStock, "What the stock forms offer"),
    function("/fn/stock/receive", Capability::EditStock, "Receive goods"),
    function("/fn/stock/correct", Capability::EditStock, "Correct a batch's stock"),
    api("GET", "/api/warehouses", Capability::SeeProducts, "The warehouses"),
];
