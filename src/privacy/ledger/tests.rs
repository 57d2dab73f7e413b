//! Successive releases, those that leak and those that do not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;

use super::{Axis, Content, CountsRelease, FileColumn, FileRelease, LeakedGroup, Person, Release, ShownCount, Version, leak};
use crate::privacy::tables::{CountTable, TableRule, protect};

/// Persons with a ward, an age and an answer each; a person's number is its version.
type Persons = Vec<(u64, [usize; 3])>;

const QUESTIONS: [(&str, usize); 3] = [("ward", 4), ("age", 6), ("satisfied", 3)];

/// A table of persons by two questions, each with its answers put together in groups, protected as every table is.
fn table(name: &str, persons: &Persons, axes: [(usize, Vec<Vec<usize>>); 2]) -> Release {
    let [(row, rows), (column, columns)] = &axes;
    let place = |groups: &[Vec<usize>], answer: usize| groups.iter().position(|group| group.contains(&answer)).unwrap();
    let mut counts = vec![0; rows.len() * columns.len()];
    for (_, answers) in persons {
        counts[place(rows, answers[*row]) * columns.len() + place(columns, answers[*column])] += 1;
    }
    let names = |groups: &[Vec<usize>]| (0..groups.len()).map(|group| group.to_string()).collect::<Vec<_>>();
    let rule = TableRule::default();
    let safe = protect(&CountTable::new(names(rows), names(columns), counts).unwrap(), &rule);
    let cells = safe.whole().cells().iter().zip(safe.mask());
    let axis = |(question, groups): &(usize, Vec<Vec<usize>>)| Axis {
        question: QUESTIONS[*question].0.to_owned(),
        groups: groups.iter().map(|group| group.iter().map(usize::to_string).collect()).collect(),
    };
    Release {
        name: name.to_owned(),
        members: members(persons),
        content: Content::Counts(CountsRelease {
            axes: axes.iter().map(axis).collect(),
            cells: cells
                .map(|(count, is_hidden)| match (is_hidden, count) {
                    (false, count) => ShownCount::Shown(*count),
                    (true, 0) => ShownCount::HiddenNought,
                    (true, _) => ShownCount::Hidden,
                })
                .collect(),
            threshold: rule.threshold,
            is_base: false,
        }),
    }
}

fn members(persons: &Persons) -> Arc<[Version]> {
    let mut members: Vec<Version> = persons.iter().map(|(version, _)| Version(*version)).collect();
    members.sort_unstable();
    members.into()
}

/// So many persons for each ward, age and answer.
fn persons(first: u64, counts: &[([usize; 3], usize)]) -> Persons {
    let answers = counts.iter().flat_map(|(answers, many)| std::iter::repeat_n(*answers, *many));
    (first..).zip(answers).collect()
}

fn single(question: usize) -> (usize, Vec<Vec<usize>>) {
    (question, (0..QUESTIONS[question].1).map(|answer| vec![answer]).collect())
}

fn bands(starts: &[usize]) -> (usize, Vec<Vec<usize>>) {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for age in 0..QUESTIONS[1].1 {
        if age == 0 || starts.contains(&age) {
            groups.push(Vec::new());
        }
        groups.last_mut().unwrap().push(age);
    }
    (1, groups)
}

#[test]
fn three_late_packages_are_not_told_by_a_second_table() {
    let first = persons(0, &[([0, 0, 0], 40), ([0, 0, 1], 50), ([1, 0, 0], 60), ([1, 0, 1], 30)]);
    let mut second = first.clone();
    second.extend(persons(1000, &[([0, 0, 1], 3)]));
    let old = table("first.csv", &first, [single(0), single(2)]);
    let new = table("second.csv", &second, [single(0), single(2)]);
    let found = leak(&new, std::slice::from_ref(&old)).unwrap();
    assert_eq!(found.with, ["first.csv"]);
    assert!(matches!(found.what, LeakedGroup::Count { count: 3, .. }), "{found:?}");

    let mut many = first.clone();
    many.extend(persons(1000, &[([0, 0, 1], 12), ([1, 0, 0], 30)]));
    assert_eq!(
        leak(&table("third.csv", &many, [single(0), single(2)]), &[old]),
        None,
        "twelve are enough"
    );
}

#[test]
fn bands_that_overlap_by_a_few_are_refused() {
    let all = persons(
        0,
        &[
            ([0, 0, 0], 40),
            ([0, 1, 0], 4),
            ([0, 2, 0], 50),
            ([1, 0, 0], 40),
            ([1, 1, 0], 30),
            ([1, 2, 0], 20),
        ],
    );
    let old = table("old.csv", &all, [single(0), bands(&[1])]);
    let new = table("new.csv", &all, [single(0), bands(&[2])]);
    let found = leak(&new, std::slice::from_ref(&old)).unwrap();
    let expected = LeakedGroup::Count {
        group: vec![("age".to_owned(), "1".to_owned()), ("ward".to_owned(), "0".to_owned())],
        count: 4,
    };
    assert_eq!(found.what, expected);
    assert_eq!(
        leak(&old, std::slice::from_ref(&old)),
        None,
        "the same table again tells nothing new"
    );
}

#[test]
fn three_tables_may_give_away_what_no_two_do() {
    // Wards 0 and 1, 1 and 2, 0 and 2 put together: the sums of pairs give each ward.
    let all = persons(0, &[([0, 0, 0], 3), ([1, 0, 0], 20), ([2, 0, 0], 30), ([3, 0, 0], 40)]);
    let pair = |name: &str, a: usize, b: usize| {
        let rest: Vec<usize> = (0..4).filter(|ward| *ward != a && *ward != b).collect();
        table(name, &all, [(0, vec![vec![a, b], rest]), (2, vec![vec![0, 1, 2]])])
    };
    let (first, second, third) = (pair("a", 0, 1), pair("b", 1, 2), pair("c", 0, 2));
    assert_eq!(leak(&second, std::slice::from_ref(&first)), None);
    let found = leak(&third, &[first, second]).unwrap();
    assert_eq!(found.with, ["a", "b"]);
}

fn file(name: &str, persons: &Persons, k: u32, columns: &[(usize, Vec<Vec<usize>>)]) -> Release {
    let column = |(question, groups): &(usize, Vec<Vec<usize>>)| FileColumn {
        question: QUESTIONS[*question].0.to_owned(),
        is_quasi: true,
        released_as: groups
            .iter()
            .enumerate()
            .flat_map(|(band, answers)| answers.iter().map(move |answer| (answer.to_string(), format!("band {band}"))))
            .collect::<BTreeMap<_, _>>(),
    };
    let person = |answers: &[usize; 3]| {
        let value = |(question, groups): &(usize, Vec<Vec<usize>>)| {
            1 + groups.iter().position(|group| group.contains(&answers[*question])).unwrap() as u32
        };
        Person(columns.iter().map(value).collect())
    };
    let mut sorted = persons.clone();
    sorted.sort_unstable();
    Release {
        name: name.to_owned(),
        members: members(persons),
        content: Content::File(FileRelease {
            columns: columns.iter().map(column).collect(),
            k,
            persons: sorted.iter().map(|(_, answers)| person(answers)).collect(),
        }),
    }
}

#[test]
fn two_recodings_of_the_same_persons_are_read_together() {
    let all = persons(0, &[([0, 0, 0], 5), ([0, 1, 0], 1), ([1, 0, 0], 1), ([1, 1, 0], 5)]);
    let by_ward = file("ward.csv", &all, 5, &[single(0), bands(&[])]);
    let by_age = file("age.csv", &all, 5, &[(0, vec![vec![0, 1, 2, 3]]), bands(&[1])]);
    let found = leak(&by_age, std::slice::from_ref(&by_ward)).unwrap();
    assert_eq!(found.what, LeakedGroup::Records { persons: 2, least: 1 });
    assert_eq!(leak(&by_ward, std::slice::from_ref(&by_ward)), None);
}

#[test]
fn the_next_wave_is_made_anonymous_in_what_the_last_one_was() {
    let first = persons(0, &[([0, 0, 0], 8), ([1, 1, 0], 9)]);
    let next = persons(5000, &[([0, 0, 0], 9), ([0, 1, 0], 1), ([1, 1, 0], 9), ([1, 0, 0], 1)]);
    let last = file("last.csv", &first, 5, &[single(0), single(1)]);
    let mut careless = file("next.csv", &next, 5, &[single(0), single(1)]);
    let Content::File(content) = &mut careless.content else {
        unreachable!()
    };
    content.columns[1].is_quasi = false;
    assert_eq!(leak(&careless, &[]), None);
    let found = leak(&careless, std::slice::from_ref(&last)).unwrap();
    assert_eq!(found.what, LeakedGroup::Records { persons: 2, least: 1 });
    let careful = file("next.csv", &next, 5, &[single(0), bands(&[])]);
    assert_eq!(leak(&careful, &[last]), None);
}

#[test]
fn questions_are_known_by_name_whatever_group_they_stand_in() {
    let all = persons(0, &[([0, 0, 0], 40), ([1, 0, 0], 50)]);
    let mut old = table("old.csv", &all, [single(0), single(2)]);
    let Content::Counts(counts) = &mut old.content else {
        unreachable!()
    };
    counts.axes[0].question = "about_you/ward".to_owned();
    let mut more = all.clone();
    more.extend(persons(1000, &[([0, 0, 0], 3)]));
    let new = table("new.csv", &more, [single(0), single(2)]);
    let renamed = Release {
        content: old.content.clone().by_name(),
        ..old
    };
    assert!(matches!(leak(&new, &[renamed]).unwrap().what, LeakedGroup::Count { count: 3, .. }));
}

#[test]
fn what_is_too_large_to_look_at_is_no_silent_pass() {
    let wide = |question: &str| Axis {
        question: question.to_owned(),
        groups: (0..1500).map(|answer| [answer.to_string()].into()).collect(),
    };
    let huge = |name: &str, questions: [&str; 2]| Release {
        name: name.to_owned(),
        members: (0..5000).map(Version).collect::<Vec<_>>().into(),
        content: Content::Counts(CountsRelease {
            axes: questions.map(wide).to_vec(),
            cells: vec![ShownCount::Hidden; 1501 * 1501],
            threshold: 10,
            is_base: false,
        }),
    };
    let old = huge("old", ["a", "b"]);
    let found = leak(&huge("new", ["b", "c"]), std::slice::from_ref(&old)).unwrap();
    assert_eq!((found.what, found.with), (LeakedGroup::TooLarge, vec!["old".to_owned()]));
}

#[test]
fn a_table_and_a_file_of_a_few_more_persons_are_read_together() {
    let first = persons(0, &[([0, 0, 0], 40), ([1, 0, 0], 50)]);
    let mut second = first.clone();
    second.extend(persons(1000, &[([0, 0, 0], 4)]));
    let old = table("table.csv", &first, [single(0), single(2)]);
    let new = file("file.csv", &second, 5, &[single(0)]);
    assert!(matches!(leak(&new, &[old]).unwrap().what, LeakedGroup::Count { count: 4, .. }));
}

/// Numbers that are the same on every run.
fn chance(state: &mut u64, below: u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % below
}

/// A city's persons: the groups that matter are large, so that what leaks is what comes later.
fn city(state: &mut u64) -> Persons {
    let mut counts = Vec::new();
    for ward in 0..4 {
        for age in 0..6 {
            for satisfied in 0..3 {
                counts.push(([ward, age, satisfied], 2 + chance(state, 25) as usize));
            }
        }
    }
    persons(0, &counts)
}

#[test]
fn fifty_successive_releases_that_leak_are_refused() {
    let mut state = 11;
    for number in 0..50 {
        let first = city(&mut state);
        let kind = chance(&mut state, 2);
        let answers = [single(0), single(2)];
        let old = table("old", &first, answers.clone());
        let new = if kind == 0 {
            // A few late forms of one ward and answer, whose count was shown before and is shown now.
            let mut second = first.clone();
            let (ward, satisfied) = (chance(&mut state, 4) as usize, chance(&mut state, 3) as usize);
            let late = 1 + chance(&mut state, 9) as usize;
            second.extend(persons(100_000, &[([ward, 0, satisfied], late)]));
            table("new", &second, answers)
        } else {
            // A few persons corrected their answer.
            let mut second = first.clone();
            let wrong = 1 + chance(&mut state, 4) as usize;
            for (version, answers) in second
                .iter_mut()
                .filter(|(_, answers)| answers[0] == 2 && answers[2] == 1)
                .take(wrong)
            {
                *version += 1_000_000;
                answers[2] = 0;
            }
            table("new", &second, answers)
        };
        let found = leak(&new, std::slice::from_ref(&old));
        assert!(found.is_some(), "release {number} of kind {kind} was let through");
    }
}

#[test]
fn fifty_successive_releases_that_do_not_leak_are_let_through() {
    let mut state = 12;
    for number in 0..50 {
        let first = city(&mut state);
        let kind = chance(&mut state, 3);
        let old = table("old", &first, [single(0), single(2)]);
        let new = match kind {
            // Enough late forms of every ward and answer.
            0 => {
                let mut second = first.clone();
                let late: Vec<([usize; 3], usize)> = (0..12)
                    .map(|cell| ([cell / 3, 0, cell % 3], 10 + chance(&mut state, 9) as usize))
                    .collect();
                second.extend(persons(100_000, &late));
                table("new", &second, [single(0), single(2)])
            }
            // Another question of the same persons.
            1 => table("new", &first, [(0, vec![vec![0, 1], vec![2, 3]]), single(2)]),
            // Other persons altogether: the next wave.
            _ => {
                let next: Persons = city(&mut state)
                    .into_iter()
                    .map(|(version, answers)| (version + 500_000, answers))
                    .collect();
                table("new", &next, [single(0), single(1)])
            }
        };
        let found = leak(&new, std::slice::from_ref(&old));
        assert_eq!(found, None, "release {number} of kind {kind}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is refused as a count can be pointed at: so many persons there are, and fewer than the threshold.
    #[test]
    fn what_is_said_to_leak_is_so(seed in any::<u64>(), late in 0..14_usize, ward in 0..4_usize) {
        let mut state = seed;
        let first = city(&mut state);
        let mut second = first.clone();
        second.extend(persons(100_000, &[([ward, 2, 1], late)]));
        let old = table("old", &first, [single(0), single(2)]);
        let new = table("new", &second, [single(0), single(2)]);
        let sets = [first.iter().collect::<BTreeSet<_>>(), second.iter().collect(), second.iter().filter(|(version, _)| *version >= 100_000).collect()];
        match leak(&new, &[old]) {
            Some(found) => {
                let LeakedGroup::Count { group, count } = found.what else { panic!("{found:?}") };
                let is_there = |persons: &BTreeSet<&(u64, [usize; 3])>| {
                    let belongs = |answers: &[usize; 3]| group.iter().all(|(path, value)| {
                        let question = QUESTIONS.iter().position(|(name, _)| name == path).unwrap();
                        value.split(", ").any(|own| own == answers[question].to_string())
                    });
                    persons.iter().filter(|(_, answers)| belongs(answers)).count() as u64 == count
                };
                prop_assert!(count > 0 && count < 10 && sets.iter().any(is_there));
            }
            None => prop_assert!(late == 0 || late >= 10),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// A block for each table, tied by what both ask, finds what one block for all questions finds.
    #[test]
    fn tables_apart_give_away_what_they_do_together(seed in any::<u64>(), late in 0..14_usize, hidden in 0..3_usize) {
        let mut state = seed;
        let mut first = city(&mut state);
        first.retain(|(_, answers)| answers[0] != hidden || answers[2] != hidden || chance(&mut state, 8) == 0);
        let mut second = first.clone();
        second.extend(persons(100_000, &[([1, 2, 1], late)]));
        let (old, new) = (table("old", &first, [single(0), single(2)]), table("new", &second, [single(0), bands(&[3])]));
        let (Content::Counts(other), Content::Counts(own)) = (&old.content, &new.content) else { unreachable!() };
        let by = |most| super::counts::leak_of((&new.members, own), &[(&old.members, other)], most).is_some();
        prop_assert_eq!(by(60_000), by(1));
    }
}
