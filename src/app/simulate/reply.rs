//! What a respondent might say to a question: the likeliest first, then what the author's own numbers suggest.

use jiff::{ToSpan as _, Zoned};

use super::respondent::{Habits, Respondent, is_consent};
use crate::form::{DataType, Question};
use crate::interview::chance::Chance;
use crate::interview::{At, Interview};
use crate::xpath::Ast;
use crate::xpath::ast::Start;

/// So many replies are tried before a question counts as refused.
const MOST_REPLIES: usize = 60;

/// What people say when they may say anything.
const OPINIONS: [&str; 8] = [
    "Mong thủ tục gọn hơn nữa.",
    "Cán bộ hướng dẫn rõ ràng, lịch sự.",
    "Nên có thêm chỗ ngồi chờ.",
    "Nộp hồ sơ trực tuyến còn khó với người lớn tuổi.",
    "Đường trong ngõ cần được sửa.",
    "Cần trả lời phản ánh nhanh hơn.",
    "Không có ý kiến gì thêm.",
    "Giờ làm việc nên linh hoạt hơn.",
];

/// Texts that usual patterns ask for: a telephone number, an address, identity numbers, codes.
const FORMATTED: [&str; 8] = ["0912345678", "abc@example.org", "001099012345", "123456", "12345", "AB12", "A", "1"];

impl Habits {
    /// Answers to try, one after the other.
    pub(super) fn replies(&self, respondent: &mut Respondent, interview: &Interview, at: At, now: &Zoned) -> Vec<String> {
        let (form, node) = (interview.form(), interview.node(at));
        let Some(question) = form.question(node) else { return Vec::new() };
        let mut replies = match question.data {
            DataType::SelectOne => {
                let names = names(interview, at);
                let usual = if is_consent(form, node) {
                    Some(0)
                } else if self.is_rating(form, node) {
                    Some(Self::rate(respondent, &form.node(node).name, names.len()))
                } else {
                    None
                };
                one_of(&respondent.chance, &names, usual)
            }
            DataType::SelectMultiple => several_of(&respondent.chance, &names(interview, at)),
            DataType::Rank => (0..8)
                .map(|_| shuffled(&respondent.chance, names(interview, at)).join(" "))
                .collect(),
            DataType::Integer => few(&respondent.chance, self.is_count(node))
                .chain(numbers(&respondent.chance, question))
                .map(|number| format!("{number:.0}"))
                .collect(),
            DataType::Decimal => numbers(&respondent.chance, question)
                .into_iter()
                .map(|number| format!("{number:.1}"))
                .collect(),
            DataType::Range => steps_of_range(&respondent.chance, question),
            DataType::Date => days(&respondent.chance, now),
            DataType::DateTime => days(&respondent.chance, now)
                .into_iter()
                .map(|day| format!("{day}T09:30:00.000+07:00"))
                .collect(),
            DataType::Time => times(&respondent.chance),
            DataType::Acknowledge => vec!["OK".to_owned()],
            DataType::Text if self.identifiers.contains(&node) => persons(&respondent.chance),
            DataType::Text => texts(&respondent.chance),
            DataType::Barcode => vec![format!("893{:010}", respondent.chance.draw() % 10_000_000_000)],
            DataType::Geopoint => vec![place(&respondent.chance)],
            DataType::Geotrace => vec![places(&respondent.chance, 3).join(";")],
            DataType::Geoshape => vec![outline(&respondent.chance)],
            DataType::Image | DataType::Audio | DataType::Video | DataType::File | DataType::Note | DataType::Metadata => Vec::new(),
        };
        replies.truncate(MOST_REPLIES);
        replies
    }
}

fn names(interview: &Interview, at: At) -> Vec<String> {
    interview
        .choices(at)
        .unwrap_or_default()
        .iter()
        .map(|choice| choice.name.clone())
        .collect()
}

/// The usual choice, then the others in any order.
fn one_of(chance: &Chance, names: &[String], usual: Option<usize>) -> Vec<String> {
    let usual = usual.and_then(|place| names.get(place)).cloned();
    usual.into_iter().chain(shuffled(chance, names.to_vec())).collect()
}

/// Some of the choices, then each alone.
fn several_of(chance: &Chance, names: &[String]) -> Vec<String> {
    let mut replies = Vec::new();
    for _ in 0..4 {
        let chosen: Vec<&str> = names
            .iter()
            .map(String::as_str)
            .filter(|name| chance.share() < if *name == "other" { 0.08 } else { 0.35 })
            .collect();
        if !chosen.is_empty() {
            replies.push(chosen.join(" "));
        }
    }
    replies.extend(shuffled(chance, names.to_vec()));
    replies
}

fn shuffled(chance: &Chance, mut names: Vec<String>) -> Vec<String> {
    for last in (1..names.len()).rev() {
        names.swap(last, (chance.draw() % (last as u64 + 1)) as usize);
    }
    names
}

/// What is then asked one by one is a family's or a farm's, not a hundred times the same page.
fn few(chance: &Chance, is_count: bool) -> impl Iterator<Item = f64> {
    is_count.then(|| (chance.draw() % 5) as f64).into_iter()
}

/// Numbers between and around those in the constraint; without one, numbers as households have them.
fn numbers(chance: &Chance, question: &Question) -> Vec<f64> {
    let mut written = Vec::new();
    if let Some(constraint) = &question.constraint {
        numbers_in(&constraint.expression.ast, &mut written);
    }
    written.sort_by(f64::total_cmp);
    let mut tries = Vec::new();
    if let (Some(low), Some(high)) = (written.first(), written.last()) {
        tries.extend((0..6).map(|_| (low + (high - low) * chance.share()).round()));
        tries.extend(written.iter().flat_map(|number| [*number, number + 1.0, number - 1.0]));
    }
    tries.extend([
        1.0 + (chance.draw() % 8) as f64,
        18.0 + (chance.draw() % 60) as f64,
        1.0,
        0.0,
        100.0,
        2000.0,
        1_000_000.0,
        0.5,
    ]);
    tries
}

/// The number literals of an expression.
fn numbers_in(ast: &Ast, found: &mut Vec<f64>) {
    match ast {
        Ast::Number(number) => found.push(*number),
        Ast::Text(_) => {}
        Ast::Negate(inner) => match **inner {
            Ast::Number(number) => found.push(-number),
            ref inner => numbers_in(inner, found),
        },
        Ast::Binary(_, left, right) => {
            numbers_in(left, found);
            numbers_in(right, found);
        }
        Ast::Call(call) => call.arguments.iter().for_each(|argument| numbers_in(argument, found)),
        Ast::Path(path) => {
            if let Start::Value(value) = &path.start {
                numbers_in(value, found);
            }
        }
    }
}

fn steps_of_range(chance: &Chance, question: &Question) -> Vec<String> {
    let parameter = |name: &str, usual: f64| question.parameters.get(name).and_then(|value| value.parse().ok()).unwrap_or(usual);
    let (start, end, step): (f64, f64, f64) = (parameter("start", 0.0), parameter("end", 10.0), parameter("step", 1.0));
    let count = ((end - start) / step).abs().floor().max(0.0);
    let direction = if end < start { -step.abs() } else { step.abs() };
    (0..4)
        .map(|_| format!("{}", start + direction * (chance.share() * (count + 1.0)).floor()))
        .collect()
}

/// Lately, in a lifetime, and soon.
fn days(chance: &Chance, now: &Zoned) -> Vec<String> {
    let today = now.date();
    let back = |most: u64| (chance.draw() % most) as i64;
    let offsets = [
        back(60),
        back(60),
        back(365),
        0,
        1,
        back(365 * 10),
        365 * 18 + back(365 * 50),
        -1,
        -7,
        -30,
        -365,
    ];
    offsets
        .into_iter()
        .filter_map(|days| today.checked_sub(days.days()).ok())
        .map(|day| day.to_string())
        .collect()
}

fn times(chance: &Chance) -> Vec<String> {
    (0..4)
        .map(|_| format!("{:02}:{:02}:00.000+07:00", 7 + chance.draw() % 11, chance.draw() % 12 * 5))
        .collect()
}

fn texts(chance: &Chance) -> Vec<String> {
    let opinion = OPINIONS.get((chance.draw() % OPINIONS.len() as u64) as usize);
    opinion.into_iter().chain(&FORMATTED).map(|text| (*text).to_owned()).collect()
}

/// A name that nobody bears and no opinion mentions, so that a look for it finds it only where it leaked.
fn persons(chance: &Chance) -> Vec<String> {
    let name = format!("Người thử số {}", chance.draw() % 1_000_000);
    std::iter::once(name).chain(FORMATTED.map(str::to_owned)).collect()
}

/// Somewhere in Hà Nội.
fn place(chance: &Chance) -> String {
    format!("{:.6} {:.6} 0 10", 20.9 + 0.3 * chance.share(), 105.5 + 0.5 * chance.share())
}

fn places(chance: &Chance, count: usize) -> Vec<String> {
    (0..count).map(|_| place(chance)).collect()
}

fn outline(chance: &Chance) -> String {
    let mut corners = places(chance, 3);
    corners.extend(corners.first().cloned());
    corners.join(";")
}
