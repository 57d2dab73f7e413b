//! The first screen: making and opening a workspace.

use crate::person::{PASSPHRASE, Person, open};

#[test]
fn a_newcomer_makes_a_training_workspace_and_stands_before_the_first_interview() {
    let mut person = Person::at_the_start();
    let path = person.folder().join("sổ của tôi.phieu");
    person.looks().clicks("Thử với sổ tập huấn…");
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
        person.sees_part("tập huấn"),
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
