//! The system's own file dialogs. Where there are none, the path is typed into its field.

use std::path::PathBuf;

use rfd::FileDialog;

use super::command::Browse;
use crate::app::attach;
use crate::words::Words;

/// What was chosen; nothing when the dialog was closed or cannot be shown.
#[derive(Debug)]
pub struct Found {
    /// What was looked for.
    pub browse: Browse,
    /// What was found.
    pub paths: Vec<PathBuf>,
}

/// Shows a dialog and waits for it: to be called outside the window's thread.
pub fn browse(browse: Browse, words: Words) -> Found {
    let workspace = || FileDialog::new().add_filter(words.say("dialog-workspaces"), &["phieu"]);
    let package = || FileDialog::new().add_filter(words.say("dialog-packages"), &["zip", "age"]);
    let one = |path: Option<PathBuf>| path.into_iter().collect();
    let paths = match browse {
        Browse::Workspace => one(workspace().pick_file()),
        Browse::NewWorkspace => one(workspace().save_file()),
        Browse::Form => one(FileDialog::new()
            .add_filter(words.say("dialog-forms"), &["xlsx", "xls", "csv", "md", "xml"])
            .pick_file()),
        Browse::Package => one(package().save_file()),
        Browse::Packages => package().pick_files().unwrap_or_default(),
        Browse::Attachment(data) => {
            let endings = attach::endings(data);
            let dialog = FileDialog::new();
            let dialog = if endings.is_empty() {
                dialog
            } else {
                dialog.add_filter(words.say("answer-attach-files"), endings)
            };
            one(dialog.pick_file())
        }
        Browse::Receipt => one(FileDialog::new().pick_file()),
        Browse::Folder => one(FileDialog::new().pick_folder()),
    };
    Found { browse, paths }
}
