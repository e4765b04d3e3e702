//! The bell: what was told to a person, and what they have read of it.

use crate::{
    dashboard::model::{NoticeList, NoticeRow},
    identity::{Actor, Capability},
    platform::{failure::Failure, server::Desk},
    values::Timestamp,
};

const PAGE: i64 = 50;

type Row = (i64, Timestamp, String, String, String, String, Option<Timestamp>, i64);

/// My notices, latest first; those older than `before`, where it is given.
///
/// # Errors
/// When the database refuses.
pub async fn list(desk: &Desk, actor: &Actor, before: Option<i64>) -> Result<NoticeList, Failure> {
    let db = desk.read(actor, Capability::SignedIn)?;
    let rows: Vec<Row> = db
        .sql(
            "select id, at, kind, title, body, link, read_at,
                    (select count(*) from unwanted_notices w where w.user_id = $1 and w.channel = 'record' and w.what = link)
             from notifications
             where user_id = $1 and id < $2 order by id desc limit $3",
        )
        .bind(actor.id)
        .bind(before.unwrap_or(i64::MAX))
        .bind(PAGE + 1)
        .all()
        .await?;
    let (unread,): (i64,) = db
        .sql("select count(*) from notifications where user_id = $1 and read_at is null")
        .bind(actor.id)
        .one()
        .await?;
    let mut rows: Vec<NoticeRow> = rows
        .into_iter()
        .map(|(id, at, kind, title, body, link, read, muted)| NoticeRow {
            id,
            at,
            kind,
            title,
            body,
            link,
            read: read.is_some(),
            muted: muted > 0,
        })
        .collect();
    let more = i64::try_from(rows.len()).unwrap_or(0) > PAGE;
    if more {
        rows.pop();
    }
    let next = rows.last().filter(|_| more).map(|row| row.id);
    Ok(NoticeList { rows, unread, next })
}

/// Marks one of my notices read, or all of them; answers where the one leads.
///
/// # Errors
/// When the database refuses.
pub async fn mark_read(desk: &Desk, actor: &Actor, id: Option<i64>) -> Result<String, Failure> {
    let mut work = desk.begin(actor, Capability::SignedIn).await?;
    work.without_audit();
    let now = work.now();
    let mut link = String::new();
    match id {
        Some(id) => {
            let found: Option<(String,)> = work
                .sql("update notifications set read_at = coalesce(read_at, $1) where id = $2 and user_id = $3 returning link")
                .bind(now)
                .bind(id)
                .bind(actor.id)
                .optional()
                .await?;
            let (found,) = found.ok_or_else(|| Failure::not_found("This notice"))?;
            link = found;
        }
        None => {
            work.sql("update notifications set read_at = $1 where user_id = $2 and read_at is null")
                .bind(now)
                .bind(actor.id)
                .run()
                .await?;
        }
    }
    work.commit().await?;
    Ok(link)
}
