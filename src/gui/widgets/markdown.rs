//! The little Markdown that form authors use: `**bold**`, `*slanted*` and `[words](address)`.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Color32, FontId, OpenUrl, RichText, Ui};

use crate::gui::fonts;
use crate::gui::theme::Tokens;

/// A stretch of text of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Span {
    Plain(String),
    Bold(String),
    Slanted(String),
    Link { words: String, address: String },
}

/// The text laid out in one style, with bold and slanted words; links show as their words.
pub fn markdown_job(source: &str, font: FontId, colour: Color32, link: Color32) -> LayoutJob {
    let mut job = LayoutJob::default();
    for span in spans(source) {
        let mut format = TextFormat::simple(font.clone(), colour);
        let text = match span {
            Span::Plain(text) => text,
            Span::Bold(text) => {
                format.font_id.family = fonts::semibold();
                text
            }
            Span::Slanted(text) => {
                format.italics = true;
                text
            }
            Span::Link { words, .. } => {
                format.color = link;
                words
            }
        };
        job.append(&text, 0.0, format);
    }
    job
}

/// Paragraphs in `font`; the addresses of links stand below as links of their own.
pub fn markdown_ui(ui: &mut Ui, tokens: &Tokens, source: &str, font: FontId, colour: Color32) {
    let job = markdown_job(source, font, colour, tokens.accent);
    ui.label(job);
    for span in spans(source) {
        if let Span::Link { words, address } = span
            && ui.link(RichText::new(format!("{words}: {address}")).small()).clicked()
        {
            ui.ctx().open_url(OpenUrl::new_tab(address));
        }
    }
}

fn spans(source: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut plain = String::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        if let Some((span, after)) = marked(rest) {
            if !plain.is_empty() {
                found.push(Span::Plain(std::mem::take(&mut plain)));
            }
            found.push(span);
            rest = after;
        } else {
            plain.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    if !plain.is_empty() {
        found.push(Span::Plain(plain));
    }
    found
}

/// The marked stretch at the very beginning of `text`, and what follows it.
fn marked(text: &str) -> Option<(Span, &str)> {
    if let Some(after) = text.strip_prefix("**") {
        let (inner, rest) = after.split_once("**").filter(|(inner, _)| !inner.is_empty())?;
        return Some((Span::Bold(inner.to_owned()), rest));
    }
    if let Some(after) = text.strip_prefix('*') {
        let (inner, rest) = after.split_once('*')?;
        let is_emphasis = !inner.is_empty() && !inner.starts_with(' ') && !inner.ends_with(' ');
        return is_emphasis.then(|| (Span::Slanted(inner.to_owned()), rest));
    }
    let (words, after) = text.strip_prefix('[')?.split_once("](")?;
    let (address, rest) = after.split_once(')')?;
    let is_link = !words.contains(['[', '\n'])
        && (address.starts_with("http://") || address.starts_with("https://") || address.starts_with("mailto:"));
    is_link.then(|| {
        (
            Span::Link {
                words: words.to_owned(),
                address: address.to_owned(),
            },
            rest,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_kinds_and_everything_else_stays_as_written() {
        #[track_caller]
        fn case(source: &str, expected: &[Span]) {
            assert_eq!(spans(source), expected, "{source}");
        }
        case("Ông/Bà", &[Span::Plain("Ông/Bà".into())]);
        case(
            "rất **hài lòng** nhé",
            &[
                Span::Plain("rất ".into()),
                Span::Bold("hài lòng".into()),
                Span::Plain(" nhé".into()),
            ],
        );
        case("*nghiêng*", &[Span::Slanted("nghiêng".into())]);
        case("2 * 3 * 4", &[Span::Plain("2 * 3 * 4".into())]);
        case(
            "[trang](https://vi.dụ)",
            &[Span::Link {
                words: "trang".into(),
                address: "https://vi.dụ".into(),
            }],
        );
        case("[x](javascript:alert)", &[Span::Plain("[x](javascript:alert)".into())]);
        case("**dở dang", &[Span::Plain("**dở dang".into())]);
    }
}
