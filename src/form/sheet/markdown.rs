//! Tables in Markdown: a form that is reviewable in a diff.
//!
//! A cell in the first column opens a sheet (`| survey |`), the next row is its header; `\|` is a pipe, a line that begins with `#` is
//! left out, and so is a ruler (`| --- | --- |`). Row numbers are lines of the file.

use super::{Allowance, Cell, RawRows, Sheet, Unreadable, Workbook, clean};

/// Reads all tables.
pub(super) fn read(text: &str) -> Result<Workbook, Unreadable> {
    let mut allowance = Allowance::default();
    let mut sheets: Vec<(String, RawRows)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let Some(mut cells) = cells_of(line) else {
            continue;
        };
        cells.iter().try_for_each(|text| allowance.take(text))?;
        let name = if cells.is_empty() { String::new() } else { cells.remove(0) };
        if !name.is_empty() {
            sheets.push((name, Vec::new()));
        }
        let Some((_, rows)) = sheets.last_mut() else {
            continue;
        };
        let cells = (1..).zip(cells).map(|(column, text)| Cell { text, column }).collect();
        rows.push((number, cells));
    }
    let sheets = sheets.into_iter().map(|(name, rows)| Sheet::from_cells(&name, rows));
    Ok(Workbook {
        sheets: sheets.collect::<Result<_, _>>()?,
    })
}

/// The cells of a table line; `None` for any other line.
fn cells_of(line: &str) -> Option<Vec<String>> {
    let line = line.trim();
    let inner = line.strip_prefix('|')?;
    let inner = &inner.get(..inner.rfind('|')?)?;
    let mut cells = vec![String::new()];
    let mut is_escaped = false;
    for c in inner.chars() {
        let is_border = c == '|' && !is_escaped;
        if is_border {
            cells.push(String::new());
        } else if let Some(cell) = cells.last_mut() {
            if c == '|' {
                cell.pop();
            }
            cell.push(c);
        }
        is_escaped = c == '\\';
    }
    let is_ruler = cells.iter().all(|cell| cell.trim().chars().all(|c| c == '-' || c == ':')) && inner.contains('-');
    (!is_ruler).then(|| cells.iter().map(|cell| clean(cell)).collect())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_form_in_a_diff_reads_as_sheets() {
        let workbook = read(
            "# Citizens\n\n| survey |\n| | type | name | constraint |\n| | --- | --- | --- |\n\n| | text | q | regex(., 'a\\|b') | # note\n\
             | | note | | |\n| choices |\n| | list_name | name |\n| | yn | y |\n",
        )
        .unwrap();
        let [survey, choices] = workbook.sheets.as_slice() else {
            panic!("two sheets")
        };
        assert_eq!((survey.name.as_str(), choices.name.as_str()), ("survey", "choices"));
        assert_eq!(
            survey.rows,
            [
                (7, vec!["text".to_owned(), "q".to_owned(), "regex(., 'a|b')".to_owned()]),
                (8, vec!["note".to_owned(), String::new(), String::new()])
            ]
        );
        assert_eq!(choices.place(11, 1).cell_name(), "B11");
    }
}
