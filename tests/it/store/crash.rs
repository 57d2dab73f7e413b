//! Pulling the plug: no confirmed answer is lost, and the workspace opens every time.
//!
//! The child is this test binary again: it answers and prints each answer's number once the store has confirmed it. The parent kills it at
//! a random moment. `PHIEU_KILLS` says how often, `PHIEU_SEED` at which moments.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use phieu::interview::Event;
use phieu::store::{Error, RecordId, Workspace};
use uuid::Uuid;

use super::{Laptop, PASSPHRASE, answer, begin};

const WORKSPACE: &str = "PHIEU_CRASH_WORKSPACE";

fn number_from(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// SplitMix64: moments that a seed gives again.
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

fn the_record() -> RecordId {
    RecordId(Uuid::from_bytes([9; 16]))
}

/// Not a test of its own: what the killed process runs.
#[test]
#[ignore = "run by the crash stories as their child"]
fn child() {
    let Some(path) = std::env::var_os(WORKSPACE) else { return };
    let mut workspace = Workspace::open(path.as_ref(), &PASSPHRASE.into()).unwrap();
    let answered = workspace.journal(the_record()).unwrap().len() as i64;
    let mut out = std::io::stdout().lock();
    for number in answered.. {
        workspace.append(the_record(), &event(number)).unwrap();
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
    assert_eq!(begin(&laptop.open(), 9), the_record());
    let mut chance = number_from("PHIEU_SEED", 22);
    let mut confirmed = 0;
    for round in 0..number_from("PHIEU_KILLS", 20) {
        let patience = Duration::from_micros(next(&mut chance) % 120_000);
        let mut child = spawn(&laptop);
        if let Some(last) = last_confirmed(&mut child, patience) {
            confirmed = last + 1;
        }
        let workspace = laptop.open();
        let journal = workspace.journal(the_record()).unwrap();
        assert!(
            journal.len() >= confirmed,
            "round {round}: {} answers of {confirmed} confirmed",
            journal.len()
        );
        let expected: Vec<Event> = (0..journal.len() as i64).map(event).collect();
        assert_eq!(journal, expected, "round {round}");
        // The one in flight when the process died may have arrived.
        assert!(journal.len() <= confirmed + 1, "round {round}");
        confirmed = journal.len();
    }
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
