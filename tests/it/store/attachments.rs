//! Files that answers name: kept whole, taken back, and gone with their record.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use phieu::app::attach;
use phieu::form::DataType;
use phieu::store::{Attachment, Error, Finished, RecordId, Workspace};
use phieu::words::{Progress, Silent};

use super::{Laptop, begin, now};

fn attach(workspace: &mut Workspace, record: RecordId, name: &str, parts: &[&[u8]]) -> Attachment {
    let mut parts = parts.iter();
    workspace
        .attach(record, name, || Ok::<_, Error>(parts.next().map(|part| part.to_vec())))
        .unwrap()
}

fn names(workspace: &Workspace, record: RecordId) -> Vec<String> {
    let found = workspace.attachments(record).unwrap();
    found.into_iter().map(|attachment| attachment.name).collect()
}

fn finish(workspace: &mut Workspace, record: RecordId, second: i64) {
    let finished = Finished {
        body: b"body",
        at: now(second),
        week: "2026-W47",
        minutes: None,
        title: "",
    };
    workspace.finish(record, &finished).unwrap();
}

#[test]
fn a_file_is_there_after_closing_as_it_was() {
    let laptop = Laptop::new();
    let mut workspace = laptop.open();
    let record = begin(&workspace, 1);
    let kept = attach(&mut workspace, record, "nhà.jpg", &[b"abc", b"", b"def"]);
    let sum = "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721";
    assert_eq!((kept.size, kept.hash.as_str()), (6, sum), "SHA-256 of abcdef");
    drop(workspace);
    let workspace = laptop.open();
    assert_eq!(workspace.attachments(record).unwrap(), [kept]);
    assert_eq!(attach::whole(&workspace, record, "nhà.jpg").unwrap(), Some(b"abcdef".to_vec()));
    assert_eq!(attach::whole(&workspace, record, "khác.jpg").unwrap(), None);
}

#[test]
fn a_file_goes_with_its_draft_its_correction_or_its_record() {
    let laptop = Laptop::new();
    let mut workspace = laptop.open();
    let record = begin(&workspace, 1);
    for name in ["a.jpg", "b.jpg"] {
        attach(&mut workspace, record, name, &[b"x"]);
    }
    workspace.detach(record, "a.jpg").unwrap();
    assert_eq!(names(&workspace, record), ["b.jpg"]);
    finish(&mut workspace, record, 10);

    workspace.reopen(record, now(20)).unwrap();
    attach(&mut workspace, record, "c.jpg", &[b"y"]);
    workspace.detach(record, "b.jpg").unwrap();
    assert_eq!(
        names(&workspace, record),
        ["b.jpg", "c.jpg"],
        "the correction may still be given up"
    );
    workspace.discard_draft(record).unwrap();
    assert_eq!(names(&workspace, record), ["b.jpg"]);

    workspace.reopen(record, now(30)).unwrap();
    attach(&mut workspace, record, "d.jpg", &[b"z"]);
    finish(&mut workspace, record, 40);
    let named = BTreeSet::from(["d.jpg".to_owned()]);
    workspace.keep_attachments(record, &named).unwrap();
    assert_eq!(names(&workspace, record), ["d.jpg"]);
    workspace.withdraw(record, now(50), "2026-W47").unwrap();
    assert_eq!(names(&workspace, record), Vec::<String>::new());
    assert_eq!(attach::whole(&workspace, record, "d.jpg").unwrap(), None);

    let other = begin(&workspace, 2);
    attach(&mut workspace, other, "a.jpg", &[b"x"]);
    workspace.discard_draft(other).unwrap();
    assert_eq!(names(&workspace, other), Vec::<String>::new());
}

/// Stops the work as soon as it has begun.
struct Impatient;

impl Progress for Impatient {
    fn step(&self, _: u64, _: u64) {}

    fn is_cancelled(&self) -> bool {
        true
    }
}

#[test]
fn what_cannot_be_attached_is_refused_and_leaves_nothing() {
    let laptop = Laptop::new();
    let mut workspace = laptop.open();
    let record = begin(&workspace, 1);
    let file = |name: &str, bytes: &[u8]| {
        let path = laptop.beside(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let picture = file("Ảnh.JPG", &vec![7; 3 << 20]);
    let mut attached = |data, path: &Path| attach::file(&mut workspace, record, data, path, &Silent);
    assert_eq!(attached(DataType::Image, &picture).unwrap(), "Ảnh.jpg");
    assert_eq!(
        attached(DataType::File, &picture).unwrap(),
        "Ảnh-2.jpg",
        "names are unique in a record"
    );
    let sound = attached(DataType::Audio, &picture);
    assert!(matches!(sound, Err(attach::Error::WrongKind { .. })), "{sound:?}");
    let nothing = attached(DataType::File, &file("rỗng.txt", b""));
    assert!(matches!(nothing, Err(attach::Error::Empty { .. })), "{nothing:?}");
    let absent = attached(DataType::File, &laptop.beside("không có.txt"));
    assert!(matches!(absent, Err(attach::Error::Unreadable { .. })), "{absent:?}");
    let film = laptop.beside("phim.mp4");
    fs::File::create(&film).unwrap().set_len(attach::LARGEST + 1).unwrap();
    let film = attached(DataType::Video, &film);
    assert!(matches!(film, Err(attach::Error::TooLarge { .. })), "{film:?}");
    let stopped = attach::file(&mut workspace, record, DataType::Image, &picture, &Impatient);
    assert!(matches!(stopped, Err(attach::Error::Stopped)), "{stopped:?}");
    assert_eq!(names(&workspace, record), ["Ảnh-2.jpg", "Ảnh.jpg"]);
    let kept = attach::whole(&workspace, record, "Ảnh.jpg").unwrap();
    assert_eq!(kept.map(|bytes| bytes.len()), Some(3 << 20));
}
