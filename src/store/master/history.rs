//! Every version of a record that counts, older ones too: a server that has the older one is sent what replaces it.

use super::current::{Standing, standing};
use crate::store::{Error, Result, Workspace};

/// A version of a merged record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergedVersion<'a> {
    /// The record's key.
    pub key: &'a str,
    /// Its revision.
    pub revision: u32,
    /// Whether it is the current one.
    pub is_newest: bool,
    /// The packed record, in the released schema.
    pub body: &'a [u8],
    /// ISO week of finishing.
    pub week: &'a str,
    /// The surveyor's code, where a sealed package brought it.
    pub surveyor: Option<&'a str>,
    /// Length of the interview, likewise.
    pub minutes: Option<u32>,
}

impl Workspace {
    /// Hands over the versions of an instrument's records, by key, the oldest first. Records in conflict or withdrawn are left out, and so is
    /// a former revision with more than one content.
    pub fn for_each_merged_version<E: From<Error>>(
        &self,
        instrument: &str,
        mut take: impl FnMut(MergedVersion<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let instrument = self.instrument_row(instrument)?;
        self.for_each_record(|rows| {
            let (Standing::Current(newest), _) = standing(rows) else {
                return Ok(());
            };
            for row in rows {
                let head = row.head;
                let is_alone = rows.iter().filter(|other| other.head.revision == head.revision).count() == 1;
                let Some(body) = head.content.body().filter(|_| is_alone && head.instrument == instrument) else {
                    continue;
                };
                let side = row.side()?;
                take(MergedVersion {
                    key: head.key,
                    revision: head.revision,
                    is_newest: head.revision == newest.head.revision,
                    body,
                    week: side.week,
                    surveyor: side.surveyor,
                    minutes: side.minutes,
                })?;
            }
            Ok(())
        })
    }
}
