use std::io::{Cursor, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::imports::sheet::Flaw;

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

/// A workbook as programs write them that compute nothing.
fn bare(rows: &str) -> Vec<u8> {
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    archive(&[
        ("[Content_Types].xml", b"<x/>"),
        (
            "_rels/.rels",
            format!(r#"<Relationships xmlns="{relations}"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#).as_bytes(),
        ),
        (
            "xl/workbook.xml",
            format!(r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"#).as_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(r#"<Relationships xmlns="{relations}"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#).as_bytes(),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#).as_bytes(),
        ),
    ])
}

#[test]
fn a_formula_that_nobody_has_computed_is_told_on_its_cell() {
    let sheet = read_now(&bare(
        r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Quantity</t></is></c></row>
           <row r="2"><c r="A2"><f>1+1</f></c><c r="B2"><f>1+1</f><v>2</v></c></row>
           <row r="3"><c r="B3"><v>7</v></c><c r="C3" s="1"/></row>
           <row r="4"><c r="A4"><f>1+1</f><v></v></c><c r="B4" t="str"><f>""</f><v></v></c></row>"#,
    ))
    .unwrap();
    let flaws = [(1, 0), (1, 1), (2, 0), (2, 1), (2, 2), (3, 0), (3, 1)].map(|(row, column)| sheet.flaw(row, column));
    let none = Some(Flaw::NoValue);
    assert_eq!(flaws, [none, None, None, None, None, none, None]);
    assert_eq!((sheet.len(), sheet.number(3), sheet.cell(1, 1)), (4, 4, "2"));
}

#[test]
fn a_formula_without_its_value_is_told_in_an_open_document_too() {
    let formula = r#"<table:table-cell table:formula="of:=[.B1]*2"/>"#;
    let rows = format!(
        r#"<table:table table:name="A"><table:table-row>{}{}</table:table-row><table:table-row>{}{formula}</table:table-row></table:table>"#,
        text_cell("Customer ID"),
        text_cell("Quantity"),
        text_cell("CUST-001"),
    );
    let sheet = read_now(&ods(&rows, MANIFEST)).unwrap();
    assert_eq!((sheet.flaw(1, 0), sheet.flaw(1, 1)), (None, Some(Flaw::NoValue)));
}

#[test]
fn a_character_no_database_keeps_is_told_far_into_a_text() {
    let text = format!("Customer ID,Quantity\n{}CUST-001,4\0\n", "CUST-001,1\n".repeat(2_000));
    let sheet = read_now(text.as_bytes()).unwrap();
    assert_eq!((sheet.cell(2_001, 1), sheet.flaw(2_001, 1)), ("4", Some(Flaw::Nul)));
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
fn plain_text_under_a_workbooks_name_is_known_by_its_content() {
    assert!(is_misnamed_text("Orders of Monday.XLSX", b"Dear all, please book these."));
    assert!(!is_misnamed_text("orders.csv", b"Dear all, please book these."));
    assert!(!is_misnamed_text("xlsx", b"%PDF-1.7 ..."));
    let bytes = workbook(|book| {
        book.add_worksheet().write(0, 0, "a").unwrap();
    });
    assert!(!is_misnamed_text("orders.xlsx", &bytes));
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

/// Of tests/fixtures/make_xls.py: three sheets, one hidden, one that the template names.
const XLS: &[u8] = include_bytes!("../../../../tests/fixtures/orders.xls");

#[test]
fn the_old_format_is_read_with_its_dates_merges_and_hindi() {
    let sheet = read_now(XLS).unwrap();
    assert_eq!(
        (sheet.name.as_str(), sheet.left_out.as_slice()),
        ("Bulk Orders", ["Notes".to_owned(), "Old".to_owned()].as_slice())
    );
    assert_eq!(
        rows(&sheet)[1..],
        [
            (2, vec!["CUST-001", "SKU-001", "40", "सुबह से पहले", "2026-11-21"]),
            (3, vec!["CUST-001", "SKU-002", "1,250", "0.3"]),
            (5, vec!["CUST-002", "SKU-003", "2.5", "TRUE"]),
        ]
    );
}

/// The bytes with the first `from` made `to`.
fn patched(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
    let mut bytes = bytes.to_vec();
    bytes[at..at + to.len()].copy_from_slice(to);
    bytes
}

#[test]
fn a_password_and_macros_are_seen_in_the_old_format_too() {
    // The record after the first, made one that says the rest is encrypted.
    let locked = patched(XLS, b"\xE1\x00\x02\x00", b"\x2F\x00\x02\x00");
    assert!(matches!(read_now(&locked), Err(Error::Encrypted)), "{:?}", read_now(&locked));
    let wide = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let with_macros = [XLS, &wide("_VBA_PROJECT_CUR")].concat();
    assert!(matches!(read_now(&with_macros), Err(Error::Macros)));
    let cut = read_now(&XLS[..XLS.len() / 3]);
    assert!(matches!(cut, Err(Error::Damaged { .. } | Error::NoRows | Error::WrongType { .. })), "{cut:?}");
}

fn ods(tables: &str, manifest: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.2">
<office:automatic-styles>
<style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>
<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>
</office:automatic-styles>
<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    );
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ])
}

const MANIFEST: &str = r#"<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>"#;

fn text_cell(text: &str) -> String {
    format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
}

#[test]
fn an_open_document_is_read_with_its_dates_and_formulas_but_not_its_hidden_sheet() {
    let hidden = format!(
        r#"<table:table table:name="Old" table:style-name="ta2"><table:table-row>{}</table:table-row></table:table>"#,
        text_cell("old")
    );
    let shown = format!(
        r#"<table:table table:name="Bulk Orders" table:style-name="ta1"><table:table-row>{}{}</table:table-row><table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="5"/></table:table-row><table:table-row>{}<table:table-cell office:value-type="float" office:value="40"><text:p>40</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-11-21"><text:p>21/11/26</text:p></table:table-cell><table:table-cell table:formula="of:=[.B4]*2" office:value-type="float" office:value="80"><text:p>80</text:p></table:table-cell></table:table-row></table:table>"#,
        text_cell("Customer ID"),
        text_cell("Quantity"),
        text_cell("होटल कोरल"),
    );
    let sheet = read_now(&ods(&(hidden + &shown), MANIFEST)).unwrap();
    assert_eq!(sheet.left_out, ["Old"]);
    assert_eq!(rows(&sheet), [(1, vec!["Customer ID", "Quantity"]), (4, vec!["होटल कोरल", "40", "2026-11-21", "80"])]);
}

#[test]
fn what_an_open_document_merges_downwards_stands_in_each_row() {
    let merged = r#"<table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>CUST-001</text:p></table:table-cell>"#;
    let covered = "<table:covered-table-cell/>";
    let row = |cells: &[&str]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let sheet = format!(
        r#"<table:table table:name="A">{}{}{}{}</table:table>"#,
        row(&[&text_cell("Customer ID"), &text_cell("SKU Code")]),
        row(&[merged, &text_cell("SKU-001")]),
        row(&[covered, &text_cell("SKU-002")]),
        row(&["<table:table-cell/>", &text_cell("SKU-003")]),
    );
    let sheet = read_now(&ods(&sheet, MANIFEST)).unwrap();
    let customers: Vec<_> = (1..4).map(|row| sheet.cell(row, 0)).collect();
    assert_eq!(customers, ["CUST-001", "CUST-001", ""]);
}

#[test]
fn an_open_document_with_a_password_or_without_end_is_refused() {
    let locked = MANIFEST.replace(
        "/></manifest:manifest>",
        r#"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"#,
    );
    let locked = read_now(&ods("", &locked));
    assert!(matches!(locked, Err(Error::Encrypted)), "{locked:?}");
    let endless = format!(
        r#"<table:table table:name="A"><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>{}</text:p></table:table-cell></table:table-row></table:table>"#,
        "x".repeat(40)
    );
    let endless = read_now(&ods(&endless, MANIFEST));
    assert!(matches!(endless, Err(Error::TooMuchInside | Error::TooManyColumns | Error::TooManyRows)), "{endless:?}");
}

#[test]
fn a_million_columns_are_refused_and_blank_ones_are_not_counted() {
    let many = "a,".repeat(1_000_000);
    assert!(matches!(read_now(many.as_bytes()), Err(Error::TooManyColumns)));
    let blank = format!("Customer ID,Quantity{}\nCUST-001,1{}\n", ",".repeat(1_000_000), ",".repeat(1_000_000));
    assert_eq!(rows(&read_now(blank.as_bytes()).unwrap())[1].1, ["CUST-001", "1"]);
    let far = workbook(|book| {
        book.add_worksheet().write(0, 16_383, "XFD1").unwrap();
    });
    assert!(matches!(read_now(&far), Err(Error::TooManyColumns)));
}

#[test]
fn what_was_guarded_against_formulas_is_read_as_it_was() {
    let sheet = read_now("Phone,Name\n'+919876543210,'=Sum\n".as_bytes()).unwrap();
    assert_eq!(rows(&sheet)[1].1, ["+919876543210", "=Sum"]);
}

#[test]
fn dates_kept_as_numbers_and_cells_with_errors_are_told_as_they_show() {
    let bytes = workbook(|book| {
        let sheet = book.add_worksheet();
        let hours = Format::new().set_num_format("[h]:mm");
        sheet.write(0, 0, 46_347).unwrap();
        sheet.write_with_format(0, 1, 0.5, &hours).unwrap();
        sheet.write_formula(0, 2, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    });
    let sheet = read_now(&bytes).unwrap();
    assert_eq!((sheet.cell(0, 0), sheet.cell(0, 1)), ("46347", "0.5"));
    assert_eq!(sheet.cell(0, 2), "#DIV/0!");
}
