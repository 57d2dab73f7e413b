//! The closed list of roles that the sheet can give a question.

/// What a question tells about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Points at a person (name, phone number). Never leaves, nor does anything computed from it, whatever else the sheet says.
    Direct,
    /// Points at a person together with others (ward, age). A select question leaves as answered; anything else only with a recode.
    Quasi,
    /// Harms when it is linked to a person (ethnicity, an accusation). Leaves as a quasi-identifier does; a release guards it.
    Sensitive,
    /// Free text. Stays; a release may let it out after it was read row by row.
    Text,
    /// About the work, not the answer (surveyor's code, minutes). Leaves in sealed packages only, beside the record.
    Staff,
    /// Leaves as answered, whatever its type.
    Public,
}

impl Role {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 6] = [Self::Direct, Self::Quasi, Self::Sensitive, Self::Text, Self::Staff, Self::Public];

    /// The word in the sheet.
    pub fn word(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Quasi => "quasi",
            Self::Sensitive => "sensitive",
            Self::Text => "text",
            Self::Staff => "staff",
            Self::Public => "public",
        }
    }

    /// The role of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word().eq_ignore_ascii_case(word))
    }

    /// Whether a column of this role can leave in the record.
    pub fn may_leave(self) -> bool {
        matches!(self, Self::Quasi | Self::Sensitive | Self::Public)
    }
}
