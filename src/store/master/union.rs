//! The union over one record: every version seen, each with every package that showed it, answers erased below a withdrawal.

use super::row::{Head, Row, Sighting};
use super::version::Content;
use crate::store::Result;

/// The versions of one record.
#[derive(Debug, Default)]
pub(super) struct Union<'a> {
    /// By revision, then by hash once [`finish`](Self::finish) has run.
    versions: Vec<(Head<'a>, Vec<Sighting<'a>>)>,
    /// Versions that were not there before.
    pub(super) added: u64,
}

impl<'a> Union<'a> {
    /// What the master has.
    pub(super) fn of(rows: &[Row<'a>]) -> Result<Self> {
        let versions = rows.iter().map(|row| Ok((row.head, row.sightings()?)));
        Ok(Self {
            versions: versions.collect::<Result<_>>()?,
            added: 0,
        })
    }

    /// A package shows a version. Tells whether it is the first time that this package does.
    pub(super) fn see(&mut self, head: Head<'a>, sighting: Sighting<'a>) -> bool {
        let known = self
            .versions
            .iter_mut()
            .find(|(known, _)| known.revision == head.revision && known.content.is_same(head.content, head.key, head.revision));
        let Some((known, sightings)) = known else {
            self.versions.push((head, vec![sighting]));
            self.added += 1;
            return true;
        };
        // Content that was lost to a withdrawal which was taken back since is there again.
        if let (Content::Erased(_), Content::Body(_)) = (known.content, head.content) {
            known.content = head.content;
        }
        if let Some(again) = sightings.iter_mut().find(|known| known.package == sighting.package) {
            again.side = again.side.raised(sighting.side);
            return false;
        }
        sightings.push(sighting);
        true
    }

    /// Drops what the packages showed, and the versions that nobody else has shown. Tells whether there was anything.
    pub(super) fn forget(&mut self, is_gone: impl Fn(&Sighting<'_>) -> bool) -> bool {
        let mut is_changed = false;
        self.versions.retain_mut(|(_, sightings)| {
            let before = sightings.len();
            sightings.retain(|sighting| !is_gone(sighting));
            is_changed |= sightings.len() < before;
            !sightings.is_empty()
        });
        is_changed
    }

    /// Whether nobody has shown any version.
    pub(super) fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }

    /// Erases what is withdrawn and appends the rows, in their order, to a chunk; hands over the versions.
    pub(super) fn finish(mut self, out: &mut Vec<u8>) -> Vec<(Head<'a>, Vec<Sighting<'a>>)> {
        let withdrawn = self.versions.iter().filter(|(head, _)| head.content == Content::Tombstone);
        let withdrawn = withdrawn.map(|(head, _)| head.revision).max();
        for (head, sightings) in &mut self.versions {
            if head.content.body().is_some() && withdrawn >= Some(head.revision) {
                head.content = Content::Erased(head.hash());
            }
            sightings.sort_by_key(|sighting| sighting.package);
        }
        self.versions.sort_by(|(one, _), (other, _)| {
            let by_revision = one.revision.cmp(&other.revision);
            by_revision.then_with(|| one.hash().cmp(&other.hash()))
        });
        for (head, sightings) in &self.versions {
            Row::write(head, sightings, out);
        }
        self.versions
    }
}
