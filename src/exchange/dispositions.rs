//! `dispositions.csv`: refusals and non-contacts, counted without any answer.

use super::tables::is_week;
use super::{ContentProblem, Refusal};
use crate::dataset::{ColumnType, Missing, Value};
use crate::output::{CsvWriter, Layout, csv::reader, read_cell};
use crate::store::Disposition;

/// The member's name.
pub const DISPOSITIONS: &str = "dispositions.csv";

const HEADS: [&str; 4] = ["UNIT", "GROUP", "WEEK", "REASON"];

/// What stands in place of a word that is no code: whatever someone typed there stays.
const WITHHELD: &str = "other";

/// The member, sorted.
pub fn write(dispositions: &[Disposition]) -> csv::Result<Vec<u8>> {
    let mut sorted: Vec<Disposition> = dispositions.iter().map(coded).collect();
    sorted.sort();
    let mut writer = CsvWriter::new(Layout::PHIEU, HEADS)?;
    for disposition in &sorted {
        writer.texts([
            disposition.unit.as_str(),
            &disposition.group,
            &disposition.week,
            &disposition.reason,
        ])?;
    }
    Ok(writer.finish()?)
}

/// The contacts that the member lists.
pub fn read(bytes: &[u8]) -> Result<Vec<Disposition>, Refusal> {
    let mut reader = reader(bytes);
    let refuse = |row, column: &str, problem| Refusal::Content {
        member: DISPOSITIONS.to_owned(),
        row,
        column: column.to_owned(),
        problem,
    };
    let header = reader.headers().map_err(|_not_csv| refuse(1, "", ContentProblem::NotCsv))?;
    if header != HEADS.as_slice() {
        return Err(refuse(1, "", ContentProblem::Header));
    }
    let mut dispositions = Vec::new();
    for (row, record) in (2_u64..).zip(reader.records()) {
        let record = record.map_err(|_not_csv| refuse(row, "", ContentProblem::NotCsv))?;
        let cell = |index: usize| {
            let (cell, head) = (record.get(index).unwrap_or_default(), HEADS.get(index).copied().unwrap_or_default());
            match read_cell(cell, ColumnType::Text, &Layout::PHIEU) {
                Ok(Value::Text(code)) if is_code(&code) => Ok(code),
                Ok(Value::Missing(Missing::NotAsked)) => Ok(String::new()),
                _ => Err(refuse(row, head, ContentProblem::Type(cell.to_owned()))),
            }
        };
        let disposition = Disposition {
            unit: cell(0)?,
            group: cell(1)?,
            week: cell(2)?,
            reason: cell(3)?,
        };
        if !is_week(&disposition.week) {
            return Err(refuse(row, "WEEK", ContentProblem::Type(disposition.week)));
        }
        dispositions.push(disposition);
    }
    Ok(dispositions)
}

fn coded(disposition: &Disposition) -> Disposition {
    let code = |text: &str| if is_code(text) { text.to_owned() } else { WITHHELD.to_owned() };
    Disposition {
        unit: code(&disposition.unit),
        group: code(&disposition.group),
        week: code(&disposition.week),
        reason: code(&disposition.reason),
    }
}

/// A code of a list: letters, digits, `_`, `-` and `.`, at most 40, but no telephone number.
fn is_code(text: &str) -> bool {
    let is_plain = text.len() <= 40 && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let digits = text.chars().filter(char::is_ascii_digit).count();
    is_plain && digits <= 8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disposition(unit: &str, reason: &str) -> Disposition {
        Disposition {
            unit: unit.to_owned(),
            group: String::new(),
            week: "2026-W47".to_owned(),
            reason: reason.to_owned(),
        }
    }

    #[test]
    fn contacts_come_back_sorted() {
        let noted = [
            disposition("00070", "refused"),
            disposition("00004", "not_at_home"),
            disposition("00004", "not_at_home"),
        ];
        let read = read(&write(&noted).unwrap()).unwrap();
        assert_eq!(read, [noted[1].clone(), noted[1].clone(), noted[0].clone()]);
    }

    #[test]
    fn only_codes_leave() {
        let bytes = write(&[disposition("nhà ông Nguyễn Văn A", "0912345678")]).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(!text.contains("Nguyễn") && !text.contains("0912345678"), "{text}");
        assert_eq!(read(&bytes).unwrap(), [disposition("other", "other")]);
    }

    #[test]
    fn another_table_is_refused() {
        for text in [
            "A,B,C,D\r\n",
            "UNIT,GROUP,WEEK,REASON\r\n1,2,soon,x\r\n",
            "UNIT,GROUP,WEEK,REASON\r\n1\r\n",
            "UNIT,GROUP,WEEK,REASON\r\na b,,2026-W01,x\r\n",
        ] {
            assert!(matches!(read(text.as_bytes()), Err(Refusal::Content { .. })), "{text}");
        }
    }
}
