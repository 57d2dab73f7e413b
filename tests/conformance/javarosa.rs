//! `javarosa_xpatheval.jsonl`: a second opinion on expressions, its expectations written in Java.

use phieu::xpath::{Expression, Value, evaluate};
use serde_json::Value as Json;

use crate::pack::{self, Tally, field};
use crate::world::World;

const NOW: &str = "2026-11-21T12:00:00+00:00[+00:00]";

/// Rows that are left out, by expression or test, with the reason.
const LEFT_OUT: [(&str, &str); 12] = [
    ("/union | /expr", "refused there for want of support; XPath has unions"),
    ("/cant//support", "refused there for want of support; XPath has //"),
    (
        "/namespace:*",
        "refused there for want of support; XPath has name tests by namespace",
    ),
    (
        "string-length()",
        "refused there for want of a context; XPath takes the context node",
    ),
    ("date('not a date')", "refused there; the first pack has it empty"),
    (
        "decimal-date-time('-01-2019')",
        "refused there; what is no date has no number, as the first pack has it empty",
    ),
    (
        "geofence('-1 0.5 0 0', /data/geoshape)",
        "reads an instance that the row does not carry",
    ),
    ("proto", "functions that the suite itself defines"),
    ("raw", "functions that the suite itself defines"),
    (
        "check-types(55, '55', false(), '1999-09-09', get-custom(true()))",
        "functions that the suite itself defines",
    ),
    ("variable_refs", "variables that the suite itself defines; forms have none"),
    ("unparsed", "the recording could not read the row"),
];

#[test]
fn expressions_as_javarosa_evaluates_them() {
    let Some(rows) = pack::rows("javarosa_xpatheval.jsonl") else {
        return;
    };
    let mut tally = Tally::of("javarosa");
    for row in &rows {
        let names = ["expr", "test", "kind"].map(|name| field(row, name));
        if LEFT_OUT.iter().any(|(left_out, _)| names.contains(left_out)) {
            tally.leave_out();
            continue;
        }
        tally.count(&format!("{}: {}", field(row, "test"), field(row, "expr")), check(row));
    }
    tally.hold_to(984);
}

fn check(row: &Json) -> Result<(), String> {
    let world = World::new("<data/>", "doc:", None, NOW);
    let context = world.node("doc:c0").ok_or("no context")?;
    let parsed = Expression::parse(field(row, "expr"));
    let value = match &parsed {
        Ok(expression) => evaluate(&expression.ast, context, &world),
        Err(error) => Err(error.clone()),
    };
    let expected = field(row, "expected");
    match (field(row, "kind"), value) {
        ("error", Ok(value)) => Err(format!("not refused: {value:?}")),
        ("error", Err(_)) => Ok(()),
        (_, Err(error)) => Err(error.to_string()),
        (_, Ok(value)) if agrees(&value, expected, &world) => Ok(()),
        (_, Ok(value)) => Err(format!("{value:?} for {expected}")),
    }
}

/// Whether a value is what a Java literal says.
fn agrees<'w>(value: &Value<'w>, expected: &str, world: &'w World) -> bool {
    if let Ok(text) = serde_json::from_str::<String>(expected) {
        return value.to_text(world) == text.as_str();
    }
    let number = match expected {
        "TRUE" | "true" => return value.to_boolean(),
        "FALSE" | "false" => return !value.to_boolean(),
        "NaN" => return value.to_number(world).is_nan(),
        "Math.E" => std::f64::consts::E,
        "Math.PI" => std::f64::consts::PI,
        number => number.parse().unwrap(),
    };
    // The tolerance of the suite itself.
    (value.to_number(world) - number).abs() <= 1e-12
}
