//! Whether text can be read on what is behind it, as WCAG 2 measures it; and a colour of an author's brought to where it can.

use eframe::egui::{Color32, lerp};

/// What text needs at the least.
pub const READABLE: f64 = 4.5;

/// Contrast of two colours, 1 to 21.
pub fn contrast(a: Color32, b: Color32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The colour, moved towards `ink` no further than it must be to be read on `paper`.
pub fn readable(colour: Color32, paper: Color32, ink: Color32) -> Color32 {
    let towards = |share: f32| {
        let channel = |from: u8, to: u8| lerp(f32::from(from)..=f32::from(to), share).round() as u8;
        Color32::from_rgb(
            channel(colour.r(), ink.r()),
            channel(colour.g(), ink.g()),
            channel(colour.b(), ink.b()),
        )
    };
    let steps = (0..=16).map(|step| towards(step as f32 / 16.0));
    steps.into_iter().find(|mixed| contrast(*mixed, paper) >= READABLE).unwrap_or(ink)
}

fn luminance(colour: Color32) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::theme::Theme;

    #[test]
    fn black_on_white_is_twenty_one() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn an_author_may_choose_any_colour_and_it_is_read_in_every_light() {
        for theme in Theme::ALL {
            let tokens = theme.tokens();
            for colour in [
                Color32::YELLOW,
                Color32::BLUE,
                Color32::WHITE,
                Color32::BLACK,
                Color32::GRAY,
                Color32::RED,
            ] {
                let shown = readable(colour, tokens.paper, tokens.ink);
                assert!(contrast(shown, tokens.paper) >= READABLE, "{theme:?}: {colour:?} as {shown:?}");
            }
        }
        let green = Color32::from_rgb(0, 0x60, 0);
        let tokens = Theme::Light.tokens();
        assert_eq!(readable(green, tokens.paper, tokens.ink), green, "what can be read stays as it is");
    }
}
