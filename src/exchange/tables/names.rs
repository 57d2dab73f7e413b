//! Names of members: from the form's id and the repeats' names, such that every system can hold them.

use std::collections::BTreeSet;

use crate::dataset::Schema;
use crate::output::tables::{is_device, without_accents};

/// Members that are no tables of the form.
const TAKEN: &[&str] = &["manifest.json", "codebook.csv", "dispositions.csv"];

/// For each table of the schema, the name of its member: `<form>.csv`, `<form>-<repeat>.csv`.
pub fn member_names(form_id: &str, schema: &Schema) -> Vec<String> {
    let mut taken: BTreeSet<String> = TAKEN.iter().map(|name| (*name).to_owned()).collect();
    let form = plain(form_id);
    let mut names = Vec::with_capacity(schema.tables.len());
    for table in &schema.tables {
        let stem = if table.name.is_empty() {
            form.clone()
        } else {
            format!("{form}-{}", plain(&table.name))
        };
        let mut name = format!("{stem}.csv");
        let mut number = 2;
        // Compared without case: two names that differ in case alone are one file on Windows.
        while !taken.insert(name.to_lowercase()) {
            name = format!("{stem}_{number}.csv");
            number += 1;
        }
        names.push(name);
    }
    names
}

/// Letters without accents, digits, point, hyphen and underscore, never what a system hides or keeps for itself.
fn plain(text: &str) -> String {
    let mut name = without_accents(text);
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    if name.is_empty() || name.starts_with('.') || is_device(&stem) {
        name.insert(0, '_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::TableSchema;
    use crate::form::NodeId;

    fn names(form: &str, tables: &[&str]) -> Vec<String> {
        let table = |name: &&str| TableSchema {
            name: (*name).to_owned(),
            node: NodeId(0),
            parent: None,
            columns: Vec::new(),
        };
        member_names(
            form,
            &Schema {
                tables: tables.iter().map(table).collect(),
            },
        )
    }

    #[test]
    fn a_member_is_called_after_its_form_and_repeat() {
        assert_eq!(
            names("sipas-citizen", &["", "nha-xe"]),
            ["sipas-citizen.csv", "sipas-citizen-nha-xe.csv"]
        );
    }

    #[test]
    fn no_form_can_take_a_name_that_something_else_bears() {
        assert_eq!(names("codebook", &[""]), ["codebook_2.csv"]);
        assert_eq!(names("../../etc/passwd", &[""]), ["_.._.._etc_passwd.csv"]);
        assert_eq!(names("CON", &[""]), ["_CON.csv"]);
        assert_eq!(names("", &[""]), ["_.csv"]);
        assert_eq!(
            names("f", &["", "a/b", "a_b", "A_B"]),
            ["f.csv", "f-a_b.csv", "f-a_b_2.csv", "f-A_B_3.csv"]
        );
    }
}
