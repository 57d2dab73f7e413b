//! In the field: home, consent, questions, review, finished.

pub mod answer;
pub mod answers;
pub mod attached;
pub mod bars;
pub mod consent;
pub mod contact;
pub mod digits;
pub mod draft;
pub mod enlarged;
pub mod entry;
pub mod find;
pub mod finished;
pub mod home;
pub mod keys;
pub mod label;
pub mod matrix;
pub mod missing;
pub mod names;
pub mod outline;
pub mod page;
pub mod place;
pub mod question;
pub mod ranking;
pub mod records;
pub mod removal;
pub mod repeats;
pub mod review;
pub mod screen;
pub mod scroll;
pub mod sidebar;
pub mod steps;
pub mod table;
pub mod widths;

pub use screen::InterviewScreen;
