//! Phiếu: offline satisfaction polls, from the question asked to the index published.
//!
//! # The way of the data
//!
//! ```text
//! workbook.xlsx ──► Form ──► Interview ──► workspace.phieu ──► export.zip ──► city.phieu ──► tally ──► index
//! XLSForm/XForm   compiled   one filling   SQLite, encrypted   anonymised CSV  merged         counts    scores
//! ```
//!
//! # Layers, lowest first
//!
//! A module uses only modules above it in this table; `tests/architecture.rs` reads the table and holds every import to it.
//!
//! | layer | owns | never touches |
//! |---|---|---|
//! | `words` | the catalogue vi/en, number and date writing, accent folding, collation, the `Progress` callback | I/O |
//! | `xpath` | the expression language: document tree, lexer, parser, evaluator, function table | forms, I/O |
//! | `form` | the questionnaire as designed: model, readers, findings, every sheet kept as cells with places | I/O beyond the reader it is given, clock |
//! | `interview` | one respondent: answers, incremental recalculation, relevance, violations, repeats, navigation, journal events | I/O, clock, chance |
//! | `dataset` | records as flat tables: columns, labels, codebook, linked repeat tables; units with epochs | I/O |
//! | `privacy` | compiles the `privacy` sheet; roles, recodings, pseudonyms; disclosure risk | I/O |
//! | `index` | compiles the `index` sheet; tallies, scoring, index trees, estimates, ranks | I/O |
//! | `instrument` | form + privacy + index tree as one versioned thing with one identity; the built-in ones | I/O |
//! | `store` | the workspace file: the only SQL on it | window, stdout |
//! | `output` | writers: CSV, XLSX; tables and charts described once | window, stdout |
//! | `exchange` | packages: writing, sealing, signing, reading, planning and applying a merge | window, stdout |
//! | `app` | use cases that both front ends call; clock, ids, chance, cancellation | window, stdout |
//! | `cli` | arguments in, text and exit codes out | window |
//! | `gui` | the window: `collect/` in the field and `desk/` for the coordinator | SQL, stdout |
//!
//! # How failure travels
//!
//! What is wrong with a *form* is data: a list of [`form::Finding`]s, each with a kind and a place. What is wrong with an *answer* is
//! data too: a violation beside the question. A *refusal* (wrong passphrase, a damaged package) is an error enum of the layer that
//! refuses, one variant for each thing that the user can do something about; `cli` and `gui` put it into words.

pub mod app;
pub mod cli;
pub mod dataset;
pub mod exchange;
pub mod form;
#[cfg(feature = "gui")]
pub mod gui;
pub mod index;
pub mod instrument;
pub mod interview;
pub mod output;
pub mod privacy;
pub mod store;
pub mod words;
pub mod xpath;
