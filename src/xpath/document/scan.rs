//! Cuts an XML text into tags, attributes and what stands between them, without copying any of it.
//!
//! References are left as written; a document type is passed over. Whether tags match is for the reader to see.

use memchr::{memchr, memchr2, memchr3, memmem};

use super::fault::XmlFault;

/// A piece of an XML text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'x> {
    /// Character data with its references as written.
    Text(&'x str),
    /// Character data that is white space alone.
    Blank(&'x str),
    /// What `<![CDATA[` and `]]>` stand around.
    Verbatim(&'x str),
    /// What `<!--` and `-->` stand around.
    Comment(&'x str),
    /// `<?target content?>`; the declaration is none.
    Instruction(&'x str, &'x str),
    /// The beginning of a start tag, up to the name.
    Open(&'x str),
    /// A name and a value with its references as written.
    Attribute(&'x str, &'x str),
    /// The end of a start tag.
    Opened,
    /// An end tag; without a name the end of an empty element.
    Close(Option<&'x str>),
    /// Nothing more.
    End,
}

/// What is cut, and how far.
pub(super) struct Scanner<'x> {
    length: usize,
    /// What has not been cut yet.
    rest: &'x str,
    /// Where the piece cut last begins.
    start: usize,
    is_in_tag: bool,
}

impl<'x> Scanner<'x> {
    pub(super) fn new(xml: &'x str) -> Self {
        Self {
            length: xml.len(),
            rest: xml,
            start: 0,
            is_in_tag: false,
        }
    }

    /// How many bytes have been cut.
    pub(super) fn at(&self) -> usize {
        self.length - self.rest.len()
    }

    /// Where the piece cut last begins.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// Passes over so many bytes.
    fn pass(&mut self, length: usize) {
        self.rest = self.rest.get(length..).unwrap_or_default();
    }

    /// The next piece; what is wrong where there is none.
    #[inline]
    pub(super) fn next(&mut self) -> Result<Piece<'x>, XmlFault> {
        loop {
            if self.is_in_tag {
                return self.inside_tag();
            }
            self.start = self.at();
            let rest = self.rest;
            let Some(tag) = rest.strip_prefix('<') else {
                if rest.is_empty() {
                    return Ok(Piece::End);
                }
                let length = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
                let text = self.take(length);
                let is_layout = text.bytes().next().is_some_and(is_blank) && is_all_blank(text);
                return Ok(if is_layout { Piece::Blank(text) } else { Piece::Text(text) });
            };
            match tag.as_bytes().first() {
                Some(b'/') => return self.end_tag(),
                Some(b'?') => {
                    let inside = self.between("<?", "?>").ok_or(XmlFault::Unclosed("?>"))?;
                    let length = inside.find(is_space).unwrap_or(inside.len());
                    let (target, content) = inside.split_at(length);
                    if target != "xml" {
                        return Ok(Piece::Instruction(target, content.trim_start_matches(is_space)));
                    }
                }
                Some(b'!') if tag.starts_with("!--") => {
                    let inside = self.between("<!--", "-->").ok_or(XmlFault::Unclosed("-->"))?;
                    return Ok(Piece::Comment(inside));
                }
                Some(b'!') if tag.starts_with("![CDATA[") => {
                    let inside = self.between("<![CDATA[", "]]>").ok_or(XmlFault::Unclosed("]]>"))?;
                    return Ok(Piece::Verbatim(inside));
                }
                Some(b'!') => self.document_type()?,
                _ => return self.start_tag(),
            }
        }
    }

    fn take(&mut self, length: usize) -> &'x str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or_default();
        self.rest = rest;
        taken
    }

    /// What stands before the first `close`, behind an `open` that stands here.
    fn between(&mut self, open: &str, close: &str) -> Option<&'x str> {
        let inside = self.rest.get(open.len()..)?;
        let length = memmem::find(inside.as_bytes(), close.as_bytes())?;
        self.pass(open.len() + length + close.len());
        inside.get(..length)
    }

    fn end_tag(&mut self) -> Result<Piece<'x>, XmlFault> {
        self.pass(2);
        let length = memchr(b'>', self.rest.as_bytes()).ok_or(XmlFault::Unclosed(">"))?;
        let inside = self.take(length);
        self.pass(1);
        Ok(Piece::Close(Some(inside.trim_end_matches(is_space))))
    }

    fn start_tag(&mut self) -> Result<Piece<'x>, XmlFault> {
        self.pass(1);
        let name = self.name();
        if name.is_empty() {
            return Err(XmlFault::NamelessTag);
        }
        self.is_in_tag = true;
        Ok(Piece::Open(name))
    }

    /// Up to white space or what cannot be part of a name.
    fn name(&mut self) -> &'x str {
        let length = self.rest.bytes().position(ends_name);
        self.take(length.unwrap_or(self.rest.len()))
    }

    fn skip_space(&mut self) {
        let length = self.rest.bytes().position(|byte| !is_blank(byte));
        self.pass(length.unwrap_or(self.rest.len()));
    }

    #[inline]
    fn inside_tag(&mut self) -> Result<Piece<'x>, XmlFault> {
        self.skip_space();
        self.start = self.at();
        match self.rest.as_bytes() {
            [b'>', ..] => {
                self.pass(1);
                self.is_in_tag = false;
                return Ok(Piece::Opened);
            }
            [b'/', b'>', ..] => {
                self.pass(2);
                self.is_in_tag = false;
                return Ok(Piece::Close(None));
            }
            [] => return Err(XmlFault::Unclosed(">")),
            _ => {}
        }
        let name = self.name();
        if name.is_empty() {
            return Err(XmlFault::NamelessAttribute);
        }
        self.skip_space();
        if !self.rest.starts_with('=') {
            return Err(XmlFault::NoValue(name.into()));
        }
        self.pass(1);
        self.skip_space();
        let rest = self.rest;
        let quote = rest.bytes().next().filter(|quote| matches!(quote, b'"' | b'\''));
        let inside = quote.and_then(|_| rest.get(1..)).ok_or_else(|| XmlFault::NoValue(name.into()))?;
        let sign = if quote == Some(b'\'') { "'" } else { "\"" };
        let length = memchr(quote.unwrap_or(b'"'), inside.as_bytes()).ok_or(XmlFault::Unclosed(sign))?;
        self.pass(length + 2);
        Ok(Piece::Attribute(name, inside.get(..length).unwrap_or_default()))
    }

    /// Passes over `<!DOCTYPE … [ … ]>`, whatever it declares.
    fn document_type(&mut self) -> Result<(), XmlFault> {
        const UNCLOSED: XmlFault = XmlFault::Unclosed(">");
        let mut depth = 0_usize;
        loop {
            let rest = self.rest;
            if rest.starts_with("<!--") {
                self.between("<!--", "-->").ok_or(UNCLOSED)?;
                continue;
            }
            let is_mark = |byte: u8| matches!(byte, b'<' | b'>' | b'"' | b'\'');
            self.pass(rest.bytes().position(is_mark).ok_or(UNCLOSED)?);
            if self.rest.starts_with("<!--") {
                continue;
            }
            match self.rest.bytes().next() {
                Some(b'<') => depth += 1,
                Some(b'>') => depth = depth.saturating_sub(1),
                Some(quote) => {
                    let inside = self.rest.get(1..).unwrap_or_default();
                    self.pass(1 + memchr(quote, inside.as_bytes()).ok_or(UNCLOSED)?);
                }
                None => return Err(UNCLOSED),
            }
            self.pass(1);
            if depth == 0 {
                return Ok(());
            }
        }
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// No early end: so the bytes are looked at many at a time.
pub(super) fn is_all_blank(text: &str) -> bool {
    text.bytes().fold(true, |all, byte| all & is_blank(byte))
}

/// Whether a byte cannot be part of a name. One bit each: there are hundreds of thousands of bytes to ask about.
fn ends_name(byte: u8) -> bool {
    const ENDS: u64 =
        1 << b' ' | 1 << b'\t' | 1 << b'\n' | 1 << b'\r' | 1 << b'/' | 1 << b'>' | 1 << b'=' | 1 << b'<' | 1 << b'"' | 1 << b'\'';
    byte < 64 && ENDS >> byte & 1 == 1
}

/// Appends character data, its references and line ends resolved. In the value of an attribute all white space is a blank.
pub(super) fn resolve_into(text: &mut String, raw: &str, is_value: bool) -> Result<(), XmlFault> {
    let mut rest = raw;
    loop {
        let bytes = rest.as_bytes();
        let special = if is_value {
            let near = memchr3(b'&', b'\r', b'\n', bytes);
            memchr(b'\t', bytes.get(..near.unwrap_or(bytes.len())).unwrap_or_default()).or(near)
        } else {
            memchr2(b'&', b'\r', bytes)
        };
        let Some(special) = special else {
            text.push_str(rest);
            return Ok(());
        };
        let (plain, at) = rest.split_at(special);
        text.push_str(plain);
        if let Some(reference) = at.strip_prefix('&') {
            let end = memchr(b';', reference.as_bytes()).ok_or(XmlFault::Ampersand)?;
            let (name, behind) = reference.split_at(end);
            text.push(character(name)?);
            rest = behind.get(1..).unwrap_or_default();
        } else {
            text.push(if is_value { ' ' } else { '\n' });
            rest = at.strip_prefix("\r\n").or_else(|| at.get(1..)).unwrap_or_default();
        }
    }
}

/// Appends text in which no reference has a meaning.
pub(super) fn verbatim_into(text: &mut String, raw: &str) {
    let mut lines = raw.split('\r');
    text.push_str(lines.next().unwrap_or_default());
    for line in lines {
        text.push('\n');
        text.push_str(line.strip_prefix('\n').unwrap_or(line));
    }
}

/// What a reference stands for: a character by its number, or one of the five that XML names.
fn character(reference: &str) -> Result<char, XmlFault> {
    let number = |digits: &str, radix| {
        let is_number = digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let number = u32::from_str_radix(digits, radix).ok().filter(|number| is_number && *number > 0);
        number.and_then(char::from_u32)
    };
    let found = match reference {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => match reference.strip_prefix('#') {
            None => return Err(XmlFault::UnknownEntity(reference.into())),
            Some(digits) => match digits.strip_prefix('x') {
                Some(digits) => number(digits, 16),
                None => number(digits, 10),
            },
        },
    };
    found.ok_or_else(|| XmlFault::NoCharacter(reference.into()))
}
