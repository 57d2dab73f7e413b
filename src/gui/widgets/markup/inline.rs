//! Marks inside the text: emphasis, links, tags, and the backslash that takes a mark its meaning.

use super::tag::{self, Tag};
use super::{Mark, Run, Style};

/// Stands before a letter that a backslash protects, until lines have been told apart. A private letter that no text has.
pub(super) const AS_IT_STANDS: char = '\u{e000}';

/// What a backslash may protect.
const PROTECTED: &str = "\\*_#[]()<>`~-+.!&";

/// Emphasis, the longest mark first.
const EMPHASIS: [(&str, &[Mark]); 6] = [
    ("***", &[Mark::Bold, Mark::Slanted]),
    ("___", &[Mark::Bold, Mark::Slanted]),
    ("**", &[Mark::Bold]),
    ("__", &[Mark::Bold]),
    ("*", &[Mark::Slanted]),
    ("_", &[Mark::Slanted]),
];

/// Runs as they are read, in order.
#[derive(Default)]
pub(super) struct Inline {
    runs: Vec<Run>,
}

impl Inline {
    /// The runs of a text; line breaks stay in them.
    pub(super) fn read(source: &str) -> Vec<Run> {
        let mut inline = Self::default();
        let source = source.replace("\r\n", "\n").replace(AS_IT_STANDS, "");
        inline.text(&source, &Style::default(), None);
        inline.runs
    }

    fn text(&mut self, source: &str, style: &Style, link: Option<&str>) {
        let mut rest = source;
        let mut before = None;
        while let Some(first) = rest.chars().next() {
            let after = match first {
                '\\' => self.protected(rest, style, link),
                '*' | '_' => self.emphasis(rest, before, style, link),
                '[' => self.link(rest, style),
                '<' => self.tag(rest, style, link),
                '&' => self.entity(rest, style, link),
                _ => None,
            };
            before = Some(first);
            rest = after.unwrap_or_else(|| {
                self.push(first, style, link);
                rest.get(first.len_utf8()..).unwrap_or_default()
            });
        }
    }

    fn push(&mut self, letter: char, style: &Style, link: Option<&str>) {
        match self.runs.last_mut() {
            Some(last) if last.style == *style && last.link.as_deref() == link => last.text.push(letter),
            _ => self.runs.push(Run {
                text: letter.to_string(),
                style: style.clone(),
                link: link.map(str::to_owned),
            }),
        }
    }

    fn push_all(&mut self, text: &str, style: &Style, link: Option<&str>) {
        for letter in text.chars() {
            self.push(letter, style, link);
        }
    }

    fn protected<'a>(&mut self, text: &'a str, style: &Style, link: Option<&str>) -> Option<&'a str> {
        let after = text.strip_prefix('\\')?;
        let letter = after.chars().next().filter(|letter| PROTECTED.contains(*letter))?;
        self.push(AS_IT_STANDS, style, link);
        self.push(letter, style, link);
        after.get(letter.len_utf8()..)
    }

    fn emphasis<'a>(&mut self, text: &'a str, before: Option<char>, style: &Style, link: Option<&str>) -> Option<&'a str> {
        let (mark, marks) = EMPHASIS.into_iter().find(|(mark, _)| text.starts_with(mark))?;
        let is_inside_word = before.is_some_and(char::is_alphanumeric) && mark.starts_with('_');
        let (inner, after) = enclosed(text, mark).filter(|_| !is_inside_word)?;
        let style = marks.iter().fold(style.clone(), |style, mark| style.with(*mark));
        self.text(inner, &style, link);
        Some(after)
    }

    fn link<'a>(&mut self, text: &'a str, style: &Style) -> Option<&'a str> {
        let (words, after) = text.strip_prefix('[')?.split_once("](")?;
        let (address, after) = after.split_once(')')?;
        if words.is_empty() || words.contains(['[', '\n']) || !leads_out(address) {
            return None;
        }
        self.text(words, style, Some(address.trim()));
        Some(after)
    }

    fn tag<'a>(&mut self, text: &'a str, style: &Style, link: Option<&str>) -> Option<&'a str> {
        let (tag, after) = Tag::read(text)?;
        if tag.is_closing {
            // What closes nothing says nothing.
            return Some(after);
        }
        if tag.name == "br" {
            self.push('\n', style, link);
            return Some(after);
        }
        let (inner, after) = tag.enclosed(after);
        let address = tag.attribute("href").filter(|address| leads_out(address));
        let link = address.as_deref().or(link);
        let inner_style = tag.style(style);
        if tag.is_line() {
            self.break_line(style);
        }
        match tag.name.as_str() {
            "li" => self.push_all("- ", &inner_style, link),
            "ol" => {
                self.text(&tag::numbered(inner), &inner_style, link);
                return Some(after);
            }
            _ => {}
        }
        self.text(inner, &inner_style, link);
        if tag.is_line() {
            self.break_line(style);
        }
        Some(after)
    }

    /// A line of its own begins, unless one has just begun.
    fn break_line(&mut self, style: &Style) {
        if self.runs.last().is_some_and(|last| !last.text.ends_with('\n')) {
            self.push('\n', style, None);
        }
    }

    fn entity<'a>(&mut self, text: &'a str, style: &Style, link: Option<&str>) -> Option<&'a str> {
        let (name, after) = text.strip_prefix('&')?.split_once(';')?;
        let letter = match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => '\u{a0}',
            _ => {
                let number = name.strip_prefix('#')?;
                let hex = number.strip_prefix(['x', 'X']).map(|hex| u32::from_str_radix(hex, 16));
                let letter = char::from_u32(hex.unwrap_or_else(|| number.parse()).ok()?)?;
                Some(letter).filter(|letter| !letter.is_control() || *letter == '\n')?
            }
        };
        self.push(letter, style, link);
        Some(after)
    }
}

/// Whether an address may be followed: out of the program, never into it.
fn leads_out(address: &str) -> bool {
    let address = address.trim();
    let is_known = ["http://", "https://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| address.starts_with(scheme));
    is_known && !address.contains(char::is_whitespace)
}

/// What stands between a mark at the very beginning and the same mark, and what follows. Marks hug their words: `2 * 3 * 4` has none.
fn enclosed<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let letter = mark.chars().next()?;
    let inside = text.get(mark.len()..)?;
    if inside.starts_with(|first: char| first.is_whitespace() || first == letter) {
        return None;
    }
    let mut at = 0;
    let mut before = letter;
    while let Some(next) = inside.get(at..).and_then(|rest| rest.chars().next()) {
        if next == '\\' {
            at += 1 + inside.get(at + 1..)?.chars().next().map_or(0, char::len_utf8);
            before = '\\';
            continue;
        }
        if next != letter {
            at += next.len_utf8();
            before = next;
            continue;
        }
        let run = inside.get(at..)?.chars().take_while(|c| *c == letter).count();
        let is_closing = (run == mark.len() || run == 3 && mark.len() < 3) && !before.is_whitespace();
        let close = at + run - mark.len().min(run);
        let after = inside.get(close + mark.len()..).unwrap_or_default();
        let is_inside_word = letter == '_' && after.starts_with(char::is_alphanumeric);
        if is_closing && !is_inside_word {
            let inner = inside.get(..close)?;
            return (!inner.is_empty() && !inner.contains("\n\n")).then_some((inner, after));
        }
        at += run;
        before = letter;
    }
    None
}
