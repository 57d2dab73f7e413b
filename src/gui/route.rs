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
    /// Records with two contents, and near duplicates.
    Conflicts,
    /// What was planned, done and refused.
    Work,
    /// What deserves a look.
    Quality,
    /// The records as rows.
    Grid,
    /// The answers to each question.
    Tables,
    /// Choices of older versions, units of the old epoch.
    Versions,
    /// The numbers.
    Index,
    /// What is let out to strangers.
    Publish,
}

impl Route {
    /// Whether it belongs to the coordinator's desk.
    pub fn is_desk(self) -> bool {
        matches!(self, Self::Merge | Self::Conflicts | Self::Index | Self::Publish) || self.needs_material()
    }

    /// Whether it shows the records of a form.
    pub fn needs_material(self) -> bool {
        matches!(self, Self::Work | Self::Quality | Self::Grid | Self::Tables | Self::Versions)
    }
}
