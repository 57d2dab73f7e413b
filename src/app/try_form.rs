//! Runs an interview without a window: a script of steps in, the final state out.

mod script;
mod state;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;

pub use script::{BadScript, Script, ScriptStep};
pub use state::{NodeState, State};

use super::form_file;
use crate::form::Form;
use crate::interview::{Ambient, Interview, Step, StepError};

/// Why there is no final state.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The form cannot be used.
    #[error(transparent)]
    Form(#[from] form_file::Error),
    /// The script cannot be read.
    #[error("cannot read {path:?}: {source}")]
    Unreadable {
        /// The script.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The script is no script.
    #[error("{path:?} is no script: {source}")]
    BadScript {
        /// The script.
        path: PathBuf,
        /// Why.
        source: BadScript,
    },
    /// A step cannot be taken.
    #[error("step {number}: {source}")]
    Step {
        /// 1-based.
        number: usize,
        /// Why.
        source: StepError,
    },
}

/// How a script is run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// A step that cannot be taken is skipped and listed.
    pub is_lenient: bool,
    /// Say how long it took.
    pub has_timing: bool,
}

/// What came of a script.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// The interview at its end.
    #[serde(flatten)]
    pub state: State,
    /// Steps that could not be taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<Vec<Skipped>>,
    /// How long it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timing: Option<Timing>,
}

/// A step that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// 1-based.
    pub step: usize,
    /// Why, in English.
    pub reason: String,
}

/// How long a run took.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Timing {
    /// From the form's bytes to a fresh interview.
    pub load_ms: f64,
    /// All the steps, with recomputation.
    pub answers_ms: f64,
    /// How many steps were taken.
    pub answers: usize,
    /// Getting the form's bytes from the disk.
    pub read_ms: f64,
    /// The median of the answers alone, with recomputation: the question had been found before. `None` without an answer.
    pub answer_ms: Option<f64>,
}

/// Runs the script in a file on the form in another.
pub fn run_files(form: &Path, script: &Path, options: Options) -> Result<Outcome, Error> {
    let bytes = fs::read(script).map_err(|source| Error::Unreadable {
        path: script.to_owned(),
        source,
    })?;
    let script = Script::parse(&bytes).map_err(|source| Error::BadScript {
        path: script.to_owned(),
        source,
    })?;
    let start = Instant::now();
    let file = form_file::read(form)?;
    let read_ms = milliseconds(start.elapsed());
    let start = Instant::now();
    let form = form_file::compile(form, &file)?;
    run_since(start, read_ms, form, &script, options)
}

/// Runs a script on a form.
pub fn run(form: Form, script: &Script, options: Options) -> Result<Outcome, Error> {
    run_since(Instant::now(), 0.0, form, script, options)
}

fn run_since(start: Instant, read_ms: f64, form: Form, script: &Script, options: Options) -> Result<Outcome, Error> {
    let mut interview = Interview::new(Arc::new(form), &script.ambient(0));
    let load_ms = milliseconds(start.elapsed());
    let language = script.language.iter().map(|name| (0, Step::Language { name: name.clone() }));
    let steps = language.chain((1..).zip(script.steps.iter().map(ScriptStep::step)));
    let steps: Vec<(usize, Step, Ambient)> = steps.map(|(number, step)| (number, step, script.ambient(number))).collect();
    let start = Instant::now();
    let mut skipped = Vec::new();
    let mut answers = Vec::with_capacity(steps.len());
    for (number, step, ambient) in steps {
        if let Err(source) = take(&mut interview, &step, &ambient, &mut answers) {
            if !options.is_lenient {
                return Err(Error::Step { number, source });
            }
            skipped.push(Skipped {
                step: number,
                reason: source.to_string(),
            });
        }
    }
    let timing = Timing {
        load_ms,
        answers_ms: milliseconds(start.elapsed()),
        answers: script.steps.len() - skipped.len().min(script.steps.len()),
        read_ms,
        answer_ms: median(answers).map(milliseconds),
    };
    Ok(Outcome {
        state: State::of(&interview),
        skipped: options.is_lenient.then_some(skipped),
        timing: options.has_timing.then_some(timing),
    })
}

/// Takes a step; of an answer that is taken, how long it took.
fn take(interview: &mut Interview, step: &Step, ambient: &Ambient, answers: &mut Vec<Duration>) -> Result<(), StepError> {
    let Step::Answer { at, answer } = step else {
        return interview.apply(step, ambient);
    };
    let found = interview.find(at).ok_or_else(|| StepError::NoSuchNode(at.clone()))?;
    let start = Instant::now();
    interview.answer(found, answer, ambient)?;
    answers.push(start.elapsed());
    Ok(())
}

fn median(mut all: Vec<Duration>) -> Option<Duration> {
    all.sort_unstable();
    all.get(all.len() / 2).copied()
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::{Error, Options, Script, run};
    use crate::form::{self, Form, NoAttachments};

    const FORM: &str = "
| settings |
| | form_id | version | form_title | omit_instanceid |
| | plots | 3 | Plots | yes |
| survey |
| | type | name | label | hint | required | relevant | constraint | constraint_message |
| | select_one yn | own | Own land? | | yes | | | |
| | begin_repeat | v | Plot | | | ${own} = 'y' | | |
| | decimal | s | Size | In hectares | | | . < 100 | Too large |
| | end_repeat | | | | | | | |
| choices |
| | list_name | name | label |
| | yn | y | Có |
| | yn | n | Không |
";

    fn form() -> Form {
        form::read("plots.md", FORM.as_bytes(), &NoAttachments).0.unwrap()
    }

    fn script(json: &str) -> Script {
        Script::parse(json.as_bytes()).unwrap()
    }

    #[test]
    fn a_script_gives_the_whole_state() {
        let script = script(
            r#"{"now": "2026-11-22T08:00:00+07:00", "steps": [
                {"answer": "/data/own", "value": "y"}, {"add": "/data/v"}, {"answer": "/data/v[2]/s", "value": 250}]}"#,
        );
        let outcome = run(form(), &script, Options::default()).unwrap();
        let expected = serde_json::json!({
            "form": {"id": "plots", "version": "3", "title": "Plots", "languages": ["default"]},
            "language": "default",
            "nodes": [
                {"ref": "/data/own", "type": "select_one", "relevant": true, "required": true, "readonly": false, "value": "y",
                 "label": "Own land?", "hint": "", "choices": [["y", "Có"], ["n", "Không"]], "violation": null, "message": null},
                {"ref": "/data/v[1]", "type": "repeat", "relevant": true, "required": false, "readonly": false, "value": null,
                 "label": "Plot", "hint": "", "choices": null, "violation": null, "message": null},
                {"ref": "/data/v[1]/s", "type": "decimal", "relevant": true, "required": false, "readonly": false, "value": "",
                 "label": "Size", "hint": "In hectares", "choices": null, "violation": null, "message": null},
                {"ref": "/data/v[2]", "type": "repeat", "relevant": true, "required": false, "readonly": false, "value": null,
                 "label": "Plot", "hint": "", "choices": null, "violation": null, "message": null},
                {"ref": "/data/v[2]/s", "type": "decimal", "relevant": true, "required": false, "readonly": false, "value": "250",
                 "label": "Size", "hint": "In hectares", "choices": null, "violation": "constraint", "message": "Too large"}
            ],
            "xml": outcome.state.xml
        });
        assert_eq!(serde_json::to_value(&outcome).unwrap(), expected);
        assert_eq!(
            outcome.state.xml,
            r#"<data id="plots" version="3"><own>y</own><v><s/></v><v><s>250</s></v></data>"#
        );
    }

    #[test]
    fn a_step_that_cannot_be_taken_stops_or_is_skipped() {
        let script = script(r#"{"steps": [{"answer": "/data/own", "value": "n"}, {"answer": "/data/v/s", "value": "1"}]}"#);
        let stopped = run(form(), &script, Options::default()).unwrap_err();
        assert!(matches!(stopped, Error::Step { number: 2, .. }));
        assert_eq!(stopped.to_string(), "step 2: not relevant: `/data/v[1]/s`");
        let lenient = run(
            form(),
            &script,
            Options {
                is_lenient: true,
                has_timing: true,
            },
        )
        .unwrap();
        let json = serde_json::to_value(&lenient).unwrap();
        assert_eq!(
            json["skipped"],
            serde_json::json!([{"step": 2, "reason": "not relevant: `/data/v[1]/s`"}])
        );
        assert_eq!(json["timing"]["answers"], 1);
        assert!(json["timing"]["answer_ms"].is_number());
    }

    #[test]
    fn what_is_no_script_is_said() {
        assert!(Script::parse(br#"{"steps": [{"anser": "/data/q1", "value": "y"}]}"#).is_err());
        assert!(
            Script::parse(br#"{"now": "yesterday", "steps": []}"#)
                .unwrap_err()
                .to_string()
                .contains("`yesterday`")
        );
    }
}
