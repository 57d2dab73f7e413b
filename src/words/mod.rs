//! What the program says and how it writes: the catalogue in Vietnamese and English, numbers, dates, order and search.
//!
//! Every sentence that a user sees is a message of `assets/words/<language>/<area>.ftl`; the code names its key. The layer reads no
//! file, no clock and no environment.

mod catalogue;
mod fold;
mod lang;
mod order;
mod progress;
mod writing;

pub use catalogue::{Argument, Words};
pub use fold::{fold, fold_tones};
pub use lang::Lang;
pub use order::compare;
pub use progress::{Progress, Silent};
pub use writing::{date, decimal, integer};
