//! A CSV table as a document: each row an `item`, each column an element.

use crate::xpath::Document;

/// Reads a table whose first row names the columns.
pub(super) fn read(text: &str) -> Result<Document, String> {
    let header = text.lines().next().unwrap_or_default();
    let separator = [b',', b';', b'\t', b'|']
        .into_iter()
        .find(|&separator| header.contains(char::from(separator)))
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    let mut document = Document::new("root");
    let Some(root) = document.root_element() else {
        return Ok(document);
    };
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let item = document.append_element(root, "item");
        for (name, value) in header.iter().zip(&record) {
            let name = name.trim();
            if name.is_empty() || name.contains(char::is_whitespace) {
                continue;
            }
            let element = document.append_element(item, name);
            if !value.is_empty() {
                document.append_text(element, value);
            }
        }
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::read;

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
