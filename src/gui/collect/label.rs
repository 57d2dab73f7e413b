//! The words of a question or a group and what stands beside them: pictures, sounds and films, the hint, guidance folded away.

use eframe::egui::{FontId, Frame, Key, Margin, RichText, Ui, Vec2};

use super::missing::letter_pressed;
use super::names;
use super::question::{Asking, Guidance, Wish};
use crate::form::{DataType, LanguageIx, Media, MediaKind, Text};
use crate::gui::command::Command;
use crate::gui::fonts;
use crate::gui::pictures::{Picture, picture_ui};
use crate::gui::theme::{CORNER, size, space};
use crate::gui::widgets::{caption, link_button, markdown_ui};
use crate::interview::{At, Interview};

impl Asking<'_> {
    /// The words, and everything that belongs to them.
    pub fn label_ui(&mut self, ui: &mut Ui, at: At, heading: f32) {
        let (interview, tokens) = (self.interview, self.view.tokens);
        let form = interview.form();
        let node = form.node(interview.node(at));
        let question = form.question(interview.node(at));
        let is_note = question.is_some_and(|question| question.data == DataType::Note);
        let font = if is_note {
            FontId::proportional(size::HEADING - 2.0)
        } else {
            FontId::new(heading, fonts::semibold())
        };
        let label = interview.label(at);
        let is_bare = label.trim().is_empty() && node.media.is_empty() && question.is_some();
        let words = if is_bare { &node.name } else { &label };
        if !words.trim().is_empty() {
            markdown_ui(ui, tokens, words, font, tokens.ink);
        }
        self.fall_back_ui(ui, [Some(&node.label), question.map(|question| &question.hint)]);
        self.media_ui(ui, &node.media);
        let hint = interview.hint(at);
        if !hint.is_empty() {
            markdown_ui(ui, tokens, &hint, FontId::proportional(size::BODY), tokens.quiet);
        }
        self.guidance_ui(ui, at);
        ui.add_space(space::S);
    }

    /// Says that some words are in another language, for want of a translation.
    fn fall_back_ui(&self, ui: &mut Ui, texts: [Option<&Text>; 2]) {
        let shown = texts.into_iter().flatten().find_map(|text| other_language(text, self.interview));
        if let Some(shown) = shown {
            caption(ui, self.view.tokens, &self.fall_back_words(shown));
        }
    }

    /// What says that words are shown in another language.
    pub fn fall_back_words(&self, shown: LanguageIx) -> String {
        let name = |language: LanguageIx| names::language(self.interview, language);
        let arguments = [("wanted", name(self.interview.language()).into()), ("shown", name(shown).into())];
        self.view.say_with("field-untranslated", &arguments)
    }

    /// What can be seen and heard.
    pub fn media_ui(&mut self, ui: &mut Ui, media: &Media) {
        if media.is_empty() {
            return;
        }
        let language = self.interview.language();
        if let Some(name) = media.file(MediaKind::Image, language) {
            let height = (ui.ctx().content_rect().height() * 0.42).clamp(120.0, 360.0);
            let room = Vec2::new(ui.available_width(), height);
            let shown = picture_ui(ui, self.view, self.pictures, name, room);
            let large = media.file(MediaKind::BigImage, language);
            let is_opened = shown.is_some_and(|shown| shown.on_hover_text(self.view.say("field-picture-enlarge")).clicked());
            let is_small = self
                .pictures
                .find(name)
                .and_then(Picture::size)
                .is_some_and(|size| size.x > room.x || size.y > room.y);
            let is_asked =
                (large.is_some() || is_small) && link_button(ui, self.view.tokens, &self.view.say("field-picture-enlarge")).clicked();
            if is_opened || is_asked {
                self.wish = Some(Wish::Enlarge(large.unwrap_or(name).to_owned()));
            }
        }
        self.playable_ui(ui, media);
    }

    /// Sounds and films open in the system's own player.
    fn playable_ui(&mut self, ui: &mut Ui, media: &Media) {
        let language = self.interview.language();
        ui.horizontal_wrapped(|ui| {
            for (kind, key) in [(MediaKind::Audio, "field-media-listen"), (MediaKind::Video, "field-media-watch")] {
                let Some(name) = media.file(kind, language) else { continue };
                let words = self.view.say_with(key, &[("name", name.into())]);
                if link_button(ui, self.view.tokens, &words).clicked() {
                    self.inbox.send(Command::Play { name: name.to_owned() });
                }
            }
        });
    }

    fn guidance_ui(&mut self, ui: &mut Ui, at: At) {
        let guidance = self.interview.guidance(at);
        if guidance.is_empty() {
            return;
        }
        let tokens = self.view.tokens;
        let key = match self.guidance {
            Guidance::Folded => "field-guidance",
            Guidance::Unfolded => "field-guidance-fold",
        };
        let text = RichText::new(self.view.say(key)).size(size::SMALL);
        if ui.link(text).clicked() {
            self.wish = Some(Wish::TurnGuidance);
        }
        if self.guidance == Guidance::Unfolded {
            let frame = Frame::new()
                .fill(tokens.accent_wash)
                .corner_radius(CORNER)
                .inner_margin(Margin::same(space::M as i8));
            frame.show(ui, |ui| {
                ui.set_width(ui.available_width());
                markdown_ui(ui, tokens, &guidance, FontId::proportional(size::BODY), tokens.ink);
            });
        }
    }

    /// H unfolds what guidance there is on the page, and folds it again.
    pub fn guidance_key(&mut self, ui: &Ui, items: &[At]) {
        let has_some = || items.iter().any(|at| !self.interview.guidance(*at).is_empty());
        if self.has_keys && has_some() && letter_pressed(ui, Key::H) {
            self.wish = Some(Wish::TurnGuidance);
        }
    }
}

/// The language that a text is shown in, where it is not the one wanted.
pub fn other_language(text: &Text, interview: &Interview) -> Option<LanguageIx> {
    let default = interview.form().default_language;
    let (_, fell_back) = text.in_language(interview.language(), default)?;
    let has_words = |language: usize| text.by_language.get(language).is_some_and(Option::is_some);
    let mut languages = std::iter::once(usize::from(default.0)).chain(0..text.by_language.len());
    let shown = languages.find(|language| has_words(*language)).filter(|_| fell_back)?;
    Some(LanguageIx(u16::try_from(shown).ok()?))
}

/// The pictures that a node's label and its choices show.
pub fn picture_names(interview: &Interview, at: At, names: &mut Vec<String>) {
    let language = interview.language();
    let form = interview.form();
    let mut add = |media: &Media| {
        names.extend(media.file(MediaKind::Image, language).map(str::to_owned));
    };
    add(&form.node(interview.node(at)).media);
    let list = form
        .question(interview.node(at))
        .and_then(|question| form.lists.get(&question.choices.as_ref()?.list));
    let has_media = list.is_some_and(|list| list.choices.iter().any(|choice| !choice.media.is_empty()));
    if has_media {
        for choice in interview.choices(at).iter().flat_map(|offered| offered.iter()) {
            if let Some(choice) = interview.named_choice(at, &choice.name) {
                add(&choice.media);
            }
        }
    }
}
