//! What the files of a form's tables are called.

use std::collections::{BTreeMap, BTreeSet};

use super::{FormTable, FormTables};
use crate::output::layout::FileNames;

/// What the longest of the file systems that matter allows, in bytes.
const LONGEST_NAME: usize = 255;

impl FormTables {
    /// For each table the name of its file without an ending, from that of the form's own: no two alike, case aside.
    pub fn file_names(&self, form: &str) -> Vec<String> {
        let mut count: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
        for table in self.tables.iter().skip(1) {
            count.entry(&table.name).or_default().0 += 1;
        }
        let mut taken = BTreeSet::new();
        let mut names = Vec::with_capacity(self.tables.len());
        for (index, table) in self.tables.iter().enumerate() {
            let name = if index == 0 {
                form.to_owned()
            } else {
                let number = count.get_mut(table.name.as_str()).and_then(|(total, seen)| {
                    *seen += 1;
                    (*total > 1).then_some(*seen)
                });
                format!("{form}-{}", self.suffix(table, number))
            };
            names.push(unlike(name, &mut taken));
        }
        names
    }

    fn suffix(&self, table: &FormTable, number: Option<u32>) -> String {
        let numbered = |name: String| number.map_or_else(|| name.clone(), |number| format!("{name}~{number}"));
        match self.layout.file_names {
            FileNames::Path => without_accents(&table.path),
            FileNames::Name => numbered(allowed(&table.name)),
            FileNames::PlainName => numbered(table.name.chars().map(|c| if c.is_ascii_punctuation() { '_' } else { c }).collect()),
        }
    }
}

/// Letters without accents, digits, point, hyphen and underscore stay; anything else becomes an underscore.
pub(crate) fn without_accents(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.chars().take(80).map(|c| if is_plain(c) { c } else { '_' }).collect()
}

/// Without what some file system forbids.
fn allowed(name: &str) -> String {
    let is_forbidden = |c: char| c.is_control() || matches!(c, '/' | '?' | '<' | '>' | '\\' | ':' | '*' | '|' | '"');
    name.chars().filter(|c| !is_forbidden(*c)).collect()
}

/// The name, short enough and unlike those before, case aside.
fn unlike(name: String, taken: &mut BTreeSet<String>) -> String {
    let mut number = 1;
    loop {
        let tail = if number == 1 { String::new() } else { format!("_{number}") };
        let mut end = name.len().min(LONGEST_NAME - ".xlsx".len() - tail.len());
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        let candidate = format!("{}{tail}", name.get(..end).unwrap_or_default());
        if taken.insert(candidate.to_lowercase()) {
            return candidate;
        }
        number += 1;
    }
}
