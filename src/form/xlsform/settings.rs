//! The sheet `settings`: one row that names the form and says how it behaves.

use indexmap::IndexMap;

use super::super::finding::{FindingKind, Findings};
use super::super::{Place, Sheet, Workbook};
use super::header::SETTINGS;
use super::row::{Entry, Row};

/// The settings of a form.
#[derive(Debug, Default)]
pub(super) struct Settings {
    row: Row,
}

impl Settings {
    /// Reads the first row of the sheet; a form without the sheet has no settings.
    pub(super) fn read(workbook: &Workbook, findings: &mut Findings) -> Self {
        let Some(sheet) = workbook.sheet("settings") else {
            return Self::default();
        };
        let row = Self::first_row(sheet, findings);
        let settings = Self {
            row: row.unwrap_or_default(),
        };
        if let Some((name, place)) = settings.row.get("name")
            && !super::is_name(&name)
        {
            let column = "name".to_owned();
            findings.report(FindingKind::InvalidName { name, column }, place.clone());
        }
        settings
    }

    /// Of two columns with one meaning the one that bears the standard's name counts.
    fn first_row(sheet: &Sheet, findings: &mut Findings) -> Option<Row> {
        let columns = SETTINGS.read(sheet, findings);
        let mut row = Row::all(sheet, &columns).next()?;
        let is_plain = |entry: &Entry| {
            sheet
                .header
                .iter()
                .any(|head| head.column == entry.place.column && head.text == entry.column.key)
        };
        row.sort_by_key(|entry| !is_plain(entry));
        Some(row)
    }

    /// A setting by the standard's name; empty when it is not given.
    pub(super) fn text(&self, key: &str) -> String {
        self.row.text(key)
    }

    /// A setting with its place.
    pub(super) fn get(&self, key: &str) -> Option<(String, &Place)> {
        self.row.get(key)
    }

    /// Whether a yes-or-no setting is on.
    pub(super) fn is_on(&self, key: &str) -> bool {
        matches!(self.text(key).to_lowercase().as_str(), "yes" | "true" | "true()")
    }

    /// Whether a yes-or-no setting is set to no.
    pub(super) fn is_off(&self, key: &str) -> bool {
        matches!(self.text(key).to_lowercase().as_str(), "no" | "false" | "false()")
    }

    /// A setting that was written on the survey sheet.
    pub(super) fn set(&mut self, key: &str, text: &str) {
        self.row.set(key, text);
    }

    /// All settings, as cells.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.row.entries().iter()
    }

    /// All settings that have no field of their own in the form, by their column.
    pub(super) fn others(&self) -> IndexMap<String, String> {
        const OWN: [&str; 7] = [
            "form_id",
            "form_title",
            "version",
            "default_language",
            "style",
            "name",
            "instance_name",
        ];
        let entries = self.row.entries().iter().filter(|entry| !OWN.contains(&entry.column.key.as_str()));
        let value = |entry: &Entry| match entry.column.key.as_str() {
            // The standard's yes is an XForm's true.
            "client_editable" => self.is_on("client_editable").to_string(),
            _ => entry.text.to_string(),
        };
        entries.map(|entry| (entry.column.key.clone(), value(entry))).collect()
    }
}
