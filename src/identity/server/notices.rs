//! What people chose to be told of.

use std::collections::HashMap;

use serde_json::json;

use super::super::error::Error;
use crate::{
    identity::{
        Actor, Capability,
        model::{NoticeChoice, NoticeChoices},
        notices::{TOPICS, Unwanted},
    },
    platform::{
        failure::{Failure, FieldError, Internal},
        server::{Db, Desk, Work, http::own_path},
    },
    values::UserId,
};

/// Records that one may mute at the same time.
const MOST_MUTED: i64 = 500;

/// What each of these people does without.
///
/// # Errors
/// When the database refuses.
pub async fn unwanted(work: &mut Work, people: &[UserId]) -> Result<HashMap<UserId, Unwanted>, Internal> {
    let rows: Vec<(UserId, String, String)> = work
        .sql("select user_id, channel, what from unwanted_notices where user_id in (select cast(value as bigint) from json_each($1))")
        .bind(json!(people).to_string())
        .all()
        .await?;
    let mut all = HashMap::<UserId, Unwanted>::new();
    for (user, channel, what) in rows {
        all.entry(user).or_default().insert((channel, what));
    }
    Ok(all)
}

/// What a person may hear of, and what of it they chose.
///
/// # Errors
/// When the database refuses.
pub async fn choices(db: &Db, actor: &Actor) -> Result<NoticeChoices, Internal> {
    let rows: Vec<(String, String)> = db
        .sql("select channel, what from unwanted_notices where user_id = $1 order by channel, what")
        .bind(actor.id)
        .all()
        .await?;
    let muted = rows.iter().filter(|(channel, _)| channel == "record").map(|(_, link)| link.clone()).collect();
    let without: Unwanted = rows.into_iter().collect();
    let wants = |channel: &str, kind: &str| !without.contains(&(channel.to_owned(), kind.to_owned()));
    let kinds = TOPICS
        .iter()
        .filter(|topic| actor.may(topic.right))
        .map(|topic| NoticeChoice {
            kind: topic.kind.to_owned(),
            mandatory: topic.mandatory,
            bell: topic.mandatory || wants("bell", topic.kind),
            toast: wants("toast", topic.kind),
        })
        .collect();
    Ok(NoticeChoices { kinds, muted })
}

/// Keeps what was ticked, pairs of a channel and a kind; what must be told stays at the bell.
///
/// # Errors
/// When the database refuses.
pub async fn choose(desk: &Desk, actor: &Actor, ticked: &[(String, String)]) -> Result<(), Failure> {
    let is_ticked = |channel: &str, kind: &str| ticked.iter().any(|(name, value)| name == channel && value == kind);
    let pairs = TOPICS.iter().filter(|topic| actor.may(topic.right)).flat_map(|topic| {
        let bell = (!topic.mandatory).then_some("bell");
        bell.into_iter().chain(["toast"]).map(|channel| (channel, topic.kind))
    });
    let without: Vec<_> = pairs
        .filter(|(channel, kind)| !is_ticked(channel, kind))
        .map(|(channel, kind)| json!({"channel": channel, "what": kind}))
        .collect();
    let mut work = desk.begin(actor, Capability::SignedIn).await?;
    work.without_audit();
    work.sql("delete from unwanted_notices where user_id = $1 and channel <> 'record'").bind(actor.id).run().await?;
    work.sql(
        "insert into unwanted_notices (user_id, channel, what)
         select cast($2 as bigint), value->>'channel', value->>'what' from json_each($1)",
    )
    .bind(json!(without).to_string())
    .bind(actor.id)
    .run()
    .await?;
    work.commit().await?;
    Ok(())
}

/// Tells no more of the record at this path, or tells of it again.
///
/// # Errors
/// [`Error::Invalid`] for what is no path of ours, and for too many.
pub async fn mute(desk: &Desk, actor: &Actor, link: &str, muted: bool) -> Result<(), Failure> {
    let wrong = |code: &str, message: &str| -> Failure {
        Error::Invalid(vec![FieldError::new("link", code, message).typed(link)]).into()
    };
    let link =
        own_path(link).filter(|link| link.len() <= 200).ok_or_else(|| wrong("unknown", "Nothing stands there."))?;
    let mut work = desk.begin(actor, Capability::SignedIn).await?;
    work.without_audit();
    if muted {
        let added = work
            .sql(
                "insert into unwanted_notices (user_id, channel, what)
                 select cast($1 as bigint), 'record', cast($2 as text)
                 where (select count(*) from unwanted_notices where user_id = $1 and channel = 'record') < $3
                 on conflict (user_id, channel, what) do update set what = excluded.what",
            )
            .bind(actor.id)
            .bind(link.to_owned())
            .bind(MOST_MUTED)
            .run()
            .await?;
        if added == 0 {
            let message = format!("You have muted {MOST_MUTED} records. Hear of some again first, under My account.");
            return Err(wrong("many", &message));
        }
    } else {
        work.sql("delete from unwanted_notices where user_id = $1 and channel = 'record' and what = $2")
            .bind(actor.id)
            .bind(link.to_owned())
            .run()
            .await?;
    }
    work.commit().await?;
    Ok(())
}
