//! Lists of orders.
#![allow(unused)]

use crate::{
    identity::Actor,
    orders::{Error, model::*},
    platform::{failure::{Failure, Internal}, server::Desk},
    values::*,
};

pub async fn list(desk: &Desk, actor: &Actor, query: &str) -> Result<OrderPage, Failure> {
    Err(Internal::new("not wired").into())
}
