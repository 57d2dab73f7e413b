//! What expressions are worth.

use super::world::World;
use crate::xpath::{Ast, ErrorKind, Expression, FieldIx, Value, evaluate, evaluate_for};

const HOUSEHOLD: &str = "<data><name>An</name><size>3</size><born>2001-05-01</born>\
    <person><age>40</age><job>dạy học</job></person><person><age>9</age><job/></person><person><age>7</age><job/></person>\
    <langs>vi en fr</langs><empty/></data>";

#[track_caller]
fn case(source: &str, text: &str) {
    assert_eq!(World::new(HOUSEHOLD).text(source), text, "{source}");
}

#[test]
fn paths_find_nodes() {
    case("/data/name", "An");
    case("name", "An");
    case("count(//age)", "3");
    case("person[2]/age", "9");
    case("person[last()]/age", "7");
    case("person[age > 8][2]/age", "9");
    case("count(person[job = ''])", "2");
    case("person/age[. = 7]/../job", "");
    case("name(person[1]/preceding-sibling::*[1])", "born");
    case("name(person[3]/following-sibling::*[last()])", "empty");
    case("count(person | person[2] | name)", "4");
    case("(person/age | size)[1]", "3");
    case("count(person/ancestor-or-self::*)", "4");
    case("count(/descendant::text())", "8");
    case("nothing", "");
}

#[test]
fn sets_compare_by_any_member() {
    case("person/age = 9", "true");
    case("person/age != 9", "true");
    case("person/age > 50", "false");
    case("person/age < size", "false");
    case("person[2]/age = person/age", "true");
    case("nothing = ''", "false");
    case("not(nothing = '')", "true");
    case("empty = ''", "true");
}

#[test]
fn dates_are_day_numbers_and_iso_texts() {
    case("today()", "2026-11-22");
    case("now()", "2026-11-22T08:30:00.000+07:00");
    case("today() > born", "true");
    case("born + 1 = date('2001-05-02')", "true");
    case("int((today() - date(born)) div 365.25)", "25");
    case("date-time(born)", "2001-05-01T00:00:00.000+07:00");
    case("date('2001-5-1')", "2001-05-01");
    case("date('hôm qua')", "");
    case("format-date(born, '%d/%m/%Y, %a %e %b %y %n %%')", "01/05/2001, Tue 1 May 01 5 %");
    case("format-date-time(now(), '%H:%M:%S.%3 %h')", "08:30:00.000 8");
    case("format-date(empty, '%Y')", "");
    case("round(decimal-time('08:30:00.000+07:00') * 24, 2)", "8.5");
    case("round(decimal-time(now()) * 24, 2)", "8.5");
    case("decimal-date-time('1970-01-02T07:00:00+07:00')", "1");
}

#[test]
fn selected_choices_are_words() {
    case("selected(langs, 'en')", "true");
    case("selected(langs, 'e')", "false");
    case("selected-at(langs, 2)", "fr");
    case("selected-at(langs, 3)", "");
    case("count-selected(langs)", "3");
    case("selected(empty, '')", "true");
}

#[test]
fn texts_count_characters() {
    case("string-length(person[1]/job)", "7");
    case("substr(person[1]/job, 3)", " học");
    case("substr(person[1]/job, -3)", "học");
    case("substring('12345', 1.5, 2.6)", "234");
    case("translate(person[1]/job, 'ạọ', 'ao')", "day hoc");
    case("join('; ', person/age, 'x')", "40; 9; 7; x");
    case("concat(name, ' ', size)", "An 3");
    case("regex('0912 345', '\\d{4} \\d{3}')", "true");
    case("regex('0912 3456', '\\d{4} \\d{3}')", "false");
    case("regex('ab', concat('a', 'b'))", "true");
}

#[test]
fn numbers_sum_and_round() {
    case("sum(person/age)", "56");
    case("min(person/age, 1)", "1");
    case("max(person/age)", "40");
    case("max(nothing)", "NaN");
    case("round(2.5)", "3");
    case("round(-2.5)", "-3");
    case("round(1234.567, 1)", "1234.6");
    case("round(1234.567, -2)", "1200");
    case("7 mod -3", "1");
    case("pow(2, 10) + abs(-1)", "1025");
}

#[test]
fn instances_of_repeats_are_found_by_position() {
    case("indexed-repeat(person/age, person, 2)", "9");
    case("indexed-repeat(/data/person/age, /data/person, 4)", "");
    case("position(person[3])", "3");
    let nested = World::new("<d><a><b><v>1</v></b><b><v>2</v></b></a><a><b><v>3</v></b><b><v>4</v></b></a></d>");
    assert_eq!(nested.text("indexed-repeat(a/b/v, a, 2, a/b, 1)"), "3");
    assert_eq!(nested.text("indexed-repeat(a/b/v, a/b, 1, a, 2)"), "3");
    case("count-non-empty(person/job)", "1");
}

#[test]
fn attached_tables_are_looked_up() {
    let world = World::new(HOUSEHOLD).with(
        "wards",
        "<root><item><code>3</code><ward>Cửa Nam</ward></item><item><code>4</code></item></root>",
    );
    assert_eq!(world.text("pulldata('wards', 'ward', 'code', size)"), "Cửa Nam");
    assert_eq!(world.text("pulldata('wards.csv', 'ward', 'code', '3')"), "Cửa Nam");
    assert_eq!(world.text("pulldata('wards', 'ward', 'code', '4')"), "");
    assert_eq!(world.text("pulldata('wards', 'ward', 'code', '5')"), "");
    assert_eq!(world.text("pulldata('towns', 'ward', 'code', '5')"), "error: no instance `towns`");
}

#[test]
fn a_seed_shuffles_as_on_every_other_client() {
    #[track_caller]
    fn case(seed: &str, order: &str) {
        let world = World::new("<data><i>A</i><i>B</i><i>C</i><i>D</i><i>E</i><i>F</i></data>");
        assert_eq!(world.text(&format!("join('', randomize(i, {seed}))")), order, "{seed}");
    }
    case("42", "AFCBDE");
    case("42.9", "AFCBDE");
    case("'42'", "AFCBDE");
    case("1", "BFEACD");
    case("''", "CBEAFD");
    case("-1 div 0", "ABFCDE");
    case("'a seed'", "EDCABF");
}

#[test]
fn identifiers_have_their_length() {
    case("string-length(uuid())", "36");
    case("string-length(uuid(5))", "5");
    case("uuid('x')", "error: uuid needs a length");
}

#[test]
fn places_are_measured() {
    case("distance('0 0', '0 1')", "111318.85");
    case("distance('10 10', '10 10')", "0");
    case("area('0 0;0 1;1 1;1 0;0 0') > 12300000000", "true");
    case("geofence('0.5 0.5', '0 0;0 1;1 1;1 0;0 0')", "true");
    case("geofence('1.5 0.5', '0 0;0 1;1 1;1 0;0 0')", "false");
    case("intersects('0 0;1 1;0 1;1 0')", "true");
    case("intersects('0 0;0 1;1 1;1 0;0 0')", "false");
}

#[test]
fn what_decides_first_spares_the_rest() {
    case("false() and no-such()", "false");
    case("true() or substr()", "true");
    case("if(true(), 1, no-such())", "1");
    case("no-such()", "error: no function `no-such`");
    case("substr('a')", "error: `substr` cannot take 1 arguments");
    case("count(1)", "error: `count` needs nodes");
}

#[test]
fn checking_finds_what_evaluation_may_not_reach() {
    let expression = Expression::parse("false() and (no-such(1) or substr('a') or item[last(1)])").unwrap();
    let kinds: Vec<ErrorKind> = expression.check().into_iter().map(|error| error.kind).collect();
    assert_eq!(
        kinds,
        [
            ErrorKind::UnknownFunction("no-such".into()),
            ErrorKind::WrongArgumentCount {
                function: "substr".into(),
                given: 1
            },
            ErrorKind::WrongArgumentCount {
                function: "last".into(),
                given: 1
            },
        ]
    );
    assert_eq!(
        expression.check()[1].caret(&expression.source).lines().nth(1).unwrap().trim(),
        "^^^^^^^^^^^"
    );
}

#[test]
fn a_literal_pattern_that_cannot_run_is_refused_when_read() {
    let error = Expression::parse("regex(., '(')").unwrap_err();
    assert!(matches!(error.kind, ErrorKind::BadPattern(_)), "{error}");
}

#[test]
fn what_is_not_relevant_reads_as_empty() {
    let mut world = World::new(HOUSEHOLD);
    world.blank.push(world.node("size").ix);
    assert_eq!(world.text("concat('[', size, ']')"), "[]");
    assert_eq!(world.text("size = 3"), "false");
    assert_eq!(world.text("number(size)"), "NaN");
}

#[test]
fn once_keeps_what_the_node_holds() {
    let world = World::new(HOUSEHOLD);
    assert_eq!(world.text_from("once(1 + 1)", world.node("name")), "An");
    assert_eq!(world.text_from("once(1 + 1)", world.node("empty")), "2");
    assert_eq!(world.text_from("once(. * 2)", world.node("empty")), "");
}

/// Gives every path that the source spells so this field.
fn resolved(source: &str, path: &str) -> Ast {
    let mut ast = (*Expression::parse(source).unwrap().ast).clone();
    ast.change_paths(&mut |found| {
        if Ast::Path(found.clone()).to_string() == path {
            found.field = Some(FieldIx(0));
        }
    });
    ast
}

#[test]
fn a_resolved_path_asks_the_host() {
    let mut world = World::new(HOUSEHOLD).with("list", "<root><item><a>3</a></item></root>");
    world.fields.push(vec![world.node("size").ix]);
    let question = world.node("name");
    let ast = resolved("../size + 1", "../size");
    assert_eq!(evaluate(&ast, question, &world).unwrap(), Value::Number(4.0));
    assert_eq!(world.asked_from.take(), [question]);
    // In a list's predicate the field is seen from the question, not from the item.
    let ast = resolved("count(instance('list')/root/item[a = current()/../size])", "current()/../size");
    assert_eq!(evaluate(&ast, question, &world).unwrap(), Value::Number(1.0));
    assert!(world.asked_from.take().iter().all(|&from| from == question));
}

#[test]
fn a_filter_seen_from_an_item_knows_whose_it_is() {
    let world = World::new(HOUSEHOLD).with("list", "<root><item><a>3</a></item></root>");
    let item = world.nodes("instance('list')/root/item", world.root())[0];
    let expression = Expression::parse("a = current()/size").unwrap();
    assert_eq!(
        evaluate_for(&expression.ast, item, world.root(), &world).unwrap(),
        Value::Boolean(true)
    );
}

#[test]
fn long_rows_of_operators_need_little_stack() {
    let sum = format!("1{}", " + 1".repeat(1000));
    case(&sum, "1001");
    let nested = format!("{}1{}", "if(true(), ".repeat(150), ", 0)".repeat(150));
    case(&nested, "1");
}
