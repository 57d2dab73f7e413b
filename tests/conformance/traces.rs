//! `scenario_traces.jsonl`: forms filled in step by step, with the state that each step led to.
//!
//! A row holds when its step is taken or refused as recorded, every node that changed is as recorded, and so is the whole instance.
//! Besides the rows the states of single nodes are counted, those of fresh forms apart.

use std::collections::BTreeMap;
use std::sync::Arc;

use phieu::form;
use phieu::interview::{Ambient, Answer, Interview, Plan, Step, StepError};
use serde_json::Value as Json;

use crate::pack::{self, Tally, field};
use crate::trace_cursor::Cursor;
use crate::trace_state::{self, Volatile, text};

/// Fillings that are left out, by a part of their names, with the reason.
const LEFT_OUT: [(&str, &str); 10] = [
    (
        "setting int values > fails to set when out of bounds",
        "a whole number has 64 bits here: an income in đồng passes 32",
    ),
    (
        "resulting in value 10n",
        "a fraction keyed where a whole number is wanted is refused, not cut",
    ),
    ("casts a decimal/fractional value to an integer", "likewise"),
    ("row delimiter: LFLF", "a blank line of a table is no choice"),
    ("row delimiter: LFCR", "a line break is one of LF, CR LF and CR"),
    (
        "whitespace padding around column delimiter",
        "a name in a header is meant without the spaces around it",
    ),
    ("set point when event", "the recording had a place; a laptop has none"),
    (
        "throws error when target is an unbound reference",
        "refused there for want of support; what is set from outside a repeat is set in each instance",
    ),
    (
        "produces an error for a non-geopoint value in a multiple argument call",
        "refused there; here the way goes along the trace and on to the point",
    ),
    ("form title element: false", "a form without a title goes by its id"),
];

/// The shares of rows and of node states that must hold, in per mille.
const LEAST: usize = 985;

#[test]
fn forms_filled_in_as_web_forms_fills_them() {
    let Some(rows) = pack::rows("scenario_traces.jsonl") else {
        return;
    };
    let mut score = Score {
        rows: Tally::of("scenario_traces"),
        fresh: Tally::of("scenario_traces (node states of fresh forms)"),
        later: Tally::of("scenario_traces (node states after a step)"),
        doubtful: Tally::of("scenario_traces (rows that fail upstream, for information)"),
    };
    let mut left_out: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut fillings: BTreeMap<(String, String), Filling> = BTreeMap::new();
    for row in &rows {
        let (file, test) = (field(row, "file"), field(row, "test"));
        let name = format!("{file} › {test} #{} {}", row["sid"], field(row, "op"));
        if let Some((what, why)) = LEFT_OUT.iter().find(|(part, _)| name.contains(part)) {
            *left_out.entry((*what, *why)).or_default() += 1;
            score.rows.leave_out();
            continue;
        }
        let key = |sid: &Json| (file.to_owned(), if sid.is_null() { test.to_owned() } else { sid.to_string() });
        let filling = fillings.entry(key(&row["sid"])).or_default();
        let outcome = filling.take(row, &name, &mut score);
        if let Some(begun) = filling.begun.take() {
            fillings.insert(key(&row["newSid"]), begun.into());
        }
        let tally = if row["upstream_expected_to_fail"] == true {
            &mut score.doubtful
        } else {
            &mut score.rows
        };
        tally.count(&name, outcome);
    }
    for ((what, why), count) in left_out {
        println!("  {count} left out: {what}: {why}");
    }
    score.doubtful.hold_to(0);
    score.fresh.hold_to(LEAST);
    score.later.hold_to(LEAST);
    score.rows.hold_to(LEAST);
}

struct Score {
    rows: Tally,
    fresh: Tally,
    later: Tally,
    doubtful: Tally,
}

/// One form being filled in.
#[derive(Default)]
struct Filling {
    interview: Option<Interview>,
    cursor: Cursor,
    volatile: Volatile,
    /// Restored from an instance that is not recorded: the state that it led to must do.
    restored: Option<Arc<Plan>>,
    /// Another filling that this one gave rise to.
    begun: Option<Begun>,
}

enum Begun {
    With(Box<Interview>),
    /// From an instance that is not recorded.
    Unrecorded(Arc<Plan>),
}

impl From<Begun> for Filling {
    fn from(begun: Begun) -> Self {
        match begun {
            Begun::Unrecorded(plan) => Self {
                restored: Some(plan),
                ..Self::default()
            },
            Begun::With(interview) => Self {
                volatile: Volatile::of(interview.form()),
                interview: Some(*interview),
                ..Self::default()
            },
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

type Outcome = Result<(), String>;

impl Filling {
    /// Takes a row.
    fn take(&mut self, row: &Json, name: &str, score: &mut Score) -> Outcome {
        let op = field(row, "op");
        if let Some(plan) = self.restored.take() {
            let Ok(interview) = Interview::restore(plan, field(row, "xml"), &ambient()) else {
                return Err("the instance cannot be restored".to_owned());
            };
            *self = Begun::With(Box::new(interview)).into();
        }
        if op == "init" {
            return self.init(row, name, score);
        }
        let Some(interview) = self.interview.as_mut() else {
            return Err("no form".to_owned());
        };
        let arguments = row["args"].as_array().map_or(&[][..], Vec::as_slice);
        let step = match op {
            "answer" => Some(answer(interview, arguments, row)),
            "createNewRepeat" => Some(Step::Add {
                repeat: repeat(arguments, row),
            }),
            "removeRepeat" => Some(Step::Remove {
                at: text(arguments.first()),
            }),
            "setLanguage" => Some(Step::Language {
                name: text(arguments.first()),
            }),
            _ => None,
        };
        if let Some(step) = step {
            let taken = step_taken(interview, &step);
            let outcome = match (taken, is_refused(row)) {
                (Ok(()), false) => self.compare(row, name, score),
                (Err(_), true) => Ok(()),
                (Err(error), false) => Err(format!("{error} ({step:?})")),
                (Ok(()), true) => Err(format!("taken; expected {}", row["error"])),
            };
            self.cursor.jump(row);
            return outcome;
        }
        if op.starts_with("state-after-") {
            return self.compare(row, name, score);
        }
        if matches!(op, "next" | "prev" | "refAtIndex" | "jumpToBeginningOfForm") {
            return self.cursor.go(op, interview, row);
        }
        if row.get("newSid").is_some() {
            return self.begin_another(op, row);
        }
        asked(interview, op, arguments, row, &self.volatile)
    }

    fn init(&mut self, row: &Json, name: &str, score: &mut Score) -> Outcome {
        let (form, findings) = form::read("form.xml", field(row, "form").as_bytes(), &resources(row));
        match (form, is_refused(row)) {
            // An instance that replaces another was filled in before: only the state that it led to is recorded.
            (Some(form), false) if field(row, "xml").contains("deprecatedID>") => {
                let restored = Interview::restore(Plan::of(Arc::new(form)), field(row, "xml"), &ambient());
                *self = Begun::With(Box::new(restored.map_err(|error| error.to_string())?)).into();
                self.compare(row, name, score)
            }
            (Some(form), false) => {
                self.volatile = Volatile::of(&form);
                self.interview = Some(Interview::begin(Plan::of(Arc::new(form)), &ambient()));
                self.compare(row, name, score)
            }
            (None, true) => Ok(()),
            (None, false) => Err(format!("refused: {findings:?}")),
            (Some(_), true) => Err(format!("accepted; expected {}", row["error"])),
        }
    }

    /// Every node that the row lists must be as it says, and so must the instance.
    fn compare(&self, row: &Json, name: &str, score: &mut Score) -> Outcome {
        let Some(interview) = &self.interview else {
            return Err("no form".to_owned());
        };
        let states = trace_state::compare(interview, row, &self.volatile);
        let is_doubtful = row["upstream_expected_to_fail"] == true;
        let tally = if field(row, "op") == "answer" || field(row, "op").contains("Repeat") {
            &mut score.later
        } else {
            &mut score.fresh
        };
        for (reference, outcome) in &states {
            if !is_doubtful {
                tally.count(&format!("{name} {reference}"), outcome.clone());
            }
        }
        states.into_iter().try_for_each(|(_, outcome)| outcome)?;
        match row["xml"].as_str() {
            Some(xml) => trace_state::compare_xml(xml, &interview.xml(), &self.volatile),
            None => Ok(()),
        }
    }

    /// Begins another filling from this one's form or instance.
    fn begin_another(&mut self, op: &str, row: &Json) -> Outcome {
        let Some(interview) = &self.interview else {
            return Err("no form".to_owned());
        };
        let is_own = row["args"]
            .get(0)
            .is_none_or(|payload| field(payload, "json").contains("instanceFile"));
        if !is_own {
            self.begun = Some(Begun::Unrecorded(Arc::clone(interview.plan())));
            return Ok(());
        }
        let (plan, xml) = (Arc::clone(interview.plan()), interview.xml());
        let begun = match op {
            "newInstance" => Ok(Interview::begin(plan, &ambient())),
            "editCurrentInstance" => Interview::edit(plan, &xml, &ambient()),
            _ => Interview::restore(plan, &xml, &ambient()),
        };
        let begun = begun.map_err(|error| error.to_string())?;
        self.begun = Some(Begun::With(Box::new(begun)));
        Ok(())
    }
}

/// Takes a step. Where web forms blanks a text that is no value of its question, a step is refused here and nothing may stay in doubt:
/// the answer is cleared, as the surveyor would have to.
fn step_taken(interview: &mut Interview, step: &Step) -> Result<(), StepError> {
    match (interview.apply(step, &ambient()), step) {
        (Err(StepError::WrongType { .. }), Step::Answer { at, .. }) => {
            let cleared = Step::Answer {
                at: at.clone(),
                answer: Answer::Text(String::new()),
            };
            interview.apply(&cleared, &ambient())
        }
        (outcome, _) => outcome,
    }
}

/// Questions about the state.
fn asked(interview: &Interview, op: &str, arguments: &[Json], row: &Json, volatile: &Volatile) -> Outcome {
    let named = text(arguments.first());
    let result = &row["result"];
    let labels = |wanted: &dyn Fn(&str) -> bool| {
        let at = interview.find(&referred(arguments))?;
        let choices = interview.choices(at)?;
        let wanted = choices.iter().filter(|choice| wanted(&choice.name));
        Some(wanted.map(|choice| choice.label.clone()).collect::<Json>())
    };
    let (expected, found) = match op {
        "answerOf" => {
            let at = interview.find(&named).ok_or_else(|| format!("no node {named}"))?;
            return volatile.agree(
                interview.form().node(interview.node(at)).name.as_str(),
                field(result, "stringValue"),
                interview.value(at),
            );
        }
        "attributeOf" => {
            let attribute = format!("{named}/@{}", text(arguments.get(1)));
            let at = interview.find(&attribute).ok_or_else(|| format!("no node {attribute}"))?;
            return volatile.agree(&attribute, field(result, "stringValue"), interview.value(at));
        }
        "countRepeatInstancesOf" => (result.clone(), Json::from(trace_state::instances(interview, &named))),
        "getInstanceNode" => (Json::from(!is_refused(row)), Json::from(trace_state::exists(interview, &named))),
        "choicesOf" => {
            let at = interview.find(&named).and_then(|at| interview.choices(at));
            (Json::from(true), Json::from(at.is_some()))
        }
        "proposed_canCreateOrRemoveRepeat" => (result.clone(), Json::from(trace_state::may_grow(interview, &named))),
        "proposed_serializeInstance" => {
            return trace_state::compare_xml(result.as_str().unwrap_or_default(), &interview.xml(), volatile);
        }
        "proposed_getAvailableOptionLabels" => (listed(result), labels(&|_| true).unwrap_or_default()),
        "proposed_getSelectedOptionLabelsAsText" => {
            let at = interview.find(&referred(arguments)).ok_or("no such node")?;
            let chosen: Vec<&str> = interview.value(at).split_whitespace().collect();
            (listed(result), labels(&|name| chosen.contains(&name)).unwrap_or_default())
        }
        _ => return Err("an operation that the harness does not know".to_owned()),
    };
    if expected == found {
        Ok(())
    } else {
        Err(format!("expected {expected}, found {found}"))
    }
}

fn is_refused(row: &Json) -> bool {
    row.get("error").is_some_and(|error| !error.is_null())
}

fn listed(result: &Json) -> Json {
    serde_json::from_str(field(result, "json")).unwrap_or_default()
}

/// The node that an object of options names.
fn referred(arguments: &[Json]) -> String {
    let options = arguments.first().map(listed).unwrap_or_default();
    field(&options, "assertCurrentReference").to_owned()
}

fn answer(interview: &Interview, arguments: &[Json], row: &Json) -> Step {
    let here = text(row["pos"].get(1));
    let (at, values) = match arguments {
        [at, values @ ..] if !values.is_empty() && interview.find(&text(Some(at))).is_some() => (text(Some(at)), values),
        values => (here, values),
    };
    let answer = match values {
        // A file or a choice is an object that is not recorded: all that is known of it is the value that it led to.
        [Json::Object(object)] if matches!(object.get("cls").and_then(Json::as_str), Some("File" | "SelectChoice")) => {
            trace_state::listed_value(row, &at)
        }
        values => values.iter().map(|value| text(Some(value))).collect::<Vec<_>>().join(" "),
    };
    Step::Answer {
        at,
        answer: Answer::Text(answer),
    }
}

fn repeat(arguments: &[Json], row: &Json) -> String {
    let named = match arguments.first() {
        Some(Json::String(reference)) => reference.clone(),
        _ => referred(arguments),
    };
    if !named.is_empty() {
        return named;
    }
    let position = text(row["pos"].get(1));
    position.rsplit_once('[').map_or(position.clone(), |(repeat, _)| repeat.to_owned())
}

fn resources(row: &Json) -> BTreeMap<String, Vec<u8>> {
    let named = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    match &row["resources"] {
        Json::Object(all) => all
            .iter()
            .map(|(name, content)| (named(name), text(Some(content)).into_bytes()))
            .collect(),
        Json::Array(all) => all
            .iter()
            .map(|file| (named(&text(file.get(0))), text(file.get(1)).into_bytes()))
            .collect(),
        _ => BTreeMap::new(),
    }
}
