//! What a search promises.

use proptest::prelude::*;

use super::*;
use crate::privacy::microdata::{BLANK, CodedColumn, Microdata};
use crate::privacy::risk::{Distance, Diversity, ItemRequirement, Requirement, RiskReport};
use crate::words::{Progress, Silent};

struct Cancelled;

impl Progress for Cancelled {
    fn step(&self, _done: u64, _total: u64) {}

    fn is_cancelled(&self) -> bool {
        true
    }
}

fn quasi(microdata: &Microdata, column: usize) -> QuasiIdentifier {
    QuasiIdentifier {
        column,
        hierarchy: Hierarchy::new(microdata.column(column).unwrap()),
        importance: 1,
    }
}

/// Nine values in three bands, in one, and withheld.
fn banded(microdata: &Microdata, column: usize) -> QuasiIdentifier {
    let name = |labels: &[String]| format!("from {}", labels[0]);
    let answered = quasi(microdata, column);
    QuasiIdentifier {
        hierarchy: answered
            .hierarchy
            .merged("bands", &[3, 6], name)
            .merged("all", &[], name)
            .withheld(),
        ..answered
    }
}

fn request(quasi: Vec<QuasiIdentifier>, requirement: Requirement) -> ReleaseRequest {
    ReleaseRequest {
        quasi,
        requirement,
        most_blanked: 1.0,
        bounds: SearchBounds::default(),
    }
}

fn column(name: &str, codes: Vec<u32>) -> CodedColumn {
    CodedColumn::new(name, (0..9).map(|code| code.to_string()).collect(), codes).unwrap()
}

#[test]
fn what_a_column_loses_is_what_it_no_longer_tells() {
    // Nine values once each tell log₂ 9 each; a band of three leaves log₂ 3 of it.
    let microdata = Microdata::new(vec![column("age", (0..9).collect())]).unwrap();
    let plan = search(&microdata, &request(vec![banded(&microdata, 0)], Requirement::k(3)), &Silent).unwrap();
    assert_eq!(plan.levels(), [1]);
    assert!((plan.loss.total - 0.5).abs() < 1e-12);
    assert_eq!((plan.loss.cells, plan.loss.discernibility), (0, 27));
    assert!((plan.loss.average_class - 3.0).abs() < 1e-12);
}

#[test]
fn a_few_blanks_are_better_than_a_coarser_column() {
    let codes = (0..2).flat_map(|code| [code; 20]).chain([2]).collect();
    let microdata = Microdata::new(vec![column("ward", codes)]).unwrap();
    let plan = search(&microdata, &request(vec![banded(&microdata, 0)], Requirement::k(3)), &Silent).unwrap();
    assert_eq!(plan.levels(), [0], "the only one of ward 2 and two others lose theirs");
    assert_eq!(plan.loss.cells, 3);
    let strict = ReleaseRequest {
        most_blanked: 0.05,
        ..request(vec![banded(&microdata, 0)], Requirement::k(3))
    };
    assert_eq!(
        search(&microdata, &strict, &Silent).unwrap().loss.cells,
        0,
        "three of 41 are more than one in twenty"
    );
}

#[test]
fn the_important_column_is_spared() {
    let codes = |of: fn(u32) -> u32| (0..81).map(of).collect();
    let microdata = Microdata::new(vec![column("a", codes(|at| at % 9)), column("b", codes(|at| at / 9))]).unwrap();
    let plan = |important: usize| {
        let mut both = vec![banded(&microdata, 0), banded(&microdata, 1)];
        both[important].importance = 5;
        search(&microdata, &request(both, Requirement::k(2)), &Silent).unwrap()
    };
    for important in [0, 1] {
        let loss = plan(important).loss;
        assert!(loss.columns[important].share < loss.columns[1 - important].share);
    }
}

#[test]
fn a_request_that_cannot_be_met_is_refused_with_what_to_do() {
    let microdata = Microdata::new(vec![column("a", vec![0, 1, 2])]).unwrap();
    let asked = request(vec![quasi(&microdata, 0)], Requirement::k(4));
    assert_eq!(
        search(&microdata, &asked, &Silent).unwrap_err().to_string(),
        "no recoding meets the requirement: allow more blanks, give coarser levels, or ask for a smaller k or l, or a larger t or risk"
    );
    assert_eq!(search(&microdata, &asked, &Cancelled).unwrap_err(), SearchError::Cancelled);
}

#[test]
fn bounds_stop_the_search_and_the_plan_says_so() {
    let codes = |step: u32| (0..60).map(|record| record * step % 9).collect();
    let microdata = Microdata::new(vec![column("a", codes(2)), column("b", codes(5)), column("c", codes(7))]).unwrap();
    let mut asked = request((0..3).map(|at| banded(&microdata, at)).collect(), Requirement::k(8));
    let long = search(&microdata, &asked, &Silent).unwrap();
    asked.bounds = SearchBounds { looked: 2, suppressed: 1 };
    let short = search(&microdata, &asked, &Silent).unwrap();
    assert!(long.is_complete && !short.is_complete);
    assert!(long.loss.total <= short.loss.total);
    assert!(short.after.is_met(), "what is found in time is a release all the same");
}

fn tables() -> impl Strategy<Value = Microdata> {
    let cell = || prop_oneof![9 => 0..9_u32, 1 => Just(BLANK)];
    let record = (cell(), cell(), 0..9_u32);
    proptest::collection::vec(record, 4..60).prop_map(|records| {
        let of = |cell: fn(&(u32, u32, u32)) -> u32| records.iter().map(cell).collect();
        Microdata::new(vec![
            column("a", of(|r| r.0)),
            column("b", of(|r| r.1)),
            column("item", of(|r| r.2)),
        ])
        .unwrap()
    })
}

fn requirement(l: usize, t: f64) -> Requirement {
    Requirement {
        items: vec![ItemRequirement {
            column: 2,
            diversity: Some(Diversity::Distinct(l)),
            closeness: Some((Distance::Ordered, t)),
        }],
        ..Requirement::k(3)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_plan_meets_the_request_in_both_readings(microdata in tables(), l in 1..3_usize, t in 0.2..0.6, most_blanked in 0.0..1.0) {
        let quasi = vec![banded(&microdata, 0), banded(&microdata, 1)];
        let asked = ReleaseRequest { most_blanked, ..request(quasi, requirement(l, t)) };
        let Ok(plan) = search(&microdata, &asked, &Silent) else {
            let item = microdata.column(2).unwrap().codes();
            prop_assert!(item.iter().all(|code| *code == item[0]), "everything withheld meets every request but for diversity");
            return Ok(());
        };
        prop_assert!(plan.after.is_met());
        let released = plan.apply(&microdata);
        prop_assert_eq!(&RiskReport::of(&released, &[0, 1], &asked.requirement).unwrap(), &plan.after);
        for (at, column) in plan.loss.columns.iter().enumerate() {
            prop_assert!(column.blanked as f64 <= most_blanked * microdata.rows() as f64);
            prop_assert!((0.0..=1.0 + 1e-9).contains(&column.share));
            let hierarchy = &plan.quasi()[at].hierarchy;
            for (before, after) in microdata.column(at).unwrap().codes().iter().zip(released.column(at).unwrap().codes()) {
                prop_assert!(*after == BLANK || *after == hierarchy.code(column.level, *before));
            }
        }
        prop_assert_eq!(released.column(2), microdata.column(2));
    }

    #[test]
    fn the_order_of_records_does_not_matter(microdata in tables()) {
        let back = |column: &CodedColumn| {
            CodedColumn::new(column.name(), column.labels().to_vec(), column.codes().iter().rev().copied().collect()).unwrap()
        };
        let other = Microdata::new(microdata.columns().iter().map(back).collect()).unwrap();
        let plan = |microdata: &Microdata| {
            let asked = request(vec![banded(microdata, 0), banded(microdata, 1)], Requirement::k(3));
            search(microdata, &asked, &Silent).unwrap()
        };
        let (one, two) = (plan(&microdata), plan(&other));
        prop_assert_eq!(one.levels(), two.levels());
        prop_assert_eq!(&one.loss, &two.loss);
        prop_assert_eq!(one.after, two.after);
    }
}
