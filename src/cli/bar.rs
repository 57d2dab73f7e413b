//! The progress bar of the terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::words::Progress;

/// A bar that goes away when it is dropped.
pub(super) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    /// A bar with a word beside it; draws nothing unless `is_watched`.
    pub(super) fn new(word: String, is_watched: bool) -> Self {
        let target = if is_watched {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target).with_message(word);
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
            bar.set_style(style);
        }
        Self { bar }
    }
}

impl Progress for Bar {
    fn step(&self, done: u64, total: u64) {
        if total > 0 && self.bar.length() != Some(total) {
            self.bar.set_length(total);
        }
        self.bar.set_position(done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
