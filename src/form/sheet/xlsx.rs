//! Excel's workbook of today: a zip of XML parts that refer to one another.
//!
//! Of all that it holds the texts and numbers of cells are wanted alone. So each sheet is cut into tags once and where it lies, and formats
//! are looked up only where a number might be a date.

mod cells;
mod numbers;
mod texts;

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::excel::damaged;
use super::{Allowance, Sheet, Unreadable, Workbook};
use crate::xpath::document::scan::{Piece, Scanner, resolve_into};
use cells::Meaning;
use numbers::Format;

/// Unpacked size of the parts of a workbook.
const MAX_UNPACKED_BYTES: u64 = 128 << 20;

/// Reads the cells of all sheets.
pub(super) fn read(bytes: &[u8]) -> Result<Workbook, Unreadable> {
    let mut package = Package::open(bytes, MAX_UNPACKED_BYTES)?;
    let book = package.book()?;
    let strings = package.part(&book.strings)?.unwrap_or_default();
    let mut meaning = Meaning {
        strings: texts::shared(&strings).map_err(damaged)?,
        formats: None,
        is_1904: book.is_1904,
        allowance: Allowance::default(),
    };
    let mut sheets = Vec::new();
    for (name, path) in &book.sheets {
        let Some(xml) = package.part(path)? else { continue };
        let formats = || package.formats(&book.styles);
        if let Some(rows) = cells::rows(&xml, &mut meaning, formats)? {
            sheets.push(Sheet::from_cells(name.trim(), rows)?);
        }
    }
    Ok(Workbook { sheets })
}

/// The zip around the parts.
struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
}

/// What the workbook's own part says.
#[derive(Debug, Default)]
struct Book {
    /// Names and paths, in their order.
    sheets: Vec<(String, String)>,
    /// Where the texts of cells are.
    strings: String,
    /// Where the formats of cells are.
    styles: String,
    /// Days are counted from 1904.
    is_1904: bool,
}

impl<'b> Package<'b> {
    /// Refuses a zip without a workbook, and one whose parts say that they unpack to more than any form needs. One that says less than it
    /// does is refused by the zip reader.
    fn open(bytes: &'b [u8], limit: u64) -> Result<Self, Unreadable> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_broken_off| Unreadable::Incomplete)?;
        let mut package = Self { archive };
        let is_book = |name: &str| name.to_ascii_lowercase().ends_with("workbook.xml");
        if !package.archive.file_names().flatten().any(|name| is_book(&name)) {
            return Err(Unreadable::NoWorkbook);
        }
        let mut unpacked = 0_u64;
        for part in 0..package.archive.len() {
            unpacked = unpacked.saturating_add(package.archive.by_index_raw(part).map_err(damaged)?.size());
        }
        if unpacked > limit {
            return Err(Unreadable::TooLarge);
        }
        Ok(package)
    }

    /// The text of a part; `None` where there is no such part. Some programs write paths in other letters, or with the slash of Windows.
    fn part(&mut self, path: &str) -> Result<Option<String>, Unreadable> {
        let is_meant = |name: &str| name.len() == path.len() && name.replace('\\', "/").eq_ignore_ascii_case(path);
        let alike = |archive: &ZipArchive<_>| archive.file_names().position(|name| name.is_ok_and(|name| is_meant(&name)));
        let Some(number) = self.archive.index_for_name(path).or_else(|| alike(&self.archive)) else {
            return Ok(None);
        };
        let part = self.archive.by_index(number).map_err(damaged)?;
        let mut bytes = Vec::with_capacity(part.size() as usize);
        part.take(MAX_UNPACKED_BYTES).read_to_end(&mut bytes).map_err(damaged)?;
        let mut text = String::from_utf8(bytes).map_err(damaged)?;
        if text.starts_with('\u{FEFF}') {
            text.remove(0);
        }
        Ok(Some(text))
    }

    /// What the parts of the workbook are and where they lie.
    fn book(&mut self) -> Result<Book, Unreadable> {
        let entry = self.relations("", "_rels/.rels")?;
        let main = entry.iter().find(|relation| relation.is("officeDocument"));
        let main = main.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target.clone());
        let (folder, name) = main.rsplit_once('/').map_or(("", main.as_str()), |(folder, name)| (folder, name));
        let relations = self.relations(folder, &joined(folder, &format!("_rels/{name}.rels")))?;
        let path = |kind: &str, usual: &str| {
            let found = relations.iter().find(|relation| relation.is(kind));
            found.map_or_else(|| joined(folder, usual), |relation| relation.target.clone())
        };
        let mut book = Book {
            strings: path("sharedStrings", "sharedStrings.xml"),
            styles: path("styles", "styles.xml"),
            ..Book::default()
        };
        let xml = self.part(&main)?.ok_or(Unreadable::NoWorkbook)?;
        book.read(&xml, &relations).map_err(damaged)?;
        Ok(book)
    }

    /// Which parts a part refers to; the paths are those of the package.
    fn relations(&mut self, folder: &str, path: &str) -> Result<Vec<Relation>, Unreadable> {
        let xml = self.part(path)?.unwrap_or_default();
        relations(&xml, folder).map_err(damaged)
    }

    /// How the numbers of cells are to be read, by the number of the cell's style.
    fn formats(&mut self, path: &str) -> Result<Vec<Format>, Unreadable> {
        let xml = self.part(path)?.unwrap_or_default();
        numbers::formats(&xml).map_err(damaged)
    }
}

impl Book {
    fn read(&mut self, xml: &str, relations: &[Relation]) -> Result<(), String> {
        let mut scanner = Scanner::new(xml);
        loop {
            let name = match scanner.next()? {
                Piece::Open(name) => name,
                Piece::End => return Ok(()),
                _ => continue,
            };
            match local(name) {
                "sheet" => {
                    let ([name, id], _) = attributes(&mut scanner, ["name", "id"])?;
                    let relation = relations.iter().find(|relation| Some(relation.id.as_str()) == id);
                    // A sheet of charts has no cells.
                    if let Some(relation) = relation.filter(|relation| relation.is("worksheet")) {
                        self.sheets.push((resolved(name.unwrap_or_default())?, relation.target.clone()));
                    }
                }
                "workbookPr" => {
                    let ([counts], _) = attributes(&mut scanner, ["date1904"])?;
                    self.is_1904 |= matches!(counts, Some("1" | "true"));
                }
                _ => {}
            }
        }
    }
}

/// What a part refers to.
struct Relation {
    id: String,
    /// An address; its last word tells what it is.
    kind: String,
    target: String,
}

impl Relation {
    fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next() == Some(kind)
    }
}

fn relations(xml: &str, folder: &str) -> Result<Vec<Relation>, String> {
    let mut scanner = Scanner::new(xml);
    let mut relations = Vec::new();
    loop {
        match scanner.next()? {
            Piece::Open(name) if local(name) == "Relationship" => {
                let ([id, kind, target], _) = attributes(&mut scanner, ["Id", "Type", "Target"])?;
                relations.push(Relation {
                    id: id.unwrap_or_default().to_owned(),
                    kind: kind.unwrap_or_default().to_owned(),
                    target: joined(folder, &resolved(target.unwrap_or_default())?),
                });
            }
            Piece::End => return Ok(relations),
            _ => {}
        }
    }
}

/// A path as the package knows it: from its top, or from a folder.
fn joined(folder: &str, path: &str) -> String {
    match path.strip_prefix('/') {
        Some(path) => path.to_owned(),
        None if folder.is_empty() => path.to_owned(),
        None => format!("{folder}/{path}"),
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    crate::form::skeleton::local(name)
}

/// The values of some attributes as they are written, up to the end of the tag; and whether the element is empty.
fn attributes<'x, const N: usize>(scanner: &mut Scanner<'x>, names: [&str; N]) -> Result<([Option<&'x str>; N], bool), &'static str> {
    let mut values = [None; N];
    loop {
        match scanner.next()? {
            Piece::Attribute(name, value) => {
                for (wanted, found) in names.iter().zip(&mut values) {
                    if local(name) == *wanted {
                        *found = Some(value);
                    }
                }
            }
            Piece::Opened => return Ok((values, false)),
            _ => return Ok((values, true)),
        }
    }
}

/// The value of an attribute with its references resolved.
fn resolved(value: &str) -> Result<String, String> {
    let mut text = String::with_capacity(value.len());
    resolve_into(&mut text, value, true)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::{Package, Unreadable, read};

    #[test]
    fn a_far_cell_costs_no_more_than_a_near_one() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_string(0, 0, "near").unwrap();
        sheet.write_string(1_048_575, 16_383, "far").unwrap();
        let workbook = read(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(workbook.sheets[0].header[0].text, "near");
    }

    /// A workbook with these rows, as XML.
    fn with_rows(rows: &str) -> Vec<u8> {
        let sheet = format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
        );
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write_string(0, 0, "x").unwrap();
        let mut parts = zip::ZipArchive::new(Cursor::new(book.save_to_buffer().unwrap())).unwrap();
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for number in 0..parts.len() {
            let part = parts.by_index_raw(number).unwrap();
            let name = part.name().unwrap().into_owned();
            if name == "xl/worksheets/sheet1.xml" {
                archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
                archive.write_all(sheet.as_bytes()).unwrap();
            } else {
                archive.raw_copy_file(part).unwrap();
            }
        }
        archive.finish().unwrap().into_inner()
    }

    const CELL: &str = "<row r=\"1000001\"><c r=\"A1000001\" t=\"inlineStr\"><is><t>type</t></is></c></row>";

    #[test]
    fn a_million_blank_rows_are_passed_over() {
        let blank = "<row spans=\"1:3\"/>".repeat(1_000_000);
        let workbook = read(&with_rows(&format!("{blank}{CELL}"))).unwrap();
        assert_eq!(workbook.sheets[0].header[0].text, "type");
    }

    #[test]
    fn fuzzing_found_a_cell_in_a_row_beyond_all_numbers() {
        let far = CELL.replace("A1000001", "A99999999999999999999");
        assert!(matches!(read(&with_rows(&far)), Err(Unreadable::Damaged(_))));
    }

    #[test]
    fn a_workbook_that_unpacks_to_too_much_is_refused() {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive
            .start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(&vec![b' '; 1 << 20]).unwrap();
        let bytes = archive.finish().unwrap().into_inner();
        assert!(bytes.len() < 1 << 12);
        assert_eq!(Package::open(&bytes, 1 << 19).err(), Some(Unreadable::TooLarge));
        assert_eq!(Package::open(&bytes, 1 << 20).err(), None);
    }

    #[test]
    fn a_workbook_that_lies_about_its_size_is_damaged() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write_string(0, 0, "x".repeat(10_000)).unwrap();
        let mut bytes = book.save_to_buffer().unwrap();
        let said: Vec<u8> = {
            let mut parts = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
            let size = parts.by_name("xl/sharedStrings.xml").unwrap().size();
            (size as u32).to_le_bytes().into()
        };
        // The size is written before and behind the part.
        for at in 0..bytes.len() - 4 {
            if bytes[at..at + 4] == said {
                bytes[at..at + 4].copy_from_slice(&300_u32.to_le_bytes());
            }
        }
        assert!(matches!(read(&bytes), Err(Unreadable::Damaged(_))));
    }

    #[test]
    fn what_is_no_workbook_is_told_from_one_that_broke_off() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write_string(0, 0, "x").unwrap();
        let whole = book.save_to_buffer().unwrap();
        assert_eq!(read(&whole[..whole.len() / 2]), Err(Unreadable::Incomplete));
        let mut letter = zip::ZipWriter::new(Cursor::new(Vec::new()));
        letter
            .start_file("word/document.xml", zip::write::SimpleFileOptions::default())
            .unwrap();
        assert_eq!(read(&letter.finish().unwrap().into_inner()), Err(Unreadable::NoWorkbook));
    }
}
