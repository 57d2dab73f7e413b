//! Sealing for the road: an age file that only the holder of the master's key opens, and that any age tool opens in ten years.

use std::io::{Read as _, Write as _};
use std::str::FromStr;

use age::secrecy::ExposeSecret as _;
use age::x25519;
use age::{DecryptError, Decryptor, Encryptor};
use zeroize::Zeroizing;

use super::Refusal;

/// Every age file begins so.
const MAGIC: &[u8] = b"age-encryption.org/";

/// Whom a package is sealed to: `age1…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient(x25519::Recipient);

/// A text that is no recipient.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a recipient (`age1…`, as `phieu key` prints it): `{0}`")]
pub struct NotARecipient(pub String);

impl FromStr for Recipient {
    type Err = NotARecipient;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        x25519::Recipient::from_str(text.trim())
            .map(Self)
            .map_err(|_reason| NotARecipient(text.to_owned()))
    }
}

impl std::fmt::Display for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The secret that opens what is sealed to its recipient. Lives in the master's file alone.
#[derive(Clone)]
pub struct Opener(x25519::Identity);

impl Opener {
    /// A fresh one, from the system's randomness.
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    /// From the text that [`Opener::secret`] gave.
    pub fn from_secret(text: &str) -> Option<Self> {
        x25519::Identity::from_str(text).ok().map(Self)
    }

    /// The text to keep (`AGE-SECRET-KEY-1…`): never shown, never exported.
    pub fn secret(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// Whom to seal to.
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.to_public())
    }
}

impl std::fmt::Debug for Opener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Opener").finish_non_exhaustive()
    }
}

/// Whether these bytes are a sealed file.
pub fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Seals bytes. The result differs each time; what is inside does not.
pub fn seal(bytes: &[u8], recipient: &Recipient) -> std::io::Result<Vec<u8>> {
    let encryptor = Encryptor::with_recipients(std::iter::once(&recipient.0 as _)).map_err(std::io::Error::other)?;
    let mut sealed = Vec::with_capacity(bytes.len() + 1024);
    let mut writer = encryptor.wrap_output(&mut sealed)?;
    writer.write_all(bytes)?;
    writer.finish()?;
    Ok(sealed)
}

/// Opens a sealed file, at most `limit` bytes of it.
pub fn open(sealed: &[u8], opener: &Opener, limit: u64) -> Result<Vec<u8>, Refusal> {
    let decryptor = Decryptor::new_buffered(sealed).map_err(refusal)?;
    let reader = decryptor
        .decrypt(std::iter::once(&opener.0 as &dyn age::Identity))
        .map_err(refusal)?;
    let mut opened = Vec::new();
    reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut opened)
        .map_err(|error| Refusal::Damaged(error.to_string()))?;
    if opened.len() as u64 > limit {
        return Err(Refusal::TooLarge("the sealed file".to_owned()));
    }
    Ok(opened)
}

fn refusal(error: DecryptError) -> Refusal {
    match error {
        DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed | DecryptError::ExcessiveWork { .. } => Refusal::SealedToAnother,
        other => Refusal::Damaged(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_master_opens_what_is_sealed_to_it() {
        let master = Opener::generate();
        let sealed = seal(b"KEY,REVISION\r\n", &master.recipient()).unwrap();
        assert!(is_sealed(&sealed));
        assert_eq!(open(&sealed, &master, 100).unwrap(), b"KEY,REVISION\r\n");
        assert_eq!(open(&sealed, &Opener::generate(), 100), Err(Refusal::SealedToAnother));
        assert!(matches!(open(&sealed, &master, 5), Err(Refusal::TooLarge(_))));
    }

    #[test]
    fn a_sealed_file_that_was_cut_or_changed_is_damaged() {
        let master = Opener::generate();
        let sealed = seal(&[7; 5000], &master.recipient()).unwrap();
        for length in (0..sealed.len()).step_by(97) {
            assert!(open(sealed.get(..length).unwrap(), &master, 9999).is_err(), "{length} bytes");
        }
        for at in (0..sealed.len()).step_by(61) {
            let mut changed = sealed.clone();
            *changed.get_mut(at).unwrap() ^= 1;
            assert!(open(&changed, &master, 9999).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_key_is_kept_and_given_as_text() {
        let master = Opener::generate();
        let again = Opener::from_secret(&master.secret()).unwrap();
        assert_eq!(again.recipient(), master.recipient());
        let text = master.recipient().to_string();
        assert!(text.starts_with("age1"), "{text}");
        assert_eq!(text.parse::<Recipient>().unwrap(), master.recipient());
        assert!("age1nonsense".parse::<Recipient>().is_err());
    }
}
