//! Finds.
#![allow(unused)]

use crate::{
    identity::Actor,
    orders::{Error, model::*},
    platform::{failure::{Failure, Internal}, server::Desk},
    values::*,
};

pub async fn customers(desk: &Desk, actor: &Actor, q: &str) -> Result<Vec<CustomerForBooking>, Failure> {
    Err(Internal::new("not wired").into())
}

pub async fn customer(desk: &Desk, actor: &Actor, customer: &str) -> Result<Option<CustomerForBooking>, Failure> {
    Err(Internal::new("not wired").into())
}

pub async fn products(desk: &Desk, actor: &Actor, q: &str, customer: &str) -> Result<Vec<ProductForBooking>, Failure> {
    Err(Internal::new("not wired").into())
}

pub async fn clearance_batches(desk: &Desk, actor: &Actor, days: u32) -> Result<Vec<ClearanceBatch>, Failure> {
    Err(Internal::new("not wired").into())
}

pub async fn salespeople(desk: &Desk, actor: &Actor) -> Result<Vec<Named>, Failure> {
    Err(Internal::new("not wired").into())
}
