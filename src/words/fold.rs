//! Two ways to forget accents: all of them for searching, only where the tone mark stands for matching names.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Lower case without accents, `đ` as `d`: what a search compares. It may be typed without accents and still finds.
///
/// ```
/// assert_eq!(phieu::words::fold("Phường Ba Đình"), "phuong ba dinh");
/// ```
pub fn fold(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect()
}

/// Lower case with each syllable's tone mark moved to its end: `Hoà` and `Hòa` become the same text, `Hoa` stays another.
///
/// Vietnamese puts the mark on either vowel of `oa`, `oe`, `uy` by two schools of spelling, and lists of places mix both.
pub fn fold_tones(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut tone = None;
    for c in text.nfd().flat_map(char::to_lowercase) {
        if is_tone(c) {
            tone = Some(c);
            continue;
        }
        if !c.is_alphabetic() && !is_combining_mark(c) {
            folded.extend(tone.take());
        }
        folded.push(c);
    }
    folded.extend(tone);
    folded.nfc().collect()
}

/// Grave, acute, tilde, hook above, dot below. Circumflex, breve and horn make other letters and stay.
fn is_tone(c: char) -> bool {
    matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_needs_no_accents() {
        #[track_caller]
        fn case(text: &str, expected: &str) {
            assert_eq!(fold(text), expected);
        }
        case("Ba Đình", "ba dinh");
        case("HOÀN KIẾM", "hoan kiem");
        case("Ứng Hòa", "ung hoa");
        case("Ba Đi\u{300}nh", "ba dinh");
        case("", "");
    }

    #[test]
    fn both_schools_of_tone_marks_match_and_another_tone_does_not() {
        assert_eq!(fold_tones("Ứng Hoà"), fold_tones("Ứng Hòa"));
        assert_eq!(fold_tones("Thuỵ Khuê"), fold_tones("Thụy Khuê"));
        assert_ne!(fold_tones("Hoà"), fold_tones("Hoa"));
        assert_ne!(fold_tones("Hoà"), fold_tones("Hoá"));
        assert_ne!(fold_tones("Đan"), fold_tones("Dan"));
        assert_ne!(fold_tones("Tây Mỗ"), fold_tones("Tây Mơ"));
    }
}
