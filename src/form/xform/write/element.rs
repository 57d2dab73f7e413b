//! Elements of an XForm being written, and their XML.

use quick_xml::escape::{escape, partial_escape};

/// An element with its attributes in the order in which they were given.
#[derive(Debug, Clone)]
pub(super) struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    content: Vec<Content>,
}

/// What stands in an element.
#[derive(Debug, Clone)]
pub(super) enum Content {
    Element(Element),
    Text(String),
}

impl Element {
    /// An empty element.
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            attributes: Vec::new(),
            content: Vec::new(),
        }
    }

    /// The element with one more attribute.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    /// The element with an attribute, where there is a value for it.
    pub(super) fn with_some(self, name: &str, value: Option<&str>) -> Self {
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
    pub(super) fn saying(mut self, text: &str) -> Self {
        self.append([Content::Text(text.to_owned())]);
        self
    }

    /// Sets an attribute; the last value is the one that stands.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        match self.attributes.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => value.clone_into(known),
            None => self.attributes.push((name.to_owned(), value.to_owned())),
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
    pub(super) fn append(&mut self, content: impl IntoIterator<Item = Content>) {
        let is_something = |content: &Content| !matches!(content, Content::Text(text) if text.is_empty());
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
    pub(super) fn prefixes<'a>(&'a self, found: &mut Vec<&'a str>) {
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
            // What XML would read as a space is written as what it is.
            let value = escape(value).replace('\n', "&#10;").replace('\t', "&#9;").replace('\r', "&#13;");
            out.extend([" ", name, "=\"", &value, "\""]);
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
                Content::Text(text) => out.push_str(&partial_escape(text).replace('\r', "&#13;")),
            }
        }
        if is_open {
            new_line(depth, out);
        }
        out.extend(["</", &self.name, ">"]);
    }
}

fn new_line(depth: usize, out: &mut String) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
}

#[cfg(test)]
mod tests {
    use super::{Content, Element};

    #[test]
    fn what_xml_would_change_is_written_so_that_it_stays() {
        let mut label = Element::new("label").with("ref", "a < \"b\"\n& c");
        label.append([
            Content::Text("1 < 2 & ".to_owned()),
            Content::Element(Element::new("output")),
            Content::Text(String::new()),
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
