//! Every colour, size and distance of the window: change the look here and nowhere else.

use eframe::egui::style::{ScrollStyle, WidgetVisuals};
use eframe::egui::{Color32, Context, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle, Ui, Vec2, Visuals};

use super::fonts;
use crate::app::preferences;

/// How the window is lit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Ink on warm paper.
    #[default]
    Light,
    /// For dim rooms.
    Dark,
    /// Black on white, for bright sun and weak eyes.
    HighContrast,
}

impl Theme {
    /// All of them, in the order that the menu shows.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::HighContrast];

    /// The theme that was chosen; without a choice that of the system, where it tells.
    pub fn chosen(preference: preferences::Theme, system: Option<eframe::egui::Theme>) -> Self {
        match (preference, system) {
            (preferences::Theme::Dark, _) | (preferences::Theme::System, Some(eframe::egui::Theme::Dark)) => Self::Dark,
            (preferences::Theme::HighContrast, _) => Self::HighContrast,
            (preferences::Theme::Light | preferences::Theme::System, _) => Self::Light,
        }
    }

    /// As it is remembered.
    pub fn preference(self) -> preferences::Theme {
        match self {
            Self::Light => preferences::Theme::Light,
            Self::Dark => preferences::Theme::Dark,
            Self::HighContrast => preferences::Theme::HighContrast,
        }
    }

    /// The key of its name in the catalogue.
    pub fn key(self) -> &'static str {
        match self {
            Self::Light => "theme-light",
            Self::Dark => "theme-dark",
            Self::HighContrast => "theme-high-contrast",
        }
    }

    /// Its colours.
    pub fn tokens(self) -> &'static Tokens {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
            Self::HighContrast => &HIGH_CONTRAST,
        }
    }
}

/// The colours of one theme, by what they mean.
#[derive(Debug)]
pub struct Tokens {
    /// Behind everything.
    pub paper: Color32,
    /// Fields, rows and cards.
    pub surface: Color32,
    /// Under the pointer.
    pub hover: Color32,
    /// Text.
    pub ink: Color32,
    /// Hints, numbers, what is done with.
    pub quiet: Color32,
    /// Edges of fields and rules between parts; at least 3 : 1 only in high contrast, so never the sole sign of anything.
    pub line: Color32,
    /// Chosen, or the main action.
    pub accent: Color32,
    /// Text on accent.
    pub on_accent: Color32,
    /// A wash of the accent behind the current row.
    pub accent_wash: Color32,
    /// Finished, saved.
    pub done: Color32,
    /// Worth a look.
    pub warn: Color32,
    /// Stops the interview from being finished.
    pub block: Color32,
    /// Whether text is lighter than what is behind it.
    pub is_dark: bool,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

static LIGHT: Tokens = Tokens {
    paper: rgb(0xFB_FAF7),
    surface: rgb(0xFF_FFFF),
    hover: rgb(0xF1_F0EB),
    ink: rgb(0x1C_2024),
    quiet: rgb(0x5B_6470),
    line: rgb(0xE3_E1DB),
    accent: rgb(0x0B_5FA5),
    on_accent: rgb(0xFF_FFFF),
    accent_wash: rgb(0xE9_F2FA),
    done: rgb(0x1F_7A3D),
    warn: rgb(0x9A_5B00),
    block: rgb(0xB3_261E),
    is_dark: false,
};

static DARK: Tokens = Tokens {
    paper: rgb(0x15_181C),
    surface: rgb(0x1D_2126),
    hover: rgb(0x26_2C33),
    ink: rgb(0xEC_EEF0),
    quiet: rgb(0xA3_ACB7),
    line: rgb(0x30_363D),
    accent: rgb(0x6B_B2F2),
    on_accent: rgb(0x0C_1A26),
    accent_wash: rgb(0x1B_2B3A),
    done: rgb(0x6C_CB8A),
    warn: rgb(0xF0_B45B),
    block: rgb(0xFF_8A80),
    is_dark: true,
};

static HIGH_CONTRAST: Tokens = Tokens {
    paper: rgb(0xFF_FFFF),
    surface: rgb(0xFF_FFFF),
    hover: rgb(0xEA_EAEA),
    ink: rgb(0x00_0000),
    quiet: rgb(0x26_2626),
    line: rgb(0x4A_4A4A),
    accent: rgb(0x00_3E7E),
    on_accent: rgb(0xFF_FFFF),
    accent_wash: rgb(0xE6_EEF7),
    done: rgb(0x00_4D1C),
    warn: rgb(0x5C_3600),
    block: rgb(0x8B_0000),
    is_dark: false,
};

/// Distances in points.
pub mod space {
    /// Between a sign and its word.
    pub const XS: f32 = 4.0;
    /// Between answers.
    pub const S: f32 = 8.0;
    /// Inside a row.
    pub const M: f32 = 12.0;
    /// Between a question and its hint, at a page's edge.
    pub const L: f32 = 16.0;
    /// Between a question and its answers.
    pub const XL: f32 = 24.0;
    /// Around a page.
    pub const XXL: f32 = 32.0;
    /// Above a page that stands alone.
    pub const HUGE: f32 = 48.0;
}

/// Sizes of type in points.
pub mod size {
    /// Keys, times, captions.
    pub const SMALL: f32 = 14.0;
    /// Everything that is read.
    pub const BODY: f32 = 16.0;
    /// Names of parts.
    pub const HEADING: f32 = 20.0;
    /// The question.
    pub const QUESTION: f32 = 26.0;
    /// The one number that a page is about.
    pub const HEADLINE: f32 = 56.0;
}

/// A target that a finger hits.
pub const TARGET: f32 = 44.0;
/// A row of a table at the desk.
pub const DENSE_ROW: f32 = 28.0;
/// The widest column of text.
pub const COLUMN: f32 = 720.0;
/// Below this width the sidebar folds into the progress bar.
pub const FOLD: f32 = 900.0;
/// Rounding of fields, rows and buttons.
pub const CORNER: u8 = 8;

/// The largest text style: the question itself.
pub fn question_style() -> TextStyle {
    TextStyle::Name("question".into())
}

/// Body text in semibold.
pub fn strong_font() -> FontId {
    FontId::new(size::BODY, fonts::semibold())
}

/// Lights the window.
pub fn apply(ctx: &Context, theme: Theme) {
    let tokens = theme.tokens();
    ctx.set_theme(if tokens.is_dark {
        eframe::egui::Theme::Dark
    } else {
        eframe::egui::Theme::Light
    });
    ctx.set_global_style(style(tokens));
}

/// The desk is dense: smaller rows and less air in this part of the window.
pub fn make_dense(ui: &mut Ui) {
    let style = ui.style_mut();
    style.spacing.item_spacing = Vec2::new(space::S, space::XS);
    style.spacing.interact_size.y = DENSE_ROW;
    style.spacing.button_padding = Vec2::new(space::M, space::XS);
    style
        .text_styles
        .insert(TextStyle::Body, FontId::new(size::SMALL, FontFamily::Proportional));
    style
        .text_styles
        .insert(TextStyle::Button, FontId::new(size::SMALL, FontFamily::Proportional));
}

fn style(tokens: &Tokens) -> Style {
    let mut style = Style {
        text_styles: [
            (TextStyle::Small, FontId::new(size::SMALL, FontFamily::Proportional)),
            (TextStyle::Body, FontId::new(size::BODY, FontFamily::Proportional)),
            (TextStyle::Button, FontId::new(size::BODY, FontFamily::Proportional)),
            (TextStyle::Monospace, FontId::new(size::SMALL, FontFamily::Monospace)),
            (TextStyle::Heading, FontId::new(size::HEADING, fonts::semibold())),
            (question_style(), FontId::new(size::QUESTION, fonts::semibold())),
        ]
        .into(),
        visuals: visuals(tokens),
        animation_time: 0.08,
        ..Style::default()
    };
    style.spacing.item_spacing = Vec2::new(space::S, space::S);
    style.spacing.button_padding = Vec2::new(space::L, space::S);
    style.spacing.interact_size = Vec2::new(TARGET, 36.0);
    style.spacing.menu_margin = Margin::same(space::S as i8);
    style.spacing.window_margin = Margin::same(space::XL as i8);
    style.spacing.scroll = ScrollStyle {
        floating: true,
        bar_width: 8.0,
        ..ScrollStyle::floating()
    };
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    style
}

fn visuals(tokens: &Tokens) -> Visuals {
    let mut visuals = if tokens.is_dark { Visuals::dark() } else { Visuals::light() };
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(tokens.quiet);
    visuals.hyperlink_color = tokens.accent;
    visuals.faint_bg_color = tokens.hover;
    visuals.extreme_bg_color = tokens.surface;
    visuals.text_edit_bg_color = Some(tokens.surface);
    visuals.code_bg_color = tokens.hover;
    visuals.warn_fg_color = tokens.warn;
    visuals.error_fg_color = tokens.block;
    visuals.panel_fill = tokens.paper;
    visuals.window_fill = tokens.surface;
    visuals.window_stroke = Stroke::new(1.0, tokens.line);
    visuals.window_corner_radius = CornerRadius::same(CORNER + 4);
    visuals.menu_corner_radius = CornerRadius::same(CORNER);
    visuals.window_shadow = Shadow {
        offset: [0, 8],
        blur: 32,
        spread: 0,
        color: Color32::from_black_alpha(40),
    };
    visuals.popup_shadow = Shadow {
        offset: [0, 4],
        blur: 16,
        spread: 0,
        color: Color32::from_black_alpha(32),
    };
    visuals.selection.bg_fill = tokens.accent.gamma_multiply(0.2);
    visuals.selection.stroke = Stroke::new(2.0, tokens.accent);
    visuals.text_cursor.stroke = Stroke::new(2.0, tokens.accent);
    visuals.indent_has_left_vline = false;
    let widget = |fill: Color32, edge: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, edge),
        corner_radius: CornerRadius::same(CORNER),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    visuals.widgets.noninteractive = widget(tokens.surface, tokens.line, tokens.ink);
    visuals.widgets.inactive = widget(tokens.surface, tokens.line, tokens.ink);
    visuals.widgets.hovered = widget(tokens.hover, tokens.quiet, tokens.ink);
    visuals.widgets.active = widget(tokens.hover, tokens.accent, tokens.ink);
    visuals.widgets.open = widget(tokens.hover, tokens.line, tokens.ink);
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::contrast::contrast;

    #[test]
    fn text_can_be_read_on_everything_that_it_stands_on() {
        for theme in Theme::ALL {
            let tokens = theme.tokens();
            let floor = if theme == Theme::HighContrast { 7.0 } else { 4.5 };
            for (text, name) in [
                (tokens.ink, "ink"),
                (tokens.quiet, "quiet"),
                (tokens.accent, "accent"),
                (tokens.done, "done"),
                (tokens.warn, "warn"),
                (tokens.block, "block"),
            ] {
                for behind in [tokens.paper, tokens.surface, tokens.hover, tokens.accent_wash] {
                    let found = contrast(text, behind);
                    assert!(found >= floor, "{theme:?}: {name} has {found:.2} on {behind:?}, needs {floor}");
                }
            }
            assert!(contrast(tokens.on_accent, tokens.accent) >= floor, "{theme:?}: text on the accent");
        }
    }
}
