//! The window: `collect/` for the surveyor in the field, `desk/` for the coordinator.
//!
//! Each frame runs *logic, then ui*. Screens read what they are shown, remember half-typed text and where the keys are, and send
//! [`command::Command`]s; [`window::Window`] carries these out before the next frame, so an answer is on the disk before the next
//! question shows. Nothing in a `ui` function opens a file, takes a lock, reads the clock or runs longer than a frame: what does is a
//! [`task::Task`].

pub mod collect;
pub mod command;
pub mod contrast;
pub mod desk;
pub mod dialog;
pub mod findings;
pub mod fonts;
pub mod ime;
pub mod menu;
pub mod outside;
pub mod pace;
pub mod pictures;
pub mod practice;
pub mod refusal;
pub mod route;
mod run;
pub mod session;
pub mod start;
pub mod task;
pub mod theme;
pub mod view;
pub mod widgets;
pub mod window;

pub use run::{NoWindow, run, tell_without_a_window};
pub use window::{Request, Window};
