//! From the passphrase to the key of the file.
//!
//! The key is argon2id(passphrase, salt), and the salt is the first 16 bytes of the file, which SQLCipher keeps in clear. Argon2's cost
//! must be known before anything can be read, so the salt carries it: 12 random bytes, the mark `phi`, and one byte that names the cost.
//! The mark also tells a workspace from any other file, so that "wrong passphrase" is never said of a holiday picture.

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::{Error, Result};

/// How many characters a new passphrase needs.
pub const MINIMUM_PASSPHRASE: usize = 8;

const MARK: [u8; 3] = *b"phi";

/// A passphrase in memory; wiped when dropped. Unicode-normalised, so that every Vietnamese input method gives the same key.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// A passphrase as typed.
    pub fn new(typed: &str) -> Self {
        Self(Zeroizing::new(typed.nfc().collect()))
    }

    /// Whether it is long enough for a new workspace.
    pub fn check(&self) -> Result<()> {
        if self.0.chars().count() < MINIMUM_PASSPHRASE {
            return Err(Error::PassphraseTooShort {
                minimum: MINIMUM_PASSPHRASE,
            });
        }
        Ok(())
    }
}

impl From<&str> for Passphrase {
    fn from(typed: &str) -> Self {
        Self::new(typed)
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

/// What one guess of the passphrase costs. The byte in the salt never changes its meaning: a stronger cost gets a new byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// 64 MiB, three passes: about a quarter of a second on an old laptop.
    Standard,
    /// 1 MiB, one pass: for training workspaces and tests, which hold nothing real.
    Light,
}

impl Cost {
    const fn byte(self) -> u8 {
        match self {
            Self::Standard => b'1',
            Self::Light => b'0',
        }
    }

    const fn of_byte(byte: u8) -> Option<Self> {
        match byte {
            b'1' => Some(Self::Standard),
            b'0' => Some(Self::Light),
            _ => None,
        }
    }

    const fn memory_kib(self) -> u32 {
        match self {
            Self::Standard => 64 * 1024,
            Self::Light => 1024,
        }
    }

    const fn passes(self) -> u32 {
        match self {
            Self::Standard => 3,
            Self::Light => 1,
        }
    }
}

/// The first 16 bytes of a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Salt {
    bytes: [u8; 16],
    cost: Cost,
}

/// What the first 16 bytes of a file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// A workspace.
    Workspace(Salt),
    /// A workspace with a cost that this program does not know.
    NewerCost(u8),
    /// Something else.
    Other,
}

impl Salt {
    /// The salt of a new workspace.
    pub(super) fn new(random: [u8; 12], cost: Cost) -> Self {
        let mut bytes = [0; 16];
        let (head, tail) = bytes.split_at_mut(12);
        head.copy_from_slice(&random);
        tail.copy_from_slice(&[MARK[0], MARK[1], MARK[2], cost.byte()]);
        Self { bytes, cost }
    }

    /// Reads the beginning of a file.
    pub(super) fn read(bytes: [u8; 16]) -> Beginning {
        let [.., m0, m1, m2, cost] = bytes;
        if [m0, m1, m2] != MARK {
            return Beginning::Other;
        }
        match Cost::of_byte(cost) {
            Some(cost) => Beginning::Workspace(Self { bytes, cost }),
            None => Beginning::NewerCost(cost),
        }
    }

    /// The value of `PRAGMA key`: raw key and salt as SQLCipher wants them.
    pub(super) fn pragma_key(&self, passphrase: &Passphrase) -> Result<Zeroizing<String>> {
        let refused = |error: argon2::Error| Error::Key(error.to_string());
        let params = argon2::Params::new(self.cost.memory_kib(), self.cost.passes(), 1, Some(32)).map_err(refused)?;
        let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
        let mut key = Zeroizing::new([0_u8; 32]);
        argon2
            .hash_password_into(passphrase.0.as_bytes(), &self.bytes, key.as_mut())
            .map_err(refused)?;
        let key = Zeroizing::new(hex::encode(key.as_slice()));
        Ok(Zeroizing::new(format!("x'{}{}'", key.as_str(), hex::encode(self.bytes))))
    }
}

#[cfg(test)]
mod tests {
    use super::{Beginning, Cost, Passphrase, Salt};

    #[test]
    fn the_salt_carries_the_cost() {
        for cost in [Cost::Standard, Cost::Light] {
            let salt = Salt::new([7; 12], cost);
            assert_eq!(Salt::read(salt.bytes), Beginning::Workspace(salt));
        }
        let mut future = Salt::new([7; 12], Cost::Light).bytes;
        future[15] = b'9';
        assert_eq!(Salt::read(future), Beginning::NewerCost(b'9'));
        assert_eq!(Salt::read(*b"SQLite format 3\0"), Beginning::Other);
    }

    #[test]
    fn the_key_depends_on_passphrase_and_salt() {
        let salt = Salt::new([7; 12], Cost::Light);
        let key = salt.pragma_key(&"mật khẩu dài".into()).unwrap();
        assert_eq!(key.len(), 3 + 64 + 32);
        assert!(key.ends_with("0707070770686930'"), "the salt ends with the mark and the cost");
        assert_eq!(key, salt.pragma_key(&"mật khẩu dài".into()).unwrap());
        assert_ne!(key, salt.pragma_key(&"mật khẩu dai".into()).unwrap());
        assert_ne!(key, Salt::new([8; 12], Cost::Light).pragma_key(&"mật khẩu dài".into()).unwrap());
        assert_ne!(key, Salt::new([7; 12], Cost::Standard).pragma_key(&"mật khẩu dài".into()).unwrap());
    }

    #[test]
    fn composed_and_decomposed_vietnamese_open_the_same_file() {
        let salt = Salt::new([7; 12], Cost::Light);
        let composed = salt.pragma_key(&"m\u{1ead}t kh\u{1ea9}u".into()).unwrap();
        let decomposed = salt.pragma_key(&"ma\u{302}\u{323}t kha\u{302}\u{309}u".into()).unwrap();
        assert_eq!(composed, decomposed);
    }

    #[test]
    fn a_short_passphrase_is_refused_and_never_printed() {
        assert!(Passphrase::new("bí mật").check().is_err());
        assert!(Passphrase::new("bí mật lớn").check().is_ok());
        assert_eq!(format!("{:?}", Passphrase::new("bí mật lớn")), "Passphrase(…)");
    }
}
