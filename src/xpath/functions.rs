//! The table of functions, by subject, and what each is given.

mod booleans;
mod dates;
mod digest;
mod form;
mod geometry;
mod nodes;
mod numbers;
mod random;
mod selects;
mod strings;

pub(super) use geometry::is_made_of_places;

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::ast::{Ast, Call};
use super::document::Node;
use super::error::{Error, ErrorKind};
use super::evaluate::Evaluation;
use super::host::Host;
use super::value::{Focus, Nodes, Value, node_text};

/// What a function yields.
type Outcome<'a> = Result<Value<'a>, Error>;

/// A function of the table.
pub struct Function {
    /// As called, with its prefix.
    pub name: &'static str,
    /// The fewest arguments that it takes.
    pub least: u8,
    /// The most arguments that it takes; `u8::MAX` stands for any number.
    pub most: u8,
    pub(super) apply: for<'a> fn(&Arguments<'a>) -> Outcome<'a>,
}

/// No upper bound on arguments.
const ANY: u8 = u8::MAX;

const fn function(name: &'static str, least: u8, most: u8, apply: for<'a> fn(&Arguments<'a>) -> Outcome<'a>) -> Function {
    Function { name, least, most, apply }
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Function {
    /// Whether it takes this many arguments.
    pub fn takes(&self, count: usize) -> bool {
        count >= usize::from(self.least) && (self.most == ANY || count <= usize::from(self.most))
    }
}

/// All functions, by subject.
const SUBJECTS: [&[Function]; 10] = [
    booleans::ALL,
    dates::ALL,
    digest::ALL,
    form::ALL,
    geometry::ALL,
    nodes::ALL,
    numbers::ALL,
    random::ALL,
    selects::ALL,
    strings::ALL,
];

/// The function of a name, prefix included.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    static BY_NAME: LazyLock<FxHashMap<&'static str, &'static Function>> =
        LazyLock::new(|| SUBJECTS.into_iter().flatten().map(|function| (function.name, function)).collect());
    BY_NAME.get(name).copied()
}

/// The names of all functions, sorted: for suggestions and help.
pub fn function_names() -> Vec<&'static str> {
    let mut names: Vec<_> = SUBJECTS.into_iter().flatten().map(|function| function.name).collect();
    names.sort_unstable();
    names
}

/// The arguments of one call, evaluated when they are asked for.
pub(super) struct Arguments<'a> {
    pub(super) evaluation: Evaluation<'a>,
    pub(super) call: &'a Call,
    pub(super) focus: Focus,
}

impl<'a> Arguments<'a> {
    fn host(&self) -> &'a dyn Host {
        self.evaluation.host
    }

    fn len(&self) -> usize {
        self.call.arguments.len()
    }

    fn has(&self, ix: usize) -> bool {
        ix < self.len()
    }

    fn ast(&self, ix: usize) -> Result<&'a Ast, Error> {
        self.call.arguments.get(ix).ok_or_else(|| {
            self.error(ErrorKind::WrongArgumentCount {
                function: self.call.callee.name().to_owned(),
                given: self.len(),
            })
        })
    }

    fn value(&self, ix: usize) -> Outcome<'a> {
        self.evaluation.value(self.ast(ix)?, self.focus)
    }

    fn number(&self, ix: usize) -> Result<f64, Error> {
        self.evaluation.number(self.ast(ix)?, self.focus)
    }

    fn boolean(&self, ix: usize) -> Result<bool, Error> {
        self.evaluation.boolean(self.ast(ix)?, self.focus)
    }

    fn text(&self, ix: usize) -> Result<Cow<'a, str>, Error> {
        Ok(self.value(ix)?.into_text(self.host()))
    }

    /// The argument's text, or the context node's where there is none.
    fn text_or_own(&self, ix: usize) -> Result<Cow<'a, str>, Error> {
        if self.has(ix) {
            self.text(ix)
        } else {
            Ok(node_text(self.focus.node, self.host()))
        }
    }

    fn nodes(&self, ix: usize) -> Result<Nodes, Error> {
        self.evaluation
            .nodes(self.ast(ix)?, self.focus, self.call.callee.name(), self.call.span)
    }

    /// The argument's first node, or the context node where there is no argument.
    fn node_or_own(&self, ix: usize) -> Result<Option<Node>, Error> {
        if self.has(ix) {
            Ok(self.nodes(ix)?.first().copied())
        } else {
            Ok(Some(self.focus.node))
        }
    }

    /// The values of one argument; of a set of nodes the text of each.
    fn each(&self, ix: usize) -> Result<Vec<Value<'a>>, Error> {
        Ok(match self.value(ix)? {
            Value::Nodes(nodes) => nodes.into_iter().map(|node| Value::Text(node_text(node, self.host()))).collect(),
            single => vec![single],
        })
    }

    /// The values from argument `start` on; of a set of nodes the text of each.
    fn each_from(&self, start: usize) -> Result<Vec<Value<'a>>, Error> {
        let mut values = Vec::new();
        for ix in start..self.len() {
            values.extend(self.each(ix)?);
        }
        Ok(values)
    }

    /// Hands the call on to who knows the form.
    pub(super) fn ask_host(&self) -> Outcome<'a> {
        let name = self.call.callee.name();
        let values = (0..self.len()).map(|ix| self.value(ix)).collect::<Result<Vec<_>, _>>()?;
        match self.host().call(name, &values, self.focus.node) {
            Some(outcome) => outcome.map_err(|kind| self.error(kind)),
            None => Err(self.error(ErrorKind::UnknownFunction(name.to_owned()))),
        }
    }

    pub(super) fn error(&self, kind: ErrorKind) -> Error {
        Error {
            kind,
            span: self.call.span,
        }
    }

    fn refuse(&self, why: impl Into<String>) -> Error {
        self.error(ErrorKind::Refused(why.into()))
    }
}
