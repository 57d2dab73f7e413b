//! Letting data out in the window: choose, look at what it costs, write; and a table whose small counts stay hidden.

use eframe::egui::Key;
use phieu::app::export::{Seal, export};
use phieu::app::merge::{self, MergeOptions};
use phieu::app::publish::ledger;
use phieu::app::workspace::{self, Purpose};
use phieu::app::{instrument, training};
use phieu::instrument::Instrument;
use phieu::words::Silent;

use crate::person::{PASSPHRASE, Person, make_workspace};

/// A folder with a master that has taken in so many made-up interviews.
fn city(interviews: u64) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut laptop = workspace::create(&path("lan.phieu"), &PASSPHRASE.into(), Purpose::Training, "").unwrap();
    instrument::add(&laptop, &Instrument::built_in("sipas-citizen").unwrap()).unwrap();
    training::simulate(&mut laptop, interviews, 5, &Silent).unwrap();
    export(&mut laptop, &path("lan.zip"), &Seal::Open, &Silent).unwrap();
    let packages = [path("lan.zip")];
    let mut master = merge::open_or_create(&path("thành phố.phieu"), &PASSPHRASE.into(), &packages).unwrap();
    merge::plan(&mut master, &packages, MergeOptions::default(), &Silent).unwrap();
    merge::apply(&mut master, &Silent).unwrap();
    drop(master);
    folder
}

#[test]
fn a_data_set_is_published_step_by_step() {
    let folder = city(150);
    let target = folder.path().join("mở");
    let mut person = Person::at_the_desk(folder, "thành phố.phieu");
    person.clicks("Công bố").waits_for("Công bố dữ liệu");
    person.waits_for("Giới tính");
    person.replaces("phần trăm ô của một cột được phép xóa trắng", "100").clicks("Tìm");
    person.waits_for_part("cho biết ít hơn trước");
    person.waits_for("nhóm người giống nhau nhỏ nhất");
    person
        .replaces("Thư mục cho bộ dữ liệu", &target.display().to_string())
        .clicks("Ghi");
    person.waits_for_part("ghi vào sổ công bố");
    assert!(
        person.sees("Trước") && person.sees("Sau") && person.sees_part("xóa trắng"),
        "what it cost stays in sight: {:?}",
        person.everything_seen()
    );
    person.clicks("Đã công bố").waits_for("mở");
    for file in ["data.csv", "codebook.csv", "risk.json", "risk.vi.html", "risk.en.html"] {
        assert!(target.join(file).is_file(), "{file}");
    }
    let folder = person.leaves();
    let master = workspace::open(&folder.path().join("thành phố.phieu"), &PASSPHRASE.into()).unwrap();
    assert_eq!(ledger(&master).unwrap().len(), 1);
}

#[test]
fn a_number_that_is_none_is_said_before_anything_runs() {
    let mut person = Person::at_the_desk(city(20), "thành phố.phieu");
    person.clicks("Công bố").waits_for("Giới tính");
    person
        .replaces("số người giống nhau ít nhất (k)", "năm")
        .waits_for("Có một con số không đọc được.");
}

#[test]
fn a_table_is_written_and_listed() {
    let folder = city(150);
    let target = folder.path().join("bảng.xlsx");
    let mut person = Person::at_the_desk(folder, "thành phố.phieu");
    person.clicks("Công bố").waits_for("Công bố dữ liệu");
    person
        .waits_for("Giới tính")
        .clicks("Bảng")
        .replaces("Tệp cho bảng (.csv, .xlsx)", &target.display().to_string())
        .clicks("Ghi bảng");
    person.waits_for_part("số đếm nhỏ");
    assert!(target.is_file());
    person.clicks("Đã công bố").waits_for("bảng.xlsx");
}

#[test]
fn a_lower_threshold_needs_a_reason_which_the_ledger_keeps() {
    let folder = city(150);
    let target = folder.path().join("bảng.xlsx");
    let mut person = Person::at_the_desk(folder, "thành phố.phieu");
    person.clicks("Công bố").waits_for("Giới tính").clicks("Bảng");
    person
        .replaces("Tệp cho bảng (.csv, .xlsx)", &target.display().to_string())
        .replaces("Giấu số đếm dưới", "6")
        .waits_for_part("thì phải có lý do");
    assert!(
        !person.can_press("Ghi bảng"),
        "no table leaves below the usual threshold without a reason"
    );
    person.replaces("Giấu số đếm dưới", "3").replaces("Lý do", "Thử");
    assert!(!person.can_press("Ghi bảng"), "no reason is good enough for three");
    person
        .replaces("Giấu số đếm dưới", "6")
        .replaces("Lý do", "Theo quyết định 12 của Viện")
        .clicks("Ghi bảng");
    person.waits_for_part("số đếm nhỏ");
    assert!(target.is_file());
    person.clicks("Đã công bố").waits_for_part("Theo quyết định 12 của Viện");
}

#[test]
fn the_index_leaves_without_the_figures_on_a_handful_of_persons() {
    let folder = city(150);
    let target = folder.path().join("chỉ số.csv");
    let mut person = Person::at_the_desk(folder, "thành phố.phieu");
    person.clicks("Công bố").waits_for("Giới tính").clicks("Bảng");
    person
        .replaces("Tệp cho chỉ số (.csv, .xlsx, .json)", &target.display().to_string())
        .clicks("Ghi chỉ số");
    person.waits_for_part("chỉ số.csv").waits_for_part("giữ lại");
    let rows = std::fs::read_to_string(&target).unwrap();
    assert!(rows.lines().count() > 1, "{rows}");
    person.clicks("Đã công bố").waits_for("chỉ số.csv");
}

#[test]
fn a_master_without_records_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    make_workspace(&folder.path().join("trống.phieu"), "sipas-citizen", folder.path());
    let mut person = Person::with_files(folder, "trống.phieu");
    person.clicks("Bàn điều phối").waits_for("Công bố");
    person.clicks("Công bố").waits_for_part("chưa gộp gói dữ liệu nào");
}

const OPINIONS: &str = "
| survey | | | |
| | type | name | label |
| | select_one ward | ward | Phường |
| | text | note | Ý kiến khác |
| choices | | | |
| | list_name | name | label |
| | ward | 1 | Ba Đình |
| | ward | 2 | Ngọc Hà |
| privacy | | |
| | name | role |
| | ward | quasi |
| | note | public |
| settings | | |
| | form_id | form_title |
| | opinions | Ý kiến |
";

/// A master with twelve records, four of which say something: two of them the same.
fn opinions() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    make_workspace(&folder.path().join("city.phieu"), OPINIONS, folder.path());
    let notes = ["đường sạch hơn", "đường sạch hơn", "ông Bình nhận tiền", "gọi 0912345678 là xong"];
    let rows = (1..=12_usize).map(|number| {
        let note = notes.get(number - 1).copied().unwrap_or(".");
        format!("{number:032x},1,finished,2026-W40,1,{note}\n")
    });
    let table: String = std::iter::once("KEY,REVISION,STATUS,WEEK,ward,note\n".to_owned())
        .chain(rows)
        .collect();
    let file = folder.path().join("ý kiến.csv");
    std::fs::write(&file, table).unwrap();
    let mut master = workspace::open(&folder.path().join("city.phieu"), &PASSPHRASE.into()).unwrap();
    let options = MergeOptions {
        loose: true,
        ..MergeOptions::default()
    };
    merge::plan(&mut master, &[file], options, &Silent).unwrap();
    merge::apply(&mut master, &Silent).unwrap();
    folder
}

#[test]
fn free_texts_are_read_one_by_one_with_the_keys_alone_and_the_reading_goes_on_another_day() {
    let mut person = Person::at_the_desk(opinions(), "city.phieu");
    person.clicks("Công bố").waits_for("Công bố dữ liệu");
    person.clicks("Chữ tự do").waits_for_part("Đã đọc 0 trên 3 đoạn");
    assert!(
        person.sees_part("Có thể chỉ ra một người: số điện thoại"),
        "{:?}",
        person.everything_seen()
    );
    assert!(person.sees("Ghi tên người quyết định trước đã."));
    person.presses(Key::Num1);
    assert!(person.sees_part("Đã đọc 0 trên 3 đoạn"), "nobody decides without a name");
    person.types_into("Người quyết định", "Hoa").presses(Key::Enter);
    person.presses(Key::ArrowRight).presses(Key::Space);
    assert!(person.sees("Sẽ công bố: gọi […] là xong"), "{}", person.finds_written("Sẽ"));
    person
        .presses(Key::Num1)
        .waits_for_part("Đã đọc 1 trên 3 đoạn · công bố 1 · giữ lại 0");
    assert!(person.sees("ông Bình nhận tiền"), "the next text: {:?}", person.everything_seen());
    person
        .presses(Key::Num2)
        .waits_for_part("Đã đọc 2 trên 3 đoạn · công bố 1 · giữ lại 1");
    person.clicks("Đã công bố").waits_for("Chưa công bố gì.");

    let folder = person.leaves();
    let target = folder.path().join("mở");
    let mut person = Person::at_the_desk(folder, "city.phieu");
    person.clicks("Công bố").waits_for("Công bố dữ liệu");
    person.clicks("Chữ tự do").waits_for_part("Đã đọc 2 trên 3 đoạn");
    assert!(
        person.sees("đường sạch hơn") && person.sees_part("2 phiếu viết đúng như vậy"),
        "it begins with what is not read: {:?}",
        person.everything_seen()
    );
    person
        .clicks("Bộ dữ liệu")
        .clicks("Tìm")
        .waits_for_part("Chữ tự do đã đọc và cho công bố: 1; giữ lại: 3");
    person.clicks("Chữ tự do").types_into("Người quyết định", "Hoa").presses(Key::Enter);
    person.presses(Key::Num1).waits_for_part("Đã đọc 3 trên 3 đoạn · công bố 2");
    person
        .clicks("Bộ dữ liệu")
        .clicks("Tìm")
        .waits_for_part("Chữ tự do đã đọc và cho công bố: 3; giữ lại: 1");
    person
        .replaces("Thư mục cho bộ dữ liệu", &target.display().to_string())
        .clicks("Ghi")
        .waits_for_part("ghi vào sổ công bố");
    let data = std::fs::read_to_string(target.join("data.csv")).unwrap();
    assert_eq!(data.matches("đường sạch hơn").count(), 2, "{data}");
    assert!(
        data.contains("gọi […] là xong") && !data.contains("0912345678") && !data.contains("Bình"),
        "{data}"
    );
}
