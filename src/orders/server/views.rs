//! Views.
#![allow(unused)]

use crate::{
    identity::Actor,
    orders::{Error, model::*},
    platform::{failure::{Failure, Internal}, server::Desk},
    values::*,
};

pub async fn list(desk: &Desk, actor: &Actor) -> Result<Vec<SavedView>, Failure> {
    Err(Internal::new("not wired").into())
}

pub async fn save(desk: &Desk, actor: &Actor, name: &str, query: &str, shared: bool) -> Result<ViewId, Failure> {
    Err(Internal::new("not wired").into())
}

pub async fn delete(desk: &Desk, actor: &Actor, id: ViewId) -> Result<(), Failure> {
    Err(Internal::new("not wired").into())
}
