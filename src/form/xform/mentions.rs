//! The lines on which an XForm first mentions each path: findings have no other place.

use std::collections::HashMap;

/// Where an XForm mentions paths first.
#[derive(Debug)]
pub(super) struct Mentions<'a> {
    xml: &'a str,
    /// The bytes at which lines end.
    ends: Vec<usize>,
    /// By path: the byte behind the first quote that it fills.
    quoted: HashMap<&'a str, usize>,
    /// By path: its first byte, wherever it stands.
    anywhere: HashMap<&'a str, usize>,
}

impl<'a> Mentions<'a> {
    /// Reads a text once.
    pub(super) fn of(xml: &'a str) -> Self {
        let mut mentions = Self {
            xml,
            ends: xml.match_indices('\n').map(|(at, _)| at).collect(),
            quoted: HashMap::new(),
            anywhere: HashMap::new(),
        };
        let mut behind = 0;
        for (start, _) in xml.match_indices('/') {
            // The rest of a path that is noted already, or the end of an element.
            let is_closing = xml.as_bytes().get(start.wrapping_sub(1)) == Some(&b'<');
            if start < behind || is_closing {
                continue;
            }
            let Some(rest) = xml.get(start..) else { continue };
            let length = rest.find(|c: char| !is_of_a_path(c)).unwrap_or(rest.len());
            let Some(path) = rest.get(..length).filter(|path| path.len() > 1) else {
                continue;
            };
            behind = start + length;
            let quote = |at: usize| xml.as_bytes().get(at) == Some(&b'"');
            if quote(start.wrapping_sub(1)) && quote(behind) {
                mentions.quoted.entry(path).or_insert(start);
            }
            mentions.anywhere.entry(path).or_insert(start);
        }
        mentions
    }

    /// The 1-based line of the first mention of a path: where it stands alone in quotes, else where it stands at all.
    pub(super) fn line(&self, path: &str) -> Option<u32> {
        let known = self.quoted.get(path).or_else(|| self.anywhere.get(path)).copied();
        let is_plain = path.starts_with('/') && path.chars().all(is_of_a_path);
        let at = match known {
            None if !is_plain => self.xml.find(&format!("\"{path}\"")).or_else(|| self.xml.find(path)),
            known => known,
        }?;
        u32::try_from(self.ends.partition_point(|&end| end < at) + 1).ok()
    }
}

fn is_of_a_path(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '/' | '_' | '-' | '.' | ':')
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
