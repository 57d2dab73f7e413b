//! How a version lies in a chunk: its head (key, revision, content, instrument), then the packages that it was seen in.
//!
//! A staged row is the same head with one sighting that does not know its package yet, so merging a record that the master does not have
//! copies bytes.

use super::version::Content;
use super::{PackageId, VersionHash};
use crate::dataset::{Damaged, varint};
use crate::store::{Error, Result};

/// First byte of a content.
mod tag {
    pub(super) const TOMBSTONE: u8 = 0;
    pub(super) const BODY: u8 = 1;
    pub(super) const ERASED: u8 = 2;
}

/// What a sighting says beside the content, as flags.
mod side {
    pub(super) const HAS_SURVEYOR: u8 = 1;
    pub(super) const HAS_MINUTES: u8 = 2;
}

/// Everything about a version but the packages that it was seen in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head<'a> {
    pub(super) key: &'a str,
    pub(super) revision: u32,
    pub(super) content: Content<'a>,
    pub(super) instrument: i64,
}

/// What a package says of a version beside its content. Where packages differ, the greatest counts, so that order cannot matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Side<'a> {
    pub(super) week: &'a str,
    pub(super) surveyor: Option<&'a str>,
    pub(super) minutes: Option<u32>,
}

/// A package that showed a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sighting<'a> {
    pub(super) package: PackageId,
    pub(super) side: Side<'a>,
}

/// A version in a chunk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) head: Head<'a>,
    count: u64,
    /// The sightings, one behind the other.
    sightings: &'a [u8],
}

impl<'a> Side<'a> {
    /// The greatest of each.
    pub(super) fn raised(self, other: Self) -> Self {
        Self {
            week: self.week.max(other.week),
            surveyor: self.surveyor.max(other.surveyor),
            minutes: self.minutes.max(other.minutes),
        }
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let has_surveyor = if self.surveyor.is_some() { side::HAS_SURVEYOR } else { 0 };
        let has_minutes = if self.minutes.is_some() { side::HAS_MINUTES } else { 0 };
        out.push(has_surveyor | has_minutes);
        varint::write_bytes(out, self.week.as_bytes());
        if let Some(surveyor) = self.surveyor {
            varint::write_bytes(out, surveyor.as_bytes());
        }
        if let Some(minutes) = self.minutes {
            varint::write(out, u64::from(minutes));
        }
    }

    pub(super) fn read(rest: &mut &'a [u8]) -> Result<Self> {
        let flags = byte(rest)?;
        let week = varint::read_text(rest).map_err(damaged)?;
        let surveyor = match flags & side::HAS_SURVEYOR {
            0 => None,
            _ => Some(varint::read_text(rest).map_err(damaged)?),
        };
        let minutes = match flags & side::HAS_MINUTES {
            0 => None,
            _ => Some(small(rest)?),
        };
        Ok(Self { week, surveyor, minutes })
    }
}

impl<'a> Head<'a> {
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        varint::write_bytes(out, self.key.as_bytes());
        varint::write(out, u64::from(self.revision));
        match self.content {
            Content::Tombstone => out.push(tag::TOMBSTONE),
            Content::Body(body) => {
                out.push(tag::BODY);
                varint::write_bytes(out, body);
            }
            Content::Erased(VersionHash(hash)) => {
                out.push(tag::ERASED);
                out.extend_from_slice(&hash);
            }
        }
        varint::write(out, self.instrument as u64);
    }

    pub(super) fn read(rest: &mut &'a [u8]) -> Result<Self> {
        let key = varint::read_text(rest).map_err(damaged)?;
        let revision = small(rest)?;
        let content = match byte(rest)? {
            tag::TOMBSTONE => Content::Tombstone,
            tag::BODY => Content::Body(varint::read_bytes(rest).map_err(damaged)?),
            tag::ERASED => {
                let (hash, left) = rest.split_first_chunk().ok_or_else(torn)?;
                *rest = left;
                Content::Erased(VersionHash(*hash))
            }
            _ => return Err(torn()),
        };
        let instrument = varint::read(rest).map_err(damaged)? as i64;
        Ok(Self {
            key,
            revision,
            content,
            instrument,
        })
    }

    pub(super) fn hash(&self) -> VersionHash {
        self.content.hash(self.key, self.revision)
    }
}

impl<'a> Row<'a> {
    pub(super) fn read(rest: &mut &'a [u8]) -> Result<Self> {
        let head = Head::read(rest)?;
        let count = varint::read(rest).map_err(damaged)?;
        let before = *rest;
        for _ in 0..count {
            Sighting::read(rest)?;
        }
        let length = before.len() - rest.len();
        Ok(Self {
            head,
            count,
            sightings: before.get(..length).unwrap_or_default(),
        })
    }

    pub(super) fn write(head: &Head<'_>, sightings: &[Sighting<'_>], out: &mut Vec<u8>) {
        head.write(out);
        varint::write(out, sightings.len() as u64);
        for sighting in sightings {
            sighting.write(out);
        }
    }

    /// Where it was seen, by package.
    pub(super) fn sightings(&self) -> Result<Vec<Sighting<'a>>> {
        let mut rest = self.sightings;
        (0..self.count).map(|_| Sighting::read(&mut rest)).collect()
    }

    /// What its sightings say together.
    pub(super) fn side(&self) -> Result<Side<'a>> {
        let mut rest = self.sightings;
        let mut side = Side::default();
        for _ in 0..self.count {
            side = side.raised(Sighting::read(&mut rest)?.side);
        }
        Ok(side)
    }
}

impl<'a> Sighting<'a> {
    fn write(&self, out: &mut Vec<u8>) {
        varint::write(out, self.package.0 as u64);
        self.side.write(out);
    }

    fn read(rest: &mut &'a [u8]) -> Result<Self> {
        Ok(Self {
            package: PackageId(varint::read(rest).map_err(damaged)? as i64),
            side: Side::read(rest)?,
        })
    }
}

fn byte(rest: &mut &[u8]) -> Result<u8> {
    let (&byte, left) = rest.split_first().ok_or_else(torn)?;
    *rest = left;
    Ok(byte)
}

fn small(rest: &mut &[u8]) -> Result<u32> {
    u32::try_from(varint::read(rest).map_err(damaged)?).map_err(|_too_large| torn())
}

fn torn() -> Error {
    Error::Unreadable("a chunk of records".to_owned())
}

fn damaged(error: Damaged) -> Error {
    Error::Unreadable(format!("a chunk of records: {error}"))
}
