//! Which letters the bytes of a file mean: UTF-8 with or without its mark, UTF-16, else the code page of old Vietnamese programs.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1258};
use serde::Serialize;
use unicode_normalization::UnicodeNormalization as _;

/// How a file was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// As it should be.
    Utf8,
    /// As Excel writes "Unicode text".
    Utf16,
    /// As programs before Unicode wrote Vietnamese: letters and tone marks apart.
    Windows1258,
}

/// The text without a mark in front. What means nothing in its encoding is U+FFFD.
pub(super) fn decode(bytes: &[u8]) -> (Encoding, Cow<'_, str>) {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return (Encoding::Utf8, utf8(rest));
    }
    for (mark, encoding) in [(b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let (text, _) = encoding.decode_without_bom_handling(rest);
            return (Encoding::Utf16, text);
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Encoding::Utf8, Cow::Borrowed(text));
    }
    if is_damaged_utf8(bytes) {
        return (Encoding::Utf8, utf8(bytes));
    }
    let (text, _) = WINDOWS_1258.decode_without_bom_handling(bytes);
    (Encoding::Windows1258, Cow::Owned(text.nfc().collect()))
}

/// Text that is UTF-8, as it should be or damaged.
fn utf8(bytes: &[u8]) -> Cow<'_, str> {
    // Nearly always it is whole, and looked through faster so.
    std::str::from_utf8(bytes).map_or_else(|_damaged| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// Whether a letter of a text was lost: it stands for bytes that mean nothing.
pub(super) fn has_lost_byte(text: &str) -> bool {
    // Few letters begin with its first byte, which is quickly looked for.
    memchr::memchr(0xEF, text.as_bytes()).is_some() && text.contains(char::REPLACEMENT_CHARACTER)
}

/// Whether bytes are UTF-8 that lost a few: letters of an old code page hardly ever stand so that they make one of UTF-8.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_gives_the_same_letters() {
        #[track_caller]
        fn case(bytes: &[u8], expected: Encoding) {
            let (encoding, text) = decode(bytes);
            assert_eq!((encoding, text.as_ref()), (expected, "phường"));
        }
        let utf16 = |to_bytes: fn(u16) -> [u8; 2], mark: [u8; 2]| -> Vec<u8> {
            mark.into_iter().chain("phường".encode_utf16().flat_map(to_bytes)).collect()
        };
        case("phường".as_bytes(), Encoding::Utf8);
        case("\u{feff}phường".as_bytes(), Encoding::Utf8);
        case(&utf16(u16::to_le_bytes, [0xFF, 0xFE]), Encoding::Utf16);
        case(&utf16(u16::to_be_bytes, [0xFE, 0xFF]), Encoding::Utf16);
        case(b"ph\xFD\xF5\xCCng", Encoding::Windows1258);
        let (encoding, text) = decode(b"th\xC3\xA0nh ph\xE1\xBB\x91 H\xC3");
        assert_eq!((encoding, text.as_ref()), (Encoding::Utf8, "thành phố H\u{fffd}"), "cut short");
        let (_, text) = decode(b"\xEF\xBB\xBFH\xC3,\xE1\xBB\x91");
        assert_eq!(text, "H\u{fffd},ố", "damaged behind a mark");
        assert!(has_lost_byte(&text) && !has_lost_byte("\u{fb01}"));
    }
}
