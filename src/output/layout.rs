//! How the tables of a form look: one value of [`Layout`] for each program that shall read them.
//!
//! A layout says everything in which two programs' tables differ, so that there is one writer. `assets/docs/layouts.md` says it to people.

/// How values that are not there are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingCoding {
    /// Not asked is an empty cell; left empty `.`, don't know `.d`, refused `.r`, later `.l`. A text that begins with a point gets one
    /// more, so that every text stays apart from every code.
    Dotted,
    /// Whatever the reason, an empty cell.
    Blank,
}

/// Whether cells are kept from being run as formulas by a spreadsheet program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// A text that begins with `=`, `+`, `-`, `@`, tab, carriage return or an apostrophe gets an apostrophe in front. Numbers never do.
    Apostrophe,
    /// Written as they are.
    None,
}

/// How lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// As RFC 4180 has it.
    CrLf,
    /// As Unix has it.
    Lf,
}

/// Which cells are put in quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoting {
    /// As RFC 4180 asks: those with a comma, a quote or a sign that ends a line.
    Rfc4180,
    /// Those with a comma, a quote or a line feed; a lone carriage return does not count.
    LineFeed,
}

/// How a cell without a value looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blanks {
    /// Nothing at all.
    Bare,
    /// `""`, except where Briefcase writes nothing at all: dates, times and places at the top of the form, whatever has a name that
    /// begins with `meta`, and inside a repeat the reference to an inner repeat without rows.
    Quoted,
}

/// Which nodes of the form have columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elements {
    /// Those that bear a value, by their path with every group.
    Valued,
    /// Every element without children, notes and empty groups too; places in four columns.
    All,
}

/// How dates and times are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moments {
    /// ISO 8601, as stored.
    Iso,
    /// `Jan 5, 2018`, `8:5:09 AM`, `Jan 5, 2018 8:05:09 AM`, moments in UTC.
    English,
}

/// Whether texts are taken as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spaces {
    /// As they are.
    Kept,
    /// Without those at the beginning and the end.
    Trimmed,
}

/// What the key of a repeat's row adds to the key of the row above, before its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKeys {
    /// The path below the repeat above, joined by `-`: `house-vehicle[1]`.
    Path,
    /// Each group as a step of its own: `house/vehicle[1]`.
    Groups,
    /// The repeat alone: `vehicle[1]`.
    Repeats,
}

/// Something about a record that is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// What the record is called.
    Key,
    /// 1, 2, 3, …
    Revision,
    /// One less than the revision: how often it was corrected.
    Edits,
    /// Where it stands.
    Status,
    /// ISO week of finishing.
    Week,
    /// When it was finished.
    SubmissionDate,
    /// The campaign's code of the surveyor.
    SurveyorCode,
    /// The surveyor's name.
    SurveyorName,
    /// Length of the interview in minutes.
    Minutes,
    /// Files that are there.
    AttachmentsPresent,
    /// Files that answers name.
    AttachmentsExpected,
    /// What a reviewer made of it.
    ReviewState,
    /// Where it was filled in.
    Device,
    /// The form's version that it was filled in with.
    FormVersion,
}

/// Something about a row of a repeat that is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFact {
    /// `KEY`: what the row is called.
    Key,
    /// `PARENT_KEY`: the row that it hangs under.
    ParentKey,
    /// `SET-OF-…`: the row that it hangs under and the repeat, without a number.
    SetOf,
}

/// What repeats' files are called behind the name of the form's own file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileNames {
    /// The path joined by `-`, in letters without accents, digits, `-`, `_` and `.`; a second of the same name gets `_2`.
    Path,
    /// The repeat's name without what file systems forbid; where several have one name, each gets `~1`, `~2`, …
    Name,
    /// The same with `_` for every punctuation mark.
    PlainName,
}

/// A column about the record: what it says, and its head.
pub type FactColumn = (Fact, &'static str);

/// How the tables of a form look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The byte order mark that makes Excel read UTF-8.
    pub has_bom: bool,
    /// How lines end.
    pub line_end: LineEnd,
    /// Which cells are put in quotes.
    pub quoting: Quoting,
    /// How values that are not there are written.
    pub missing: MissingCoding,
    /// How a cell without a value looks.
    pub blanks: Blanks,
    /// Whether formulas are kept from running.
    pub guard: Guard,
    /// Columns about the record before its answers.
    pub before: &'static [FactColumn],
    /// Columns about the record behind its answers.
    pub after: &'static [FactColumn],
    /// Columns about a repeat's row before its answers.
    pub row_before: &'static [RowFact],
    /// Columns about a repeat's row behind its answers.
    pub row_after: &'static [RowFact],
    /// Which nodes have columns.
    pub elements: Elements,
    /// Whether heads of columns bear the groups above a question, joined by `-`.
    pub has_groups: bool,
    /// Whether a repeat has a column where it stands, saying under which name its rows are found.
    pub has_sets: bool,
    /// What the keys of a repeat's rows are made of.
    pub row_keys: RowKeys,
    /// How dates and times are written.
    pub moments: Moments,
    /// Whether texts are trimmed.
    pub spaces: Spaces,
    /// What is put before the name of an attached file.
    pub media_folder: &'static str,
    /// What repeats' files are called.
    pub file_names: FileNames,
}

impl Layout {
    /// The field package's own layout, open.
    pub const PHIEU: Self = Self {
        has_bom: true,
        line_end: LineEnd::CrLf,
        quoting: Quoting::Rfc4180,
        missing: MissingCoding::Dotted,
        blanks: Blanks::Bare,
        guard: Guard::Apostrophe,
        before: &[
            (Fact::Key, "KEY"),
            (Fact::Revision, "REVISION"),
            (Fact::Status, "STATUS"),
            (Fact::Week, "WEEK"),
        ],
        after: &[],
        row_before: &[RowFact::Key, RowFact::ParentKey],
        row_after: &[],
        elements: Elements::Valued,
        has_groups: true,
        has_sets: false,
        row_keys: RowKeys::Path,
        moments: Moments::Iso,
        spaces: Spaces::Kept,
        media_folder: "",
        file_names: FileNames::Path,
    };

    /// The same with what leaves in sealed packages only.
    pub const PHIEU_SEALED: Self = Self {
        before: &[
            (Fact::Key, "KEY"),
            (Fact::Revision, "REVISION"),
            (Fact::Status, "STATUS"),
            (Fact::Week, "WEEK"),
            (Fact::SurveyorCode, "SURVEYOR"),
            (Fact::Minutes, "MINUTES"),
        ],
        ..Self::PHIEU
    };

    /// As ODK Central exports submissions.
    pub const CENTRAL: Self = Self {
        has_bom: false,
        line_end: LineEnd::Lf,
        quoting: Quoting::LineFeed,
        missing: MissingCoding::Blank,
        blanks: Blanks::Bare,
        guard: Guard::None,
        before: &[(Fact::SubmissionDate, "SubmissionDate")],
        after: &[
            (Fact::Key, "KEY"),
            (Fact::SurveyorCode, "SubmitterID"),
            (Fact::SurveyorName, "SubmitterName"),
            (Fact::AttachmentsPresent, "AttachmentsPresent"),
            (Fact::AttachmentsExpected, "AttachmentsExpected"),
            (Fact::Status, "Status"),
            (Fact::ReviewState, "ReviewState"),
            (Fact::Device, "DeviceID"),
            (Fact::Edits, "Edits"),
            (Fact::FormVersion, "FormVersion"),
        ],
        row_before: &[],
        row_after: &[RowFact::ParentKey, RowFact::Key],
        elements: Elements::All,
        has_groups: true,
        has_sets: false,
        row_keys: RowKeys::Groups,
        moments: Moments::Iso,
        spaces: Spaces::Kept,
        media_folder: "",
        file_names: FileNames::Name,
    };

    /// As ODK Briefcase exports submissions.
    pub const BRIEFCASE: Self = Self {
        blanks: Blanks::Quoted,
        after: &[(Fact::Key, "KEY")],
        row_after: &[RowFact::ParentKey, RowFact::Key, RowFact::SetOf],
        has_sets: true,
        row_keys: RowKeys::Repeats,
        moments: Moments::English,
        spaces: Spaces::Trimmed,
        media_folder: "media/",
        file_names: FileNames::PlainName,
        ..Self::CENTRAL
    };
}
