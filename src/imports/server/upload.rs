//! Takes a file in: reads it, finds its columns, and checks it at once when every header is known.

use serde_json::json;

use super::{
    super::{
        columns::Mapping,
        error::Error,
        model::{Kind, State},
        sheet::MAX_BYTES,
    },
    check::{self, Outcome},
    reader,
    store::{self, NewImport, Stored},
};
use crate::{
    identity::Actor,
    platform::{
        failure::Failure,
        server::{Audit, Desk},
    },
    values::ImportId,
};

/// A file as it came in.
pub struct Upload {
    pub kind: Kind,
    pub file_name: String,
    pub bytes: Vec<u8>,
    /// False: headers that nobody knows are left out instead of asked for (programs can't be asked).
    pub ask: bool,
}

/// What became of an upload.
pub struct Uploaded {
    pub id: ImportId,
    pub state: State,
    /// `None` while columns are asked for.
    pub outcome: Option<Outcome>,
}

/// # Errors
/// When the file can't be read, see [`reader::read`]; without `ask` also when columns are missing.
pub async fn upload(desk: &Desk, actor: &Actor, upload: Upload) -> Result<Uploaded, Failure> {
    actor.must(upload.kind.right(actor))?;
    if upload.bytes.len() > MAX_BYTES {
        return Err(Error::TooLarge { bytes: upload.bytes.len() }.into());
    }
    let size = upload.bytes.len();
    let misnamed = reader::is_misnamed_text(&upload.file_name, &upload.bytes);
    let no_workbook = || Error::WrongType { found: "plain text under the name of an Excel workbook" };
    let sheet = match reader::read(upload.bytes.clone()).await {
        Err(Error::NoRows) if misnamed => return Err(no_workbook().into()),
        read => read?,
    };
    let remembered = store::remembered(&desk.db, upload.kind).await?;
    let mapping = Mapping::detect(&sheet, upload.kind, &remembered);
    if misnamed && !mapping.headers.iter().any(|header| header.known) {
        return Err(no_workbook().into());
    }
    if mapping.header_row + 1 >= sheet.len() {
        return Err(Error::NoRows.into());
    }
    if !upload.ask {
        mapping.must_be_complete(upload.kind)?;
    }
    let asks = upload.ask && mapping.needs_columns(upload.kind);
    let hash = desk.storage.keep(upload.bytes).await?;
    let mut work = desk.begin(actor, upload.kind.right(actor)).await?;
    let file_name = clean_name(&upload.file_name);
    let new = NewImport {
        kind: upload.kind,
        file_name: file_name.clone(),
        hash,
        size,
        total_rows: sheet.len() - mapping.header_row - 1,
        mapping: mapping.clone(),
    };
    let id = store::insert(&mut work, new).await?;
    if asks {
        store::set_mapping(&mut work, id, &mapping, State::NeedsColumns).await?;
    }
    work.audit(Audit {
        action: "FILE_UPLOAD",
        entity_type: "import",
        entity_id: id.to_string(),
        summary: format!("Uploaded {file_name} to import {}", upload.kind.title().to_lowercase()),
        old: None,
        new: Some(json!({"kind": upload.kind, "bytes": size})),
    });
    work.commit().await?;
    if asks {
        return Ok(Uploaded { id, state: State::NeedsColumns, outcome: None });
    }
    let stored: Stored = super::seen(desk, actor, id).await?;
    let outcome = check::check(desk, actor, &stored, sheet).await?;
    Ok(Uploaded { id, state: State::Checked, outcome: Some(outcome) })
}

/// The name alone, whatever path a browser sends, and short enough to show.
fn clean_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|character| !character.is_control()).take(200).collect();
    if name.trim().is_empty() { "upload".to_owned() } else { name.trim().to_owned() }
}
