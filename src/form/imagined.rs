//! Forms that an author could have written, for laws that hold of every form: a plan that chance makes, written down as a workbook.
//!
//! Names are given in order; what a condition reads is picked by number from the questions there are, mostly from those before it, so
//! nearly every plan is a form without circles.

mod writing;

use std::collections::BTreeMap;

use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::sample::select;

use super::expression::has_circles_among_instances;
use super::{FindingKind, Form, read};

/// A whole form.
#[derive(Debug, Clone)]
pub(crate) struct Imagined {
    languages: Languages,
    items: Vec<Item>,
    names_records: bool,
    is_paged: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Languages {
    Nameless,
    One,
    Two,
}

#[derive(Debug, Clone)]
enum Item {
    Question(Box<Question>),
    Group {
        looks: Looks,
        items: Vec<Item>,
    },
    Repeat {
        looks: Looks,
        count: Option<Term>,
        items: Vec<Item>,
    },
}

/// What groups and questions have in common.
#[derive(Debug, Clone)]
struct Looks {
    label: u8,
    relevant: Option<Truth>,
    read_only: Option<Truth>,
    more: u8,
}

#[derive(Debug, Clone)]
struct Question {
    sort: Sort,
    looks: Looks,
    required: Option<Truth>,
    constraint: Option<Truth>,
    filter: Option<Truth>,
    default: Option<Term>,
    calculation: Option<Term>,
    trigger: Option<usize>,
    parameters: u8,
}

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Text,
    Integer,
    Decimal,
    Date,
    Time,
    DateTime,
    One(u8),
    OneOther,
    Several(u8),
    Rank(u8),
    FromFile,
    FromRepeat(usize),
    Range,
    Note,
    Acknowledge,
    Barcode,
    Geopoint,
    Image,
    Audio,
    Calculate,
    Hidden,
    Metadata(&'static str),
}

/// Something that holds or does not.
#[derive(Debug, Clone)]
enum Truth {
    Constant(bool),
    Compared(Term, &'static str, Term),
    Chosen(usize, u8),
    Not(Box<Truth>),
    Both(Box<Truth>, Box<Truth>),
    Either(Box<Truth>, Box<Truth>),
    Matches(usize),
}

/// Something that has a value.
#[derive(Debug, Clone)]
enum Term {
    Number(u8),
    Text(u8),
    /// The answer itself, in constraints.
    Own,
    Answer(usize),
    Sum(usize),
    Count(usize),
    CountChosen(usize),
    Position,
    Indexed(usize, Box<Term>),
    Plus(Box<Term>, Box<Term>),
    Times(Box<Term>, Box<Term>),
    If(Box<Truth>, Box<Term>, Box<Term>),
    Joined(usize),
    ChoiceName(usize),
    LookedUp(usize),
    Today,
    Coalesced(usize, usize),
}

/// A number that picks a question: mostly one before, sometimes any.
fn pick() -> impl Strategy<Value = usize> + Clone {
    any::<u16>().prop_map(usize::from)
}

fn terms() -> BoxedStrategy<Term> {
    let leaves = prop_oneof![
        (0_u8..7).prop_map(Term::Number),
        (0_u8..4).prop_map(Term::Text),
        pick().prop_map(Term::Answer),
        pick().prop_map(Term::Answer),
        pick().prop_map(Term::Sum),
        pick().prop_map(Term::Count),
        pick().prop_map(Term::CountChosen),
        Just(Term::Position),
        pick().prop_map(Term::Joined),
        pick().prop_map(Term::ChoiceName),
        pick().prop_map(Term::LookedUp),
        Just(Term::Today),
        (pick(), pick()).prop_map(|(one, other)| Term::Coalesced(one, other)),
    ];
    leaves
        .prop_recursive(2, 8, 3, |inner| {
            prop_oneof![
                (pick(), inner.clone()).prop_map(|(field, index)| Term::Indexed(field, Box::new(index))),
                (inner.clone(), inner.clone()).prop_map(|(left, right)| Term::Plus(Box::new(left), Box::new(right))),
                (inner.clone(), inner.clone()).prop_map(|(left, right)| Term::Times(Box::new(left), Box::new(right))),
                (pick(), 0_u8..4, inner.clone(), inner)
                    .prop_map(|(field, choice, yes, no)| { Term::If(Box::new(Truth::Chosen(field, choice)), Box::new(yes), Box::new(no)) }),
            ]
        })
        .boxed()
}

fn truths(with_own: bool) -> BoxedStrategy<Truth> {
    let left = if with_own {
        prop_oneof![3 => Just(Term::Own), 1 => terms()].boxed()
    } else {
        terms()
    };
    let operators = select(vec!["=", "!=", "<", "<=", ">", ">="]);
    let leaves = prop_oneof![
        1 => any::<bool>().prop_map(Truth::Constant),
        6 => (left, operators, terms()).prop_map(|(left, operator, right)| Truth::Compared(left, operator, right)),
        2 => (pick(), 0_u8..4).prop_map(|(field, choice)| Truth::Chosen(field, choice)),
        1 => pick().prop_map(Truth::Matches),
    ];
    leaves
        .prop_recursive(2, 6, 2, |inner| {
            prop_oneof![
                inner.clone().prop_map(|truth| Truth::Not(Box::new(truth))),
                (inner.clone(), inner.clone()).prop_map(|(left, right)| Truth::Both(Box::new(left), Box::new(right))),
                (inner.clone(), inner).prop_map(|(left, right)| Truth::Either(Box::new(left), Box::new(right))),
            ]
        })
        .boxed()
}

/// One in `share` has it.
fn seldom<T: std::fmt::Debug + Clone + 'static>(share: u32, strategy: impl Strategy<Value = T> + 'static) -> BoxedStrategy<Option<T>> {
    prop_oneof![share - 1 => Just(None), 1 => strategy.prop_map(Some)].boxed()
}

fn looks() -> impl Strategy<Value = Looks> + Clone {
    (any::<u8>(), seldom(3, truths(false)), seldom(8, truths(false)), any::<u8>()).prop_map(|(label, relevant, read_only, more)| Looks {
        label,
        relevant,
        read_only,
        more,
    })
}

fn sorts() -> impl Strategy<Value = Sort> + Clone {
    prop_oneof![
        4 => select(vec![Sort::Text, Sort::Integer, Sort::Integer, Sort::Decimal, Sort::Date]),
        2 => select(vec![Sort::Time, Sort::DateTime, Sort::Note, Sort::Acknowledge, Sort::Barcode, Sort::Range]),
        3 => (0_u8..3).prop_map(Sort::One),
        2 => (0_u8..3).prop_map(Sort::Several),
        1 => (0_u8..3).prop_map(Sort::Rank),
        1 => select(vec![Sort::OneOther, Sort::FromFile, Sort::Geopoint, Sort::Image, Sort::Audio, Sort::Hidden]),
        1 => pick().prop_map(Sort::FromRepeat),
        3 => Just(Sort::Calculate),
        1 => select(vec!["start", "end", "today", "deviceid", "username"]).prop_map(Sort::Metadata),
    ]
}

fn questions() -> impl Strategy<Value = Item> + Clone {
    let rules = (seldom(5, truths(false)), seldom(4, truths(true)), seldom(2, truths(false)));
    let values = (seldom(4, terms()), seldom(5, terms()), seldom(8, pick()));
    (sorts(), looks(), rules, values, any::<u8>()).prop_map(
        |(sort, looks, (required, constraint, filter), (default, calculation, trigger), parameters)| {
            Item::Question(Box::new(Question {
                sort,
                looks,
                required,
                constraint,
                filter,
                default,
                calculation,
                trigger,
                parameters,
            }))
        },
    )
}

fn items() -> impl Strategy<Value = Item> {
    questions().prop_recursive(3, 24, 4, |inner| {
        let inside = proptest::collection::vec(inner, 1..4);
        prop_oneof![
            (looks(), inside.clone()).prop_map(|(looks, items)| Item::Group { looks, items }),
            (looks(), seldom(3, terms()), inside).prop_map(|(looks, count, items)| Item::Repeat { looks, count, items }),
        ]
    })
}

/// Any form.
pub(crate) fn forms() -> impl Strategy<Value = Imagined> {
    let languages = select(vec![Languages::Nameless, Languages::One, Languages::Two]);
    let items = proptest::collection::vec(items(), 2..8);
    (languages, items, any::<bool>(), any::<bool>()).prop_map(|(languages, items, names_records, is_paged)| Imagined {
        languages,
        items,
        names_records,
        is_paged,
    })
}

/// The files that imagined forms name.
pub(crate) fn attachments() -> BTreeMap<String, Vec<u8>> {
    BTreeMap::from([(
        "units.csv".to_owned(),
        b"name,label,k\na,Unit A,1\nb,Unit B,2\nc,Unit C,3\n".to_vec(),
    )])
}

impl Imagined {
    /// The form; `None` where its conditions happen to go round in a circle.
    pub(crate) fn form(&self) -> Option<Form> {
        let source = self.written();
        let (form, findings) = read("imagined.md", source.as_bytes(), &attachments());
        let is_circle = |kind: &FindingKind| matches!(kind, FindingKind::Cycle { .. });
        assert!(
            form.is_some() || findings.iter().any(|finding| is_circle(&finding.kind)),
            "{findings:#?}\n{source}"
        );
        form
    }

    /// The form, unless instances of its repeats depend on one another in a circle.
    pub(crate) fn settled_form(&self) -> Option<Form> {
        self.form().filter(|form| !has_circles_among_instances(form))
    }
}
