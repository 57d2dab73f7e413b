//! The words of a form: in place where it speaks one nameless language, else as translations that are referred to.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::element::{Tag, Xml};
use crate::form::{Form, Language, Media, MediaKind, NodeId, Template, TemplatePart, Text};

/// The translations collected so far.
pub(super) struct Texts<'a> {
    form: &'a Form,
    /// By language: the `text` elements.
    translations: Vec<Xml>,
    /// What is in them, where expressions ask for texts by their ids.
    translated: Option<FxHashSet<String>>,
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
            translations: form.languages.iter().map(|_| Xml::at(5)).collect(),
            translated: (!form.texts.is_empty()).then(FxHashSet::default),
            lists: BTreeMap::new(),
        }
    }

    /// Whether words can stand where they are said.
    fn stands_in_place(&self, words: Words<'_>) -> bool {
        let is_nameless = |language: &Language| language.name == "default";
        matches!(self.form.languages.as_slice(), [only] if is_nameless(only)) && words.is_text_alone()
    }

    /// Writes the element that says words, where there are any. `id` is what translations call them.
    pub(super) fn element(&mut self, xml: &mut Xml, name: &'static str, id: impl Fn() -> String, words: Words<'a>) {
        if words.is_empty() {
            return;
        }
        if self.stands_in_place(words) {
            match words.text.by_language.iter().flatten().next() {
                Some(template) => say(xml, &Tag::new(name), template),
                None => xml.empty(&Tag::new(name)),
            }
        } else {
            let id = id();
            self.translate(&id, words);
            xml.empty(&Tag::new(name).with("ref", reference(&id)));
        }
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
        if self.translated.as_ref().is_none_or(|known| !known.contains(id)) {
            self.translate(id, words);
        }
    }

    /// Puts words into the translations.
    pub(super) fn translate(&mut self, id: &str, words: Words<'a>) {
        let form = self.form;
        let mut is_said = false;
        for (language, xml) in self.translations.iter_mut().enumerate() {
            let template = |text: &'a Text| text.by_language.get(language).and_then(Option::as_ref);
            let text = template(words.text);
            let guidance = words.guidance.and_then(template);
            let mut files = words.media.into_iter().flat_map(files);
            let mut files =
                std::iter::from_fn(|| files.find_map(|(kind, files)| Some((kind, files.get(language)?.as_deref()?)))).peekable();
            if text.is_none() && guidance.is_none() && files.peek().is_none() {
                continue;
            }
            is_said = true;
            xml.begin(&Tag::new("text").with("id", id));
            if let Some(template) = text {
                say(xml, &Tag::new("value"), template);
            }
            if let Some(template) = guidance {
                say(xml, &Tag::new("value").with("form", "guidance"), template);
            }
            for (kind, file) in files {
                let (name, folder) = places(kind);
                xml.begin_text(&Tag::new("value").with("form", name));
                say_address(xml, form, folder, file);
                xml.end();
            }
            xml.end();
        }
        if let Some(known) = self.translated.as_mut().filter(|_| is_said) {
            known.insert(id.to_owned());
        }
    }

    /// Writes `itext`, where something needs it.
    pub(super) fn itext(self, xml: &mut Xml) {
        let is_nameless = matches!(self.form.languages.as_slice(), [only] if only.name == "default");
        if is_nameless && self.translations.iter().all(Xml::is_empty) {
            return;
        }
        let default = usize::from(self.form.default_language.0);
        xml.begin(&Tag::new("itext"));
        for (at, (language, texts)) in self.form.languages.iter().zip(self.translations).enumerate() {
            let translation = Tag::new("translation").with("lang", language.name.as_str());
            xml.begin(&translation.with_some("default", (at == default).then_some("true()")));
            xml.join(texts);
            xml.end();
        }
        xml.end();
    }
}

fn reference(id: &str) -> String {
    format!("jr:itext('{id}')")
}

/// Writes an element with a text and its outputs in it.
pub(super) fn say(xml: &mut Xml, tag: &Tag<'_>, template: &Template) {
    let is_text = |part: &TemplatePart| matches!(part, TemplatePart::Literal(literal) if !literal.is_empty());
    if template.parts.iter().any(is_text) {
        xml.begin_text(tag);
    } else {
        xml.begin(tag);
    }
    for part in &template.parts {
        match part {
            TemplatePart::Literal(literal) => xml.say(literal),
            TemplatePart::Output(output) => say_value(xml, &output.expression.source),
        }
    }
    xml.end();
}

/// Writes an output.
fn say_value(xml: &mut Xml, of: &str) {
    xml.empty(&Tag::new("output").with("value", of));
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

/// Writes the address of a file; the names of questions in it become outputs.
fn say_address(xml: &mut Xml, form: &Form, folder: &'static str, file: &str) {
    if !file.starts_with("jr://") {
        xml.say(folder);
    }
    let mut rest = file;
    while let Some((before, (name, after))) = rest
        .split_once("${")
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        xml.say(before);
        let named: Option<NodeId> = form.ids().find(|id| form.node(*id).name == name);
        match named {
            Some(id) => say_value(xml, &form.path(id)),
            None => xml.say(&format!("${{{name}}}")),
        }
        rest = after;
    }
    xml.say(rest);
}
