//! Why a text is no XML that is read.

/// Why a text is no XML that we read, and where.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct XmlError {
    /// 1-based.
    pub line: u32,
    /// What is wrong.
    pub fault: XmlFault,
}

/// What can be wrong with an XML text. No larger than a piece of it, of which hundreds of thousands are handed on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum XmlFault {
    /// The text ends inside what this closes: `-->`, `]]>`, `?>`, `>` or a quote.
    #[error("`{0}` is missing")]
    Unclosed(&'static str),
    /// `<` without a name behind it.
    #[error("a tag has no name")]
    NamelessTag,
    /// An attribute without a name.
    #[error("an attribute has no name")]
    NamelessAttribute,
    /// An attribute without a value in quotes.
    #[error("attribute `{0}` has no value in quotes")]
    NoValue(Box<str>),
    /// Two attributes of one name.
    #[error("two attributes are called `{0}`")]
    DuplicateAttribute(Box<str>),
    /// An ampersand that begins no reference.
    #[error("`&` stands alone")]
    Ampersand,
    /// An entity that XML does not know by itself.
    #[error("unknown entity `&{0};`")]
    UnknownEntity(Box<str>),
    /// A number that is no character's.
    #[error("no character `&{0};`")]
    NoCharacter(Box<str>),
    /// An end tag where nothing is open.
    #[error("`</{0}>` closes nothing")]
    ClosesNothing(Box<str>),
    /// An end tag of another element than the one that is open.
    #[error("`</{found}>` where `</{open}>` should be")]
    Crossed {
        /// As written.
        found: Box<str>,
        /// What should be closed first.
        open: Box<str>,
    },
    /// The text ends inside an element.
    #[error("`<{0}>` is not closed")]
    Open(Box<str>),
    /// Nothing but comments.
    #[error("no root element")]
    NoRoot,
    /// A second element beside the root.
    #[error("more than one root element")]
    TwoRoots,
    /// Elements inside one another without end.
    #[error("elements are nested deeper than {0}")]
    TooDeep(usize),
    /// More than any form has.
    #[error("more than {0} nodes")]
    TooMany(usize),
}
