//! Expressions whose value no answer can change.

use std::sync::LazyLock;

use jiff::Zoned;

use crate::xpath::ast::{Callee, Operator};
use crate::xpath::{Ast, DocIx, Document, FieldIx, Host, Node, Nodes, Value, evaluate};

/// Functions whose value depends on their arguments alone.
const PURE: [&str; 41] = [
    "true",
    "false",
    "boolean",
    "not",
    "boolean-from-string",
    "if",
    "coalesce",
    "string",
    "concat",
    "join",
    "contains",
    "starts-with",
    "ends-with",
    "substring",
    "substr",
    "substring-before",
    "substring-after",
    "string-length",
    "normalize-space",
    "translate",
    "regex",
    "number",
    "int",
    "floor",
    "ceiling",
    "abs",
    "round",
    "min",
    "max",
    "pow",
    "sqrt",
    "exp",
    "exp10",
    "log",
    "log10",
    "pi",
    "date",
    "date-time",
    "selected",
    "selected-at",
    "count-selected",
];

/// Of these, those that read the node that they stand at when they are given nothing.
const OWN: [&str; 4] = ["string", "string-length", "normalize-space", "number"];

/// What is known of a truth without asking anybody.
pub(super) fn truth(ast: &Ast) -> Option<bool> {
    match ast {
        Ast::Binary(Operator::And, left, right) => match (truth(left), truth(right)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        },
        Ast::Binary(Operator::Or, left, right) => match (truth(left), truth(right)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        },
        Ast::Call(call) if call.callee.name() == "not" => call.arguments.first().and_then(truth).map(|truth| !truth),
        _ => value(ast).map(|value| value.to_boolean()),
    }
}

/// The number of an expression that reads nothing; a date is its day number.
pub(super) fn number(ast: &Ast) -> Option<f64> {
    value(ast).map(|value| value.to_number(&*NOWHERE)).filter(|number| !number.is_nan())
}

/// The value of an expression that reads nothing.
pub(super) fn value(ast: &Ast) -> Option<Value<'_>> {
    let mut is_constant = true;
    ast.visit(&mut |part| {
        is_constant &= match part {
            Ast::Path(_) => false,
            Ast::Call(call) => match &call.callee {
                Callee::Function(function) => PURE.contains(&function.name) && !(call.arguments.is_empty() && OWN.contains(&function.name)),
                Callee::Unknown(_) => false,
            },
            Ast::Number(_) | Ast::Text(_) | Ast::Negate(_) | Ast::Binary(..) => true,
        };
    });
    let here = Node {
        doc: DocIx(0),
        ix: Document::ROOT,
    };
    if is_constant { evaluate(ast, here, &*NOWHERE).ok() } else { None }
}

static NOWHERE: LazyLock<Nowhere> = LazyLock::new(|| Nowhere {
    document: Document::empty(),
    moment: Zoned::default(),
});

/// A world without a form.
struct Nowhere {
    document: Document,
    moment: Zoned,
}

impl Host for Nowhere {
    fn document(&self, _doc: DocIx) -> &Document {
        &self.document
    }

    fn field(&self, _field: FieldIx, _context: Node, _out: &mut Nodes) {}

    fn now(&self) -> &Zoned {
        &self.moment
    }

    fn random(&self) -> f64 {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::truth;
    use crate::xpath::Expression;

    #[test]
    fn what_no_answer_can_change_is_worked_out() {
        #[track_caller]
        fn case(source: &str, expected: Option<bool>) {
            assert_eq!(truth(&Expression::parse(source).unwrap().ast), expected, "{source}");
        }
        case("false()", Some(false));
        case("1 = 2", Some(false));
        case("'' != ''", Some(false));
        case("/data/a = 1 and 1 > 2", Some(false));
        case("not(/data/a = 1 or true())", Some(false));
        case("/data/a = 1 or 2 > 1", Some(true));
        case("if(1 > 2, true(), 'x' = 'y')", Some(false));
        case("date('2026-01-01') < date('2025-01-01')", Some(false));
        case("/data/a = 1", None);
        case("today() > date('2026-01-01')", None);
        case("string-length() > 1", None);
        case("random() > 2", None);
    }
}
