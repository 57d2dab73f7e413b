//! The program from outside: each module tells stories about one job, all in one binary so that it is linked once.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a story that cannot be told fails its test, which is right"
)]

mod attackers;
mod chain;
mod collect;
mod command_line;
mod convert;
mod desk;
mod disclosure;
mod entities;
mod index_sheet;
mod loose;
mod loose_matrix;
mod package;
mod publish;
mod readme;
mod round;
mod run;
mod sipas;
mod specification;
mod store;
mod tables;
mod training;
mod versions;
