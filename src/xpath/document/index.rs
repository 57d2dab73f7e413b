//! Equality indices: which children have a given value in a given field, for `item[code = 'x']` on long lists.

/// The indices made so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Cache {}

impl Cache {
    /// Drops all of them, because the document changes.
    pub(super) fn forget(&mut self) {}
}
