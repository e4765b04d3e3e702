//! Server functions of identity.

use leptos::prelude::*;

use super::model::{Account, UserEditor, UserFilter, UserForm, UserList};
use crate::platform::failure::Failure;

/// Signs in and goes on to `next`.
#[server(prefix = "/fn", endpoint = "identity/sign-in")]
pub async fn sign_in(email: String, password: String, next: Option<String>) -> Result<(), Failure> {
    use crate::platform::server::told;
    told(super::server::browser::sign_in(email, password, next).await)
}

/// A page of users.
#[server(prefix = "/fn", endpoint = "users/list")]
pub async fn list_users(filter: UserFilter) -> Result<UserList, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::users::list(&desk, &actor, &filter).await)
}

/// The form of a user; of a new one when `code` is empty.
#[server(prefix = "/fn", endpoint = "users/edit")]
pub async fn edit_user(code: String) -> Result<UserEditor, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::users::edit(&desk, &actor, &code).await)
}

/// Saves a user and goes to the list; a new one when `code` is empty.
#[server(prefix = "/fn", endpoint = "users/save")]
pub async fn save_user(#[server(default)] code: String, form: UserForm) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    let code = told(super::server::users::save(&desk, &actor, &code, &form).await)?;
    leptos_axum::redirect(&format!("/users?q={code}"));
    Ok(())
}

/// My account.
#[server(prefix = "/fn", endpoint = "account/show")]
pub async fn show_account() -> Result<Account, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::account::show(&desk, &actor).await)
}

/// Changes my password; my other sessions end.
#[server(prefix = "/fn", endpoint = "account/password")]
pub async fn change_password(current: String, new_password: String, again: String) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::account::change_password(&desk, &actor, current, new_password, Some(again)).await)?;
    leptos_axum::redirect("/account?changed=1");
    Ok(())
}
