//! Files on their way into a record: chosen or dropped, copied in a thread that the workspace is lent to, and named by an answer at once.

use std::fs;
use std::path::{Path, PathBuf};

use eframe::egui::Context;

use super::Window;
use super::work::Report;
use crate::app::attach;
use crate::app::tell::Tell;
use crate::form::DataType;
use crate::gui::command::{Browse, Command};
use crate::gui::dialog;
use crate::gui::pictures;
use crate::gui::refusal::Refusal;
use crate::gui::session::Session;
use crate::store::RecordId;
use crate::words::{Progress, Words};

/// A question that takes a file.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) record: RecordId,
    pub(super) data: DataType,
    /// The longest side of a picture that the form wants.
    pub(super) longest: Option<u32>,
}

/// A file was dropped where no question takes one.
#[derive(Debug)]
struct NoQuestion;

impl Tell for NoQuestion {
    fn tell(&self, words: Words) -> String {
        words.say("answer-attach-no-question")
    }
}

impl Window {
    /// Asks the system for a file; what is found goes to the question that asked.
    pub(super) fn choose_file(&mut self, ctx: &Context, at: String, data: DataType) {
        self.field.choosing = Some(at);
        let words = self.appearance.words();
        self.work.begin(ctx, &self.now, move |_| {
            Report::Found(dialog::browse(Browse::Attachment(data), words))
        });
    }

    /// The file that was found.
    pub(super) fn found_attachment(&mut self, path: &Path) {
        if let Some(at) = self.field.choosing.take() {
            let path = path.to_path_buf();
            self.inbox.send(Command::Attach { at, path });
        }
    }

    /// A file dropped on an interview goes to the question of the page that waits for one.
    pub(super) fn dropped_on_interview(&mut self, path: PathBuf) {
        match self.field.waits_for_file() {
            Some(at) => self.inbox.send(Command::Attach { at, path }),
            None => self.refuse(&NoQuestion.into()),
        }
    }

    /// Copies a file into the record; the answer is given when all of it is there.
    pub(super) fn attach(&mut self, ctx: &Context, at: String, path: PathBuf) {
        let Some(wanted) = self.field.wanted_file(&at) else { return };
        let copy = move |session: &mut Session, progress: &dyn Progress| copy(session, &wanted, &path, progress);
        self.work.lend_for(ctx, &self.now, move |mut session, progress| {
            let name = copy(&mut session, progress);
            Report::Attached(Box::new(session), at, name)
        });
    }
}

/// Copies the file, a picture no larger than the form wants it.
fn copy(session: &mut Session, wanted: &Wanted, path: &Path, progress: &dyn Progress) -> Result<String, Refusal> {
    let is_small = fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() <= attach::LARGEST);
    let shrunk = wanted
        .longest
        .filter(|_| is_small && wanted.data == DataType::Image)
        .and_then(|longest| pictures::shrunk(&fs::read(path).ok()?, longest));
    let workspace = &mut session.workspace;
    Ok(match shrunk {
        Some((bytes, ending)) => {
            let name = path.with_extension(ending);
            let name = name.file_name().unwrap_or_default().to_string_lossy();
            attach::bytes(workspace, wanted.record, &name, &bytes)?
        }
        None => attach::file(workspace, wanted.record, wanted.data, path, progress)?,
    })
}
