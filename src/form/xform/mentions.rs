//! The lines on which an XForm first mentions each path: findings have no other place.

use memchr::memchr_iter;
use rustc_hash::FxHashMap;

/// Where an XForm mentions paths first.
#[derive(Debug)]
pub(super) struct Mentions<'a> {
    xml: &'a str,
    /// The bytes at which lines end.
    ends: Vec<usize>,
    first: FxHashMap<&'a str, First>,
}

/// The first mentions of one path, as bytes.
#[derive(Debug)]
struct First {
    anywhere: usize,
    /// Alone in quotes.
    quoted: Option<usize>,
}

impl<'a> Mentions<'a> {
    /// Reads a text once.
    pub(super) fn of(xml: &'a str) -> Self {
        let bytes = xml.as_bytes();
        let mut first: FxHashMap<&str, First> = FxHashMap::default();
        let mut behind = 0;
        for start in memchr_iter(b'/', bytes) {
            let before = start.checked_sub(1).and_then(|before| bytes.get(before));
            // The rest of a path that is noted already, or the end of an element.
            if start < behind || before == Some(&b'<') {
                continue;
            }
            let rest = bytes.get(start..).unwrap_or_default();
            let length = rest.iter().position(|byte| !is_of_a_path(*byte)).unwrap_or(rest.len());
            behind = start + length;
            let Some(path) = xml.get(start..behind).filter(|path| path.len() > 1) else {
                continue;
            };
            let is_alone = before == Some(&b'"') && bytes.get(behind) == Some(&b'"');
            let known = first.entry(path).or_insert(First {
                anywhere: start,
                quoted: None,
            });
            if is_alone && known.quoted.is_none() {
                known.quoted = Some(start);
            }
        }
        Self {
            xml,
            ends: memchr_iter(b'\n', bytes).collect(),
            first,
        }
    }

    /// The 1-based line of the first mention of a path: where it stands alone in quotes, else where it stands at all.
    pub(super) fn line(&self, path: &str) -> Option<u32> {
        let known = self.first.get(path).map(|first| first.quoted.unwrap_or(first.anywhere));
        let is_plain = path.starts_with('/') && path.bytes().all(is_of_a_path);
        let at = match known {
            None if !is_plain => self.xml.find(&format!("\"{path}\"")).or_else(|| self.xml.find(path)),
            known => known,
        }?;
        u32::try_from(self.ends.partition_point(|&end| end < at) + 1).ok()
    }
}

/// Letters beyond ASCII are of a path too, whatever they are.
fn is_of_a_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'.' | b':' | 0x80..)
}

#[cfg(test)]
mod tests {
    use super::Mentions;

    #[test]
    fn a_path_is_first_mentioned_where_it_stands_alone() {
        #[track_caller]
        fn case(mentions: &Mentions<'_>, path: &str, expected: Option<u32>) {
            assert_eq!(mentions.line(path), expected, "{path}");
        }
        let xml =
            "<bind calculate=\"/d/a + 1\"\n nodeset=\"/d/ab\"/>\n<bind nodeset=\"/d/a\"/>\n<x ref=\"/d/a\"/></x>\n<y ref=\"/d/b[1]/c\"/>";
        let mentions = Mentions::of(xml);
        case(&mentions, "/d/a", Some(3));
        case(&mentions, "/d/ab", Some(2));
        case(&mentions, "/d/b[1]/c", Some(5));
        case(&mentions, "/d/b", Some(5));
        case(&mentions, "/x", None);
        case(&mentions, "/d", None);
    }
}
