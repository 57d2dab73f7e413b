//! Which words of a text are hidden: words are told by their places, so nothing can be put into a person's mouth.

use std::collections::BTreeSet;
use std::ops::Range;

/// What stands where words were hidden.
const HIDDEN: &str = "[…]";

/// Where the words of a text are, in bytes.
pub fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut from = 0;
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        if !word.is_empty() {
            words.push(from..from + word.len());
        }
        from += part.len();
    }
    words
}

/// The text without some of its words. Hidden neighbours leave one gap, so that how many there were is not told.
///
/// ```
/// use phieu::app::publish::hide;
///
/// assert_eq!(hide("ông Bình ở số 17 nhận tiền", &[0, 1, 3, 4].into()), "[…] ở […] nhận tiền");
/// ```
pub fn hide(text: &str, hidden: &BTreeSet<u32>) -> String {
    let mut out = String::new();
    let mut end = 0;
    let mut is_gap = false;
    for (place, word) in (0_u32..).zip(words(text)) {
        let is_hidden = hidden.contains(&place);
        if !(is_hidden && is_gap) {
            out.push_str(text.get(end..word.start).unwrap_or_default());
            out.push_str(if is_hidden {
                HIDDEN
            } else {
                text.get(word.clone()).unwrap_or_default()
            });
        }
        is_gap = is_hidden;
        end = word.end;
    }
    out.push_str(text.get(end..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_hidden_word_is_left_and_no_other_is_touched(text in "[a-zà-ỹ \n]{0,60}", seed in any::<u64>()) {
            let found = words(&text);
            let hidden: BTreeSet<u32> = (0..found.len() as u32).filter(|place| seed >> (place % 64) & 1 == 1).collect();
            let left: Vec<&str> = (0_u32..)
                .zip(&found)
                .filter(|(place, _)| !hidden.contains(place))
                .map(|(_, word)| &text[word.clone()])
                .collect();
            let out = hide(&text, &hidden);
            let kept: Vec<&str> = out.split_whitespace().filter(|word| *word != HIDDEN).collect();
            prop_assert_eq!(kept, left);
            prop_assert_eq!(hide(&text, &BTreeSet::new()), text);
        }
    }
}
