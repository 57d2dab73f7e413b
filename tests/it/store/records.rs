//! A record's life on the laptop: draft, finished, corrected, withdrawn, exported.

use phieu::store::{Counts, Disposition, Error, ExportEntry, ExportKey, Finished, RecordId, ReleasedRow, State, Surveyor, Workspace};

use super::{Laptop, SIPAS, answer, begin, bytes_on_disk, now};

fn finished(body: &[u8], second: i64) -> Finished<'_> {
    Finished {
        body,
        at: now(second),
        week: "2026-W47",
        minutes: Some(12),
        title: "Phường Ba Đình",
    }
}

fn released(workspace: &Workspace) -> Vec<ReleasedRow> {
    let mut rows = Vec::new();
    workspace
        .for_each_released(SIPAS, |row| {
            rows.push(row);
            Ok::<_, Error>(())
        })
        .unwrap();
    rows
}

fn export(workspace: &mut Workspace) {
    let rows = released(workspace);
    let number = workspace.next_export_number().unwrap();
    let entry = ExportEntry {
        number,
        instrument: SIPAS.to_owned(),
        made: now(900),
        hash: format!("{number:064}"),
        file_name: format!("{number}.zip"),
        finished: rows.iter().filter(|row| row.body.is_some()).count() as u32,
        withdrawn: rows.iter().filter(|row| row.body.is_none()).count() as u32,
        dispositions: 0,
        is_sealed: false,
    };
    let key = |row: &ReleasedRow| ExportKey {
        record: row.record,
        revision: row.revision,
        key: format!("k-{}", row.record),
    };
    workspace.log_export(&entry, &rows.iter().map(key).collect::<Vec<_>>()).unwrap();
}

fn states(workspace: &Workspace) -> Vec<(RecordId, State, u32)> {
    workspace
        .records()
        .unwrap()
        .into_iter()
        .map(|row| (row.id, row.state, row.revision))
        .collect()
}

#[test]
fn a_draft_is_there_after_closing_with_every_answer_and_its_place() {
    let laptop = Laptop::new();
    let events: Vec<_> = (1..=5).map(|number| answer(number, "có")).collect();
    let id = {
        let mut workspace = laptop.open();
        workspace
            .add_surveyor(&Surveyor {
                name: "Lan".to_owned(),
                code: Some("07".to_owned()),
            })
            .unwrap();
        let id = begin(&workspace, 1);
        for event in &events {
            workspace.append(id, event).unwrap();
        }
        workspace.set_visited(id, "/data/q6").unwrap();
        id
    };
    let workspace = laptop.open();
    assert_eq!(workspace.journal(id).unwrap(), events);
    assert_eq!(workspace.opening(id).unwrap(), super::ambient(0));
    let row = workspace.record(id).unwrap();
    assert_eq!(
        (row.state, row.revision, row.visited.as_deref()),
        (State::Draft, 1, Some("/data/q6"))
    );
    assert_eq!(row.surveyor.as_deref(), Some("Lan"));
    assert_eq!((row.started, row.changed), (now(0), now(5)));
    assert_eq!(
        workspace.counts().unwrap(),
        Counts {
            drafts: 1,
            ..Counts::default()
        }
    );
}

#[test]
fn a_finished_record_takes_no_more_answers_until_it_is_reopened() {
    let laptop = Laptop::new();
    let mut workspace = laptop.open();
    let id = begin(&workspace, 1);
    workspace.append(id, &answer(1, "sai")).unwrap();
    workspace.finish(id, &finished(b"one", 60)).unwrap();
    let refusal = workspace.append(id, &answer(2, "muộn")).unwrap_err();
    assert!(
        refusal
            .to_string()
            .starts_with("the record is finished, this needs one that is draft"),
        "{refusal}"
    );
    assert!(workspace.finish(id, &finished(b"again", 61)).is_err());

    assert_eq!(workspace.reopen(id, now(100)).unwrap(), 2);
    assert_eq!(
        released(&workspace)[0].body.as_deref(),
        Some(&b"one"[..]),
        "a correction counts once it is finished"
    );
    workspace.append(id, &answer(1, "đúng")).unwrap();
    workspace.finish(id, &finished(b"two", 120)).unwrap();
    let [row] = released(&workspace).try_into().unwrap();
    assert_eq!((row.revision, row.body.as_deref()), (2, Some(&b"two"[..])));
    assert_eq!(workspace.journal(id).unwrap(), [answer(1, "sai"), answer(1, "đúng")]);
}

#[test]
fn a_correction_given_up_leaves_the_finished_record_as_it_was() {
    let laptop = Laptop::new();
    let mut workspace = laptop.open();
    let id = begin(&workspace, 1);
    workspace.append(id, &answer(1, "a")).unwrap();
    workspace.finish(id, &finished(b"one", 60)).unwrap();
    workspace.reopen(id, now(100)).unwrap();
    workspace.append(id, &answer(1, "b")).unwrap();
    workspace.discard_draft(id).unwrap();
    assert_eq!(states(&workspace), [(id, State::Finished, 1)]);
    assert_eq!(workspace.journal(id).unwrap(), [answer(1, "a")]);
    // and the next correction begins from there
    assert_eq!(workspace.reopen(id, now(200)).unwrap(), 2);
    workspace.append(id, &answer(1, "c")).unwrap();
    assert_eq!(workspace.journal(id).unwrap(), [answer(1, "a"), answer(1, "c")]);
    assert_eq!(workspace.body(id).unwrap().as_deref(), Some(&b"one"[..]));
}

#[test]
fn a_draft_given_up_leaves_nothing() {
    let laptop = Laptop::new();
    let mut workspace = laptop.open();
    let id = begin(&workspace, 1);
    workspace.append(id, &answer(1, "a")).unwrap();
    workspace.discard_draft(id).unwrap();
    assert_eq!(states(&workspace), []);
    assert!(matches!(workspace.record(id), Err(Error::NoSuchRecord(_))));
    assert_eq!(workspace.journal(id).unwrap(), []);
}

#[test]
fn a_withdrawal_erases_the_answers_and_leaves_a_tombstone() {
    let laptop = Laptop::new();
    let mut workspace = laptop.open();
    let id = begin(&workspace, 1);
    workspace.append(id, &answer(1, "a")).unwrap();
    workspace.finish(id, &finished(b"one", 60)).unwrap();
    workspace.withdraw(id, now(100), "2026-W48").unwrap();
    workspace.withdraw(id, now(101), "2026-W48").unwrap();
    let [row] = released(&workspace).try_into().unwrap();
    assert_eq!((row.revision, row.body, row.week.as_str()), (2, None, "2026-W48"));
    assert_eq!((row.surveyor, row.minutes), (None, None));
    assert_eq!(workspace.journal(id).unwrap(), []);
    assert_eq!(workspace.body(id).unwrap(), None);
    assert!(workspace.opening(id).is_err());
    assert!(workspace.reopen(id, now(200)).is_err(), "a withdrawn record stays withdrawn");
    assert_eq!(workspace.record(id).unwrap().title, "");
}

#[test]
fn an_unfinished_record_is_withdrawn_without_a_trace() {
    let laptop = Laptop::new();
    let mut workspace = laptop.open();
    let id = begin(&workspace, 1);
    workspace.withdraw(id, now(100), "2026-W48").unwrap();
    assert_eq!(released(&workspace), []);
    assert_eq!(states(&workspace), []);
}

#[test]
fn what_was_erased_is_not_on_the_disk_even_encrypted() {
    let laptop = Laptop::new();
    let mut workspace = laptop.open();
    let id = begin(&workspace, 1);
    for number in 0..100 {
        workspace
            .append(id, &answer(number, "một câu trả lời đủ dài để chiếm chỗ"))
            .unwrap();
    }
    workspace.finish(id, &finished(&[7; 3000], 60)).unwrap();
    workspace.withdraw(id, now(100), "2026-W48").unwrap();
    let log = laptop.beside("khảo sát.phieu-wal");
    assert_eq!(std::fs::metadata(log).unwrap().len(), 0, "no page of before is left in the log");
    assert!(!bytes_on_disk(laptop.folder.path()).is_empty());
}

#[test]
fn home_counts_what_is_new_and_what_has_arrived() {
    let laptop = Laptop::new();
    let mut workspace = laptop.open();
    let [first, second, third] = [1, 2, 3].map(|number| begin(&workspace, number));
    begin(&workspace, 4);
    for id in [first, second, third] {
        workspace.finish(id, &finished(b"x", 60)).unwrap();
    }
    let counts = |workspace: &Workspace| workspace.counts().unwrap();
    assert_eq!(
        counts(&workspace),
        Counts {
            drafts: 1,
            finished: 3,
            withdrawn: 0,
            new_since_export: 3,
            arrived: 0
        }
    );

    export(&mut workspace);
    assert_eq!(
        counts(&workspace),
        Counts {
            drafts: 1,
            finished: 3,
            withdrawn: 0,
            new_since_export: 0,
            arrived: 0
        }
    );
    let keys = [format!("k-{first}"), format!("k-{second}"), "a stranger".to_owned()];
    let receipt = keys.iter().map(|key| (key.as_str(), 1));
    assert_eq!(workspace.add_receipts("city", now(1000), receipt.clone()).unwrap(), 3);
    assert_eq!(workspace.add_receipts("city", now(1001), receipt).unwrap(), 0);
    assert_eq!(counts(&workspace).arrived, 2);
    assert!(workspace.record(first).unwrap().has_arrived);
    assert!(!workspace.record(third).unwrap().has_arrived);

    // a correction and a withdrawal are news again
    workspace.reopen(first, now(1100)).unwrap();
    assert_eq!(
        counts(&workspace),
        Counts {
            drafts: 2,
            finished: 2,
            withdrawn: 0,
            new_since_export: 0,
            arrived: 2
        }
    );
    workspace.finish(first, &finished(b"y", 1200)).unwrap();
    workspace.withdraw(second, now(1300), "2026-W48").unwrap();
    assert_eq!(
        counts(&workspace),
        Counts {
            drafts: 1,
            finished: 2,
            withdrawn: 1,
            new_since_export: 2,
            arrived: 0
        }
    );
    let new: Vec<bool> = released(&workspace).iter().map(|row| row.is_new).collect();
    assert_eq!(new, [true, true, false]);
    export(&mut workspace);
    assert_eq!(counts(&workspace).new_since_export, 0);
    assert_eq!(
        workspace
            .exports()
            .unwrap()
            .iter()
            .map(|entry| (entry.number, entry.withdrawn))
            .collect::<Vec<_>>(),
        [(2, 1), (1, 0)]
    );
}

#[test]
fn surveyors_are_offered_by_name_and_leave_by_code() {
    let laptop = Laptop::new();
    let mut workspace = laptop.open();
    for (name, code) in [("Lan", Some("07")), ("Minh", None)] {
        workspace
            .add_surveyor(&Surveyor {
                name: name.to_owned(),
                code: code.map(str::to_owned),
            })
            .unwrap();
    }
    let id = begin(&workspace, 1);
    workspace.finish(id, &finished(b"x", 60)).unwrap();
    assert_eq!(released(&workspace)[0].surveyor.as_deref(), Some("07"));
    workspace.retire_surveyor("Lan").unwrap();
    let names: Vec<String> = workspace.surveyors().unwrap().into_iter().map(|surveyor| surveyor.name).collect();
    assert_eq!(names, ["Minh"]);
    assert_eq!(
        workspace.record(id).unwrap().surveyor.as_deref(),
        Some("Lan"),
        "what was collected under the name stays"
    );
}

#[test]
fn a_refusal_at_the_door_is_noted_without_answers() {
    let laptop = Laptop::new();
    let workspace = laptop.open();
    let note = |unit: &str, reason: &str| Disposition {
        unit: unit.to_owned(),
        group: "citizen".to_owned(),
        week: "2026-W47".to_owned(),
        reason: reason.to_owned(),
    };
    for disposition in [note("00008", "refused"), note("00004", "not_at_home"), note("00004", "not_at_home")] {
        workspace.add_disposition(SIPAS, &disposition).unwrap();
    }
    let expected = [note("00004", "not_at_home"), note("00004", "not_at_home"), note("00008", "refused")];
    assert_eq!(workspace.dispositions(SIPAS).unwrap(), expected);
    assert!(matches!(
        workspace.add_disposition("other", &note("1", "x")),
        Err(Error::NoSuchInstrument(_))
    ));
}

#[test]
fn a_secret_is_made_once_and_can_be_destroyed() {
    let laptop = Laptop::new();
    let mut workspace = laptop.open();
    let mut make = |bytes: &[u8]| {
        let bytes = zeroize::Zeroizing::new(bytes.to_vec());
        workspace.secret_or_else("pseudonym", || Ok::<_, Error>(bytes)).unwrap().to_vec()
    };
    assert_eq!(make(b"first"), b"first");
    assert_eq!(make(b"second"), b"first");
    workspace.destroy_secret("pseudonym").unwrap();
    assert_eq!(workspace.secret("pseudonym").unwrap(), None);
}

#[test]
fn what_a_form_shows_is_kept_with_it_and_a_better_picture_replaces_the_first() {
    let laptop = Laptop::new();
    let workspace = laptop.open();
    workspace.set_form_file(SIPAS, "trụ sở.png", b"blurred").unwrap();
    workspace.set_form_file(SIPAS, "a.mp3", b"sound").unwrap();
    workspace.set_form_file(SIPAS, "trụ sở.png", b"sharp").unwrap();
    assert!(matches!(
        workspace.set_form_file("no such form", "a.mp3", b"sound"),
        Err(Error::NoSuchInstrument(_))
    ));
    assert_eq!(workspace.form_files(SIPAS).unwrap(), ["a.mp3", "trụ sở.png"]);
    drop(workspace);
    let workspace = laptop.open();
    assert_eq!(workspace.form_file(SIPAS, "trụ sở.png").unwrap(), Some(b"sharp".to_vec()));
    assert_eq!(workspace.form_file(SIPAS, "b.png").unwrap(), None);
    assert_eq!(workspace.form_file("no such form", "a.mp3").unwrap(), None);
}
