//! Pages of identity.

pub mod parts;
mod sign_in;

pub use sign_in::SignInPage;
