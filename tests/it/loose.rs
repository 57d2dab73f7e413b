//! Loose CSV files, as they come back from colleagues: whatever happened to them, no answer is silently another one.

use std::collections::BTreeMap;
use std::path::PathBuf;

use phieu::app::merge::{self, LooseReport, MergeOptions, Verdict};
use phieu::app::workspace::{self, Purpose};
use phieu::dataset::{Record, Value};
use phieu::exchange::loose::{Fault, Repair};
use phieu::form::NoAttachments;
use phieu::instrument::Instrument;
use phieu::store::{Error, Workspace};
use phieu::words::Silent;
use tempfile::TempDir;

const FORM: &str = "
| survey | | | | |
| | type | name | label | required |
| | select_one unit | unit | Phường | yes |
| | select_one scale | q01 | Câu 1 | |
| | select_one scale | q02 | Câu 2 | |
| | decimal | weight | Trọng số | |
| | date | day | Ngày | |
| | text | comment | Ý kiến | |
| choices | | | |
| | list_name | name | label |
| | unit | 00004 | Ba Đình |
| | unit | 00008 | Ngọc Hà |
| | unit | 00070 | Hoàn Kiếm |
| | scale | 1 | Rất kém |
| | scale | 2 | Kém |
| | scale | 3 | Thường |
| | scale | 4 | Tốt |
| | scale | 5 | Rất tốt |
| settings | | |
| | form_id | form_title |
| | loose | Phiếu |
| privacy | | |
| | name | role |
| | weight | public |
| | day | public |
| | comment | public |
";

pub(crate) const HEADS: [&str; 9] = ["KEY", "REVISION", "STATUS", "WEEK", "unit", "q01", "q02", "weight", "comment"];

/// The table as it left the laptop: fifty rows.
pub(crate) fn table() -> Vec<Vec<String>> {
    let row = |number: usize| {
        let cells = [
            format!(
                "{:032x}",
                (number as u128 + 1).wrapping_mul(0x1234_5678_9abc_def0_0f1e_2d3c_4b5a_6979)
            ),
            "1".to_owned(),
            "finished".to_owned(),
            "2026-W47".to_owned(),
            ["00004", "00008", "00070"][number % 3].to_owned(),
            (number % 5 + 1).to_string(),
            if number.is_multiple_of(4) { String::new() } else { "2".to_owned() },
            format!("{}.25", number % 4),
            if number.is_multiple_of(2) {
                "dòng\nhai".to_owned()
            } else {
                "ổn, \"rất\" tốt".to_owned()
            },
        ];
        cells.to_vec()
    };
    (0..50).map(row).collect()
}

pub(crate) fn csv(heads: &[&str], rows: &[Vec<String>], separator: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
    writer.write_record(heads).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

pub(crate) fn clean() -> Vec<u8> {
    csv(&HEADS, &table(), b',')
}

/// A master that knows the form.
pub(crate) struct Desk {
    folder: TempDir,
    pub(crate) master: Workspace,
    instrument: Instrument,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::with(FORM)
    }

    fn with(form: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let master = workspace::create(&folder.path().join("city.phieu"), &"gió heo may".into(), Purpose::Training, "").unwrap();
        let instrument = Instrument::read("loose.md", form.as_bytes(), &NoAttachments).0.unwrap();
        phieu::app::instrument::add(&master, &instrument).unwrap();
        Self {
            folder,
            master,
            instrument,
        }
    }

    fn file(&self, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join("b.csv");
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn plan(&mut self, bytes: &[u8]) -> Verdict {
        let path = self.file(bytes);
        let options = MergeOptions {
            loose: true,
            ..MergeOptions::default()
        };
        let mut plan = merge::plan(&mut self.master, &[path], options, &Silent).unwrap();
        plan.packages.remove(0).verdict
    }

    /// Merges a file; its report.
    pub(crate) fn merge(&mut self, bytes: &[u8]) -> LooseReport {
        let verdict = self.plan(bytes);
        let Verdict::Accepted(accepted) = verdict else {
            panic!("{verdict:?}")
        };
        merge::apply(&mut self.master, &Silent).unwrap();
        accepted.loose.unwrap()
    }

    /// The answers in the master, by key and question.
    pub(crate) fn answers(&self) -> BTreeMap<String, BTreeMap<String, Value>> {
        let schema = &self.instrument.plan.released;
        let mut answers = BTreeMap::new();
        self.master
            .for_each_current(&self.instrument.identity.0, |row| {
                let record = Record::unpack(schema, row.body).unwrap();
                let cells = schema
                    .columns()
                    .map(|(at, column)| (column.name.clone(), record.get(at, 0).unwrap().clone()));
                answers.insert(row.key.to_owned(), cells.collect());
                Ok::<_, Error>(())
            })
            .unwrap();
        answers
    }
}

/// What the clean file gives.
pub(crate) fn truth() -> BTreeMap<String, BTreeMap<String, Value>> {
    let mut desk = Desk::new();
    let report = desk.merge(&clean());
    assert_eq!(
        (report.taken, report.set_aside_count, report.repaired.len()),
        (50, 0, 0),
        "{report:?}"
    );
    desk.answers()
}

/// Merges a damaged file. Whatever got in is what left the laptop; the rest is in the report.
#[track_caller]
fn case(name: &str, bytes: &[u8], taken: u64, check: impl FnOnce(&LooseReport)) {
    let truth = truth();
    let mut desk = Desk::new();
    let report = desk.merge(bytes);
    let answers = desk.answers();
    assert_eq!(report.taken, taken, "{name}: {report:#?}");
    assert_eq!(report.taken + report.set_aside_count, report.rows, "{name}");
    for (key, record) in &answers {
        for (question, value) in record {
            let is_missing_column = report.missing.contains(question);
            assert!(
                is_missing_column || truth[key][question] == *value,
                "{name}: {key} {question} {value:?}"
            );
        }
    }
    check(&report);
}

pub(crate) fn swapped(order: &[usize]) -> Vec<u8> {
    let heads: Vec<&str> = order.iter().map(|at| HEADS[*at]).collect();
    let rows: Vec<Vec<String>> = table()
        .iter()
        .map(|row| order.iter().map(|at| row[*at].clone()).collect())
        .collect();
    csv(&heads, &rows, b',')
}

pub(crate) fn changed(change: impl Fn(usize, &mut Vec<String>)) -> Vec<u8> {
    let mut rows = table();
    rows.iter_mut().enumerate().for_each(|(number, row)| change(number, row));
    csv(&HEADS, &rows, b',')
}

fn faults(report: &LooseReport) -> Vec<(u64, &str, Fault)> {
    report
        .set_aside
        .iter()
        .map(|row| (row.row, row.column.as_str(), row.fault.clone()))
        .collect()
}

#[test]
fn columns_may_stand_in_any_order() {
    case("reordered", &swapped(&[4, 0, 8, 7, 1, 6, 5, 3, 2]), 50, |report| {
        assert_eq!(report.ignored, [] as [String; 0]);
    });
}

#[test]
fn a_column_that_is_missing_is_told() {
    case("missing", &swapped(&[0, 1, 2, 3, 4, 5, 7, 8]), 50, |report| {
        assert_eq!(report.missing, ["q02", "day"]);
    });
}

#[test]
fn without_a_column_that_must_be_answered_nothing_is_taken() {
    case("required", &swapped(&[0, 1, 2, 3, 5, 6, 7, 8]), 0, |report| {
        assert_eq!(report.set_aside[0].fault, Fault::Required);
    });
}

#[test]
fn a_column_that_the_form_does_not_have_is_left_out_and_told() {
    let rows: Vec<Vec<String>> = table()
        .into_iter()
        .map(|row| row.into_iter().chain(["x".to_owned()]).collect())
        .collect();
    let heads: Vec<&str> = HEADS.into_iter().chain(["ghi chú"]).collect();
    case("extra", &csv(&heads, &rows, b','), 50, |report| {
        assert_eq!(report.ignored, ["ghi chú"]);
    });
}

#[test]
fn a_file_that_was_cut_short_loses_its_last_line_alone() {
    let bytes = clean();
    for cut in [1, 2, 5, 31] {
        case("cut", &bytes[..bytes.len() - cut], 49, |report| {
            assert_eq!(report.set_aside_count, 1, "{cut}: {report:?}");
        });
    }
}

#[test]
fn semicolons_tabs_and_marks_of_encodings_are_understood() {
    for separator in [b';', b'\t'] {
        case("separator", &csv(&HEADS, &table(), separator), 50, |report| {
            assert_eq!(report.separator, char::from(separator));
        });
    }
    let hinted = [b"sep=;\r\n".as_slice(), &csv(&HEADS, &table(), b';')].concat();
    case("hint", &hinted, 50, |_| {});
    let marked = ["\u{feff}".as_bytes(), &clean()].concat();
    case("mark", &marked, 50, |_| {});
    let text = String::from_utf8(clean()).unwrap();
    let utf16: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    case("utf-16", &utf16, 50, |_| {});
    let unix = text.replace("\r\n", "\n");
    case("unix", unix.as_bytes(), 50, |_| {});
}

#[test]
fn letters_that_an_old_code_page_lost_are_not_taken_for_letters() {
    // What a program does that has no letter for "ổ" and "ấ": the even rows keep all of theirs.
    let old: Vec<u8> = String::from_utf8(changed(|number, row| {
        row[8] = if number.is_multiple_of(2) {
            "dong hai".to_owned()
        } else {
            "?n, r?t tot".to_owned()
        };
    }))
    .unwrap()
    .chars()
    .flat_map(|letter| if letter.is_ascii() { vec![letter as u8] } else { vec![b'?'] })
    .collect();
    let old = [
        b"KEY,REVISION,STATUS,WEEK,unit,q01,q02,weight,comment,ghi ch\xFA\r\n".as_slice(),
        &with_blank_column(&old),
    ]
    .concat();
    let mut desk = Desk::new();
    let report = desk.merge(&old);
    assert_eq!((report.taken, report.set_aside_count), (25, 25), "{report:#?}");
    assert!(report.set_aside.iter().all(|row| row.fault == Fault::LostByte));
}

/// The rows without their header, each with one more cell that is empty.
fn with_blank_column(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let rows = text.lines().skip(1).map(|line| format!("{line},\r\n"));
    rows.collect::<String>().into_bytes()
}

#[test]
fn a_byte_that_was_lost_sets_its_row_aside() {
    let mut bytes = clean();
    let at = bytes.windows(8).position(|window| window == b"finished").unwrap();
    bytes[at + 2] = 0;
    case("nul", &bytes, 49, |report| {
        assert_eq!(faults(report), [(2, "STATUS", Fault::LostByte)]);
    });
}

#[test]
fn a_header_in_the_middle_is_no_row() {
    let heads: Vec<String> = HEADS.map(str::to_owned).to_vec();
    let mut rows = table();
    rows.insert(20, heads);
    case("repeated header", &csv(&HEADS, &rows, b','), 50, |report| {
        assert_eq!(report.repeated_headers, 1);
    });
}

#[test]
fn an_empty_file_is_refused_and_one_without_rows_is_taken() {
    assert!(matches!(Desk::new().plan(b""), Verdict::Refused(_)));
    assert!(matches!(Desk::new().plan("tên,tuổi\nAn,40\n".as_bytes()), Verdict::Refused(_)));
    case("header only", &csv(&HEADS, &[], b','), 0, |report| assert_eq!(report.rows, 0));
}

#[test]
fn what_a_spreadsheet_did_to_numbers_and_codes_is_undone() {
    let bytes = changed(|number, row| {
        row[4] = row[4].trim_start_matches('0').to_owned();
        row[7] = row[7].replace('.', ",");
        if number == 3 {
            row[5] = " 4 ".to_owned();
        }
    });
    case("eaten zeros", &bytes, 50, |report| {
        let repairs: Vec<(&str, Repair, u64)> = report
            .repaired
            .iter()
            .map(|row| (row.column.as_str(), row.repair, row.count))
            .collect();
        assert_eq!(
            repairs,
            [
                ("unit", Repair::LeadingZeros, 50),
                ("q01", Repair::Spaces, 1),
                ("weight", Repair::DecimalComma, 50)
            ]
        );
    });
}

#[test]
fn what_can_be_read_in_two_ways_is_set_aside() {
    let bytes = changed(|number, row| {
        if number == 7 {
            row[7] = "1,234".to_owned();
        }
        if number == 9 {
            row[5] = "9".to_owned();
        }
        if number == 11 {
            row[0] = "1.23457E+31".to_owned();
        }
        if number == 13 {
            row[1] = "0".to_owned();
        }
    });
    case("doubtful", &bytes, 46, |report| {
        assert_eq!(
            faults(report),
            [
                (9, "weight", Fault::Ambiguous),
                (11, "q01", Fault::Choice),
                (13, "KEY", Fault::Key),
                (15, "REVISION", Fault::Revision)
            ]
        );
    });
}

#[test]
fn a_quote_that_is_never_closed_takes_no_row_into_another() {
    let text = String::from_utf8(clean()).unwrap();
    let at = text.rfind(",\"").unwrap();
    let never = [&text[..at + 2], &text[at + 2..].replace('"', "")].concat();
    case("never closed", never.as_bytes(), 49, |report| {
        assert_eq!(faults(report), [(51, "", Fault::Quotes)]);
    });

    // Closed by the quote that opens the next row's cell: without a comma in that one, the number of cells is right.
    let rows = changed(|_, row| row[8] = "hai\ndòng".to_owned());
    let swallowed = String::from_utf8(rows).unwrap().replacen("dòng\"", "dòng", 1);
    let mut desk = Desk::new();
    let report = desk.merge(swallowed.as_bytes());
    assert_eq!(
        (report.taken, faults(&report)),
        (48, vec![(2, "", Fault::Quotes), (3, "", Fault::Quotes)]),
        "{report:#?}"
    );
}

#[test]
fn rows_of_another_width_are_set_aside() {
    let mut text = String::from_utf8(clean()).unwrap();
    text.push_str("stray,cells\r\n");
    case("width", text.as_bytes(), 50, |report| {
        assert_eq!(faults(report), [(52, "", Fault::Cells { expected: 9, found: 2 })]);
    });
}

#[test]
fn a_file_is_merged_once_and_a_good_row_is_not_disputed_by_one_set_aside() {
    let mut desk = Desk::new();
    desk.merge(&clean());
    assert!(matches!(desk.plan(&clean()), Verdict::AlreadyMerged { .. }));
    let worse = changed(|number, row| {
        if number == 5 {
            row[5] = "9".to_owned();
        }
    });
    desk.merge(&worse);
    let totals = merge::totals(&desk.master).unwrap();
    assert_eq!((totals[0].records, totals[0].conflicts), (50, 0));
}

/// A household with those who live there.
const HOUSEHOLD: &str = "
| survey | | | | | |
| | type | name | label | relevant | constraint |
| | select_one yesno | home | Có nhà? | | |
| | integer | rooms | Số phòng | ${home} = 'y' | . < 20 |
| | begin_repeat | member | Người | | |
| | integer | age | Tuổi | | . < 120 |
| | select_one yesno | works | Đi làm? | ${age} > 14 | |
| | begin_repeat | job | Việc | | |
| | select_one yesno | paid | Có lương? | | |
| | end_repeat | | | | |
| | end_repeat | | | | |
| choices | | | |
| | list_name | name | label |
| | yesno | y | Có |
| | yesno | n | Không |
| settings | | |
| | form_id | form_title |
| | house | Hộ |
| privacy | | |
| | name | role |
| | rooms | public |
| | age | public |
";

const KEYS: [&str; 2] = ["0123456789abcdef0123456789abcdef", "1123456789abcdef0123456789abcdef"];

/// The three tables of two households, each line as a spreadsheet program keeps it.
fn household() -> [String; 3] {
    let [one, two] = KEYS;
    [
        format!("KEY,REVISION,STATUS,WEEK,home,rooms\n{one},1,finished,2026-W47,y,3\n{two},1,finished,2026-W47,n,\n"),
        format!("KEY;PARENT_KEY;age;works\n{one}/member[1];{one};40;y\n{one}/member[2];{one};9;\n{two}/member[1];{two};30;n\n"),
        format!("KEY,PARENT_KEY,paid\n{one}/member[1]/job[2],{one}/member[1],n\n{one}/member[1]/job[1],{one}/member[1],y\n"),
    ]
}

/// Merges the tables from one folder; what becomes of each package.
fn households(files: &[(&str, &str)]) -> (Desk, Vec<Verdict>) {
    let mut desk = Desk::with(HOUSEHOLD);
    let folder = desk.folder.path().join("gửi về");
    std::fs::create_dir(&folder).unwrap();
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let options = MergeOptions {
        loose: true,
        ..MergeOptions::default()
    };
    let plan = merge::plan(&mut desk.master, &[folder], options, &Silent).unwrap();
    merge::apply(&mut desk.master, &Silent).unwrap();
    (desk, plan.packages.into_iter().map(|package| package.verdict).collect())
}

#[track_caller]
fn accepted(verdict: &Verdict) -> &LooseReport {
    match verdict {
        Verdict::Accepted(accepted) => accepted.loose.as_ref().unwrap(),
        other => panic!("{other:?}"),
    }
}

fn all_faults(report: &LooseReport) -> Vec<(&str, u64, &str, Fault)> {
    let rows = report.set_aside.iter();
    rows.map(|row| (row.file.as_str(), row.row, row.column.as_str(), row.fault.clone()))
        .collect()
}

#[test]
fn rows_of_repeats_are_taken_from_the_files_beside() {
    let [own, members, jobs] = household();
    let (desk, verdicts) = households(&[("hộ.csv", &own), ("hộ-member.csv", &members), ("hộ-member-job.csv", &jobs)]);
    assert_eq!(verdicts.len(), 1, "{verdicts:?}");
    let report = accepted(&verdicts[0]);
    assert_eq!(
        (report.taken, report.repeat_taken, report.set_aside_count),
        (2, 5, 0),
        "{report:#?}"
    );
    let mut found = Vec::new();
    desk.master
        .for_each_current(&desk.instrument.identity.0, |row| {
            found.push(Record::unpack(&desk.instrument.plan.released, row.body).unwrap());
            Ok::<_, Error>(())
        })
        .unwrap();
    assert_eq!(found[0].tables[1].cells.len(), 2);
    let paid: Vec<&Value> = found[0].tables[2].cells.iter().map(|cells| &cells[0]).collect();
    assert_eq!(
        paid,
        [&Value::One("y".to_owned()), &Value::One("n".to_owned())],
        "in the order of their numbers"
    );
    assert_eq!(found[1].tables[1].cells.len(), 1);
}

#[test]
fn a_record_is_taken_with_all_of_its_rows_or_not_at_all() {
    let [own, members, jobs] = household();
    let case = |members: &str, taken: u64, expected: &[(&str, u64, &str, Fault)]| {
        let (_desk, verdicts) = households(&[("hộ.csv", &own), ("hộ-member.csv", members), ("hộ-member-job.csv", &jobs)]);
        let report = accepted(&verdicts[0]);
        assert_eq!(all_faults(report), expected, "{members}");
        assert_eq!(report.taken, taken);
        assert_eq!(
            report.rows + report.repeat_rows,
            report.taken + report.repeat_taken + report.set_aside_count
        );
    };
    let lost_jobs = [
        ("hộ-member-job.csv", 2, "", Fault::NoRecord),
        ("hộ-member-job.csv", 3, "", Fault::NoRecord),
    ];
    let with = |rows: &[(&'static str, u64, &'static str, Fault)]| rows.iter().cloned().chain(lost_jobs.clone()).collect::<Vec<_>>();
    // A value that is none: the household stays out, and its other rows with it.
    let expected = with(&[
        ("hộ.csv", 2, "", Fault::Incomplete),
        ("hộ-member.csv", 2, "age", Fault::Value),
        ("hộ-member.csv", 3, "", Fault::NoRecord),
    ]);
    case(&members.replace(";40;", ";bốn mươi;"), 1, &expected);
    // What the form would not have allowed, in a row of a repeat.
    let expected = with(&[
        ("hộ.csv", 2, "", Fault::Incomplete),
        ("hộ-member.csv", 2, "", Fault::NoRecord),
        ("hộ-member.csv", 3, "works", Fault::NotAsked),
    ]);
    case(&members.replace(";9;", ";9;y"), 1, &expected);
    // A row that was deleted leaves a gap.
    let text: Vec<&str> = members.lines().filter(|line| !line.contains("[1];0123")).collect();
    let expected = with(&[("hộ.csv", 2, "", Fault::Incomplete), ("hộ-member.csv", 2, "", Fault::NoRecord)]);
    case(&format!("{}\n", text.join("\n")), 1, &expected);
    // Cut short: the households from there on may lack rows.
    let expected = [("hộ.csv", 3, "", Fault::Incomplete), ("hộ-member.csv", 4, "", Fault::CutShort)];
    case(members.trim_end_matches("30;n\n"), 1, &expected);
    // Somebody else's row.
    let more = format!("{members}ff23456789abcdef0123456789abcdef/member[1];ff23456789abcdef0123456789abcdef;3;\n");
    case(&more, 2, &[("hộ-member.csv", 5, "", Fault::NoRecord)]);
}

#[test]
fn rows_of_repeats_alone_are_no_records() {
    let [own, members, _] = household();
    let (_desk, verdicts) = households(&[("members.csv", &members)]);
    assert!(matches!(verdicts[0], Verdict::Refused(merge::Refusal::NoRecords)), "{verdicts:?}");
    let (_desk, verdicts) = households(&[("hộ.csv", &own)]);
    assert_eq!(accepted(&verdicts[0]).missing, ["member", "member-job"]);
}

#[test]
fn what_the_form_would_not_have_asked_or_allowed_is_set_aside() {
    let [own, members, jobs] = household();
    let case = |own: String, expected: &[(u64, &str, Fault)]| {
        let (_desk, verdicts) = households(&[("hộ.csv", &own), ("hộ-member.csv", &members), ("hộ-member-job.csv", &jobs)]);
        let found: Vec<(u64, &str, Fault)> = faults(accepted(&verdicts[0])).into_iter().take(expected.len()).collect();
        assert_eq!(found, expected);
    };
    case(own.replace(",n,\n", ",n,2\n"), &[(3, "rooms", Fault::NotAsked)]);
    case(own.replace(",y,3", ",y,30"), &[(2, "rooms", Fault::Constraint)]);
}
