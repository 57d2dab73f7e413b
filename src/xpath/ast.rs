//! The syntax tree of an expression.

use std::sync::Arc;

/// A field of a form that a path was resolved to; the number is the form's own node number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldIx(pub u32);

/// Bytes `start..end` of an expression's source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A parsed expression with its source; cheap to clone.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// The text as its author wrote it, after `${}` were replaced.
    pub source: Arc<str>,
    /// What it means.
    pub ast: Arc<Ast>,
}

/// One node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Ast {
    /// A number literal.
    Number(f64),
    /// A text literal.
    Text(Box<str>),
    /// `-a`.
    Negate(Box<Ast>),
    /// `a op b`.
    Binary(Operator, Box<Ast>, Box<Ast>),
    /// `name(a, b)`.
    Call {
        /// As written, with its prefix.
        name: Box<str>,
        /// In order.
        arguments: Vec<Ast>,
        /// The call in the source.
        span: Span,
    },
    /// A location path, perhaps starting at the value of another expression.
    Path(Path),
}

/// A location path or filter expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Where it starts.
    pub start: Start,
    /// Predicates on the start itself, only for [`Start::Value`].
    pub predicates: Vec<Ast>,
    /// The steps from there.
    pub steps: Vec<Step>,
    /// Set by the form compiler when start and steps name exactly one field of the form and no step has a predicate.
    pub field: Option<FieldIx>,
    /// The path in the source.
    pub span: Span,
}

/// Where a path starts.
#[derive(Debug, Clone, PartialEq)]
pub enum Start {
    /// `/…`.
    Root,
    /// `a/…`, `./…`, `../…`.
    Context,
    /// `instance('x')/…`, `current()/…`, `(…)/…`.
    Value(Box<Ast>),
}

/// `axis::test[predicate]…`.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// In which direction.
    pub axis: Axis,
    /// Which nodes.
    pub test: NodeTest,
    /// Each filters what the one before left.
    pub predicates: Vec<Ast>,
}

/// The axes of XPath 1.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are XPath's own")]
pub enum Axis {
    Ancestor,
    AncestorOrSelf,
    Attribute,
    Child,
    Descendant,
    DescendantOrSelf,
    Following,
    FollowingSibling,
    Namespace,
    Parent,
    Preceding,
    PrecedingSibling,
    SelfNode,
}

/// Which nodes of an axis count.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeTest {
    /// A name with its prefix as written.
    Name(Box<str>),
    /// `*`.
    Any,
    /// `prefix:*`.
    AnyOf(Box<str>),
    /// `node()`.
    Node,
    /// `text()`.
    Text,
    /// `comment()`.
    Comment,
    /// `processing-instruction('target')`.
    Instruction(Option<Box<str>>),
}

/// Binary operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are XPath's own")]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Union,
}
