//! Tables written and read back, and what no writer of ours would have written.

use proptest::prelude::*;

use super::*;
use crate::dataset::{Column, ColumnType, Missing, Rows, Schema, TableSchema, Value};
use crate::exchange::{ContentProblem, Refusal, key::key};
use crate::form::NodeId;

fn column(path: &str, kind: ColumnType, choices: &[&str]) -> Column {
    Column {
        path: path.to_owned(),
        name: path.rsplit('/').next().unwrap().to_owned(),
        node: NodeId(1),
        kind,
        choices: (!choices.is_empty()).then(|| choices.iter().map(|name| (*name).to_owned()).collect()),
    }
}

/// A household with vehicles and the trips of each.
fn schema() -> Schema {
    let table = |name: &str, parent, columns| TableSchema {
        name: name.to_owned(),
        node: NodeId(0),
        parent,
        columns,
    };
    Schema {
        tables: vec![
            table(
                "",
                None,
                vec![
                    column("a/sex", ColumnType::One, &["m", "f"]),
                    column("b/age", ColumnType::Integer, &[]),
                ],
            ),
            table("b-vehicle", Some(0), vec![column("kind", ColumnType::Text, &[])]),
            table("b-vehicle-trip", Some(1), vec![column("why", ColumnType::Many, &["work", "home"])]),
        ],
    }
}

fn names() -> Vec<String> {
    member_names("house", &schema())
}

fn write(records: &[PackagedRecord], is_sealed: bool) -> Vec<Vec<u8>> {
    let schema = schema();
    let mut writer = TablesWriter::new("house", &schema, is_sealed).unwrap();
    for record in records {
        writer.add(record).unwrap();
    }
    writer.finish().unwrap().bytes
}

fn read(bytes: &[Vec<u8>], is_sealed: bool) -> Result<Vec<PackagedRecord>, Refusal> {
    let names = names();
    let tables: Vec<(&str, &[u8])> = names.iter().map(String::as_str).zip(bytes.iter().map(Vec::as_slice)).collect();
    let mut records = Vec::new();
    read_tables(&schema(), is_sealed, &tables, |record| {
        records.push(record);
        Ok::<_, Refusal>(())
    })?;
    Ok(records)
}

fn one(id: u32, sex: &str, vehicles: &[(&str, u32)]) -> PackagedRecord {
    let mut record = Record {
        tables: vec![
            Rows {
                parents: vec![0],
                cells: vec![vec![Value::One(sex.to_owned()), Value::Integer(40)]],
            },
            Rows::default(),
            Rows::default(),
        ],
    };
    for (index, (kind, trips)) in vehicles.iter().enumerate() {
        record.tables[1].parents.push(0);
        record.tables[1].cells.push(vec![Value::Text((*kind).to_owned())]);
        for _ in 0..*trips {
            record.tables[2].parents.push(index as u32);
            record.tables[2]
                .cells
                .push(vec![Value::Many(vec!["work".to_owned(), "home".to_owned()])]);
        }
    }
    PackagedRecord {
        key: key(&[3; 32], &id.to_string()),
        revision: 1,
        content: Some(record),
        week: "2026-W47".to_owned(),
        staff: Staff::default(),
    }
}

fn tombstone(id: u32) -> PackagedRecord {
    PackagedRecord {
        revision: 2,
        content: None,
        week: String::new(),
        ..one(id, "m", &[])
    }
}

fn sorted(mut records: Vec<PackagedRecord>) -> Vec<PackagedRecord> {
    records.sort_by(|a, b| a.key.cmp(&b.key));
    records
}

#[test]
fn records_with_nested_repeats_come_back() {
    let records = sorted(vec![
        one(1, "m", &[("xe máy", 2), ("-xe đạp", 0), ("ô tô", 1)]),
        one(2, "f", &[]),
        tombstone(3),
    ]);
    assert_eq!(read(&write(&records, false), false).unwrap(), records);
}

#[test]
fn a_row_of_a_repeat_says_what_it_hangs_under() {
    let record = one(1, "m", &[("xe máy", 1)]);
    let bytes = write(std::slice::from_ref(&record), false);
    let trips = String::from_utf8(bytes[2].clone()).unwrap();
    let key = &record.key;
    assert_eq!(
        trips,
        format!("\u{feff}KEY,PARENT_KEY,why\r\n{key}/b-vehicle[1]/trip[1],{key}/b-vehicle[1],work home\r\n")
    );
}

#[test]
fn surveyor_and_minutes_leave_in_sealed_packages_only() {
    let mut record = one(1, "m", &[]);
    record.staff = Staff {
        surveyor: Some("=DT07".to_owned()),
        minutes: Some(31),
    };
    let sealed = write(std::slice::from_ref(&record), true);
    assert_eq!(read(&sealed, true).unwrap(), [record.clone()]);
    let open = write(std::slice::from_ref(&record), false);
    assert!(!String::from_utf8(open[0].clone()).unwrap().contains("DT07"));
    assert_eq!(read(&open, false).unwrap()[0].staff, Staff::default());
    assert!(read(&open, true).is_err(), "the columns must be those that the manifest promises");
}

/// Replaces a text in one table and expects this problem.
#[track_caller]
fn refused(bytes: &[Vec<u8>], table: usize, from: &str, to: &str, expected: impl Fn(&ContentProblem) -> bool) {
    let text = String::from_utf8(bytes[table].clone()).unwrap();
    assert!(text.contains(from), "{text}");
    let mut changed = bytes.to_vec();
    changed[table] = text.replacen(from, to, 1).into_bytes();
    match read(&changed, false) {
        Err(Refusal::Content { problem, .. }) if expected(&problem) => {}
        other => panic!("{from:?} → {to:?}: {other:?}"),
    }
}

#[test]
fn what_no_writer_of_ours_wrote_is_refused() {
    let record = one(1, "m", &[("xe máy", 1)]);
    let bytes = write(std::slice::from_ref(&record), false);
    refused(&bytes, 0, "KEY,", "key,", |p| *p == ContentProblem::Header);
    refused(&bytes, 0, ",m,", ",x,", |p| *p == ContentProblem::Choice("x".to_owned()));
    refused(&bytes, 0, ",40", ",forty", |p| *p == ContentProblem::Type("forty".to_owned()));
    refused(&bytes, 0, ",40", ",.l", |p| matches!(p, ContentProblem::Type(_)));
    refused(&bytes, 0, ",40", ",40,41", |p| *p == ContentProblem::NotCsv);
    refused(&bytes, 0, ",1,finished", ",0,finished", |p| matches!(p, ContentProblem::Type(_)));
    refused(&bytes, 0, ",1,finished", ",01,finished", |p| matches!(p, ContentProblem::Type(_)));
    refused(&bytes, 0, "finished", "draft", |p| *p == ContentProblem::Type("draft".to_owned()));
    refused(&bytes, 0, "finished", "tombstone", |p| matches!(p, ContentProblem::Type(_)));
    refused(&bytes, 0, "2026-W47", "2026-11-22", |p| matches!(p, ContentProblem::Type(_)));
    refused(&bytes, 0, &record.key, "nguyen van a", |p| matches!(p, ContentProblem::Key(_)));
    refused(&bytes, 1, "[1]", "[2]", |p| matches!(p, ContentProblem::KeyOrder(_)));
    refused(&bytes, 2, "b-vehicle[1],", "b-vehicle[9],", |p| {
        matches!(p, ContentProblem::Orphan(_))
    });
    refused(&bytes, 2, "work home", "home work", |p| matches!(p, ContentProblem::Choice(_)));
}

#[test]
fn a_key_twice_or_out_of_order_is_refused() {
    let mut records = sorted(vec![one(1, "m", &[]), one(2, "f", &[])]);
    records.reverse();
    assert!(matches!(
        read(&write(&records, false), false),
        Err(Refusal::Content {
            problem: ContentProblem::KeyOrder(_),
            row: 3,
            ..
        })
    ));
    let twice = [records[0].clone(), records[0].clone()];
    assert!(read(&write(&twice, false), false).is_err());
}

#[test]
fn rows_that_hang_under_no_record_are_refused() {
    let with = write(&[one(1, "m", &[("xe máy", 1)])], false);
    let without = write(&[], false);
    let refused = read(&[without[0].clone(), with[1].clone(), with[2].clone()], false);
    assert!(
        matches!(
            refused,
            Err(Refusal::Content {
                problem: ContentProblem::Orphan(_),
                ..
            })
        ),
        "{refused:?}"
    );
}

#[test]
fn a_week_is_a_week() {
    for (text, expected) in [
        ("2026-W47", true),
        ("2026-W53", true),
        ("2026-W00", false),
        ("2026-W54", false),
        ("2026-47", false),
        ("", false),
    ] {
        assert_eq!(is_week(text), expected, "{text}");
    }
}

fn text() -> impl Strategy<Value = String> {
    "[=+@.'\\-\t\r\n\",a-zđ ]{1,9}|\\PC{1,9}"
}

fn missing() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Missing(Missing::NotAsked)),
        Just(Value::Missing(Missing::Empty)),
        Just(Value::Missing(Missing::DontKnow)),
        Just(Value::Missing(Missing::Refused)),
    ]
}

fn record() -> impl Strategy<Value = PackagedRecord> {
    let sex = prop_oneof![Just(Value::One("m".to_owned())), Just(Value::One("f".to_owned())), missing()];
    let age = prop_oneof![any::<i64>().prop_map(Value::Integer), missing()];
    let vehicles = prop::collection::vec((prop_oneof![text().prop_map(Value::Text), missing()], 0..3_u32), 0..4);
    (any::<u32>(), 1..9_u32, sex, age, vehicles).prop_map(|(id, revision, sex, age, vehicles)| {
        let mut packaged = PackagedRecord {
            revision,
            ..one(id, "m", &[])
        };
        let record = packaged.content.as_mut().unwrap();
        record.tables[0].cells[0] = vec![sex, age];
        for (index, (kind, trips)) in vehicles.into_iter().enumerate() {
            record.tables[1].parents.push(0);
            record.tables[1].cells.push(vec![kind]);
            for _ in 0..trips {
                record.tables[2].parents.push(index as u32);
                record.tables[2].cells.push(vec![Value::Missing(Missing::DontKnow)]);
            }
        }
        packaged
    })
}

proptest! {
    #[test]
    fn whatever_was_answered_comes_back(records in prop::collection::vec(record(), 0..6)) {
        let mut records = sorted(records);
        records.dedup_by(|a, b| a.key == b.key);
        let bytes = write(&records, false);
        prop_assert_eq!(&write(&records, false), &bytes, "same content, same bytes");
        prop_assert_eq!(read(&bytes, false).unwrap(), records);
    }
}
