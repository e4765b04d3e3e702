use std::io::{Cursor, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

fn workbook(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book);
    book.save_to_buffer().unwrap()
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn rows(sheet: &Sheet) -> Vec<(u32, Vec<&str>)> {
    (0..sheet.len())
        .map(|row| (sheet.number(row), (0..sheet.width(row)).map(|column| sheet.cell(row, column)).collect()))
        .collect()
}

#[test]
fn values_are_read_as_excel_shows_them() {
    let bytes = workbook(|book| {
        let sheet = book.add_worksheet();
        let date = Format::new().set_num_format("dd/mm/yyyy");
        sheet.write(0, 0, "होटल कोरल").unwrap();
        sheet.write(0, 1, 40).unwrap();
        sheet.write(0, 2, 0.1 + 0.2).unwrap();
        sheet.write(0, 3, true).unwrap();
        sheet.write_with_format(0, 4, ExcelDateTime::parse_from_str("2026-11-21").unwrap(), &date).unwrap();
        sheet.write_formula(0, 5, Formula::new("=20*2").set_result("40")).unwrap();
        sheet.write(0, 6, " 1,24,500 ").unwrap();
        sheet.write(0, 7, 1234567.125).unwrap();
    });
    let sheet = read_now(&bytes).unwrap();
    assert_eq!(rows(&sheet)[0].1, ["होटल कोरल", "40", "0.3", "TRUE", "2026-11-21", "40", "1,24,500", "1234567.125"]);
}

#[test]
fn blank_rows_are_skipped_and_numbers_are_excels() {
    let bytes = workbook(|book| {
        let sheet = book.add_worksheet();
        sheet.write(1, 1, "a").unwrap();
        sheet.write(3, 0, "  ").unwrap();
        sheet.write(5, 2, "b").unwrap();
    });
    assert_eq!(rows(&read_now(&bytes).unwrap()), [(2, vec!["", "a"]), (6, vec!["", "", "b"])]);
}

#[test]
fn what_is_merged_downwards_stands_in_every_row() {
    let bytes = workbook(|book| {
        let sheet = book.add_worksheet();
        sheet.merge_range(1, 0, 3, 0, "CUST-001", &Format::new()).unwrap();
        for row in 1..5 {
            sheet.write(row, 1, row).unwrap();
        }
    });
    let sheet = read_now(&bytes).unwrap();
    assert_eq!((0..4).map(|row| sheet.cell(row, 0)).collect::<Vec<_>>(), ["CUST-001", "CUST-001", "CUST-001", ""]);
}

#[test]
fn the_templates_sheet_is_read_first_and_hidden_ones_never() {
    let bytes = workbook(|book| {
        book.add_worksheet().set_name("Notes").unwrap().write(0, 0, "notes").unwrap();
        book.add_worksheet().set_name("Old").unwrap().set_hidden(true).write(0, 0, "old").unwrap();
        book.add_worksheet().set_name("Bulk Orders").unwrap().write(0, 0, "orders").unwrap();
    });
    let sheet = read_now(&bytes).unwrap();
    assert_eq!((sheet.name.as_str(), sheet.cell(0, 0)), ("Bulk Orders", "orders"));
    assert_eq!(sheet.left_out, ["Notes", "Old"]);
}

#[test]
fn text_is_read_in_every_encoding_excel_writes() {
    let text = "Customer ID;Quantity\r\nHotel Café;1,5\r\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin: Vec<u8> = text.chars().map(|character| character as u8).collect();
    let marked = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
    let wide = [b"\xFF\xFE".as_slice(), &utf16].concat();
    for bytes in [text.as_bytes().to_vec(), marked, wide, utf16, latin] {
        let sheet = read_now(&bytes).unwrap();
        assert_eq!(rows(&sheet), [(1, vec!["Customer ID", "Quantity"]), (2, vec!["Hotel Café", "1,5"])]);
    }
}

#[test]
fn lines_of_text_are_numbered_as_excel_numbers_rows() {
    let sheet = read_now(b"sep=|\na|b\r\n\r\n\"two\nlines\"|d\n\n\ne|f").unwrap();
    assert_eq!(sheet.len(), 3);
    assert_eq!([sheet.number(0), sheet.number(1), sheet.number(2)], [2, 4, 7]);
    assert_eq!(sheet.cell(1, 0), "two\nlines");
}

#[test]
fn what_is_no_workbook_is_named() {
    for (bytes, word) in [
        (b"%PDF-1.7 ...".as_slice(), "PDF"),
        (b"\xFF\xD8\xFF\xE0 jpeg", "JPEG"),
        (b"<!DOCTYPE html><html><table>", "web page"),
        (b"{\"rows\": []}", "JSON"),
        (b"ab\0cd\x01\x02", "unknown"),
    ] {
        let refused = read_now(bytes).unwrap_err();
        assert!(matches!(&refused, Error::WrongType { .. }) && refused.to_string().contains(word), "{refused}");
    }
    let word = archive(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]);
    assert!(read_now(&word).unwrap_err().to_string().contains("Word"));
}

#[test]
fn an_empty_file_and_one_too_large_are_refused() {
    assert!(matches!(read_now(b""), Err(Error::Empty)));
    assert!(matches!(read_now(&vec![b'a'; MAX_BYTES + 1]), Err(Error::TooLarge { .. })));
    assert!(matches!(read_now(b" , ,\n,,\n"), Err(Error::NoRows)));
}

#[test]
fn macros_and_passwords_are_refused() {
    let macros =
        archive(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>"), ("xl/vbaProject.bin", b"x")]);
    assert!(matches!(read_now(&macros), Err(Error::Macros)));
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let encrypted = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 504], &name].concat();
    assert!(matches!(read_now(&encrypted), Err(Error::Encrypted)));
}

#[test]
fn a_bomb_is_not_unpacked() {
    let zeros = vec![b' '; 80 * 1024 * 1024];
    let bomb = archive(&[
        ("[Content_Types].xml", b"<x/>"),
        ("xl/workbook.xml", b"<x/>"),
        ("xl/worksheets/sheet1.xml", &zeros),
    ]);
    assert!(matches!(read_now(&bomb), Err(Error::TooMuchInside)));
}

#[test]
fn a_bomb_that_lies_about_its_size_is_not_unpacked() {
    let zeros = vec![b' '; 80 * 1024 * 1024];
    let mut bomb = archive(&[
        ("xl/workbook.xml", &zeros),
        ("xl/x.xml", &zeros),
        ("xl/y.xml", &zeros),
        ("xl/z.xml", &zeros),
        ("xl/w.xml", &zeros),
        ("xl/v.xml", &zeros),
    ]);
    let declared = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    while let Some(at) = bomb.windows(4).position(|window| window == declared) {
        bomb[at..at + 4].copy_from_slice(&1_000u32.to_le_bytes());
    }
    assert!(matches!(read_now(&bomb), Err(Error::TooMuchInside | Error::Damaged { .. })));
}

#[test]
fn a_cut_off_workbook_is_told_as_damaged() {
    let bytes = workbook(|book| {
        book.add_worksheet().write(0, 0, "a").unwrap();
    });
    assert!(matches!(read_now(&bytes[..bytes.len() / 2]), Err(Error::Damaged { .. })));
}

#[test]
fn too_many_rows_are_refused() {
    let text = "a\n".repeat(crate::imports::sheet::MAX_ROWS + 2);
    assert!(matches!(read_now(text.as_bytes()), Err(Error::TooManyRows)));
    let most = "a\n".repeat(crate::imports::sheet::MAX_ROWS + 1);
    assert!(read_now(most.as_bytes()).is_ok());
}
