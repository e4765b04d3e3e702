//! One reader for every workbook people send: what the file is, is decided by its content, never by its name.

mod archive;
mod delimited;
mod merges;
mod spreadsheet;

use super::super::{
    error::Error,
    sheet::{MAX_BYTES, Sheet},
};
use crate::platform::failure::Internal;

/// The sheet that the template names; read before any other.
pub const SHEET: &str = "Bulk Orders";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Xlsx,
    Xls,
    Ods,
    Delimited,
}

/// Reads a file on a thread of its own.
///
/// # Errors
/// A refusal that says what the file is and what to do, as [`read_now`].
pub async fn read(bytes: Vec<u8>) -> Result<Sheet, Error> {
    tokio::task::spawn_blocking(move || read_now(&bytes))
        .await
        .map_err(|error| Error::Internal(Internal::new(format!("the reader broke: {error}"))))?
}

/// Reads a file: the sheet `Bulk Orders`, else the first that shows and has rows.
///
/// # Errors
/// Empty, too large, not a workbook, with macros, with a password, damaged, or without rows.
pub fn read_now(bytes: &[u8]) -> Result<Sheet, Error> {
    if bytes.is_empty() {
        return Err(Error::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(Error::TooLarge { bytes: bytes.len() });
    }
    match sniff(bytes)? {
        Format::Xlsx => spreadsheet::xlsx(bytes),
        Format::Xls => spreadsheet::xls(bytes),
        Format::Ods => spreadsheet::ods(bytes),
        Format::Delimited => delimited::read(bytes),
    }
}

/// Whether it is plain text under a workbook's name. What has the columns of an import is read all the same.
pub fn is_misnamed_text(name: &str, bytes: &[u8]) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    matches!(ending.as_str(), "xlsx" | "xlsm" | "xlsb" | "xls" | "ods") && matches!(sniff(bytes), Ok(Format::Delimited))
}

fn sniff(bytes: &[u8]) -> Result<Format, Error> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return archive::inspect(bytes);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return compound(bytes);
    }
    // Spreadsheets of the eighties and nineties: a bare BIFF stream.
    if bytes.starts_with(b"\x09\x08") || bytes.starts_with(b"\x09\x04") || bytes.starts_with(b"\x09\x02") {
        return Ok(Format::Xls);
    }
    match foreign(bytes) {
        Some(found) => Err(Error::WrongType { found }),
        None => Ok(Format::Delimited),
    }
}

/// What a compound file (OLE) holds, by the names in its directory.
fn compound(bytes: &[u8]) -> Result<Format, Error> {
    let names = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if names("EncryptedPackage") {
        return Err(Error::Encrypted);
    }
    if names("_VBA_PROJECT_CUR") {
        return Err(Error::Macros);
    }
    if names("Workbook") || names("Book") {
        return Ok(Format::Xls);
    }
    let found = if names("WordDocument") { "a Word document" } else { "another kind of Office file" };
    Err(Error::WrongType { found })
}

/// What else it plainly is, by its first bytes.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"%PDF", "a PDF"),
        (b"\xFF\xD8\xFF", "a photo (JPEG)"),
        (b"\x89PNG", "a picture (PNG)"),
        (b"GIF8", "a picture (GIF)"),
        (b"RIFF", "a picture or a sound"),
        (b"\x1F\x8B", "a compressed file (gzip)"),
        (b"Rar!", "a RAR archive"),
        (b"7z\xBC\xAF", "a 7z archive"),
        (b"\x7FELF", "a program"),
        (b"MZ", "a program"),
        (b"{\\rtf", "a text document (RTF)"),
        (b"SQLite format", "a database"),
    ];
    if let Some((_, found)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(found);
    }
    let start: String = String::from_utf8_lossy(bytes.get(..1_024.min(bytes.len())).unwrap_or_default())
        .trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t'])
        .to_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") || start.contains("<table") {
        return Some("a web page (some programs call it .xls; open it in Excel and save it as .xlsx)");
    }
    if start.starts_with("<?xml") {
        return Some("an XML file");
    }
    if start.starts_with('{') && start.contains("\":") {
        return Some("a JSON file");
    }
    let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") || delimited::looks_utf16(bytes);
    let head = bytes.get(..8_192.min(bytes.len())).unwrap_or_default();
    (!utf16 && head.contains(&0)).then_some("a file of an unknown kind")
}

#[cfg(test)]
mod tests;
