//! Interviews from consent to the end, by keyboard alone and by mouse alone.

use eframe::egui::{Key, Modifiers};
use phieu::store::State;

use crate::person::{Person, only_record};

#[test]
fn a_citizen_is_interviewed_by_keyboard_alone() {
    let mut person = Person::with_form("sipas-citizen");
    person.presses(Key::Enter).waits_for("Ông/Bà có đồng ý trả lời không?");
    person.presses(Key::Num1).presses(Key::Enter);
    person.types("ba dinh").presses(Key::Enter).presses(Key::Enter);
    for _ in 0..5 {
        person.presses(Key::Num1);
    }
    matrix(&mut person, "Phát triển kinh tế", 9, Key::Num3);
    person.presses(Key::Num1).presses(Key::Num2).presses(Key::Enter);
    matrix(&mut person, "Truyền hình, phát thanh", 7, Key::Num4);
    for question in ["Câu 4", "Câu 5", "Câu 6"] {
        assert!(person.sees_part(question), "{question}: {:?}", person.everything_seen());
        person.presses(Key::Num1).presses(Key::Enter);
    }
    matrix(&mut person, "Nộp trực tuyến toàn trình", 3, Key::Num2);
    matrix(&mut person, "Nộp hồ sơ trực tiếp", 7, Key::Num1);
    matrix(&mut person, "Được giải thích vì sao chính sách được ban hành", 39, Key::Num4);
    matrix(&mut person, "Công chức tận tình hơn", 10, Key::Num3);
    person.types("Đường ngõ cần sáng hơn.").presses_with(Modifiers::CTRL, Key::Enter);
    person
        .presses(Key::Enter)
        .presses(Key::Num1)
        .presses(Key::Enter)
        .presses(Key::Enter);
    person
        .waits_for("Hoàn thành phiếu")
        .presses(Key::Enter)
        .waits_for("Cảm ơn. Phiếu đã hoàn thành.");

    let (_folder, workspace) = person.leaves_and_reads();
    let (record, answer) = only_record(&workspace);
    assert_eq!(record.state, State::Finished);
    assert_eq!(record.surveyor.as_deref(), Some("Lan"));
    for (name, expected) in [
        ("consent", "agree"),
        ("q9_39", "4"),
        ("other_opinion", "Đường ngõ cần sáng hơn."),
        ("surveyor", "Lan"),
    ] {
        assert_eq!(answer(name), expected, "{name}");
    }
    assert_eq!(answer("q2").split(' ').count(), 2);
}

/// Answers every row of a matrix with one key, then goes on.
#[track_caller]
fn matrix(person: &mut Person, row: &str, rows: usize, key: Key) {
    assert!(person.sees(row), "{row}: {:?}", person.everything_seen());
    for _ in 0..rows {
        person.presses(key);
    }
    person.presses(Key::Enter);
}
