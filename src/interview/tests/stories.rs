//! What an interview does, told from the outside.

use std::sync::Arc;

use super::{Scene, ambient};
use crate::interview::{At, Interview, Missing, Step, StepError, Violation};

const HOUSEHOLD: &str = "
| survey |
| | type | name | label | relevant | required | constraint | constraint_message | calculation | repeat_count |
| | select_one yn | farm | Do you farm? | | yes | | | | |
| | begin_group | plot | Plot | ${farm} = 'y' | | | | | |
| | decimal | area | Area | | yes | . > 0 and . < 1000 | More than nothing, ${crop} | | |
| | text | crop | Crop of ${area} ha | | | | | | |
| | end_group | | | | | | | | |
| | begin_repeat | person | Person | | | | | | |
| | text | name | Name | | | | | | |
| | integer | age | Age of ${name} | | | . >= 0 and . <= 120 | | | |
| | calculate | place | | | | | | position(..) | |
| | calculate | adult | | | | | | if(${age} >= 18, 1, 0) | |
| | end_repeat | | | | | | | | |
| | calculate | people | | | | | | count(${person}) | |
| | calculate | adults | | | | | | sum(${adult}) | |
| choices |
| | list_name | name | label |
| | yn | y | Yes |
| | yn | n | No |
";

#[test]
fn a_hidden_answer_reads_as_empty_and_comes_back() {
    let mut scene = Scene::of(HOUSEHOLD);
    assert!(!scene.is_relevant("/data/plot/area"));
    assert_eq!(
        scene.try_answer("/data/plot/area", "2"),
        Err(StepError::NotRelevant("/data/plot/area".to_owned()))
    );
    scene.answer("/data/farm", "y").answer("/data/plot/area", "2.5");
    assert_eq!(scene.value("/data/plot/area"), "2.5");
    scene.answer("/data/farm", "n");
    assert_eq!(scene.value("/data/plot/area"), "");
    assert!(!scene.interview.xml().contains("<plot>"));
    scene.answer("/data/farm", "y");
    assert_eq!(scene.value("/data/plot/area"), "2.5");
    assert!(scene.interview.xml().contains("<plot><area>2.5</area><crop/></plot>"));
}

#[test]
fn plants_are_asked_for_as_long_as_there_is_another() {
    let mut scene = Scene::of(
        "
| survey |
| | type | name | label | calculation | repeat_count |
| | calculate | count | | count(${plant}) | |
| | begin_repeat | plant | Plant | | if(${count} = 0 or ${plant}[position() = ${count}]/more = 'yes', ${count} + 1, ${count}) |
| | text | species | Species | | |
| | select_one yn | more | Are there more? | | |
| | end_repeat | | | | |
| choices |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
",
    );
    let is_there = |scene: &Scene, number: usize| scene.interview.find(&format!("/data/plant[{number}]")).is_some();
    assert!(is_there(&scene, 1) && !is_there(&scene, 2));
    scene.answer("/data/plant[1]/more", "yes");
    assert!(is_there(&scene, 2) && !is_there(&scene, 3));
    scene.answer("/data/plant[2]/more", "yes").answer("/data/plant[3]/more", "no");
    assert_eq!(scene.value("/data/count"), "3");
    assert!(!is_there(&scene, 4));
}

#[test]
fn a_repeat_that_goes_on_until_the_last_one_says_stop_grows_by_one() {
    let mut scene = Scene::of(
        "
| survey |
| | type | name | label | calculation | repeat_count |
| | text | street | Street | | |
| | calculate | there | | count(${flat}) | |
| | calculate | wanted | | if(${there} = 0 or indexed-repeat(${last}, ${flat}, ${there}) != 'yes', ${there} + 1, ${there}) | |
| | begin_repeat | flat | Flat | | ${wanted} |
| | text | called | Name | | |
| | select_one yn | last | Is it the last? | | |
| | end_repeat | | | | |
| choices |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
",
    );
    let flats = |scene: &Scene| {
        (1..100)
            .take_while(|number| scene.interview.find(&format!("/data/flat[{number}]")).is_some())
            .count()
    };
    assert_eq!(flats(&scene), 1);
    scene.answer("/data/street", "Hàng Bạc").answer("/data/flat[1]/called", "A");
    assert_eq!(flats(&scene), 1);
    scene.answer("/data/flat[1]/last", "no");
    assert_eq!(flats(&scene), 2);
    scene.answer("/data/flat[2]/called", "B").answer("/data/flat[2]/last", "yes");
    assert_eq!(flats(&scene), 2);
    scene.answer("/data/flat[2]/last", "no");
    assert_eq!(flats(&scene), 3);
}

#[test]
fn a_count_that_always_asks_for_one_more_stops() {
    let scene = Scene::of(
        "| survey |\n| | type | name | label | repeat_count |\n| | begin_repeat | r | R | count(${r}) + 1 |\n| | text | t | T | |\n| | end_repeat | | | |\n",
    );
    assert!(scene.interview.all().len() < 100_000);
}

#[test]
fn attributes_that_an_author_gives_to_answers_are_submitted() {
    let mut scene = Scene::of("| survey |\n| | type | name | label | instance::tag |\n| | text | who | Who | hidden & kept |\n");
    scene.answer("/data/who", "An");
    assert!(
        scene.interview.xml().contains("<who tag=\"hidden &amp; kept\">An</who>"),
        "{}",
        scene.interview.xml()
    );
}

#[test]
fn people_come_and_go() {
    let mut scene = Scene::of(HOUSEHOLD);
    assert_eq!(scene.value("/data/people"), "1");
    scene
        .answer("/data/person/age", "40")
        .add("/data/person")
        .answer("/data/person[2]/age", "7")
        .add("/data/person");
    scene.answer("/data/person[3]/age", "18");
    assert_eq!((scene.value("/data/people"), scene.value("/data/adults")), ("3", "2"));
    assert_eq!(scene.value("/data/person[3]/place"), "3");
    scene.remove("/data/person[1]");
    assert_eq!((scene.value("/data/people"), scene.value("/data/adults")), ("2", "1"));
    assert_eq!(
        (scene.value("/data/person[1]/age"), scene.value("/data/person[1]/place")),
        ("7", "1")
    );
    assert_eq!(
        (scene.value("/data/person[2]/age"), scene.value("/data/person[2]/place")),
        ("18", "2")
    );
    scene.remove("/data/person[1]").remove("/data/person[1]");
    assert_eq!(scene.value("/data/people"), "0");
    assert!(!scene.interview.xml().contains("<person>"));
    scene.add("/data/person");
    assert!(scene.interview.xml().contains("</plot><person>") || scene.interview.xml().contains("<farm/><person>"));
}

#[test]
fn what_is_wrong_with_an_answer_is_data() {
    let mut scene = Scene::of(HOUSEHOLD);
    let farm = scene.interview.find("/data/farm").unwrap();
    assert_eq!(scene.interview.violation(farm), Some(Violation::Required));
    scene
        .answer("/data/farm", "y")
        .answer("/data/plot/crop", "lúa")
        .answer("/data/plot/area", "-3");
    let area = scene.interview.find("/data/plot/area").unwrap();
    assert_eq!(scene.interview.violation(area), Some(Violation::Constraint));
    assert_eq!(scene.interview.violation_message(area).as_deref(), Some("More than nothing, lúa"));
    scene.answer("/data/plot/area", "3");
    assert_eq!(scene.interview.violation(area), None);
    let crop = scene.interview.find("/data/plot/crop").unwrap();
    assert_eq!(scene.interview.label(crop), "Crop of 3 ha");
}

#[test]
fn a_refusal_satisfies_required_and_later_does_not() {
    #[track_caller]
    fn case(why: Missing, expected: Option<Violation>) {
        let mut scene = Scene::of(HOUSEHOLD);
        scene.miss("/data/farm", why);
        let farm = scene.interview.find("/data/farm").unwrap();
        assert_eq!(scene.interview.violation(farm), expected);
        assert_eq!(scene.interview.missing(farm), Some(why));
        scene.answer("/data/farm", "n");
        assert_eq!(scene.interview.missing(farm), None);
    }
    case(Missing::DontKnow, None);
    case(Missing::Refused, None);
    case(Missing::Later, Some(Violation::Required));
    case(Missing::Empty, Some(Violation::Required));
}

#[test]
fn a_step_that_cannot_be_taken_changes_nothing() {
    #[track_caller]
    fn case(at: &str, text: &str, expected: &str) {
        let mut scene = Scene::of(HOUSEHOLD);
        let before = scene.interview.xml();
        assert_eq!(scene.try_answer(at, text).unwrap_err().to_string(), expected);
        assert_eq!(scene.interview.xml(), before);
    }
    case("/data/nowhere", "1", "no such node: `/data/nowhere`");
    case("/data/person[2]/age", "1", "no such node: `/data/person[2]/age`");
    case("/data/person/age", "old", "`old` is no whole number: `/data/person[1]/age`");
    case("/data/farm", "perhaps", "`perhaps` is no choice that is offered: `/data/farm`");
    case("/data/people", "9", "read-only: `/data/people`");
    case("/data/plot", "9", "not a question: `/data/plot`");
}

#[test]
fn a_count_makes_as_many_as_it_says() {
    let mut scene = Scene::of(
        "
| survey |
| | type | name | label | repeat_count | calculation |
| | integer | n | How many? | | |
| | begin_repeat | child | Child | ${n} | |
| | text | name | Name | | |
| | begin_repeat | toy | Toy | | |
| | text | what | What | | |
| | end_repeat | | | | |
| | end_repeat | | | | |
| | calculate | toys | | | count(${toy}) |
",
    );
    assert_eq!(scene.value("/data/toys"), "0");
    scene
        .answer("/data/n", "2")
        .answer("/data/child[2]/name", "Hoa")
        .add("/data/child[2]/toy");
    assert_eq!(scene.value("/data/toys"), "3");
    scene.answer("/data/child[2]/toy[2]/what", "diều");
    let added = scene.interview.apply(
        &Step::Add {
            repeat: "/data/child".to_owned(),
        },
        &ambient(),
    );
    assert_eq!(added, Err(StepError::CountedRepeat("/data/child".to_owned())));
    scene.answer("/data/n", "1");
    assert_eq!(scene.value("/data/toys"), "1");
    assert_eq!(scene.interview.find("/data/child[2]"), None);
}

#[test]
fn what_must_not_be_empty_is_told_and_a_note_that_must_be_answered_stops_the_interview() {
    let mut scene = Scene::of(
        "| survey |\n| | type | name | label | calculation | required | relevant |\n| | integer | age | Age | | | |\n\
         | | calculate | year | | if(${age} = '', '', 2026 - ${age}) | yes | |\n| | note | stop | Too young | | yes | ${age} < 18 |\n",
    );
    let told = |scene: &Scene, path: &str| {
        let at = scene.interview.find(path).unwrap();
        (scene.interview.violation(at), scene.interview.hindrance(at))
    };
    assert_eq!(told(&scene, "/data/year"), (Some(Violation::Required), None));
    scene.answer("/data/age", "17");
    assert_eq!(told(&scene, "/data/year"), (None, None));
    assert_eq!(told(&scene, "/data/stop"), (Some(Violation::Required), Some(Violation::Required)));
    scene.answer("/data/age", "18");
    assert_eq!(told(&scene, "/data/stop"), (None, None));
}

const PLACES: &str = "
| survey |
| | type | name | label | choice_filter |
| | select_one city | city | City | |
| | select_one ward | ward | Ward | city = ${city} |
| | select_multiple service | used | Services | ward = ${ward} or string(ward) = '' |
| | begin_repeat | v | Visit | |
| | select_one city | from | From | |
| | select_one ward | at | At | city = ${from} |
| | end_repeat | | | |
| choices |
| | list_name | name | label::Tiếng Việt (vi) | label::English (en) | city | ward |
| | city | hn | Hà Nội | Hanoi | | |
| | city | hp | Hải Phòng | | | |
| | ward | bd | Ba Đình | Ba Dinh | hn | |
| | ward | lc | Lê Chân | Le Chan | hp | |
| | service | id | Căn cước | Identity | | bd |
| | service | tax | Thuế | Tax | | |
";

#[test]
fn a_choice_that_disappears_takes_the_answer_with_it_until_it_is_back() {
    let mut scene = Scene::of(PLACES);
    assert!(scene.offered("/data/ward").is_empty());
    scene
        .answer("/data/city", "hn")
        .answer("/data/ward", "bd")
        .answer("/data/used", "tax id");
    assert_eq!(scene.value("/data/used"), "id tax");
    scene.answer("/data/city", "hp");
    assert_eq!((scene.value("/data/ward"), scene.value("/data/used")), ("", "tax"));
    assert_eq!(scene.offered("/data/ward"), ["lc"]);
    scene.answer("/data/city", "hn");
    assert_eq!((scene.value("/data/ward"), scene.value("/data/used")), ("bd", "id tax"));
}

#[test]
fn each_instance_filters_by_its_own_answers() {
    let mut scene = Scene::of(PLACES);
    scene.add("/data/v").answer("/data/v[1]/from", "hn").answer("/data/v[2]/from", "hp");
    assert_eq!(scene.offered("/data/v[1]/at"), ["bd"]);
    assert_eq!(scene.offered("/data/v[2]/at"), ["lc"]);
}

#[test]
fn another_language_falls_back_where_it_has_no_words() {
    let mut scene = Scene::of(PLACES);
    scene
        .interview
        .apply(
            &Step::Language {
                name: "English (en)".to_owned(),
            },
            &ambient(),
        )
        .unwrap();
    let city = scene.interview.find("/data/city").unwrap();
    let labels: Vec<String> = scene
        .interview
        .choices(city)
        .unwrap()
        .iter()
        .map(|choice| choice.label.clone())
        .collect();
    assert_eq!(labels, ["Hanoi", "Hải Phòng"]);
    let refused = scene.interview.apply(
        &Step::Language {
            name: "Klingon".to_owned(),
        },
        &ambient(),
    );
    assert_eq!(refused, Err(StepError::NoSuchLanguage("Klingon".to_owned())));
}

#[test]
fn the_same_journal_gives_the_same_interview() {
    let form = super::form(HOUSEHOLD);
    let plan = crate::interview::Plan::of(form);
    let event = |at: &str, text: &str| crate::interview::Event {
        step: Step::Answer {
            at: at.to_owned(),
            answer: crate::interview::Answer::Text(text.to_owned()),
        },
        ambient: ambient(),
    };
    let events = [event("/data/farm", "y"), event("/data/plot/area", "4")];
    let interview = crate::interview::replay(&plan, &ambient(), &events).unwrap();
    let mut by_hand = Interview::begin(Arc::clone(&plan), &ambient());
    for event in &events {
        by_hand.apply(&event.step, &event.ambient).unwrap();
    }
    assert_eq!(interview.xml(), by_hand.xml());
    let gone = [event("/data/farm", "y"), event("/data/cattle", "4")];
    let refused = crate::interview::replay(&plan, &ambient(), &gone).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "line 2 of the journal does not fit the form: no such node: `/data/cattle`"
    );
}

#[test]
fn an_unlikely_answer_is_asked_about_again_and_stands() {
    #[track_caller]
    fn case(scene: &mut Scene, age: At, answer: &str, is_doubtful: bool, is_wrong: bool) {
        scene.answer("/data/age", answer);
        let state = (scene.interview.is_doubtful(age), scene.interview.violation(age).is_some());
        assert_eq!(state, (is_doubtful, is_wrong));
    }
    let mut scene = Scene::of(
        "| survey |\n| | type | name | label | constraint | soft_constraint | soft_constraint_message::Tiếng Việt (vi) |\n\
         | | integer | age | Tuổi | . < 130 | . < 100 | ${age} tuổi, có đúng không? |\n",
    );
    let age = scene.interview.find("/data/age").unwrap();
    case(&mut scene, age, "67", false, false);
    case(&mut scene, age, "101", true, false);
    assert_eq!(scene.interview.doubt_message(age).as_deref(), Some("101 tuổi, có đúng không?"));
    case(&mut scene, age, "", false, false);
    case(&mut scene, age, "131", true, true);
}

#[test]
fn a_scale_with_a_few_labelled_ticks_takes_the_numbers_between_them() {
    let mut scene = Scene::of(
        "| survey |\n| | type | name | label | parameters |\n| | range | r | R | start=0 end=10 tick_labelset=ends |\n\
         | choices |\n| | list_name | name | label |\n| | ends | 0 | Never |\n| | ends | 10 | Always |\n",
    );
    assert_eq!(scene.offered("/data/r"), ["0", "10"]);
    assert_eq!(scene.answer("/data/r", "4").value("/data/r"), "4");
    assert!(scene.try_answer("/data/r", "11").is_err());
}

#[test]
fn the_head_of_a_household_is_chosen_by_a_name_with_spaces() {
    let mut scene = Scene::of(
        "| survey |\n| | type | name | label |\n| | begin_repeat | r | R |\n| | text | nm | N |\n| | end_repeat | | |\n\
         | | select_one ${nm} | head | H |\n| | select_one place | p | P |\n| choices |\n| | list_name | name | label |\n\
         | | place | Ba Dinh | Ba Đình |\n| | place | Dinh | Đình |\n",
    );
    scene.answer("/data/r[1]/nm", "Nguyen Van A");
    scene.answer("/data/head", "Nguyen Van A");
    assert_eq!(scene.value("/data/head"), "Nguyen Van A");
    scene.answer("/data/p", "Ba Dinh");
    assert_eq!(scene.value("/data/p"), "Ba Dinh");
    let refused = scene.try_answer("/data/p", "Dinh Ba");
    assert!(matches!(refused, Err(StepError::WrongType { .. })), "{refused:?}");
}

#[test]
fn of_two_questions_each_leaves_out_what_the_other_has_taken() {
    let mut scene = Scene::of(
        "| survey |\n| | type | name | label | choice_filter |\n| | select_one l | a | A | name != ${b} |\n\
         | | select_one l | b | B | name != ${a} |\n| choices |\n| | list_name | name | label |\n| | l | x | X |\n| | l | y | Y |\n\
         | | l | z | Z |\n",
    );
    scene.answer("/data/a", "x");
    scene.answer("/data/b", "y");
    assert_eq!(scene.offered("/data/a"), ["x", "z"]);
    assert_eq!(scene.offered("/data/b"), ["y", "z"]);
    assert_eq!((scene.value("/data/a"), scene.value("/data/b")), ("x", "y"));
}

#[test]
fn a_number_with_an_exponent_is_one_that_expressions_read() {
    let mut scene = Scene::of(
        "| survey |\n| | type | name | label | calculation |\n| | decimal | d | D | |\n| | geopoint | g | G | |\n\
         | | calculate | twice | | ${d} * 2 |\n",
    );
    for (typed, stored, twice) in [("1e3", "1000", "2000"), ("2.5E-1", "0.25", "0.5"), ("1.50", "1.50", "3")] {
        scene.answer("/data/d", typed);
        assert_eq!((scene.value("/data/d"), scene.value("/data/twice")), (stored, twice));
    }
    scene.answer("/data/g", "2.1e1 105.8");
    assert_eq!(scene.value("/data/g"), "21.0 105.8");
}

#[test]
fn the_day_after_a_day_is_a_day_and_yes_is_true() {
    let mut scene = Scene::of(
        "| survey |\n| | type | name | label | calculation |\n| | date | d | D | |\n| | calculate | next | | date(${d} + 1) |\n\
         | | calculate | due | | concat('Due ', date(${d} + 1)) |\n| | calculate | noon | | date(20000.5) |\n\
         | | calculate | sure | | TRUE |\n| | calculate | never | | no |\n",
    );
    scene.answer("/data/d", "2026-01-31");
    assert_eq!(scene.value("/data/next"), "2026-02-01");
    assert_eq!(scene.value("/data/due"), "Due 2026-02-01");
    assert_eq!(scene.value("/data/noon"), "2024-10-04T19:00:00.000+07:00");
    assert_eq!((scene.value("/data/sure"), scene.value("/data/never")), ("true", "false"));
}

#[test]
fn choices_that_hide_one_another_in_turn_come_to_an_end() {
    // Each answer counts until it counts: nothing settles, and whoever answers must not wait for it.
    let mut scene = Scene::of(
        "| survey |\n| | type | name | label | choice_filter |\n| | text | t | T | |\n| | select_one l | a | A | ${b} = '' |\n\
         | | select_one l | b | B | ${t} = '' or ${a} != '' |\n| choices |\n| | list_name | name | label |\n| | l | x | X |\n",
    );
    scene.answer("/data/a", "x");
    scene.answer("/data/b", "x");
    scene.answer("/data/t", "on");
    assert_eq!(scene.value("/data/t"), "on");
    scene.answer("/data/t", "").answer("/data/b", "");
    assert_eq!(scene.value("/data/a"), "x");
}
