//! The expression language of ODK forms: XPath 1.0 with the ODK dialect.
//!
//! An expression is lexed and parsed once ([`Expression::parse`]); evaluation ([`evaluate`]) reads documents and the outside world
//! through [`Host`], so this layer knows neither forms nor clocks. A path that the form compiler has resolved carries a
//! [`FieldIx`]: the host answers it without walking the tree.

pub mod ast;
pub mod document;

pub use ast::{Ast, Expression, FieldIx, Span};
pub use document::{DocIx, Document, Node, NodeIx};

/// A value of XPath.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A set of nodes, in document order, without doubles.
    Nodes(Vec<Node>),
    /// A double; dates are day numbers.
    Number(f64),
    /// Text.
    Text(String),
    /// True or false.
    Boolean(bool),
}

/// Why an expression was refused or could not be evaluated; `span` counts bytes of the source.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{kind:?} at {span:?}")]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// Where, in the expression's source.
    pub span: Span,
}

/// What can be wrong with an expression.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A character that begins no token.
    UnexpectedCharacter(char),
    /// A text without its closing quote.
    UnclosedText,
    /// A token that cannot stand here; holds what was found.
    UnexpectedToken(String),
    /// The expression ends too early.
    UnexpectedEnd,
    /// No function of this name.
    UnknownFunction(String),
    /// A function called with too few or too many arguments.
    WrongArgumentCount {
        /// The function's name.
        function: String,
        /// How many it was given.
        given: usize,
    },
    /// A pattern that the engine cannot run.
    BadPattern(String),
    /// A value of the wrong type, such as a number where nodes are needed.
    WrongType(String),
    /// Anything a function refuses at run time, in English.
    Refused(String),
}

/// What an evaluation reads: documents, resolved fields, the clock, chance, and what only a form knows.
pub trait Host {
    /// The document behind an index; `DocIx(0)` is the primary instance.
    fn document(&self, doc: DocIx) -> &Document;
    /// The document of `instance('id')`.
    fn instance(&self, id: &str) -> Option<DocIx>;
    /// Appends the instance nodes of a resolved field as seen from `context`: within the repeat instances that both share.
    fn field(&self, field: FieldIx, context: Node, out: &mut Vec<Node>);
    /// Whether a node reads as empty because it is not relevant.
    fn is_blank(&self, node: Node) -> bool;
    /// The moment of the current step.
    fn now(&self) -> &jiff::Zoned;
    /// A fresh number in [0, 1) from the interview's seed.
    fn random(&self) -> f64;
    /// Functions that need the form: `pulldata`, `jr:itext`, `jr:choice-name`, `once`, `version`, … `None` when it has none of that name.
    fn call(&self, name: &str, arguments: &[Value], context: Node) -> Option<Result<Value, ErrorKind>>;
}
