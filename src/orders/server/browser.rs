//! Forms.
#![allow(unused)]

use crate::{
    identity::Actor,
    orders::{Error, model::*},
    platform::{failure::{Failure, Internal}, server::Desk},
    values::*,
};

pub async fn book(desk: &Desk, actor: &Actor, form: BookForm) -> Result<Option<Booked>, Failure> {
    Err(Internal::new("not wired").into())
}

pub async fn change(desk: &Desk, actor: &Actor, form: BookForm) -> Result<Booked, Failure> {
    Err(Internal::new("not wired").into())
}

pub async fn act(desk: &Desk, actor: &Actor, number: &str, action: &str, version: &str, remark: String, warehouse: &str, go: &str) -> Result<Acted, Failure> {
    Err(Internal::new("not wired").into())
}

pub async fn act_on_many(desk: &Desk, actor: &Actor, ids: Vec<OrderId>, query: &str, action: &str, remark: String) -> Result<ActedMany, Failure> {
    Err(Internal::new("not wired").into())
}

pub async fn remark(desk: &Desk, actor: &Actor, number: &str, text: &str) -> Result<(), Failure> {
    Err(Internal::new("not wired").into())
}

pub async fn save_view(desk: &Desk, actor: &Actor, name: &str, query: &str, shared: bool) -> Result<ViewId, Failure> {
    Err(Internal::new("not wired").into())
}

pub async fn delete_view(desk: &Desk, actor: &Actor, id: ViewId) -> Result<(), Failure> {
    Err(Internal::new("not wired").into())
}
