//! SQL of identity.

use crate::{
    identity::Role,
    platform::{failure::Internal, server::{Db, Work}},
    values::{Timestamp, UserId},
};

/// A user as signing in needs it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Login {
    pub id: UserId,
    pub code: String,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub status: String,
    pub password_hash: String,
    pub stamp: i64,
}

pub async fn find_login(db: &Db, email: &str) -> Result<Option<Login>, Internal> {
    db.sql("select id, code, name, email, role, status, password_hash, stamp from users where email = $1")
        .bind(email.to_owned())
        .optional()
        .await
}

pub async fn get_login(db: &Db, id: UserId) -> Result<Option<Login>, Internal> {
    db.sql("select id, code, name, email, role, status, password_hash, stamp from users where id = $1").bind(id).optional().await
}

pub async fn signed_in(work: &mut Work, id: UserId, at: Timestamp) -> Result<(), Internal> {
    work.sql("update users set last_login_at = $1 where id = $2").bind(at).bind(id).run().await?;
    Ok(())
}

pub async fn set_password(work: &mut Work, id: UserId, hash: String) -> Result<(), Internal> {
    work.sql("update users set password_hash = $1 where id = $2").bind(hash).bind(id).run().await?;
    Ok(())
}
