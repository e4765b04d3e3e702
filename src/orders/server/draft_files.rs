//! Files that wait with a draft until it is booked; then they are the order's.

use super::{
    browser, drafts, files,
    store::{self},
    store_facts::From,
    store_lines, store_write,
    write::Written,
};
use crate::{
    identity::{Actor, Capability},
    orders::{
        Error, FileKind, Status,
        model::{Attachment, BookForm, EventData},
    },
    platform::{
        failure::{Failure, Internal},
        server::{Audit, Desk, Work, storage::clean_name},
    },
    values::DraftId,
};

/// No draft carries more.
const MOST: usize = 20;

fn id_of(draft: &str) -> Option<DraftId> {
    draft.trim().parse().ok()
}

/// Saves the form as a draft and keeps a file with it, their PO unless the form says what else; answers the draft.
///
/// # Errors
/// As [`files::kind_of`] and [`drafts::save`]; [`Error::Invalid`] for more files than a draft carries; [`Error::FileKind`] for a
/// kind that doesn't come with a booking.
pub async fn attach(
    desk: &Desk,
    actor: &Actor,
    form: &BookForm,
    name: &str,
    bytes: Vec<u8>,
) -> Result<DraftId, Failure> {
    let media_type = files::kind_of(&bytes)?;
    let kind = files::read_kind(&form.file_kind, FileKind::CustomerPo)?;
    kind.check(actor.role, Status::Draft).map_err(Error::from)?;
    let draft = drafts::save(desk, actor, form).await?.id;
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let hash = desk.storage.keep(bytes).await?;
    let mut work = desk.begin(actor, Capability::BookOrder).await?;
    work.without_audit();
    if of(&mut From::Work(&mut work), actor, draft).await?.len() >= MOST {
        return Err(Error::field("file", "too_many", format!("At most {MOST} files.")).into());
    }
    let now = work.now();
    work.sql(
        "insert into files (code, entity_type, entity_id, kind, name, media_type, size_bytes, hash, user_id, user_name, created_at)
         values ($1, 'order_draft', $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(format!("{:032x}", rand::random::<u128>()))
    .bind(draft)
    .bind(kind.as_str())
    .bind(clean_name(name))
    .bind(media_type.to_owned())
    .bind(size)
    .bind(hash)
    .bind(actor.user())
    .bind(actor.name.clone())
    .bind(now)
    .run()
    .await?;
    work.commit().await?;
    Ok(draft)
}

/// The files of one's draft, oldest first; none where the draft is another's.
///
/// # Errors
/// When the database refuses.
pub async fn list(desk: &Desk, actor: &Actor, draft: &str) -> Result<Vec<Attachment>, Failure> {
    let db = desk.read(actor, Capability::BookOrder)?;
    match id_of(draft) {
        Some(id) => Ok(of(&mut From::Db(db), actor, id).await?),
        None => Ok(Vec::new()),
    }
}

async fn of(from: &mut From<'_>, actor: &Actor, draft: DraftId) -> Result<Vec<Attachment>, Internal> {
    let own: Option<(DraftId,)> = from
        .sql("select id from order_drafts where id = $1 and user_id = $2")
        .bind(draft)
        .bind(actor.id)
        .optional()
        .await?;
    match own {
        Some((id,)) => store_lines::files(from, "order_draft", id.get()).await,
        None => Ok(Vec::new()),
    }
}

/// Leaves a file of one's draft out.
///
/// # Errors
/// [`Error::NotFound`] when the draft has no such file or is another's.
pub async fn remove(desk: &Desk, actor: &Actor, draft: &str, code: &str) -> Result<(), Failure> {
    let mut work = desk.begin(actor, Capability::BookOrder).await?;
    work.without_audit();
    let gone = work
        .sql("delete from files where entity_type = 'order_draft' and entity_id = $1 and code = $2 and user_id = $3")
        .bind(id_of(draft).map_or(0, DraftId::get))
        .bind(code.to_owned())
        .bind(actor.user())
        .run()
        .await?;
    if gone == 0 {
        return Err(Error::NotFound("This file").into());
    }
    work.commit().await?;
    Ok(())
}

/// Gives the files of the form's draft to the order that was booked from it, and notes them in its timeline.
///
/// # Errors
/// When the database refuses.
pub async fn hand_over(work: &mut Work, form: &BookForm, order: &Written) -> Result<(), Error> {
    let Some(draft) = id_of(&form.draft) else { return Ok(()) };
    let actor = work.actor().clone();
    let kept = of(&mut From::Work(work), &actor, draft).await?;
    if kept.is_empty() {
        return Ok(());
    }
    work.sql(
        "update files set entity_type = 'order', entity_id = $1 where entity_type = 'order_draft' and entity_id = $2",
    )
    .bind(order.id)
    .bind(draft)
    .run()
    .await?;
    store_write::add_files(work, order.id, i64::try_from(kept.len()).unwrap_or(i64::MAX)).await?;
    let head = store::get(&mut From::Work(work), &actor, &order.number).await?;
    for file in kept {
        let data = EventData { about: Some(file.name.clone()), ..EventData::default() };
        browser::note(work, &head, "file", String::new(), data).await?;
        work.audit(Audit {
            action: "FILE_UPLOAD",
            entity_type: "order",
            entity_id: head.number.clone(),
            summary: format!("Attached {} to {}", file.name, head.number),
            old: None,
            new: Some(serde_json::json!({"name": file.name, "kind": file.kind, "mediaType": file.media_type, "bytes": file.size_bytes})),
        });
    }
    Ok(())
}

/// Forgets the files whose drafts this person no longer has.
///
/// # Errors
/// When the database refuses.
pub async fn forget(work: &mut Work) -> Result<(), Internal> {
    let (user, id) = (work.actor().user(), work.actor().id);
    work.sql(
        "delete from files where entity_type = 'order_draft' and user_id = $1
             and entity_id not in (select id from order_drafts where user_id = $2)",
    )
    .bind(user)
    .bind(id)
    .run()
    .await?;
    Ok(())
}
