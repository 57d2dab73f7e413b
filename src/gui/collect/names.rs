//! What things are called in lists and heads: sections, pages, instances of a repeat; and answers in words.

use super::entry::Entry;
use super::missing::word;
use super::outline::{self, Named, Outline, Page, PageKind};
use crate::form::{DataType, LanguageIx, NodeId, Template, TemplatePart, Text};
use crate::gui::view::View;
use crate::gui::widgets::markup;
use crate::interview::{At, Interview, Missing};

/// Answers that tell one instance from another.
const TELLING: usize = 3;

/// What a section is called; what stands in no group is called "questions".
pub fn section_name(view: &View<'_>, interview: &Interview, outline: &Outline, index: usize) -> String {
    let name = match outline.sections.get(index).map(|section| section.named) {
        Some(Named::Node(at)) => markup::plain(&interview.label(at)),
        Some(Named::Repeat { repeat, .. }) => repeat_name(interview, repeat),
        None => String::new(),
    };
    if name.is_empty() { view.say("field-section-unnamed") } else { name }
}

/// What a page is called in a list: the beginning of its question.
pub fn page_name(view: &View<'_>, interview: &Interview, outline: &Outline, page: &Page, index: usize) -> String {
    if let PageKind::More(repeat) = page.kind {
        return view.say_with("field-more-page", &[("name", repeat_name(interview, repeat).into())]);
    }
    let plain = markup::plain(&title(interview, page));
    if plain.is_empty() {
        let first = outline.sections.get(page.section).map_or(0, |section| section.pages.start);
        return view.say_with("field-question-number", &[("n", (index + 1 - first).to_string().into())]);
    }
    plain
}

/// What a page asks: its own label, else that of the note that stands first on it, as the author wrote it.
pub fn title(interview: &Interview, page: &Page) -> String {
    let own = interview.label(page.at);
    if own.trim().is_empty() {
        note_as_title(interview, page).map(|at| interview.label(at)).unwrap_or_default()
    } else {
        own
    }
}

/// The note that stands for the title of a page without one.
pub fn note_as_title(interview: &Interview, page: &Page) -> Option<At> {
    let has_own = !interview.label(page.at).trim().is_empty();
    let first = page.items.iter().copied().find(|at| outline::is_note(interview, *at));
    first.filter(|_| !has_own)
}

/// What one of a repeat's instances is called: the repeat's own words, without what is filled into them.
pub fn repeat_name(interview: &Interview, repeat: NodeId) -> String {
    let node = interview.form().node(repeat);
    let words = template(interview, &node.label).map(Template::literal).unwrap_or_default();
    let words = markup::plain(&words);
    let words = words.trim_matches([':', '-', '–', '(', ')', '#', '.', ' ']);
    if words.is_empty() { node.name.clone() } else { words.to_owned() }
}

fn template<'a>(interview: &Interview, text: &'a Text) -> Option<&'a Template> {
    let shown = text.in_language(interview.language(), interview.form().default_language);
    shown.map(|(template, _)| template)
}

/// `Con 2`, or what the author's label makes of it when something is filled in.
pub fn instance_name(view: &View<'_>, interview: &Interview, at: At) -> String {
    let repeat = interview.node(at);
    let label = &interview.form().node(repeat).label;
    let tells = template(interview, label).is_some_and(|template| {
        let filled = |part: &TemplatePart| matches!(part, TemplatePart::Output(_));
        template.parts.iter().any(filled)
    });
    let own = markup::plain(&interview.label(at));
    if tells && !own.is_empty() {
        return own;
    }
    let (name, number) = (repeat_name(interview, repeat), interview.position(at).unwrap_or(1));
    view.say_with("field-instance", &[("name", name.into()), ("n", number.to_string().into())])
}

/// The first answers of an instance in words, to tell it from the others; empty while nothing is answered.
pub fn instance_summary(view: &View<'_>, interview: &Interview, at: At) -> String {
    let mut telling = Vec::new();
    let mut left = interview.children(at);
    left.reverse();
    while let Some(at) = left.pop() {
        if telling.len() == TELLING {
            break;
        }
        let is_shown = interview.is_asked_for(at) && interview.is_relevant(at);
        if interview.form().question(interview.node(at)).is_none() && interview.position(at).is_none() {
            left.extend(interview.children(at).into_iter().rev());
        } else if is_shown && !interview.value(at).is_empty() {
            telling.extend(answer_in_words(view, interview, at));
        }
    }
    telling.join(" · ")
}

/// `Con 2: Hà · 7`.
pub fn instance_title(view: &View<'_>, interview: &Interview, at: At) -> String {
    let name = instance_name(view, interview, at);
    let summary = instance_summary(view, interview, at);
    if summary.is_empty() { name } else { format!("{name}: {summary}") }
}

/// What was answered, as one would say it; `None` where nothing was.
pub fn answer_in_words(view: &View<'_>, interview: &Interview, at: At) -> Option<String> {
    match interview.missing(at) {
        Some(Missing::NotAsked | Missing::Empty) => return None,
        Some(missing) => return Some(view.say(word(missing))),
        None => {}
    }
    let value = interview.value(at);
    let node = interview.form().node(interview.node(at));
    let question = interview.form().question(interview.node(at));
    let data = question.map_or(DataType::Text, |question| question.data);
    let labels = || {
        value
            .split_whitespace()
            .map(|name| markup::plain(&interview.choice_label(at, name)))
    };
    Some(match data {
        DataType::SelectOne => labels().collect(),
        DataType::SelectMultiple => labels().collect::<Vec<_>>().join("; "),
        DataType::Rank => {
            let ranked = labels().zip(1..).map(|(label, place)| format!("{place}. {label}"));
            ranked.collect::<Vec<_>>().join("; ")
        }
        DataType::Acknowledge => view.say("field-acknowledged"),
        DataType::Text if node.appearance.has("masked") => "••••••".to_owned(),
        _ => {
            let entry = question
                .and_then(|question| Entry::of(question, &node.appearance))
                .unwrap_or(Entry::Text);
            let (text, time) = entry.shown(value, view.words.lang());
            format!("{text} {time}").trim().replace('\n', "; ")
        }
    })
}

/// What a language is called, without its code.
pub fn language(interview: &Interview, language: LanguageIx) -> String {
    let found = interview.form().languages.get(usize::from(language.0));
    let name = found.map(|language| language.name.as_str()).unwrap_or_default();
    name.split_once('(').map_or(name, |(name, _)| name).trim().to_owned()
}

/// Which page of its section, or of its instance, a page is, and of how many.
pub fn page_number(outline: &Outline, index: usize) -> (usize, usize) {
    let section = outline.pages.get(index).and_then(|page| outline.sections.get(page.section));
    let innermost = outline.stretches_around(index).last().map(|stretch| stretch.pages.clone());
    let pages = innermost.or_else(|| section.map(|section| section.pages.clone())).unwrap_or(0..0);
    (index + 1 - pages.start, pages.len())
}
