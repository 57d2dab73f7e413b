//! Taking packages back.

use std::collections::BTreeSet;

use super::PackageId;
use super::chunk::{self, ChunkWriter};
use super::union::Union;
use crate::store::{Result, Workspace};

impl Workspace {
    /// Takes back a merge of packages: their sightings go, and with them the versions that no other package has shown.
    ///
    /// Content that a withdrawal had erased does not come back: the package that held it must be taken back and merged again.
    pub fn undo_packages(&mut self, hashes: &[&str]) -> Result<()> {
        let packages = hashes
            .iter()
            .map(|hash| self.merged_package(hash))
            .collect::<Result<BTreeSet<_>>>()?;
        self.batch(|workspace| {
            for place in chunk::places(&workspace.connection)? {
                workspace.forget_in_chunk(place.id, &packages)?;
            }
            for package in &packages {
                for sql in [
                    "DELETE FROM package_disposition WHERE package = ?1",
                    "DELETE FROM package WHERE id = ?1",
                ] {
                    workspace.connection.prepare_cached(sql)?.execute([package.0])?;
                }
            }
            workspace.connection.execute(
                "DELETE FROM signer WHERE id NOT IN (SELECT signer FROM package WHERE signer IS NOT NULL)",
                [],
            )?;
            Ok(())
        })
    }

    fn forget_in_chunk(&self, id: i64, packages: &BTreeSet<PackageId>) -> Result<()> {
        let bytes = chunk::read(&self.connection, id)?;
        let rows = chunk::rows(&bytes)?;
        let mut writer = ChunkWriter::default();
        let mut is_changed = false;
        for record in chunk::records(&rows) {
            let mut union = Union::of(record)?;
            is_changed |= union.forget(|sighting| packages.contains(&sighting.package));
            if !union.is_empty() {
                union.finish(writer.record());
            }
        }
        if is_changed {
            chunk::replace(&self.connection, Some(id), &writer.finish()?)?;
        }
        Ok(())
    }
}
