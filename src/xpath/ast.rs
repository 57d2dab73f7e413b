//! The syntax tree of an expression.

use std::sync::Arc;

use super::functions::Function;
use super::pattern::Pattern;

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

impl Span {
    /// Offsets beyond 4 GiB are cut: no cell is that long.
    pub(super) fn new(start: usize, end: usize) -> Self {
        let cut = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            start: cut(start),
            end: cut(end),
        }
    }

    /// From the start of this one to the end of another.
    #[must_use]
    pub fn to(self, end: Self) -> Self {
        Self {
            start: self.start,
            end: end.end,
        }
    }
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
    Call(Call),
    /// A location path, perhaps starting at the value of another expression.
    Path(Path),
}

/// A function call.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// What is called: looked up when the expression is parsed.
    pub callee: Callee,
    /// In order.
    pub arguments: Vec<Ast>,
    /// The call in the source.
    pub span: Span,
    /// The compiled pattern of `regex(…, 'literal')`.
    pub pattern: Option<Pattern>,
}

/// What a call calls.
#[derive(Debug, Clone, PartialEq)]
pub enum Callee {
    /// A function of the table.
    Function(&'static Function),
    /// A name that the table lacks: an error as soon as it is evaluated, unless the host knows it.
    Unknown(Box<str>),
}

impl Callee {
    /// The name as written, with its prefix.
    pub fn name(&self) -> &str {
        match self {
            Self::Function(function) => function.name,
            Self::Unknown(name) => name,
        }
    }
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

impl Path {
    /// Whether it is `.`.
    pub(super) fn is_own(&self) -> bool {
        matches!(self.start, Start::Context)
            && matches!(self.steps.as_slice(), [step] if step.axis == Axis::SelfNode && step.test == NodeTest::Node && step.predicates.is_empty())
    }
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

impl Axis {
    /// All axes with their names.
    pub(super) const NAMES: [(&'static str, Self); 13] = [
        ("ancestor", Self::Ancestor),
        ("ancestor-or-self", Self::AncestorOrSelf),
        ("attribute", Self::Attribute),
        ("child", Self::Child),
        ("descendant", Self::Descendant),
        ("descendant-or-self", Self::DescendantOrSelf),
        ("following", Self::Following),
        ("following-sibling", Self::FollowingSibling),
        ("namespace", Self::Namespace),
        ("parent", Self::Parent),
        ("preceding", Self::Preceding),
        ("preceding-sibling", Self::PrecedingSibling),
        ("self", Self::SelfNode),
    ];

    /// The name in an expression.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, axis)| *axis == self).map_or("", |(name, _)| name)
    }

    /// Whether nodes are met against document order, as `position()` counts them.
    pub fn is_reverse(self) -> bool {
        matches!(
            self,
            Self::Ancestor | Self::AncestorOrSelf | Self::Preceding | Self::PrecedingSibling
        )
    }
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

impl Operator {
    /// The operator in an expression.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "div",
            Self::Modulo => "mod",
            Self::Union => "|",
        }
    }

    /// How tightly it binds; all operators group to the left. Negation binds between `*` and `|`.
    pub(super) fn strength(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal | Self::NotEqual => 3,
            Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual => 4,
            Self::Add | Self::Subtract => 5,
            Self::Multiply | Self::Divide | Self::Modulo => 6,
            Self::Union => 8,
        }
    }

    /// Whether it compares.
    pub fn compares(self) -> bool {
        matches!(self.strength(), 3 | 4)
    }

    /// Whether it is `=` or `!=`.
    pub fn is_equality(self) -> bool {
        matches!(self, Self::Equal | Self::NotEqual)
    }

    /// Whether it makes a number of two.
    pub fn calculates(self) -> bool {
        matches!(self.strength(), 5 | 6)
    }

    /// Whether a comparison of two numbers holds; what does not compare never does.
    #[inline]
    #[expect(clippy::float_cmp, reason = "XPath compares doubles exactly")]
    pub fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
            _ => false,
        }
    }

    /// What it makes of two numbers; NaN for what does not calculate.
    pub fn calculate(self, left: f64, right: f64) -> f64 {
        match self {
            Self::Add => left + right,
            Self::Subtract => left - right,
            Self::Multiply => left * right,
            Self::Divide => left / right,
            Self::Modulo => left % right,
            _ => f64::NAN,
        }
    }

    /// The strength of a negation.
    pub(super) const NEGATION: u8 = 7;
}

impl Step {
    /// The step that `//` stands for.
    pub(super) fn any_below() -> Self {
        Self {
            axis: Axis::DescendantOrSelf,
            test: NodeTest::Node,
            predicates: Vec::new(),
        }
    }

    /// Whether it is the step that `//` stands for.
    pub(super) fn is_any_below(&self) -> bool {
        self.axis == Axis::DescendantOrSelf && self.test == NodeTest::Node && self.predicates.is_empty()
    }
}
