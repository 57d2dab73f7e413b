//! The first screen: making and opening a workspace.

use phieu::app::instrument::named;
use phieu::app::merge;
use phieu::app::practice::{self, Size};
use phieu::store::{Passphrase, Workspace};
use phieu::words::Silent;

use crate::person::{PASSPHRASE, Person, open};

#[test]
fn a_newcomer_makes_a_training_workspace_and_stands_before_the_first_interview() {
    let mut person = Person::at_the_start();
    let path = person.folder().join("sổ của tôi.phieu");
    person.looks().clicks("Tạo sổ luyện tập…");
    person.replaces("Tệp", &path.display().to_string());
    person
        .types_into("Mật khẩu", PASSPHRASE)
        .types_into("Gõ lại mật khẩu", PASSPHRASE)
        .clicks("Tạo và mở");
    person
        .waits_for("Ai đang phỏng vấn?")
        .types("Hoa")
        .clicks("Bắt đầu")
        .waits_for("Phỏng vấn mới");
    assert!(
        person.sees_part("luyện tập"),
        "training is said on every screen: {:?}",
        person.everything_seen()
    );
    let folder = person.leaves();
    let workspace = open(&folder.path().join("sổ của tôi.phieu"));
    assert!(workspace.is_training());
    assert_eq!(workspace.instruments().unwrap()[0].form, "sipas-citizen");
    assert_eq!(workspace.surveyors().unwrap()[0].name, "Hoa");
}

#[test]
fn a_newcomer_practises_the_whole_round_from_the_first_screen() {
    let folder = tempfile::tempdir().unwrap();
    let instrument = named("sipas-citizen").unwrap();
    let size = Size {
        merged: 1,
        waiting: 1,
        interviews: 8,
    };
    practice::make(&folder.path().join("practice"), &instrument, size, &Silent).unwrap();
    let mut person = Person::to_practise(folder);
    person.looks().clicks_first("1. Phỏng vấn").waits_for("Nguyễn Thị Lan");
    person.clicks("Nguyễn Thị Lan").waits_for("Phỏng vấn mới");
    person.clicks("Các bước luyện tập").looks().clicks_first("3. Xem chỉ số");
    person.waits_for_part("n = 8");
    person.clicks("Các bước luyện tập").looks().clicks_first("2. Gộp dữ liệu");
    person.waits_for("Gộp vào sổ tổng hợp").waits_for_part("8 phiếu từ 1 gói");
    person.clicks("Gộp vào sổ tổng hợp");
    person.waits_for_part("Đã gộp 1 gói, thêm 8 phiếu");
    let folder = person.leaves();
    let passphrase = Passphrase::new(practice::PASSPHRASE);
    let master = Workspace::open(&folder.path().join("practice/city.phieu"), &passphrase).unwrap();
    assert_eq!(merge::totals(&master).unwrap()[0].records, 16);
}

#[test]
fn a_wrong_passphrase_is_told_in_words_and_can_be_typed_again() {
    let mut person = Person::with_form("sipas-citizen");
    person.clicks("Tùy chọn").clicks("Đóng sổ").looks().clicks_first("lan");
    person
        .types_into("Mật khẩu", "không phải thế này")
        .clicks("Mở")
        .waits_for("Đã hiểu");
    assert!(person.sees_part("Sai mật khẩu"), "{:?}", person.everything_seen());
    person
        .clicks("Đã hiểu")
        .replaces("Mật khẩu", PASSPHRASE)
        .clicks("Mở")
        .waits_for("Phỏng vấn mới");
    person.leaves();
}

#[test]
fn everything_wrong_with_a_form_is_listed_with_its_place_before_anything_is_made() {
    let mut person = Person::at_the_start();
    let (form, path) = (person.folder().join("hỏi.md"), person.folder().join("sổ.phieu"));
    let broken = "| survey |\n| | type | name | label | relevant |\n| | intger | a | A | |\n| | text | b | B | ${c} = 'x' |\n| | text | b2 | B | 1 = 2 |\n";
    std::fs::write(&form, broken).unwrap();
    let fill_in = |person: &mut Person| {
        person.looks().clicks("Tạo sổ luyện tập…");
        person.replaces("Tệp", &path.display().to_string());
        person.replaces("Bộ câu hỏi: tên có sẵn hoặc tệp", &form.display().to_string());
        person
            .types_into("Mật khẩu", PASSPHRASE)
            .types_into("Gõ lại mật khẩu", PASSPHRASE)
            .clicks("Tạo và mở");
    };
    fill_in(&mut person);
    person.waits_for("Chưa dùng được hỏi.md");
    for part in ["2 lỗi", "dòng 3", "intger", "dòng 4", "${c} = 'x'\n^^^^"] {
        assert!(person.sees_part(part), "{part}: {:?}", person.everything_seen());
    }
    assert!(!path.exists());
    std::fs::write(&form, broken.replace("intger", "integer").replace("${c}", "${a}")).unwrap();
    person.clicks("Quay lại").clicks("Tạo và mở").waits_for_part("nhưng hãy xem qua");
    assert!(person.sees_part("không bao giờ được hỏi"), "{:?}", person.everything_seen());
    person.clicks("Tiếp tục").waits_for("Ai đang phỏng vấn?");
    assert!(path.exists());
    person.leaves();
}
