//! CSV: either all sheets in one file, the first column naming the sheet, or the survey sheet alone.

use super::{Allowance, Cell, Damage, RawRows, Sheet, Unreadable, Workbook, clean};

/// Reads a file whose separator is a comma, a semicolon (as Excel writes it where the comma is the decimal sign) or a tab.
pub(super) fn read(text: &str) -> Result<Workbook, Unreadable> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(text))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut allowance = Allowance::default();
    for record in reader.records() {
        let record = record.map_err(|error| Damage::Line(error.position().map_or(0, csv::Position::line)))?;
        record.iter().try_for_each(|text| allowance.take(text))?;
        let line = record.position().map_or(0, |position| position.line() as u32);
        rows.push((line, record.iter().map(clean).collect::<Vec<_>>()));
    }
    rows.retain(|(_, texts)| texts.iter().any(|text| !text.is_empty()));
    let is_lone_survey = rows.first().is_some_and(|(_, header)| {
        header.iter().any(|text| text.eq_ignore_ascii_case("type")) && header.first().is_some_and(|text| !text.is_empty())
    }) && !rows
        .first()
        .is_some_and(|(_, header)| header.first().is_some_and(|text| text.eq_ignore_ascii_case("survey")));
    if is_lone_survey {
        let sheet = Sheet::from_cells("survey", rows.into_iter().map(|(line, texts)| (line, numbered(texts))))?;
        return Ok(Workbook { sheets: vec![sheet] });
    }
    let mut sheets: Vec<(String, RawRows)> = Vec::new();
    for (line, mut texts) in rows {
        let name = texts.remove(0);
        if !name.is_empty() {
            sheets.push((name, Vec::new()));
        }
        if let Some((_, rows)) = sheets.last_mut() {
            rows.push((line, numbered(texts)));
        }
    }
    let sheets = sheets.into_iter().map(|(name, rows)| Sheet::from_cells(&name, rows));
    Ok(Workbook {
        sheets: sheets.collect::<Result<_, _>>()?,
    })
}

fn numbered(texts: Vec<String>) -> Vec<Cell> {
    (1..).zip(texts).map(|(column, text)| Cell { text, column }).collect()
}

/// The separator that is most frequent in the first two thousand bytes.
fn separator(text: &str) -> u8 {
    let count = |separator: u8| text.bytes().take(2000).filter(|byte| *byte == separator).count();
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|separator| count(*separator))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn one_file_holds_all_sheets() {
        let workbook = read("survey,,\n,type,name\n,\"select_one yn\",q\nchoices\n,list_name,name\n,yn,y\n").unwrap();
        let [survey, choices] = workbook.sheets.as_slice() else {
            panic!("two sheets")
        };
        assert_eq!(survey.rows, [(3, vec!["select_one yn".to_owned(), "q".to_owned()])]);
        assert_eq!(choices.rows, [(6, vec!["yn".to_owned(), "y".to_owned()])]);
    }

    #[test]
    fn a_survey_sheet_saved_alone_is_a_form() {
        let workbook = read("type;name;label\ntext;q;\"a;\nb\"\ninteger;n;N\n").unwrap();
        let [survey] = workbook.sheets.as_slice() else {
            panic!("one sheet")
        };
        assert_eq!(survey.name, "survey");
        assert_eq!(survey.rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 4]);
    }
}
