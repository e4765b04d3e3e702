//! Drafts.
#![allow(unused)]

use crate::{
    identity::Actor,
    orders::{Error, model::*},
    platform::{failure::{Failure, Internal}, server::Desk},
    values::*,
};

pub async fn open(desk: &Desk, actor: &Actor, draft: Option<String>, repeat: Option<String>, change: Option<String>) -> Result<BookForm, Failure> {
    Err(Internal::new("not wired").into())
}

pub async fn save(desk: &Desk, actor: &Actor, form: &BookForm) -> Result<Draft, Failure> {
    Err(Internal::new("not wired").into())
}

pub async fn list(desk: &Desk, actor: &Actor) -> Result<Vec<Draft>, Failure> {
    Err(Internal::new("not wired").into())
}

pub async fn discard(desk: &Desk, actor: &Actor, id: DraftId) -> Result<(), Failure> {
    Err(Internal::new("not wired").into())
}
