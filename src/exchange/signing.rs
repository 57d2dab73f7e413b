//! Signatures: who wrote a file, and that nobody changed it since.
//!
//! A signed file is JSON whose last member is `signature`. What is signed is the file without that member, byte for byte, so a reader
//! needs no rule for writing JSON.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::Serialize;

/// A workspace's or a master's secret for signing.
#[derive(Clone)]
pub struct SigningSecret(SigningKey);

impl SigningSecret {
    /// From 32 secret bytes.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(bytes))
    }

    /// The key that checks its signatures, hexadecimal.
    pub fn public(&self) -> String {
        hex::encode(self.0.verifying_key().to_bytes())
    }

    /// Writes a value as signed JSON. `value` must serialise to an object that is not empty.
    pub fn sign_json(&self, value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
        let unsigned = unsigned_json(value)?;
        let signature = hex::encode(self.0.sign(&unsigned).to_bytes());
        let mut signed = unsigned;
        signed.truncate(signed.len() - END.len());
        signed.extend_from_slice(format!("{BEFORE}{signature}{AFTER}").as_bytes());
        Ok(signed)
    }
}

impl std::fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SigningSecret").field(&self.public()).finish()
    }
}

/// How an unsigned file ends.
const END: &str = "\n}\n";
const BEFORE: &str = ",\n  \"signature\": \"";
const AFTER: &str = "\"\n}\n";
/// Hexadecimal digits of a signature.
const DIGITS: usize = 128;

fn unsigned_json(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Whether a signed file bears the signature of this public key (hexadecimal).
pub fn is_signed_by(signed: &[u8], public: &str) -> bool {
    check(signed, public).is_some()
}

fn check(signed: &[u8], public: &str) -> Option<()> {
    let body_length = signed.len().checked_sub(BEFORE.len() + DIGITS + AFTER.len())?;
    let (body, tail) = signed.split_at_checked(body_length)?;
    let digits = tail.strip_prefix(BEFORE.as_bytes())?.strip_suffix(AFTER.as_bytes())?;
    let signature = Signature::from_slice(&lower_hex(digits)?).ok()?;
    let key: [u8; 32] = lower_hex(public.as_bytes())?.try_into().ok()?;
    let mut unsigned = body.to_vec();
    unsigned.extend_from_slice(END.as_bytes());
    VerifyingKey::from_bytes(&key).ok()?.verify_strict(&unsigned, &signature).ok()
}

/// Bytes written the one way that [`hex::encode`] writes them, so that a key has one name.
fn lower_hex(digits: &[u8]) -> Option<Vec<u8>> {
    let is_lower = digits.iter().all(|digit| !digit.is_ascii_uppercase());
    is_lower.then(|| hex::decode(digits).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Note {
        text: &'static str,
        signer: String,
    }

    fn signed() -> (Vec<u8>, String) {
        let secret = SigningSecret::from_bytes(&[7; 32]);
        let note = Note {
            text: "quận Ba Đình",
            signer: secret.public(),
        };
        (secret.sign_json(&note).unwrap(), secret.public())
    }

    #[test]
    fn a_signed_file_is_json_and_bears_its_signature() {
        let (bytes, public) = signed();
        let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(json["text"], "quận Ba Đình");
        assert_eq!(json["signature"].as_str().unwrap().len(), DIGITS);
        assert!(is_signed_by(&bytes, &public));
    }

    #[test]
    fn no_byte_can_change() {
        let (bytes, public) = signed();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            *changed.get_mut(at).unwrap() ^= 1;
            assert!(!is_signed_by(&changed, &public), "byte {at}");
        }
        for length in 0..bytes.len() {
            assert!(!is_signed_by(bytes.get(..length).unwrap(), &public), "{length} bytes");
        }
        assert!(!is_signed_by(&bytes, &SigningSecret::from_bytes(&[8; 32]).public()));
    }

    #[test]
    fn the_same_content_gives_the_same_bytes() {
        assert_eq!(signed(), signed());
    }
}
