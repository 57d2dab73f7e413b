//! What a version is: key, revision and content; and the hash that says whether two are the same.

/// What makes a version this version: BLAKE3 over key, revision and body, each with its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionHash(pub [u8; 32]);

impl VersionHash {
    /// The hash of a version; a tombstone has no body, which is not the same as an empty one.
    pub fn of(key: &str, revision: u32, body: Option<&[u8]>) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("phieu 2026 record version");
        hasher
            .update(&(key.len() as u64).to_le_bytes())
            .update(key.as_bytes())
            .update(&revision.to_le_bytes());
        match body {
            Some(body) => hasher.update(&[1]).update(&(body.len() as u64).to_le_bytes()).update(body),
            None => hasher.update(&[0]),
        };
        Self(*hasher.finalize().as_bytes())
    }

    pub(in crate::store) fn hex(&self) -> String {
        hex::encode(self.0)
    }
}

impl std::fmt::Display for VersionHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.hex())
    }
}

/// What a version holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content<'a> {
    /// Answers, packed.
    Body(&'a [u8]),
    /// The record was withdrawn.
    Tombstone,
    /// Answers that a withdrawal took away: only what they hashed to is left, so that the union stays the same.
    Erased(VersionHash),
}

impl<'a> Content<'a> {
    pub(super) fn body(self) -> Option<&'a [u8]> {
        match self {
            Self::Body(body) => Some(body),
            Self::Tombstone | Self::Erased(_) => None,
        }
    }

    pub(super) fn hash(self, key: &str, revision: u32) -> VersionHash {
        match self {
            Self::Body(body) => VersionHash::of(key, revision, Some(body)),
            Self::Tombstone => VersionHash::of(key, revision, None),
            Self::Erased(hash) => hash,
        }
    }

    /// Whether two contents at one revision of a record are the same. Nothing is hashed unless one of them is gone.
    pub(super) fn is_same(self, other: Self, key: &str, revision: u32) -> bool {
        match (self, other) {
            (Self::Body(one), Self::Body(other)) => one == other,
            (Self::Tombstone, Self::Tombstone) => true,
            (Self::Body(_), Self::Tombstone) | (Self::Tombstone, Self::Body(_)) => false,
            _ => self.hash(key, revision) == other.hash(key, revision),
        }
    }
}
