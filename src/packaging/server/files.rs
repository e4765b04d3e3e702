//! Photos and PDFs kept with a receipt, known by their content, not by what they are called.

use serde_json::json;

use crate::{
    identity::{Actor, Capability},
    packaging::{Error, document::FileRow},
    platform::{
        failure::Failure,
        server::{
            Audit, Db, Desk,
            storage::{MOST_BYTES, clean_name, media_type},
        },
    },
    values::{DocumentId, Timestamp},
};

/// Whether these bytes may be kept; answers what they are.
///
/// # Errors
/// [`Error::BadFile`] unless it is JPEG, PNG, WebP or PDF by content, [`Error::FileTooLarge`] over 10 MB.
pub fn check(bytes: &[u8]) -> Result<&'static str, Error> {
    let found = media_type(bytes).ok_or(Error::BadFile("This is no photo (JPEG, PNG, WebP) and no PDF."))?;
    if bytes.len() > MOST_BYTES { Err(Error::FileTooLarge) } else { Ok(found) }
}

async fn exists(db: &Db, document: DocumentId) -> Result<(), Failure> {
    let row: Option<(DocumentId,)> =
        db.sql("select id from packaging_documents where id = $1").bind(document).optional().await?;
    row.map(|_| ()).ok_or_else(|| Error::NotFound("This entry").into())
}

/// Keeps a file with a document.
///
/// # Errors
/// As [`check`]; [`Error::NotFound`].
pub async fn attach(
    desk: &Desk,
    actor: &Actor,
    document: DocumentId,
    name: &str,
    bytes: Vec<u8>,
) -> Result<FileRow, Failure> {
    let media_type = check(&bytes)?;
    exists(desk.read(actor, Capability::ReceivePackaging)?, document).await?;
    let (name, size) = (clean_name(name), i64::try_from(bytes.len()).unwrap_or(i64::MAX));
    let hash = desk.storage.keep(bytes).await?;
    let mut work = desk.begin(actor, Capability::ReceivePackaging).await?;
    let (now, code) = (work.now(), format!("{:032x}", rand::random::<u128>()));
    let known: Option<(String, String)> = work
        .sql("select code, name from files where entity_type = 'packaging' and entity_id = $1 and hash = $2 order by id limit 1")
        .bind(document)
        .bind(hash.clone())
        .optional()
        .await?;
    if let Some((code, name)) = known {
        // The same photo sent again, by a queue that did not hear the answer.
        work.rollback().await?;
        return Ok(FileRow {
            code,
            name,
            media_type: media_type.to_owned(),
            size_bytes: size,
            by: actor.name.clone(),
            at: now,
        });
    }
    work.sql(
        "insert into files (code, entity_type, entity_id, kind, name, media_type, size_bytes, hash, user_id, user_name, created_at)
         values ($1, 'packaging', $2, 'attachment', $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(code.clone())
    .bind(document)
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
        entity_type: "packaging",
        entity_id: document.to_string(),
        summary: format!("Attached {name}"),
        old: None,
        new: Some(json!({"name": name, "mediaType": media_type, "bytes": size})),
    });
    work.commit().await?;
    Ok(FileRow { code, name, media_type: media_type.to_owned(), size_bytes: size, by: actor.name.clone(), at: now })
}

/// The files of a document, oldest first.
///
/// # Errors
/// `forbidden`.
pub async fn list(desk: &Desk, actor: &Actor, document: DocumentId) -> Result<Vec<FileRow>, Failure> {
    let db = desk.read(actor, Capability::SeePackaging)?;
    let rows: Vec<(String, String, String, i64, String, Timestamp)> = db
        .sql(
            "select code, name, media_type, size_bytes, user_name, created_at from files
             where entity_type = 'packaging' and entity_id = $1 order by id limit 100",
        )
        .bind(document)
        .all()
        .await?;
    let file = |(code, name, media_type, size_bytes, by, at)| FileRow { code, name, media_type, size_bytes, by, at };
    Ok(rows.into_iter().map(file).collect())
}

/// A file's name, media type and bytes.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn read(
    desk: &Desk,
    actor: &Actor,
    document: DocumentId,
    code: &str,
) -> Result<(String, String, Vec<u8>), Failure> {
    let db = desk.read(actor, Capability::SeePackaging)?;
    let row: Option<(String, String, String)> = db
        .sql(
            "select name, media_type, hash from files where code = $1 and entity_type = 'packaging' and entity_id = $2",
        )
        .bind(code.to_owned())
        .bind(document)
        .optional()
        .await?;
    let (name, media_type, hash) = row.ok_or(Error::NotFound("This file"))?;
    desk.taken_out(actor, "packaging", document.to_string(), &name).await?;
    Ok((name, media_type, desk.storage.read(&hash).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_content() {
        assert_eq!(check(b"%PDF-1.7 ...").ok(), Some("application/pdf"));
        assert!(check(b"<html>").is_err() && check(b"MZ").is_err());
    }
}
