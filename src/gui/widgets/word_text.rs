//! A text whose words can be struck out one by one, with the pointer or the keys. The whole text is one stop of the Tab key.

use std::collections::BTreeSet;
use std::ops::Range;

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{CornerRadius, EventFilter, FontId, Id, Key, Modifiers, Response, Sense, Stroke, Ui, Vec2, WidgetInfo, accesskit::Role};

use super::choice_row::focus_ring;
use crate::gui::theme::{CORNER, Tokens, size, space};

/// A text with its words.
#[derive(Debug, Clone, Copy)]
pub struct WordText<'a> {
    /// Stable identity, so that focus can be given to it.
    pub id: Id,
    /// The text.
    pub text: &'a str,
    /// Where its words are, in bytes.
    pub words: &'a [Range<usize>],
    /// Places of the words that are struck out.
    pub struck: &'a BTreeSet<u32>,
    /// The word that the keys work on.
    pub at: u32,
}

/// What was done to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordTouch {
    /// Nothing.
    None,
    /// The keys went to another word.
    Went(u32),
    /// A word is to be struck out, or not any more.
    Struck(u32),
}

impl WordText<'_> {
    /// Draws it as wide as there is room. Arrows go from word to word, the space bar strikes out.
    pub fn ui(self, ui: &mut Ui, tokens: &Tokens) -> (Response, WordTouch) {
        let has_keys = ui.memory(|memory| memory.has_focus(self.id));
        let mut touch = if has_keys { self.keyed(ui) } else { WordTouch::None };
        let width = ui.available_width() - 2.0 * space::L;
        let mut job = self.job(tokens, has_keys);
        job.wrap.max_width = width;
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
        let outer = Vec2::new(width, galley.size().y) + Vec2::splat(2.0 * space::L);
        let (_, rect) = ui.allocate_space(outer);
        let response = ui.interact(rect, self.id, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, self.text));
        let origin = rect.min + Vec2::splat(space::L);
        ui.painter().rect(
            rect,
            CornerRadius::same(CORNER),
            tokens.surface,
            Stroke::new(1.0, tokens.line),
            eframe::egui::StrokeKind::Inside,
        );
        if response.clicked()
            && let Some(pointer) = response.interact_pointer_pos()
        {
            response.request_focus();
            let letter = galley.cursor_from_pos(pointer - origin).index.0;
            touch = self.word_at(letter).map_or(touch, WordTouch::Struck);
        }
        if response.has_focus() {
            focus_ring(ui.painter(), rect.shrink(2.0), tokens);
            let keys = EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                ..EventFilter::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, keys));
        }
        ui.painter().galley(origin, galley, tokens.ink);
        (response, touch)
    }

    fn keyed(&self, ui: &Ui) -> WordTouch {
        let last = (self.words.len() as u32).saturating_sub(1);
        // Taken away, so that the toolkit does not press the text as a button.
        let (is_struck, left, right) = ui.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            (pressed(Key::Space), pressed(Key::ArrowLeft), pressed(Key::ArrowRight))
        });
        match (is_struck, left, right) {
            (true, _, _) if !self.words.is_empty() => WordTouch::Struck(self.at.min(last)),
            (_, true, _) => WordTouch::Went(self.at.saturating_sub(1)),
            (_, _, true) => WordTouch::Went((self.at + 1).min(last)),
            _ => WordTouch::None,
        }
    }

    /// The word that a letter belongs to.
    fn word_at(&self, letter: usize) -> Option<u32> {
        let byte = self.text.char_indices().nth(letter).map_or(self.text.len(), |(byte, _)| byte);
        let mut words = (0_u32..).zip(self.words);
        words
            .find(|(_, word)| word.start <= byte && byte <= word.end)
            .map(|(place, _)| place)
    }

    /// Struck words have a line through them, the word of the keys one under it.
    fn job(&self, tokens: &Tokens, has_keys: bool) -> LayoutJob {
        let plain = TextFormat::simple(FontId::proportional(size::HEADING), tokens.ink);
        let mut job = LayoutJob::default();
        let mut end = 0;
        for (place, word) in (0_u32..).zip(self.words) {
            job.append(self.text.get(end..word.start).unwrap_or_default(), 0.0, plain.clone());
            let mut format = plain.clone();
            if self.struck.contains(&place) {
                format.color = tokens.quiet;
                format.strikethrough = Stroke::new(2.0, tokens.block);
            }
            if has_keys && place == self.at {
                format.underline = Stroke::new(2.0, tokens.accent);
                format.background = tokens.accent_wash;
            }
            job.append(self.text.get(word.clone()).unwrap_or_default(), 0.0, format);
            end = word.end;
        }
        job.append(self.text.get(end..).unwrap_or_default(), 0.0, plain);
        job
    }
}
