//! The files that a form names: choice lists, pictures, sounds. The form layer reads them through this door alone.

use std::collections::BTreeMap;

/// Where a form's attached files come from.
pub trait Attachments {
    /// The bytes of the file of this name (no folders), or `None` when it is not there.
    fn bytes(&self, file_name: &str) -> Option<Vec<u8>>;
}

/// No attached files.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoAttachments;

impl Attachments for NoAttachments {
    fn bytes(&self, _file_name: &str) -> Option<Vec<u8>> {
        None
    }
}

impl Attachments for BTreeMap<String, Vec<u8>> {
    fn bytes(&self, file_name: &str) -> Option<Vec<u8>> {
        self.get(file_name).cloned()
    }
}
