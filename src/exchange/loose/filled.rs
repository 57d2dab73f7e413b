//! Decides how a small table is read that somebody filled in with a spreadsheet program: in any of its encodings, parted by `,`, `;` or tab.

use std::borrow::Cow;

use super::lines::SEPARATORS;
use super::text::decode;

/// A table that was filled in.
#[derive(Debug, Clone)]
pub struct FilledTable<'a> {
    text: Cow<'a, str>,
    separator: u8,
}

impl<'a> FilledTable<'a> {
    /// Takes the bytes of the file. Its heads are parted by what stands in them most often.
    pub fn of(bytes: &'a [u8]) -> Self {
        let (_, text) = decode(bytes);
        let heads = text.split('\n').next().unwrap_or_default();
        let count = |separator: u8| heads.bytes().filter(|byte| *byte == separator).count();
        // Of two as frequent the likelier one, which is in front.
        let separator = SEPARATORS.into_iter().rev().max_by_key(|separator| count(*separator));
        Self {
            separator: separator.unwrap_or(b','),
            text,
        }
    }

    /// Its heads and rows; rows may be short.
    pub fn reader(&self) -> csv::Reader<&[u8]> {
        csv::ReaderBuilder::new()
            .delimiter(self.separator)
            .flexible(true)
            .from_reader(self.text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::FilledTable;

    #[test]
    fn spreadsheet_programs_write_tables_in_many_ways() {
        #[track_caller]
        fn case(bytes: &[u8]) {
            let table = FilledTable::of(bytes);
            let mut reader = table.reader();
            assert_eq!(reader.headers().unwrap(), vec!["đơn vị", "số phiếu"]);
            let row = reader.records().next().unwrap().unwrap();
            assert_eq!(row, vec!["Bồ Đề, cũ", "5"]);
        }
        let semicolons = "đơn vị;số phiếu\r\nBồ Đề, cũ;5\r\n";
        case(semicolons.as_bytes());
        case(format!("\u{feff}{semicolons}").as_bytes());
        case("đơn vị,số phiếu\n\"Bồ Đề, cũ\",5\n".as_bytes());
        let tabs = semicolons.replace(';', "\t");
        case(tabs.as_bytes());
        let utf16 = "\u{feff}".encode_utf16().chain(tabs.encode_utf16());
        case(&utf16.flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    }
}
