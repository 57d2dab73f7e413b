//! At home: correcting and withdrawing what is finished, and noting contacts without an interview.

use eframe::egui::Key;
use phieu::store::State;

use crate::desk::laptop_with_two_interviews;
use crate::person::{Person, only_record};

/// The contacts that were noted, as unit and reason.
fn contacts(workspace: &phieu::store::Workspace) -> Vec<(String, String)> {
    let identity = workspace.instruments().unwrap()[0].identity.clone();
    let noted = workspace.dispositions(&identity).unwrap();
    noted.into_iter().map(|contact| (contact.unit, contact.reason)).collect()
}

#[test]
fn a_closed_door_is_noted_with_its_ward_and_a_slip_is_taken_back() {
    let mut person = Person::with_form("sipas-citizen");
    person.clicks("Ghi một lần…").presses(Key::Num2);
    person.types_into("Ở đâu? (có thể bỏ trống)", "ba dinh").presses(Key::Enter);
    person.waits_for("Đã chọn: Phường Ba Đình").clicks("Ghi");
    person.waits_for_part("Đã ghi 1 lần không phỏng vấn được");
    person.clicks("Ghi một lần…").clicks("từ chối").clicks("Ghi").looks();
    person.clicks("Ghi một lần…").waits_for_part("không gặp 1 · từ chối 1");
    person.clicks("Xóa lần ghi cuối").waits_for("Đã ghi: không gặp 1").clicks("Đóng");
    let package = person.folder().join("lan.zip");
    person
        .clicks("Xuất gói dữ liệu…")
        .waits_for("Ghi gói dữ liệu")
        .replaces("Nơi ghi gói", &package.display().to_string())
        .clicks("Ghi gói dữ liệu")
        .waits_for_part("Đã ghi 0 phiếu");
    let (_folder, workspace) = person.leaves_and_reads();
    assert_eq!(contacts(&workspace), [("00004".to_owned(), "not_at_home".to_owned())]);
    let mut archive = zip::ZipArchive::new(std::fs::File::open(package).unwrap()).unwrap();
    let mut member = archive.by_name("dispositions.csv").unwrap();
    let mut csv = String::new();
    std::io::Read::read_to_string(&mut member, &mut csv).unwrap();
    assert!(csv.contains("00004,,20") && csv.contains(",not_at_home"), "{csv}");
}

#[test]
fn a_finished_record_is_corrected_and_becomes_the_next_revision() {
    let mut person = Person::with_form(SMALL);
    person.presses(Key::Enter).types("Thượng").presses(Key::Enter).presses(Key::Enter);
    person.waits_for("Cảm ơn. Phiếu đã hoàn thành.").clicks("Về trang chính");
    person.clicks("Xem các phiếu…").waits_for("Phiếu đã hoàn thành");
    person.clicks_first("Sửa: ").waits_for("Tên thôn");
    person.clicks("Tùy chọn").clicks("Về trang chính").waits_for_part("đang sửa");
    person.clicks("Tiếp tục").waits_for("Tên thôn");
    person.replaces("Tên thôn", "Hạ").presses(Key::Enter).presses(Key::Enter);
    person.waits_for("Cảm ơn. Phiếu đã hoàn thành.");
    let (_folder, workspace) = person.leaves_and_reads();
    let (record, answer) = only_record(&workspace);
    assert_eq!((record.state, record.revision), (State::Finished, 2));
    assert_eq!(answer("village"), "Hạ");
}

#[test]
fn a_record_is_withdrawn_at_the_respondents_wish_and_asked_about_twice() {
    let folder = tempfile::tempdir().unwrap();
    laptop_with_two_interviews(&folder.path().join("lan.phieu"), folder.path());
    let mut person = Person::with_files(folder, "lan.phieu");
    person.clicks("Xem các phiếu…").waits_for("2 trong 2");
    person
        .types_into("Tìm theo phường, ngày, điều tra viên", "ba dinh")
        .waits_for("1 trong 2");
    person.clicks_first("Rút: Phường Ba Đình").clicks("Giữ lại").looks();
    assert!(person.sees("1 trong 2"), "nothing happened: {:?}", person.everything_seen());
    person
        .clicks_first("Rút: Phường Ba Đình")
        .clicks("Rút phiếu")
        .waits_for("0 trong 1");
    let (_folder, workspace) = person.leaves_and_reads();
    let counts = workspace.counts().unwrap();
    assert_eq!((counts.finished, counts.withdrawn, counts.new_since_export), (1, 1, 2));
}

const SMALL: &str = "
| survey | | | |
| | type | name | label |
| | text | village | Tên thôn |
| settings | | | |
| | form_title | form_id | |
| | Phiếu nhỏ | small | |
";
