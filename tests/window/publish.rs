//! Letting data out in the window: choose, look at what it costs, write; and a table whose small counts stay hidden.

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
    person.clicks("Công bố").waits_for("Công bố dữ liệu");
    person.replaces("số người giống nhau ít nhất (k)", "năm");
    assert!(person.sees("Có một con số không đọc được."), "{:?}", person.everything_seen());
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
fn a_master_without_records_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    make_workspace(&folder.path().join("trống.phieu"), "sipas-citizen", folder.path());
    let mut person = Person::with_files(folder, "trống.phieu");
    person.clicks("Bàn điều phối").waits_for("Công bố");
    person.clicks("Công bố").waits_for_part("chưa gộp gói dữ liệu nào");
}
