//! Files kept with an order: photos and PDFs, known by their content, not by what they are called.

use serde_json::json;

use super::{browser, store, store_facts::From, store_lines};
use crate::{
    identity::{Actor, Capability},
    orders::{
        Error,
        model::{Attachment, EventData},
    },
    platform::{
        failure::{Failure, Internal},
        server::{Audit, Desk},
    },
    values::FileId,
};

/// No file is larger.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;

/// What a file is, by its first bytes.
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        [b'%', b'P', b'D', b'F', b'-', ..] => Some("application/pdf"),
        _ => None,
    }
}

/// The media type of what may be kept with an order.
///
/// # Errors
/// [`Error::BadFile`] unless it is JPEG, PNG, WebP or PDF by content, [`Error::FileTooLarge`] over 10 MB.
pub fn kind_of(bytes: &[u8]) -> Result<&'static str, Error> {
    let media_type = media_type(bytes).ok_or(Error::BadFile("This is no photo (JPEG, PNG, WebP) and no PDF."))?;
    if bytes.len() > MOST_BYTES { Err(Error::FileTooLarge) } else { Ok(media_type) }
}

/// A name without folders and control characters, of at most 120 characters.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    if clean.trim().is_empty() { "file".to_owned() } else { clean.trim().to_owned() }
}

/// Keeps a file with an order that this person sees.
///
/// # Errors
/// [`Error::BadFile`] unless it is JPEG, PNG, WebP or PDF by content, [`Error::FileTooLarge`] over 10 MB, [`Error::NotFound`].
pub async fn attach(
    desk: &Desk,
    actor: &Actor,
    number: &str,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Attachment, Failure> {
    let media_type = kind_of(&bytes)?;
    // Asked before anything is stored, so that nobody fills the disk through orders they can't see.
    store::get(&mut From::Db(desk.read(actor, Capability::SeeOrders)?), actor, number).await?;
    let (name, size) = (clean_name(name), i64::try_from(bytes.len()).unwrap_or(i64::MAX));
    let hash = desk.storage.keep(bytes).await?;
    let mut work = desk.begin(actor, Capability::SeeOrders).await?;
    let head = store::get(&mut From::Work(&mut work), actor, number).await?;
    let (now, code) = (work.now(), format!("{:032x}", rand::random::<u128>()));
    let (id,): (FileId,) = work
        .sql(
            "insert into files (code, entity_type, entity_id, kind, name, media_type, size_bytes, hash, user_id, user_name, created_at)
             values ($1, 'order', $2, 'attachment', $3, $4, $5, $6, $7, $8, $9) returning id",
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
        .one()
        .await?;
    let data = EventData { about: Some(name.clone()), ..EventData::default() };
    browser::note(&mut work, &head, "file", String::new(), data).await?;
    work.audit(Audit {
        action: "FILE_UPLOAD",
        entity_type: "order",
        entity_id: head.number.clone(),
        summary: format!("Attached {name} to {}", head.number),
        old: None,
        new: Some(json!({"name": name, "mediaType": media_type, "bytes": size})),
    });
    work.commit().await?;
    Ok(Attachment {
        id,
        code,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_content() {
        assert_eq!(media_type(b"%PDF-1.7 ..."), Some("application/pdf"));
        assert_eq!(media_type(&[0xff, 0xd8, 0xff, 0xe0]), Some("image/jpeg"));
        assert_eq!(media_type(b"RIFF\x01\x02\x03\x04WEBPVP8 "), Some("image/webp"));
        assert_eq!(media_type(b"<html>"), None);
        assert_eq!(media_type(b"MZ"), None);
    }

    #[test]
    fn a_name_keeps_no_folders() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\po\\ठेका 12.pdf"), "ठेका 12.pdf");
        assert_eq!(clean_name("\n/"), "file");
    }
}
