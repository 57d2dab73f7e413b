//! The HTML tags that form authors use, and what they do to the text inside.

use super::{Mark, Place, Style, colour};

/// Tags that have a meaning here; others stay as written.
const KNOWN: [&str; 28] = [
    "a", "b", "big", "br", "code", "del", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "li", "ol", "p", "s", "small",
    "span", "strike", "strong", "sub", "sup", "u", "ul",
];

/// Longer than this it is a text with a `<` in it.
const LONGEST: usize = 400;

/// A tag as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// In lower case.
    pub(super) name: String,
    /// `</b>`.
    pub(super) is_closing: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The known tag at the very beginning of a text, and what follows it.
    pub(super) fn read(text: &'a str) -> Option<(Self, &'a str)> {
        let (inside, after) = text.strip_prefix('<')?.split_once('>')?;
        if inside.len() > LONGEST || inside.contains('<') {
            return None;
        }
        let is_closing = inside.starts_with('/');
        let inside = inside.trim_start_matches('/').trim_end_matches('/');
        let end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at_checked(end)?;
        let name = name.to_ascii_lowercase();
        let is_known = KNOWN.contains(&name.as_str()) && (attributes.is_empty() || attributes.starts_with(char::is_whitespace));
        let tag = Self {
            name,
            is_closing,
            attributes,
        };
        is_known.then_some((tag, after))
    }

    /// What stands between this tag and the one that closes it, and what follows; all the rest where nothing closes it.
    pub(super) fn enclosed<'t>(&self, text: &'t str) -> (&'t str, &'t str) {
        let mut depth = 1;
        let mut from = 0;
        while let Some(at) = text.get(from..).and_then(|rest| rest.find('<')).map(|at| from + at) {
            let Some(rest) = text.get(at..) else { break };
            from = at + 1;
            let Some((tag, after)) = Tag::read(rest).filter(|(tag, _)| tag.name == self.name) else {
                continue;
            };
            if tag.is_closing {
                depth -= 1;
            } else {
                depth += 1;
            }
            if depth == 0 {
                return (text.get(..at).unwrap_or_default(), after);
            }
        }
        (text, "")
    }

    /// Whether its text stands on lines of its own.
    pub(super) fn is_line(&self) -> bool {
        matches!(self.name.as_str(), "p" | "div" | "li" | "ul" | "ol") || self.heading().is_some()
    }

    fn heading(&self) -> Option<u8> {
        self.name.strip_prefix('h')?.parse().ok()
    }

    /// The style of its text, inside a text of another.
    pub(super) fn style(&self, around: &Style) -> Style {
        let mut style = match self.name.as_str() {
            "b" | "strong" => around.with(Mark::Bold),
            "i" | "em" => around.with(Mark::Slanted),
            "u" => around.with(Mark::Underlined),
            "s" | "strike" | "del" => around.with(Mark::Struck),
            "sup" => around.with(Mark::Raised),
            "sub" => around.with(Mark::Lowered),
            "code" => around.with(Mark::Mono),
            _ => around.clone(),
        };
        style.heading = self.heading().or(style.heading);
        if let Some(colour) = self.attribute("color").and_then(|written| colour::read(&written)) {
            style.colour = Some(colour);
        }
        for rule in self.attribute("style").unwrap_or_default().split(';') {
            let Some((property, value)) = rule.split_once(':') else { continue };
            style = styled(style, &property.trim().to_ascii_lowercase(), &value.trim().to_ascii_lowercase());
        }
        style
    }

    /// An attribute as written, in quotes or without.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        while let Some((key, after)) = rest.split_once('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|first| matches!(first, '"' | '\'' | '“' | '”'));
            let (value, next) = match quote {
                Some('“' | '”') => after.trim_start_matches(['“', '”']).split_once(['“', '”'])?,
                Some(quote) => after.get(1..)?.split_once(quote)?,
                None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            if key.trim().eq_ignore_ascii_case(name) {
                return Some(value.to_owned());
            }
            rest = next;
        }
        None
    }
}

fn styled(style: Style, property: &str, value: &str) -> Style {
    match (property, value) {
        ("color", _) => Style {
            colour: colour::read(value).or(style.colour),
            ..style
        },
        ("font-family", "monospace") => style.with(Mark::Mono),
        ("font-weight", "bold" | "bolder" | "600" | "700" | "800" | "900") => style.with(Mark::Bold),
        ("font-style", "italic" | "oblique") => style.with(Mark::Slanted),
        ("text-decoration", "underline") => style.with(Mark::Underlined),
        ("text-decoration", "line-through") => style.with(Mark::Struck),
        ("text-align", "center") => Style {
            place: Place::Centre,
            ..style
        },
        ("text-align", "right" | "end") => Style {
            place: Place::Right,
            ..style
        },
        ("text-align", "left" | "start") => Style {
            place: Place::Left,
            ..style
        },
        _ => style,
    }
}

/// The items of an ordered list as lines that bear their numbers.
pub(super) fn numbered(list: &str) -> String {
    let mut numbered = String::new();
    let mut rest = list;
    let mut number = 0_u32;
    while let Some(at) = rest.find('<') {
        let (before, tagged) = rest.split_at(at);
        numbered.push_str(before);
        let Some((tag, after)) = Tag::read(tagged).filter(|(tag, _)| tag.name == "li") else {
            numbered.push('<');
            rest = tagged.get(1..).unwrap_or_default();
            continue;
        };
        if !tag.is_closing {
            number += 1;
            numbered.extend(["\n", &number.to_string(), ". "]);
        }
        rest = after;
    }
    numbered.push_str(rest);
    numbered.push('\n');
    numbered
}
