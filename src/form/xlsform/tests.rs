//! Forms as their authors write them, and what becomes of them.

mod columns;

use super::super::{DataType, Finding, FindingKind, Form, Kind, NoAttachments, NodeId, Severity, TemplatePart, read};
use crate::words::{Lang, Words};

fn form(markdown: &str) -> Form {
    let (form, findings) = read("form.md", markdown.as_bytes(), &NoAttachments);
    form.unwrap_or_else(|| panic!("{findings:#?}"))
}

fn findings(markdown: &str) -> Vec<Finding> {
    read("form.md", markdown.as_bytes(), &NoAttachments).1
}

fn find(form: &Form, path: &str) -> NodeId {
    form.ids().find(|id| form.path(*id) == path).unwrap_or_else(|| panic!("no {path}"))
}

#[test]
fn the_built_in_form_reads_without_a_finding() {
    let bytes = include_bytes!("../../../assets/instruments/sipas-citizen.md");
    let (form, findings) = read("sipas-citizen.md", bytes, &NoAttachments);
    assert_eq!(findings, []);
    let form = form.unwrap();
    assert_eq!(
        (form.id.as_str(), form.languages.len(), form.default_language.0),
        ("sipas-citizen", 2, 0)
    );
}

#[test]
fn a_question_in_a_repeat_reads_its_neighbour() {
    let form = form(
        "| survey |\n| | type | name | label | relevant | calculation |\n\
         | | begin_repeat | v | Visit | | |\n| | integer | s | Score | | |\n\
         | | text | why | Why ${s}? | ${s} < 3 | |\n| | end_repeat | | | | |\n| | calculate | total | | | sum(${s}) |\n",
    );
    let why = form.node(find(&form, "/data/v/why"));
    let relevant = why.relevant.as_ref().unwrap();
    assert_eq!(&*relevant.expression.source, "../s < 3");
    assert!(relevant.reads().eq([find(&form, "/data/v/s")]));
    let label = why.label.by_language[0].as_ref().unwrap();
    assert!(matches!(&label.parts[1], TemplatePart::Output(output) if &*output.expression.source == "../s"));
    let total = form.question(find(&form, "/data/total")).unwrap();
    assert_eq!(&*total.calculate.as_ref().unwrap().expression.source, "sum(/data/v/s)");
    assert!(!total.is_asked);
}

#[test]
fn or_other_brings_its_choice_and_its_question() {
    let form = form(
        "| survey |\n| | type | name | label::Tiếng Việt (vi) |\n| | select_multiple k or_other | q | Kênh |\n\
         | choices |\n| | list_name | name | label::Tiếng Việt (vi) |\n| | k | tv | Ti vi |\n",
    );
    let question = form.question(find(&form, "/data/q")).unwrap();
    assert_eq!(question.data, DataType::SelectMultiple);
    let other = find(&form, "/data/q_other");
    assert_eq!(question.choices.as_ref().unwrap().other, Some(other));
    assert_eq!(
        &*form.node(other).relevant.as_ref().unwrap().expression.source,
        "selected(../q, 'other')"
    );
    let choices = &form.lists["k"].choices;
    assert_eq!(choices.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["tv", "other"]);
    assert_eq!(choices[1].label.by_language[0].as_ref().unwrap().literal(), "Khác");
}

#[test]
fn a_filter_reads_the_question_from_the_choice() {
    let form = form(
        "| survey |\n| | type | name | label | choice_filter |\n| | begin_repeat | v | V | |\n| | select_one d | d | D | |\n\
         | | select_one w | w | W | district = ${d} |\n| | end_repeat | | | |\n\
         | choices |\n| | list_name | name | label | district |\n| | d | 1 | One | |\n| | w | 2 | Two | 1 |\n",
    );
    let itemset = form.question(find(&form, "/data/v/w")).unwrap().choices.as_ref().unwrap();
    assert_eq!(&*itemset.filter.as_ref().unwrap().expression.source, "district = current()/../d");
    assert_eq!(form.lists["w"].choices[0].extra["district"], "1");
    assert!(form.instances.contains_key("w"));
}

#[test]
fn a_count_that_computes_becomes_a_node() {
    let form = form(
        "| survey |\n| | type | name | label | repeat_count |\n| | begin_repeat | v | V | 2 + 1 |\n| | text | t | T | |\n| | end_repeat | | | |\n",
    );
    let Kind::Repeat { count: Some(count) } = &form.node(find(&form, "/data/v")).kind else {
        panic!("a counted repeat")
    };
    assert_eq!(&*count.expression.source, "/data/v_count");
    assert!(form.question(find(&form, "/data/v_count")).unwrap().calculate.is_some());
}

#[test]
fn everything_wrong_is_said_at_once_with_its_cell() {
    let found = findings(
        "| survey |\n| | type | name | label | relevant |\n| | intger | a | A | |\n| | select_one yess | b | B | ${aa} = 1 |\n\
         | | text | b | C | 1 + |\n| | begin_group | g | G | |\n| choices |\n| | list_name | name | label |\n| | yes | y | Y |\n",
    );
    let said: Vec<String> = found
        .iter()
        .map(|f| format!("{}!{}: {:?}", f.place.sheet, f.place.cell_name(), f.kind))
        .collect();
    assert_eq!(
        said,
        [
            "survey!A3: UnknownType { found: \"intger\", suggestion: Some(\"integer\") }",
            "survey!A4: UnknownList { list: \"yess\", suggestion: Some(\"yes\") }",
            "survey!D4: UnknownReference { name: \"aa\", column: \"relevant\", suggestion: None }",
            "survey!B5: DuplicateName { name: \"b\" }",
            "survey!D5: BadExpression { source: \"1 +\", reason: UnexpectedEnd }",
            "survey!6: UnclosedGroup { type_name: \"group\", name: \"g\" }",
        ]
    );
}

#[test]
fn a_circle_is_shown_with_its_path() {
    let found = findings("| survey |\n| | type | name | calculation |\n| | calculate | a | ${b} + 1 |\n| | calculate | b | ${a} + 1 |\n");
    let [circle] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        circle.kind,
        FindingKind::Cycle {
            path: vec!["a".to_owned(), "b".to_owned(), "a".to_owned()]
        }
    );
}

#[test]
fn a_missing_translation_is_a_warning() {
    let found = findings("| survey |\n| | type | name | label::vi | label::en |\n| | text | q | Câu | |\n");
    let [missing] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(missing.kind.severity(), Severity::Warning);
    assert_eq!(
        missing.kind,
        FindingKind::MissingTranslation {
            language: "en".to_owned(),
            column: "label".to_owned()
        }
    );
}

#[test]
fn what_is_still_open_is_named_where_something_else_ends() {
    #[track_caller]
    fn case(types: &[&str], expected: &[&str]) {
        let row = |(number, kind): (usize, &&str)| match kind.split_once(' ') {
            Some((kind, name)) => format!("| | {kind} | {name} | L{number} |\n"),
            None => format!("| | {kind} | | |\n"),
        };
        let rows: String = types.iter().enumerate().map(row).collect();
        let found = findings(&format!("| survey |\n| | type | name | label |\n{rows}"));
        let said: Vec<String> = found.iter().map(|finding| finding.say(Words::new(Lang::En))).collect();
        assert_eq!(said, expected, "{types:?}");
    }
    case(&["begin_group g", "text a", "end_group"], &[]);
    case(
        &["begin_group g", "text a"],
        &["`begin_group` called `g` is never ended by an `end_group`"],
    );
    case(&["text a", "end_group"], &["`end_group` ends nothing: no `begin_group` is open"]);
    let crossed = "`end_group` ends no `begin_group`: `begin_repeat r` (row 4) is still open";
    case(&["begin_group g", "begin_repeat r", "text a", "end_group"], &[crossed]);
    case(
        &["begin_group g", "begin_repeat r", "text a", "end_group", "end_repeat"],
        &[crossed],
    );
    case(
        &["begin_group g", "begin_repeat r", "text a", "end_group", "end_repeat", "end_repeat"],
        &[crossed, "`end_repeat` ends nothing: no `begin_repeat` is open"],
    );
}

#[test]
fn a_misspelt_sheet_is_not_passed_over_in_silence() {
    let found = findings("| survey |\n| | type | name | label |\n| | text | a | A |\n| setings |\n| | form_id |\n| | f |\n");
    let said: Vec<String> = found.iter().map(|finding| finding.say(Words::new(Lang::En))).collect();
    assert_eq!(said, ["the sheet `setings` is not read; did you mean `settings`?"]);
}

#[test]
fn groups_nested_without_end_are_refused() {
    let nested = |depth: usize| {
        let begin: String = (0..depth).fold(String::new(), |rows, number| rows + &format!("| | begin_group | g{number} | G |\n"));
        let end = "| | end_group | | |\n".repeat(depth);
        findings(&format!("| survey |\n| | type | name | label |\n{begin}| | text | q | Q |\n{end}"))
    };
    assert_eq!(nested(60), []);
    let deep = nested(5000);
    assert_eq!(
        deep.first().map(|finding| finding.kind.clone()),
        Some(FindingKind::NestedTooDeep { limit: 64 })
    );
}

#[test]
fn who_refers_to_a_misspelt_row_is_not_to_blame() {
    let findings = findings(
        "| survey |\n| | type | name | label | relevant |\n| | intger | age | Age | |\n| | text | why | Why? | ${age} > 3 |\n\
         | | text | how | How? | ${ago} > 3 |\n",
    );
    let kinds: Vec<&FindingKind> = findings.iter().map(|finding| &finding.kind).collect();
    assert!(
        matches!(kinds.as_slice(), [FindingKind::UnknownType { .. }, FindingKind::UnknownReference { name, .. }] if name == "ago"),
        "{kinds:?}"
    );
}

#[test]
fn a_list_of_columns_cannot_be_offered_as_it_stands() {
    let findings = findings(
        "| survey |\n| | type | name | label | appearance |\n| | select_one c | q | Q | search('f') |\n| | select_one c | r | R | |\n\
         | choices |\n| | list_name | name | label |\n| | c | code | name |\n",
    );
    let expected = FindingKind::SearchConflict {
        name: "q".to_owned(),
        list: "c".to_owned(),
        others: "r".to_owned(),
    };
    assert!(findings.iter().any(|finding| finding.kind == expected), "{findings:?}");
}

#[test]
fn what_is_set_from_outside_its_repeat_is_told() {
    let findings = findings(
        "| survey |\n| | type | name | label | calculation | trigger |\n| | text | q | Q | | |\n| | begin_repeat | r | R | | |\n\
         | | text | a | A | | |\n| | text | far | Far | now() | ${q} |\n| | text | near | Near | now() | ${a} |\n| | end_repeat | | | | |\n",
    );
    let expected = FindingKind::FarTarget {
        name: "far".to_owned(),
        repeat: "r".to_owned(),
    };
    let kinds: Vec<&FindingKind> = findings.iter().map(|finding| &finding.kind).collect();
    assert_eq!(kinds, [&expected]);
    assert_eq!((findings[0].place.row, findings[0].kind.severity()), (6, Severity::Warning));
}

#[test]
fn a_place_that_is_written_out_must_be_one() {
    let findings =
        findings("| survey |\n| | type | name | label | calculation |\n| | calculate | d | | distance('21.03 105.85', 'Hà Nội') |\n");
    let said: Vec<String> = findings.iter().map(|finding| finding.say_above(Words::new(Lang::En))).collect();
    assert_eq!(
        said,
        ["`Hà Nội` is no place: latitude and longitude in degrees, places set apart by ;"]
    );
}
