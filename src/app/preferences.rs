//! What the program remembers between two starts, outside every workspace: one small file, and nothing of any respondent in it.
//!
//! A file that cannot be read counts as empty: preferences never keep the program from starting.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use etcetera::{AppStrategy as _, AppStrategyArgs, choose_app_strategy};
use serde::{Deserialize, Serialize};

const RECENT: usize = 8;

/// How the window is lit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Black on white.
    HighContrast,
}

/// The preferences.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Code of the language (`vi`, `en`); without it the locale decides.
    pub language: Option<String>,
    /// Light or dark.
    pub theme: Theme,
    /// 1.0 is the natural size; without it the screen decides.
    pub zoom: Option<f32>,
    /// Workspaces, the one opened last first.
    pub recent: Vec<PathBuf>,
    /// The folder to practise with, once there is one.
    pub practice: Option<PathBuf>,
}

impl Preferences {
    /// Where the system keeps such a file; `None` where there is no home.
    pub fn default_path() -> Option<PathBuf> {
        let args = AppStrategyArgs {
            top_level_domain: "vn".to_owned(),
            author: "Phieu".to_owned(),
            app_name: "phieu".to_owned(),
        };
        choose_app_strategy(args)
            .ok()
            .map(|strategy| strategy.in_config_dir("preferences.toml"))
    }

    /// Reads the file; what cannot be read is as if it were not there.
    pub fn load(path: &Path) -> Self {
        std::fs::read_to_string(path)
            .ok()
            .and_then(|text| toml::from_str(&text).ok())
            .unwrap_or_default()
    }

    /// Replaces the file in one move: a crash leaves the old one or the new one.
    pub fn save(&self, path: &Path) -> std::io::Result<()> {
        let text = toml::to_string_pretty(self).map_err(std::io::Error::other)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    }

    /// Puts a workspace at the head of the recent ones.
    pub fn remember(&mut self, workspace: &Path) {
        let workspace = std::path::absolute(workspace).unwrap_or_else(|_| workspace.to_path_buf());
        self.forget(&workspace);
        self.recent.insert(0, workspace);
        self.recent.truncate(RECENT);
    }

    /// Takes a workspace off the list; the file itself stays.
    pub fn forget(&mut self, workspace: &Path) {
        self.recent.retain(|other| other != workspace);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Preferences, Theme};

    #[test]
    fn what_was_chosen_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("phieu").join("preferences.toml");
        assert_eq!(Preferences::load(&path), Preferences::default());
        let mut preferences = Preferences {
            language: Some("en".to_owned()),
            theme: Theme::Dark,
            zoom: Some(1.25),
            recent: Vec::new(),
            practice: Some("/home/lan/phieu-practice".into()),
        };
        preferences.remember(Path::new("/home/lan/Khảo sát/phường.phieu"));
        preferences.save(&path).unwrap();
        assert_eq!(Preferences::load(&path), preferences);
    }

    #[test]
    fn the_workspace_opened_last_comes_first_and_once() {
        let mut preferences = Preferences::default();
        for name in ["/a", "/b", "/a"] {
            preferences.remember(Path::new(name));
        }
        let expected = ["/a", "/b"].map(|name| std::path::absolute(name).unwrap());
        assert_eq!(preferences.recent, expected);
        for number in 0..20 {
            preferences.remember(Path::new(&format!("/{number}")));
        }
        assert_eq!(preferences.recent.len(), super::RECENT);
    }

    #[test]
    fn a_torn_file_does_not_keep_the_program_from_starting() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("preferences.toml");
        std::fs::write(&path, "theme = \"da").unwrap();
        assert_eq!(Preferences::load(&path), Preferences::default());
    }
}
