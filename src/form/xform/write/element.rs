//! Elements of an XForm being written, and their XML.

use std::borrow::Cow;

/// An element with its attributes in the order in which they were given. Names and texts are the form's own wherever they can be.
#[derive(Debug, Clone)]
pub(super) struct Element<'a> {
    name: Cow<'a, str>,
    attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    content: Vec<Content<'a>>,
}

/// What stands in an element.
#[derive(Debug, Clone)]
pub(super) enum Content<'a> {
    Element(Element<'a>),
    Text(Cow<'a, str>),
}

impl<'a> Element<'a> {
    /// An empty element.
    pub(super) fn new(name: impl Into<Cow<'a, str>>) -> Self {
        Self {
            name: name.into(),
            attributes: Vec::new(),
            content: Vec::new(),
        }
    }

    /// The element with one more attribute.
    pub(super) fn with(mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) -> Self {
        self.set(name, value);
        self
    }

    /// The element with an attribute, where there is a value for it.
    pub(super) fn with_some(self, name: impl Into<Cow<'a, str>>, value: Option<&'a str>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The element with more in it.
    pub(super) fn holding(mut self, content: impl IntoIterator<Item = Self>) -> Self {
        self.content.extend(content.into_iter().map(Content::Element));
        self
    }

    /// The element with a text in it.
    pub(super) fn saying(mut self, text: impl Into<Cow<'a, str>>) -> Self {
        self.append([Content::Text(text.into())]);
        self
    }

    /// Sets an attribute; the last value is the one that stands.
    pub(super) fn set(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) {
        let (name, value) = (name.into(), value.into());
        match self.attributes.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.attributes.push((name, value)),
        }
    }

    /// Whether an attribute has this value.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.attributes.iter().any(|(own, text)| own == name && text == value)
    }

    /// Puts an element behind what is there.
    pub(super) fn push(&mut self, element: Self) {
        self.content.push(Content::Element(element));
    }

    /// Puts texts and elements behind what is there; empty texts are nothing.
    pub(super) fn append(&mut self, content: impl IntoIterator<Item = Content<'a>>) {
        let is_something = |content: &Content<'_>| !matches!(content, Content::Text(text) if text.is_empty());
        self.content.extend(content.into_iter().filter(is_something));
    }

    /// The elements in it.
    pub(super) fn into_elements(self) -> impl Iterator<Item = Self> {
        self.content.into_iter().filter_map(|content| match content {
            Content::Element(element) => Some(element),
            Content::Text(_) => None,
        })
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// The prefixes of its names and of all names below it.
    pub(super) fn prefixes<'s>(&'s self, found: &mut Vec<&'s str>) {
        let names = std::iter::once(&self.name).chain(self.attributes.iter().map(|(name, _)| name));
        for prefix in names.filter_map(|name| Some(name.split_once(':')?.0)) {
            if !found.contains(&prefix) {
                found.push(prefix);
            }
        }
        for content in &self.content {
            if let Content::Element(element) = content {
                element.prefixes(found);
            }
        }
    }

    /// The XML of the element; elements among themselves stand on lines of their own.
    pub(super) fn write(&self, depth: usize, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            write_escaped(value, in_attribute, out);
            out.push('"');
        }
        if self.content.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        let is_open = self.content.iter().all(|content| matches!(content, Content::Element(_)));
        for content in &self.content {
            match content {
                Content::Element(element) => {
                    if is_open {
                        new_line(depth + 1, out);
                    }
                    element.write(depth + 1, out);
                }
                Content::Text(text) => write_escaped(text, in_text, out),
            }
        }
        if is_open {
            new_line(depth, out);
        }
        out.push_str("</");
        out.push_str(&self.name);
        out.push('>');
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

fn write_escaped(text: &str, entity: impl Fn(u8) -> Option<&'static str>, out: &mut String) {
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

fn new_line(depth: usize, out: &mut String) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, Element};

    #[test]
    fn what_xml_would_change_is_written_so_that_it_stays() {
        let mut label = Element::new("label").with("ref", "a < \"b\"\n& c");
        label.append([
            Content::Text("1 < 2 & ".into()),
            Content::Element(Element::new("output")),
            Content::Text("".into()),
        ]);
        let group = Element::new("group").holding([label, Element::new("input")]);
        let mut xml = String::new();
        group.write(0, &mut xml);
        assert_eq!(
            xml,
            "<group>\n  <label ref=\"a &lt; &quot;b&quot;&#10;&amp; c\">1 &lt; 2 &amp; <output/></label>\n  <input/>\n</group>"
        );
    }
}
