//! Tables in Markdown: a form that is reviewable in a diff.
//!
//! A cell in the first column opens a sheet (`| survey |`), the next row is its header; `\|` is a pipe, a line that begins with `#` is
//! left out, and so is a ruler (`| --- | --- |`). Row numbers are lines of the file.

use std::borrow::Cow;

use memchr::memchr;

use super::{Allowance, Cell, RawRows, Sheet, Unreadable, Workbook, clean};

/// Reads all tables.
pub(super) fn read(text: &str) -> Result<Workbook, Unreadable> {
    let mut allowance = Allowance::default();
    let mut sheets: Vec<(String, RawRows)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let Some(inner) = inside(line) else { continue };
        let mut texts = Texts { rest: Some(inner) }.map(|text| clean(&text));
        let name = texts.next().unwrap_or_default();
        allowance.take(&name)?;
        let mut cells = Vec::with_capacity(sheets.last().and_then(|(_, rows)| rows.last()).map_or(8, |(_, cells)| cells.len()));
        for (column, text) in (1..).zip(texts) {
            allowance.take(&text)?;
            if !text.is_empty() {
                cells.push(Cell { text, column });
            }
        }
        if !name.is_empty() {
            sheets.push((name, Vec::new()));
        }
        if let Some((_, rows)) = sheets.last_mut() {
            rows.push((number, cells));
        }
    }
    let sheets = sheets.into_iter().map(|(name, rows)| Sheet::from_cells(&name, rows));
    Ok(Workbook {
        sheets: sheets.collect::<Result<_, _>>()?,
    })
}

/// What a table line has between its outer borders; `None` for any other line, and for a ruler.
fn inside(line: &str) -> Option<&str> {
    let inner = line.trim().strip_prefix('|')?;
    let inner = inner.get(..inner.rfind('|')?)?;
    let is_ruler = inner.contains('-') && inner.chars().all(|c| matches!(c, '-' | ':' | '|') || c.is_whitespace());
    (!is_ruler).then_some(inner)
}

/// The cells of a line, as they are written.
struct Texts<'a> {
    rest: Option<&'a str>,
}

impl<'a> Iterator for Texts<'a> {
    type Item = Cow<'a, str>;

    fn next(&mut self) -> Option<Cow<'a, str>> {
        let line = self.rest?;
        let mut is_plain = true;
        let mut from = 0;
        loop {
            let border = memchr(b'|', line.as_bytes().get(from..)?).map(|at| from + at);
            let end = border.unwrap_or(line.len());
            if border.is_some() && line.get(..end)?.ends_with('\\') {
                (is_plain, from) = (false, end + 1);
                continue;
            }
            self.rest = border.and_then(|border| line.get(border + 1..));
            let text = line.get(..end)?;
            return Some(if is_plain {
                Cow::Borrowed(text)
            } else {
                Cow::Owned(text.replace("\\|", "|"))
            });
        }
    }
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
