//! The receipt: what a master says to the laptops about what has arrived.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::signing::{SigningSecret, is_signed_by};

const FORMAT: &str = "phieu-receipt";
const FORMAT_VERSION: u32 = 1;

/// What has arrived, by workspace. A key says nothing to whoever did not make it, so one receipt serves all laptops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    format: String,
    format_version: u32,
    /// The campaign's name.
    pub campaign: String,
    /// Whether the master is for training.
    pub training: bool,
    /// The master's fingerprint.
    pub master: String,
    /// By workspace fingerprint: the highest revision of each key.
    pub arrived: BTreeMap<String, BTreeMap<String, u32>>,
    /// The Ed25519 public key that checks the signature, hexadecimal.
    pub signer: String,
}

/// Why a receipt is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiptError {
    /// Some other file.
    #[error("not a receipt of a master")]
    NotAReceipt,
    /// Made by a later program.
    #[error("the receipt has format {0}, newer than this program reads: update the program")]
    TooNew(u32),
    /// Changed after signing.
    #[error("the receipt was changed after it was signed")]
    SignatureWrong,
}

impl Receipt {
    /// A receipt of this master.
    pub fn new(
        campaign: String,
        is_training: bool,
        master: String,
        arrived: BTreeMap<String, BTreeMap<String, u32>>,
        secret: &SigningSecret,
    ) -> Self {
        Self {
            format: FORMAT.to_owned(),
            format_version: FORMAT_VERSION,
            campaign,
            training: is_training,
            master,
            arrived,
            signer: secret.public(),
        }
    }

    /// The signed file.
    pub fn sign(&self, secret: &SigningSecret) -> serde_json::Result<Vec<u8>> {
        secret.sign_json(self)
    }

    /// Reads a signed file.
    pub fn read(bytes: &[u8]) -> Result<Self, ReceiptError> {
        #[derive(Deserialize)]
        struct Head {
            format: String,
            format_version: u32,
        }
        let head: Head = serde_json::from_slice(bytes).map_err(|_not_ours| ReceiptError::NotAReceipt)?;
        if head.format != FORMAT {
            return Err(ReceiptError::NotAReceipt);
        }
        if head.format_version > FORMAT_VERSION {
            return Err(ReceiptError::TooNew(head.format_version));
        }
        let receipt: Self = serde_json::from_slice(bytes).map_err(|_not_ours| ReceiptError::NotAReceipt)?;
        is_signed_by(bytes, &receipt.signer)
            .then_some(receipt)
            .ok_or(ReceiptError::SignatureWrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_read_as_it_was_signed() {
        let secret = SigningSecret::from_bytes(&[5; 32]);
        let arrived = BTreeMap::from([("w1".to_owned(), BTreeMap::from([("k1".to_owned(), 2)]))]);
        let receipt = Receipt::new("2026".to_owned(), false, "m".to_owned(), arrived, &secret);
        let bytes = receipt.sign(&secret).unwrap();
        assert_eq!(Receipt::read(&bytes).unwrap(), receipt);
        let changed = String::from_utf8(bytes.clone()).unwrap().replace("\"k1\": 2", "\"k1\": 3");
        assert_eq!(Receipt::read(changed.as_bytes()), Err(ReceiptError::SignatureWrong));
        assert_eq!(Receipt::read(b"{}"), Err(ReceiptError::NotAReceipt));
        let later = String::from_utf8(bytes)
            .unwrap()
            .replace("\"format_version\": 1", "\"format_version\": 9");
        assert_eq!(Receipt::read(later.as_bytes()), Err(ReceiptError::TooNew(9)));
    }
}
