//! A field for typed text.

use eframe::egui::{FontId, Id, Margin, Response, TextEdit, TextStyle, Ui, Vec2};

use crate::gui::theme::{TARGET, Tokens, size, space};

/// A field for typed text. The caller keeps the half-typed text and decides when it becomes an answer.
#[derive(Debug, Clone)]
pub struct TextField<'a> {
    /// Stable identity, so that focus can be given to it.
    pub id: Id,
    /// What a screen reader calls it.
    pub name: &'a str,
    /// Shown while empty.
    pub hint: &'a str,
    /// Rows; more than one makes Enter a line break.
    pub rows: usize,
    /// Dots instead of letters.
    pub is_secret: bool,
    /// Letters of one width, for codes that are compared sign by sign.
    pub is_monospace: bool,
    /// Can be changed.
    pub is_enabled: bool,
    /// Width in points; `INFINITY` fills the row.
    pub width: f32,
}

impl<'a> TextField<'a> {
    /// A single line that fills its row.
    pub fn line(id: Id, name: &'a str) -> Self {
        Self {
            id,
            name,
            hint: "",
            rows: 1,
            is_secret: false,
            is_monospace: false,
            is_enabled: true,
            width: f32::INFINITY,
        }
    }

    /// With words shown while it is empty.
    #[must_use]
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// As wide as `points`.
    #[must_use]
    pub fn width(mut self, points: f32) -> Self {
        self.width = points;
        self
    }

    /// A passphrase.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.is_secret = true;
        self
    }

    /// Draws it over `text`. The response is that of the text itself.
    pub fn ui(&self, ui: &mut Ui, tokens: &Tokens, text: &mut String) -> Response {
        let edit = if self.rows > 1 {
            TextEdit::multiline(text).desired_rows(self.rows)
        } else {
            TextEdit::singleline(text)
        };
        let style = if self.is_monospace { TextStyle::Monospace } else { TextStyle::Body };
        let font = ui
            .style()
            .text_styles
            .get(&style)
            .cloned()
            .unwrap_or(FontId::proportional(size::BODY));
        let is_dense = ui.spacing().interact_size.y < 32.0;
        let height = if is_dense { ui.spacing().interact_size.y } else { TARGET };
        let margin = Margin::symmetric(space::M as i8, if is_dense { 4 } else { 11 });
        let edit = edit
            .id(self.id)
            .font(font)
            .hint_text(self.hint.to_owned())
            .password(self.is_secret)
            .background_color(tokens.surface)
            .margin(margin)
            .min_size(Vec2::new(0.0, height))
            .desired_width(self.width);
        let response = ui.add_enabled(self.is_enabled, edit);
        response.accessible_name(self.name)
    }
}
