//! A CSV table as a document: each row an `item`, each column an element.

use crate::form::finding::AttachmentFault;
use crate::xpath::Document;

/// Cells of a table: fifty columns of every commune of the country, six times over.
const MOST_CELLS: usize = 3_000_000;

/// Reads a table whose first row names the columns.
pub(super) fn read(text: &str) -> Result<Document, AttachmentFault> {
    read_within(text, MOST_CELLS)
}

fn read_within(text: &str, most_cells: usize) -> Result<Document, AttachmentFault> {
    let header = text.lines().next().unwrap_or_default();
    let separator = [b',', b';', b'\t', b'|']
        .into_iter()
        .find(|&separator| header.contains(char::from(separator)))
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| damaged(&error))?.clone();
    let mut document = Document::new("root");
    let Some(root) = document.root_element() else {
        return Ok(document);
    };
    let mut cells = 0;
    for record in reader.records() {
        let record = record.map_err(|error| damaged(&error))?;
        let item = document.append_element(root, "item");
        for (name, value) in header.iter().zip(&record) {
            let name = name.trim();
            if name.is_empty() || name.contains(char::is_whitespace) {
                continue;
            }
            cells += 1;
            if cells > most_cells {
                return Err(AttachmentFault::TooManyCells { most: most_cells });
            }
            let element = document.append_element(item, name);
            if !value.is_empty() {
                document.append_text(element, value);
            }
        }
    }
    Ok(document)
}

fn damaged(error: &csv::Error) -> AttachmentFault {
    AttachmentFault::Damaged {
        line: error.position().map_or(1, csv::Position::line),
    }
}

#[cfg(test)]
mod tests {
    use super::{AttachmentFault, read, read_within};

    #[test]
    fn a_table_beyond_all_bounds_is_refused() {
        assert!(read_within("a,b\n1,2\n", 2).is_ok());
        assert_eq!(
            read_within("a,b\n1,2\n3,4\n", 2).unwrap_err(),
            AttachmentFault::TooManyCells { most: 2 }
        );
    }

    #[test]
    fn rows_become_items() {
        let document = read("name,label\n00004,\"Ba Đình, Hà Nội\"\n").unwrap();
        let root = document.root_element().unwrap();
        assert_eq!(
            document.to_xml(root),
            "<root><item><name>00004</name><label>Ba Đình, Hà Nội</label></item></root>"
        );
    }
}
