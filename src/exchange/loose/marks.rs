//! Finds the bytes of a text that may mean something to a reader of CSV: in a word of eight at once, for most bytes mean nothing.

/// Bytes that are looked at together.
pub(super) const WORD: usize = 8;

/// A one in each byte.
const ONES: u64 = u64::from_ne_bytes([1; WORD]);
/// The highest bit of each byte, and the others.
const HIGH: u64 = ONES << 7;
const LOW: u64 = !HIGH;
/// From here on only a separator means anything: beyond the quote, and far beyond what ends a line.
const BEYOND: u8 = b'"' + 1;

/// The places of marks in a word, from the front.
#[derive(Debug)]
pub(super) struct Marks(u64);

impl Iterator for Marks {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let place = self.0.trailing_zeros() as usize / WORD;
        self.0 &= self.0 - 1;
        Some(place)
    }
}

/// What the first eight bytes of a text may mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    separators: u64,
    others: u64,
}

impl Word {
    /// Where its separators stand, if nothing else in it means anything.
    #[inline]
    pub(super) fn separators_alone(self) -> Option<Marks> {
        (self.others == 0).then_some(Marks(self.separators))
    }

    /// Where its separators stand, its line ends and its quotes; and a few others, such as spaces.
    pub(super) fn all(self) -> Marks {
        Marks(self.separators | self.others)
    }
}

/// Looks at the first eight bytes of a text.
#[inline]
pub(super) fn look(text: &[u8], separator: u8) -> Word {
    let bytes = text.first_chunk().copied().unwrap_or_else(|| {
        // What is beyond the end means nothing.
        let mut bytes = [u8::MAX; WORD];
        bytes.iter_mut().zip(text).for_each(|(byte, own)| *byte = *own);
        bytes
    });
    let word = u64::from_le_bytes(bytes);
    let differs = word ^ (ONES * u64::from(separator));
    let is_other = ((differs & LOW) + LOW) | differs;
    let is_beyond = ((word & LOW) + ONES * u64::from(0x80 - BEYOND)) | word;
    Word {
        separators: !is_other & HIGH,
        others: !is_beyond & HIGH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_that_means_something_is_marked_wherever_it_stands() {
        for separator in [b',', b';', b'\t', 0, 0x7f] {
            for byte in 0..=u8::MAX {
                for place in 0..WORD {
                    let mut text = [b'a'; WORD];
                    text[place] = byte;
                    let expected = (byte == separator || byte <= b'"').then_some(place);
                    let word = look(&text, separator);
                    assert_eq!(word.all().collect::<Vec<_>>(), Vec::from_iter(expected), "{byte} at {place}");
                    assert_eq!(word.separators_alone().is_none(), byte <= b'"', "{byte} at {place}");
                }
            }
        }
        assert_eq!(look(b",a\",\n,,,", b',').all().collect::<Vec<_>>(), [0, 2, 3, 4, 5, 6, 7]);
        assert_eq!(look(b"a,", b',').separators_alone().unwrap().collect::<Vec<_>>(), [1]);
    }
}
