//! Loose CSV files, as colleagues send them after opening them in a spreadsheet program.
//!
//! Nothing signs such a file and nothing vouches for its sums, so every row stands alone: it is taken as it is, repaired in a way that
//! leaves no doubt and is told in the report, or set aside with its place and reason. Where two readings of a value are possible, none is
//! chosen. `assets/docs/loose-files.md` lists what is repaired.

mod cell;
mod columns;
mod filled;
mod headline;
mod lines;
mod marks;
mod moment;
mod read;
mod repeats;
mod report;
mod table;
mod text;

pub use columns::{KNOWN_HEADS, Released};
pub use filled::FilledTable;
pub use read::{LooseFile, read};
pub use report::{Fault, LooseReport, Repair, Repaired, SetAside};
pub use table::table_of;
