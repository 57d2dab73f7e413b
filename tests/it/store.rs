//! Stories about the workspace file: opening, collecting, crashing, merging.

mod attachments;
mod crash;
mod master;
mod opening;
mod records;

use std::path::{Path, PathBuf};

use jiff::{Timestamp, Zoned};
use phieu::interview::{Ambient, Answer, Event, Step};
use phieu::store::{Cost, Error, InstrumentSource, NewRecord, NewWorkspace, Passphrase, RecordId, Workspace};
use tempfile::TempDir;
use uuid::Uuid;

const PASSPHRASE: &str = "mưa phùn tháng hai";
const SIPAS: &str = "5a11";

/// A folder with one workspace in it, made as the program makes it but cheap to open.
struct Laptop {
    folder: TempDir,
}

impl Laptop {
    fn new() -> Self {
        let laptop = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let workspace = Workspace::create(&laptop.path(), &PASSPHRASE.into(), &new_workspace(1)).unwrap();
        add_sipas(&workspace);
        laptop
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("khảo sát.phieu")
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn open(&self) -> Workspace {
        self.try_open(PASSPHRASE).unwrap()
    }

    fn try_open(&self, passphrase: &str) -> Result<Workspace, Error> {
        Workspace::open(&self.path(), &Passphrase::new(passphrase))
    }
}

fn new_workspace(number: u8) -> NewWorkspace {
    NewWorkspace {
        id: Uuid::from_bytes([number; 16]),
        salt: [number; 12],
        created: moment(0).timestamp(),
        is_training: true,
        cost: Cost::Light,
        campaign: "Quý IV".to_owned(),
    }
}

fn add_sipas(workspace: &Workspace) {
    let source = InstrumentSource {
        identity: SIPAS,
        form: "sipas",
        version: "2026",
        title: "Phiếu hài lòng",
        canonical: "{\"form\": \"sipas\"}",
        source_name: "sipas.md",
        source: b"| survey |",
    };
    assert!(workspace.add_instrument(&source, now(0)).unwrap());
}

/// So many seconds into the survey.
fn moment(second: i64) -> Zoned {
    let start: Zoned = "2026-11-22T08:00:00+07:00[+07:00]".parse().unwrap();
    start.checked_add(jiff::SignedDuration::from_secs(second)).unwrap()
}

fn now(second: i64) -> Timestamp {
    moment(second).timestamp()
}

fn ambient(second: i64) -> Ambient {
    Ambient {
        now: moment(second),
        seed: 7,
        device: [("username".to_owned(), "Lan".to_owned())].into(),
    }
}

fn answer(number: i64, text: &str) -> Event {
    Event {
        step: Step::Answer {
            at: format!("/data/q{number}"),
            answer: Answer::Text(text.to_owned()),
        },
        ambient: ambient(number),
    }
}

fn begin(workspace: &Workspace, number: u8) -> RecordId {
    let id = RecordId(Uuid::from_bytes([number; 16]));
    workspace
        .begin_record(&NewRecord {
            id,
            instrument: SIPAS,
            surveyor: Some("Lan"),
            opening: &ambient(0),
        })
        .unwrap();
    id
}

/// Everything that lies in the folder of a workspace, as bytes.
fn bytes_on_disk(folder: &Path) -> Vec<u8> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().flat_map(|path| std::fs::read(path).unwrap()).collect()
}

fn contains(bytes: &[u8], needle: &str) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}
