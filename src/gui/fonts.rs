//! Embeds the fonts: egui's own lack 88 of the 146 Vietnamese letters.

use std::sync::Arc;

use eframe::egui::{Context, FontData, FontDefinitions, FontFamily};

/// Headings and questions are set in this family.
pub const SEMIBOLD: &str = "semibold";

/// Makes Be Vietnam Pro the face of every text, `JetBrains Mono` that of codes and keys; egui's own fonts stay behind them for signs.
pub fn install(ctx: &Context) {
    ctx.set_fonts(definitions());
}

/// The semibold family.
pub fn semibold() -> FontFamily {
    FontFamily::Name(SEMIBOLD.into())
}

fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let ours: [(&str, &'static [u8]); 3] = [
        ("be-vietnam-pro", include_bytes!("../../assets/fonts/BeVietnamPro-Regular.ttf")),
        (
            "be-vietnam-pro-semibold",
            include_bytes!("../../assets/fonts/BeVietnamPro-SemiBold.ttf"),
        ),
        ("jetbrains-mono", include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf")),
    ];
    for (name, bytes) in ours {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let behind = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let family = |first: &[&str]| first.iter().map(|name| (*name).to_owned()).chain(behind.iter().cloned()).collect();
    fonts
        .families
        .insert(FontFamily::Proportional, family(&["be-vietnam-pro", "jetbrains-mono"]));
    fonts
        .families
        .insert(semibold(), family(&["be-vietnam-pro-semibold", "jetbrains-mono"]));
    fonts
        .families
        .insert(FontFamily::Monospace, family(&["jetbrains-mono", "be-vietnam-pro"]));
    fonts
}

#[cfg(test)]
mod tests {
    use eframe::egui::{FontId, RawInput};

    use super::*;

    const LETTERS: &str = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ";
    const SIGNS: &str = "●←→↑↓·…–—×!?“”«»‹›₫%/0123456789";

    #[test]
    fn every_vietnamese_letter_and_sign_has_a_glyph_in_each_face() {
        let ctx = Context::default();
        install(&ctx);
        let mut missing = Vec::new();
        ctx.run_ui(RawInput::default(), |ui| {
            for family in [FontFamily::Proportional, semibold(), FontFamily::Monospace] {
                for letter in LETTERS.chars().chain(LETTERS.to_uppercase().chars()).chain(SIGNS.chars()) {
                    if !ui.fonts_mut(|fonts| fonts.has_glyph(&FontId::new(16.0, family.clone()), letter)) {
                        missing.push((family.clone(), letter));
                    }
                }
            }
        })
        .drop_without_applying_deltas();
        assert_eq!(missing, []);
    }
}
