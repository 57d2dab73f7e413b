//! The lines of an XForm on which its nodes stand: findings have no other place.

use memchr::{memchr_iter, memmem};
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::xpath::document::NodeKind;
use crate::xpath::{Document, NodeIx};

/// Lines are counted ahead for so many bytes at a time: where each ends would take as much room as the nodes of the form.
const BLOCK: usize = 1 << 12;

/// Where an XForm mentions paths first.
#[derive(Debug)]
pub(super) struct Mentions<'a> {
    xml: &'a str,
    /// The byte at which each node of the document begins.
    places: &'a [u32],
    /// How many lines end before each block of the text.
    lines: Vec<u32>,
    /// Attributes that hold a path and nothing else: the first of each. Ids that look like paths are those of texts.
    alone: FxHashMap<&'a str, usize>,
}

impl<'a> Mentions<'a> {
    /// Reads a document once.
    pub(super) fn of(xml: &'a str, document: &'a Document, places: &'a [u32]) -> Self {
        let mut alone = FxHashMap::with_capacity_and_hasher(places.len() / 8, FxBuildHasher);
        for (number, &place) in (0..).zip(places) {
            let node = NodeIx(number);
            if document.kind(node) == NodeKind::Attribute {
                let value = document.own_text(node);
                if value.starts_with('/') && document.name(node) != "id" {
                    alone.entry(value).or_insert(place as usize);
                }
            }
        }
        Self {
            xml,
            places,
            lines: lines_before_blocks(xml.as_bytes()),
            alone,
        }
    }

    /// The 1-based line of a node of the form: that of the first attribute which holds its path alone, else that of its element.
    pub(super) fn line_of(&self, path: &str, element: NodeIx) -> Option<u32> {
        let own = || self.places.get(element.0 as usize).map(|&place| place as usize);
        self.line_at(self.alone.get(path).copied().or_else(own)?)
    }

    /// The 1-based line of the first mention of anything: where it stands alone in quotes, else where it stands at all.
    pub(super) fn line(&self, words: &str) -> Option<u32> {
        let alone = || self.xml.find(&format!("\"{words}\""));
        let known = self.alone.get(words).copied().or_else(alone);
        self.line_at(known.or_else(|| self.anywhere(words))?)
    }

    /// The first mention of a path that is no part of a longer one; of anything else the first.
    fn anywhere(&self, words: &str) -> Option<usize> {
        let is_path = words.starts_with('/') && words.bytes().all(is_of_a_path);
        let bytes = self.xml.as_bytes();
        let is_whole = |start: &usize| {
            let before = start.checked_sub(1).and_then(|before| bytes.get(before));
            let behind = bytes.get(start + words.len());
            let is_inside = |byte: &u8| is_of_a_path(*byte);
            !before.is_some_and(|byte| *byte == b'<' || is_inside(byte)) && !behind.is_some_and(is_inside)
        };
        memmem::find_iter(bytes, words).find(|start| !is_path || is_whole(start))
    }

    fn line_at(&self, at: usize) -> Option<u32> {
        let block = at / BLOCK;
        let begun = self.xml.as_bytes().get(block * BLOCK..at)?;
        let before = self.lines.get(block).copied().unwrap_or_default();
        Some(before.saturating_add(line_ends(begun)).saturating_add(1))
    }
}

fn lines_before_blocks(text: &[u8]) -> Vec<u32> {
    let mut before = 0_u32;
    let counted = text.chunks(BLOCK).map(|block| {
        let here = before;
        before = before.saturating_add(line_ends(block));
        here
    });
    counted.collect()
}

fn line_ends(text: &[u8]) -> u32 {
    u32::try_from(memchr_iter(b'\n', text).count()).unwrap_or(u32::MAX)
}

/// Letters beyond ASCII are of a path too, whatever they are.
fn is_of_a_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'.' | b':' | 0x80..)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::Mentions;
    use crate::xpath::Document;
    use crate::xpath::document::Layout;

    #[test]
    fn lines_are_counted_through_long_texts() {
        let mut xml = "<h>".to_owned();
        for number in 0..3000 {
            writeln!(xml, "<line number=\"/{number}\"/>").unwrap();
        }
        xml.push_str("</h>");
        let (document, places) = Document::parse_with_places(&xml, Layout::Kept).unwrap();
        let mentions = Mentions::of(&xml, &document, &places);
        for number in [0, 1, 170, 171, 172, 1500, 2999] {
            assert_eq!(mentions.line(&format!("/{number}")), Some(number + 1));
        }
    }

    #[test]
    fn a_path_is_first_mentioned_where_it_stands_alone() {
        #[track_caller]
        fn case(mentions: &Mentions<'_>, path: &str, expected: Option<u32>) {
            assert_eq!(mentions.line(path), expected, "{path}");
        }
        let xml = "<h><bind calculate=\"/d/a + 1\"\n nodeset=\"/d/ab\"/>\n<bind nodeset=\"/d/a\"/>\n<x ref=\"/d/a\"></x>\n<y ref=\"/d/b[1]/c\"/></h>";
        let (document, places) = Document::parse_with_places(xml, Layout::Kept).unwrap();
        let mentions = Mentions::of(xml, &document, &places);
        case(&mentions, "/d/a", Some(3));
        case(&mentions, "/d/ab", Some(2));
        case(&mentions, "/d/b[1]/c", Some(5));
        case(&mentions, "/d/b", Some(5));
        case(&mentions, "/x", None);
        case(&mentions, "/d", None);
        let element = document.root_element().unwrap();
        assert_eq!(mentions.line_of("/d/ab", element), Some(2));
        assert_eq!(mentions.line_of("/d", element), Some(1));
    }
}
