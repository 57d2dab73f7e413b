//! From the laptop to the number: export in the window, merge in the window, read the index in the window.

use std::path::Path;
use std::sync::Arc;

use eframe::egui::Key;
use phieu::app::{collect, instrument, merge};
use phieu::interview::{Answer, Plan, Step};
use phieu::store::Workspace;

use crate::person::{Person, make_workspace, open};

/// Fills in an interview without the window, with one answer for all of question 9.
fn interview(workspace: &mut Workspace, ward: &str, satisfaction: &str) {
    let identity = workspace.instruments().unwrap()[0].identity.clone();
    let form = instrument::of_workspace(workspace, &identity).unwrap().form;
    let mut collector = collect::Collector::begin(workspace, &identity, &Plan::of(Arc::clone(&form)), Some("Lan")).unwrap();
    let mut answer = |collector: &mut collect::Collector, name: &str, value: &str| {
        let interview = collector.interview();
        let at = interview
            .all()
            .into_iter()
            .find(|at| form.node(interview.node(*at)).name == name)
            .expect(name);
        let at = interview.reference(at);
        collector
            .apply(
                workspace,
                Step::Answer {
                    at,
                    answer: Answer::Text(value.to_owned()),
                },
            )
            .unwrap();
    };
    answer(&mut collector, "consent", "agree");
    answer(&mut collector, "ward", ward);
    while let Some(open) = collector.open_questions().into_iter().next() {
        let name = open.at.rsplit('/').next().unwrap().to_owned();
        let interview = collector.interview();
        let at = interview.find(&open.at).unwrap();
        let first = interview
            .choices(at)
            .and_then(|choices| choices.first().map(|choice| choice.name.clone()));
        let value = if name.starts_with("q9_") {
            satisfaction.to_owned()
        } else {
            first.unwrap_or_else(|| "Lan".to_owned())
        };
        answer(&mut collector, &name, &value);
    }
    collector.finish(workspace).unwrap();
}

fn ward_of(workspace: &Workspace, at: usize) -> String {
    let identity = workspace.instruments().unwrap()[0].identity.clone();
    let form = instrument::of_workspace(workspace, &identity).unwrap().form;
    let list = form.lists.iter().find(|(_, list)| list.choices.len() > 100).unwrap().1;
    list.choices[at].name.clone()
}

pub(crate) fn laptop_with_two_interviews(path: &Path, folder: &Path) {
    make_workspace(path, "sipas-citizen", folder);
    let mut workspace = open(path);
    let (first, second) = (ward_of(&workspace, 0), ward_of(&workspace, 1));
    interview(&mut workspace, &first, "5");
    interview(&mut workspace, &second, "1");
}

#[test]
fn a_package_leaves_in_the_window_and_the_preview_says_what_stays() {
    let folder = tempfile::tempdir().unwrap();
    laptop_with_two_interviews(&folder.path().join("lan.phieu"), folder.path());
    let package = folder.path().join("gói của Lan.zip");
    let mut person = Person::with_files(folder, "lan.phieu");
    person.clicks("Xuất gói dữ liệu…").waits_for("Ghi gói dữ liệu");
    assert!(person.sees_part("Ở lại máy này"), "{:?}", person.everything_seen());
    assert!(
        person.sees("Họ và tên điều tra viên"),
        "the surveyor's name is listed: {:?}",
        person.everything_seen()
    );
    person
        .replaces("Nơi ghi gói", &package.display().to_string())
        .clicks("Ghi gói dữ liệu");
    person.waits_for_part("Đã ghi 2 phiếu");
    assert!(package.is_file());
    let (_folder, workspace) = person.leaves_and_reads();
    assert_eq!(workspace.counts().unwrap().new_since_export, 0);
}

#[test]
fn packages_are_merged_in_the_window_and_the_index_is_read_there() {
    let folder = tempfile::tempdir().unwrap();
    laptop_with_two_interviews(&folder.path().join("lan.phieu"), folder.path());
    let packages = folder.path().join("gói");
    std::fs::create_dir(&packages).unwrap();
    std::fs::write(packages.join("ghi chú.zip"), "not a zip at all").unwrap();
    let mut person = Person::with_files(folder, "lan.phieu");
    let package = packages.join("lan.zip").display().to_string();
    person
        .clicks("Xuất gói dữ liệu…")
        .waits_for("Ghi gói dữ liệu")
        .replaces("Nơi ghi gói", &package)
        .clicks("Ghi gói dữ liệu");
    person.waits_for_part("Đã ghi 2 phiếu");
    let folder = person.leaves();
    phieu::app::workspace::create(
        &folder.path().join("thành phố.phieu"),
        &phieu::store::Passphrase::new(crate::person::PASSPHRASE),
        phieu::app::workspace::Purpose::Training,
        "",
    )
    .unwrap();

    let mut person = Person::with_files(folder, "thành phố.phieu");
    person.clicks("Bàn điều phối").drops(&packages);
    person.waits_for("Gộp vào sổ tổng hợp");
    assert!(
        person.sees_part("Sẽ gộp 1 gói: 2 phiếu mới") && person.sees_part("1 gói bị từ chối"),
        "{:?}",
        person.everything_seen()
    );
    person.clicks("Gộp vào sổ tổng hợp").waits_for_part("Đã gộp 1 gói");
    person.clicks("Chỉ số").waits_for_part("n = 2");
    assert!(
        person.sees("50,00"),
        "one ward fully satisfied, one not at all: {:?}",
        person.everything_seen()
    );
    person
        .clicks("Tính theo: điểm trung bình")
        .waits_for_part("Cách tính: điểm trung bình");
    assert!(
        person.sees("60,00"),
        "by the mean, 5 and 1 of 5 are 60 percent: {:?}",
        person.everything_seen()
    );
    let folder = person.leaves();
    let master = open(&folder.path().join("thành phố.phieu"));
    assert_eq!(merge::totals(&master).unwrap()[0].records, 2);
}

/// Lan's laptop with two interviews and a master of the same campaign, both for training, in one folder.
fn laptop_and_master() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    laptop_with_two_interviews(&folder.path().join("lan.phieu"), folder.path());
    phieu::app::workspace::create(
        &folder.path().join("city.phieu"),
        &phieu::store::Passphrase::new(crate::person::PASSPHRASE),
        phieu::app::workspace::Purpose::Training,
        "",
    )
    .unwrap();
    folder
}

#[test]
fn a_sealed_package_and_the_receipt_go_there_and_back_in_the_window() {
    let mut person = Person::with_files(laptop_and_master(), "city.phieu");
    person.clicks("Bàn điều phối").clicks("Xem khóa niêm phong").waits_for_part("age1");
    let key = person.finds_written("age1");
    let folder = person.leaves();

    let mut person = Person::with_files(folder, "lan.phieu");
    person.clicks("Xuất gói dữ liệu…").waits_for("Ghi gói dữ liệu");
    person.types_into("Khóa niêm phong của điều phối viên (có thể bỏ trống)", "age1 sai");
    person.clicks("Dùng khóa này").waits_for_part("không phải khóa niêm phong");
    person.replaces("Khóa niêm phong của điều phối viên (có thể bỏ trống)", &key);
    person.clicks("Dùng khóa này").waits_for_part("Gói được niêm phong");
    let package = person.folder().join("lan.zip.age");
    person
        .replaces("Nơi ghi gói", &package.display().to_string())
        .clicks("Ghi gói dữ liệu")
        .waits_for_part("Đã ghi 2 phiếu");
    let folder = person.leaves();

    let mut person = Person::with_files(folder, "city.phieu");
    person
        .clicks("Bàn điều phối")
        .types_into("Đường dẫn tệp hoặc thư mục", &package.display().to_string())
        .presses(Key::Enter)
        .waits_for("Gộp vào sổ tổng hợp")
        .clicks("Gộp vào sổ tổng hợp")
        .waits_for("Các gói đã gộp (1)");
    assert!(person.sees("lan.zip.age"), "{:?}", person.everything_seen());
    person
        .clicks("Ghi giấy biên nhận")
        .waits_for_part("Đã ghi giấy biên nhận cho 1 máy");
    let folder = person.leaves();
    let receipt = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().ends_with("-receipt.json"))
        .unwrap();

    let mut person = Person::with_files(folder, "lan.phieu");
    person.drops(&package).waits_for_part("không phải giấy biên nhận");
    person
        .clicks("Nhập giấy biên nhận…")
        .types_into("Tệp biên nhận", &receipt.display().to_string())
        .clicks("Nhập")
        .waits_for_part("Điều phối viên đã nhận 2 phiếu");
    let (_folder, workspace) = person.leaves_and_reads();
    assert_eq!(workspace.counts().unwrap().arrived, 2);
}

#[test]
fn a_form_that_the_master_does_not_know_goes_in_when_the_coordinator_says_so() {
    let folder = laptop_and_master();
    {
        let other = "| survey | | |\n| | type | name | label |\n| | integer | age | Tuổi |\n| settings | | |\n| | form_title | form_id |\n| | Khác | other |\n";
        let file = folder.path().join("khác.md");
        std::fs::write(&file, other).unwrap();
        let master = open(&folder.path().join("city.phieu"));
        instrument::add(&master, &instrument::named(&file.display().to_string()).unwrap()).unwrap();
        let mut laptop = open(&folder.path().join("lan.phieu"));
        phieu::app::export::export(
            &mut laptop,
            &folder.path().join("lan.zip"),
            &phieu::app::export::Seal::Open,
            &phieu::words::Silent,
        )
        .unwrap();
    }
    let package = folder.path().join("lan.zip").display().to_string();
    let mut person = Person::with_files(folder, "city.phieu");
    person
        .clicks("Bàn điều phối")
        .types_into("Đường dẫn tệp hoặc thư mục", &package)
        .presses(Key::Enter)
        .waits_for_part("chưa có bộ câu hỏi `sipas-citizen`");
    person
        .clicks("Nhận cả bộ câu hỏi mới rồi đọc lại")
        .waits_for_part("Sẽ gộp 1 gói: 2 phiếu mới");
    person.clicks("Gộp vào sổ tổng hợp").waits_for_part("Đã gộp 1 gói");
    let folder = person.leaves();
    let master = open(&folder.path().join("city.phieu"));
    let totals = merge::totals(&master).unwrap();
    assert_eq!(totals.iter().map(|form| form.records).sum::<u32>(), 2, "{totals:?}");
}
