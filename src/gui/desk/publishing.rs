//! What the publishing page asks for, what is done about it beside the window, and what came of it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::publish::{
    self, FoundRelease, IndexTableRequest, LedgerLine, Proposed, ReadText, Reading, ReleaseWish, Review, RiskStatement, TableRequest,
    Verdict, WrittenIndex, WrittenRelease, WrittenTable,
};
use crate::app::tell::Tell as _;
use crate::gui::refusal::Refusal;
use crate::gui::session::Session;
use crate::words::{Lang, Progress, Words};

/// A wish of the page.
#[derive(Debug, Clone, PartialEq)]
pub enum PublishCommand {
    /// Say what could be let out, and what was.
    Look,
    /// Read the free texts.
    ReadTexts,
    /// Keep what was decided of one.
    Decide(Box<ReadDecision>),
    /// Search for the release that loses least.
    Find(Box<ReleaseWish>),
    /// Write the release that was found into this folder.
    Write(PathBuf),
    /// Write the index of the newest form to this file, withheld where it stands on a few persons.
    Index(Box<IndexTableRequest>, PathBuf),
    /// Write a protected table to this file.
    Table(Box<TableRequest>, PathBuf),
}

/// What was decided of a free text.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadDecision {
    /// The identity of the form version.
    pub instrument: String,
    /// Its place among the texts.
    pub place: usize,
    /// The text.
    pub text: ReadText,
    /// Whether it leaves.
    pub verdict: Verdict,
    /// Who decided.
    pub who: String,
}

/// What came of it.
#[derive(Debug)]
pub enum PublishNews {
    /// What could be let out, and what was.
    Choice(Vec<Proposed>, Vec<LedgerLine>),
    /// Why nothing can be let out.
    Nothing(Box<publish::Error>),
    /// The free texts.
    Texts(Reading),
    /// A decision is kept: the place of the text.
    Decided(usize, Verdict),
    /// The release that loses least.
    Found(Box<FoundRelease>),
    /// It is written, and what was let out by now.
    Written(WrittenRelease, Vec<LedgerLine>),
    /// A table is written, what it gives away of small groups, and what was let out by now.
    Tabled(WrittenTable, Vec<String>, Vec<LedgerLine>),
    /// An index is written, and what was let out by now.
    Indexed(WrittenIndex, Vec<LedgerLine>),
}

/// What is known of the master and of what was found.
#[derive(Debug, Default)]
pub struct Publishing {
    /// The columns of the newest form.
    pub columns: Vec<Proposed>,
    /// What was published before.
    pub ledger: Vec<LedgerLine>,
    /// Why there is nothing to choose from.
    pub empty: Option<String>,
    /// The free texts with what was decided of them, once they were asked for.
    pub reading: Option<Reading>,
    /// What a release as wished would risk and lose.
    pub found: Option<RiskStatement>,
    /// Where the release was written.
    pub written: Option<PathBuf>,
    release: Option<Arc<FoundRelease>>,
}

impl Publishing {
    /// The release that was found, to lend it to an errand.
    pub(super) fn release(&self) -> Option<Arc<FoundRelease>> {
        self.release.clone()
    }

    /// Takes in what came of a wish; tells what the window should say of it.
    pub(super) fn take_in(&mut self, news: PublishNews, words: Words) -> Option<String> {
        match news {
            PublishNews::Choice(columns, ledger) => {
                self.columns = columns;
                self.ledger = ledger;
                self.empty = None;
                // More may have been merged meanwhile.
                self.reading = None;
            }
            PublishNews::Texts(reading) => self.reading = Some(reading),
            PublishNews::Decided(place, verdict) => {
                let text = self.reading.as_mut().and_then(|reading| reading.texts.get_mut(place));
                if let Some(text) = text {
                    text.verdict = Some(verdict);
                }
                // What was found was found with other texts.
                (self.found, self.written, self.release) = (None, None, None);
            }
            PublishNews::Nothing(why) => self.empty = Some(why.tell(words)),
            PublishNews::Found(found) => {
                self.found = Some(found.statement());
                self.written = None;
                self.release = Some(Arc::from(found));
            }
            PublishNews::Written(written, ledger) => {
                self.written = Some(written.path);
                self.ledger = ledger;
            }
            PublishNews::Tabled(written, warnings, ledger) => {
                self.ledger = ledger;
                let arguments = [
                    ("path", written.path.display().to_string().into()),
                    ("primary", written.primary.into()),
                    ("hidden", written.hidden.into()),
                ];
                let done = words.say_with("cli-publish-table-done", &arguments);
                let said: Vec<String> = std::iter::once(done).chain(warnings.into_iter().take(WARNINGS)).collect();
                return Some(said.join("\n"));
            }
            PublishNews::Indexed(written, ledger) => {
                self.ledger = ledger;
                let hidden = [
                    ("bases", written.hidden_bases.into()),
                    ("figures", written.hidden_figures.into()),
                    ("small", written.on_small_base.into()),
                ];
                let path = written.path.display().to_string();
                let done = words.say_with("desk-publish-written", &[("path", path.into())]);
                return Some(format!("{done}\n{}", words.say_with("cli-index-withheld", &hidden)));
            }
        }
        None
    }
}

/// As many warnings of small groups are said in the window.
const WARNINGS: usize = 3;

/// Carries a wish out.
pub(super) fn run(
    command: PublishCommand,
    found: Option<Arc<FoundRelease>>,
    session: &mut Session,
    lang: Lang,
    progress: &dyn Progress,
) -> Result<Option<PublishNews>, Refusal> {
    let words = Words::new(lang);
    let master = &mut session.workspace;
    Ok(Some(match command {
        PublishCommand::Look => match publish::propose(master, None, words) {
            Ok(columns) => PublishNews::Choice(columns, publish::ledger(master)?),
            Err(why) => PublishNews::Nothing(Box::new(why)),
        },
        PublishCommand::Find(wish) => {
            let review = Review::of_master(master, wish.form.as_deref(), words, progress)?;
            let found = publish::find_release(master, &wish, review, words, progress)?;
            PublishNews::Found(Box::new(found))
        }
        PublishCommand::ReadTexts => PublishNews::Texts(publish::read_texts(master, None, words, progress)?),
        PublishCommand::Decide(decision) => {
            let ReadDecision {
                instrument,
                place,
                text,
                verdict,
                who,
            } = *decision;
            publish::decide(master, &instrument, &text, &verdict, &who)?;
            PublishNews::Decided(place, verdict)
        }
        PublishCommand::Write(path) => {
            let Some(found) = found else { return Ok(None) };
            let written = publish::write_release(master, &found, &path)?;
            PublishNews::Written(written, publish::ledger(master)?)
        }
        PublishCommand::Index(request, path) => {
            let index = publish::index_table(master, &request, progress)?;
            PublishNews::Indexed(publish::write_index(master, &index, &path)?, publish::ledger(master)?)
        }
        PublishCommand::Table(request, path) => {
            let cross = publish::cross_table(master, &request, words, progress)?;
            let written = publish::write_table(master, &cross, &path, words)?;
            PublishNews::Tabled(written, cross.warnings(words), publish::ledger(master)?)
        }
    }))
}
