//! Reads tokens into a syntax tree, by the strength of operators.

use super::ast::{Ast, Axis, Call, Callee, NodeTest, Operator, Path, Span, Start, Step};
use super::error::{Error, ErrorKind};
use super::functions;
use super::lexer::{self, Token};
use super::pattern::Pattern;

/// How deep parentheses, predicates and calls may be nested.
const DEEPEST: u32 = 160;
/// How many operators may stand in one row: each makes the tree one deeper.
const LONGEST: u32 = 1000;
/// How high the tree may become: rows in rows multiply, and whoever walks the tree goes down to its end.
const HIGHEST: u32 = 1200;

/// The tree of a whole source.
pub(super) fn parse(source: &str) -> Result<Ast, Error> {
    let tokens = lexer::tokens(source)?;
    let mut parser = Parser {
        source,
        tokens: &tokens,
        at: 0,
        depth: 0,
        height: 0,
    };
    let ast = parser.expression(0)?;
    match parser.peek() {
        Token::End => Ok(ast),
        _ => Err(parser.unexpected()),
    }
}

struct Parser<'s, 't> {
    source: &'s str,
    tokens: &'t [(Token<'s>, Span)],
    at: usize,
    depth: u32,
    /// Of the highest tree made since this was last set to nothing.
    height: u32,
}

impl<'s> Parser<'s, '_> {
    fn token(&self, ahead: usize) -> &(Token<'s>, Span) {
        const END: &(Token<'static>, Span) = &(Token::End, Span { start: 0, end: 0 });
        self.tokens.get(self.at + ahead).or_else(|| self.tokens.last()).unwrap_or(END)
    }

    fn peek(&self) -> &Token<'s> {
        &self.token(0).0
    }

    fn span(&self) -> Span {
        self.token(0).1
    }

    /// The span of the token taken last.
    fn last_span(&self) -> Span {
        self.tokens.get(self.at.wrapping_sub(1)).map_or(Span::default(), |(_, span)| *span)
    }

    fn take(&mut self) -> Token<'s> {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn take_if(&mut self, token: &Token<'_>) -> bool {
        let is_there = self.peek() == token;
        if is_there {
            self.at += 1;
        }
        is_there
    }

    fn expect(&mut self, token: &Token<'_>) -> Result<(), Error> {
        if self.take_if(token) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn unexpected(&self) -> Error {
        let span = self.span();
        let kind = match self.peek() {
            Token::End => ErrorKind::UnexpectedEnd,
            _ => ErrorKind::UnexpectedToken(self.source.get(span.start as usize..span.end as usize).unwrap_or("").to_owned()),
        };
        Error { kind, span }
    }

    fn too_deep(&self) -> Error {
        Error {
            kind: ErrorKind::TooDeep,
            span: self.span(),
        }
    }

    /// An expression whose operators all bind tighter than `floor`.
    fn expression(&mut self, floor: u8) -> Result<Ast, Error> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.too_deep());
        }
        let beside = std::mem::take(&mut self.height);
        let mut left = self.operand()?;
        let mut height = self.height + 1;
        let mut length = 0;
        while let &Token::Operator(operator) = self.peek() {
            if operator.strength() <= floor {
                break;
            }
            length += 1;
            if length > LONGEST {
                return Err(self.too_deep());
            }
            self.at += 1;
            self.height = 0;
            let right = self.expression(operator.strength())?;
            height = height.max(self.height) + 1;
            if height > HIGHEST {
                return Err(self.too_deep());
            }
            left = Ast::Binary(operator, Box::new(left), Box::new(right));
        }
        self.depth -= 1;
        self.height = beside.max(height);
        Ok(left)
    }

    fn operand(&mut self) -> Result<Ast, Error> {
        if self.take_if(&Token::Operator(Operator::Subtract)) {
            let negated = self.expression(Operator::NEGATION - 1)?;
            return Ok(Ast::Negate(Box::new(negated)));
        }
        self.path()
    }

    /// A location path, a primary expression, or one behind the other.
    fn path(&mut self) -> Result<Ast, Error> {
        let start = self.span();
        let is_call = matches!(self.peek(), Token::Name(name) if !is_node_type(name)) && self.token(1).0 == Token::OpenParenthesis;
        let primary = match self.peek() {
            Token::Number(_) | Token::Text(_) | Token::OpenParenthesis => self.primary()?,
            Token::Name(_) if is_call => self.primary()?,
            _ => return self.location_path(),
        };
        let predicates = self.predicates()?;
        let steps = self.more_steps()?;
        if predicates.is_empty() && steps.is_empty() {
            return Ok(primary);
        }
        let span = start.to(self.last_span());
        Ok(Ast::Path(Path {
            start: Start::Value(Box::new(primary)),
            predicates,
            steps,
            field: None,
            span,
        }))
    }

    fn primary(&mut self) -> Result<Ast, Error> {
        let start = self.span();
        match self.take() {
            Token::Number(number) => Ok(Ast::Number(number)),
            Token::Text(text) => Ok(Ast::Text(text.into())),
            Token::OpenParenthesis => {
                let inside = self.expression(0)?;
                self.expect(&Token::CloseParenthesis)?;
                Ok(inside)
            }
            Token::Name(name) => self.call(name, start),
            _ => {
                self.at -= 1;
                Err(self.unexpected())
            }
        }
    }

    fn call(&mut self, name: &str, start: Span) -> Result<Ast, Error> {
        self.expect(&Token::OpenParenthesis)?;
        let mut arguments = Vec::new();
        if !self.take_if(&Token::CloseParenthesis) {
            loop {
                arguments.push(self.expression(0)?);
                if !self.take_if(&Token::Comma) {
                    break;
                }
            }
            self.expect(&Token::CloseParenthesis)?;
        }
        let span = start.to(self.last_span());
        let callee = functions::find(name).map_or_else(|| Callee::Unknown(name.into()), Callee::Function);
        let pattern = match (name, arguments.get(1)) {
            ("regex", Some(Ast::Text(pattern))) => Some(Pattern::compile(pattern).map_err(|kind| Error { kind, span })?),
            _ => None,
        };
        Ok(Ast::Call(Call {
            callee,
            arguments,
            span,
            pattern,
        }))
    }

    fn location_path(&mut self) -> Result<Ast, Error> {
        let first = self.span();
        let (start, steps) = match self.peek() {
            Token::Slash => {
                self.at += 1;
                (Start::Root, if self.begins_step() { self.steps()? } else { Vec::new() })
            }
            Token::DoubleSlash => (Start::Root, self.more_steps()?),
            _ if self.begins_step() => (Start::Context, self.steps()?),
            _ => return Err(self.unexpected()),
        };
        let span = first.to(self.last_span());
        Ok(Ast::Path(Path {
            start,
            predicates: Vec::new(),
            steps,
            field: None,
            span,
        }))
    }

    fn begins_step(&self) -> bool {
        matches!(
            self.peek(),
            Token::Name(_) | Token::AnyOf(_) | Token::Star | Token::At | Token::Dot | Token::DoubleDot
        )
    }

    /// A step, then all that are joined by slashes.
    fn steps(&mut self) -> Result<Vec<Step>, Error> {
        let first = self.step()?;
        let mut steps = Vec::with_capacity(if *self.peek() == Token::Slash { 4 } else { 1 });
        steps.push(first);
        self.add_steps(&mut steps)?;
        Ok(steps)
    }

    /// Steps as long as a slash leads on.
    fn more_steps(&mut self) -> Result<Vec<Step>, Error> {
        let mut steps = Vec::new();
        self.add_steps(&mut steps)?;
        Ok(steps)
    }

    fn add_steps(&mut self, steps: &mut Vec<Step>) -> Result<(), Error> {
        loop {
            if self.take_if(&Token::DoubleSlash) {
                steps.push(Step::any_below());
            } else if !self.take_if(&Token::Slash) {
                return Ok(());
            }
            if !self.begins_step() {
                return Err(self.unexpected());
            }
            steps.push(self.step()?);
        }
    }

    fn step(&mut self) -> Result<Step, Error> {
        let (axis, test) = match self.peek() {
            Token::Dot => {
                self.at += 1;
                (Axis::SelfNode, NodeTest::Node)
            }
            Token::DoubleDot => {
                self.at += 1;
                (Axis::Parent, NodeTest::Node)
            }
            Token::At => {
                self.at += 1;
                (Axis::Attribute, self.node_test()?)
            }
            Token::Name(name) if self.token(1).0 == Token::DoubleColon => {
                let Some((_, axis)) = Axis::NAMES.iter().find(|(known, _)| known == name) else {
                    return Err(Error {
                        kind: ErrorKind::UnknownAxis((*name).to_owned()),
                        span: self.span(),
                    });
                };
                self.at += 2;
                (*axis, self.node_test()?)
            }
            _ => (Axis::Child, self.node_test()?),
        };
        let predicates = self.predicates()?;
        Ok(Step { axis, test, predicates })
    }

    fn node_test(&mut self) -> Result<NodeTest, Error> {
        let is_type = self.token(1).0 == Token::OpenParenthesis;
        let test = match self.peek() {
            Token::Star => NodeTest::Any,
            Token::AnyOf(prefix) => NodeTest::AnyOf((*prefix).into()),
            Token::Name(name) if is_type => {
                let name = *name;
                return self.node_type(name);
            }
            Token::Name(name) => NodeTest::Name((*name).into()),
            _ => return Err(self.unexpected()),
        };
        self.at += 1;
        Ok(test)
    }

    fn node_type(&mut self, name: &str) -> Result<NodeTest, Error> {
        if !is_node_type(name) {
            return Err(self.unexpected());
        }
        self.at += 2;
        let target = match self.peek() {
            Token::Text(target) if name == "processing-instruction" => Some(Box::from(*target)),
            _ => None,
        };
        self.at += usize::from(target.is_some());
        self.expect(&Token::CloseParenthesis)?;
        Ok(match name {
            "text" => NodeTest::Text,
            "comment" => NodeTest::Comment,
            "processing-instruction" => NodeTest::Instruction(target),
            _ => NodeTest::Node,
        })
    }

    fn predicates(&mut self) -> Result<Vec<Ast>, Error> {
        let mut predicates = Vec::new();
        while self.take_if(&Token::OpenBracket) {
            predicates.push(self.expression(0)?);
            self.expect(&Token::CloseBracket)?;
        }
        Ok(predicates)
    }
}

fn is_node_type(name: &str) -> bool {
    matches!(name, "node" | "text" | "comment" | "processing-instruction")
}
