//! Expressions made ready for an interview: comparisons, sums and conditions over literals and nearby questions, worked out from the rows
//! at hand.
//!
//! Most of what a form evaluates after an answer is of this kind. It gives what the syntax tree gives, without walking it, without sets of
//! nodes, and without reading again a number that has been read. Anything else stays with [`crate::xpath`].

use std::borrow::Cow;

use jiff::tz::TimeZone;

use super::layout::{Layout, ScopeIx};
use super::tree::{At, Cell, Tree};
use crate::form::NodeId;
use crate::xpath::ast::Callee;
#[cfg(test)]
use crate::xpath::number_of;
use crate::xpath::{Ast, Operator, number_in, number_text};

/// So deep may an expression be nested: evaluating it takes that much of the stack.
const DEEPEST: usize = 32;

/// An expression whose questions are all near: each is one node, in the instance that it is evaluated for or in one around it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Formula {
    Number(f64),
    Text(Box<str>),
    Truth(bool),
    Question(Spot),
    Calculation(Operator, Box<[Self; 2]>),
    /// A question beside a number: most conditions are that.
    Against(Spot, Operator, f64),
    Comparison(Operator, Box<[Self; 2]>),
    Both(Box<[Self; 2]>),
    Either(Box<[Self; 2]>),
    Not(Box<Self>),
    /// A condition, what is given where it holds, and what elsewhere.
    Choice(Box<[Self; 3]>),
}

/// Where a question stands, as seen from the node that the expression is evaluated at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    /// In the same row, so many nodes further on.
    Beside(i32),
    /// In the surrounding instance of a scope, at a slot of its row.
    Around(ScopeIx, u32),
}

/// What a formula is worked out from.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) tree: &'a Tree,
    pub(super) at: At,
    /// What dates without a zone are meant in.
    pub(super) zone: &'a TimeZone,
}

impl Formula {
    /// Makes an expression ready that is evaluated at a slot of a scope; `None` for one of another kind.
    pub(super) fn of(ast: &Ast, layout: &Layout, (scope, slot): (ScopeIx, u32)) -> Option<Self> {
        Making { layout, scope, slot }.formula(ast, DEEPEST)
    }

    /// Whether it compares and calculates like a literal or a question, rather than like a truth.
    fn is_plain(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Question(_)) || self.is_number()
    }

    fn is_number(&self) -> bool {
        matches!(self, Self::Number(_) | Self::Calculation(..))
    }

    /// Whether its value is a true one.
    #[inline]
    pub(super) fn truth(&self, view: View<'_>) -> bool {
        if let Self::Against(question, operator, number) = self {
            return operator.holds(view.number(*question), *number);
        }
        self.truth_of_others(view)
    }

    fn truth_of_others(&self, view: View<'_>) -> bool {
        match self {
            Self::Against(..) => self.truth(view),
            Self::Comparison(operator, sides) => {
                let [left, right] = &**sides;
                if operator.is_equality() && !left.is_number() && !right.is_number() {
                    return (left.text(view) == right.text(view)) == (*operator == Operator::Equal);
                }
                operator.holds(left.number(view), right.number(view))
            }
            Self::Both(sides) => sides.iter().all(|side| side.truth(view)),
            Self::Either(sides) => sides.iter().any(|side| side.truth(view)),
            Self::Not(inner) => !inner.truth(view),
            Self::Choice(parts) => chosen(parts, view).truth(view),
            Self::Truth(truth) => *truth,
            // A node is there, whatever it holds.
            Self::Question(_) => true,
            Self::Text(text) => !text.is_empty(),
            Self::Number(_) | Self::Calculation(..) => {
                let number = self.number(view);
                number != 0.0 && !number.is_nan()
            }
        }
    }

    /// The number of what is plain.
    fn number(&self, view: View<'_>) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Question(spot) => view.number(*spot),
            Self::Text(text) => number_in(text, view.zone),
            Self::Calculation(operator, sides) => {
                let [left, right] = &**sides;
                operator.calculate(left.number(view), right.number(view))
            }
            _ => f64::NAN,
        }
    }

    /// The number that it gives, where it is one.
    pub(super) fn as_number(&self, view: View<'_>) -> Option<f64> {
        match self {
            Self::Number(_) | Self::Calculation(..) => Some(self.number(view)),
            Self::Choice(parts) => chosen(parts, view).as_number(view),
            _ => None,
        }
    }

    /// Its value as text; nothing where it is no number.
    pub(super) fn text<'a>(&'a self, view: View<'a>) -> Cow<'a, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Question(spot) => Cow::Borrowed(view.text(*spot)),
            Self::Choice(parts) => chosen(parts, view).text(view),
            Self::Number(_) | Self::Calculation(..) => written(self.number(view)),
            Self::Truth(_) | Self::Against(..) | Self::Comparison(..) | Self::Both(_) | Self::Either(_) | Self::Not(_) => {
                Cow::Borrowed(if self.truth(view) { "true" } else { "false" })
            }
        }
    }
}

/// A number as a calculation keeps it: nothing where it is none.
pub(super) fn written(number: f64) -> Cow<'static, str> {
    if number.is_nan() { Cow::Borrowed("") } else { number_text(number) }
}

fn chosen<'a>([condition, then, otherwise]: &'a [Formula; 3], view: View<'_>) -> &'a Formula {
    if condition.truth(view) { then } else { otherwise }
}

impl<'a> View<'a> {
    fn cell(self, spot: Spot) -> Option<&'a Cell> {
        let at = match spot {
            Spot::Beside(distance) => self.at.further(distance),
            Spot::Around(scope, slot) => {
                let row = self.tree.row_of_scope(self.tree.cell(self.at).row, scope)?;
                self.tree.at(row, slot)
            }
        };
        Some(self.tree.cell(at))
    }

    fn text(self, spot: Spot) -> &'a str {
        self.cell(spot).map_or("", Cell::value)
    }

    #[inline]
    fn number(self, spot: Spot) -> f64 {
        if let Spot::Beside(distance) = spot
            && let Some(number) = self.tree.cell(self.at.further(distance)).known_number()
        {
            return number;
        }
        self.number_read(spot)
    }

    fn number_read(self, spot: Spot) -> f64 {
        let Some(cell) = self.cell(spot) else { return f64::NAN };
        cell.value_number().unwrap_or_else(|| number_in(cell.value(), self.zone))
    }
}

/// Where a formula is being made for.
struct Making<'a> {
    layout: &'a Layout,
    scope: ScopeIx,
    slot: u32,
}

impl Making<'_> {
    fn formula(&self, ast: &Ast, depth: usize) -> Option<Formula> {
        let depth = depth.checked_sub(1)?;
        match ast {
            Ast::Number(number) => Some(Formula::Number(*number)),
            Ast::Text(text) => Some(Formula::Text(text.clone())),
            Ast::Negate(_) => None,
            Ast::Binary(operator, left, right) => self.binary(*operator, left, right, depth),
            Ast::Call(call) => match &call.callee {
                Callee::Function(function) if function.takes(call.arguments.len()) => self.call(function.name, &call.arguments, depth),
                _ => None,
            },
            Ast::Path(path) => self.question(NodeId(path.field?.0)),
        }
    }

    fn binary(&self, operator: Operator, left: &Ast, right: &Ast, depth: usize) -> Option<Formula> {
        let (left, right) = (self.formula(left, depth)?, self.formula(right, depth)?);
        if let (Formula::Question(question), Formula::Number(number)) = (&left, &right)
            && operator.compares()
        {
            return Some(Formula::Against(*question, operator, *number));
        }
        let sides = Box::new([left, right]);
        match operator {
            Operator::And => Some(Formula::Both(sides)),
            Operator::Or => Some(Formula::Either(sides)),
            _ if !sides.iter().all(Formula::is_plain) => None,
            _ if operator.compares() => Some(Formula::Comparison(operator, sides)),
            _ if operator.calculates() => Some(Formula::Calculation(operator, sides)),
            _ => None,
        }
    }

    fn call(&self, name: &str, arguments: &[Ast], depth: usize) -> Option<Formula> {
        match (name, arguments) {
            ("true", _) => Some(Formula::Truth(true)),
            ("false", _) => Some(Formula::Truth(false)),
            ("not", [inner]) => Some(Formula::Not(Box::new(self.formula(inner, depth)?))),
            ("if", [condition, then, otherwise]) => Some(Formula::Choice(Box::new([
                self.formula(condition, depth)?,
                self.formula(then, depth)?,
                self.formula(otherwise, depth)?,
            ]))),
            _ => None,
        }
    }

    fn question(&self, node: NodeId) -> Option<Formula> {
        let place = self.layout.place(node);
        let is_near = self.layout.outwards(self.scope).any(|scope| scope == place.scope);
        let spot = if place.scope == self.scope {
            Spot::Beside(place.slot as i32 - self.slot as i32)
        } else {
            Spot::Around(place.scope, place.slot)
        };
        (place.is_question && is_near).then_some(Formula::Question(spot))
    }
}

#[cfg(test)]
impl super::Interview {
    /// What formulas, and numbers that are kept, give otherwise than the syntax trees and the texts do.
    pub(super) fn misreadings(&self) -> Vec<String> {
        let mut found = Vec::new();
        for at in self.all() {
            let cell = self.tree.cell(at);
            if cell.number.to_bits() != number_of(cell.counting()).to_bits() {
                found.push(format!("{}: {}", self.reference(at), cell.number));
            }
            for &number in self.plan.rules_of(cell.node) {
                let rule = self.plan.rule(number);
                let Some(formula) = &rule.formula else { continue };
                let view = self.view(at);
                let made_ready = (Some(formula.truth(view)), Some(formula.text(view).into_owned()));
                let as_written = (
                    self.peek(&rule.ast, at, |value, _| value.to_boolean()),
                    self.peek(&rule.ast, at, |value, reader| match value {
                        crate::xpath::Value::Number(number) if number.is_nan() => String::new(),
                        value => value.to_text(reader).into_owned(),
                    }),
                );
                if made_ready != as_written {
                    found.push(format!("{}: {:?}: {made_ready:?}, {as_written:?}", self.reference(at), rule.ast));
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::form::expression::RuleKind;
    use crate::interview::tests::Scene;

    /// A household whose members' last question is worked out by a formula.
    fn scene(formula: &str) -> Scene {
        let form = format!(
            "
| survey |
| | type | name | label | calculation |
| | date | visited | Visited | |
| | begin_repeat | member | Member | |
| | text | called | Name | |
| | integer | age | Age | |
| | date | born | Born | |
| | calculate | given | | {formula} |
| | end_repeat | | | |
"
        );
        let mut scene = Scene::of(&form);
        scene.answer("/data/visited", "2026-11-22").add("/data/member");
        scene
            .answer("/data/member[1]/age", "70")
            .answer("/data/member[2]/age", "7")
            .answer("/data/member[2]/called", "Lan")
            .answer("/data/member[2]/born", "2019-03-01");
        scene
    }

    fn is_ready(scene: &Scene) -> bool {
        let plan = scene.interview.plan();
        plan.rules
            .iter()
            .any(|rule| rule.kind == RuleKind::Calculate && rule.formula.is_some())
    }

    #[test]
    fn what_compares_and_calculates_with_what_is_near_is_made_ready() {
        #[track_caller]
        fn case(formula: &str, expected: &str) {
            let scene = scene(formula);
            assert!(is_ready(&scene), "{formula}");
            assert_eq!(scene.value("/data/member[2]/given"), expected, "{formula}");
        }
        case("${age} > 6", "true");
        case("${age} + 1", "8");
        case("${age} div 2 - 1", "2.5");
        case("${called} = 'Lan'", "true");
        case("${called} != ''", "true");
        case("${called} = 7", "false");
        case("${called} * 2", "");
        case("${called}", "Lan");
        case("if(${age} >= 6 and not(${age} > 10), 'school', ${called})", "school");
        case("if(${age} < 6 or false(), 1, ${age})", "7");
        case("${born} < ${visited}", "true");
        case("${born} > '2019-02-28'", "true");
        case("${visited} - ${born}", "2823");
    }

    #[test]
    fn what_looks_further_stays_with_the_syntax_tree() {
        #[track_caller]
        fn case(formula: &str, expected: &str) {
            let scene = scene(formula);
            assert!(!is_ready(&scene), "{formula}");
            assert_eq!(scene.value("/data/member[2]/given"), expected, "{formula}");
        }
        case("count(${member})", "2");
        case("sum(/data/member[position() < 3]/age)", "77");
        case("string-length(${called})", "3");
        case("(${age} > 6) = true()", "true");
        case("-${age}", "-7");
        case(&vec!["1"; 100].join(" + "), "100");
    }
}
