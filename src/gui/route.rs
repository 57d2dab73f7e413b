//! Which screen is shown.

/// A screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Route {
    /// Which workspace?
    #[default]
    Start,
    /// What is there to do in the open workspace.
    Home,
    /// An interview: consent, questions, review.
    Interview,
    /// It is complete.
    Finished,
    /// The finished records: corrections and withdrawals.
    Records,
    /// What leaves, and the package.
    Export,
    /// Packages into the master.
    Merge,
    /// The numbers.
    Index,
}

impl Route {
    /// Whether it belongs to the coordinator's desk.
    pub fn is_desk(self) -> bool {
        matches!(self, Self::Merge | Self::Index)
    }
}
