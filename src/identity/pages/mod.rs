//! Pages of identity.

mod account;
mod notices;
mod roles;
mod sign_in;
mod user_form;
mod users;

pub use account::AccountPage;
pub use roles::RolesPage;
pub use sign_in::SignInPage;
pub use user_form::UserFormPage;
pub use users::UsersPage;
