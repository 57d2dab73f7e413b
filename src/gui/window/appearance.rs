//! How the window looks and speaks: language, light and size, and the preferences that remember them.

use std::path::{Path, PathBuf};

use eframe::egui::Context;

use crate::app::preferences::Preferences;
use crate::gui::fonts;
use crate::gui::theme::{self, Theme};
use crate::words::{Lang, Words};

/// Language, light and size.
pub(super) struct Appearance {
    preferences: Preferences,
    /// `None` keeps nothing.
    path: Option<PathBuf>,
    words: Words,
    theme: Theme,
}

impl Appearance {
    /// What the preferences say; `asked` beats them, `locale` is for whoever has none.
    pub(super) fn load(ctx: &Context, path: Option<PathBuf>, asked: Option<Lang>, locale: Option<Lang>) -> Self {
        let preferences = path.as_deref().map(Preferences::load).unwrap_or_default();
        let remembered = preferences.language.as_deref().and_then(|code| code.parse().ok());
        let theme = Theme::chosen(preferences.theme, ctx.system_theme());
        fonts::install(ctx);
        theme::apply(ctx, theme);
        ctx.set_zoom_factor(preferences.zoom.unwrap_or(1.0));
        Self {
            preferences,
            path,
            words: Words::new(asked.or(remembered).or(locale).unwrap_or_default()),
            theme,
        }
    }

    /// The catalogue in the language of the moment.
    pub(super) fn words(&self) -> Words {
        self.words
    }

    /// The light of the moment.
    pub(super) fn theme(&self) -> Theme {
        self.theme
    }

    /// Workspaces opened lately, the last one first.
    pub(super) fn recent(&self) -> &[PathBuf] {
        &self.preferences.recent
    }

    /// The folder to practise with, where one was made.
    pub(super) fn practice(&self) -> Option<&Path> {
        self.preferences.practice.as_deref()
    }

    /// Practise goes on in this folder.
    pub(super) fn remember_practice(&mut self, folder: &Path) {
        if self.practice() != Some(folder) {
            self.preferences.practice = Some(folder.to_path_buf());
            self.keep();
        }
    }

    /// Lights the window differently from now on.
    pub(super) fn light(&mut self, ctx: &Context, theme: Theme) {
        self.theme = theme;
        theme::apply(ctx, theme);
        self.preferences.theme = theme.preference();
        self.keep();
    }

    /// Speaks another language from now on.
    pub(super) fn speak(&mut self, lang: Lang) {
        self.words = Words::new(lang);
        self.preferences.language = Some(lang.code().to_owned());
        self.keep();
    }

    /// Speaks another language until told otherwise: the interview of the moment asks for it.
    pub(super) fn speak_meanwhile(&mut self, lang: Lang) {
        self.words = Words::new(lang);
    }

    /// Draws everything larger or smaller from now on.
    pub(super) fn zoom(&mut self, ctx: &Context, zoom: f32) {
        ctx.set_zoom_factor(zoom);
        self.preferences.zoom = Some(zoom);
        self.keep();
    }

    /// This workspace was opened.
    pub(super) fn remember(&mut self, workspace: &Path) {
        self.preferences.remember(workspace);
        self.keep();
    }

    /// Preferences that cannot be kept are no reason to bother anybody.
    fn keep(&self) {
        if let Some(path) = &self.path
            && let Err(error) = self.preferences.save(path)
        {
            tracing::warn!(%error, "preferences not kept");
        }
    }
}
