//! What holds for every expression: printing and reading again gives the same tree, and nothing that is typed can crash the reader.

use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;

use crate::xpath::ast::{Axis, Call, Callee, NodeTest, Operator, Path, Start, Step};
use crate::xpath::law::law;
use crate::xpath::{Ast, Expression, Pattern, Span, function_names, functions};

const OPERATORS: [Operator; 14] = [
    Operator::Or,
    Operator::And,
    Operator::Equal,
    Operator::NotEqual,
    Operator::Less,
    Operator::LessOrEqual,
    Operator::Greater,
    Operator::GreaterOrEqual,
    Operator::Add,
    Operator::Subtract,
    Operator::Multiply,
    Operator::Divide,
    Operator::Modulo,
    Operator::Union,
];

/// Names that look like something else, too.
fn names() -> impl Strategy<Value = Box<str>> {
    select(vec![
        "a",
        "div",
        "or",
        "mod",
        "and",
        "text",
        "node",
        "họ-tên",
        "q1.2",
        "jr:count",
        "_x",
        "self",
        "if",
    ])
    .prop_map(Box::from)
}

fn tests() -> impl Strategy<Value = NodeTest> {
    prop_oneof![
        4 => names().prop_map(NodeTest::Name),
        1 => select(vec![
            NodeTest::Any,
            NodeTest::AnyOf("jr".into()),
            NodeTest::Node,
            NodeTest::Text,
            NodeTest::Comment,
            NodeTest::Instruction(None),
            NodeTest::Instruction(Some("it's".into())),
            NodeTest::Instruction(Some("\"x\"".into())),
        ]),
    ]
}

fn axes() -> impl Strategy<Value = Axis> {
    prop_oneof![3 => Just(Axis::Child), 1 => select(Axis::NAMES.map(|(_, axis)| axis).to_vec())]
}

fn steps(predicates: impl Strategy<Value = Ast> + Clone + 'static, least: usize) -> impl Strategy<Value = Vec<Step>> {
    let step =
        (axes(), tests(), proptest::collection::vec(predicates, 0..2)).prop_map(|(axis, test, predicates)| Step { axis, test, predicates });
    proptest::collection::vec(step, least..4)
}

/// Any function of the table, and some that are none; a pattern that is written out is compiled.
fn calls(arguments: impl Strategy<Value = Ast> + Clone + 'static) -> impl Strategy<Value = Ast> {
    let names: Vec<&'static str> = function_names().into_iter().chain(["no-such", "prefix:none", "div"]).collect();
    let patterns = prop_oneof![3 => Just(None), 1 => select(vec!["^[0-9]+$", "(?<=a)b|it's", "[à-ỹ]*"]).prop_map(Some)];
    (select(names), proptest::collection::vec(arguments, 0..4), patterns).prop_map(|(name, mut arguments, pattern)| {
        let callee = functions::find(name).map_or_else(|| Callee::Unknown(name.into()), Callee::Function);
        if let ("regex", Some(pattern)) = (name, pattern) {
            arguments.truncate(1);
            arguments.push(Ast::Text(pattern.into()));
        }
        let pattern = match (name, arguments.get(1)) {
            ("regex", Some(Ast::Text(pattern))) => Some(Pattern::compile(pattern).unwrap()),
            _ => None,
        };
        Ast::Call(Call {
            callee,
            arguments,
            span: Span::default(),
            pattern,
        })
    })
}

fn path(start: Start, predicates: Vec<Ast>, steps: Vec<Step>) -> Ast {
    Ast::Path(Path {
        start,
        predicates,
        steps,
        field: None,
        span: Span::default(),
    })
}

fn expressions() -> impl Strategy<Value = Ast> {
    let leaves = prop_oneof![
        (0.0..1e12_f64).prop_map(Ast::Number),
        select(vec![0.0, 0.1, 5.0, 1e-9, 1e21, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY]).prop_map(Ast::Number),
        select(vec!["", "it's", "\"quoted\"", "${x}", "đ", " a  b\n", "or", "1", "]", "<!-- & -->"])
            .prop_map(|text| Ast::Text(text.into())),
        steps(Just(Ast::Number(1.0)), 1).prop_map(|steps| path(Start::Context, Vec::new(), steps)),
        steps(Just(Ast::Number(1.0)), 0).prop_map(|steps| path(Start::Root, Vec::new(), steps)),
    ];
    leaves.prop_recursive(5, 40, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|negated| Ast::Negate(Box::new(negated))),
            (select(OPERATORS.to_vec()), inner.clone(), inner.clone()).prop_map(|(operator, left, right)| Ast::Binary(
                operator,
                Box::new(left),
                Box::new(right)
            )),
            calls(inner.clone()),
            steps(inner.clone(), 1).prop_map(|steps| path(Start::Context, Vec::new(), steps)),
            steps(inner.clone(), 1).prop_map(|steps| path(Start::Root, Vec::new(), steps)),
            (inner.clone(), proptest::collection::vec(inner.clone(), 1..3)).prop_map(|(value, predicates)| path(
                Start::Value(Box::new(value)),
                predicates,
                Vec::new()
            )),
            (inner.clone(), proptest::collection::vec(inner.clone(), 0..2), steps(inner, 1)).prop_map(|(value, predicates, steps)| path(
                Start::Value(Box::new(value)),
                predicates,
                steps
            )),
        ]
    })
}

/// A tree without its places in the source.
fn placeless(ast: &Ast) -> Ast {
    let all = |asts: &[Ast]| asts.iter().map(placeless).collect::<Vec<_>>();
    match ast {
        Ast::Number(_) | Ast::Text(_) => ast.clone(),
        Ast::Negate(negated) => Ast::Negate(Box::new(placeless(negated))),
        Ast::Binary(operator, left, right) => Ast::Binary(*operator, Box::new(placeless(left)), Box::new(placeless(right))),
        Ast::Call(call) => Ast::Call(Call {
            arguments: all(&call.arguments),
            span: Span::default(),
            ..call.clone()
        }),
        Ast::Path(found) => {
            let start = match &found.start {
                Start::Value(value) => Start::Value(Box::new(placeless(value))),
                other => other.clone(),
            };
            let steps = found.steps.iter().map(|step| Step {
                predicates: all(&step.predicates),
                ..step.clone()
            });
            path(start, all(&found.predicates), steps.collect())
        }
    }
}

proptest! {
    #![proptest_config(law(500))]

    #[test]
    fn printing_and_reading_again_gives_the_same_tree(ast in expressions()) {
        let printed = ast.to_string();
        let read = Expression::parse(&printed).unwrap_or_else(|error| panic!("{error}\n{}", error.caret(&printed)));
        prop_assert_eq!(placeless(&read.ast), ast, "{}", printed);
    }

    #[test]
    fn nothing_typed_crashes_the_reader(source in any::<String>()) {
        if let Err(error) = Expression::parse(&source) {
            error.caret(&source);
        }
    }

    #[test]
    fn no_row_of_tokens_crashes_the_reader(tokens in proptest::collection::vec(select(TOKENS.to_vec()), 0..30)) {
        let source = tokens.concat();
        match Expression::parse(&source) {
            Ok(expression) => prop_assert_eq!(placeless(&Expression::parse(&expression.to_string()).unwrap().ast), placeless(&expression.ast)),
            Err(error) => prop_assert_eq!(error.caret(&source).lines().count() >= 2, true),
        }
    }
}

const TOKENS: [&str; 30] = [
    "a", "div", "or", "1", ".5", "'x'", "\"y\"", "(", ")", "[", "]", "/", "//", ".", "..", "@", "*", "::", ":", ",", "-", "+", "|", "=",
    "<=", " ", "text()", "child::", "f(", "\n",
];
