//! Files kept with a scorecard: what supports a self score or a dispute.

use serde_json::json;

use super::{
    reach,
    store::{From, Head},
};
use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, Kind},
        server::{
            Audit, Desk,
            storage::{MOST_BYTES, clean_name, media_type},
        },
    },
    pms::{error::Error, model::CardFile, review::CardStatus},
    values::Month,
};

fn open(head: &Head) -> Result<(), Error> {
    if head.status == CardStatus::Locked { Err(Error::Locked { month: head.month }) } else { Ok(()) }
}

/// What is told of a file over the limit.
pub fn too_large() -> Failure {
    let most = MOST_BYTES / (1024 * 1024);
    Failure::new(Kind::TooLarge, "too_large", format!("The file is larger than {most} MB, the most that is kept."))
}

/// Keeps a file with a scorecard this person sees and that isn't locked.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Locked`]; [`Error::Invalid`] unless it is JPEG, PNG, WebP or PDF by content; too large
/// over 10 MB.
pub async fn attach(
    desk: &Desk,
    actor: &Actor,
    user: &str,
    month: Month,
    name: &str,
    bytes: Vec<u8>,
) -> Result<CardFile, Failure> {
    if bytes.len() > MOST_BYTES {
        return Err(too_large());
    }
    let media_type = media_type(&bytes)
        .ok_or_else(|| Error::field("file", "bad_file", "This is no photo (JPEG, PNG, WebP) and no PDF."))?;
    // Asked before anything is stored, so that nobody fills the disk through what they can't see.
    let db = desk.read(actor, Capability::EnterAchieved)?;
    open(&reach::head(&mut From::Db(db), actor, user, month).await?)?;
    let (name, size) = (clean_name(name), i64::try_from(bytes.len()).unwrap_or(i64::MAX));
    let hash = desk.storage.keep(bytes).await?;
    let mut work = desk.begin(actor, Capability::EnterAchieved).await?;
    let head = reach::head(&mut From::Work(&mut work), actor, user, month).await?;
    open(&head)?;
    let (now, code) = (work.now(), format!("{:032x}", rand::random::<u128>()));
    work.sql(
        "insert into files (code, entity_type, entity_id, kind, name, media_type, size_bytes, hash, user_id, user_name, created_at)
         values ($1, 'scorecard', $2, 'attachment', $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(code.clone())
    .bind(head.id)
    .bind(name.clone())
    .bind(media_type.to_owned())
    .bind(size)
    .bind(hash)
    .bind(actor.user())
    .bind(actor.name.clone())
    .bind(now)
    .run()
    .await?;
    work.audit(Audit {
        action: "FILE_UPLOAD",
        entity_type: "scorecard",
        entity_id: format!("{} {}", head.user_code, head.month.iso()),
        summary: format!("Attached {name} to {} {}", head.user_name, head.month.wire()),
        old: None,
        new: Some(json!({"name": name, "mediaType": media_type, "bytes": size})),
    });
    work.commit().await?;
    Ok(CardFile { code, name, size_bytes: size, by: actor.name.clone(), at: now })
}

/// A file's name, media type and bytes.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or one may not see the scorecard.
pub async fn read(
    desk: &Desk,
    actor: &Actor,
    user: &str,
    month: Month,
    code: &str,
) -> Result<(String, String, Vec<u8>), Failure> {
    let mut from = From::Db(desk.read(actor, Capability::EnterAchieved)?);
    let head = reach::head(&mut from, actor, user, month).await?;
    let row: Option<(String, String, String)> = from
        .sql(
            "select name, media_type, hash from files where code = $1 and entity_type = 'scorecard' and entity_id = $2",
        )
        .bind(code.to_owned())
        .bind(head.id)
        .optional()
        .await?;
    let (name, media_type, hash) = row.ok_or(Error::NotFound("This file"))?;
    desk.taken_out(actor, "scorecard", format!("{} {}", head.user_code, head.month.iso()), &name).await?;
    Ok((name, media_type, desk.storage.read(&hash).await?))
}
