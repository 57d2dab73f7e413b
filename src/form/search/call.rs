//! The call `search(…)` taken apart, and the filter that it means.

use crate::xpath::ast::Start;
use crate::xpath::{Ast, Expression};

/// The attribute that marks a choice that every look-up finds.
pub(super) const FIXED: &str = "fixed";

/// Letters that a look-up takes for their small ones: those of Vietnamese beside the plain ones.
const CAPITALS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ";

/// A call with its arguments understood.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SearchCall {
    /// As written.
    pub(super) source: String,
    /// The table's name, without `.csv`.
    pub(super) table: String,
    look_up: Option<LookUp>,
    /// A column, and the expression that it must equal.
    demand: Option<(String, String)>,
}

#[derive(Debug, Clone, PartialEq)]
struct LookUp {
    way: Way,
    columns: Vec<String>,
    text: String,
}

/// How a column is compared with what is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Contains,
    StartsWith,
    EndsWith,
    Matches,
}

impl Way {
    const NAMES: [(&'static str, Self); 4] = [
        ("contains", Self::Contains),
        ("startswith", Self::StartsWith),
        ("endswith", Self::EndsWith),
        ("matches", Self::Matches),
    ];
}

/// It is no call that can be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotUnderstood;

/// The call in an appearance.
pub(super) fn of_appearance(appearance: &str) -> Option<&str> {
    let start = appearance.match_indices("search").map(|(at, _)| at).find(|&at| {
        let is_word = appearance
            .get(..at)
            .is_none_or(|before| !before.ends_with(|c: char| c.is_alphanumeric() || c == '-'));
        let rest = appearance.get(at + "search".len()..).unwrap_or_default();
        is_word && rest.trim_start().starts_with('(')
    })?;
    let call = appearance.get(start..)?;
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, c) in call.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') if depth == 1 => return call.get(..=at),
            (None, ')') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Some(call)
}

/// Whether a table's column can bear the name: what is no name of an element was not read.
pub(super) fn is_column(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_') && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

impl SearchCall {
    pub(super) fn read(source: &str) -> Result<Self, NotUnderstood> {
        let Ok(expression) = Expression::parse(source) else {
            return Err(NotUnderstood);
        };
        let Ast::Call(call) = &*expression.ast else {
            return Err(NotUnderstood);
        };
        let (table, look_up, demand) = match call.arguments.as_slice() {
            [table] => (table, None, None),
            [table, way, columns, text] => (table, Some((way, columns, text)), None),
            [table, way, columns, text, column, wanted] => (table, Some((way, columns, text)), Some((column, wanted))),
            _ => return Err(NotUnderstood),
        };
        let table = literal(table)?;
        let table = table.strip_suffix(".csv").unwrap_or(table);
        if table.is_empty() || table.contains(['\'', '/', '\\']) {
            return Err(NotUnderstood);
        }
        Ok(Self {
            source: source.to_owned(),
            table: table.to_owned(),
            look_up: look_up.map(LookUp::read).transpose()?.flatten(),
            demand: demand
                .map(|(column, wanted)| Ok((literal(column)?.trim().to_owned(), seen_from_choice(wanted))))
                .transpose()?,
        })
    }

    /// The columns that it reads.
    pub(super) fn columns(&self) -> impl Iterator<Item = &String> {
        let looked_in = self.look_up.iter().flat_map(|look_up| &look_up.columns);
        looked_in.chain(self.demand.iter().map(|(column, _)| column))
    }

    /// The filter of the choices; `None` where every row is offered.
    pub(super) fn filter(&self, has_fixed: bool) -> Option<String> {
        let demand = self.demand.as_ref().map(|(column, wanted)| format!("{column} = {wanted}"));
        let look_up = self.look_up.as_ref().map(LookUp::filter);
        let filter = match (demand, look_up) {
            (Some(demand), Some(look_up)) => format!("{demand} and ({look_up})"),
            (Some(filter), None) | (None, Some(filter)) => filter,
            (None, None) => return None,
        };
        Some(if has_fixed { format!("@{FIXED} or ({filter})") } else { filter })
    }
}

impl LookUp {
    /// `None` where no column is looked in, so that every row is found.
    fn read((way, columns, text): (&Ast, &Ast, &Ast)) -> Result<Option<Self>, NotUnderstood> {
        let word = literal(way)?.trim().to_lowercase();
        let (_, way) = Way::NAMES.iter().find(|(name, _)| *name == word).ok_or(NotUnderstood)?;
        let columns = literal(columns)?.split(',').map(str::trim).filter(|column| !column.is_empty());
        let columns: Vec<String> = columns.map(str::to_owned).collect();
        Ok((!columns.is_empty()).then(|| Self {
            way: *way,
            columns,
            text: seen_from_choice(text),
        }))
    }

    fn filter(&self) -> String {
        let text = small(&self.text);
        let found = |column: &String| {
            let column = small(column);
            match self.way {
                Way::Contains => format!("contains({column}, {text})"),
                Way::StartsWith => format!("starts-with({column}, {text})"),
                Way::EndsWith => format!("ends-with({column}, {text})"),
                Way::Matches => format!("{column} = {text}"),
            }
        };
        self.columns.iter().map(found).collect::<Vec<_>>().join(" or ")
    }
}

/// A text in small letters.
fn small(source: &str) -> String {
    format!("translate({source}, '{CAPITALS}', '{}')", CAPITALS.to_lowercase())
}

fn literal(ast: &Ast) -> Result<&str, NotUnderstood> {
    match ast {
        Ast::Text(text) => Ok(text),
        _ => Err(NotUnderstood),
    }
}

/// An argument as it reads in the filter of a choice: its paths start at the question.
fn seen_from_choice(argument: &Ast) -> String {
    let mut ast = argument.clone();
    if let Ast::Number(number) = ast {
        return format!("'{number}'");
    }
    start_at_question(&mut ast);
    ast.to_string()
}

fn start_at_question(ast: &mut Ast) {
    match ast {
        Ast::Number(_) | Ast::Text(_) => {}
        Ast::Negate(inner) => start_at_question(inner),
        Ast::Binary(_, left, right) => {
            start_at_question(left);
            start_at_question(right);
        }
        Ast::Call(call) => call.arguments.iter_mut().for_each(start_at_question),
        Ast::Path(path) => match &mut path.start {
            Start::Root => {}
            Start::Value(inner) => start_at_question(inner),
            Start::Context => {
                if let Ok(current) = Expression::parse("current()") {
                    path.start = Start::Value(Box::new((*current.ast).clone()));
                }
            }
        },
    }
}
