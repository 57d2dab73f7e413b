//! What the files of a form's tables are called.

use std::collections::{BTreeMap, BTreeSet};

use super::{FormTable, FormTables};
use crate::output::layout::FileNames;

/// What the longest of the file systems that matter allows, in bytes.
const LONGEST_NAME: usize = 255;

impl FormTables {
    /// For each table the name of its file without an ending, from that of the form's own: no two alike, case aside.
    pub fn file_names(&self, form: &str) -> Vec<String> {
        let mut namesakes: BTreeMap<&str, u32> = BTreeMap::new();
        for table in self.tables.iter().skip(1) {
            *namesakes.entry(&table.name).or_default() += 1;
        }
        let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
        let mut taken = BTreeSet::new();
        let mut names = Vec::with_capacity(self.tables.len());
        for (index, table) in self.tables.iter().enumerate() {
            let name = if index == 0 {
                form.to_owned()
            } else {
                let number = seen.entry(&table.name).or_default();
                *number += 1;
                let is_one_of_several = namesakes.get(table.name.as_str()).is_some_and(|total| *total > 1);
                format!("{form}-{}", self.suffix(table, is_one_of_several.then_some(*number)))
            };
            let name = if self.layout.file_names == FileNames::Name {
                allowed(&name)
            } else {
                name
            };
            names.push(unlike(name, &mut taken));
        }
        names
    }

    fn suffix(&self, table: &FormTable, number: Option<u32>) -> String {
        let name = match self.layout.file_names {
            FileNames::Path => return without_accents(&table.path),
            FileNames::Name => table.name.clone(),
            FileNames::PlainName => table.name.chars().map(|c| if c.is_ascii_punctuation() { '_' } else { c }).collect(),
        };
        number.map_or_else(|| name.clone(), |number| format!("{name}~{number}"))
    }
}

/// Letters without accents, digits, point, hyphen and underscore stay; anything else becomes an underscore.
pub(crate) fn without_accents(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.chars().take(80).map(|c| if is_plain(c) { c } else { '_' }).collect()
}

/// Without what some file system forbids, keeps for itself or loses; it may be that nothing is left.
fn allowed(name: &str) -> String {
    let is_forbidden = |c: char| c.is_control() || matches!(c, '/' | '?' | '<' | '>' | '\\' | ':' | '*' | '|' | '"');
    let name: String = name.chars().filter(|c| !is_forbidden(*c)).collect();
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    if is_device(&stem) {
        return String::new();
    }
    name.trim_end_matches(['.', ' ']).to_owned()
}

/// Names that Windows keeps for devices.
pub(crate) fn is_device(stem: &str) -> bool {
    let numbered = |start: &str| {
        let number = stem.strip_prefix(start);
        number.is_some_and(|number| number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    matches!(stem, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
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
