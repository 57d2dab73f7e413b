//! How a table looks as CSV: one value of [`Layout`] for each program that shall read it.

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

/// How a table looks as CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The byte order mark that makes Excel read UTF-8.
    pub has_bom: bool,
    /// How lines end.
    pub line_end: LineEnd,
    /// How values that are not there are written.
    pub missing: MissingCoding,
    /// Whether formulas are kept from running.
    pub guard: Guard,
    /// Head of the column with the record's key.
    pub key: &'static str,
    /// Head of the column with the key of the row above, in tables of repeats.
    pub parent_key: &'static str,
    /// What joins the names of a path in heads.
    pub path_separator: char,
}

impl Layout {
    /// The field package's own layout.
    pub const PHIEU: Self = Self {
        has_bom: true,
        line_end: LineEnd::CrLf,
        missing: MissingCoding::Dotted,
        guard: Guard::Apostrophe,
        key: "KEY",
        parent_key: "PARENT_KEY",
        path_separator: '/',
    };

    /// The head of a column with this path.
    pub fn head(&self, path: &str) -> String {
        if self.path_separator == '/' {
            return path.to_owned();
        }
        path.replace('/', &self.path_separator.to_string())
    }
}
