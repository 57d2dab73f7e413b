//! A training workspace fills itself; a real one never does.

use phieu::app::instrument;
use phieu::app::training::{Error, simulate};
use phieu::app::workspace::{self, Purpose};
use phieu::interview::{Plan, Step, replay};
use phieu::store::{Passphrase, State, Workspace};
use phieu::words::{Progress, Silent};
use tempfile::TempDir;

const PASSPHRASE: &str = "mưa phùn tháng hai";

fn made(purpose: Purpose) -> (TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace::create(&folder.path().join("a.phieu"), &Passphrase::new(PASSPHRASE), purpose, "").unwrap();
    instrument::add(&workspace, &instrument::named("sipas-citizen").unwrap()).unwrap();
    (folder, workspace)
}

/// The steps of every record, in an order that does not hang on random ids.
fn steps(workspace: &Workspace) -> Vec<Vec<Step>> {
    let mut records = workspace.records().unwrap();
    records.sort_by_key(|row| row.started);
    let of = |id| workspace.journal(id).unwrap().into_iter().map(|event| event.step).collect();
    records.into_iter().map(|row| of(row.id)).collect()
}

#[test]
fn simulated_interviews_are_finished_records_with_their_journals() {
    let (_folder, mut workspace) = made(Purpose::Training);
    assert_eq!(simulate(&mut workspace, 30, 1, &Silent).unwrap(), 30);
    let rows = workspace.records().unwrap();
    assert_eq!(rows.len(), 30);
    let identity = workspace.instruments().unwrap().pop().unwrap().identity;
    let plan = Plan::of(instrument::of_workspace(&workspace, &identity).unwrap().form);
    for row in rows {
        assert_eq!((row.state, row.revision), (State::Finished, 1));
        let events = workspace.journal(row.id).unwrap();
        let interview = replay(&plan, &workspace.opening(row.id).unwrap(), &events).unwrap();
        assert_eq!(interview.name(), row.title);
    }
}

#[test]
fn the_same_seed_gives_the_same_answers() {
    let of_seed = |seed| {
        let (_folder, mut workspace) = made(Purpose::Training);
        simulate(&mut workspace, 5, seed, &Silent).unwrap();
        steps(&workspace)
    };
    assert_eq!(of_seed(7), of_seed(7));
    assert_ne!(of_seed(7), of_seed(8));
}

#[test]
fn a_real_workspace_holds_nothing_simulated() {
    let (_folder, mut workspace) = made(Purpose::Real);
    assert!(matches!(simulate(&mut workspace, 1, 1, &Silent), Err(Error::NotTraining)));
    assert_eq!(workspace.records().unwrap(), []);
}

#[test]
fn stopping_keeps_what_is_done() {
    struct AfterTheFirst(std::sync::atomic::AtomicBool);
    impl Progress for AfterTheFirst {
        fn step(&self, _done: u64, _total: u64) {
            self.0.store(true, std::sync::atomic::Ordering::Relaxed);
        }
        fn is_cancelled(&self) -> bool {
            self.0.load(std::sync::atomic::Ordering::Relaxed)
        }
    }
    let (_folder, mut workspace) = made(Purpose::Training);
    let done = simulate(&mut workspace, 1000, 1, &AfterTheFirst(false.into())).unwrap();
    assert!(done > 0 && done < 1000, "{done}");
    assert_eq!(u64::from(workspace.counts().unwrap().finished), done);
}
