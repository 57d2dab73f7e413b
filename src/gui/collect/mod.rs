//! In the field: home, consent, questions, review, finished.

pub mod answer;
pub mod consent;
pub mod contact;
pub mod digits;
pub mod draft;
pub mod entry;
pub mod find;
pub mod finished;
pub mod home;
pub mod keys;
pub mod matrix;
pub mod missing;
pub mod more;
pub mod outline;
pub mod place;
pub mod question;
pub mod records;
pub mod review;
pub mod screen;
pub mod sidebar;

pub use screen::InterviewScreen;
