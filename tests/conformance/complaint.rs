//! Why the reference compiler rejects a form: where it sees the problem, and every name that it quotes.

use phieu::form::{Finding, sheet};
use phieu::words::{Lang, Words};

/// What it quotes that is no name of the form or the standard: stand-ins in its own examples and for what it does not know.
const STAND_INS: [&str; 5] = ["my_list", "my_save_to", "unknown", "None", "#"];

/// A rejection taken apart.
pub(crate) struct Complaint {
    row: Option<usize>,
    sheet: Option<String>,
    names: Vec<String>,
}

impl Complaint {
    pub(crate) fn read(message: &str) -> Self {
        let between = |start: &str, end: &str| {
            let rest = message.split_once(start)?.1;
            Some(rest.split_once(end)?.0.to_owned())
        };
        let mut names: Vec<String> = quoted(message).flat_map(words).collect();
        names.retain(|name| !STAND_INS.contains(&name.as_str()));
        Self {
            row: between("[row : ", "]").and_then(|row| row.parse().ok()),
            sheet: between("On the '", "' sheet"),
            names,
        }
    }

    /// What a finding does not say of it: the row, the sheet, the names.
    pub(crate) fn misses(&self, finding: &Finding, workbook: &sheet::Workbook) -> Vec<String> {
        let sheet = workbook.sheet(&finding.place.sheet);
        let row = sheet.and_then(|sheet| sheet.rows.iter().position(|(line, _)| *line == finding.place.row));
        let head = sheet.and_then(|sheet| sheet.header.iter().find(|head| head.column == finding.place.column));
        // Rows are counted with the header as the first, blank ones left out. A column is in the header.
        let row = row.map(|row| row + 2).or_else(|| head.map(|_| 1));
        let column = head.map(|head| head.text.to_lowercase().replace(' ', "_")).unwrap_or_default();
        let said = finding.say(Words::new(Lang::En));
        let mut misses = Vec::new();
        if let Some(wanted) = self.row
            && row != Some(wanted)
        {
            misses.push(format!("row {wanted}"));
        }
        if let Some(wanted) = &self.sheet
            && !finding.place.sheet.eq_ignore_ascii_case(wanted)
        {
            misses.push(format!("sheet {wanted}"));
        }
        let is_said = |name: &str| said.contains(name) || column.contains(name) || finding.place.sheet.eq_ignore_ascii_case(name);
        // A message that points at another row does so by its place in the file.
        let is_line = |name: &str| {
            let row: Option<usize> = name.parse().ok();
            let line = row.and_then(|row| sheet?.rows.get(row.checked_sub(2)?));
            line.is_some_and(|(line, _)| said.contains(&line.to_string()))
        };
        misses.extend(self.names.iter().filter(|name| !is_said(name) && !is_line(name)).cloned());
        misses
    }
}

/// All that stands in single quotes; an apostrophe within a word opens none.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    let mut rest = message;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find('\'')?;
            let is_opening = !rest[..start].ends_with(char::is_alphanumeric);
            let inside = &rest[start + 1..];
            let end = inside
                .char_indices()
                .find(|&(at, c)| c == '\'' && !inside[at + 1..].starts_with(char::is_alphanumeric))
                .map(|(at, _)| at);
            match end.filter(|_| is_opening) {
                Some(end) => {
                    rest = &inside[end + 1..];
                    return Some(&inside[..end]);
                }
                None => rest = inside,
            }
        }
    })
}

/// The names in a quotation: `/survey/r1` and `randomize, seed` hold two. What is in brackets says where, as the place does.
fn words(quotation: &str) -> Vec<String> {
    if quotation.starts_with('[') {
        return Vec::new();
    }
    let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '[' | ']' | '/' | ':');
    let names = quotation.split(is_between).map(str::trim).filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}
