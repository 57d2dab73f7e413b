//! The expression language of ODK forms: XPath 1.0 with the ODK dialect.
//!
//! An expression is lexed and parsed once ([`Expression::parse`]); evaluation ([`evaluate`]) reads documents and the outside world
//! through [`Host`], so this layer knows neither forms nor clocks. A path that the form compiler has resolved carries a
//! [`FieldIx`]: the host answers it without walking the tree. What is wrong with calls is told by [`Expression::check`] before an
//! interview begins; evaluation itself refuses only what it reaches.

pub mod ast;
mod axis;
mod check;
mod compare;
pub mod document;
mod error;
mod evaluate;
mod functions;
mod host;
#[cfg(test)]
pub(crate) mod law;
mod lexer;
mod lookup;
mod moment;
mod number;
mod parser;
mod path;
mod pattern;
mod print;
mod value;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use memchr::{memchr, memmem};

pub use ast::{Ast, Axis, Expression, FieldIx, Operator, Span};
pub use document::{DocIx, Document, Node, NodeIx, XmlError, XmlFault};
pub use error::{Error, ErrorKind};
pub use evaluate::{evaluate, evaluate_for, evaluate_truth};
pub use functions::{Function, function_names};
pub use host::Host;
pub use lexer::literal_spans;
pub use moment::Moment;
pub use number::{from_text as number_of, to_text as number_text};
pub use pattern::Pattern;
pub use value::{Focus, Nodes, Value, number_in};

impl Expression {
    /// Reads an expression. Unknown functions and wrong numbers of arguments are told by [`Self::check`].
    pub fn parse(source: &str) -> Result<Self, Error> {
        let ast = parser::parse(source)?;
        Ok(Self {
            source: Arc::from(source),
            ast: Arc::new(ast),
        })
    }

    /// Whether a function of this name may be called in it: its text is looked at alone.
    pub fn may_call(&self, function: &str) -> bool {
        let source = self.source.as_bytes();
        // Most expressions call nothing.
        memchr(b'(', source).is_some() && memmem::find(source, function.as_bytes()).is_some()
    }
}
