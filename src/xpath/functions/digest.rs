//! Digests and base64.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{Arguments, Function, Outcome, function};
use crate::xpath::value::Value;

pub(super) const ALL: &[Function] = &[function("digest", 2, 3, digest), function("base64-decode", 1, 1, base64_decode)];

/// Reads base64 with or without its padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    base64::engine::GeneralPurposeConfig::new().with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
);

fn digest<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let text = arguments.text(0)?;
    let algorithm = arguments.text(1)?;
    let bytes = match &*algorithm {
        "MD5" => md5::Md5::digest(text.as_bytes()).to_vec(),
        "SHA-1" => Sha1::digest(text.as_bytes()).to_vec(),
        "SHA-256" => Sha256::digest(text.as_bytes()).to_vec(),
        "SHA-384" => Sha384::digest(text.as_bytes()).to_vec(),
        "SHA-512" => Sha512::digest(text.as_bytes()).to_vec(),
        _ => return Err(arguments.refuse(format!("no digest `{algorithm}`: use MD5, SHA-1, SHA-256, SHA-384 or SHA-512"))),
    };
    let encoding = if arguments.has(2) { arguments.text(2)? } else { "base64".into() };
    match &*encoding {
        "base64" => Ok(Value::from(STANDARD.encode(bytes))),
        "hex" => Ok(Value::from(hex::encode(bytes))),
        _ => Err(arguments.refuse(format!("no encoding `{encoding}`: use base64 or hex"))),
    }
}

/// The text that was encoded; empty when it is no base64, or no UTF-8 was encoded.
fn base64_decode<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let encoded: String = arguments.text(0)?.split_whitespace().collect();
    let text = LENIENT.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    Ok(Value::from(text.unwrap_or_default()))
}
