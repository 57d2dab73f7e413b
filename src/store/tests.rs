//! Stories that need a look inside: formats of the past and the future, and a disk that is full.

mod erased;

use std::path::PathBuf;

use rusqlite::Connection;
use tempfile::TempDir;
use uuid::Uuid;

use super::schema::{MIGRATIONS, Migration, backup_path};
use super::{Cost, Error, InstrumentSource, NewRecord, NewWorkspace, RecordId, Result, Workspace};
use crate::interview::{Ambient, Answer, Event, Step};

const PASSPHRASE: &str = "gió mùa đông bắc";

fn made() -> (TempDir, PathBuf, RecordId) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.phieu");
    let new = NewWorkspace {
        id: Uuid::from_bytes([1; 16]),
        salt: [1; 12],
        created: jiff::Timestamp::UNIX_EPOCH,
        is_training: true,
        cost: Cost::Light,
        campaign: String::new(),
    };
    let workspace = Workspace::create(&path, &PASSPHRASE.into(), &new).unwrap();
    let instrument = InstrumentSource {
        identity: "i",
        form: "f",
        version: "1",
        title: "",
        canonical: "{}",
        source_name: "f.md",
        source: b"",
    };
    workspace.add_instrument(&instrument, jiff::Timestamp::UNIX_EPOCH).unwrap();
    let id = RecordId(Uuid::from_bytes([2; 16]));
    workspace
        .begin_record(&NewRecord {
            id,
            instrument: "i",
            surveyor: None,
            opening: &ambient(),
        })
        .unwrap();
    drop(workspace);
    (folder, path, id)
}

fn ambient() -> Ambient {
    Ambient {
        now: "2026-11-22T08:00:00+07:00[+07:00]".parse().unwrap(),
        seed: 1,
        device: [].into(),
    }
}

fn event(text: &str) -> Event {
    Event {
        step: Step::Answer {
            at: "/data/q".to_owned(),
            answer: Answer::Text(text.to_owned()),
        },
        ambient: ambient(),
    }
}

fn open_with(path: &std::path::Path, migrations: &[Migration]) -> Result<Workspace> {
    Workspace::open_with(path, &PASSPHRASE.into(), migrations)
}

fn add_photo(connection: &Connection) -> Result<()> {
    Ok(connection.execute_batch("CREATE TABLE photo (id INTEGER PRIMARY KEY) STRICT; ALTER TABLE record ADD COLUMN photo INTEGER")?)
}

fn stumble(connection: &Connection) -> Result<()> {
    Ok(connection.execute_batch("CREATE TABLE half (id INTEGER); SELECT no_such_function()")?)
}

#[test]
fn an_older_workspace_is_brought_up_to_date_beside_a_copy_of_it() {
    let (_folder, path, id) = made();
    let tomorrow = [MIGRATIONS, &[add_photo]].concat();
    let mut workspace = open_with(&path, &tomorrow).unwrap();
    workspace.append(id, &event("sau khi nâng cấp")).unwrap();
    assert_eq!(
        workspace
            .connection
            .query_row("SELECT count(*) FROM photo", [], |row| row.get::<_, i64>(0))
            .unwrap(),
        0
    );
    drop(workspace);
    // opening again changes nothing more, and today's program refuses in words
    drop(open_with(&path, &tomorrow).unwrap());
    let refusal = open_with(&path, MIGRATIONS).unwrap_err();
    let known = MIGRATIONS.len() as u32;
    assert!(
        matches!(refusal, Error::Newer { found, known: here, .. } if (found, here) == (known + 1, known)),
        "{refusal}"
    );
    // the copy is the workspace of before
    let backup = backup_path(&path, known);
    let before = open_with(&backup, MIGRATIONS).unwrap();
    assert_eq!(before.journal(id).unwrap(), []);
}

#[test]
fn a_migration_that_fails_leaves_the_old_format() {
    let (_folder, path, id) = made();
    let broken = [MIGRATIONS, &[add_photo, stumble]].concat();
    assert!(open_with(&path, &broken).is_err());
    let half_way = [MIGRATIONS, &[add_photo]].concat();
    let workspace = open_with(&path, &half_way).unwrap();
    assert_eq!(workspace.journal(id).unwrap(), []);
    assert!(
        workspace.connection.prepare("SELECT * FROM half").is_err(),
        "nothing of the failed step stays"
    );
}

#[test]
fn every_format_so_far_has_its_step() {
    let (_folder, path, _) = made();
    let workspace = open_with(&path, MIGRATIONS).unwrap();
    let format: u32 = workspace
        .connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(format as usize, MIGRATIONS.len());
}

#[test]
fn a_full_disk_loses_the_step_and_nothing_before_it() {
    let (_folder, path, id) = made();
    let mut workspace = open_with(&path, MIGRATIONS).unwrap();
    let pages: i64 = workspace
        .connection
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    let limit = |workspace: &Workspace, pages: i64| {
        workspace
            .connection
            .pragma_update_and_check(None, "max_page_count", pages, |row| row.get::<_, i64>(0))
            .unwrap()
    };
    limit(&workspace, pages + 2);
    let long = "x".repeat(1000);
    let mut confirmed = 0;
    let refusal = loop {
        match workspace.append(id, &event(&long)) {
            Ok(()) => confirmed += 1,
            Err(refusal) => break refusal,
        }
    };
    assert!(matches!(refusal, Error::DiskFull), "{refusal}");
    assert!(confirmed > 0);
    assert_eq!(workspace.journal(id).unwrap().len(), confirmed);
    // after making room the same step goes through
    limit(&workspace, pages + 100);
    workspace.append(id, &event(&long)).unwrap();
    drop(workspace);
    assert_eq!(open_with(&path, MIGRATIONS).unwrap().journal(id).unwrap().len(), confirmed + 1);
}

#[test]
fn the_journal_is_append_only_even_for_a_bug() {
    let (_folder, path, id) = made();
    let mut workspace = open_with(&path, MIGRATIONS).unwrap();
    workspace.append(id, &event("a")).unwrap();
    for sql in ["UPDATE journal SET event = '{}'", "DELETE FROM journal"] {
        let refusal = workspace.connection.execute(sql, []).unwrap_err();
        assert!(refusal.to_string().contains("append-only"), "{sql}: {refusal}");
    }
    assert_eq!(workspace.journal(id).unwrap(), [event("a")]);
}

#[test]
fn an_answer_is_synced_before_it_is_confirmed() {
    let (_folder, path, _) = made();
    let workspace = open_with(&path, MIGRATIONS).unwrap();
    let pragma = |name: &str| {
        workspace
            .connection
            .pragma_query_value(None, name, |row| row.get::<_, i64>(0))
            .unwrap()
    };
    assert_eq!((pragma("synchronous"), pragma("foreign_keys"), pragma("secure_delete")), (2, 1, 1));
    assert_eq!(pragma("temp_store"), 2, "nothing is spilled to a temporary file in clear");
}
