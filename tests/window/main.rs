//! The window, used the way people use it: every story starts from a workspace file, presses what a screen reader would announce, and
//! ends by reading the file back.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a step of a story that cannot be taken fails the test, which is right"
)]

mod answers;
mod desk;
mod frames;
mod home;
mod interview;
mod pages;
mod person;
mod publish;
mod start;
