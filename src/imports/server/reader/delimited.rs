//! Comma-, semicolon- and tab-separated text, in the encodings Excel and its kin save.

use std::borrow::Cow;

use csv::{ByteRecord, ReaderBuilder};

use super::super::super::{
    error::Error,
    sheet::{Builder, Sheet},
};
use crate::values::unguarded;

/// What the bytes 0x80–0x9F mean in Windows-1252.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

pub(super) fn read(bytes: &[u8]) -> Result<Sheet, Error> {
    let decoded = decode(bytes);
    let (text, named) = without_hint(&decoded);
    let delimiter = named.unwrap_or_else(|| guess(text));
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut builder = Builder::new("");
    let mut record = ByteRecord::new();
    let mut row = u32::from(named.is_some());
    while reader.read_byte_record(&mut record).map_err(|error| Error::Damaged { why: error.to_string() })? {
        let start = record.position().map_or(0, |position| position.byte() as usize);
        row = row.saturating_add(1 + blank_lines(text.as_bytes(), start));
        builder.start_row(row)?;
        for (column, field) in record.iter().enumerate() {
            if !field.is_empty() {
                builder.put(column, |out| out.push_str(unguarded(&String::from_utf8_lossy(field))))?;
            }
        }
    }
    builder.finish()
}

/// Excel numbers blank lines, the parser skips them: how many stand where it began to look for this record.
fn blank_lines(text: &[u8], start: usize) -> u32 {
    let mut at = start;
    let byte = |index: usize| text.get(index).copied();
    if at > 0 && byte(at) == Some(b'\n') && byte(at - 1) == Some(b'\r') {
        at += 1;
    }
    let mut lines = 0;
    while let Some(b'\r' | b'\n') = byte(at) {
        lines += 1;
        at += if byte(at) == Some(b'\r') && byte(at + 1) == Some(b'\n') { 2 } else { 1 };
    }
    lines
}

/// Whether every second byte of the beginning is zero: UTF-16 without its mark.
pub(super) fn looks_utf16(bytes: &[u8]) -> bool {
    let head = bytes.get(..512.min(bytes.len())).unwrap_or_default();
    let zeros =
        |offset: usize| head.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count() * 10 >= head.len() * 4;
    head.len() >= 4 && (zeros(0) != zeros(1))
}

fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return String::from_utf8_lossy(rest);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return Cow::Owned(utf16(rest, u16::from_le_bytes));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return Cow::Owned(utf16(rest, u16::from_be_bytes));
    }
    if looks_utf16(bytes) {
        let little = bytes.get(1) == Some(&0);
        return Cow::Owned(utf16(bytes, if little { u16::from_le_bytes } else { u16::from_be_bytes }));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|byte| windows(*byte)).collect()),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn windows(byte: u8) -> char {
    match byte {
        0x80..=0x9F => WINDOWS[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

/// Excel's own first line `sep=;`.
fn without_hint(text: &str) -> (&str, Option<u8>) {
    let Some(rest) = text.strip_prefix("sep=") else { return (text, None) };
    let (line, rest) = rest.split_once('\n').unwrap_or((rest, ""));
    match line.trim_end_matches('\r').as_bytes() {
        [delimiter] => (rest, Some(*delimiter)),
        _ => (text, None),
    }
}

/// The mark that stands most often outside quotes in the first line that has any.
fn guess(text: &str) -> u8 {
    const MARKS: [u8; 4] = [b',', b';', b'\t', b'|'];
    for line in text.lines().take(20) {
        let mut counts = [0usize; 4];
        let mut quoted = false;
        for byte in line.bytes() {
            if byte == b'"' {
                quoted = !quoted;
            } else if let Some(mark) = MARKS.iter().position(|mark| !quoted && *mark == byte) {
                counts[mark] += 1;
            }
        }
        let most = counts.iter().copied().max().unwrap_or(0);
        if most > 0 {
            return counts.iter().position(|count| *count == most).map_or(b',', |mark| MARKS[mark]);
        }
    }
    b','
}
