//! How long work tells how far it is and learns that nobody wants it any more.

/// Told by work that takes more than a moment.
pub trait Progress: Sync {
    /// `done` of `total` steps; a `total` of 0 means that nobody knows it yet.
    fn step(&self, done: u64, total: u64);

    /// Whether the work is to stop at the next safe place and leave everything as it was.
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// Nobody is watching.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _done: u64, _total: u64) {}
}
