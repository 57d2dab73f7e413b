//! Only what depends on a change is evaluated, and the result is what evaluating everything gives.

use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;

use super::{Interview, Scene};
use crate::form::{DataType, Kind, imagined};
use crate::xpath::law::law;

fn chain(length: usize) -> String {
    let mut form = String::from("| survey |\n| | type | name | label | relevant | calculation |\n| | integer | q0 | First | | |\n");
    for number in 1..length {
        let before = number - 1;
        writeln!(form, "| | integer | q{number} | Next | ${{q{before}}} > 0 | |").unwrap();
    }
    form
}

#[test]
fn an_answer_evaluates_its_dependants_and_nothing_else() {
    let mut scene = Scene::of(&chain(50));
    // One condition for each question but the first, and the record's identifier is read-only.
    assert_eq!(scene.interview.evaluations(), 50);
    assert_eq!(scene.cost(|scene| scene.answer("/data/q0", "1")), 1);
    assert_eq!(scene.cost(|scene| scene.answer("/data/q1", "1")), 1);
    assert_eq!(scene.cost(|scene| scene.answer("/data/q2", "1")), 1);
    assert_eq!(scene.cost(|scene| scene.answer("/data/q0", "1")), 0);
    // q1 is still asked: what depends on it is left alone.
    assert_eq!(scene.cost(|scene| scene.answer("/data/q0", "2")), 1);
    // q1 and with it q2 and q3 vanish.
    assert_eq!(scene.cost(|scene| scene.answer("/data/q0", "0")), 3);
}

const VISITS: &str = "
| survey |
| | type | name | label | relevant | calculation | constraint |
| | integer | rate | Rate | | | |
| | begin_repeat | v | Visit | | | |
| | integer | hours | Hours | | | . < 24 |
| | calculate | cost | | | coalesce(${hours}, 0) * ${rate} | |
| | text | why | Why so long? | ${hours} > 8 | | |
| | end_repeat | | | | | |
| | calculate | total | | | sum(${cost}) | |
";

#[test]
fn an_instance_concerns_itself_and_the_total_alone() {
    let mut scene = Scene::of(VISITS);
    scene.answer("/data/rate", "10");
    for _ in 1..5 {
        scene.add("/data/v");
    }
    // Constraint, cost and relevance of its own instance, and the total.
    assert_eq!(scene.cost(|scene| scene.answer("/data/v[3]/hours", "9")), 4);
    assert_eq!(scene.value("/data/total"), "90");
    // The cost of each of the five, and the total once.
    assert_eq!(scene.cost(|scene| scene.answer("/data/rate", "20")), 6);
    assert_eq!(scene.value("/data/total"), "180");
}

#[test]
fn the_five_hundredth_instance_costs_what_the_fifth_did() {
    let mut scene = Scene::of(VISITS);
    for _ in 1..4 {
        scene.add("/data/v");
    }
    let fifth = scene.cost(|scene| scene.add("/data/v"));
    for _ in 5..499 {
        scene.add("/data/v");
    }
    let last = scene.cost(|scene| scene.add("/data/v"));
    assert_eq!(last, fifth);
    assert_eq!(last, 3);
}

const CASCADE: &str = "
| settings |
| | allow_choice_duplicates |
| | yes |
| survey |
| | type | name | label | choice_filter |
| | text | who | Who? | |
| | select_one district | d | District of ${who} | |
| | select_one commune | c | Commune of ${who} | district = ${d} and kind = 'ward' |
| choices |
| | list_name | name | label | district | kind |
| | district | a | A | | |
| | district | b | B | | |
| | commune | n | North A | a | ward |
| | commune | n | North B | b | ward |
| | commune | s | South B | b | commune |
";

#[test]
fn what_is_shown_is_worked_out_once_after_each_step() {
    let mut scene = Scene::of(CASCADE);
    scene.answer("/data/who", "Lan").answer("/data/d", "b");
    let frame = |scene: &Scene| {
        let before = scene.interview.evaluations_to_show();
        let commune = scene.interview.find("/data/c").unwrap();
        let choices = scene.interview.choices(commune).unwrap();
        let labels: Vec<String> = choices.iter().map(|choice| choice.label.clone()).collect();
        (
            scene.interview.label(commune),
            labels,
            scene.interview.evaluations_to_show() - before,
        )
    };
    let of_b = vec!["North B".to_owned()];
    assert_eq!(frame(&scene), ("Commune of Lan".to_owned(), of_b.clone(), 2));
    assert_eq!(frame(&scene), ("Commune of Lan".to_owned(), of_b, 0));
    let revision = scene.interview.revision();
    scene.answer("/data/who", "Mai").answer("/data/d", "a");
    assert!(scene.interview.revision() > revision);
    let of_a = vec!["North A".to_owned()];
    assert_eq!(frame(&scene), ("Commune of Mai".to_owned(), of_a, 2));
    // Refused steps change nothing.
    let revision = scene.interview.revision();
    assert!(scene.try_answer("/data/d", "nowhere").is_err());
    assert_eq!(scene.interview.revision(), revision);
}

const EVERYTHING: &str = "
| survey |
| | type | name | label | relevant | calculation | constraint | required | read_only | choice_filter | repeat_count |
| | integer | a | A | | | . < 5 | | | | |
| | integer | b | B | ${a} > 1 | | | ${a} > 2 | | | |
| | begin_group | g | G | ${b} != 2 | | | | ${a} = 3 | | |
| | select_one l | c | C | | | | | | k < ${a} | |
| | begin_repeat | r | R | ${c} != 'y' | | | | | | |
| | integer | d | D | | | . <= ${a} | | | | |
| | calculate | e | | ${d} > 0 | ${d} + ${a} + position(..) | | | | | |
| | calculate | before | | | sum(../preceding-sibling::r/d) | | | | | |
| | begin_repeat | s | S | | | | | | | |
| | integer | f | F | ${d} < 4 | | | | | | |
| | end_repeat | | | | | | | | | |
| | calculate | h | | | sum(${f}) + count(${s}) + count(${r}) | | | | | |
| | end_repeat | | | | | | | | | |
| | end_group | | | | | | | | | |
| | begin_repeat | t | T | | | | | | | ${a} |
| | integer | i | I | ../../b > 0 | | | | | | |
| | end_repeat | | | | | | | | | |
| | calculate | total | | | sum(${e}) + sum(${h}) + count(${t}) + sum(${i}) | | | | | |
| choices |
| | list_name | name | label | k |
| | l | x | X | 1 |
| | l | y | Y | 2 |
| | l | z | Z | 3 |
";

#[derive(Debug, Clone)]
enum Act {
    Answer(usize, u8),
    Add(usize),
    Remove(usize),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        6 => (any::<usize>(), 0_u8..7).prop_map(|(place, value)| Act::Answer(place, value)),
        2 => any::<usize>().prop_map(Act::Add),
        1 => any::<usize>().prop_map(Act::Remove),
    ];
    prop::collection::vec(act, 1..40)
}

fn act(scene: &mut Scene, act: &Act) {
    let all = scene.interview.all();
    let pick = |place: usize| scene.interview.reference(all[place % all.len()]);
    // What cannot be done is refused, which is fine here.
    match act {
        Act::Answer(place, value) => {
            let reference = pick(*place);
            let text = if reference.ends_with("/c") {
                ["", "x", "y", "z"][usize::from(*value) % 4].to_owned()
            } else {
                value.to_string()
            };
            let _refused = scene.try_answer(&reference, &text);
        }
        Act::Add(place) => {
            let reference = pick(*place);
            let repeat = reference
                .trim_end_matches(|c: char| c == ']' || c.is_ascii_digit())
                .trim_end_matches('[')
                .to_owned();
            let _refused = scene.interview.apply(&super::Step::Add { repeat }, &super::ambient());
        }
        Act::Remove(place) => {
            let at = pick(*place);
            let _refused = scene.interview.apply(&super::Step::Remove { at }, &super::ambient());
        }
    }
}

/// What the surveyor sees, and what would be submitted.
fn picture(interview: &Interview) -> Vec<String> {
    let line = |at| {
        format!(
            "{} {:?} {} {} {} {:?} {:?} {:?} {:?} {:?}",
            interview.reference(at),
            interview.value(at),
            interview.is_relevant(at),
            interview.is_required(at),
            interview.is_read_only(at),
            interview.violation(at),
            interview.violation_message(at),
            interview.label(at),
            interview.hint(at),
            interview.choices(at),
        )
    };
    let whole = [interview.name(), interview.xml()];
    interview.all().into_iter().map(line).chain(whole).collect()
}

proptest! {
    #![proptest_config(law(200))]
    #[test]
    fn what_was_worked_out_step_by_step_is_what_all_at_once_gives(acts in acts()) {
        let mut scene = Scene::of(EVERYTHING);
        for one in &acts {
            act(&mut scene, one);
        }
        let stepwise = picture(&scene.interview);
        prop_assert_eq!(scene.interview.misreadings(), Vec::<String>::new());
        scene.interview.recompute();
        prop_assert_eq!(stepwise, picture(&scene.interview));
    }

    #[test]
    fn so_it_is_for_any_form(imagined in imagined::forms(), acts in acts()) {
        let form = imagined.settled_form();
        prop_assume!(form.is_some());
        let mut interview = Interview::new(Arc::new(form.unwrap()), &super::ambient());
        for one in &acts {
            act_on(&mut interview, one);
        }
        let stepwise = picture(&interview);
        prop_assert_eq!(interview.misreadings(), Vec::<String>::new());
        interview.recompute();
        let anew = picture(&interview);
        let differences: Vec<String> = stepwise
            .iter()
            .zip(&anew)
            .filter(|(before, after)| before != after)
            .map(|(before, after)| format!("{before}\n{after}"))
            .collect();
        prop_assert!(
            differences.is_empty() && stepwise.len() == anew.len(),
            "{}\n{}",
            imagined.written(),
            differences.join("\n")
        );
    }
}

/// Takes a step of any interview, with an answer that fits the question; what cannot be done is refused, which is fine here.
fn act_on(interview: &mut Interview, act: &Act) {
    let all = interview.all();
    let pick = |place: usize, fits: &dyn Fn(&Kind) -> bool| {
        let fitting: Vec<_> = all
            .iter()
            .filter(|at| fits(&interview.form().node(interview.node(**at)).kind))
            .collect();
        fitting.get(place.checked_rem(fitting.len())?).map(|at| interview.reference(**at))
    };
    // An answer in place of what was computed stands until that is computed anew, so it is no law that it stays.
    let is_answerable = |kind: &Kind| match kind {
        Kind::Question(question) => question.is_asked && (question.calculate.is_none() || !question.trigger.is_empty()),
        _ => false,
    };
    let is_repeat = |kind: &Kind| matches!(kind, Kind::Repeat { .. });
    let step = match act {
        Act::Answer(place, value) => pick(*place, &is_answerable).map(|at| {
            let text = reply(interview, &at, *value);
            let answer = super::Answer::Text(text);
            super::Step::Answer { at, answer }
        }),
        Act::Add(place) => pick(*place, &is_repeat).map(|instance| {
            let repeat = instance.rsplit_once('[').map_or(instance.as_str(), |(repeat, _)| repeat).to_owned();
            super::Step::Add { repeat }
        }),
        Act::Remove(place) => pick(*place, &is_repeat).map(|at| super::Step::Remove { at }),
    };
    if let Some(step) = step {
        let _refused = interview.apply(&step, &super::ambient());
    }
}

/// An answer to a question, picked by number; 0 is none.
fn reply(interview: &Interview, reference: &str, value: u8) -> String {
    let at = interview.find(reference).unwrap();
    let Some(question) = interview.form().question(interview.node(at)).filter(|_| value > 0) else {
        return String::new();
    };
    let offered = interview.choices(at).unwrap_or_default();
    let choice = |number: u8| {
        offered
            .get(usize::from(number).checked_rem(offered.len()).unwrap_or(0))
            .map_or("", |choice| &choice.name)
    };
    match question.data {
        DataType::SelectOne => choice(value).to_owned(),
        DataType::SelectMultiple => format!("{} {}", choice(value), choice(value / 2)),
        DataType::Rank => offered
            .iter()
            .rev()
            .map(|choice| choice.name.as_str())
            .collect::<Vec<_>>()
            .join(" "),
        DataType::Date => format!("2026-11-2{value}"),
        DataType::Time => format!("0{value}:30"),
        DataType::DateTime => format!("2026-11-2{value}T08:00:00"),
        DataType::Acknowledge => "OK".to_owned(),
        DataType::Geopoint => format!("21.0{value} 105.8"),
        DataType::Decimal => format!("{value}.5"),
        DataType::Text => ["", "a", "b", "c", "1", "2", "chữ"][usize::from(value) % 7].to_owned(),
        _ => value.to_string(),
    }
}
