//! What is known of a record besides its answers, and how it stands in a cell.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::dataset::ColumnType;
use crate::output::cell::write_text;
use crate::output::entry::Entry;
use crate::output::layout::{Blanks, Fact, Layout, Moments};
use crate::output::moment;

/// What is known of a record besides its answers; what is not known is an empty cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// What the record is called.
    pub key: String,
    /// 1, 2, 3, …
    pub revision: u32,
    /// Where it stands, in the words of whoever wrote it.
    pub status: String,
    /// ISO week of finishing.
    pub week: String,
    /// When it was finished first.
    pub finished: Option<Timestamp>,
    /// The campaign's code of the surveyor.
    pub surveyor_code: Option<String>,
    /// The surveyor's name.
    pub surveyor_name: Option<String>,
    /// Length of the interview.
    pub minutes: Option<u32>,
    /// Attached files that are there.
    pub attachments_present: u32,
    /// Attached files that answers name.
    pub attachments_expected: u32,
    /// What a reviewer made of it.
    pub review_state: String,
    /// Where it was filled in.
    pub device: String,
    /// The form's version.
    pub form_version: String,
}

impl Facts {
    pub(super) fn entry(&self, fact: Fact, layout: &Layout) -> Entry<'_> {
        match fact {
            Fact::Key => Entry::text(&self.key),
            Fact::Revision => Entry::count(self.revision),
            Fact::Edits => Entry::count(self.revision.saturating_sub(1)),
            Fact::Status => Entry::text(&self.status),
            Fact::Week => Entry::text(&self.week),
            Fact::SubmissionDate => self.submission_date(layout),
            Fact::SurveyorCode => Entry::text(write_text(self.surveyor_code.as_deref().unwrap_or_default(), layout)),
            Fact::SurveyorName => Entry::text(write_text(self.surveyor_name.as_deref().unwrap_or_default(), layout)),
            Fact::Minutes => self.minutes.map_or(Entry::Blank, Entry::count),
            Fact::AttachmentsPresent => Entry::count(self.attachments_present),
            Fact::AttachmentsExpected => Entry::count(self.attachments_expected),
            Fact::ReviewState => Entry::text(&self.review_state),
            Fact::Device => Entry::text(&self.device),
            Fact::FormVersion => Entry::text(write_text(&self.form_version, layout)),
        }
    }
    fn submission_date(&self, layout: &Layout) -> Entry<'static> {
        let Some(finished) = self.finished else {
            return match layout.blanks {
                Blanks::Bare => Entry::Blank,
                Blanks::Quoted => Entry::QuotedBlank,
            };
        };
        let iso = moment::iso(finished);
        let english = (layout.moments == Moments::English).then(|| moment::in_english(&iso, ColumnType::DateTime));
        Entry::Text(Cow::Owned(english.flatten().unwrap_or(iso)))
    }
}
