//! One order.
#![allow(unused)]

use crate::{
    identity::Actor,
    orders::{Error, model::*},
    platform::{failure::{Failure, Internal}, server::Desk},
    values::*,
};

pub async fn show(desk: &Desk, actor: &Actor, number: &str) -> Result<Order, Failure> {
    Err(Internal::new("not wired").into())
}
