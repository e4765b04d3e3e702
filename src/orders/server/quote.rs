//! What a form comes to.
#![allow(unused)]

use crate::{
    identity::Actor,
    orders::{Error, model::*},
    platform::{failure::{Failure, Internal}, server::Desk},
    values::*,
};

pub async fn quote(desk: &Desk, actor: &Actor, form: &BookForm) -> Result<Quote, Failure> {
    Err(Internal::new("not wired").into())
}
