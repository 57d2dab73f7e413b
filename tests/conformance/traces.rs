//! `scenario_traces.jsonl`: forms filled in step by step, with the state that each step led to.

use std::collections::BTreeMap;
use std::sync::Arc;

use phieu::form;
use phieu::interview::{Ambient, Answer, Interview, Step, Violation};
use serde_json::Value as Json;

use crate::pack::{self, Tally, field};

/// Operations that this program has no use for, with the reason; what comes after one in the same filling is left out too.
const OTHER_DOORS: [(&str, &str); 5] = [
    ("restore", "restores a serialised instance; a draft here is its journal"),
    ("edit", "edits a submitted instance of a server"),
    ("serializeAndRestore", "restores a serialised instance; a draft here is its journal"),
    ("newInstance", "begins again from a serialised form"),
    ("attributeOf", "attributes of a bound element serve server entities"),
];

#[test]
fn forms_filled_in_as_web_forms_fills_them() {
    let Some(rows) = pack::rows("scenario_traces.jsonl") else {
        return;
    };
    let mut tally = Tally::of("scenario_traces");
    let mut fillings: BTreeMap<(String, String, String), Vec<Json>> = BTreeMap::new();
    for row in rows {
        let key = (
            field(&row, "file").to_owned(),
            field(&row, "test").to_owned(),
            row["sid"].to_string(),
        );
        fillings.entry(key).or_default().push(row);
    }
    for ((file, test, sid), rows) in &fillings {
        play(&format!("{file} › {test} #{sid}"), rows, &mut tally);
    }
    tally.hold_to(LEAST);
}

/// The share of rows that must hold, in per mille. Most of the others begin with repeats that the `XForm` fills in or leaves empty.
const LEAST: usize = 800;

fn play(case: &str, rows: &[Json], tally: &mut Tally) {
    let mut interview = None;
    for (number, row) in rows.iter().enumerate() {
        let op = field(row, "op");
        let is_elsewhere = OTHER_DOORS.iter().any(|(door, _)| op.contains(door)) || (number == 0 && op != "init");
        if is_elsewhere || row["upstream_expected_to_fail"] == Json::Bool(true) {
            (number..rows.len()).for_each(|_| tally.leave_out());
            return;
        }
        let outcome = take(&mut interview, row);
        let is_over = outcome.is_err() && number == 0;
        tally.count(&format!("{case} {number} {op}"), outcome);
        if is_over {
            return;
        }
    }
}

fn ambient() -> Ambient {
    Ambient {
        now: "2026-11-21T12:00:00-07:00[America/Phoenix]".parse().unwrap(),
        seed: 1,
        device: BTreeMap::new(),
    }
}

fn take(interview: &mut Option<Interview>, row: &Json) -> Result<(), String> {
    let is_refused = row.get("error").is_some_and(|error| !error.is_null());
    let op = field(row, "op");
    if op == "init" {
        let attachments = resources(row);
        let (form, findings) = form::read("form.xml", field(row, "form").as_bytes(), &attachments);
        return match (form, is_refused) {
            (Some(form), false) => {
                *interview = Some(Interview::new(Arc::new(form), &ambient()));
                interview.as_ref().map_or(Ok(()), |interview| compare(interview, row))
            }
            (None, true) => Ok(()),
            (None, false) => Err(format!("refused: {findings:?}")),
            (Some(_), true) => Err(format!("accepted; expected {}", row["error"])),
        };
    }
    let Some(interview) = interview.as_mut() else {
        return Err("no form".to_owned());
    };
    let arguments = row["args"].as_array().cloned().unwrap_or_default();
    let step = match op {
        "answer" => answer(interview, &arguments, row),
        "createNewRepeat" => Some(Step::Add {
            repeat: repeat(&arguments, row),
        }),
        "removeRepeat" => Some(Step::Remove {
            at: text(arguments.first()),
        }),
        "setLanguage" => Some(Step::Language {
            name: text(arguments.first()),
        }),
        "answerOf" => {
            let expected = row["result"].get("stringValue").map(|value| text(Some(value)));
            let found = interview.find(&text(arguments.first())).map(|at| interview.value(at).to_owned());
            return if expected == found {
                Ok(())
            } else {
                Err(format!("expected {expected:?}, found {found:?}"))
            };
        }
        "countRepeatInstancesOf" => {
            let reference = text(arguments.first());
            let found = (1..1000)
                .take_while(|place| interview.find(&format!("{reference}[{place}]")).is_some())
                .count();
            return if row["result"] == found {
                Ok(())
            } else {
                Err(format!("expected {}, found {found}", row["result"]))
            };
        }
        _ => return Ok(()),
    };
    let Some(step) = step else {
        return Err("a step that cannot be told".to_owned());
    };
    match (interview.apply(&step, &ambient()), is_refused) {
        (Ok(()), false) => compare(interview, row),
        (Err(_), true) => Ok(()),
        (Err(error), false) => Err(format!("{error} ({step:?})")),
        (Ok(()), true) => Err(format!("taken; expected {}", row["error"])),
    }
}

fn text(value: Option<&Json>) -> String {
    match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(Json::Object(object)) => object
            .get("repr")
            .or_else(|| object.get("stringValue"))
            .map(|value| text(Some(value)))
            .unwrap_or_default(),
        Some(other) => other.to_string(),
    }
}

fn answer(interview: &Interview, arguments: &[Json], row: &Json) -> Option<Step> {
    let (at, value) = match arguments {
        [value] => (text(row["pos"].get(1)), text(Some(value))),
        [at, values @ ..] => (
            text(Some(at)),
            values.iter().map(|value| text(Some(value))).collect::<Vec<_>>().join(" "),
        ),
        [] => return None,
    };
    let is_reference = interview.find(&at).is_some() || arguments.len() == 1;
    let (at, value) = if is_reference {
        (at, value)
    } else {
        (text(row["pos"].get(1)), format!("{at} {value}"))
    };
    Some(Step::Answer {
        at,
        answer: Answer::Text(value),
    })
}

fn repeat(arguments: &[Json], row: &Json) -> String {
    let named = arguments.first().map(|argument| match argument {
        Json::String(reference) => reference.clone(),
        other => {
            let options: Json = serde_json::from_str(field(other, "json")).unwrap_or_default();
            field(&options, "assertCurrentReference").to_owned()
        }
    });
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| {
        let position = text(row["pos"].get(1));
        position.rsplit_once('[').map_or(position.clone(), |(repeat, _)| repeat.to_owned())
    })
}

fn resources(row: &Json) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    match &row["resources"] {
        Json::Object(all) => {
            for (name, content) in all {
                let name = name.rsplit('/').next().unwrap_or(name);
                files.insert(name.to_owned(), text(Some(content)).into_bytes());
            }
        }
        Json::Array(all) => {
            for file in all {
                let name = text(file.get(0));
                let name = name.rsplit('/').next().unwrap_or_default();
                files.insert(name.to_owned(), text(file.get(1)).into_bytes());
            }
        }
        _ => {}
    }
    files
}

/// Every node that the row lists must be as it says.
fn compare(interview: &Interview, row: &Json) -> Result<(), String> {
    for expected in row["delta"].as_array().into_iter().flatten() {
        let (reference, kind) = (field(expected, "ref"), field(expected, "type"));
        if kind.starts_with("repeat-range") || reference.contains("instanceID") || reference.contains("meta") || kind == "root" {
            continue;
        }
        let Some(at) = interview.find(reference) else {
            return Err(format!("no node {reference}"));
        };
        let is = |name: &str, otherwise: bool| expected.get(name).and_then(Json::as_bool).unwrap_or(otherwise);
        check(reference, "relevant", is("relevant", true), interview.is_relevant(at))?;
        check(reference, "required", is("required", false), interview.is_required(at))?;
        check(reference, "read-only", is("readonly", false), interview.is_read_only(at))?;
        if let Some(value) = expected.get("value").and_then(Json::as_str) {
            check(reference, "value", value, interview.value(at))?;
        }
        if let Some(label) = expected.get("label").and_then(Json::as_str) {
            check(reference, "label", label, interview.label(at).trim())?;
        }
        if let Some(options) = expected.get("options").and_then(Json::as_array) {
            let expected: Vec<(String, String)> = options.iter().map(|option| (text(option.get(0)), text(option.get(1)))).collect();
            let choices = interview.choices(at).unwrap_or_default();
            let found: Vec<(String, String)> = choices.into_iter().map(|choice| (choice.name, choice.label)).collect();
            check(reference, "choices", expected, found)?;
        }
        let violation = interview.violation(at).map(|violation| match violation {
            Violation::Required => "required",
            Violation::Constraint => "constraint",
        });
        check(reference, "violation", expected.get("violation").and_then(Json::as_str), violation)?;
    }
    for gone in row["gone"].as_array().into_iter().flatten() {
        if !text(Some(gone)).ends_with(']') {
            continue;
        }
        check(&text(Some(gone)), "gone", true, interview.find(&text(Some(gone))).is_none())?;
    }
    Ok(())
}

fn check<T: PartialEq + std::fmt::Debug>(reference: &str, what: &str, expected: T, found: T) -> Result<(), String> {
    if expected == found {
        Ok(())
    } else {
        Err(format!("{reference} {what}: expected {expected:?}, found {found:?}"))
    }
}
