//! What of a workbook is damaged: told so that its author knows where to look, whichever library found it.

use calamine::{XlsError, XlsxError};

use super::Unreadable;

/// Where a file that says it is a workbook cannot be taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Damage {
    /// What is packed in it cannot be unpacked.
    Packing,
    /// A part without which there is no workbook is not there; its name in the archive.
    MissingPart(String),
    /// A sheet of this name is not there, breaks off or holds what no sheet may.
    Sheet(String),
    /// What all sheets share: the list of them, their texts, their formats.
    Frame,
    /// Its parts contradict one another.
    Contradiction,
    /// A table in a text file, from this line on; 1-based.
    Line(u64),
}

impl From<Damage> for Unreadable {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage)
    }
}

impl Unreadable {
    /// What keeps a workbook of today from being opened.
    pub(super) fn opening(error: XlsxError) -> Self {
        match error {
            XlsxError::Password => Self::Locked,
            XlsxError::FileNotFound(part) => Damage::MissingPart(part).into(),
            XlsxError::Zip(_) | XlsxError::Io(_) => Damage::Packing.into(),
            _ => Damage::Frame.into(),
        }
    }

    /// What keeps a workbook of Excel 97 from being opened.
    pub(super) fn opening_old(error: XlsError) -> Self {
        match error {
            XlsError::Password => Self::Locked,
            XlsError::Cfb(_) | XlsError::Io(_) => Damage::Packing.into(),
            _ => Damage::Frame.into(),
        }
    }
}
