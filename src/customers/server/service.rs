//! What people look at of customers.

use super::{store, store_list};
use crate::{
    audit::server::log,
    customers::{
        Error,
        model::{CreditEditor, CustomerEditor, CustomerFilter, CustomerForm, CustomerList, CustomerRecord},
    },
    identity::{Actor, Capability},
    platform::{failure::Failure, server::Desk},
    values::State,
};

/// A page of customers.
///
/// # Errors
/// `forbidden`, or when the database refuses.
pub async fn list(desk: &Desk, actor: &Actor, filter: &CustomerFilter) -> Result<CustomerList, Failure> {
    let db = desk.read(actor, Capability::SeeCustomers)?;
    let mut rows = store_list::rows(db, filter, store_list::PAGE).await?;
    let page = usize::try_from(store_list::PAGE).unwrap_or(50);
    let more = rows.len() > page;
    rows.truncate(page);
    let next = rows.last().filter(|_| more).map(|row| row.code.clone());
    Ok(CustomerList {
        rows,
        total: store_list::count(db, filter).await?,
        next,
        salespeople: store::salespeople(db).await?,
        classes: store::classes(db).await?,
        may_edit: actor.may(Capability::EditCustomers),
        may_import: actor.may(Capability::EditCustomers) || actor.may(Capability::EditCredit),
        may_export: actor.may(Capability::ExportData),
    })
}

/// A customer's page.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn show(desk: &Desk, actor: &Actor, code: &str) -> Result<CustomerRecord, Failure> {
    let db = desk.read(actor, Capability::SeeCustomers)?;
    let customer = store::find(db, code).await?.ok_or(Error::NotFound("This customer"))?;
    let mut standing = customer.standing();
    standing.ageing = standing.ageing.filter(|_| actor.may(Capability::SeeCredit));
    let rates = match customer.price_list_id {
        Some(list) => store::rates(db, list).await?,
        None => Vec::new(),
    };
    Ok(CustomerRecord {
        form: customer.form(),
        status: customer.credit.status.clone(),
        state_name: State::parse(&customer.data.state_code).map_or("", State::name).to_owned(),
        salesperson_name: customer.salesperson_name.clone().unwrap_or_default(),
        price_list_name: customer.price_list_name.clone().unwrap_or_default(),
        standing,
        orders: store::orders(db, customer.id, actor.sees()).await?,
        rates,
        log: log::of(db, actor, "customer", code).await?,
        may_edit: actor.may(Capability::EditCustomers),
        may_edit_credit: actor.may(Capability::EditCredit),
        may_book: actor.may(Capability::BookOrder) && customer.credit.status == "Active",
    })
}

/// The form of a customer; of a new one when `code` is empty.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn edit(desk: &Desk, actor: &Actor, code: &str) -> Result<CustomerEditor, Failure> {
    let db = desk.read(actor, Capability::EditCustomers)?;
    let form = if code.is_empty() {
        CustomerForm::default()
    } else {
        store::find(db, code).await?.ok_or(Error::NotFound("This customer"))?.form()
    };
    let (salespeople, price_lists) = (store::salespeople(db).await?, store::price_lists(db).await?);
    Ok(CustomerEditor { code: code.to_owned(), form, salespeople, price_lists })
}

/// The credit form of a customer.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn edit_credit(desk: &Desk, actor: &Actor, code: &str) -> Result<CreditEditor, Failure> {
    let db = desk.read(actor, Capability::EditCredit)?;
    let customer = store::find(db, code).await?.ok_or(Error::NotFound("This customer"))?;
    let form = customer.credit.form(customer.version.to_string());
    Ok(CreditEditor { code: customer.code, name: customer.data.name, form })
}
