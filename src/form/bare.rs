//! The file of a form without what no reader of forms reads: other sheets, comments, who wrote it.
//!
//! A form goes to everybody with the data; a list of respondents on a sheet behind it, or the name of who made the file, does not.

use super::sheet::{self, Format, Sheet, Workbook};
use super::xlsform;

/// A form's file for others: its name and its bytes. What is kept says as much to a reader of forms as before.
pub fn bare_file(name: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    let format = Format::of(bytes);
    if format == Some(Format::Xml) {
        let text = sheet::text_of(bytes).map(without_comments);
        return (name.to_owned(), text.map_or_else(|| bytes.to_vec(), String::into_bytes));
    }
    // What the program itself wrote, and what is no file of a form, has nothing behind it.
    let Some(workbook) = sheet::read(bytes).ok().filter(|_| format.is_some()) else {
        return (name.to_owned(), bytes.to_vec());
    };
    let bare = bare(&workbook);
    let has_more = bare != workbook || has_prose(bytes);
    if !has_more && matches!(format, Some(Format::Markdown | Format::Csv)) {
        return (name.to_owned(), bytes.to_vec());
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    match sheet::to_xlsx(&bare) {
        Ok(bytes) => (format!("{stem}.xlsx"), bytes),
        // Nothing rather than what was not looked through.
        Err(_unwritable) => (name.to_owned(), Vec::new()),
    }
}

/// The sheets that are read.
pub fn bare(workbook: &Workbook) -> Workbook {
    let is_read = |sheet: &&Sheet| xlsform::READ.iter().any(|name| sheet.name.trim().eq_ignore_ascii_case(name));
    Workbook {
        sheets: workbook.sheets.iter().filter(is_read).cloned().collect(),
    }
}

/// Whether a text has lines beside its tables.
fn has_prose(bytes: &[u8]) -> bool {
    Format::of(bytes) == Some(Format::Markdown)
        && sheet::text_of(bytes).is_some_and(|text| {
            text.lines()
                .any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('|'))
        })
}

/// An XML text without its comments; what looks like one in a text of characters stays.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("<!") {
        let (before, from) = rest.split_at(start);
        kept.push_str(before);
        let (opens, closes, is_kept) = if from.starts_with("<!--") {
            (4, "-->", false)
        } else if from.starts_with("<![CDATA[") {
            (9, "]]>", true)
        } else {
            (2, "", true)
        };
        let inner = from.get(opens..).unwrap_or_default();
        let length = inner.find(closes).map_or(from.len(), |end| opens + end + closes.len());
        if is_kept {
            kept.push_str(from.get(..length).unwrap_or_default());
        }
        rest = from.get(length..).unwrap_or_default();
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_respondents_behind_a_form_does_not_go_with_it() {
        let written = "| survey |\n| | type | name | label |\n| | text | q | Câu hỏi |\n\
                       | households |\n| | name | phone |\n| | Đặng Thùy Trâm | 0987654321 |\n";
        let bytes = sheet::to_xlsx(&sheet::read(written.as_bytes()).unwrap()).unwrap();
        for (name, bytes) in [("hộ.xlsx", bytes.as_slice()), ("hộ.md", written.as_bytes())] {
            let (name, bytes) = bare_file(name, bytes);
            assert_eq!(name, "hộ.xlsx");
            let workbook = sheet::read(&bytes).unwrap();
            let names: Vec<&str> = workbook.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
            assert_eq!(names, ["survey"]);
        }
        let plain = "| survey |\n| | type | name |\n| | text | q |\n";
        assert_eq!(
            bare_file("hộ.md", plain.as_bytes()),
            ("hộ.md".to_owned(), plain.as_bytes().to_vec())
        );
    }

    #[test]
    fn comments_stay_behind_and_texts_do_not() {
        let text = "<?xml version=\"1.0\"?><!DOCTYPE a><h:html><!-- chị Lan 0987654321 --><a>x</a><![CDATA[<!-- kept -->]]></h:html>";
        let expected = "<?xml version=\"1.0\"?><!DOCTYPE a><h:html><a>x</a><![CDATA[<!-- kept -->]]></h:html>";
        assert_eq!(without_comments(text), expected);
        assert_eq!(without_comments("<a/><!-- never ended"), "<a/>");
    }
}
