//! Server functions of customers.

use leptos::prelude::*;

use super::model::{
    CreditEditor, CreditForm, CustomerEditor, CustomerFilter, CustomerForm, CustomerList, CustomerRecord,
};
use crate::platform::failure::Failure;

/// A page of customers.
#[server(prefix = "/fn", endpoint = "customers/list")]
pub async fn list_customers(filter: CustomerFilter) -> Result<CustomerList, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::list(&desk, &actor, &filter).await)
}

/// A customer's page.
#[server(prefix = "/fn", endpoint = "customers/show")]
pub async fn show_customer(code: String) -> Result<CustomerRecord, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::show(&desk, &actor, &code).await)
}

/// The form of a customer; of a new one when `code` is empty.
#[server(prefix = "/fn", endpoint = "customers/edit")]
pub async fn edit_customer(code: String) -> Result<CustomerEditor, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::edit(&desk, &actor, &code).await)
}

/// Saves a customer and goes to the record; a new one when `code` is empty.
#[server(prefix = "/fn", endpoint = "customers/save")]
pub async fn save_customer(#[server(default)] code: String, form: CustomerForm) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    let code = told(super::server::save::save(&desk, &actor, &code, &form).await)?;
    leptos_axum::redirect(&format!("/customers/{code}"));
    Ok(())
}

/// The credit form of a customer.
#[server(prefix = "/fn", endpoint = "customers/edit-credit")]
pub async fn edit_credit(code: String) -> Result<CreditEditor, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::service::edit_credit(&desk, &actor, &code).await)
}

/// Saves the credit side of a customer and goes to the record.
#[server(prefix = "/fn", endpoint = "customers/save-credit")]
pub async fn save_credit(code: String, form: CreditForm) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::save::save_credit(&desk, &actor, &code, &form).await)?;
    leptos_axum::redirect(&format!("/customers/{code}"));
    Ok(())
}
