//! Checks a form: reads it as a laptop would, with the files attached to it, and says every problem with its place.

use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::form_file::FormFile;
use super::form_media;
use crate::form::sheet::Format;
use crate::form::{Finding, Place, Severity};
use crate::instrument::Instrument;
use crate::words::Words;

/// A form that was read, and what is wrong with it.
#[derive(Debug)]
pub struct Checked {
    /// There only when no finding is an error.
    pub instrument: Option<Instrument>,
    /// In the order of their places.
    pub findings: Vec<Finding>,
    path: PathBuf,
    format: Option<Format>,
}

/// A finding as `check --json` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportedFinding {
    /// `error` or `warning`.
    pub severity: &'static str,
    /// Empty for the whole file.
    pub sheet: String,
    /// 1-based; 0 for the whole sheet; the file's line where the file is a text.
    pub row: u32,
    /// 1-based; 0 for the whole row.
    pub column: u32,
    /// The cell's name, `B7`.
    pub cell: String,
    /// The message's key, the same in every language.
    pub kind: &'static str,
    /// What is wrong, in words.
    pub message: String,
    /// The cell's text, and which part of it is meant; null where the whole cell is.
    pub excerpt: Option<ReportedExcerpt>,
}

/// A part of a text as `check --json` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportedExcerpt {
    /// The whole text.
    pub text: String,
    /// First byte of the part.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A finding as a window shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldFinding {
    /// Whether the form cannot be used for it.
    pub is_error: bool,
    /// The sheet and cell, or the line; empty for the whole file.
    pub place: String,
    /// What is wrong.
    pub words: String,
    /// The line of the cell that is meant, and carets under it.
    pub excerpt: Option<String>,
}

/// The word is the same in every language, so that editors find it.
fn severity(finding: &Finding) -> &'static str {
    match finding.kind.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Reads the form at `path` with its attached files.
pub fn check(path: &Path) -> io::Result<Checked> {
    let file = FormFile::read(path)?;
    let (instrument, mut findings) = Instrument::read(&file.name, &file.bytes, &file);
    if let Some(instrument) = &instrument {
        findings.extend(form_media::missing(&file, &instrument.form));
    }
    let format = Format::of(&file.bytes);
    if !format.is_some_and(Format::has_cells) {
        // Places are lines of the file: they are read from top to bottom, whichever sheet they belong to.
        findings.sort_by_key(|finding| (finding.place.row, finding.place.column));
    }
    Ok(Checked {
        instrument,
        findings,
        path: path.to_path_buf(),
        format,
    })
}

impl Checked {
    /// Whether the form can be used.
    pub fn is_usable(&self) -> bool {
        self.findings.iter().all(|finding| finding.kind.severity() != Severity::Error)
    }

    /// `FILE:SHEET!CELL: error: …`, or `FILE:LINE: warning: …` where the file is a text; under it the cell's text with carets, where a
    /// part of it is meant.
    pub fn lines(&self, finding: &Finding, words: Words) -> String {
        let place = self.place(&finding.place);
        let mut lines = format!("{place}: {}: {}", severity(finding), finding.say_above(words));
        for line in finding
            .excerpt
            .iter()
            .flat_map(|excerpt| excerpt.caret().lines().map(str::to_owned).collect::<Vec<_>>())
        {
            lines.push_str("\n    ");
            lines.push_str(&line);
        }
        lines
    }

    /// The name of the file.
    pub fn file_name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The findings for a window: what stops the form from being used first, then by place. Excerpts have lines of at most `width`.
    pub fn told(&self, words: Words, width: usize) -> Vec<ToldFinding> {
        let tell = |finding: &Finding| ToldFinding {
            is_error: finding.kind.severity() == Severity::Error,
            place: self.place_in_file(&finding.place, words),
            words: sentence(&finding.say_above(words)),
            excerpt: finding.excerpt.as_ref().map(|excerpt| excerpt.caret_within(width)),
        };
        let mut told: Vec<ToldFinding> = self.findings.iter().map(tell).collect();
        told.sort_by_key(|finding| !finding.is_error);
        told
    }

    fn place_in_file(&self, place: &Place, words: Words) -> String {
        let has_cells = self.format.is_some_and(Format::has_cells);
        match (place.sheet.as_str(), has_cells, place.row) {
            ("", true, _) | (_, false, 0) => String::new(),
            (_, false, line) => words.say_with("findings-line", &[("line", line.to_string().into())]),
            (sheet, true, _) if place.cell_name().is_empty() => sheet.to_owned(),
            (sheet, true, _) => format!("{sheet} · {}", place.cell_name()),
        }
    }

    /// The findings as data, for a program.
    pub fn report(&self, words: Words) -> Vec<ReportedFinding> {
        let reported = self.findings.iter().map(|finding| ReportedFinding {
            severity: severity(finding),
            sheet: finding.place.sheet.to_string(),
            row: finding.place.row,
            column: finding.place.column,
            cell: finding.place.cell_name(),
            kind: finding.kind.saying().key,
            message: finding.say(words),
            excerpt: finding.excerpt.as_ref().map(|excerpt| ReportedExcerpt {
                text: excerpt.text.clone(),
                start: excerpt.span.start,
                end: excerpt.span.end,
            }),
        });
        reported.collect()
    }

    /// The file and, where it is known, the place in it.
    fn place(&self, place: &Place) -> String {
        let file = self.path.display();
        let has_cells = self.format.is_some_and(Format::has_cells);
        match (place.sheet.as_str(), has_cells, place.row) {
            ("", true, _) | (_, false, 0) => file.to_string(),
            (_, false, line) => format!("{file}:{line}"),
            (sheet, true, _) if place.cell_name().is_empty() => format!("{file}:{sheet}"),
            (sheet, true, _) => format!("{file}:{sheet}!{}", place.cell_name()),
        }
    }
}

/// A message as a sentence: it stands alone.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::check;
    use crate::form::sheet::{read, to_xlsx};
    use crate::words::{Lang, Words};

    const FORM: &str =
        "| survey |\n| | type | name | label |\n| | text | q | Q |\n| | select_one_from_file units.csv | u | U |\n| | intger | n | N |\n";

    #[test]
    fn a_problem_names_the_line_of_a_text_and_the_cell_of_a_workbook() {
        let folder = tempfile::tempdir().unwrap();
        let said = |name: &str, bytes: &[u8]| -> Vec<String> {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            let checked = check(&path).unwrap();
            assert!(!checked.is_usable());
            let start = format!("{}{}", folder.path().display(), std::path::MAIN_SEPARATOR);
            let lines = checked.findings.iter().map(|finding| checked.lines(finding, Words::new(Lang::En)));
            lines.map(|line| line.replace(&start, "")).collect()
        };
        let missing = "the attached file `units.csv` is not there";
        let unknown = "no question type `intger`; did you mean `integer`?";
        assert_eq!(
            said("a.md", FORM.as_bytes()),
            [format!("a.md:4: warning: {missing}"), format!("a.md:5: error: {unknown}")]
        );
        let workbook = to_xlsx(&read(FORM.as_bytes()).unwrap()).unwrap();
        fs::create_dir(folder.path().join("b-media")).unwrap();
        fs::write(folder.path().join("b-media").join("units.csv"), "name,label\n1,One\n").unwrap();
        assert_eq!(said("b.xlsx", &workbook), [format!("b.xlsx:survey!A4: error: {unknown}")]);
    }

    #[test]
    fn what_is_wrong_in_a_cell_is_pointed_at() {
        let form =
            "| survey |\n| | type | name | label | relevant |\n| | text | a | Họ và tên ${bb} | |\n| | text | b | B | ${a} = 'có' and |\n";
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, form).unwrap();
        let checked = check(&path).unwrap();
        let lines: Vec<String> = checked
            .findings
            .iter()
            .flat_map(|finding| {
                checked
                    .lines(finding, Words::new(Lang::En))
                    .lines()
                    .skip(1)
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(
            lines,
            [
                "    Họ và tên ${bb}",
                "              ^^^^^",
                "    ${a} = 'có' and",
                "                   ^",
            ]
        );
        let reported = checked.report(Words::new(Lang::En));
        let excerpt = reported[1].excerpt.as_ref().unwrap();
        assert_eq!((excerpt.text.as_str(), excerpt.start, excerpt.end), ("${a} = 'có' and", 16, 16));
    }
}
