//! Names of records that point to nobody.

/// What the keys of one workspace in one campaign are made with. Destroying it cuts the last link from a key to a record.
pub type Secret = [u8; 32];

const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// 128 bits in letters of five bits.
const LETTERS: usize = 26;

/// The key of a record: a keyed hash of its id, in lower-case base 32. The same for one record in one campaign, with neither time nor
/// order in it, and nothing to whoever lacks the secret.
pub fn key(secret: &Secret, record_id: &str) -> String {
    let hash = blake3::keyed_hash(secret, record_id.as_bytes());
    let (half, _) = hash.as_bytes().split_at(16);
    let number = half.iter().fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    let letter = |place: usize| {
        // 26 letters hold 130 bits: the last one holds the remaining three, filled up with zeros.
        let shift = 123_i32 - 5 * place as i32;
        let five = if shift >= 0 { number >> shift } else { number << -shift } & 31;
        ALPHABET.get(five as usize).copied().map_or('a', char::from)
    };
    (0..LETTERS).map(letter).collect()
}

/// Whether a text can be a key.
pub fn is_key(text: &str) -> bool {
    text.len() == LETTERS && text.bytes().all(|byte| ALPHABET.contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_nothing_and_stays_the_same() {
        let first = key(&[1; 32], "6f1c");
        assert!(is_key(&first), "{first}");
        assert_eq!(first, key(&[1; 32], "6f1c"));
        assert_ne!(first, key(&[1; 32], "6f1d"));
        assert_ne!(first, key(&[2; 32], "6f1c"), "another campaign, another key");
    }

    #[test]
    fn every_bit_of_the_hash_counts() {
        let mut letters = std::collections::BTreeSet::new();
        for id in 0..2000 {
            let key = key(&[9; 32], &id.to_string());
            letters.extend(key.chars().take(LETTERS - 1));
            assert!(
                matches!(key.chars().last(), Some('a' | 'e' | 'i' | 'm' | 'q' | 'u' | 'y' | '4')),
                "{key}"
            );
        }
        assert_eq!(letters.len(), 32);
    }

    #[test]
    fn what_is_no_key_is_known() {
        for text in [
            "",
            "short",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "abcdefghijklmnopqrstuvwxy1",
            "../../../../../../../../aa",
        ] {
            assert!(!is_key(text), "{text}");
        }
    }
}
