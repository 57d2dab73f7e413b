//! Forms that run, and what their authors cannot have meant.

use std::collections::BTreeMap;

use super::super::{Attachments, FindingKind, NoAttachments, Severity, examine};
use crate::words::{Lang, Words};

/// The findings of a form in English, each with its cell.
#[track_caller]
fn said(markdown: &str) -> Vec<String> {
    said_beside(&NoAttachments, markdown)
}

/// Likewise, of a form beside files.
#[track_caller]
fn said_beside(attachments: &dyn Attachments, markdown: &str) -> Vec<String> {
    let (form, findings) = examine("form.md", markdown.as_bytes(), attachments);
    assert!(form.is_some(), "{findings:#?}");
    let line = |finding: &super::super::Finding| {
        assert_eq!(finding.kind.severity(), Severity::Warning);
        format!("{}: {}", finding.place.cell_name(), finding.say(Words::new(Lang::En)))
    };
    findings.iter().map(line).collect()
}

const CHOICES: &str = "| choices |\n| | list_name | name | label |\n| | sex | m | Man |\n| | sex | f | Woman |\n\
                       | | kind | road | Road |\n| | kind | water | Water |\n| | few | 1 | One |\n| | few | 2 | Two |\n";

/// A form with one question of each kind, and a note that is asked when a condition holds.
fn when(condition: &str) -> String {
    format!(
        "| survey |\n| | type | name | label | relevant |\n| | select_one sex | s | S | |\n| | select_multiple kind | k | K | |\n\
         | | select_one few | w | W | |\n| | integer | i | I | |\n| | decimal | d | D | |\n| | date | t | T | |\n| | text | x | X | |\n\
         | | acknowledge | o | O | |\n| | note | n | N | {condition} |\n{CHOICES}"
    )
}

#[test]
fn a_comparison_that_never_holds_is_told_with_what_was_meant() {
    #[track_caller]
    fn case(condition: &str, expected: &[&str]) {
        let told: Vec<String> = said(&when(condition))
            .iter()
            .filter_map(|line| Some(line.strip_prefix("D11: ")?.to_owned()))
            .collect();
        assert_eq!(told, expected, "{condition}");
    }
    case("${s} = 'm'", &[]);
    case("${s} = ''", &[]);
    case(
        "${s} = 'mm'",
        &["`s` is never `mm`: the list `sex` has no such choice; did you mean `m`?"],
    );
    case("'x' != ${s}", &["`s` is never `x`: the list `sex` has no such choice"]);
    case("${s} = 1", &["`s` is never `1`: the list `sex` has no such choice"]);
    case("${w} = 1 or ${w} > 1", &[]);
    case("${s} > 1", &["`s` cannot be put in order: no choice of the list `sex` is a number"]);
    case(
        "selected(${k}, 'raod')",
        &["`k` is never `raod`: the list `kind` has no such choice; did you mean `road`?"],
    );
    case("selected(${k}, 'road') or selected(${s}, 'f')", &[]);
    case(
        "selected-at(${k}, 0) = 'rail'",
        &["`k` is never `rail`: the list `kind` has no such choice"],
    );
    case(
        "${k} = 'road'",
        &["several choices of `k` can be chosen, and = compares all of them at once: write selected(${k}, 'road')"],
    );
    case("${k} = 'road' and count-selected(${k}) = 1", &[]);
    case("${k} != ''", &[]);
    case("${s} = ${w}", &["`s` never equals `w`: their lists have no choice in common"]);
    case("${i} = 'many'", &["`i` is a number and never `many`"]);
    case("${i} = '5' or ${d} = 2.5", &[]);
    case("${i} = 2.5", &["`i` is a whole number and never 2.5"]);
    case("${t} > '2026-01-01' and ${t} != '' and ${t} > 0", &[]);
    case(
        "${t} > 2026",
        &["`t` is a date; compared with 2026 it counts as the days since 1970-01-01"],
    );
    case(
        "${t} >= '01/01/2026'",
        &["`t` is a date and `01/01/2026` is none: write it as 2026-11-22"],
    );
    case(
        "today() > 2026",
        &["`today()` is a date; compared with 2026 it counts as the days since 1970-01-01"],
    );
    case("today() - ${t} > 365", &[]);
    case("${t} = ${i}", &["`t` is a date and `i` is a number: they cannot be compared"]);
    case("${o} = 'OK'", &[]);
    case("${o} = 'yes'", &["`o` is `OK` when ticked and never `yes`"]);
    case("${x} = 5 or ${x} = 'm'", &[]);
}

#[test]
fn what_is_meant_is_pointed_at_in_the_authors_words() {
    let (_, findings) = examine("form.md", when("${i} > 1 and (${s}='mm' or ${w} = 3)").as_bytes(), &NoAttachments);
    let carets: Vec<String> = findings
        .iter()
        .filter_map(|finding| Some(finding.excerpt.as_ref()?.caret()))
        .collect();
    assert_eq!(
        carets,
        [
            "${i} > 1 and (${s}='mm' or ${w} = 3)\n                   ^^^^",
            "${i} > 1 and (${s}='mm' or ${w} = 3)\n                                  ^",
        ]
    );
}

#[test]
fn a_question_that_can_never_be_asked_is_told() {
    #[track_caller]
    fn case(condition: &str, expected: &[&str]) {
        let told: Vec<String> = said(&when(condition))
            .iter()
            .filter_map(|line| Some(line.strip_prefix("D11: ")?.to_owned()))
            .collect();
        assert_eq!(told, expected, "{condition}");
    }
    let about = |name: &str| format!("`n` is never asked: its condition and those it depends on contradict each other about `{name}`");
    let never = "`n` is never asked: its condition never holds";
    case("1 = 2 and ${s} = 'm'", &[never]);
    case("${s} = 'm' and ${s} = 'f'", &[&about("s")]);
    case("${s} = 'm' and ${s} != 'f'", &[]);
    case("${s} != 'm' and ${s} != 'f'", &[]);
    case("${s} != 'm' and ${s} != 'f' and ${s} != ''", &[&about("s")]);
    case("(${s} = 'm' or ${s} = 'f') and ${s} = ''", &[&about("s")]);
    case("(${s} = 'm' or ${w} = 1) and ${s} = 'f'", &[]);
    case("(${s} = 'm' or ${w} = 1) and ${s} = 'f' and ${w} = 2", &[&about("w")]);
    case("selected(${k}, 'road') and not(selected(${k}, 'road'))", &[&about("k")]);
    case("selected(${k}, 'road') and selected(${k}, 'water')", &[]);
    case("selected(${s}, 'm') and selected(${s}, 'f')", &[&about("s")]);
    case("count-selected(${k}) > 2", &[&about("k")]);
    case("count-selected(${k}) = 2 and not(selected(${k}, 'road'))", &[&about("k")]);
    case("${i} > 5 and ${i} < 6", &[&about("i")]);
    case("${d} > 5 and ${d} < 6", &[]);
    case("${i} > 5 and not(${i} > 3)", &[&about("i")]);
    case("not(${i} > 3) and not(${i} <= 3)", &[]);
    case("${w} > 2", &[&about("w")]);
    case("${t} > '2026-01-01' and ${t} < date('2025-01-01')", &[&about("t")]);
    case("string-length(${x}) > 5 and string-length(${x}) < 3", &[&about("x")]);
    case("${x} = 'a' and string-length(${x}) = 2", &[&about("x")]);
}

#[test]
fn the_conditions_above_and_those_of_what_is_needed_count_too() {
    let form = |rows: &str| format!("| survey |\n| | type | name | label | relevant |\n{rows}{CHOICES}");
    let groups = form(
        "| | select_one sex | s | S | |\n| | begin_group | g | G | ${s} = 'm' |\n| | text | a | A | ${s} = 'f' |\n\
         | | text | b | B | ${a} = 'x' |\n| | end_group | | | |\n",
    );
    let told = |form: &str| -> Vec<String> { said(form).into_iter().filter(|line| line.contains("never asked")).collect() };
    let contradiction = "D5: `a` is never asked: its condition and those it depends on contradict each other about `s`";
    assert_eq!(told(&groups), [contradiction]);
    let needed = form(
        "| | select_one sex | s | S | |\n| | integer | i | I | ${s} = 'm' |\n| | text | a | A | ${i} > 2 and ${s} = 'f' |\n\
         | | text | b | B | ${i} = '' and ${s} = 'f' |\n",
    );
    assert_eq!(told(&needed), [contradiction]);
}

#[test]
fn what_is_said_of_many_instances_is_no_contradiction() {
    let form = "| survey |\n| | type | name | label | relevant |\n| | begin_repeat | r | R | |\n| | select_one sex | s | S | |\n\
                | | note | in | In | ${s} = 'm' and ${s} = 'f' |\n| | end_repeat | | | |\n| | note | out | Out | ${s} = 'm' and ${s} = 'f' |\n\
                | choices |\n| | list_name | name | label |\n| | sex | m | Man |\n| | sex | f | Woman |\n";
    assert_eq!(
        said(form),
        ["D5: `in` is never asked: its condition and those it depends on contradict each other about `s`"]
    );
}

#[test]
fn a_constraint_that_nothing_satisfies_is_told() {
    #[track_caller]
    fn case(kind: &str, constraint: &str, expected: bool) {
        let form = format!(
            "| survey |\n| | type | name | label | constraint |\n| | {kind} | q | Q | {constraint} |\n\
             | choices |\n| | list_name | name | label |\n| | sex | m | Man |\n| | sex | f | Woman |\n"
        );
        let told = said(&form)
            .iter()
            .any(|line| line == "D3: no answer to `q` satisfies its constraint");
        assert_eq!(told, expected, "{kind} {constraint}");
    }
    case("integer", ". > 5 and . < 3", true);
    case("integer", ". > 5 or . < 3", false);
    case("integer", ". >= 0 and . <= 120", false);
    case("text", "string-length(.) = 10 and regex(., '^[0-9]+$')", false);
    case("text", "false()", true);
    case("select_one sex", ". = ''", true);
    case("select_multiple sex", "count-selected(.) <= 2", false);
    case("select_multiple sex", "count-selected(.) > 2", true);
    case("select_multiple sex", ". = 'm' or not(selected(., 'm'))", false);
    case("date", ". <= today()", false);
    case("date", ". > '2026-12-31' and . < '2026-01-01'", true);
}

#[test]
fn what_must_and_cannot_be_answered_is_told() {
    let form = "| survey |\n| | type | name | label | required | readonly | default | calculation |\n| | text | a | A | yes | yes | | |\n\
                | | text | b | B | yes | yes | x | |\n| | text | c | C | yes | yes | | 1 + 1 |\n| | text | d | D | yes | | | |\n";
    assert_eq!(
        said(form),
        ["D3: `a` must be answered, cannot be changed and begins empty: the interview can never be finished"]
    );
}

#[test]
fn a_choice_that_no_filter_lets_through_is_told() {
    let form = |filter: &str, extra: &str| {
        format!(
            "| survey |\n| | type | name | label | choice_filter |\n| | select_one city | c | C | |\n| | select_one ward | w | W | {filter} |\n{extra}\
             | choices |\n| | list_name | name | label | city |\n| | city | hn | Hà Nội | |\n| | city | hp | Hải Phòng | |\n\
             | | ward | a | A | hn |\n| | ward | b | B | hp |\n| | ward | c | C | dn |\n"
        )
    };
    let unreachable = "the choice `c` of the list `ward` is never offered: `c` is never `dn`, which its column `city` asks for";
    assert_eq!(said(&form("city = ${c}", "")), [format!("11: {unreachable}")]);
    assert_eq!(said(&form("${c} = city and 1 = 1", "")), [format!("11: {unreachable}")]);
    assert_eq!(said(&form("city = ${c} or city = 'dn'", "")), Vec::<String>::new());
    assert_eq!(
        said(&form("city = ${c}", "| | select_one ward | v | V | |\n")),
        Vec::<String>::new()
    );
    let unwanted = ["a", "c"].map(|name| format!("the choice `{name}` of the list `ward` is never offered: no filter asks for"));
    let told = said(&form("city = 'hp'", ""));
    assert!(
        told.len() == 2 && told[0].contains(&unwanted[0]) && told[1].contains(&unwanted[1]),
        "{told:?}"
    );
    assert_eq!(
        said(&form("cty = ${c}", "")),
        ["D4: no choice of the list `ward` has a column `cty`; did you mean `city`?"]
    );
}

#[test]
fn a_cascade_is_followed_to_its_end() {
    let form = "| survey |\n| | type | name | label | choice_filter |\n| | select_one a | a | A | |\n| | select_one b | b | B | of = ${a} |\n\
                | | select_one c | c | C | of = ${b} |\n| choices |\n| | list_name | name | label | of |\n| | a | 1 | One | |\n\
                | | b | 11 | Eleven | 1 |\n| | b | 21 | Twenty-one | 2 |\n| | c | 111 | Lots | 11 |\n| | c | 211 | More | 21 |\n";
    let told = said(form);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].starts_with("10: the choice `21`") && told[1].starts_with("12: the choice `211`"),
        "{told:?}"
    );
}

#[test]
fn lists_and_labels_that_cannot_have_been_meant_are_told() {
    let form = "| survey |\n| | type | name | label | choice_filter |\n| | select_one l | q | Q | |\n| | select_one w | p | P | of = ${q} |\n\
                | | text | t | T | |\n| | begin_repeat | r | | |\n| | text | u | U | |\n| | end_repeat | | | |\n\
                | choices |\n| | list_name | name | label | of |\n| | l | a | Same | |\n| | l | b | Same | |\n| | w | c | Ward | a |\n\
                | | w | d | Ward | b |\n| | idle | x | X | |\n";
    assert_eq!(
        said(form),
        [
            "6: the repeat `r` has no label to add another by",
            "12: the choices `a` and `b` of the list `l` both read “Same”",
            "15: nothing uses the list `idle`",
        ]
    );
}

#[test]
fn a_default_that_cannot_be_is_told() {
    #[track_caller]
    fn case(kind: &str, default: &str, expected: &[&str]) {
        let form = format!(
            "| survey |\n| | type | name | label | default |\n| | {kind} | q | Q | {default} |\n\
             | choices |\n| | list_name | name | label |\n| | sex | m | Man |\n| | sex | f | Woman |\n"
        );
        let told: Vec<String> = said(&form)
            .iter()
            .filter_map(|line| Some(line.strip_prefix("D3: ")?.to_owned()))
            .collect();
        assert_eq!(told, expected, "{kind} {default}");
    }
    case("select_one sex", "m", &[]);
    case(
        "select_one sex",
        "male",
        &["the default `male` of `q` is no choice of the list `sex`"],
    );
    case("select_multiple sex", "m f", &[]);
    case(
        "select_multiple sex",
        "m x",
        &["the default `x` of `q` is no choice of the list `sex`"],
    );
    case("integer", "12", &[]);
    case(
        "integer",
        "twelve",
        &["the default `twelve` of `q` is no value of the type `integer`"],
    );
    case("date", "2026-11-22", &[]);
    case(
        "date",
        "22/11/2026",
        &["the default `22/11/2026` of `q` is no value of the type `date`"],
    );
    case("date", "today()", &[]);
    case("text", "anything", &[]);
}

#[test]
fn languages_without_code_and_paths_to_nowhere_are_told() {
    let form = "| survey |\n| | type | name | label::English | label::Tiếng Việt (vi) | relevant |\n| | text | a | A | A | |\n\
                | | text | b | B | B | /data/aa != '' or ../a = 'x' or ../nowhere = 'x' |\n";
    assert_eq!(
        said(form),
        [
            "C: the language `English` has no code: write it like English (en)",
            "E4: the path `/data/aa` leads to no question",
            "E4: the path `../nowhere` leads to no question",
        ]
    );
}

#[test]
fn a_form_with_errors_is_judged_as_far_as_it_could_be_read() {
    let form = when("${s} = 'mm'").replace("| | text | x | X | |", "| | txet | x | X | |");
    let (form, findings) = examine("form.md", form.as_bytes(), &NoAttachments);
    assert!(form.is_none());
    assert!(findings.iter().any(|finding| matches!(&finding.kind, FindingKind::Judged(_))));
    assert!(
        findings
            .iter()
            .any(|finding| matches!(&finding.kind, FindingKind::UnknownType { .. }))
    );
}

#[test]
fn a_question_of_an_xform_without_words_is_told() {
    let form = "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>F</h:title><model>\n\
                <instance><data id=\"f\"><a/><b/></data></instance>\n<bind nodeset=\"/data/a\" type=\"string\"/></model></h:head>\n\
                <h:body><input ref=\"/data/a\"/>\n<input ref=\"/data/b\"><hint>Say</hint></input></h:body></h:html>";
    let (_, findings) = examine("form.xml", form.as_bytes(), &NoAttachments);
    let told: Vec<String> = findings.iter().map(|finding| finding.say(Words::new(Lang::En))).collect();
    assert_eq!(told, ["`a` has neither a label nor a hint"]);
}

#[test]
fn what_is_read_of_an_attached_file_and_is_not_in_it_is_told() {
    #[track_caller]
    fn case(row: &str, expected: &[&str]) {
        let files = BTreeMap::from([("c.csv".to_owned(), b"code,ten\n1,Ba Dinh\n".to_vec())]);
        let form = format!(
            "| survey |\n| | type | name | label | calculation | parameters |\n| | text | a | A | | |\n{row}\n\
             | | calculate | known | | pulldata('c', 'ten', 'code', ${{a}}) | |\n"
        );
        assert_eq!(said_beside(&files, &form), expected, "{row}");
    }
    case("| | select_one_from_file c.csv | q | Q | | value=code label=ten |", &[]);
    case(
        "| | select_one_from_file c.csv | q | Q | | |",
        &[
            "4: the file `c.csv` has no column `label`",
            "4: the file `c.csv` has no column `name`",
        ],
    );
    case(
        "| | calculate | q | | pulldata('c', 'tenn', 'cod', ${a}) | |",
        &[
            "D4: the file `c.csv` has no column `tenn`; did you mean `ten`?",
            "D4: the file `c.csv` has no column `cod`; did you mean `code`?",
        ],
    );
    case(
        "| | calculate | q | | instance('cc')/root/item[code = '1']/ten | |",
        &["D4: nothing is called `cc` for instance() to read; did you mean `c`?"],
    );
    case("| | calculate | q | | instance('__last-saved')/data/a | |", &[]);
}
