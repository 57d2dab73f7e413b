//! The files of the record of the moment, as the screen shows them.

use std::collections::BTreeMap;

use crate::gui::pictures::Pictures;
use crate::words::{Words, decimal};

/// Pictures above this size are not shown: reading them back would be felt.
pub const LARGEST_SHOWN: u64 = 32 << 20;

/// What is known of the files of a record.
#[derive(Debug, Default)]
pub struct Attached {
    /// Those that are pictures, as far as they are looked up.
    pub pictures: Pictures,
    /// In bytes, by name.
    pub sizes: BTreeMap<String, u64>,
}

/// A size as people say it: `850 KB`, `2,4 MB`.
pub fn size_in_words(words: Words, bytes: u64) -> String {
    if bytes < 1_000_000 {
        return format!("{} KB", bytes.div_ceil(1000));
    }
    format!("{} MB", decimal(words.lang(), bytes as f64 / 1e6, 1))
}

#[cfg(test)]
mod tests {
    use super::size_in_words;
    use crate::words::{Lang, Words};

    #[test]
    fn sizes_are_said_the_way_people_write_numbers() {
        assert_eq!(size_in_words(Words::new(Lang::Vi), 1), "1 KB");
        assert_eq!(size_in_words(Words::new(Lang::Vi), 2_440_000), "2,4 MB");
        assert_eq!(size_in_words(Words::new(Lang::En), 2_440_000), "2.4 MB");
    }
}
