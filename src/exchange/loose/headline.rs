//! What the first row of a loose file says: what stands between cells, and what each column is.

use std::sync::{Arc, PoisonError};

use super::columns::{Released, Role};
use super::lines::{Lines, SEPARATORS};

/// Excel's own hint in front of the header.
const HINT: &str = "sep=";

/// First rows that are remembered for a table, and the longest of them in bytes.
const REMEMBERED: usize = 256;
const LONGEST: usize = 64 << 10;

/// The first row of a file, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Headline {
    pub(super) separator: u8,
    /// Where the table begins.
    pub(super) start: usize,
    pub(super) heads: Vec<String>,
    pub(super) roles: Vec<Role>,
    /// For each question of the table, its place in the file.
    pub(super) question: Vec<Option<usize>>,
}

impl Headline {
    /// Reads the first row as that of a table of the schema; `None` where it has no such columns.
    ///
    /// Hundreds of laptops send files with one and the same first row: it is understood once.
    pub(super) fn read(text: &str, released: &Released, index: usize) -> Option<Arc<Self>> {
        let Some(line) = plain_line(text.as_bytes()) else {
            return Self::understand(text, released, index).map(Arc::new);
        };
        let table = released.tables.get(index)?;
        let known = || table.headlines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(line) {
            return found.clone();
        }
        let found = Self::understand(text, released, index).map(Arc::new);
        let mut known = known();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(line.to_vec(), found.clone());
        found
    }

    /// How many questions have a column.
    pub(super) fn questions(&self) -> usize {
        self.question.iter().flatten().count()
    }

    fn understand(text: &str, released: &Released, index: usize) -> Option<Self> {
        if let Some(hinted) = text.strip_prefix(HINT)
            && let Some(&separator) = hinted.as_bytes().first()
        {
            let rest = hinted.get(1..)?;
            let line_end = rest.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let start = text.len() - rest.len() + line_end;
            return Self::under(text, separator, start, released, index).filter(|_| line_end > 0);
        }
        let hangs = if index == 0 { Role::Key } else { Role::ParentKey };
        let found = SEPARATORS
            .into_iter()
            .rev()
            .filter_map(|separator| Self::under(text, separator, 0, released, index));
        let found = found.filter(|found| found.roles.contains(&hangs) && found.questions() > 0);
        found.max_by_key(Self::questions)
    }

    fn under(text: &str, separator: u8, start: usize, released: &Released, index: usize) -> Option<Self> {
        let table = released.tables.get(index)?;
        let mut lines = Lines::new(text.get(start..).unwrap_or_default(), separator);
        let heads = lines.next_line().map(|line| {
            let heads = line.iter().map(str::to_owned);
            heads.collect::<Vec<_>>()
        });
        let heads = heads.unwrap_or_default();
        let roles = table.roles(&heads);
        let question = (0..table.cells.len()).map(|index| roles.iter().position(|role| *role == Role::Question(index)));
        Some(Self {
            separator,
            start,
            question: question.collect(),
            heads,
            roles,
        })
    }
}

/// The first line, if it is a row of its own whatever follows.
pub(super) fn plain_line(text: &[u8]) -> Option<&[u8]> {
    let end = memchr::memchr2(b'\n', b'\r', text).unwrap_or(text.len());
    let line = text.get(..end)?;
    let is_plain = !line.is_empty() && line.len() <= LONGEST && !line.contains(&b'"') && !line.starts_with(HINT.as_bytes());
    is_plain.then_some(line)
}
