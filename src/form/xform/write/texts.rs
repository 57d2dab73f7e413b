//! The words of a form: in place where it speaks one nameless language, else as translations that are referred to.

use std::collections::BTreeMap;

use super::element::{Content, Element};
use crate::form::{Form, Language, Media, MediaKind, NodeId, Template, TemplatePart, Text};

/// The translations collected so far.
pub(super) struct Texts<'a> {
    form: &'a Form,
    /// By language: the `text` elements.
    translations: Vec<Vec<Element<'a>>>,
    /// The lists whose labels were looked at, and whether they are translations: many questions may offer one list.
    lists: BTreeMap<&'a str, bool>,
}

/// All that is said at one place.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) text: &'a Text,
    pub(super) guidance: Option<&'a Text>,
    pub(super) media: Option<&'a Media>,
}

impl<'a> Words<'a> {
    /// A text alone.
    pub(super) fn of(text: &'a Text) -> Self {
        Self {
            text,
            guidance: None,
            media: None,
        }
    }

    fn is_empty(self) -> bool {
        self.is_text_alone() && self.text.is_empty()
    }

    fn is_text_alone(self) -> bool {
        self.guidance.is_none_or(Text::is_empty) && self.media.is_none_or(Media::is_empty)
    }
}

impl<'a> Texts<'a> {
    pub(super) fn of(form: &'a Form) -> Self {
        Self {
            form,
            translations: vec![Vec::new(); form.languages.len()],
            lists: BTreeMap::new(),
        }
    }

    /// Whether words can stand where they are said.
    fn stands_in_place(&self, words: Words<'_>) -> bool {
        let is_nameless = |language: &Language| language.name == "default";
        matches!(self.form.languages.as_slice(), [only] if is_nameless(only)) && words.is_text_alone()
    }

    /// The element that says words; `None` where there are none. `id` is what translations call them.
    pub(super) fn element(&mut self, name: &'static str, id: impl Fn() -> String, words: Words<'a>) -> Option<Element<'a>> {
        if words.is_empty() {
            return None;
        }
        let mut element = Element::new(name);
        if self.stands_in_place(words) {
            let template = words.text.by_language.iter().flatten().next();
            element.append(template.into_iter().flat_map(contents));
        } else {
            let id = id();
            self.translate(&id, words);
            element.set("ref", reference(&id));
        }
        Some(element)
    }

    /// What an attribute says: the words themselves, or where they are.
    pub(super) fn message(&mut self, id: impl Fn() -> String, text: &'a Text) -> Option<String> {
        if text.is_empty() {
            return None;
        }
        if self.stands_in_place(Words::of(text)) && text.outputs().next().is_none() {
            return text.by_language.iter().flatten().next().map(Template::literal);
        }
        let id = id();
        self.translate(&id, Words::of(text));
        Some(reference(&id))
    }

    /// Whether the words of choices need translations.
    fn needs_translations(&self, words: Words<'_>) -> bool {
        let is_literal = words.text.outputs().next().is_none();
        !(words.is_empty() || is_literal && self.stands_in_place(words))
    }

    /// Whether the labels of a list are translations: those of all its choices, or of none.
    pub(super) fn has_translated_choices(&mut self, list: &'a str) -> bool {
        if let Some(known) = self.lists.get(list) {
            return *known;
        }
        let choices = self.form.lists.get(list).into_iter().flat_map(|list| &list.choices);
        let mut words = choices.map(|choice| Words {
            text: &choice.label,
            guidance: None,
            media: Some(&choice.media),
        });
        let are_translated = words.any(|words| self.needs_translations(words));
        self.lists.insert(list, are_translated);
        are_translated
    }

    /// Puts words into the translations, unless they are there: expressions may ask for what a label says.
    pub(super) fn translate_once(&mut self, id: &str, words: Words<'a>) {
        let is_there = self.translations.iter().flatten().any(|text| text.has("id", id));
        if !is_there {
            self.translate(id, words);
        }
    }

    /// Puts words into the translations.
    pub(super) fn translate(&mut self, id: &str, words: Words<'a>) {
        let form = self.form;
        for (language, texts) in self.translations.iter_mut().enumerate() {
            let mut text = Element::new("text").with("id", id.to_owned());
            let mut value = |form: Option<&'static str>, content: Vec<Content<'a>>| {
                let mut value = Element::new("value").with_some("form", form);
                value.append(content);
                text.push(value);
            };
            let template = |text: &'a Text| text.by_language.get(language).and_then(Option::as_ref);
            if let Some(template) = template(words.text) {
                value(None, contents(template));
            }
            if let Some(template) = words.guidance.and_then(template) {
                value(Some("guidance"), contents(template));
            }
            for (kind, files) in words.media.into_iter().flat_map(files) {
                if let Some(Some(file)) = files.get(language) {
                    let (name, folder) = places(kind);
                    value(Some(name), address(form, folder, file));
                }
            }
            if !text.is_empty() {
                texts.push(text);
            }
        }
    }

    /// `itext`; `None` where nothing needs it.
    pub(super) fn into_element(self) -> Option<Element<'a>> {
        let is_nameless = matches!(self.form.languages.as_slice(), [only] if only.name == "default");
        if is_nameless && self.translations.iter().all(Vec::is_empty) {
            return None;
        }
        let default = usize::from(self.form.default_language.0);
        let languages = self.form.languages.iter().zip(self.translations).enumerate();
        let translations = languages.map(|(at, (language, texts))| {
            let translation = Element::new("translation").with("lang", language.name.as_str());
            translation.with_some("default", (at == default).then_some("true()")).holding(texts)
        });
        Some(Element::new("itext").holding(translations))
    }
}

fn reference(id: &str) -> String {
    format!("jr:itext('{id}')")
}

/// A text with its outputs.
pub(super) fn contents(template: &Template) -> Vec<Content<'_>> {
    template.parts.iter().map(content).collect()
}

fn content(part: &TemplatePart) -> Content<'_> {
    match part {
        TemplatePart::Literal(literal) => Content::Text(literal.as_str().into()),
        TemplatePart::Output(output) => Content::Element(Element::new("output").with("value", &*output.expression.source)),
    }
}

/// The files of each kind, by language.
fn files(media: &Media) -> [(MediaKind, &[Option<String>]); 4] {
    [
        (MediaKind::Image, &media.image),
        (MediaKind::BigImage, &media.big_image),
        (MediaKind::Audio, &media.audio),
        (MediaKind::Video, &media.video),
    ]
}

/// What XForms call a kind of file, and where they keep it.
fn places(kind: MediaKind) -> (&'static str, &'static str) {
    match kind {
        MediaKind::Image => ("image", "jr://images/"),
        MediaKind::BigImage => ("big-image", "jr://images/"),
        MediaKind::Audio => ("audio", "jr://audio/"),
        MediaKind::Video => ("video", "jr://video/"),
    }
}

/// The address of a file; the names of questions in it become outputs.
fn address<'a>(form: &Form, folder: &'static str, file: &'a str) -> Vec<Content<'a>> {
    let mut contents = Vec::new();
    if !file.starts_with("jr://") {
        contents.push(Content::Text(folder.into()));
    }
    let mut rest = file;
    while let Some((before, (name, after))) = rest
        .split_once("${")
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        contents.push(Content::Text(before.into()));
        let named: Option<NodeId> = form.ids().find(|id| form.node(*id).name == name);
        match named {
            Some(id) => contents.push(Content::Element(Element::new("output").with("value", form.path(id)))),
            None => contents.push(Content::Text(format!("${{{name}}}").into())),
        }
        rest = after;
    }
    contents.push(Content::Text(rest.into()));
    contents
}
