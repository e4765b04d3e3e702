//! What customers answers, and who may ask.

use crate::{
    identity::Capability,
    platform::endpoint::{Endpoint, api, form, function, page},
};

pub const ENDPOINTS: &[Endpoint] = &[
    page("/customers", Capability::SeeCustomers, "Customers"),
    page("/customers/new", Capability::EditCustomers, "A new customer"),
    form("/customers/new", Capability::EditCustomers, "A new customer"),
    page("/customers/{code}", Capability::SeeCustomers, "A customer: credit, orders, prices, contacts, log"),
    page("/customers/{code}/edit", Capability::EditCustomers, "Change a customer"),
    form("/customers/{code}/edit", Capability::EditCustomers, "Change a customer"),
    page("/customers/{code}/credit", Capability::EditCredit, "Change a customer's credit"),
    form("/customers/{code}/credit", Capability::EditCredit, "Change a customer's credit"),
    function("/fn/customers/list", Capability::SeeCustomers, "A page of customers"),
    function("/fn/customers/show", Capability::SeeCustomers, "A customer"),
    function("/fn/customers/edit", Capability::EditCustomers, "The form of a customer"),
    function("/fn/customers/save", Capability::EditCustomers, "Save a customer"),
    function("/fn/customers/edit-credit", Capability::EditCredit, "The credit form of a customer"),
    function("/fn/customers/save-credit", Capability::EditCredit, "Save a customer's credit"),
    api("GET", "/api/customers", Capability::SeeCustomers, "Customers, by search, salesperson, class or standing"),
    api("POST", "/api/customers", Capability::EditCustomers, "Add a customer"),
    api("GET", "/api/customers/{id}", Capability::SeeCustomers, "A customer"),
    api("PATCH", "/api/customers/{id}", Capability::SeeCustomers, "Change a customer; each field as its role may"),
    api("GET", "/api/customers/{id}/aging", Capability::SeeCredit, "What a customer owes by age"),
];
