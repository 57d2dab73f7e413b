//! Round trips, damage and noise.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::dataset::{CellRef, ColumnIx, ColumnType, Interest, TableSchema};
use crate::form::NodeId;

fn column(name: &str, kind: ColumnType, choices: &[&str]) -> Column {
    let choices: Option<Arc<[String]>> = (!choices.is_empty()).then(|| choices.iter().map(|name| (*name).to_owned()).collect());
    Column {
        path: name.to_owned(),
        name: name.to_owned(),
        node: NodeId(1),
        kind,
        choices,
    }
}

/// A form with a repeat in a repeat.
fn schema() -> Schema {
    let columns = || {
        vec![
            column("t", ColumnType::Text, &[]),
            column("i", ColumnType::Integer, &[]),
            column("d", ColumnType::Decimal, &[]),
            column("o", ColumnType::One, &["yes", "no", "99"]),
            column("m", ColumnType::Many, &["a", "b", "c"]),
        ]
    };
    let table = |name: &str, parent| TableSchema {
        name: name.to_owned(),
        node: NodeId(0),
        parent,
        columns: columns(),
    };
    Schema {
        tables: vec![table("", None), table("v", Some(0)), table("v-w", Some(1))],
    }
}

fn value() -> impl Strategy<Value = Value> {
    let missing = [
        Missing::NotAsked,
        Missing::Empty,
        Missing::DontKnow,
        Missing::Refused,
        Missing::Later,
    ];
    let name = prop_oneof!["yes|no|99", "a|b|c", "[a-zà-ỹ_]{1,8}"];
    prop_oneof![
        proptest::sample::select(missing.to_vec()).prop_map(Value::Missing),
        "\\PC{0,12}".prop_map(Value::Text),
        any::<i64>().prop_map(Value::Integer),
        prop_oneof!["-?[0-9]{1,20}(\\.[0-9]{0,21})?", "-?0", "[0-9]e[0-9]"].prop_map(Value::Decimal),
        name.clone().prop_map(Value::One),
        proptest::collection::vec(name, 0..4).prop_map(Value::Many),
    ]
}

fn record() -> impl Strategy<Value = Record> {
    let row = || proptest::collection::vec(value(), 5);
    let rows = || proptest::collection::vec((any::<u32>(), row()), 0..4);
    (row(), rows(), rows()).prop_map(|(own, first, second)| {
        let mut record = Record::default();
        record.tables.push(Rows {
            parents: vec![0],
            cells: vec![own],
        });
        for rows in [first, second] {
            let above = record.tables.last().map_or(0, |rows| rows.cells.len()) as u32;
            // Rows need a row above them to hang under.
            let kept = rows.into_iter().filter(|_| above > 0);
            let (parents, cells) = kept.map(|(parent, cells)| (parent % above.max(1), cells)).unzip();
            record.tables.push(Rows { parents, cells });
        }
        record
    })
}

proptest! {
    #[test]
    fn a_packed_record_comes_back(record in record()) {
        let schema = schema();
        let packed = record.pack(&schema);
        prop_assert_eq!(Record::unpack(&schema, &packed), Ok(record.clone()));
        prop_assert_eq!(record.pack(&schema), packed);
    }

    #[test]
    fn a_damaged_blob_is_an_error_and_nothing_worse(record in record(), place in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let schema = schema();
        let mut packed = record.pack(&schema);
        let interest = Interest::new(&schema, schema.columns().map(|(at, _)| at));
        *place.get_mut(&mut packed) = byte;
        if let Ok(other) = Record::unpack(&schema, &packed) {
            prop_assert_eq!(other.pack(&schema), packed.clone());
        }
        let _seen = interest.glimpse(&packed);
        packed.truncate(cut.index(packed.len()));
        let _cut = Record::unpack(&schema, &packed);
        let _noise = interest.glimpse(&packed);
    }

    #[test]
    fn noise_is_no_record(noise in proptest::collection::vec(any::<u8>(), 0..64)) {
        let _anything = Record::unpack(&schema(), &noise);
    }

    #[test]
    fn a_glimpse_sees_what_unpacking_sees(record in record()) {
        let schema = schema();
        let packed = record.pack(&schema);
        let wanted = [ColumnIx { table: 0, column: 3 }, ColumnIx { table: 1, column: 1 }, ColumnIx { table: 2, column: 4 }];
        let interest = Interest::new(&schema, wanted);
        let glimpse = interest.glimpse(&packed).unwrap();
        for at in wanted {
            prop_assert_eq!(glimpse.row_count(at.table), record.tables[at.table].cells.len());
            for row in 0..glimpse.row_count(at.table) {
                let value = record.get(at, row).unwrap();
                let seen = glimpse.cell(at, row);
                prop_assert_eq!(seen.text().unwrap_or_default(), value.text());
                prop_assert_eq!(matches!(seen, CellRef::Missing(_)), value.missing().is_some());
            }
        }
    }
}

#[test]
fn an_answer_on_a_scale_is_one_byte() {
    let schema = schema();
    let mut record = Record::blank(&schema);
    let before = record.pack(&schema).len();
    record.set(ColumnIx { table: 0, column: 3 }, 0, Value::One("no".to_owned()));
    assert_eq!(record.pack(&schema).len(), before);
}

#[test]
fn a_row_needs_a_row_above_it() {
    let schema = schema();
    let mut record = Record::blank(&schema);
    record.add_row(&schema, 2, 0);
    assert_eq!(
        Record::unpack(&schema, &record.pack(&schema)),
        Err(Damaged("a row without a parent"))
    );
}
