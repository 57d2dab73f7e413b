//! How long a text may be, where its constraint says so plainly: `string-length(.) <= 160`.

use crate::xpath::{Ast, Axis, Operator};

/// The greatest length that a constraint allows; `None` where it does not say.
pub(super) fn length(constraint: &Ast) -> Option<usize> {
    let Ast::Binary(operator, left, right) = constraint else {
        return None;
    };
    match (operator, &**left, &**right) {
        (Operator::And, left, right) => match (length(left), length(right)) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        },
        (Operator::LessOrEqual | Operator::Equal, of, Ast::Number(most)) if is_own_length(of) => whole(*most),
        (Operator::GreaterOrEqual | Operator::Equal, Ast::Number(most), of) if is_own_length(of) => whole(*most),
        (Operator::Less, of, Ast::Number(bound)) | (Operator::Greater, Ast::Number(bound), of) if is_own_length(of) => {
            whole(bound.ceil() - 1.0)
        }
        _ => None,
    }
}

fn whole(number: f64) -> Option<usize> {
    (0.0..1e6).contains(&number).then_some(number as usize)
}

fn is_own_length(ast: &Ast) -> bool {
    let Ast::Call(call) = ast else { return false };
    let is_own = match call.arguments.as_slice() {
        [] => true,
        [Ast::Path(path)] => matches!(path.steps.as_slice(), [step] if step.axis == Axis::SelfNode),
        _ => false,
    };
    is_own && call.callee.name() == "string-length"
}

#[cfg(test)]
mod tests {
    use super::length;
    use crate::xpath::Expression;

    #[test]
    fn a_limit_is_read_off_the_constraint() {
        #[track_caller]
        fn case(constraint: &str, expected: Option<usize>) {
            assert_eq!(length(&Expression::parse(constraint).unwrap().ast), expected, "{constraint}");
        }
        case("string-length(.) <= 160", Some(160));
        case("string-length(.) < 161", Some(160));
        case("160 >= string-length(.)", Some(160));
        case("string-length(.) = 12", Some(12));
        case("string-length(.) > 3 and string-length(.) <= 20", Some(20));
        case("regex(., '^a') and string-length(.) <= 20 and string-length(.) < 11", Some(10));
        case("string-length(.) <= 20 or . = 'x'", None);
        case("string-length(/data/other) <= 20", None);
        case(". < 20", None);
    }
}
