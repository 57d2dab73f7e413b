//! Tables that leave: which counts are hidden, so that neither the table's own margins nor other tables give them back.
//!
//! A count from 1 to below the threshold is hidden, margins too; a nought stays, for it describes nobody. Hiding these alone is not enough:
//! what is left and the totals give many of them back. [`protect`] hides as few more counts as it finds until none can be worked out, and
//! [`recovered`] is the audit: what somebody learns who knows the rule and every total. [`Relations`] is the same question over any
//! number of tables at once, by linear programming. [`protect_figures`] does the same for means and shares of a tree. Percentages and answers that give a whole group away are looked at in
//! [`ProtectedTable`].
//!
//! ```
//! use phieu::privacy::tables::{CountTable, TableRule, protect};
//!
//! let table = CountTable::new(
//!     ["Ba Đình", "Hoàn Kiếm", "Tây Hồ"].map(str::to_owned).to_vec(),
//!     ["no", "yes"].map(str::to_owned).to_vec(),
//!     vec![3, 40, 30, 60, 25, 55],
//! )?;
//! let safe = protect(&table, &TableRule::default());
//! let rows: Vec<Vec<Option<u64>>> = (0..3).map(|row| (0..3).map(|column| safe.count(row, column)).collect()).collect();
//! assert_eq!(rows, [
//!     vec![None, None, Some(43)],
//!     vec![Some(30), Some(60), Some(90)],
//!     vec![None, None, Some(80)],
//! ]);
//! assert_eq!((safe.primary(), safe.hidden()), (1, 4));
//! # Ok::<(), phieu::privacy::tables::TableError>(())
//! ```

mod circulation;
mod count;
mod figures;
mod protect;
mod relations;
mod shown;
#[cfg(test)]
mod tests;

pub use circulation::recovered;
pub use count::{CountTable, TableError};
pub use figures::{FigureMask, FigureNode, protect_figures};
pub use protect::protect;
pub use relations::{Relations, Unsolvable};
pub use shown::{GroupDisclosure, ProtectedTable, TableRule};
