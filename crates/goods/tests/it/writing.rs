//! Workbooks, written part by part.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A cell of a sheet.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    /// Text, in the table of texts that cells share.
    Text(String),
    /// Text in the cell itself.
    Inline(String),
    /// A number, as it is written in the file.
    Number(String),
    /// Anything, as it is written in the file, and its type.
    Raw(&'static str, &'static str),
    /// Nothing.
    Empty,
}

pub(crate) fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

pub(crate) fn number(number: impl ToString) -> Cell {
    Cell::Number(number.to_string())
}

/// A workbook with one sheet.
pub(crate) fn workbook(rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut shared = Vec::new();
    let sheet = sheet(rows, &mut shared);
    archive(&[
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", ROOT.to_owned()),
        ("xl/workbook.xml", BOOK.to_owned()),
        ("xl/_rels/workbook.xml.rels", PARTS.to_owned()),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", strings(&shared)),
    ])
}

/// A workbook whose sheet is this XML.
pub(crate) fn workbook_of(sheet: String) -> Vec<u8> {
    archive(&[
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", ROOT.to_owned()),
        ("xl/workbook.xml", BOOK.to_owned()),
        ("xl/_rels/workbook.xml.rels", PARTS.to_owned()),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", strings(&[])),
    ])
}

pub(crate) fn archive(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The XML of a sheet around these rows' own.
pub(crate) fn sheet_of(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

fn sheet(rows: &[Vec<Cell>], shared: &mut Vec<String>) -> String {
    let mut xml = String::new();
    for (number, row) in (1..).zip(rows) {
        write!(xml, r#"<row r="{number}">"#).unwrap();
        for (column, cell) in ('A'..='Z').zip(row) {
            let place = format!("{column}{number}");
            match cell {
                Cell::Empty => Ok(()),
                Cell::Number(digits) => write!(xml, r#"<c r="{place}"><v>{digits}</v></c>"#),
                Cell::Raw(kind, value) => write!(xml, r#"<c r="{place}" t="{kind}"><v>{value}</v></c>"#),
                Cell::Inline(text) => {
                    write!(
                        xml,
                        r#"<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#,
                        escape(text)
                    )
                }
                Cell::Text(text) => {
                    shared.push(text.clone());
                    write!(xml, r#"<c r="{place}" t="s"><v>{}</v></c>"#, shared.len() - 1)
                }
            }
            .unwrap();
        }
        xml.push_str("</row>");
    }
    sheet_of(&xml)
}

fn strings(shared: &[String]) -> String {
    let items: String = shared
        .iter()
        .map(|text| format!(r#"<si><t xml:space="preserve">{}</t></si>"#, escape(text)))
        .collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{items}</sst>"#
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Справка" sheetId="2" state="hidden" r:id="rId9"/><sheet name="Поставка" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const PARTS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/help.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
