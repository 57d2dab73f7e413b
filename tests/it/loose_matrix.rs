//! The matrix of what may have happened to a loose file, as `assets/docs/loose-files.md` shows it: made by merging each damaged file.
//!
//! `UPDATE_GOLDEN=1` writes the table anew. Whatever happens to a file, no value in the master differs from what left the laptop.

use std::fmt::Write as _;

use encoding_rs::WINDOWS_1258;
use phieu::app::merge::{self, Verdict};
use phieu::words::Silent;

use crate::loose::{Desk, HEADS, changed, clean, csv, swapped, table, truth};
use crate::run::project;

const BEGIN: &str = "<!-- matrix -->\n";
const END: &str = "<!-- /matrix -->";

/// What was done to the file, in both languages, and the file.
type Case = (&'static str, &'static str, Vec<u8>);

fn text() -> String {
    String::from_utf8(clean()).unwrap()
}

/// Changes one cell of one row.
fn one_cell(number: usize, column: usize, value: &str) -> Vec<u8> {
    changed(|at, row| {
        if at == number {
            value.clone_into(&mut row[column]);
        }
    })
}

/// Letter by letter, as a program writes an old code page: what it lacks is a question mark.
fn old_code_page(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut letter = [0; 4];
    for c in text.chars() {
        let (written, _, is_lost) = WINDOWS_1258.encode(c.encode_utf8(&mut letter));
        if is_lost {
            bytes.push(b'?');
        } else {
            bytes.extend_from_slice(&written);
        }
    }
    bytes
}

/// The rows with a column of days, each written by `day` from its number.
fn with_days(day: impl Fn(usize) -> String) -> Vec<u8> {
    let rows: Vec<Vec<String>> = table()
        .into_iter()
        .enumerate()
        .map(|(number, row)| row.into_iter().chain([day(number)]).collect())
        .collect();
    let heads: Vec<&str> = HEADS.into_iter().chain(["day"]).collect();
    csv(&heads, &rows, b',')
}

fn cases() -> Vec<Case> {
    let bytes = clean();
    let heads: Vec<String> = HEADS.map(str::to_owned).to_vec();
    let mut with_heads = table();
    with_heads.insert(20, heads);
    let mut with_nul = clean();
    with_nul[200] = 0;
    let extra: Vec<Vec<String>> = table()
        .into_iter()
        .map(|row| row.into_iter().chain(["x".to_owned()]).collect())
        .collect();
    let extra_heads: Vec<&str> = HEADS.into_iter().chain(["ghi chú"]).collect();
    let utf16 =
        |mark: u16, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { [mark].into_iter().chain(text().encode_utf16()).flat_map(bytes).collect() };
    let at_quote = text().rfind(",\"").unwrap();
    let never_closed = [&text()[..at_quote + 2], &text()[at_quote + 2..].replace('"', "")].concat();
    vec![
        ("đổi thứ tự cột", "columns in another order", swapped(&[4, 0, 8, 7, 1, 6, 5, 3, 2])),
        ("thiếu một cột", "a column missing", swapped(&[0, 1, 2, 3, 4, 5, 7, 8])),
        (
            "thiếu cột bắt buộc",
            "a column missing that must be answered",
            swapped(&[0, 1, 2, 3, 5, 6, 7, 8]),
        ),
        ("thừa một cột", "a column more", csv(&extra_heads, &extra, b',')),
        (
            "cắt ngang 31 byte cuối",
            "the last 31 bytes gone",
            bytes[..bytes.len() - 31].to_vec(),
        ),
        (
            "dấu `;` và BOM",
            "`;` and a byte order mark",
            ["\u{feff}".as_bytes(), &csv(&HEADS, &table(), b';')].concat(),
        ),
        (
            "windows-1258, chữ thiếu thành `?`",
            "windows-1258, lacking letters made `?`",
            old_code_page(&text()),
        ),
        ("một byte NUL", "a NUL byte", with_nul),
        (
            "tiêu đề lặp lại ở giữa",
            "the header again in the middle",
            csv(&HEADS, &with_heads, b','),
        ),
        ("tệp rỗng", "an empty file", Vec::new()),
        ("chỉ có tiêu đề", "a header alone", csv(&HEADS, &[], b',')),
        ("UTF-16 LE", "UTF-16 LE", utf16(0xfeff, u16::to_le_bytes)),
        ("UTF-16 BE", "UTF-16 BE", utf16(0xfeff, u16::to_be_bytes)),
        ("dấu tab", "tabs", csv(&HEADS, &table(), b'\t')),
        (
            "dòng `sep=;` của Excel",
            "Excel's line `sep=;`",
            [b"sep=;\r\n".as_slice(), &csv(&HEADS, &table(), b';')].concat(),
        ),
        (
            "xuống dòng kiểu Windows",
            "Windows line ends",
            text().replace('\n', "\r\n").into_bytes(),
        ),
        (
            "mất số 0 ở đầu mã",
            "leading zeros of codes gone",
            changed(|_, row| row[4] = row[4].trim_start_matches('0').to_owned()),
        ),
        (
            "dấu phẩy thập phân",
            "decimal commas",
            changed(|_, row| row[7] = row[7].replace('.', ",")),
        ),
        ("`1,234`: đọc được hai cách", "`1,234`: two readings", one_cell(7, 7, "1,234")),
        (
            "nhãn thay cho mã",
            "labels for names",
            changed(|_, row| {
                let place = usize::from(row[4] == "00008") + 2 * usize::from(row[4] == "00070");
                ["Ba Đình", "Ngọc Hà", "Hoàn Kiếm"][place].clone_into(&mut row[4]);
            }),
        ),
        (
            "dấu cách thừa",
            "spaces around values",
            changed(|_, row| row[5] = format!(" {} ", row[5])),
        ),
        (
            "ngày/tháng/năm",
            "day/month/year",
            with_days(|number| format!("{:02}/11/2026", number % 28 + 1)),
        ),
        (
            "ngày không rõ thứ tự",
            "days in an unknown order",
            with_days(|number| format!("{:02}/11/2026", number % 12 + 1)),
        ),
        (
            "số ngày của Excel",
            "Excel's day numbers",
            with_days(|number| (46_300 + number).to_string()),
        ),
        ("mã phiếu thành số", "a key made a number", one_cell(11, 0, "1.23457E+31")),
        ("lần sửa 0", "revision 0", one_cell(13, 1, "0")),
        ("trạng thái lạ", "a strange status", one_cell(14, 2, "xong")),
        ("giá trị ngoài danh sách", "a value outside the list", one_cell(9, 5, "9")),
        ("bỏ trống câu bắt buộc", "an empty answer that is required", one_cell(15, 4, "")),
        ("dấu nháy không đóng", "a quote never closed", never_closed.into_bytes()),
        ("một dòng hai ô", "a line of two cells", format!("{}x,y\n", text()).into_bytes()),
        ("một phiếu hai dòng khác nhau", "a record in two rows that differ", {
            let mut rows = table();
            let mut again = rows[3].clone();
            let other = if again[5] == "1" { "2" } else { "1" };
            other.clone_into(&mut again[5]);
            rows.push(again);
            csv(&HEADS, &rows, b',')
        }),
    ]
}

/// What became of a damaged file, as a row of the table.
fn line((vi, en, bytes): &Case) -> String {
    let truth = truth();
    let mut desk = Desk::new();
    let verdict = desk.plan(bytes);
    let Verdict::Accepted(accepted) = verdict else {
        return format!("| {vi} · {en} | – | – | – | – | từ chối cả tệp · refused whole |\n");
    };
    merge::apply(&mut desk.master, &Silent).unwrap();
    let report = accepted.loose.unwrap();
    assert_eq!(report.taken + report.set_aside_count, report.rows, "{en}");
    for (key, record) in desk.answers() {
        for (question, value) in record {
            let is_told = report.missing.contains(&question);
            let is_day = question == "day" && bytes_have_days(bytes);
            assert!(
                is_told || is_day || truth[&key][&question] == value,
                "silent error in `{en}`: {key} {question} {value:?}"
            );
        }
    }
    let totals = merge::totals(&desk.master).unwrap();
    let repaired: u64 = report.repaired.iter().map(|repaired| repaired.count).sum();
    let mut told = Vec::new();
    if !report.missing.is_empty() && report.missing != ["day"] {
        told.push(format!(
            "thiếu · missing: {}",
            report
                .missing
                .iter()
                .filter(|name| *name != "day")
                .cloned()
                .collect::<Vec<_>>()
                .join(", ")
        ));
    }
    if !report.ignored.is_empty() {
        told.push(format!("bỏ qua · left out: {}", report.ignored.join(", ")));
    }
    if report.repeated_headers > 0 {
        told.push(format!("tiêu đề · headers: {}", report.repeated_headers));
    }
    if totals[0].conflicts > 0 {
        told.push(format!("mâu thuẫn · conflicts: {}", totals[0].conflicts));
    }
    if let Some(first) = report.set_aside.first() {
        told.push(format!(
            "dòng · row {}: {}",
            first.row,
            first.fault.say(phieu::words::Words::new(phieu::words::Lang::En))
        ));
    }
    let told = told.join("; ");
    format!(
        "| {vi} · {en} | {} | {} | {repaired} | {} | {told} |\n",
        report.rows, report.taken, report.set_aside_count
    )
}

fn bytes_have_days(bytes: &[u8]) -> bool {
    bytes.windows(4).take(200).any(|window| window == b",day")
}

#[test]
fn the_page_shows_what_becomes_of_every_damaged_file() {
    let mut made = "| tệp · file | dòng · rows | nhận · taken | ô đã sửa · repaired | để riêng · set aside | nêu ra · told |\n|---|---|---|---|---|---|\n".to_owned();
    for case in cases() {
        made.write_str(&line(&case)).unwrap();
    }
    let path = project("assets/docs/loose-files.md");
    let page = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let (before, rest) = page.split_once(BEGIN).expect("the page has a place for the matrix");
    let (shown, after) = rest.split_once(END).expect("the matrix ends");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{made}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(shown, made, "UPDATE_GOLDEN=1 writes the table anew");
}

#[test]
fn days_that_were_turned_round_come_back() {
    let mut desk = Desk::new();
    desk.merge(&with_days(|number| format!("{:02}/11/2026", number % 28 + 1)));
    let answers = desk.answers();
    let days: std::collections::BTreeSet<String> = answers.values().map(|record| record["day"].text()).collect();
    assert!(
        days.contains("2026-11-28") && days.iter().all(|day| day.starts_with("2026-11-")),
        "{days:?}"
    );
}
