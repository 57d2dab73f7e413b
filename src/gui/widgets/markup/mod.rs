//! The markup that form authors write in labels, hints and notes: Markdown as ODK's tools read it, and the few HTML tags beside it.
//!
//! Line breaks are kept. A line may be a heading (`## words`) or an item of a list (`- words`, `1. words`); inside a line there are
//! `*slanted*`, `**bold**`, `[words](address)`, `<span style="color:red">` and a backslash before what is meant as it stands. What is
//! none of this stays as written.

mod colour;
mod inline;
mod tag;

use eframe::egui::Color32;

use inline::Inline;

/// A way in which a stretch of text differs from the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// `**words**`.
    Bold,
    /// `*words*`.
    Slanted,
    /// `<u>`.
    Underlined,
    /// `<s>`.
    Struck,
    /// `<code>`, or the font family `monospace`.
    Mono,
    /// `<sup>`.
    Raised,
    /// `<sub>`.
    Lowered,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// At the left.
    #[default]
    Left,
    /// In the middle.
    Centre,
    /// At the right.
    Right,
}

/// How a stretch of text looks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Style {
    /// Each at most once.
    pub marks: Vec<Mark>,
    /// The author's colour, which no theme knows.
    pub colour: Option<Color32>,
    place: Place,
    heading: Option<u8>,
}

/// A stretch of text of one look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// As it is shown.
    pub text: String,
    /// How it looks.
    pub style: Style,
    /// Where it leads.
    pub link: Option<String>,
}

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineKind {
    /// Words.
    Plain,
    /// A heading of the level 1 to 6.
    Heading(u8),
    /// An item of a list, behind its bullet or number.
    Item(String),
    /// Nothing: air between paragraphs.
    Blank,
}

/// A line of the author's: it wraps, and the next one begins below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub kind: LineKind,
    /// Where it stands.
    pub place: Place,
    /// Its text, in order.
    pub runs: Vec<Run>,
}

impl Style {
    /// Whether it is marked so.
    pub fn has(&self, mark: Mark) -> bool {
        self.marks.contains(&mark)
    }

    fn with(&self, mark: Mark) -> Self {
        let mut style = self.clone();
        if !style.has(mark) {
            style.marks.push(mark);
        }
        style
    }
}

/// The lines of a text.
pub fn lines(source: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for runs in broken(Inline::read(source)) {
        let line = line(runs);
        let is_second_blank = line.kind == LineKind::Blank && lines.last().is_none_or(|last| last.kind == LineKind::Blank);
        if !is_second_blank {
            lines.push(line);
        }
    }
    lines.pop_if(|last| last.kind == LineKind::Blank);
    lines
}

/// The text without its markup, on one line: what a list shows and a screen reader says.
pub fn plain(source: &str) -> String {
    let mut words = String::new();
    for line in lines(source) {
        if !words.is_empty() {
            words.push(' ');
        }
        if let LineKind::Item(marker) = &line.kind {
            words.push_str(marker);
            words.push(' ');
        }
        words.extend(line.runs.iter().map(|run| run.text.as_str()));
    }
    words
}

/// Runs broken where their text has a line break.
fn broken(runs: Vec<Run>) -> Vec<Vec<Run>> {
    let mut lines: Vec<Vec<Run>> = vec![Vec::new()];
    for run in runs {
        for (index, piece) in run.text.split('\n').enumerate() {
            if index > 0 {
                lines.push(Vec::new());
            }
            if let (false, Some(line)) = (piece.is_empty(), lines.last_mut()) {
                line.push(Run {
                    text: piece.to_owned(),
                    ..run.clone()
                });
            }
        }
    }
    lines
}

fn line(mut runs: Vec<Run>) -> Line {
    let first = runs.first();
    let place = first.map(|run| run.style.place).unwrap_or_default();
    let heading = first.and_then(|run| run.style.heading);
    let mut kind = heading.map_or(LineKind::Plain, LineKind::Heading);
    if let Some(first) = runs.first_mut()
        && let Some((marked, after)) = marker(&first.text)
    {
        kind = marked;
        first.text = after.to_owned();
    }
    for run in &mut runs {
        run.text.retain(|letter| letter != inline::AS_IT_STANDS);
    }
    runs.retain(|run| !run.text.is_empty());
    if runs.iter().all(|run| run.text.trim().is_empty()) && !matches!(kind, LineKind::Item(_)) {
        kind = LineKind::Blank;
        runs.clear();
    }
    Line { kind, place, runs }
}

/// What makes a line a heading or an item, and the text behind it.
fn marker(text: &str) -> Option<(LineKind, &str)> {
    let text = text.trim_start();
    let level = text.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&level) {
        let after = text.get(level..)?.strip_prefix(' ')?;
        return Some((LineKind::Heading(level as u8), after.trim_start()));
    }
    if let Some(after) = ["- ", "* ", "+ ", "• "].iter().find_map(|bullet| text.strip_prefix(bullet)) {
        return Some((LineKind::Item("•".to_owned()), after.trim_start()));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, after) = text.split_at_checked(digits + 1)?;
    let is_number = (1..=3).contains(&digits) && number.ends_with(['.', ')']);
    let after = after.strip_prefix(' ').filter(|_| is_number)?;
    Some((LineKind::Item(number.to_owned()), after.trim_start()))
}

#[cfg(test)]
mod tests;
