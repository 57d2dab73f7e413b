//! Tallies and standard errors, told with small surveys and with published ones.

use std::path::Path;

use proptest::prelude::*;

use super::{Binding, IndexTree, ItemRule, NodeScore, Spread, Tally, score};
use crate::dataset::{Record, Schema, Value};
use crate::form::{AnnexProblem, FindingKind, Form, NoAttachments, read};

struct Survey {
    form: Form,
    tree: IndexTree,
    schema: Schema,
}

fn survey(markdown: &str) -> Survey {
    let (form, findings) = read("f.md", markdown.as_bytes(), &NoAttachments);
    let form = form.unwrap_or_else(|| panic!("{findings:?}"));
    let tree = IndexTree::compile(&form).unwrap_or_else(|findings| panic!("{findings:?}")).unwrap();
    let schema = Schema::of(&form);
    Survey { form, tree, schema }
}

impl Survey {
    fn record(&self, answers: &[(&str, &str)]) -> Vec<u8> {
        let mut record = Record::blank(&self.schema);
        for (name, text) in answers {
            let at = self.schema.named(name).unwrap();
            record.set(at, 0, Value::parse(text, self.schema.get(at).unwrap()));
        }
        record.pack(&self.schema)
    }

    fn binding(&self, by: &[String]) -> Binding {
        Binding::new(&self.form, &self.tree, &self.schema, by).unwrap()
    }

    fn tally(binding: &Binding, records: &[Vec<u8>]) -> Tally {
        let mut tally = Tally::default();
        for record in records {
            tally.add(binding, record).unwrap();
        }
        tally
    }

    fn scores(&self, rule: Option<ItemRule>, by: &[&str], records: &[Vec<u8>]) -> Vec<NodeScore> {
        let by: Vec<String> = by.iter().map(|name| (*name).to_owned()).collect();
        let binding = self.binding(&by);
        let tally = Self::tally(&binding, records);
        let mut spread = Spread::new(&self.tree, &tally, rule);
        for record in records {
            spread.add(&binding, record).unwrap();
        }
        score(&self.tree, &tally, rule, &by, Some(&spread))
    }
}

fn find<'a>(scores: &'a [NodeScore], unit: Option<&str>, node: &str) -> &'a NodeScore {
    scores
        .iter()
        .find(|score| score.unit.as_deref() == unit && score.node == node && score.by.is_none())
        .unwrap()
}

const LIKERT: &str = "
| settings | | |
| | form_id | form_title |
| | likert | Likert |

| survey | | | |
| | type | name | label |
| | select_one ward | ward | Ward |
| | select_one sex | sex | Sex |
| | select_one level | a | A |
| | select_one level | b | B |
| | select_one level | c | C |

| choices | | | | |
| | list_name | name | label | score |
| | ward | w1 | W1 | |
| | ward | w2 | W2 | |
| | sex | m | M | |
| | sex | f | F | |
| | level | 1 | 1 | 1 |
| | level | 2 | 2 | 2 |
| | level | 3 | 3 | 3 |
| | level | 4 | 4 | 4 |
| | level | 5 | 5 | 5 |
| | level | none | None | |

| index | | | | | | |
| | node | parent | items | score | combine | unit |
| | total | | | top2 | items | ward |
| | ab | total | a b | | | |
| | only_c | total | c | | | |
";

#[test]
fn both_rules_leave_non_response_out_of_the_items_n() {
    let survey = survey(LIKERT);
    let records = [
        survey.record(&[("ward", "w1"), ("a", "5"), ("b", "4"), ("c", "1")]),
        survey.record(&[("ward", "w1"), ("a", "3"), ("b", ""), ("c", "none")]),
    ];
    let top = survey.scores(None, &[], &records);
    assert_eq!(find(&top, Some("w1"), "a").value, Some(50.0));
    assert_eq!(find(&top, Some("w1"), "b").value, Some(100.0));
    assert_eq!(find(&top, Some("w1"), "b").n, Some(1));
    assert_eq!(find(&top, Some("w1"), "only_c").value, Some(0.0));
    assert_eq!(find(&top, Some("w1"), "ab").n, Some(2));
    // Three items: (50 + 100 + 0) / 3.
    assert_eq!(find(&top, Some("w1"), "total").value, Some(50.0));
    let mean = survey.scores(Some(ItemRule::Mean), &[], &records);
    assert_eq!(find(&mean, Some("w1"), "a").value, Some(80.0));
    assert_eq!(find(&mean, Some("w1"), "only_c").value, Some(20.0));
}

#[test]
fn a_factor_without_answers_leaves_the_total() {
    let survey = survey(LIKERT);
    let scores = survey.scores(None, &[], &[survey.record(&[("ward", "w1"), ("a", "5")])]);
    assert_eq!(find(&scores, Some("w1"), "only_c").value, None);
    assert_eq!(find(&scores, Some("w1"), "total").value, Some(100.0));
}

#[test]
fn without_any_record_there_is_a_tree_without_values() {
    let survey = survey(LIKERT);
    let scores = survey.scores(None, &[], &[]);
    assert_eq!(scores.len(), survey.tree.nodes.len());
    assert!(
        scores
            .iter()
            .all(|score| score.unit.is_none() && score.value.is_none() && score.n == Some(0))
    );
}

#[test]
fn figures_are_split_by_a_question() {
    let survey = survey(LIKERT);
    let records = [
        survey.record(&[("ward", "w1"), ("sex", "m"), ("a", "5")]),
        survey.record(&[("ward", "w1"), ("sex", "f"), ("a", "1")]),
        survey.record(&[("ward", "w2"), ("a", "1")]),
    ];
    let scores = survey.scores(None, &["sex"], &records);
    let rows: Vec<_> = scores
        .iter()
        .filter(|score| score.node == "a")
        .map(|score| (score.unit.as_deref(), score.by.clone().map(|by| by["sex"].clone()), score.value))
        .collect();
    let sex = |name: &str| Some(Some(name.to_owned()));
    assert_eq!(
        rows,
        [
            (None, None, Some(100.0 / 3.0)),
            (None, Some(None), Some(0.0)),
            (None, sex("f"), Some(0.0)),
            (None, sex("m"), Some(100.0)),
            (Some("w1"), None, Some(50.0)),
            (Some("w1"), sex("f"), Some(0.0)),
            (Some("w1"), sex("m"), Some(100.0)),
            (Some("w2"), None, Some(0.0)),
            (Some("w2"), Some(None), Some(0.0)),
        ]
    );
}

#[test]
fn one_answer_and_equal_answers_give_no_interval() {
    let survey = survey(LIKERT);
    let same = survey.record(&[("ward", "w1"), ("a", "5")]);
    for records in [vec![same.clone()], vec![same.clone(), same.clone(), same]] {
        let scores = survey.scores(None, &[], &records);
        let a = find(&scores, Some("w1"), "a");
        assert_eq!((a.value, a.se, a.low, a.high), (Some(100.0), None, None, None));
    }
}

#[test]
fn an_index_is_linearised_as_a_whole() {
    // Two items that move together: the error of their mean is that of one of them, not smaller.
    let survey = survey(LIKERT);
    let records: Vec<_> = (0..40)
        .map(|i| if i % 4 == 0 { "2" } else { "5" })
        .map(|level| survey.record(&[("ward", "w1"), ("a", level), ("b", level)]))
        .collect();
    let scores = survey.scores(None, &[], &records);
    let error = |node| find(&scores, Some("w1"), node).se.unwrap();
    assert!((error("ab") - error("a")).abs() < 1e-9);
    // p = 0.75, n = 40: sqrt(p q / (n − 1)).
    assert!((error("a") - 100.0 * (0.75_f64 * 0.25 / 39.0).sqrt()).abs() < 1e-9);
}

fn answers() -> impl Strategy<Value = Vec<(usize, usize, usize, usize)>> {
    proptest::collection::vec((0_usize..3, 0_usize..3, 0_usize..7, 0_usize..7), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn tallies_merge_in_any_order_to_the_same_figures(answers in answers(), cut in any::<prop::sample::Index>()) {
        let survey = survey(LIKERT);
        let level = ["1", "2", "3", "4", "5", "none", ""];
        let record = |(ward, sex, a, b): (usize, usize, usize, usize)| survey.record(&[("ward", ["w1", "w2", ""][ward]), ("sex", ["m", "f", ""][sex]), ("a", level[a]), ("b", level[b])]);
        let mut records: Vec<Vec<u8>> = answers.into_iter().map(record).collect();
        let straight = survey.scores(None, &["sex"], &records);
        let by = ["sex".to_owned()];
        let binding = survey.binding(&by);
        let (first, second) = records.split_at(if records.is_empty() { 0 } else { cut.index(records.len()) });
        let mut merged = Survey::tally(&binding, second);
        merged.merge(&Survey::tally(&binding, first));
        prop_assert_eq!(&merged, &Survey::tally(&binding, &records));
        records.reverse();
        prop_assert_eq!(survey.scores(None, &["sex"], &records), straight);
    }
}

const SCHOOLS: &str = "
| settings | | |
| | form_id | form_title |
| | schools | Schools |

| survey | | | |
| | type | name | label |
| | text | stype | Stratum |
| | text | dnum | Cluster |
| | decimal | pw | Weight |
| | integer | api00 | Mean |
| | select_one yes_no | wide | Share |

| choices | | | | |
| | list_name | name | label | score |
| | yes_no | Yes | Yes | 1 |
| | yes_no | No | No | 0 |

| index | | | | | | | |
| | node | parent | items | score | case_weight | stratum | cluster |
";

/// Mean of `api00` and share of `wide` with their standard errors, as R's package survey gives them without `fpc`.
fn schools(file: &str, design: &str) -> Vec<NodeScore> {
    let survey = survey(&format!(
        "{SCHOOLS}| | root | | | value | pw | {design} |\n| | mean | root | api00 | | | | |\n| | share | root | wide | share | | | |\n"
    ));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/oracles").join(file);
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let column = |name: &str| header.iter().position(|known| known == name).unwrap();
    let (stype, dnum, pw, api00, wide) = (column("stype"), column("dnum"), column("pw"), column("api00"), column("sch.wide"));
    let records: Vec<Vec<u8>> = reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            survey.record(&[
                ("stype", &row[stype]),
                ("dnum", &row[dnum]),
                ("pw", &row[pw]),
                ("api00", &row[api00]),
                ("wide", &row[wide]),
            ])
        })
        .collect();
    survey.scores(None, &[], &records)
}

#[test]
fn standard_errors_are_those_of_the_survey_package() {
    #[track_caller]
    fn case(file: &str, design: &str, node: &str, value: f64, se: f64) {
        let Some(scores) = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../shared/oracles")
            .is_dir()
            .then(|| schools(file, design))
        else {
            return;
        };
        let found = find(&scores, None, node);
        let near = |found: Option<f64>, expected: f64| (found.unwrap() / expected - 1.0).abs() < 1e-6;
        assert!(near(found.value, value) && near(found.se, se), "{found:?}");
    }
    case("apistrat.csv", "stype | ", "mean", 662.287_363_159, 9.536_132_297);
    case("apistrat.csv", "stype | ", "share", 82.794_801_142, 2.475_680_288);
    case("apiclus1.csv", " | dnum", "mean", 644.169_398_91, 23.779_010_72);
    case("apiclus1.csv", " | dnum", "share", 87.431_693_989, 2.056_423_745);
    case("apisrs.csv", " | ", "mean", 656.585, 9.402_772_171);
}

#[test]
fn a_small_sample_declares_its_design_and_gets_its_error() {
    // Two clusters of two: totals ±z, so the variance is 2 / 1 · 2 z².
    let survey = survey(&format!(
        "{SCHOOLS}| | root | | | value | | | dnum |\n| | mean | root | api00 | | | | |\n"
    ));
    let records =
        [("a", "1"), ("a", "1"), ("b", "3"), ("b", "3")].map(|(cluster, value)| survey.record(&[("dnum", cluster), ("api00", value)]));
    let scores = survey.scores(None, &[], &records);
    let mean = find(&scores, None, "mean");
    assert_eq!((mean.value, mean.n), (Some(2.0), Some(4)));
    assert!((mean.se.unwrap() - 1.0).abs() < 1e-9);
}

#[test]
fn each_mistake_of_the_sheet_is_told_with_its_cell() {
    #[track_caller]
    fn case(rows: &str, column: u32, expected: fn(&AnnexProblem) -> bool) {
        let (head, _) = LIKERT.split_once("| index |").unwrap();
        let sheet = "| index | | | | | | | | | | | | |\n| | node | parent | items | score | combine | weight | min | max | lo | hi | unit | when |\n";
        let (form, _) = read("f.md", format!("{head}{sheet}{rows}").as_bytes(), &NoAttachments);
        let findings = IndexTree::compile(&form.unwrap()).unwrap_err();
        let found = findings
            .iter()
            .find(|finding| matches!(&finding.kind, FindingKind::Annex(problem) if expected(problem)));
        let found = found.unwrap_or_else(|| panic!("{findings:?}"));
        assert_eq!((found.place.sheet.as_str(), found.place.column), ("index", column), "{found:?}");
    }
    let root = "| | t | | | top2 | | | | | | | ward | |\n";
    case("| | t | x | | top2 | | | | | | | | |\n", 0, |problem| {
        matches!(problem, AnnexProblem::MissingRoot)
    });
    case("| | t | | | | | | | | | | ward | |\n", 4, |problem| {
        matches!(problem, AnnexProblem::MissingCell { .. })
    });
    case("| | t | | | top3 | | | | | | | ward | |\n", 4, |problem| {
        matches!(problem, AnnexProblem::UnknownWord { .. })
    });
    case("| | t | | | top2 | | | | | | | wart | |\n", 11, |problem| {
        matches!(problem, AnnexProblem::UnknownQuestion { .. })
    });
    case(&format!("{root}| | u | | a | | | | | | | | | |\n"), 2, |problem| {
        matches!(problem, AnnexProblem::SecondRoot { .. })
    });
    case(&format!("{root}| | u | v | a | | | | | | | | | |\n"), 2, |problem| {
        matches!(problem, AnnexProblem::UnknownParent { .. })
    });
    case(
        &format!("{root}| | u | v | | | | | | | | | | |\n| | v | u | a | | | | | | | | | |\n"),
        2,
        |problem| matches!(problem, AnnexProblem::ParentCycle { .. }),
    );
    case(&format!("{root}| | u | t | q | | | | | | | | | |\n"), 3, |problem| {
        matches!(problem, AnnexProblem::UnknownQuestion { .. })
    });
    case(&format!("{root}| | u | t | a | | adding | | | | | | | |\n"), 5, |problem| {
        matches!(problem, AnnexProblem::UnknownWord { .. })
    });
    case(&format!("{root}| | u | t | a | | | 5 | | | | | | |\n"), 6, |problem| {
        matches!(problem, AnnexProblem::UnusedCell { .. })
    });
    case(&format!("{root}| | u | t | a | | | | 1 | x | | | | |\n"), 8, |problem| {
        matches!(problem, AnnexProblem::BadNumber { .. })
    });
    case(&format!("{root}| | u | t | a | | | | | | 9 | 3 | | |\n"), 10, |problem| {
        matches!(problem, AnnexProblem::EmptyRange { .. })
    });
    case(&format!("{root}| | u | t | a | | | | | | | | | ${{sex}} = |\n"), 12, |problem| {
        matches!(problem, AnnexProblem::BadCondition { .. })
    });
    case(
        &format!("{root}| | u | t | a b | | | | | | | | | |\n| | v | t | b c | | | | | | | | | |\n"),
        3,
        |problem| matches!(problem, AnnexProblem::RepeatedRow { .. }),
    );
}
