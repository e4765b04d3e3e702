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
    page("/warehouses", Capability::SeeProducts, "Warehouses"),
    page("/warehouses/new", Capability::ManageSettings, "Add a warehouse"),
    form("/warehouses/new", Capability::ManageSettings, "Add a warehouse"),
    page("/warehouses/{code}", Capability::SeeProducts, "A warehouse with what lies there"),
    page("/warehouses/{code}/edit", Capability::ManageSettings, "Change a warehouse"),
    form("/warehouses/{code}/edit", Capability::ManageSettings, "Change a warehouse"),
    function("/fn/warehouses/list", Capability::SeeProducts, "The warehouses"),
    function("/fn/warehouses/show", Capability::SeeProducts, "A warehouse with what lies there"),
    function("/fn/warehouses/edit", Capability::ManageSettings, "The form of a warehouse"),
    function("/fn/warehouses/save", Capability::ManageSettings, "Save a warehouse"),
    api("GET", "/api/warehouses", Capability::SeeProducts, "The warehouses"),
    api(
        "POST",
        "/api/warehouses",
        Capability::ManageSettings,
        "Add a warehouse: code, name, city, state, address, isActive",
    ),
    api("GET", "/api/warehouses/{id}", Capability::SeeProducts, "A warehouse with its batches, by code"),
    api("PATCH", "/api/warehouses/{id}", Capability::ManageSettings, "Change a warehouse; its code stays"),
];
