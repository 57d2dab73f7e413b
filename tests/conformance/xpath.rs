//! `xpath_cases.jsonl`: one expression and its value a row.

use fancy_regex::Regex;
use phieu::xpath::{Expression, Value, evaluate};
use serde_json::Value as Json;

use crate::pack::{self, Tally, field};
use crate::world::World;

/// The rows were recorded at noon of this day, in Phoenix; `today()` is compared with the days around it.
const NOW: &str = "2026-11-21T12:00:00-07:00[-07:00]";

/// Plain XPath rows that are left out, by expression and context, with the reason.
const LEFT_OUT: [(&str, &str, &str); 6] = [
    ("child::node()", "doc:", DOCTYPE),
    ("preceding::node()", "doc:c1/c3/c1/c3/@id", DOCTYPE),
    ("child::node()", "doc:c1/c3/c1/c13", CDATA),
    ("following::node()", "doc:c1/c3/c1/c1", CDATA),
    ("following::node()", "doc:c1/c3/c1/c9/c0", CDATA),
    ("child::processing-instruction()", "doc:c0", CDATA),
];
const DOCTYPE: &str = "the DOM has a node for the document type, XPath's data model has none";
const CDATA: &str = "the DOM keeps CDATA apart, XPath's data model joins it with the text around it";

#[test]
fn expressions_of_the_odk_dialect() {
    run("xpath (ODK dialect)", true, 1000);
}

#[test]
fn expressions_of_plain_xpath() {
    run("xpath (plain)", false, 1000);
}

fn run(name: &str, is_odk: bool, per_mille: usize) {
    let Some(rows) = pack::rows("xpath_cases.jsonl") else { return };
    let mut tally = Tally::of(name);
    for row in rows.iter().filter(|row| row["xforms"] == is_odk) {
        if LEFT_OUT
            .iter()
            .any(|(expr, context, _)| *expr == field(row, "expr") && *context == field(row, "context"))
        {
            tally.leave_out();
            continue;
        }
        let case = format!("{}: {} [{}]", field(row, "file"), field(row, "expr"), field(row, "context"));
        tally.count(&case, check(row));
    }
    tally.hold_to(per_mille);
}

fn check(row: &Json) -> Result<(), String> {
    let expected = &row["expected"];
    let kind = field(row, "kind");
    let world = World::new(field(row, "doc"), field(row, "root"), row["lang"].as_str(), NOW);
    let context = world.node(field(row, "context")).ok_or("no such context")?;
    let parsed = Expression::parse(field(row, "expr"));
    let value = match &parsed {
        Ok(expression) => evaluate(&expression.ast, context, &world),
        Err(error) => Err(error.clone()),
    };
    let value = match (kind, value) {
        ("error", Ok(value)) => return Err(format!("not refused: {value:?}")),
        ("error", Err(_)) => return Ok(()),
        (_, value) => value.map_err(|error| error.to_string())?,
    };
    let is_right = match kind {
        "boolean" => Some(value.to_boolean()) == expected.as_bool(),
        "number" => is_same(value.to_number(&world), number(expected)),
        "number-rounded" => {
            let factor = number(&row["factor"]);
            is_same(
                (value.to_number(&world) * factor).round() / factor,
                (number(expected) * factor).round() / factor,
            )
        }
        "string" => Some(&*value.to_text(&world)) == expected.as_str(),
        "string-length" => Some(value.to_text(&world).chars().count() as u64) == expected.as_u64(),
        "string-matches" => {
            let pattern = expected
                .as_str()
                .and_then(|pattern| pattern.strip_prefix('/')?.strip_suffix('/'))
                .ok_or("no pattern")?;
            Regex::new(pattern).unwrap().is_match(&*value.to_text(&world)).unwrap()
        }
        "nodeset" => paths(&world, &value)? == expected_paths(expected),
        "observed:number" => (0.0..1.0).contains(&value.to_number(&world)),
        "observed:string" => matches!(value, Value::Text(_)),
        // A set whose order is free: that it is one must do.
        other if other.starts_with("observed:") => matches!(value, Value::Nodes(_)),
        other => return Err(format!("unknown kind {other}")),
    };
    if is_right {
        Ok(())
    } else {
        Err(format!("{value:?} (as text {:?}) for {kind} {expected}", value.to_text(&world)))
    }
}

fn paths(world: &World, value: &Value<'_>) -> Result<Vec<String>, String> {
    let Value::Nodes(nodes) = value else {
        return Err(format!("no nodes: {value:?}"));
    };
    Ok(nodes.iter().map(|&node| world.path(node)).collect())
}

fn expected_paths(expected: &Json) -> Vec<String> {
    expected
        .as_array()
        .unwrap()
        .iter()
        .map(|path| path.as_str().unwrap().to_owned())
        .collect()
}

/// A number, or the name of one that JSON cannot carry.
fn number(json: &Json) -> f64 {
    match json["num"].as_str() {
        Some("NaN") => f64::NAN,
        Some("Infinity") => f64::INFINITY,
        Some("-Infinity") => f64::NEG_INFINITY,
        Some("-0") => -0.0,
        _ => json.as_f64().unwrap(),
    }
}

/// Equal up to the last bits, in which mathematical libraries differ; a zero's sign counts.
fn is_same(left: f64, right: f64) -> bool {
    if left.is_nan() || right.is_nan() {
        return left.is_nan() && right.is_nan();
    }
    // Infinities are not near anything, themselves included.
    let is_near = left.to_bits() == right.to_bits() || (left - right).abs() <= 4.0 * f64::EPSILON * right.abs();
    is_near && (right != 0.0 || left.is_sign_negative() == right.is_sign_negative())
}
