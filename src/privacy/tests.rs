//! What leaves and what stays, told with small workbooks.

use super::{ExportPlan, Fate, Note, Privacy, Reason};
use crate::dataset::{ColumnType, Missing, Record, Schema, Value};
use crate::form::{AnnexProblem, Finding, FindingKind, Form, NoAttachments, Severity, read};

const CHOICES: &str = "
| choices | | | | |
| | list_name | name | label | district |
| | yes_no | yes | Yes | |
| | yes_no | no | No | |
| | ward | w1 | Ward 1 | d1 |
| | ward | w2 | Ward 2 | d2 |
| | ward | w3 | Ward 3 | d1 |
";

fn form(survey: &str, privacy: &str) -> Form {
    let table = |name: &str, header: &str, rows: &str| format!("| {name} | | | | | |\n{header}\n{}\n\n", rows.trim());
    let survey = table("survey", "| | type | name | label | calculation | relevant |", survey);
    let privacy = table("privacy", "| | name | role | recode | note |", privacy);
    let (form, findings) = read("f.md", format!("{survey}{CHOICES}\n{privacy}").as_bytes(), &NoAttachments);
    form.unwrap_or_else(|| panic!("{findings:?}"))
}

fn plan(survey: &str, privacy: &str) -> (Schema, ExportPlan) {
    let form = form(survey, privacy);
    let schema = Schema::of(&form);
    let privacy = Privacy::compile(&form).unwrap_or_else(|findings| panic!("{findings:?}"));
    let plan = ExportPlan::of(&form, &schema, &privacy);
    (schema, plan)
}

fn fate(plan: &ExportPlan, name: &str) -> Fate {
    plan.columns.iter().find(|column| column.path == name).unwrap().fate.clone()
}

fn problems(survey: &str, privacy: &str) -> Vec<(AnnexProblem, String)> {
    let found = Privacy::compile(&form(survey, privacy)).unwrap_err();
    let told = |finding: Finding| match finding.kind {
        FindingKind::Annex(problem) => (problem, format!("{}!{}", finding.place.sheet, finding.place.column)),
        other => panic!("{other:?}"),
    };
    found.into_iter().map(told).collect()
}

#[test]
fn without_a_line_only_the_workbooks_own_choices_leave() {
    let survey = "
| | start | began | | | |
| | select_one yes_no | heard | Heard? | | |
| | select_multiple yes_no | many | Many | | |
| | integer | age | Age | | |
| | decimal | height | Height | | |
| | date | born | Born | | |
| | text | opinion | Opinion | | |
| | barcode | code | Code | | |
| | image | photo | Photo | | |
| | geopoint | spot | Where | | |
| | acknowledge | ok | OK? | | |";
    let (_, plan) = plan(survey, "");
    let leaving: Vec<&str> = plan
        .columns
        .iter()
        .filter(|column| column.fate.leaves())
        .map(|column| column.path.as_str())
        .collect();
    assert_eq!(leaving, ["heard", "many"]);
    assert_eq!(fate(&plan, "heard"), Fate::Leaves(Reason::OwnChoices));
}

#[test]
fn a_calculation_leaves_only_when_all_that_it_reads_leaves() {
    let survey = "
| | select_one yes_no | a | A | | |
| | integer | n | N | | |
| | calculate | fine | | if(${a} = 'yes', 1, 0) | |
| | calculate | finer | | ${fine} + 1 | |
| | calculate | leak | | ${n} + 1 | |
| | calculate | deep | | ${leak} + ${fine} | |
| | calculate | clock | | now() | |";
    let (_, plan) = plan(survey, "");
    assert_eq!(fate(&plan, "fine"), Fate::Leaves(Reason::AllSourcesLeave));
    assert_eq!(fate(&plan, "finer"), Fate::Leaves(Reason::AllSourcesLeave));
    assert_eq!(fate(&plan, "leak"), Fate::Stays(Reason::FromWithheld("n".to_owned())));
    assert_eq!(fate(&plan, "deep"), Fate::Stays(Reason::FromWithheld("leak".to_owned())));
    assert_eq!(fate(&plan, "clock"), Fate::Stays(Reason::FromAmbient));
}

#[test]
fn nothing_computed_from_a_direct_identifier_leaves_whatever_the_sheet_says() {
    let survey = "
| | integer | phone | Phone | | |
| | calculate | half | | substr(${phone}, 1, 5) | |
| | calculate | whole | | concat(${half}, 'x') | |";
    let privacy = "
| | phone | direct | | |
| | half | public | | |
| | whole | public | | |";
    let (_, plan) = plan(survey, privacy);
    assert_eq!(fate(&plan, "phone"), Fate::Stays(Reason::Direct));
    assert_eq!(fate(&plan, "half"), Fate::Stays(Reason::FromDirect("phone".to_owned())));
    assert_eq!(fate(&plan, "whole"), Fate::Stays(Reason::FromDirect("phone".to_owned())));
}

#[test]
fn a_group_read_as_a_whole_carries_what_is_in_it() {
    let survey = "
| | begin_group | g | G | | |
| | text | who | Who | | |
| | end_group | g | | | |
| | calculate | all | | string(/data/g) | |";
    let (_, plan) = plan(survey, "| | who | direct | | |\n| | all | public | | |");
    assert_eq!(fate(&plan, "all"), Fate::Stays(Reason::FromDirect("who".to_owned())));
}

#[test]
fn a_calculation_from_what_leaves_coarser_stays() {
    let survey = "
| | integer | age | Age | | |
| | calculate | twice | | ${age} * 2 | |";
    let (_, plan) = plan(survey, "| | age | quasi | bands 18 60 | |");
    assert!(matches!(fate(&plan, "age"), Fate::Coarsened(..)));
    assert_eq!(fate(&plan, "twice"), Fate::Stays(Reason::FromWithheld("age".to_owned())));
}

#[test]
fn a_quasi_identifier_that_is_no_choice_needs_a_recode() {
    let (_, plan) = plan(
        "| | integer | age | Age | | |\n| | text | job | Job | | |",
        "| | age | quasi | | |\n| | job | public | | |",
    );
    assert_eq!(fate(&plan, "age"), Fate::Stays(Reason::NeedsRecode(super::Role::Quasi)));
    assert_eq!(fate(&plan, "job"), Fate::Leaves(Reason::Role(super::Role::Public)));
}

#[test]
fn the_open_text_behind_other_stays() {
    let (_, plan) = plan("| | select_one yes_no or_other | choice | Choice | | |", "");
    assert_eq!(fate(&plan, "choice"), Fate::Leaves(Reason::OwnChoices));
    assert!(!fate(&plan, "choice_other").leaves());
}

#[test]
fn whether_it_was_asked_may_tell_and_the_plan_says_so() {
    let survey = "
| | integer | age | Age | | |
| | select_one yes_no | votes | Votes? | | ${age} >= 18 |";
    let (_, plan) = plan(survey, "");
    let votes = plan.columns.iter().find(|column| column.path == "votes").unwrap();
    assert_eq!(votes.notes, [Note::RelevanceTells("age".to_owned())]);
}

#[test]
fn a_released_record_is_coarser_and_holds_nothing_else() {
    let survey = "
| | text | name | Name | | |
| | integer | age | Age | | |
| | date | born | Born | | |
| | select_one ward | ward | Ward | | |
| | begin_repeat | child | Child | | |
| | text | child_name | Name | | |
| | select_one yes_no | school | School? | | |
| | end_repeat | child | | | |
| | begin_repeat | note | Note | | |
| | text | words | Words | | |
| | end_repeat | note | | | |";
    let privacy = "
| | name | direct | | |
| | age | quasi | top 80 bands 18 61 | |
| | born | quasi | year round 5 | |
| | ward | quasi | parent district | |
| | words | text | | |";
    let (schema, plan) = plan(survey, privacy);
    let mut record = Record::blank(&schema);
    let answers = [
        ("name", "Nguyễn Văn A"),
        ("age", "47"),
        ("born", "1979-03-02"),
        ("ward", "w3"),
        ("child_name", "Bé"),
        ("school", "yes"),
        ("words", "mật"),
    ];
    record.add_row(&schema, 1, 0);
    record.add_row(&schema, 2, 0);
    for (name, text) in answers {
        let at = schema.named(name).unwrap();
        record.set(at, 0, Value::parse(text, schema.get(at).unwrap()));
    }
    let released = plan.release(&record);
    assert_eq!(plan.released.tables.len(), 2, "a table of texts alone does not leave");
    assert_eq!(
        released.tables[0].cells,
        [[Value::One("18_60".to_owned()), Value::Integer(1980), Value::One("d1".to_owned())]]
    );
    assert_eq!(released.tables[1].cells, [[Value::One("yes".to_owned())]]);
    let age = &plan.released.tables[0].columns[0];
    assert_eq!(age.kind, ColumnType::One);
    assert_eq!(age.choices.as_deref().unwrap(), ["under_18", "18_60", "from_61"]);
}

#[test]
fn what_does_not_fit_leaves_as_left_empty() {
    let (schema, plan) = plan(
        "| | select_one yes_no | q | Q | | |\n| | integer | age | Age | | |",
        "| | age | quasi | bands 18 | |",
    );
    let mut record = Record::blank(&schema);
    record.set(schema.named("q").unwrap(), 0, Value::One("0912345678".to_owned()));
    record.set(schema.named("age").unwrap(), 0, Value::Text("0912345678".to_owned()));
    let empty = Value::Missing(Missing::Empty);
    assert_eq!(plan.release(&record).tables[0].cells, [[empty.clone(), empty]]);
}

#[test]
fn missing_kinds_leave_as_they_are_but_later_does_not() {
    let (schema, plan) = plan("| | integer | age | Age | | |", "| | age | quasi | bands 18 | |");
    let at = schema.named("age").unwrap();
    for (kind, expected) in [
        (Missing::Refused, Missing::Refused),
        (Missing::NotAsked, Missing::NotAsked),
        (Missing::Later, Missing::Empty),
    ] {
        let mut record = Record::blank(&schema);
        record.set(at, 0, Value::Missing(kind));
        assert_eq!(plan.release(&record).tables[0].cells, [[Value::Missing(expected)]]);
    }
}

#[test]
fn each_mistake_is_told_with_its_cell() {
    let survey = "| | integer | age | Age | | |\n| | select_one ward | ward | Ward | | |\n| | text | name | Name | | |";
    let privacy = "
| | agee | quasi | | |
| | age | secret | | |
| | name | direct | top 5 | |
| | ward | quasi | top 80 | |
| | age | quasi | bands 30 20 | |
| | ward | quasi | parent region | |";
    let found = problems(survey, privacy);
    let is = |index: usize, cell: &str, test: fn(&AnnexProblem) -> bool| {
        assert!(test(&found[index].0), "{:?}", found[index]);
        assert_eq!(found[index].1, cell);
    };
    assert_eq!(found.len(), 6, "{found:?}");
    is(0, "privacy!1", |problem| matches!(problem, AnnexProblem::UnknownQuestion { .. }));
    is(1, "privacy!2", |problem| matches!(problem, AnnexProblem::UnknownWord { .. }));
    is(2, "privacy!3", |problem| {
        matches!(problem, AnnexProblem::RecodeWithoutEffect { .. })
    });
    is(3, "privacy!3", |problem| matches!(problem, AnnexProblem::RecodeDoesNotFit { .. }));
    is(4, "privacy!3", |problem| matches!(problem, AnnexProblem::BadRecode { .. }));
    is(5, "privacy!3", |problem| {
        matches!(problem, AnnexProblem::UnknownChoiceColumn { .. })
    });
}

#[test]
fn a_misspelt_column_is_not_ignored() {
    let text = "| survey | | | |\n| | type | name | label |\n| | text | a | A |\n\n| privacy | | |\n| | name | roll |\n| | a | direct |\n";
    let form = read("f.md", text.as_bytes(), &NoAttachments).0.unwrap();
    let found = Privacy::compile(&form).unwrap_err();
    assert!(matches!(&found[0].kind, FindingKind::Annex(AnnexProblem::UnknownColumn { column, .. }) if column == "roll"));
}

#[test]
fn what_never_leaves_as_answered_stays_though_the_sheet_calls_it_public() {
    let survey = "
| | start | began | | | |
| | deviceid | device | | | |
| | geopoint | spot | Where | | |
| | image | photo | Photo | | |
| | dateTime | visit | Visit | | |
| | dateTime | left | Left | | |
| | calculate | north | | substring-before(${spot}, ' ') | |
| | integer | rooms | Rooms | | |";
    let privacy = "
| | began | public | | |
| | device | public | | |
| | spot | public | | |
| | photo | public | | |
| | visit | public | | |
| | left | quasi | month | |
| | north | public | | |
| | rooms | public | | |";
    let (_, plan) = plan(survey, privacy);
    for name in ["began", "device", "spot", "photo", "visit"] {
        assert!(matches!(fate(&plan, name), Fate::Stays(Reason::NeverAsAnswered(_))), "{name}");
    }
    for name in ["left", "north", "rooms"] {
        assert!(fate(&plan, name).leaves(), "{name}");
    }
}

#[test]
fn the_author_is_told_of_rows_that_let_something_out_which_stays() {
    let survey = "
| | text | name | Name | | |
| | calculate | greeting | | concat('Dear ', ${name}) | |
| | integer | age | Age | | |
| | geopoint | spot | Where | | |
| | integer | rooms | Rooms | | |";
    let privacy = "
| | name | direct | | |
| | greeting | public | | |
| | age | quasi | | |
| | spot | public | | |
| | rooms | public | | |";
    let form = form(survey, privacy);
    let schema = Schema::of(&form);
    let plan = ExportPlan::of(&form, &schema, &Privacy::compile(&form).unwrap());
    let doubts = super::doubts(&form, &schema, &plan);
    let told = doubts.iter().map(|finding| match &finding.kind {
        FindingKind::Annex(problem) => (problem.key(), finding.place.column),
        other => panic!("{other:?}"),
    });
    let expected = [
        ("finding-annex-stays-with-its-source", 2),
        ("finding-annex-stays-without-recode", 3),
        ("finding-annex-never-as-answered", 2),
    ];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    assert!(doubts.iter().all(|finding| finding.kind.severity() == Severity::Warning));
}

#[test]
fn who_chooses_among_names_answers_with_a_name() {
    let survey = "
| | begin_repeat | member | Member | | |
| | text | called | Called | | |
| | integer | born | Born | | |
| | end_repeat | | | | |
| | select_one ${called} | head | Who is the head? | | |
| | select_one ${born} | eldest | Who was born first? | | |";
    let privacy = "
| | called | direct | | |
| | head | public | | |
| | eldest | public | | |";
    let (_, plan) = plan(survey, privacy);
    assert_eq!(fate(&plan, "head"), Fate::Stays(Reason::FromDirect("called".to_owned())));
    assert!(fate(&plan, "eldest").leaves());
}
