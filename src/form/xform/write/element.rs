//! The XML of an XForm as it is written: tags one behind the other, straight into the text.

use std::borrow::Cow;
use std::ops::Range;

use smallvec::SmallVec;

/// A start tag with its attributes in the order in which they were given. Names and values are the form's own wherever they can be.
#[derive(Debug, Clone)]
pub(super) struct Tag<'a> {
    name: Cow<'a, str>,
    attributes: SmallVec<[(Cow<'a, str>, Cow<'a, str>); 6]>,
}

impl<'a> Tag<'a> {
    /// A tag without attributes.
    pub(super) fn new(name: impl Into<Cow<'a, str>>) -> Self {
        Self {
            name: name.into(),
            attributes: SmallVec::new(),
        }
    }

    /// The tag with one more attribute.
    pub(super) fn with(mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) -> Self {
        self.add(name, value);
        self
    }

    /// The tag with an attribute, where there is a value for it.
    pub(super) fn with_some(self, name: impl Into<Cow<'a, str>>, value: Option<&'a str>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Adds an attribute that it does not have.
    pub(super) fn add(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) {
        self.attributes.push((name.into(), value.into()));
    }

    /// Sets an attribute of the author's own, who may name any; the last value is the one that stands.
    pub(super) fn set(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) {
        let (name, value) = (name.into(), value.into());
        match self.attributes.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.attributes.push((name, value)),
        }
    }
}

/// XML being written. Elements among themselves stand on lines of their own, those beside texts do not.
#[derive(Debug, Default)]
pub(super) struct Xml {
    text: String,
    /// How deep the first element stands.
    depth: usize,
    opened: SmallVec<[Opened; 16]>,
    /// Whether the tag written last may still become that of an empty element.
    is_tag_open: bool,
    /// The prefixes of all names, each once.
    prefixes: Vec<String>,
}

/// An element that is not closed yet.
#[derive(Debug)]
struct Opened {
    /// Where its name stands.
    name: Range<usize>,
    has_texts: bool,
}

impl Xml {
    /// Nothing yet, to stand so deep in what is around it.
    pub(super) fn at(depth: usize) -> Self {
        Self { depth, ..Self::default() }
    }

    /// Begins an element that holds elements alone, or nothing.
    pub(super) fn begin(&mut self, tag: &Tag<'_>) {
        self.start(tag, false);
    }

    /// Begins an element that holds texts, perhaps with elements between them.
    pub(super) fn begin_text(&mut self, tag: &Tag<'_>) {
        self.start(tag, true);
    }

    fn start(&mut self, tag: &Tag<'_>, has_texts: bool) {
        self.close_tag();
        if self.opened.last().is_none_or(|around| !around.has_texts) {
            self.new_line();
        }
        self.text.push('<');
        let start = self.text.len();
        self.name(&tag.name);
        self.opened.push(Opened {
            name: start..self.text.len(),
            has_texts,
        });
        for (name, value) in &tag.attributes {
            self.text.push(' ');
            self.name(name);
            self.text.push_str("=\"");
            write_escaped(value, in_attribute, &mut self.text);
            self.text.push('"');
        }
        self.is_tag_open = true;
    }

    /// Ends the element that was begun last.
    pub(super) fn end(&mut self) {
        let Some(Opened { name, has_texts }) = self.opened.pop() else {
            return;
        };
        if std::mem::take(&mut self.is_tag_open) {
            self.text.push_str("/>");
            return;
        }
        if !has_texts {
            self.new_line();
        }
        self.text.push_str("</");
        self.text.extend_from_within(name);
        self.text.push('>');
    }

    /// An element with nothing in it.
    pub(super) fn empty(&mut self, tag: &Tag<'_>) {
        self.begin(tag);
        self.end();
    }

    /// An element with a text in it.
    pub(super) fn saying(&mut self, tag: &Tag<'_>, text: &str) {
        self.begin_text(tag);
        self.say(text);
        self.end();
    }

    /// A text in the element that was begun last; an empty one is nothing.
    pub(super) fn say(&mut self, text: &str) {
        if !text.is_empty() {
            self.close_tag();
            write_escaped(text, in_text, &mut self.text);
        }
    }

    /// Puts in what was written apart. What is open there is open here.
    pub(super) fn join(&mut self, other: Self) {
        if other.text.is_empty() {
            return;
        }
        self.close_tag();
        let shift = self.text.len();
        self.text.push_str(&other.text);
        self.opened
            .extend(other.opened.into_iter().map(|Opened { name, has_texts }| Opened {
                name: name.start + shift..name.end + shift,
                has_texts,
            }));
        self.is_tag_open = other.is_tag_open;
        for prefix in &other.prefixes {
            self.note(prefix);
        }
    }

    /// Whether nothing was written.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// How long the text is.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The prefixes of all names in the order in which they were met.
    pub(super) fn prefixes(&self) -> impl Iterator<Item = &str> {
        self.prefixes.iter().map(String::as_str)
    }

    /// The whole document, which will have about so many bytes, begun with its declaration.
    pub(super) fn document(capacity: usize) -> Self {
        let mut xml = Self::at(0);
        xml.text.reserve(capacity);
        xml.text.push_str("<?xml version=\"1.0\"?>");
        xml
    }

    /// What was written, with a line's end.
    pub(super) fn into_text(mut self) -> String {
        self.text.push('\n');
        self.text
    }

    fn name(&mut self, name: &str) {
        self.text.push_str(name);
        // Names are short: this is quicker than a search made for long texts.
        if let Some(colon) = name.bytes().position(|byte| byte == b':') {
            self.note(name.get(..colon).unwrap_or_default());
        }
    }

    fn note(&mut self, prefix: &str) {
        if !self.prefixes.iter().any(|known| known == prefix) {
            self.prefixes.push(prefix.to_owned());
        }
    }

    fn close_tag(&mut self) {
        if std::mem::take(&mut self.is_tag_open) {
            self.text.push('>');
        }
    }

    fn new_line(&mut self) {
        const INDENTED: &str = "\n                                ";
        let indent = 2 * (self.depth + self.opened.len());
        if let Some(line) = INDENTED.get(..=indent) {
            self.text.push_str(line);
        } else {
            self.text.push('\n');
            self.text.extend(std::iter::repeat_n(' ', indent));
        }
    }
}

/// What a sign of a text is written as; `None` for most, which stand for themselves.
fn in_text(byte: u8) -> Option<&'static str> {
    Some(match byte {
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'&' => "&amp;",
        b'\r' => "&#13;",
        _ => return None,
    })
}

/// The same in an attribute: what XML would read as a space is written as what it is.
fn in_attribute(byte: u8) -> Option<&'static str> {
    Some(match byte {
        b'"' => "&quot;",
        b'\'' => "&apos;",
        b'\n' => "&#10;",
        b'\t' => "&#9;",
        byte => return in_text(byte),
    })
}

/// Whether a sign may be written as something else, in a text or in an attribute.
fn may_change(byte: u8) -> bool {
    matches!(byte, b'<' | b'>' | b'&' | b'"' | b'\'' | b'\t' | b'\n' | b'\r')
}

fn write_escaped(text: &str, entity: impl Fn(u8) -> Option<&'static str>, out: &mut String) {
    // Most texts are written as they are. No early end: so the bytes are looked at many at a time.
    if !text.bytes().fold(false, |any, byte| any | may_change(byte)) {
        out.push_str(text);
        return;
    }
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(entity) = entity(byte) {
            out.push_str(text.get(from..at).unwrap_or_default());
            out.push_str(entity);
            from = at + 1;
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::{Tag, Xml};

    #[test]
    fn what_xml_would_change_is_written_so_that_it_stays() {
        let mut xml = Xml::at(0);
        xml.begin(&Tag::new("group"));
        xml.begin_text(&Tag::new("label").with("ref", "a < \"b\"\n& c"));
        xml.say("1 < 2 & ");
        xml.empty(&Tag::new("output"));
        xml.say("");
        xml.end();
        xml.empty(&Tag::new("input"));
        xml.end();
        assert_eq!(
            xml.into_text(),
            "\n<group>\n  <label ref=\"a &lt; &quot;b&quot;&#10;&amp; c\">1 &lt; 2 &amp; <output/></label>\n  <input/>\n</group>\n"
        );
    }

    #[test]
    fn what_was_written_apart_reads_as_if_it_had_been_written_here() {
        let mut inner = Xml::at(1);
        inner.begin(&Tag::new("h:head"));
        inner.saying(&Tag::new("h:title").with("odk:kind", "x"), "T");
        let mut xml = Xml::document(0);
        xml.begin(&Tag::new("h:html"));
        xml.join(inner);
        xml.join(Xml::at(2));
        xml.end();
        xml.end();
        assert_eq!(xml.prefixes().collect::<Vec<_>>(), ["h", "odk"]);
        assert_eq!(
            xml.into_text(),
            "<?xml version=\"1.0\"?>\n<h:html>\n  <h:head>\n    <h:title odk:kind=\"x\">T</h:title>\n  </h:head>\n</h:html>\n"
        );
    }
}
