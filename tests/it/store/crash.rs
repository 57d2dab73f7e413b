//! Pulling the plug: no confirmed answer is lost, and the workspace opens every time on the question that was shown.
//!
//! The child is this test binary again: a scripted interview that prints each answer's number once it is confirmed. The parent kills it at
//! a random moment. `PHIEU_KILLS` says how often (20, with
//! `PHIEU_LONG` 200), `PHIEU_SEED` at which moments.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use phieu::app::collect::Collector;
use phieu::app::instrument;
use phieu::app::workspace;
use phieu::instrument::Instrument;
use phieu::interview::{Answer, Event, Plan, Step};
use phieu::store::{Error, Passphrase, RecordId, Workspace};

use super::{Laptop, PASSPHRASE, answer, begin};

const WORKSPACE: &str = "PHIEU_CRASH_WORKSPACE";

fn number_from(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// `SplitMix64`: moments that a seed gives again.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn event(number: i64) -> Event {
    answer(number, &format!("câu trả lời số {number}"))
}

/// The scripted interview: consent, then the first question's rows again and again, each time another answer.
fn script(number: usize) -> (String, String) {
    match number.checked_sub(1) {
        None => ("/data/intro/consent".to_owned(), "agree".to_owned()),
        Some(number) => (format!("/data/main/b/q1/q1_{}", number % 9 + 1), (number / 9 % 4 + 1).to_string()),
    }
}

fn step(number: usize) -> Step {
    let (at, text) = script(number);
    Step::Answer {
        at,
        answer: Answer::Text(text),
    }
}

fn sipas() -> Instrument {
    Instrument::built_in("sipas-citizen").unwrap()
}

fn the_draft(workspace: &Workspace) -> RecordId {
    workspace.records().unwrap().first().unwrap().id
}

/// Not a test of its own: what the killed process runs.
#[test]
#[ignore = "run by the crash stories as their child"]
fn child() {
    let Some(path) = std::env::var_os(WORKSPACE) else { return };
    let mut workspace = workspace::open(path.as_ref(), &Passphrase::new(PASSPHRASE)).unwrap();
    let record = the_draft(&workspace);
    let mut collector = Collector::open(&workspace, &Plan::of(sipas().form), record).unwrap();
    let answered = workspace.journal(record).unwrap().len();
    let mut out = std::io::stdout().lock();
    for number in answered.. {
        collector.visit(&workspace, &script(number).0).unwrap();
        collector.apply(&mut workspace, step(number)).unwrap();
        writeln!(out, "confirmed {number}").unwrap();
        out.flush().unwrap();
    }
}

fn spawn(laptop: &Laptop) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store::crash::child", "--ignored", "--nocapture"])
        .env(WORKSPACE, laptop.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The last number that the child had seen confirmed when it died.
fn last_confirmed(child: &mut Child, patience: Duration) -> Option<usize> {
    let out = BufReader::new(child.stdout.take().unwrap());
    let reader = std::thread::spawn(move || {
        let number = |line: String| line.split_once("confirmed ")?.1.parse().ok();
        out.lines().map_while(Result::ok).filter_map(number).last()
    });
    std::thread::sleep(patience);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

#[test]
fn killed_at_any_moment_no_confirmed_answer_is_lost() {
    let laptop = Laptop::new();
    let instrument = sipas();
    let plan = Plan::of(Arc::clone(&instrument.form));
    {
        let mut workspace = laptop.open();
        instrument::add(&workspace, &instrument).unwrap();
        Collector::begin(&mut workspace, &instrument.identity.0, &plan, None).unwrap();
    }
    let mut chance = number_from("PHIEU_SEED", 22);
    let mut confirmed = 0;
    for round in 0..number_from("PHIEU_KILLS", if std::env::var_os("PHIEU_LONG").is_some() { 200 } else { 20 }) {
        let patience = Duration::from_micros(next(&mut chance) % 400_000);
        let mut child = spawn(&laptop);
        if let Some(last) = last_confirmed(&mut child, patience) {
            confirmed = last + 1;
        }
        let workspace = laptop.open();
        let record = the_draft(&workspace);
        let steps: Vec<Step> = workspace.journal(record).unwrap().into_iter().map(|event| event.step).collect();
        assert!(
            steps.len() >= confirmed,
            "round {round}: {} answers of {confirmed} confirmed",
            steps.len()
        );
        // The one in flight when the process died may have arrived.
        assert!(steps.len() <= confirmed + 1, "round {round}");
        assert_eq!(steps, (0..steps.len()).map(step).collect::<Vec<_>>(), "round {round}");
        confirmed = steps.len();

        let collector = Collector::open(&workspace, &plan, record).unwrap();
        for (at, text) in (confirmed.saturating_sub(9)..confirmed).map(script) {
            let interview = collector.interview();
            assert_eq!(interview.value(interview.find(&at).unwrap()), text, "round {round}: {at}");
        }
        if let Some(last) = confirmed.checked_sub(1) {
            let shown = collector.visited().unwrap();
            assert!(
                [script(last).0, script(last + 1).0].iter().any(|place| place == shown),
                "round {round}: {shown}"
            );
        }
    }
    println!("{confirmed} answers");
    assert!(confirmed > 0, "the child never came to answer: the story tells nothing");
}

#[test]
fn a_torn_log_loses_at_most_its_torn_end() {
    let laptop = Laptop::new();
    let mut workspace = laptop.open();
    let id = begin(&workspace, 9);
    for number in 0..30 {
        workspace.append(id, &event(number)).unwrap();
    }
    // What a power cut leaves: the file and the log as they are now.
    let file = std::fs::read(laptop.path()).unwrap();
    let log = std::fs::read(laptop.beside("khảo sát.phieu-wal")).unwrap();
    drop(workspace);
    let mut most = 0;
    for step in 0..=24 {
        let torn = Laptop {
            folder: tempfile::tempdir().unwrap(),
        };
        std::fs::write(torn.path(), &file).unwrap();
        let mut end = log[..log.len() * step / 24].to_vec();
        if step % 2 == 1 {
            end.iter_mut().rev().take(700).for_each(|byte| *byte ^= 0x55);
        }
        std::fs::write(torn.beside("khảo sát.phieu-wal"), end).unwrap();
        let workspace = torn.open();
        match workspace.journal(id) {
            Ok(journal) => {
                assert_eq!(journal, (0..journal.len() as i64).map(event).collect::<Vec<_>>(), "step {step}");
                assert!(
                    journal.len() >= most || step % 2 == 1,
                    "step {step}: a longer log never gives fewer answers"
                );
                most = most.max(journal.len());
            }
            Err(Error::NoSuchRecord(_)) => {}
            Err(other) => panic!("step {step}: {other}"),
        }
    }
    assert_eq!(most, 30);
}
