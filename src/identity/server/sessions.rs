//! SQL of sessions and of ending them.

use crate::{
    identity::model::{SessionRow, device},
    platform::{
        failure::Internal,
        server::{Db, Work, session, storage::hash_of},
    },
    values::{Timestamp, UserId},
};

type Row = (String, Option<String>, Option<String>, Timestamp, Timestamp);

/// A name for a session that doesn't give it away.
fn key_of(id: &str) -> String {
    hash_of(id.as_bytes()).chars().take(24).collect()
}

/// The sessions of a person that have not run out, latest first; `current` is the id of the one that asks.
pub async fn list(db: &Db, user: UserId, now: Timestamp, current: Option<&str>) -> Result<Vec<SessionRow>, Internal> {
    let rows: Vec<Row> = db
        .sql("select id, agent, address, created_at, expires_at from sessions where user_id = $1 and expires_at > $2 order by expires_at desc, id limit 100")
        .bind(user)
        .bind(now)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, agent, address, started, ends)| SessionRow {
            key: key_of(&id),
            device: device(agent.as_deref().unwrap_or_default()),
            address: address.unwrap_or_default(),
            started,
            last_seen: ends.plus_days(-session::DAYS),
            current: current == Some(id.as_str()),
        })
        .collect())
}

/// Whether the session of this id has neither been ended nor run out.
pub async fn stands(db: &Db, id: &str, now: Timestamp) -> Result<bool, Internal> {
    let found: Option<(i64,)> = db
        .sql("select user_id from sessions where id = $1 and expires_at > $2 and user_id is not null")
        .bind(id.to_owned())
        .bind(now)
        .optional()
        .await?;
    Ok(found.is_some())
}

/// Whose session of this id it is, and what it keeps.
pub async fn kept(db: &Db, id: &str, now: Timestamp) -> Result<Option<(UserId, String)>, Internal> {
    db.sql("select user_id, data from sessions where id = $1 and expires_at > $2 and user_id is not null")
        .bind(id.to_owned())
        .bind(now)
        .optional()
        .await
}

/// Ends the session of this name, of this person; answers whether there was one.
pub async fn end(work: &mut Work, user: UserId, key: &str) -> Result<bool, Internal> {
    let ids: Vec<(String,)> =
        work.sql("select id from sessions where user_id = $1 order by id limit 1000").bind(user).all().await?;
    let Some((id,)) = ids.into_iter().find(|(id,)| key_of(id) == key) else { return Ok(false) };
    Ok(work.sql("delete from sessions where id = $1").bind(id).run().await? == 1)
}

/// Ends every session and token of a person but the session named; answers the stamp that counts from now.
pub async fn end_all(work: &mut Work, user: UserId, keep: Option<String>) -> Result<i64, Internal> {
    let now = work.now();
    work.sql("delete from sessions where user_id = $1 and id <> $2")
        .bind(user)
        .bind(keep.unwrap_or_default())
        .run()
        .await?;
    work.sql("update refresh_tokens set revoked_at = $1 where user_id = $2 and revoked_at is null")
        .bind(now)
        .bind(user)
        .run()
        .await?;
    let (stamp,): (i64,) =
        work.sql("update users set stamp = stamp + 1 where id = $1 returning stamp").bind(user).one().await?;
    work.people_changed();
    Ok(stamp)
}
