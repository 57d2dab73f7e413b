//! Cuts an expression's source into tokens.
//!
//! `*`, `and`, `or`, `div` and `mod` are operators when an operand stands before them and names otherwise, so the lexer remembers the
//! token before. Where an operator must come, `or1` is `or` and `1`: forms in the field are written so.

use smallvec::SmallVec;

use super::ast::{Operator, Span};
use super::error::{Error, ErrorKind};

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'s> {
    Number(f64),
    Text(&'s str),
    /// A name with its prefix, if it has one.
    Name(&'s str),
    /// `prefix:*`; holds the prefix.
    AnyOf(&'s str),
    Operator(Operator),
    Star,
    Slash,
    DoubleSlash,
    Dot,
    DoubleDot,
    At,
    Comma,
    DoubleColon,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    End,
}

impl Token<'_> {
    /// Whether an operand can end here, so that an operator must follow.
    fn ends_operand(&self) -> bool {
        matches!(
            self,
            Token::Number(_)
                | Token::Text(_)
                | Token::Name(_)
                | Token::AnyOf(_)
                | Token::Star
                | Token::Dot
                | Token::DoubleDot
                | Token::CloseParenthesis
                | Token::CloseBracket
        )
    }
}

/// Tokens with their places. Most expressions have few.
pub(super) type Tokens<'s> = SmallVec<[(Token<'s>, Span); 16]>;

/// The tokens of a source with their places; the last is [`Token::End`].
pub(super) fn tokens(source: &str) -> Result<Tokens<'_>, Error> {
    let mut lexer = Lexer {
        source,
        at: 0,
        after_operand: false,
    };
    let mut tokens = Tokens::new();
    loop {
        let (token, span) = lexer.next()?;
        let is_end = token == Token::End;
        tokens.push((token, span));
        if is_end {
            return Ok(tokens);
        }
    }
}

/// The places of the text and number literals of a source, in the order written; none where it cannot be cut into tokens.
pub fn literal_spans(source: &str) -> Vec<Span> {
    let tokens = tokens(source).unwrap_or_default();
    let literals = tokens
        .into_iter()
        .filter(|(token, _)| matches!(token, Token::Text(_) | Token::Number(_)));
    literals.map(|(_, span)| span).collect()
}

struct Lexer<'s> {
    source: &'s str,
    at: usize,
    after_operand: bool,
}

impl<'s> Lexer<'s> {
    fn next(&mut self) -> Result<(Token<'s>, Span), Error> {
        let mut rest = self.rest();
        if rest.bytes().next().is_some_and(|byte| byte <= b' ' || !byte.is_ascii()) {
            rest = rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{a0}']);
            self.at = self.source.len() - rest.len();
        }
        let start = self.at;
        let (token, length) = match rest.chars().next() {
            None => (Token::End, 0),
            Some(quote @ ('"' | '\'')) => self.text(rest, quote)?,
            Some('0'..='9') => number(rest),
            Some('.') if rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit) => number(rest),
            Some(first) if is_name_start(first) => self.name(rest),
            Some(first) => self.symbol(rest).ok_or_else(|| {
                let span = Span::new(start, start + first.len_utf8());
                Error {
                    kind: ErrorKind::UnexpectedCharacter(first),
                    span,
                }
            })?,
        };
        self.at += length;
        self.after_operand = token.ends_operand();
        Ok((token, Span::new(start, self.at)))
    }

    fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or("")
    }

    fn text(&self, rest: &'s str, quote: char) -> Result<(Token<'s>, usize), Error> {
        let inside = rest.get(1..).unwrap_or("");
        let end = memchr::memchr(quote as u8, inside.as_bytes());
        let Some(text) = end.and_then(|end| inside.get(..end)) else {
            let span = Span::new(self.at, self.source.len());
            return Err(Error {
                kind: ErrorKind::UnclosedText,
                span,
            });
        };
        Ok((Token::Text(text), text.len() + 2))
    }

    fn name(&self, rest: &'s str) -> (Token<'s>, usize) {
        if self.after_operand
            && let Some((operator, length)) = operator_word(rest)
        {
            return (Token::Operator(operator), length);
        }
        let first = name_length(rest);
        let after = rest.get(first..).unwrap_or("");
        let Some(local) = after.strip_prefix(':').filter(|local| !local.starts_with(':')) else {
            return (Token::Name(prefix(rest, first)), first);
        };
        if local.starts_with('*') {
            return (Token::AnyOf(prefix(rest, first)), first + 2);
        }
        let length = if local.starts_with(is_name_start) {
            first + 1 + name_length(local)
        } else {
            first
        };
        (Token::Name(prefix(rest, length)), length)
    }

    fn symbol(&self, rest: &str) -> Option<(Token<'static>, usize)> {
        let pair = match rest.as_bytes() {
            [b'/', b'/', ..] => Some(Token::DoubleSlash),
            [b'.', b'.', ..] => Some(Token::DoubleDot),
            [b':', b':', ..] => Some(Token::DoubleColon),
            [b'!', b'=', ..] => Some(Token::Operator(Operator::NotEqual)),
            [b'<', b'=', ..] => Some(Token::Operator(Operator::LessOrEqual)),
            [b'>', b'=', ..] => Some(Token::Operator(Operator::GreaterOrEqual)),
            _ => None,
        };
        if let Some(token) = pair {
            return Some((token, 2));
        }
        let token = match rest.as_bytes().first()? {
            b'*' if self.after_operand => Token::Operator(Operator::Multiply),
            b'*' => Token::Star,
            b'/' => Token::Slash,
            b'.' => Token::Dot,
            b'@' => Token::At,
            b',' => Token::Comma,
            b'(' => Token::OpenParenthesis,
            b')' => Token::CloseParenthesis,
            b'[' => Token::OpenBracket,
            b']' => Token::CloseBracket,
            b'=' => Token::Operator(Operator::Equal),
            b'<' => Token::Operator(Operator::Less),
            b'>' => Token::Operator(Operator::Greater),
            b'+' => Token::Operator(Operator::Add),
            b'-' => Token::Operator(Operator::Subtract),
            b'|' => Token::Operator(Operator::Union),
            _ => return None,
        };
        Some((token, 1))
    }
}

fn prefix(text: &str, length: usize) -> &str {
    text.get(..length).unwrap_or(text)
}

/// Digits with at most one point.
fn number(rest: &str) -> (Token<'_>, usize) {
    let mut seen_point = false;
    let length = rest
        .bytes()
        .take_while(|&byte| byte.is_ascii_digit() || (byte == b'.' && !std::mem::replace(&mut seen_point, true)))
        .count();
    // Digits with one point are always a number to Rust, `5.` and `.5` included.
    (Token::Number(prefix(rest, length).parse().unwrap_or(f64::NAN)), length)
}

/// The operator that a name spells, alone or right before something that is no letter.
fn operator_word(rest: &str) -> Option<(Operator, usize)> {
    const WORDS: [(&str, Operator); 4] = [
        ("or", Operator::Or),
        ("and", Operator::And),
        ("div", Operator::Divide),
        ("mod", Operator::Modulo),
    ];
    let (word, operator) = WORDS.iter().find(|(word, _)| rest.starts_with(word))?;
    let after = rest.get(word.len()..)?.chars().next();
    let is_whole = after.is_none_or(|next| !is_name_start(next));
    is_whole.then_some((*operator, word.len()))
}

fn name_length(text: &str) -> usize {
    let is_plain_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let plain = text.bytes().take_while(is_plain_part).count();
    if text.as_bytes().get(plain).is_none_or(u8::is_ascii) {
        return plain;
    }
    text.find(|c| !is_name_part(c)).unwrap_or(text.len())
}

fn is_name_start(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

/// Combining marks are part of a name: decomposed Vietnamese is full of them.
fn is_name_part(c: char) -> bool {
    is_name_start(c) || matches!(c, '-' | '.' | '\u{b7}' | '\u{300}'..='\u{36f}') || c.is_numeric()
}
