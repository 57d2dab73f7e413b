//! A field for typed text, and how numbers are typed and stored.

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
        let font = ui
            .style()
            .text_styles
            .get(&TextStyle::Body)
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
            .desired_width(if self.width.is_finite() {
                self.width - space::M * 2.0
            } else {
                self.width
            });
        let response = ui.add_enabled(self.is_enabled, edit);
        response.accessible_name(self.name)
    }
}

/// A number as typed (`12,5`, `1.234,5`, ` -3 `) in the form that is stored (`12.5`); `None` when it is no number.
///
/// A lone comma or point is the decimal mark; where both stand, the last one is, and the other groups digits.
pub fn number_as_stored(typed: &str) -> Option<String> {
    let compact: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = match (compact.rfind(','), compact.rfind('.')) {
        (Some(comma), Some(point)) if comma > point => compact.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => compact.replace(',', ""),
        (Some(_), None) => compact.replace(',', "."),
        _ => compact,
    };
    let digits = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let is_number = digits.chars().any(|c| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.matches('.').count() <= 1;
    is_number.then(|| plain.trim_start_matches('+').to_owned())
}

/// A stored number with the decimal mark of the window's language.
pub fn number_as_typed(stored: &str, lang: crate::words::Lang) -> String {
    match lang {
        crate::words::Lang::Vi => stored.replace('.', ","),
        crate::words::Lang::En => stored.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comma_and_point_are_both_understood() {
        #[track_caller]
        fn case(typed: &str, expected: Option<&str>) {
            assert_eq!(number_as_stored(typed).as_deref(), expected, "{typed}");
        }
        case("12,5", Some("12.5"));
        case("12.5", Some("12.5"));
        case("1.234,5", Some("1234.5"));
        case("1,234.5", Some("1234.5"));
        case(" -3 ", Some("-3"));
        case("+3", Some("3"));
        case("1 250", Some("1250"));
        case("1,2,3", None);
        case("năm", None);
        case("-", None);
        case("", None);
    }
}
