//! Tables of a form with repeats in groups in repeats: what is lost on the way is nothing, and every row is found again.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::dataset::{ColumnIx, Record, Rows, Value};
use crate::form::{NoAttachments, read};
use crate::output::{CsvWriter, csv::reader};

const FORM: &str = "
| survey | | | |
| | type | name | label |
| | text | name | Name |
| | note | hello | Hello |
| | begin_group | house | House |
| | geopoint | spot | Where |
| | select_multiple way | ways | How |
| | date | since | Since |
| | begin_repeat | child | Child |
| | integer | age | Age |
| | begin_group | school | School |
| | begin_repeat | year | Year |
| | text | mark | Mark |
| | end_repeat | | |
| | end_group | | |
| | end_repeat | | |
| | end_group | | |
| | begin_repeat | pet | Pet |
| | image | photo | Photo |
| | end_repeat | | |

| choices | | | |
| | list_name | name | label |
| | way | foot | On foot |
| | way | bus | By bus |
";

struct Told {
    heads: Vec<Vec<String>>,
    /// By table, row by row.
    rows: Vec<Vec<Vec<String>>>,
    files: Vec<String>,
}

fn form() -> Form {
    read("home.md", FORM.as_bytes(), &NoAttachments).0.unwrap()
}

fn told(form: &Form, layout: Layout, split: &Split, key: &str, record: &Record) -> Told {
    let tables = FormTables::of_form(form, &Schema::of(form), layout, split);
    let mut writers: Vec<CsvWriter> = tables
        .tables()
        .iter()
        .map(|table| CsvWriter::new(layout, &table.heads).unwrap())
        .collect();
    let facts = Facts {
        key: key.to_owned(),
        revision: 1,
        ..Facts::default()
    };
    tables
        .lay_out(&facts, Some(record), |table, entries| writers[table].entries(entries))
        .unwrap();
    let read = |writer: CsvWriter| -> Vec<Vec<String>> {
        let bytes = writer.finish().unwrap();
        let mut reader = reader(&bytes);
        reader
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect()
    };
    Told {
        heads: tables.tables().iter().map(|table| table.heads.clone()).collect(),
        rows: writers.into_iter().map(read).collect(),
        files: tables.file_names("home"),
    }
}

/// The cells of a row by head.
fn cells(told: &Told, table: usize, row: usize) -> BTreeMap<&str, &str> {
    let heads = told.heads[table].iter().map(String::as_str);
    heads.zip(told.rows[table][row].iter().map(String::as_str)).collect()
}

/// Two children, the second with two years, and a pet.
fn family(form: &Form) -> Record {
    let schema = Schema::of(form);
    let mut record = Record::blank(&schema);
    let set = |record: &mut Record, name: &str, row: usize, value: Value| record.set(schema.named(name).unwrap(), row, value);
    let text = |text: &str| Value::Text(text.to_owned());
    set(&mut record, "name", 0, text(" Lan, \"Bình\" "));
    set(&mut record, "spot", 0, text("21.03 105.85 12.0 4.5"));
    set(&mut record, "ways", 0, Value::Many(vec!["bus".to_owned()]));
    set(&mut record, "since", 0, text("2018-04-26"));
    for parent in [0, 0] {
        record.add_row(&schema, 1, parent);
    }
    set(&mut record, "age", 0, Value::Integer(7));
    for mark in ["=A1", "B"] {
        let row = record.add_row(&schema, 2, 1);
        set(&mut record, "mark", row, text(mark));
    }
    record.add_row(&schema, 3, 0);
    set(&mut record, "photo", 0, text("cat.jpg"));
    record
}

#[test]
fn central_joins_groups_in_heads_and_in_keys() {
    let form = form();
    let told = told(&form, Layout::CENTRAL, &offered(&form), "uuid:1", &family(&form));
    assert_eq!(told.files, ["home", "home-child", "home-year", "home-pet"]);
    let heads = told.heads[0].join(",");
    let expected = "SubmissionDate,name,hello,house-spot-Latitude,house-spot-Longitude,house-spot-Altitude,house-spot-Accuracy,house-ways,\
                    house-ways/foot,house-ways/bus,house-since,meta-instanceID,KEY,SubmitterID";
    assert!(heads.starts_with(expected), "{heads}");
    let own = cells(&told, 0, 0);
    assert_eq!(
        (own["name"], own["house-spot-Altitude"], own["house-since"]),
        (" Lan, \"Bình\" ", "12.0", "2018-04-26")
    );
    assert_eq!((own["house-ways/foot"], own["house-ways/bus"]), ("0", "1"));
    assert_eq!(told.heads[2], ["mark", "PARENT_KEY", "KEY"]);
    assert_eq!(
        told.rows[2][0],
        ["=A1", "uuid:1/house/child[2]", "uuid:1/house/child[2]/school/year[1]"]
    );
    assert_eq!(told.rows[3][0], ["cat.jpg", "uuid:1", "uuid:1/pet[1]"]);
}

#[test]
fn briefcase_names_sets_and_writes_english_dates() {
    let form = form();
    let told = told(&form, Layout::BRIEFCASE, &Split::new(), "uuid:1", &family(&form));
    let own = cells(&told, 0, 0);
    assert_eq!((own["name"], own["house-since"]), ("Lan, \"Bình\"", "Apr 26, 2018"));
    assert_eq!((own["SET-OF-house-child"], own["SET-OF-pet"]), ("uuid:1/child", "uuid:1/pet"));
    let second = cells(&told, 1, 1);
    assert_eq!((second["KEY"], second["SET-OF-child"]), ("uuid:1/child[2]", "uuid:1/child"));
    assert_eq!(cells(&told, 1, 0)["SET-OF-school-year"], "", "the first child has no years");
    let year = cells(&told, 2, 1);
    assert_eq!((year["PARENT_KEY"], year["KEY"]), ("uuid:1/child[2]", "uuid:1/child[2]/year[2]"));
    assert_eq!(cells(&told, 3, 0)["photo"], "media/cat.jpg");
}

#[test]
fn briefcase_tells_the_empty_from_the_missing_where_it_does() {
    let form = form();
    let tables = FormTables::of_form(&form, &Schema::of(&form), Layout::BRIEFCASE, &Split::new());
    let mut writer = CsvWriter::new(Layout::BRIEFCASE, &tables.tables()[0].heads).unwrap();
    let record = Record::blank(&Schema::of(&form));
    tables
        .lay_out(&Facts::default(), Some(&record), |_, entries| writer.entries(entries))
        .unwrap();
    let text = String::from_utf8(writer.finish().unwrap()).unwrap();
    let row = text.lines().nth(1).unwrap();
    // SubmissionDate, name, hello, spot (4), ways, since, SET-OF-house-child, SET-OF-pet; then meta-instanceID and KEY, which stay bare.
    assert_eq!(row, format!("{},,", ["\"\""; 11].join(",")));
}

#[test]
fn heads_may_leave_groups_out() {
    let form = form();
    let layout = Layout {
        has_groups: false,
        ..Layout::CENTRAL
    };
    let told = told(&form, layout, &offered(&form), "uuid:1", &family(&form));
    let own = cells(&told, 0, 0);
    assert!(own.contains_key("spot-Latitude") && own.contains_key("ways/bus"), "{own:?}");
}

#[test]
fn what_did_not_leave_has_no_column() {
    let form = form();
    let mut schema = Schema::of(&form);
    for table in &mut schema.tables {
        table.columns.retain(|column| column.name != "name");
    }
    schema.tables.truncate(3);
    let tables = FormTables::of_form(&form, &schema, Layout::BRIEFCASE, &Split::new());
    let heads = &tables.tables()[0].heads;
    assert!(
        !heads.contains(&"name".to_owned()) && heads.contains(&"hello".to_owned()),
        "{heads:?}"
    );
    assert!(!heads.contains(&"SET-OF-pet".to_owned()), "{heads:?}");
}

#[test]
fn files_of_repeats_with_one_name_are_numbered() {
    let table = |name: &str, path: &str| FormTable {
        path: path.to_owned(),
        name: name.to_owned(),
        heads: Vec::new(),
        parent: None,
        step: String::new(),
        columns: Vec::new(),
    };
    let tables = |layout| FormTables {
        layout,
        tables: vec![
            table("", ""),
            table("item.x", "a-item.x"),
            table("item.x", "b-item.x"),
            table("Pet", "Pet"),
            table("pet", "pet"),
        ],
    };
    assert_eq!(
        tables(Layout::CENTRAL).file_names("f"),
        ["f", "f-item.x~1", "f-item.x~2", "f-Pet", "f-pet_2"]
    );
    assert_eq!(
        tables(Layout::BRIEFCASE).file_names("f"),
        ["f", "f-item_x~1", "f-item_x~2", "f-Pet", "f-pet_2"]
    );
    assert_eq!(
        tables(Layout::PHIEU).file_names("f"),
        ["f", "f-a-item.x", "f-b-item.x", "f-Pet", "f-pet_2"]
    );
    assert_eq!(tables(Layout::CENTRAL).file_names("a/b:c?")[0], "abc");
}

/// A text as an interview stores it: it may hold line feeds and no other control characters.
fn text() -> impl Strategy<Value = String> {
    "[=+@.'\\-\n\",a-zđ ]{1,9}|\\PC{1,9}"
}

/// Records of the form with texts in every column.
fn record() -> impl Strategy<Value = Record> {
    let children = prop::collection::vec(prop::collection::vec(text(), 0..3), 0..4);
    (text(), children).prop_map(|(name, children)| {
        let form = form();
        let schema = Schema::of(&form);
        let mut record = Record::blank(&schema);
        record.set(schema.named("name").unwrap(), 0, Value::Text(name));
        for marks in children {
            let child = record.add_row(&schema, 1, 0) as u32;
            for mark in marks {
                let row = record.add_row(&schema, 2, child);
                record.set(schema.named("mark").unwrap(), row, Value::Text(mark));
            }
        }
        record
    })
}

/// All texts of a column.
fn column(told: &Told, table: usize, head: &str) -> Vec<String> {
    let at = told.heads[table].iter().position(|found| found == head).unwrap();
    told.rows[table].iter().map(|row| row[at].clone()).collect()
}

fn marks(record: &Record) -> Vec<String> {
    let rows: &Rows = &record.tables[2];
    rows.cells.iter().map(|cells| cells[0].text()).collect()
}

proptest! {
    #[test]
    fn every_text_comes_back_and_every_row_finds_its_parent(record in record()) {
        let form = form();
        let name = record.get(ColumnIx { table: 0, column: 0 }, 0).unwrap().text();
        for (layout, trims) in [(Layout::CENTRAL, false), (Layout::BRIEFCASE, true)] {
            let told = told(&form, layout, &Split::new(), "uuid:1", &record);
            let as_written = |text: &String| if trims { text.trim().to_owned() } else { text.clone() };
            prop_assert_eq!(&column(&told, 0, "name"), &[as_written(&name)]);
            prop_assert_eq!(column(&told, 2, "mark"), marks(&record).iter().map(as_written).collect::<Vec<_>>());
            let mut above: BTreeSet<String> = BTreeSet::from(["uuid:1".to_owned()]);
            for table in [1, 2] {
                let keys = column(&told, table, "KEY");
                let own: BTreeSet<String> = keys.iter().cloned().collect();
                prop_assert_eq!(own.len(), keys.len(), "a key stands for one row");
                prop_assert!(column(&told, table, "PARENT_KEY").iter().all(|key| above.contains(key)));
                above = own;
            }
        }
    }

    #[test]
    fn our_own_layout_runs_no_formula(record in record()) {
        let form = form();
        let told = told(&form, Layout::PHIEU, &Split::new(), "k", &record);
        let cells = told.rows.iter().flatten().flatten();
        prop_assert!(cells.into_iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])));
    }

    #[test]
    fn a_submission_comes_back(record in record()) {
        let form = form();
        let schema = Schema::of(&form);
        let identity = crate::dataset::Identity { instance: "uuid:1", replaces: None };
        let xml = record.to_submission(&form, &schema, identity);
        let read = Record::of_submission(&form, &schema, &crate::xpath::Document::parse(&xml).unwrap());
        prop_assert_eq!(marks(&read), marks(&record));
        prop_assert_eq!(read.tables.iter().map(|rows| rows.parents.clone()).collect::<Vec<_>>(), record.tables.iter().map(|rows| rows.parents.clone()).collect::<Vec<_>>());
        let own = |record: &Record| record.get(ColumnIx { table: 0, column: 0 }, 0).unwrap().text();
        prop_assert_eq!(own(&read), own(&record));
    }
}

#[test]
fn a_record_without_content_is_a_row_of_what_is_known_of_it() {
    let form = form();
    let tables = FormTables::of_form(&form, &Schema::of(&form), Layout::CENTRAL, &offered(&form));
    let facts = Facts {
        key: "uuid:1".to_owned(),
        status: "missing".to_owned(),
        revision: 1,
        ..Facts::default()
    };
    let mut rows = Vec::new();
    let take = |table: usize, entries: &[crate::output::Entry<'_>]| {
        rows.push((table, entries.iter().filter(|entry| !entry.as_str().is_empty()).count()));
        Ok::<_, ()>(())
    };
    tables.lay_out(&facts, None, take).unwrap();
    // The key, the status, two counts of attachments, and no edits.
    assert_eq!(rows, [(0, 5)]);
}
