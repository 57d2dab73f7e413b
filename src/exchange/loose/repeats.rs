//! The rows of repeats in loose files: each hangs under a row by its key, and a record is taken with all of its rows or not at all.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::columns::{Released, Role};
use super::lines::Line;
use super::report::Fault;
use super::table::{LooseTable, RowStop, whole_row};
use crate::dataset::varint;
use crate::store::Error;

/// The rows of all repeats, to be fetched record by record.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    /// By table, by the key of the row above.
    rows: Vec<BTreeMap<String, Vec<RepeatRow>>>,
    /// Records of which a row was set aside.
    torn: BTreeSet<String>,
    /// Rows of which nobody knows whose they were: the records between the keys around them may lack one.
    torn_between: Vec<(String, Option<String>)>,
    /// Rows of records that were set aside.
    refused: Vec<Origin>,
}

#[derive(Debug)]
struct RepeatRow {
    key: String,
    /// Its number under the row above, where its key tells.
    number: Option<u64>,
    /// Its row in the file.
    row: u64,
    cells: Vec<u8>,
}

/// Where a row of a record came from: table and row in the file.
pub(super) type Origin = (usize, u64);

/// The record that a row of a repeat belongs to.
fn root(key: &str) -> &str {
    key.split('/').next().unwrap_or_default()
}

/// `…/vehicle[2]` → 2.
fn number(key: &str) -> Option<u64> {
    key.strip_suffix(']')?.rsplit_once('[')?.1.parse().ok()
}

/// The record of the last row, and from where to where rows are missing.
type Passed = (String, Vec<(String, Option<String>)>);

fn open_gap((last, gaps): &mut Passed, from: Option<&str>) {
    gaps.push((from.unwrap_or(last.as_str()).to_owned(), None));
}

impl Repeats {
    /// Reads the tables of repeats. `tables` has for each table of the schema its file, where there is one.
    pub(super) fn read(tables: &mut [Option<LooseTable<'_>>]) -> Result<Self, Error> {
        let mut repeats = Self {
            rows: tables.iter().map(|_| BTreeMap::new()).collect(),
            ..Self::default()
        };
        for (index, table) in tables.iter_mut().enumerate().skip(1) {
            if let Some(table) = table {
                repeats.read_table(index, table)?;
            }
        }
        Ok(repeats)
    }

    fn read_table(&mut self, index: usize, table: &mut LooseTable<'_>) -> Result<(), Error> {
        let (key_place, parent_place) = (table.place(Role::Key), table.place(Role::ParentKey));
        let mut rows: BTreeMap<String, Vec<RepeatRow>> = BTreeMap::new();
        let mut keys = BTreeSet::new();
        let mut is_ordered = true;
        let mut lost: Vec<String> = Vec::new();
        // The record of the last row, and the gaps behind rows that nobody can place.
        let passed = RefCell::new(Passed::default());
        let take = |row: &mut super::table::Row<'_, '_>| {
            let parent = row.text(parent_place).to_owned();
            if parent.is_empty() {
                return Err(RowStop::Fault((parent_place, Fault::Key)));
            }
            let key = row.text(key_place).to_owned();
            if !key.is_empty() && !keys.insert(key.clone()) {
                return Err(RowStop::Fault((key_place, Fault::Key)));
            }
            let mut cells = Vec::new();
            row.pack(&mut cells)?;
            let (last, gaps) = &mut *passed.borrow_mut();
            is_ordered &= last.as_str() <= root(&parent);
            root(&parent).clone_into(last);
            for (_, end) in gaps.iter_mut().filter(|(_, end)| end.is_none()) {
                *end = Some(last.clone());
            }
            rows.entry(parent).or_default().push(RepeatRow {
                number: number(&key),
                key,
                row: row.number,
                cells,
            });
            Ok(())
        };
        let aside = |row: &Line<'_>, fault: &Fault| {
            let parent = parent_place.and_then(|place| row.get(place)).unwrap_or_default();
            // The last cell of a line that breaks off may be half of one.
            let is_whole = parent_place.is_some_and(|place| place + 1 < row.len());
            match fault {
                Fault::Quotes | Fault::Cells { .. } => open_gap(&mut passed.borrow_mut(), None),
                Fault::CutShort => open_gap(&mut passed.borrow_mut(), Some(root(parent)).filter(|_| is_whole)),
                _ if parent.trim().is_empty() => open_gap(&mut passed.borrow_mut(), None),
                _ => lost.push(root(parent.trim()).to_owned()),
            }
        };
        table.rows(take, aside)?;
        self.torn.extend(lost);
        let (_, gaps) = passed.into_inner();
        for (from, to) in gaps {
            // Without an order a gap may be anybody's.
            self.torn_between.push(if is_ordered { (from, to) } else { (String::new(), None) });
        }
        if let Some(place) = self.rows.get_mut(index) {
            *place = rows;
        }
        Ok(())
    }

    /// Appends the rows of a record, packed, and tells where each came from, table by table.
    pub(super) fn append(&mut self, key: &str, released: &Released, out: &mut Vec<u8>) -> Result<Vec<Vec<Origin>>, RowStop> {
        let is_torn = |(from, to): &(String, Option<String>)| key >= from.as_str() && to.as_ref().is_none_or(|to| key <= to.as_str());
        if self.torn.contains(key) || self.torn_between.iter().any(is_torn) {
            return Err(whole_row(Fault::Incomplete));
        }
        let mut keys: Vec<Vec<String>> = vec![vec![key.to_owned()]];
        let mut origins = vec![Vec::new()];
        for (index, table) in released.schema.tables.iter().enumerate().skip(1) {
            let parents = table.parent.and_then(|parent| keys.get(parent)).cloned().unwrap_or_default();
            let mut found: Vec<(usize, RepeatRow)> = Vec::new();
            for (above, parent) in parents.iter().enumerate() {
                let rows = self.rows.get_mut(index).and_then(|rows| rows.remove(parent)).unwrap_or_default();
                found.extend(rows.into_iter().map(|row| (above, row)));
            }
            found.sort_by_key(|(above, row)| (*above, row.number, row.row));
            if !is_whole(&found) {
                self.refused.extend(found.iter().map(|(_, row)| (index, row.row)));
                self.refuse(&origins);
                return Err(whole_row(Fault::Incomplete));
            }
            varint::write(out, found.len() as u64);
            let mut own = Vec::with_capacity(found.len());
            let mut came_from = Vec::with_capacity(found.len());
            for (above, row) in found {
                varint::write(out, above as u64);
                out.extend_from_slice(&row.cells);
                came_from.push((index, row.row));
                own.push(row.key);
            }
            keys.push(own);
            origins.push(came_from);
        }
        Ok(origins)
    }

    /// Gives rows back: their record was set aside.
    pub(super) fn refuse(&mut self, origins: &[Vec<Origin>]) {
        self.refused.extend(origins.iter().flatten());
    }

    /// The rows that no record took, as places in their files.
    pub(super) fn left(&self) -> Vec<Origin> {
        let tables = self.rows.iter().enumerate();
        let left = tables.flat_map(|(index, rows)| rows.values().flatten().map(move |row| (index, row.row)));
        let mut left: Vec<Origin> = left.chain(self.refused.iter().copied()).collect();
        left.sort_unstable();
        left
    }
}

/// Whether the rows under each row above are numbered without a gap.
fn is_whole(found: &[(usize, RepeatRow)]) -> bool {
    let mut siblings = found.chunk_by(|(one, _), (other, _)| one == other);
    siblings.all(|rows| {
        rows.iter()
            .zip(1..)
            .all(|((_, row), place)| row.number.is_none_or(|number| number == place))
    })
}
