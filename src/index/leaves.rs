//! Values given from outside, to check an instrument against a published report.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::tree::IndexTree;
use super::value::number;

/// Values of nodes by unit, as a file gives them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GivenValues {
    /// In the order of the file; `None` where the file names no unit. Values by the node's index.
    pub(super) units: IndexMap<Option<String>, BTreeMap<usize, f64>>,
}

/// Why a file of given values was refused; lines count from 1, the header included.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LeavesError {
    /// The first line is neither of the two.
    #[error("the first line must be `node,value` or `unit,node,value`, not `{0}`")]
    Header(String),
    /// The index has no such node.
    #[error("line {line}: no such node: `{name}`")]
    UnknownNode {
        /// The line.
        line: u64,
        /// What it names.
        name: String,
    },
    /// Not a number.
    #[error("line {line}: `{found}` is no number")]
    BadNumber {
        /// The line.
        line: u64,
        /// What stands there.
        found: String,
    },
    /// A second value for one node of one unit.
    #[error("line {line}: `{name}` has a value already")]
    Repeated {
        /// The line.
        line: u64,
        /// The node.
        name: String,
    },
    /// Not the CSV that it should be.
    #[error("line {line}: {reason}")]
    Malformed {
        /// The line.
        line: u64,
        /// What the reader said.
        reason: String,
    },
}

impl GivenValues {
    /// Reads a CSV with the header `node,value` or `unit,node,value`; semicolons do too, with or without a byte order mark.
    pub fn read(tree: &IndexTree, csv: &str) -> Result<Self, LeavesError> {
        let text = csv.strip_prefix('\u{feff}').unwrap_or(csv);
        let header = text.lines().next().unwrap_or_default().trim();
        let delimiter = if header.contains(';') { b';' } else { b',' };
        let columns: Vec<String> = header
            .split(delimiter as char)
            .map(|name| name.trim().trim_matches('"').to_lowercase())
            .collect();
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let has_unit = match columns.as_slice() {
            ["node", "value"] => false,
            ["unit", "node", "value"] => true,
            _ => return Err(LeavesError::Header(header.to_owned())),
        };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut given = Self::default();
        for record in reader.records() {
            let record = record.map_err(|error| LeavesError::Malformed {
                line: error.position().map_or(0, csv::Position::line),
                reason: error.to_string(),
            })?;
            let line = record.position().map_or(0, csv::Position::line);
            let mut cells = record.iter();
            let unit = if has_unit {
                cells.next().filter(|unit| !unit.is_empty()).map(str::to_owned)
            } else {
                None
            };
            let (name, value) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
            let node = tree.find(name).ok_or_else(|| LeavesError::UnknownNode {
                line,
                name: name.to_owned(),
            })?;
            let value = number(value).ok_or_else(|| LeavesError::BadNumber {
                line,
                found: value.to_owned(),
            })?;
            if given.units.entry(unit).or_default().insert(node, value).is_some() {
                return Err(LeavesError::Repeated {
                    line,
                    name: name.to_owned(),
                });
            }
        }
        Ok(given)
    }
}
