//! Every function of the specification, worked out in an interview.

use std::fmt::Write as _;

use super::{begin, form, value};

/// An expression and its value in the household below; `~` stands for any text of as many characters.
const WORKED_OUT: &[(&str, &str)] = &[
    ("string(12)", "12"),
    ("concat('a', 1, ${name})", "a1An"),
    ("concat(${name})", "An"),
    ("join('-', ${age})", "7-40"),
    ("substr('abcd', 1, 3)", "bc"),
    ("substr('abcd', 2)", "cd"),
    ("substring('abcd', 2, 2)", "bc"),
    ("substring-before('a=b', '=')", "a"),
    ("substring-after('a=b', '=')", "b"),
    ("translate('abc', 'ab', 'AB')", "ABc"),
    ("string-length('Đông')", "4"),
    ("normalize-space('  a   b ')", "a b"),
    ("contains('Đông Anh', 'Anh')", "true"),
    ("starts-with('Đông Anh', 'Đông')", "true"),
    ("ends-with('Đông Anh', 'Anh')", "true"),
    ("uuid()", "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"),
    ("uuid(6)", "~~~~~~"),
    ("digest('abc', 'MD5', 'hex')", "900150983cd24fb0d6963f7d28e17f72"),
    ("digest('abc', 'SHA-1', 'hex')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (
        "digest('abc', 'SHA-256', 'hex')",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    ),
    ("digest('abc', 'MD5')", "kAFQmDzST7DWlj99KOF/cg=="),
    ("pulldata('places', 'label', 'name', '2')", "Phuc Loi"),
    ("if(1 < 2, 'less', 'more')", "less"),
    ("coalesce('', 'b')", "b"),
    ("once('kept')", "kept"),
    ("true()", "true"),
    ("false()", "false"),
    ("boolean('x')", "true"),
    ("boolean-from-string('1')", "true"),
    ("boolean-from-string('yes')", "false"),
    ("not(false())", "true"),
    ("regex('0912345678', '[0-9]{10}')", "true"),
    ("regex('x0912', '[0-9]+')", "false"),
    ("checklist(1, 2, 1, 0, 1)", "true"),
    ("checklist(-1, 1, 1, 1)", "false"),
    ("weighted-checklist(3, 5, 1, 2, 1, 2)", "true"),
    ("number('4.50')", "4.5"),
    ("number('2026-11-22')", "20778.708333333332"),
    ("random() < 1", "true"),
    ("int(-4.7)", "-4"),
    ("sum(${age})", "47"),
    ("max(${age})", "40"),
    ("max(3, 9, 4)", "9"),
    ("min(${age})", "7"),
    ("round(2.449, 2)", "2.45"),
    ("round(1250, -2)", "1300"),
    ("round('4,6')", "5"),
    ("pow(2, 10)", "1024"),
    ("log(1)", "0"),
    ("log10(1000)", "3"),
    ("abs(-3)", "3"),
    ("sin(0)", "0"),
    ("cos(0)", "1"),
    ("tan(0)", "0"),
    ("asin(0)", "0"),
    ("acos(1)", "0"),
    ("atan(0)", "0"),
    ("atan2(0, 1)", "0"),
    ("sqrt(81)", "9"),
    ("exp(0)", "1"),
    ("exp10(3)", "1000"),
    ("round(pi(), 5)", "3.14159"),
    ("floor(2.7)", "2"),
    ("ceiling(2.1)", "3"),
    ("7 mod 4", "3"),
    ("7 div 2", "3.5"),
    ("count(${member})", "2"),
    ("count-non-empty(${job})", "1"),
    ("position(${second})", "2"),
    ("instance('places')/root/item[name = '1']/label", "Dong Hoi"),
    ("count(randomize(instance('places')/root/item, 42))", "2"),
    ("today()", "2026-11-22"),
    ("substr(now(), 0, 16)", "2026-11-22T08:05"),
    ("format-date('2026-03-05', '%Y %y %m %n %b %d %e %a')", "2026 26 03 3 Mar 05 5 Thu"),
    (
        "format-date-time('2026-03-05T14:05:09.012+07:00', '%H %h %M %S %3')",
        "14 14 05 09 012",
    ),
    ("date('2026-03-05')", "2026-03-05"),
    ("date-time('2026-03-05')", "2026-03-05T00:00:00.000+07:00"),
    ("decimal-date-time('1970-01-02T00:00:00Z')", "1"),
    ("decimal-time('18:00:00.000+07:00')", "0.75"),
    ("selected('a b', 'b')", "true"),
    ("selected-at('a b c', 1)", "b"),
    ("selected-at('a b', 5)", ""),
    ("count-selected(${jobs})", "2"),
    ("jr:choice-name('farm', '${jobs}')", "Farmer"),
    ("indexed-repeat(${age}, ${member}, 2)", "40"),
    ("area('0 0;0 1;1 1;1 0;0 0') > 12000000000", "true"),
    ("round(distance('0 0 0 0', '0 1 0 0') div 1000)", "111"),
    ("geofence('0.5 0.5 0 0', '0 0;0 2;2 2;2 0;0 0')", "true"),
    ("base64-decode('xJDDtG5n')", "Đông"),
    ("version()", "3"),
    ("property('username')", "lan"),
];

/// The functions of the specification that the table above must use; `current` and `jr:itext` have tests of their own.
const SPECIFIED: &str = "string concat join substr substring-before substring-after translate string-length normalize-space contains \
    starts-with ends-with uuid digest pulldata if coalesce once true false boolean boolean-from-string not regex checklist \
    weighted-checklist number random int sum max min round pow log log10 abs sin cos tan asin acos atan atan2 sqrt exp exp10 pi count \
    count-non-empty position instance randomize today now format-date format-date-time date decimal-date-time decimal-time selected \
    selected-at count-selected jr:choice-name indexed-repeat area distance base64-decode";

fn household() -> String {
    let mut text = String::from(
        "| settings |\n| | form_id | version |\n| | f | 3 |\n\
         | choices |\n| | list_name | name | label |\n| | job | farm | Farmer |\n| | job | shop | Shopkeeper |\n\
         | survey |\n| | type | name | label | calculation | default | trigger |\n\
         | | csv-external | places | | | | |\n\
         | | text | name | Name | | An | |\n\
         | | select_multiple job | jobs | Jobs | | farm shop | |\n\
         | | begin_repeat | member | Member | | | |\n| | integer | age | Age | | 7 | |\n| | text | job | Job | | | |\n\
         | | begin_group | g | G | | | |\n| | calculate | place | | position(../..) | | |\n| | end_group | | | | | |\n\
         | | end_repeat | | | | | |\n\
         | | calculate | second | | indexed-repeat(${place}, ${member}, 2) | | |\n",
    );
    for (number, (expression, _)) in WORKED_OUT.iter().enumerate() {
        let expression = expression.replace("position(${second})", "number(${second})");
        writeln!(text, "| | calculate | f{number} | | {expression} | | |").unwrap();
    }
    text
}

#[test]
fn every_function_is_worked_out() {
    let mut interview = begin(form("f.md", &household()));
    let add = phieu::interview::Step::Add {
        repeat: "/data/member".to_owned(),
    };
    interview.apply(&add, &super::ambient()).unwrap();
    super::answer(&mut interview, "/data/member[2]/age", "40");
    super::answer(&mut interview, "/data/member[2]/job", "farm");
    let mut wrong = Vec::new();
    for (number, (expression, expected)) in WORKED_OUT.iter().enumerate() {
        let found = value(&interview, &format!("/data/f{number}"));
        let is_any = expected.starts_with('~') && found.chars().count() == expected.chars().count();
        if found != *expected && !is_any {
            wrong.push(format!("{expression}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_leaves_no_function_out() {
    for name in SPECIFIED.split_whitespace() {
        let call = format!("{name}(");
        let is_used = |(expression, _): &&(&str, &str)| {
            let mut places = expression.match_indices(&call);
            places.any(|(at, _)| !expression[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-' || c == ':'))
        };
        assert!(WORKED_OUT.iter().any(|row| is_used(&row)), "{name}");
    }
}

#[test]
fn current_is_the_question_and_not_the_choice() {
    let text = "| survey |\n| | type | name | label | choice_filter |\n| | text | district | District | |\n\
        | | select_one_from_file places.csv | place | Place | district = current()/../district |\n";
    let mut interview = begin(form("f.md", text));
    super::answer(&mut interview, "/data/district", "lb");
    let offered = interview.choices(interview.find("/data/place").unwrap()).unwrap();
    assert_eq!(offered.iter().map(|choice| choice.name.as_str()).collect::<Vec<_>>(), ["2"]);
}
