//! Where cells of an .ods file are merged downwards: calamine reads the values and leaves the spans.

use std::{
    collections::HashMap,
    io::{Cursor, Read},
};

use calamine::Dimensions;
use quick_xml::{
    XmlVersion,
    events::{BytesStart, Event},
    reader::Reader,
};
use zip::ZipArchive;

use super::archive;

/// Areas merged over several rows, by the name of their sheet. None where the file can't be read as such: what is damaged,
/// the reading of the values tells.
pub(super) fn of_ods(bytes: &[u8]) -> HashMap<String, Vec<Dimensions>> {
    if !archive::holds(bytes, "content.xml", b"number-rows-spanned") {
        return HashMap::new();
    }
    content(bytes).map(|xml| scan(&xml)).unwrap_or_default()
}

/// Its size was weighed before.
fn content(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut xml = Vec::new();
    archive.by_name("content.xml").ok()?.read_to_end(&mut xml).ok()?;
    Some(xml)
}

fn scan(xml: &[u8]) -> HashMap<String, Vec<Dimensions>> {
    let mut found: HashMap<String, Vec<Dimensions>> = HashMap::new();
    let (mut table, mut row, mut next_row, mut column) = (String::new(), 0, 0u32, 0u32);
    let mut reader = Reader::from_reader(xml);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let (Ok(Event::Start(tag)) | Ok(Event::Empty(tag))) = (match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) | Err(_) => return found,
            other => other,
        }) else {
            continue;
        };
        match tag.name().as_ref() {
            "table:table" => (table, next_row) = (attribute(&tag, "table:name").unwrap_or_default(), 0),
            "table:table-row" => {
                (row, column) = (next_row, 0);
                next_row = row.saturating_add(count(&tag, "table:number-rows-repeated"));
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let deep = count(&tag, "table:number-rows-spanned");
                if deep > 1 {
                    let wide = count(&tag, "table:number-columns-spanned");
                    let end = (row.saturating_add(deep - 1), column.saturating_add(wide - 1));
                    found.entry(table.clone()).or_default().push(Dimensions { start: (row, column), end });
                }
                column = column.saturating_add(count(&tag, "table:number-columns-repeated"));
            }
            _ => {}
        }
    }
}

/// A count that is one where it isn't said.
fn count(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|text| text.parse().ok()).filter(|count| *count > 0).unwrap_or(1)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}
