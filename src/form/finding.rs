//! What is wrong with a form, as data; the words come from the catalogue.

mod attached;
mod entity;
mod saying;

use std::collections::HashSet;
use std::ops::Range;

pub use attached::AttachmentFault;
pub use entity::EntityProblem;
pub use saying::Saying;

use super::Place;
use super::sheet::{Damage, Unreadable};
use crate::xpath::{ErrorKind, Span, XmlFault};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; the form runs.
    Warning,
    /// The form cannot be used.
    Error,
}

/// One problem of a form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finding {
    /// What is wrong, with the names that it concerns.
    pub kind: FindingKind,
    /// Where.
    pub place: Place,
    /// What of the cell's text it is about, where it is about a part.
    pub excerpt: Option<Box<Excerpt>>,
}

/// A part of a cell's text, to be pointed at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Excerpt {
    /// The whole text.
    pub text: String,
    /// The bytes of it that are meant.
    pub span: Span,
}

impl Excerpt {
    /// These bytes of a text.
    pub(super) fn of(text: &str, range: Range<usize>) -> Self {
        let byte = |at: usize| u32::try_from(at.min(text.len())).unwrap_or(u32::MAX);
        Self {
            text: text.to_owned(),
            span: Span {
                start: byte(range.start),
                end: byte(range.end),
            },
        }
    }

    /// The line of the text, and under it carets at what is meant.
    pub fn caret(&self) -> String {
        self.span.caret(&self.text)
    }

    /// The same in lines of at most `width` characters: of a longer line what is around the place, dots where it was cut.
    pub fn caret_within(&self, width: usize) -> String {
        let whole = self.caret();
        let Some((line, carets)) = whole.split_once('\n') else {
            return whole;
        };
        let length = line.chars().count();
        if length.max(carets.chars().count()) <= width || width < 8 {
            return whole;
        }
        let indent = carets.chars().take_while(|c| *c == ' ').count();
        let start = indent.saturating_sub(width / 2).min(length.saturating_sub(width));
        let cut = |text: &str| -> String { text.chars().skip(start).take(width).collect() };
        let (mut shown, marks) = (cut(line), cut(carets));
        if start > 0 {
            shown = format!("…{}", shown.chars().skip(1).collect::<String>());
        }
        if start + width < length {
            shown = format!("{}…", shown.chars().take(width - 1).collect::<String>());
        }
        format!("{shown}\n{marks}")
    }
}

impl Finding {
    /// A problem at a place as a whole.
    pub fn new(kind: FindingKind, place: Place) -> Self {
        Self {
            kind,
            place,
            excerpt: None,
        }
    }
}

/// The kinds of problems. Each has the catalogue key `finding-<kebab-case name>` and its fields as the message's arguments.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are the names in the message")]
pub enum FindingKind {
    /// The file is not a workbook, not Markdown tables, not XML.
    UnknownFormat,
    /// The file ends too early or has lost its order: a copy that broke off.
    Incomplete,
    /// An archive, or an old Office file, without a workbook in it.
    NoWorkbook,
    /// A workbook that opens with a password only.
    Locked,
    /// A workbook that cannot be taken apart.
    Damaged { damage: Damage },
    /// XML that is none.
    Unreadable { fault: XmlFault },
    /// More cells or text than a questionnaire can have.
    TooLarge,
    /// A sheet that must be there is not.
    MissingSheet { sheet: String, alike: Vec<String> },
    /// A sheet that is not read, though its name looks like that of one that is.
    UnknownSheet { sheet: String, suggestion: Option<String> },
    /// A column that must be there is not.
    MissingColumn { column: String, suggestion: Option<String> },
    /// Two columns with one meaning.
    DuplicateColumn { column: String, first: String },
    /// A column for a kind of file that nothing shows.
    UnknownMedia { column: String },
    /// A header that looks like a column of the standard and is none; the column is kept and has no effect.
    UnknownColumn { column: String, suggestion: Option<String> },
    /// A `type` that does not exist.
    UnknownType { found: String, suggestion: Option<String> },
    /// A `type` that another program made up; `of` is the program.
    ForeignType { found: String, of: &'static str },
    /// An XForm whose model is in no namespace that any reader of XForms knows.
    NoXForm { namespace: String },
    /// An XForm without the id that servers and records know it by.
    MissingFormId { root: String },
    /// A row with a name or a label and without a type.
    MissingType,
    /// A question that is asked in no words.
    MissingLabel { name: String },
    /// A question or group without a name.
    MissingName { type_name: String },
    /// A list named in `type` that `choices` does not have.
    UnknownList { list: String, suggestion: Option<String> },
    /// `${name}` that no question bears.
    UnknownReference {
        name: String,
        column: String,
        suggestion: Option<String>,
    },
    /// `${name}` that several questions bear.
    AmbiguousReference { name: String, column: String },
    /// `${` without `}`, or something other than a name between them.
    MalformedReference { found: String, column: String },
    /// Two siblings with one name.
    DuplicateName { name: String },
    /// Two siblings whose names differ in case alone.
    SimilarName { name: String },
    /// Two repeats with one name, anywhere.
    DuplicateRepeat { name: String },
    /// A repeat that bears the name of the form's root.
    RootName { name: String },
    /// A name that the program itself uses.
    ReservedName { name: String },
    /// Two choices of a list with one name.
    DuplicateChoice { list: String, name: String },
    /// A choice without a name.
    MissingChoiceName { list: String },
    /// A choice without a label.
    MissingChoiceLabel { list: String, name: String },
    /// A space in the name of a choice of which several can be chosen: they are joined by spaces.
    ChoiceNameWithSpace { list: String, name: String },
    /// A name that XML does not allow.
    InvalidName { name: String, column: String },
    /// An expression that does not parse or calls what does not exist.
    BadExpression { source: String, reason: ErrorKind },
    /// A path in an expression that leads nowhere in the form.
    UnknownPath { path: String },
    /// A question of a repeat that is set by a change outside of it: which instance is meant cannot be told.
    FarTarget { name: String, repeat: String },
    /// A text of the translations that none of them has.
    MissingText { id: String },
    /// `jr:choice-name` of a question that has no choices.
    NoChoices { name: String },
    /// An action at an event that does not exist.
    UnknownEvent { event: String },
    /// Calculations or conditions that depend on themselves; the path goes round.
    Cycle { path: Vec<String> },
    /// `end_…` where nothing of its kind is open.
    UnbalancedGroup { found: String, begin: &'static str },
    /// `end_…` where something else was begun last: that is still open.
    CrossedGroup {
        found: String,
        begin: &'static str,
        open: String,
        row: u32,
    },
    /// `begin_…` that is never ended.
    UnclosedGroup { type_name: String, name: String },
    /// Groups in groups in groups, beyond any form's need.
    NestedTooDeep { limit: usize },
    /// A calculation without an expression.
    MissingCalculation { name: String },
    /// `or_other` together with a choice filter.
    OrOtherWithFilter { name: String },
    /// `or_other` where there is no list on the sheet to add to.
    OrOtherWithoutList { name: String },
    /// `search()` on a question that chooses from a file already.
    SearchInFile { name: String },
    /// A call of `search()` that cannot be run.
    BadSearch { found: String },
    /// A list that some questions look up in a file and others offer as it stands.
    SearchConflict { name: String, list: String, others: String },
    /// A table-list whose questions have different lists, or a choice filter.
    TableListMismatch { expected: String, found: String },
    /// A parameters cell that is not `key=value key=value`.
    MalformedParameters { found: String },
    /// A key in `parameters` that this type does not take.
    UnknownParameter { parameter: String, accepted: String },
    /// A value in `parameters` that the parameter does not take.
    BadParameter {
        type_name: &'static str,
        parameter: Box<str>,
        found: String,
        expected: Box<str>,
    },
    /// A column that this type needs is empty.
    MissingCell { column: String, type_name: String },
    /// A column that this type does not use is filled in.
    ForbiddenCell { column: String, type_name: String },
    /// A cell whose column takes something else.
    BadCell { column: String, found: String, expected: String },
    /// A trigger that is never shown cannot be changed by the user.
    HiddenTrigger { name: String },
    /// The kind of an attached list's file is not known by its name.
    UnknownFileKind { file: String },
    /// An attached file is not where it should be.
    MissingAttachment { file: String },
    /// An attached file cannot be read.
    BadAttachment { file: String, fault: AttachmentFault },
    /// One instance name for two files.
    InstanceConflict { name: String, first: String, second: String },
    /// A setting whose value cannot be used.
    BadSetting { setting: String, found: String },
    /// The default language bears no text.
    UnknownLanguage { found: String, suggestion: Option<String> },
    /// Texts that have no translation in a language that the form speaks.
    MissingTranslation { language: String, column: String },
    /// What a laptop cannot do with a question, which is answered without it.
    Unsupported { name: String, feature: String },
    /// Metadata that a laptop does not have.
    NoSource { name: String, feature: String },
    /// A rule about entities that the rows break.
    Entity(Box<EntityProblem>),
    /// A problem in a sheet of ours, `privacy` or `index`.
    Annex(super::AnnexProblem),
    /// What compiles and cannot have been meant.
    Judged(Box<super::Judgement>),
}

impl FindingKind {
    /// Errors stop the form from being used, warnings do not.
    pub fn severity(&self) -> Severity {
        match self {
            Self::UnknownColumn { .. }
            | Self::UnknownSheet { .. }
            | Self::SimilarName { .. }
            | Self::MissingChoiceLabel { .. }
            | Self::MissingAttachment { .. }
            | Self::UnknownLanguage { .. }
            | Self::UnknownPath { .. }
            | Self::MissingText { .. }
            | Self::FarTarget { .. }
            | Self::MissingTranslation { .. }
            | Self::Judged(_)
            | Self::Unsupported { .. }
            | Self::NoSource { .. } => Severity::Warning,
            Self::Annex(problem) if problem.is_doubt() => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

impl From<Unreadable> for FindingKind {
    fn from(refusal: Unreadable) -> Self {
        match refusal {
            Unreadable::UnknownFormat => Self::UnknownFormat,
            Unreadable::Incomplete => Self::Incomplete,
            Unreadable::NoWorkbook => Self::NoWorkbook,
            Unreadable::Locked => Self::Locked,
            Unreadable::Damaged(damage) => Self::Damaged { damage },
            Unreadable::TooLarge => Self::TooLarge,
        }
    }
}

/// Collects findings while a form is being read.
#[derive(Debug, Default)]
pub(super) struct Findings {
    list: Vec<Finding>,
    seen: HashSet<Finding>,
}

impl Findings {
    /// Notes a problem; the same problem at the same place counts once.
    pub(super) fn report(&mut self, kind: FindingKind, place: Place) {
        self.add(Finding::new(kind, place));
    }

    /// Notes a problem with a part of a cell's text.
    pub(super) fn point_at(&mut self, kind: FindingKind, place: Place, excerpt: Excerpt) {
        self.add(Finding {
            kind,
            place,
            excerpt: Some(Box::new(excerpt)),
        });
    }

    fn add(&mut self, finding: Finding) {
        if self.seen.insert(finding.clone()) {
            self.list.push(finding);
        }
    }

    /// Whether the form cannot be used.
    pub(super) fn has_errors(&self) -> bool {
        self.list.iter().any(|finding| finding.kind.severity() == Severity::Error)
    }

    /// How many findings stop the form from being used.
    pub(super) fn count_errors(&self) -> usize {
        self.list
            .iter()
            .filter(|finding| finding.kind.severity() == Severity::Error)
            .count()
    }

    /// All findings in the order of their places.
    pub(super) fn into_list(mut self) -> Vec<Finding> {
        self.list.sort_by(|a, b| order(&a.place).cmp(&order(&b.place)));
        self.list
    }
}

/// The candidate that is one slip of the keyboard away from `name`: a letter more, less, other, or two letters swapped.
pub(super) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let wanted = name.to_lowercase();
    let is_one_slip = |candidate: &&str| {
        let found = candidate.to_lowercase();
        // One letter for another says nothing of names that have little else.
        let is_another = strsim::hamming(&wanted, &found) == Ok(1) && wanted.chars().count() <= 2;
        **candidate != *name && !is_another && strsim::osa_distance(&wanted, &found) <= 1
    };
    candidates.into_iter().find(is_one_slip).map(str::to_owned)
}

/// The candidates that are at most two letters away from a name, itself apart: longer names are mistyped in more than one place.
pub(super) fn alike<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let is_alike = |candidate: &&str| *candidate != name && strsim::levenshtein(&name.to_lowercase(), &candidate.to_lowercase()) <= 2;
    candidates.into_iter().filter(is_alike).map(str::to_owned).collect()
}

/// The sheets in the order in which an author thinks of them, then down and across.
fn order(place: &Place) -> (usize, &str, u32, u32) {
    let known = ["", "survey", "choices", "entities", "settings"];
    let rank = known.iter().position(|sheet| place.sheet.eq_ignore_ascii_case(sheet));
    (rank.unwrap_or(known.len()), &place.sheet, place.row, place.column)
}

#[cfg(test)]
mod tests {
    use super::{Excerpt, nearest};

    #[test]
    fn of_a_long_text_what_is_around_the_place_is_shown() {
        let text = "concat('một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy')";
        let at = |part: &str| text.find(part).map(|start| start..start + part.len()).unwrap();
        let excerpt = |part: &str| Excerpt::of(text, at(part)).caret_within(24);
        for part in ["concat", "'bốn'", "'bảy'"] {
            let shown = excerpt(part);
            let (line, carets) = shown.split_once('\n').unwrap();
            let indent = carets.find('^').unwrap();
            let pointed: String = line.chars().skip(indent).take(part.chars().count()).collect();
            assert_eq!(pointed, part);
            assert_eq!(line.chars().count(), 24, "{line}");
        }
        assert_eq!(excerpt("concat"), "concat('một', 'hai', 'b…\n^^^^^^");
    }

    #[test]
    fn a_suggestion_is_one_slip_away() {
        #[track_caller]
        fn case(name: &str, expected: Option<&str>) {
            assert_eq!(nearest(name, ["select_one", "survey", "aab"]).as_deref(), expected);
        }
        case("select_on", Some("select_one"));
        case("surveys", Some("survey"));
        case("Surve", Some("survey"));
        case("sruvey", Some("survey"));
        case("sxrvey", Some("survey"));
        case("ab", Some("aab"));
        case("srv", None);
        case("aab", None);
    }
}
