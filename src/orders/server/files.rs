//! Files kept with an order: photos and PDFs, known by their content, not by what they are called.

use serde_json::json;

use super::{browser, store, store_facts::From, store_lines, store_write};
use crate::{
    identity::{Actor, Capability},
    orders::{
        Error, FileKind,
        model::{Attachment, EventData},
    },
    platform::{
        failure::{Failure, Internal},
        server::{
            Audit, Desk,
            storage::{MOST_BYTES, clean_name, media_type},
        },
    },
    values::FileId,
};

/// The media type of what may be kept with an order.
///
/// # Errors
/// [`Error::BadFile`] unless it is JPEG, PNG, WebP or PDF by content, [`Error::FileTooLarge`] over 10 MB.
pub fn kind_of(bytes: &[u8]) -> Result<&'static str, Error> {
    let media_type = media_type(bytes).ok_or(Error::BadFile("This is no photo (JPEG, PNG, WebP) and no PDF."))?;
    if bytes.len() > MOST_BYTES { Err(Error::FileTooLarge) } else { Ok(media_type) }
}

/// The kind of file that was typed or sent.
///
/// # Errors
/// [`Error::Invalid`] for any other than there is.
pub fn read_kind(typed: &str, otherwise: FileKind) -> Result<FileKind, Error> {
    match typed.trim() {
        "" => Ok(otherwise),
        kind => kind.parse().map_err(|_| {
            let known: Vec<_> = FileKind::ALL.iter().map(|kind| kind.as_str()).collect();
            Error::field("kind", "unknown", format!("Kind of file: one of {}.", known.join(", ")))
        }),
    }
}

/// Keeps a file with an order that this person sees.
///
/// # Errors
/// [`Error::BadFile`] unless it is JPEG, PNG, WebP or PDF by content, [`Error::FileTooLarge`] over 10 MB, [`Error::NotFound`],
/// [`Error::FileKind`] where this person may not add that kind now.
pub async fn attach(
    desk: &Desk,
    actor: &Actor,
    number: &str,
    kind: FileKind,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Attachment, Failure> {
    let media_type = kind_of(&bytes)?;
    // Asked before anything is stored, so that nobody fills the disk through orders they can't see.
    let seen = store::get(&mut From::Db(desk.read(actor, Capability::SeeOrders)?), actor, number).await?;
    kind.check(actor.role, seen.status).map_err(Error::from)?;
    let (name, size) = (clean_name(name), i64::try_from(bytes.len()).unwrap_or(i64::MAX));
    let hash = desk.storage.keep(bytes).await?;
    let mut work = desk.begin(actor, Capability::SeeOrders).await?;
    let head = store::get(&mut From::Work(&mut work), actor, number).await?;
    kind.check(actor.role, head.status).map_err(Error::from)?;
    let (now, code) = (work.now(), format!("{:032x}", rand::random::<u128>()));
    let (id,): (FileId,) = work
        .sql(
            "insert into files (code, entity_type, entity_id, kind, name, media_type, size_bytes, hash, user_id, user_name, created_at)
             values ($1, 'order', $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id",
        )
        .bind(code.clone())
        .bind(head.id)
        .bind(kind.as_str())
        .bind(name.clone())
        .bind(media_type.to_owned())
        .bind(size)
        .bind(hash)
        .bind(actor.user())
        .bind(actor.name.clone())
        .bind(now)
        .one()
        .await?;
    store_write::add_files(&mut work, head.id, 1).await?;
    let data = EventData { about: Some(name.clone()), ..EventData::default() };
    browser::note(&mut work, &head, "file", String::new(), data).await?;
    work.audit(Audit {
        action: "FILE_UPLOAD",
        entity_type: "order",
        entity_id: head.number.clone(),
        summary: format!("Attached {name} to {}", head.number),
        old: None,
        new: Some(json!({"name": name, "kind": kind, "mediaType": media_type, "bytes": size})),
    });
    work.commit().await?;
    Ok(Attachment {
        id,
        code,
        kind,
        name,
        media_type: media_type.to_owned(),
        size_bytes: size,
        by: actor.name.clone(),
        at: now,
    })
}

/// The files of an order.
///
/// # Errors
/// [`Error::NotFound`] for what one may not see.
pub async fn list(desk: &Desk, actor: &Actor, number: &str) -> Result<Vec<Attachment>, Failure> {
    let mut from = From::Db(desk.read(actor, Capability::SeeOrders)?);
    let head = store::get(&mut from, actor, number).await?;
    Ok(store_lines::files(&mut from, "order", head.id.get()).await?)
}

/// A file's name, media type and bytes.
///
/// # Errors
/// [`Error::NotFound`] when the order has no such file or one may not see the order.
pub async fn read(desk: &Desk, actor: &Actor, number: &str, code: &str) -> Result<(String, String, Vec<u8>), Failure> {
    let mut from = From::Db(desk.read(actor, Capability::SeeOrders)?);
    let head = store::get(&mut from, actor, number).await?;
    let row: Option<(String, String, String)> = from
        .sql("select name, media_type, hash from files where code = $1 and entity_type = 'order' and entity_id = $2")
        .bind(code.to_owned())
        .bind(head.id)
        .optional()
        .await?;
    let (name, media_type, hash) = row.ok_or(Error::NotFound("This file"))?;
    let bytes: Result<Vec<u8>, Internal> = desk.storage.read(&hash).await;
    desk.taken_out(actor, "order", head.number, &name).await?;
    Ok((name, media_type, bytes?))
}
