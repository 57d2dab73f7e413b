//! Finds in a parsed expression what would fail whenever it is reached: unknown functions, wrong numbers of arguments.

use super::ast::{Ast, Call, Callee, Expression, Path, Start};
use super::error::{Error, ErrorKind};
use super::functions::is_made_of_places;

impl Expression {
    /// Everything that is wrong with the expression's calls, in the order written. Evaluation would tell only what it reaches.
    pub fn check(&self) -> Vec<Error> {
        let mut errors = Vec::new();
        self.ast.visit(&mut |ast| {
            if let Ast::Call(call) = ast
                && let Some(kind) = call.fault().or_else(|| call.misplaced())
            {
                errors.push(Error { kind, span: call.span });
            }
        });
        errors
    }
}

impl Call {
    /// What is written out as a place and is none: nothing that is answered could mend it.
    fn misplaced(&self) -> Option<ErrorKind> {
        if self.callee.name() != "distance" {
            return None;
        }
        self.arguments.iter().find_map(|argument| match argument {
            Ast::Text(text) if !is_made_of_places(text) => Some(ErrorKind::NoPlace(text.to_string())),
            _ => None,
        })
    }

    /// What is wrong with a call whatever its arguments are worth.
    pub(super) fn fault(&self) -> Option<ErrorKind> {
        match &self.callee {
            Callee::Unknown(name) => Some(ErrorKind::UnknownFunction(name.to_string())),
            Callee::Function(function) if !function.takes(self.arguments.len()) => Some(ErrorKind::WrongArgumentCount {
                function: function.name.to_owned(),
                given: self.arguments.len(),
            }),
            Callee::Function(_) => None,
        }
    }
}

impl Ast {
    /// Calls `see` with this node and then with all below it, predicates included, in the order written.
    pub fn visit<'a>(&'a self, see: &mut dyn FnMut(&'a Ast)) {
        see(self);
        match self {
            Self::Number(_) | Self::Text(_) => {}
            Self::Negate(inside) => inside.visit(see),
            Self::Binary(_, left, right) => {
                left.visit(see);
                right.visit(see);
            }
            Self::Call(call) => call.arguments.iter().for_each(|argument| argument.visit(see)),
            Self::Path(path) => path.visit(see),
        }
    }

    /// Calls `change` with each path, those inside predicates included; inner paths first. The form compiler resolves paths so.
    pub fn change_paths(&mut self, change: &mut dyn FnMut(&mut Path)) {
        match self {
            Self::Number(_) | Self::Text(_) => {}
            Self::Negate(inside) => inside.change_paths(change),
            Self::Binary(_, left, right) => {
                left.change_paths(change);
                right.change_paths(change);
            }
            Self::Call(call) => call.arguments.iter_mut().for_each(|argument| argument.change_paths(change)),
            Self::Path(path) => {
                if let Start::Value(value) = &mut path.start {
                    value.change_paths(change);
                }
                path.predicates.iter_mut().for_each(|predicate| predicate.change_paths(change));
                for step in &mut path.steps {
                    step.predicates.iter_mut().for_each(|predicate| predicate.change_paths(change));
                }
                change(path);
            }
        }
    }
}

impl Path {
    fn visit<'a>(&'a self, see: &mut dyn FnMut(&'a Ast)) {
        if let Start::Value(value) = &self.start {
            value.visit(see);
        }
        let of_steps = self.steps.iter().flat_map(|step| &step.predicates);
        self.predicates.iter().chain(of_steps).for_each(|predicate| predicate.visit(see));
    }
}
