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

const SMALL_FORM: &str = "
| survey | | | |
| | type | name | label |
| | select_one ward | ward | Phường |
| | select_one scale | q1 | Anh chị hài lòng không? |
| | select_one scale | q2 | Có chờ lâu không? |
| choices | | | |
| | list_name | name | label |
| | ward | 1 | Ba Đình |
| | ward | 2 | Ngọc Hà |
| | scale | 1 | Kém |
| | scale | 2 | Thường |
| | scale | 3 | Tốt |
| settings | | |
| | form_id | form_title |
| | small | Phiếu nhỏ |
";

/// A master with two loose files beside it that contradict each other in one record.
fn desk_with_files() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    make_workspace(&folder.path().join("city.phieu"), SMALL_FORM, folder.path());
    let files = folder.path().join("tệp");
    std::fs::create_dir(&files).unwrap();
    let row = |number: u32, answers: &str| format!("{number:032x},1,finished,2026-W4{number},{answers}\n");
    let head = "KEY,REVISION,STATUS,WEEK,ward,q1,q2\n";
    std::fs::write(
        files.join("một.csv"),
        [head, &row(1, "1,3,3"), &row(2, "2,1,1"), &row(3, "2,9,1")].concat(),
    )
    .unwrap();
    std::fs::write(files.join("hai.csv"), [head, &row(1, "1,2,3"), &row(4, "1,3,2")].concat()).unwrap();
    folder
}

#[test]
fn a_plan_opens_into_its_rows_and_a_conflict_is_settled_in_the_window() {
    let folder = desk_with_files();
    let files = folder.path().join("tệp").display().to_string();
    let mut person = Person::with_files(folder, "city.phieu");
    person
        .clicks("Bàn điều phối")
        .types_into("Đường dẫn tệp hoặc thư mục", &files)
        .presses(Key::Enter)
        .waits_for("Gộp vào sổ tổng hợp");
    person.clicks("mâu thuẫn: 1").waits_for_part("lần 1 · mâu thuẫn");
    person.clicks("một.csv: xem từng dòng").waits_for_part("dòng 4, cột `q1`, `9`");
    person.clicks("Gộp vào sổ tổng hợp").waits_for_part("Đã gộp 2 gói");
    person.clicks("Mâu thuẫn").waits_for_part("1 phiếu có hai nội dung");
    assert!(
        person.sees("q1") && !person.sees("q2"),
        "what differs alone: {:?}",
        person.everything_seen()
    );
    person.types_into("Người quyết định", "Hoa").clicks("Giữ như đã chọn");
    person.waits_for("Không có phiếu nào mâu thuẫn.");
    person.clicks("Tìm phiếu gần giống").waits_for("Không có phiếu nào gần giống nhau.");
    person.clicks("Gộp dữ liệu").waits_for_part("Các gói đã gộp (3)");
    person.types_into("Người quyết định", "Minh").clicks("Rút lại lần gộp cuối");
    person.waits_for_part("Đã rút lại 1 gói");
    let folder = person.leaves();
    let master = open(&folder.path().join("city.phieu"));
    assert_eq!(merge::totals(&master).unwrap()[0].conflicts, 1);
    let acts: Vec<String> = master
        .decisions()
        .unwrap()
        .into_iter()
        .map(|decision| format!("{} {}", decision.who, decision.act))
        .collect();
    assert_eq!(acts, ["Hoa settle", "Minh undo"]);
}

#[test]
fn the_records_are_looked_at_from_all_sides() {
    let folder = desk_with_files();
    {
        let mut master = open(&folder.path().join("city.phieu"));
        let options = merge::MergeOptions {
            loose: true,
            ..merge::MergeOptions::default()
        };
        merge::plan(&mut master, &[folder.path().join("tệp")], options, &phieu::words::Silent).unwrap();
        merge::apply(&mut master, &phieu::words::Silent).unwrap();
    }
    let mut person = Person::with_files(folder, "city.phieu");
    person.clicks("Dữ liệu").waits_for_part("2 trên 2 phiếu");
    person
        .types_into("Tìm trong mọi cột, không cần dấu", "ba dinh")
        .presses(Key::Enter)
        .waits_for_part("1 trên 2 phiếu");
    assert!(
        person.sees_part("00000004") && !person.sees_part("00000002"),
        "{:?}",
        person.everything_seen()
    );
    person.clicks("Chất lượng").waits_for_part("Đã xem 2 phiếu");
    person.clicks("Dữ liệu").waits_for_part("1 trên 2 phiếu");
    person.clicks("Bỏ lọc").waits_for_part("2 trên 2 phiếu");
    person.clicks("Bảng số").waits_for_part("Hỏi 2, trả lời 2");
    person.clicks("q1 · Anh chị hài lòng không?").waits_for("Tốt: 50,0 %");
    person.clicks("Theo đơn vị").waits_for_part("1 · 100,0 %");
    let plan = person.folder().join("kế hoạch.csv");
    std::fs::write(&plan, "unit,count\n1,4\n2,4\n").unwrap();
    person.clicks("Tiến độ").waits_for_part("Đã làm 2 phiếu, chưa có kế hoạch");
    person
        .types_into("Tệp kế hoạch (unit, group, count)", &plan.display().to_string())
        .types_into("Người quyết định", "Hoa")
        .clicks("Nhận kế hoạch")
        .waits_for_part("Đã làm 2 trên 8 phiếu");
    person.clicks("Chất lượng").waits_for_part("Đã xem 2 phiếu");
    assert!(person.sees("Trả lời một mức: 0"), "{:?}", person.everything_seen());
    person.clicks("Phiên bản").waits_for("Mọi lựa chọn đã có chỗ.");
}

/// A master that knows two versions of a form, with so many interviews by the older one.
fn two_versions(older: &str, newer: &str, interviews: u64) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    make_workspace(&path("lan.phieu"), older, folder.path());
    let mut laptop = open(&path("lan.phieu"));
    phieu::app::training::simulate(&mut laptop, interviews, 3, &phieu::words::Silent).unwrap();
    phieu::app::export::export(
        &mut laptop,
        &path("lan.zip"),
        &phieu::app::export::Seal::Open,
        &phieu::words::Silent,
    )
    .unwrap();
    make_workspace(&path("city.phieu"), newer, folder.path());
    let options = merge::MergeOptions {
        accept_form: true,
        ..merge::MergeOptions::default()
    };
    let mut master = open(&path("city.phieu"));
    merge::plan(&mut master, &[path("lan.zip")], options, &phieu::words::Silent).unwrap();
    merge::apply(&mut master, &phieu::words::Silent).unwrap();
    drop((laptop, master));
    folder
}

#[test]
fn a_renamed_choice_is_settled_once_in_the_window() {
    let version = |number: &str, worst: &str| {
        let form = SMALL_FORM.replace("| form_id | form_title |", "| form_id | form_title | version |");
        let form = form.replace("| small | Phiếu nhỏ |", &format!("| small | Phiếu nhỏ | {number} |"));
        form.replace("| scale | 1 | Kém |", &format!("| scale | {worst} | Kém |"))
    };
    let folder = two_versions(&version("1", "1"), &version("2", "worst"), 5);
    let mut person = Person::with_files(folder, "city.phieu");
    person.clicks("Phiên bản").waits_for_part("còn 2 lựa chọn chưa quyết định");
    for question in ["q1", "q2"] {
        let choice = format!("{question}: 1 bây giờ là gì");
        person.waits_for(&choice).opens(&choice).clicks_first("worst · Kém (khả năng nhất)");
    }
    person.types_into("Người quyết định", "Hoa").clicks("Giữ quyết định");
    person.waits_for("Mọi lựa chọn đã có chỗ.");
}

#[test]
fn split_units_say_so_and_go_where_most_of_their_people_live_once_somebody_decides() {
    let version = |number: &str, wards: &str| {
        format!(
            "| survey | | | |\n| | type | name | label |\n| | select_one ward | ward | Phường |\n| choices | | | |\n| | list_name | name | label |\n{wards}| settings | | | |\n| | form_id | form_title | version |\n| | ward | Phường | {number} |\n"
        )
    };
    let old = "| | ward | 00001 | Phúc Xá |\n| | ward | 00007 | Cống Vị |\n| | ward | 00016 | Ngọc Hà |\n";
    let new = "| | ward | 00004 | Ba Đình |\n| | ward | 00008 | Ngọc Hà |\n| | ward | 00025 | Giảng Võ |\n| | ward | 00097 | Hồng Hà |\n";
    let folder = two_versions(&version("2024", old), &version("2025", new), 12);
    let mut person = Person::with_files(folder, "city.phieu");
    person.clicks("Phiên bản").waits_for_part("còn 2 lựa chọn chưa quyết định");
    assert!(
        person.sees("00097 · Hồng Hà"),
        "a unit that went whole is settled by the list: {:?}",
        person.everything_seen()
    );
    person.finds_written("Bị chia cho 2 đơn vị");
    person.clicks("Điền nơi có khả năng nhất cho 2 lựa chọn");
    person.finds_written("00008 · Ngọc Hà");
    person.finds_written("00004 · Ba Đình");
    assert!(
        person.sees_part("còn 2 lựa chọn chưa quyết định"),
        "filled in is not decided: {:?}",
        person.everything_seen()
    );
    person.types_into("Người quyết định", "Hoa").clicks("Giữ quyết định");
    person.waits_for("Mọi lựa chọn đã có chỗ.");
}
