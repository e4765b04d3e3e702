//! Looks into a zip before anybody unpacks it: what it is, and whether it would burst.

use std::io::{Cursor, Read, sink};

use zip::ZipArchive;

use super::{super::super::error::Error, Format};

/// Bytes a workbook may have unpacked.
const MAX_UNPACKED: u64 = 400 * 1024 * 1024;
/// Above this many bytes the rate of compression is looked at too.
const LARGE: u64 = 64 * 1024 * 1024;
/// Sheets compress twenty- to sixtyfold; a hundredfold at the very most.
const MAX_RATE: u64 = 150;
/// What deflate can reach: no entry unpacks to more than its packed bytes times this.
const DEFLATE_BEST: u64 = 1_032;
const MAX_ENTRIES: usize = 5_000;

/// What the archive is.
///
/// # Errors
/// When it has macros, would unpack to too much, or is no workbook.
pub(super) fn inspect(bytes: &[u8]) -> Result<Format, Error> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| Error::Damaged { why: error.to_string() })?;
    let format = kind_of(&mut archive)?;
    weigh(&mut archive, bytes.len() as u64)?;
    Ok(format)
}

fn kind_of(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Format, Error> {
    if archive.len() > MAX_ENTRIES {
        return Err(Error::TooMuchInside);
    }
    let mut names = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| Error::Damaged { why: error.to_string() })?;
        names.push(String::from_utf8_lossy(entry.name_raw()).to_lowercase());
    }
    let has = |name: &str| names.iter().any(|entry| entry.ends_with(name));
    let starts = |folder: &str| names.iter().any(|entry| entry.starts_with(folder));
    if has("vbaproject.bin") {
        return Err(Error::Macros);
    }
    if has("xl/workbook.bin") {
        return Err(Error::WrongType { found: "a binary workbook (.xlsb; save it as .xlsx)" });
    }
    if has("xl/workbook.xml") {
        return Ok(Format::Xlsx);
    }
    if has("[content_types].xml") {
        let found = if starts("word/") {
            "a Word document"
        } else if starts("ppt/") {
            "a presentation"
        } else {
            return if starts("xl/") {
                Ok(Format::Xlsx)
            } else {
                Err(Error::WrongType { found: "another kind of Office file" })
            };
        };
        return Err(Error::WrongType { found });
    }
    if has("content.xml") && has("mimetype") {
        let mut mime = String::new();
        if let Ok(entry) = archive.by_name("mimetype") {
            let _ = entry.take(200).read_to_string(&mut mime);
        }
        return if mime.contains("spreadsheet") {
            Ok(Format::Ods)
        } else {
            Err(Error::WrongType { found: "a text document" })
        };
    }
    Err(Error::WrongType { found: "a zip archive" })
}

/// Refuses what would unpack to too much, by what the entries say and, where they could lie, by unpacking into nothing.
fn weigh(archive: &mut ZipArchive<Cursor<&[u8]>>, packed: u64) -> Result<(), Error> {
    let (mut declared, mut could) = (0u64, 0u64);
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| Error::Damaged { why: error.to_string() })?;
        declared = declared.saturating_add(entry.size());
        could = could.saturating_add(entry.compressed_size().saturating_mul(DEFLATE_BEST));
    }
    refuse_beyond(declared, packed)?;
    if could <= MAX_UNPACKED {
        return Ok(());
    }
    let mut actual = 0u64;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(_) => Error::Encrypted,
            other => Error::Damaged { why: other.to_string() },
        })?;
        let rest = MAX_UNPACKED + 1 - actual.min(MAX_UNPACKED);
        actual += std::io::copy(&mut entry.take(rest), &mut sink())
            .map_err(|error| Error::Damaged { why: error.to_string() })?;
        refuse_beyond(actual, packed)?;
    }
    Ok(())
}

/// Whether an entry of this folder holds these bytes, or can't be looked into. Unpacking costs a tenth of reading as XML.
pub(super) fn holds(bytes: &[u8], folder: &str, wanted: &[u8]) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return true };
    let (mut part, mut found) = (vec![0; 64 * 1024], false);
    for index in 0..archive.len() {
        let Ok(mut entry) = archive.by_index(index) else { return true };
        let here = entry.name().is_ok_and(|name| name.to_lowercase().starts_with(folder));
        if found || !here {
            continue;
        }
        // What the part before ended with may be the beginning of it.
        let mut kept = 0;
        loop {
            let Ok(read) = entry.read(&mut part[kept..]) else { return true };
            let filled = kept + read;
            found |= contains(&part[..filled], wanted);
            if read == 0 || found {
                break;
            }
            kept = filled.min(wanted.len() - 1);
            part.copy_within(filled - kept..filled, 0);
        }
    }
    found
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    let Some(first) = wanted.first() else { return true };
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        if rest[at..].starts_with(wanted) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

fn refuse_beyond(unpacked: u64, packed: u64) -> Result<(), Error> {
    if unpacked > MAX_UNPACKED || (unpacked > LARGE && unpacked / packed.max(1) > MAX_RATE) {
        return Err(Error::TooMuchInside);
    }
    Ok(())
}
