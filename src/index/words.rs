//! The closed word lists of the sheet.

/// How one answer becomes a number: the column `score`. Rows below inherit it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemRule {
    /// Percent of answers at the two highest points of the scale: `(n4 + n5) / n · 100`.
    Top2,
    /// Percent of answers at the highest point.
    Share,
    /// Mean as percent of the highest point: `Σ score / (5 n) · 100`.
    Mean,
    /// The row's `max` times the mean score over the highest: points awarded.
    Points,
    /// The mean of the scores or numbers themselves.
    Value,
}

impl ItemRule {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 5] = [Self::Top2, Self::Share, Self::Mean, Self::Points, Self::Value];

    /// The word in the sheet and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Top2 => "top2",
            Self::Share => "share",
            Self::Mean => "mean",
            Self::Points => "points",
            Self::Value => "value",
        }
    }

    /// The rule of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.word().eq_ignore_ascii_case(word))
    }
}

/// How the scores of the rows below become one: the column `combine`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Combine {
    /// Mean weighted by the number of items below each: `(23 · I + 16 · II) / 39`.
    Items,
    /// Plain mean.
    Mean,
    /// Mean weighted by the column `weight`.
    Weighted,
    /// Sum; without one of its parts there is none.
    Sum,
    /// `lo + (hi − lo) · mean((x − min) / (max − min))`, reversed rows turned round.
    Papi,
    /// Sum of the points awarded, over what applies.
    Points,
    /// `100 · Σ awarded / Σ applicable maximum`.
    Percent,
}

impl Combine {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 7] = [
        Self::Items,
        Self::Mean,
        Self::Weighted,
        Self::Sum,
        Self::Papi,
        Self::Points,
        Self::Percent,
    ];

    /// The word in the sheet.
    pub fn word(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Mean => "mean",
            Self::Weighted => "weighted",
            Self::Sum => "sum",
            Self::Papi => "papi",
            Self::Points => "points",
            Self::Percent => "percent",
        }
    }

    /// The way of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|combine| combine.word().eq_ignore_ascii_case(word))
    }

    /// Whether it needs the greatest number of points of each row below.
    pub(super) fn needs_max(self) -> bool {
        matches!(self, Self::Points | Self::Percent)
    }
}
