//! What a form may ask of a machine, whoever made it.

use std::fmt::Write as _;

use super::{Scene, Step, StepError, ambient};

#[test]
fn a_count_of_a_billion_makes_as_many_instances_as_a_household_can_have() {
    let rows = "| survey |\n| | type | name | label | repeat_count |\n| | integer | n | N | |\n| | begin_repeat | r | R | ${n} |\n\
                | | text | t | T | |\n| | end_repeat | | | |\n";
    let mut scene = Scene::of(rows);
    scene.answer("/data/n", "1000000000");
    let is_there = |scene: &Scene, number: usize| scene.interview.find(&format!("/data/r[{number}]")).is_some();
    assert!(is_there(&scene, 10_000) && !is_there(&scene, 10_001));
    scene.answer("/data/n", "2");
    assert!(is_there(&scene, 2) && !is_there(&scene, 3));
}

#[test]
fn counts_inside_counts_stop_where_the_memory_does() {
    let rows = "| survey |\n| | type | name | label | repeat_count |\n| | integer | n | N | |\n| | begin_repeat | r | R | ${n} |\n\
                | | begin_repeat | s | S | ${n} |\n| | text | t | T | |\n| | end_repeat | | | |\n| | end_repeat | | | |\n\
                | | begin_repeat | free | Free | |\n| | text | u | U | |\n| | end_repeat | | | |\n";
    let mut scene = Scene::of(rows);
    scene.answer("/data/n", "10000");
    assert!((40_000..=60_000).contains(&scene.interview.all().len()));
    let refused = scene.interview.apply(
        &Step::Add {
            repeat: "/data/free".to_owned(),
        },
        &ambient(),
    );
    assert_eq!(refused, Err(StepError::NoRoom("/data/free".to_owned())));
}

#[test]
fn predicates_in_predicates_come_to_an_end() {
    let mut rows = String::from("| survey |\n| | type | name | label | relevant |\n| | text | first | F | |\n");
    for number in 0..200 {
        writeln!(rows, "| | text | q{number} | Q | |").unwrap();
    }
    rows.push_str("| | text | asked | A | ${first} != '' and count(//*[count(//*[count(//*[count(//*) > 0]) > 0]) > 0]) > 0 |\n");
    let mut scene = Scene::of(&rows);
    scene.answer("/data/first", "x");
    // A condition that cannot be worked out hides nothing.
    assert!(scene.is_relevant("/data/asked"));
    // The next step has its own allowance.
    scene.answer("/data/q0", "x");
    assert_eq!(scene.value("/data/q0"), "x");
}

#[test]
fn calculations_that_double_one_another_stay_within_a_megabyte() {
    let mut rows = String::from("| survey |\n| | type | name | label | calculation |\n| | text | c0 | C | |\n");
    for number in 1..60 {
        let before = number - 1;
        writeln!(rows, "| | calculate | c{number} | | concat(${{c{before}}}, ${{c{before}}}) |").unwrap();
    }
    let mut scene = Scene::of(&rows);
    scene.answer("/data/c0", "ab");
    assert_eq!(scene.value("/data/c10").len(), 2048);
    assert!(
        scene
            .interview
            .all()
            .into_iter()
            .all(|at| scene.interview.value(at).len() <= 1 << 20)
    );
}

#[test]
fn a_pattern_that_tries_for_ever_gives_up_and_refuses_no_answer() {
    let rows = "| survey |\n| | type | name | label | constraint |\n| | text | t | T | regex(., '(?=a)(a\\|aa\\|aaa)+b') |\n";
    let mut scene = Scene::of(rows);
    scene.answer("/data/t", &"a".repeat(200));
    assert_eq!(scene.interview.violation(scene.interview.find("/data/t").unwrap()), None);
}
