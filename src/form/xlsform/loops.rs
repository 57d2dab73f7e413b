//! `begin_loop over list`: the rows up to `end_loop` once for each choice of a list, each time in a group of the choice's name.
//!
//! `%(name)s` and `%(label)s` in their texts stand for the choice.

use super::super::finding::FindingKind;
use super::choices::RawChoice;
use super::outline::{Builder, ending};
use super::row::{Entry, Row};
use super::types::{Container, RowType};

/// A loop whose end is still to come.
pub(super) struct Loop {
    list: String,
    begin: Row,
    rows: Vec<Row>,
    /// Loops that began inside.
    depth: usize,
}

impl Builder<'_> {
    /// Begins to keep rows.
    pub(super) fn begin_loop(&mut self, list: String, begin: Row) {
        self.looping = Some(Loop {
            list,
            begin,
            rows: Vec::new(),
            depth: 0,
        });
    }

    /// Keeps a row for the loop that is open; gives it back where none is.
    pub(super) fn kept_for_loop(&mut self, row: Row) -> Option<Row> {
        let Some(open) = &mut self.looping else {
            return Some(row);
        };
        match RowType::parse(&row.text("type")) {
            Ok(RowType::BeginLoop { .. }) => open.depth += 1,
            Ok(RowType::EndLoop) if open.depth == 0 => {
                if let Some(open) = self.looping.take() {
                    self.unroll(open);
                }
                return None;
            }
            Ok(RowType::EndLoop) => open.depth -= 1,
            _ => {}
        }
        open.rows.push(row);
        None
    }

    fn unroll(&mut self, whole: Loop) {
        let Some(choices) = self.lists.get(&whole.list).cloned() else {
            let kind = FindingKind::UnknownList {
                suggestion: None,
                list: whole.list,
            };
            self.findings.report(kind, whole.begin.place_of("type"));
            return;
        };
        self.push_open(Container::Group, whole.begin.clone());
        // A choice that means none of the others is not asked about.
        for choice in choices.iter().filter(|choice| choice.name != "none") {
            self.push_open(Container::Group, heading(choice, &whole.begin));
            for row in &whole.rows {
                self.row(about(row, choice));
            }
            self.close(Container::Group);
        }
        self.close(Container::Group);
    }

    /// Reports an `end_loop` that ends nothing.
    pub(super) fn refuse_end_of_loop(&mut self, row: &Row) {
        let kind = FindingKind::UnbalancedGroup {
            found: ending("loop", row),
            begin: "begin_loop",
        };
        self.findings.report(kind, row.place_of("type"));
    }

    /// Reports a loop that is never ended.
    pub(super) fn refuse_open_loop(&mut self) {
        if let Some(open) = self.looping.take() {
            let kind = FindingKind::UnclosedGroup {
                type_name: "loop".to_owned(),
                name: open.begin.text("name"),
            };
            self.findings.report(kind, open.begin.place);
        }
    }
}

/// The group that stands for a choice, with the choice's words and pictures.
fn heading(choice: &RawChoice, begin: &Row) -> Row {
    let mut row = Row::made(&begin.place, &[("name", &choice.name)]);
    let shown = ["label", "image", "big-image", "audio", "video"];
    let cells = choice
        .row
        .entries()
        .iter()
        .filter(|entry| entry.column.is_known && shown.contains(&entry.column.key.as_str()));
    row.extend(cells.cloned());
    row
}

/// A row with the choice in its texts.
fn about(row: &Row, choice: &RawChoice) -> Row {
    let mut row = row.clone();
    for entry in row.entries_mut().filter(|entry| entry.text.contains("%(")) {
        entry.text = entry
            .text
            .replace("%(name)s", &choice.name)
            .replace("%(label)s", &label_for(entry, choice))
            .into();
    }
    row
}

/// The choice's label in the language of a cell.
fn label_for(entry: &Entry, choice: &RawChoice) -> String {
    let labels = || choice.row.texts("label");
    let own = labels().find(|label| label.column.language == entry.column.language);
    own.or_else(|| labels().next())
        .map(|label| label.text.to_string())
        .unwrap_or_default()
}
