//! Pages as their authors meant them: pictures, tables, several questions at once, repeats, and all answers before the end.

use eframe::egui::{Key, Modifiers};
use phieu::store::State;

use crate::person::{Person, make_workspace, only_record};

/// A window on a form with this picture in its media folder.
fn with_picture(form: &str, name: &str) -> Person {
    let folder = tempfile::tempdir().unwrap();
    let media = folder.path().join("phiếu thử-media");
    std::fs::create_dir(&media).unwrap();
    // One red dot, as small as a PNG can be.
    let dot = "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082";
    let bytes: Vec<u8> = (0..dot.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&dot[at..at + 2], 16).unwrap())
        .collect();
    std::fs::write(media.join(name), bytes).unwrap();
    make_workspace(&folder.path().join("lan.phieu"), form, folder.path());
    Person::with_files(folder, "lan.phieu")
}

const ROSTER: &str = "
| survey | | | | |
| | type | name | label | calculation |
| | begin_repeat | child | Con | |
| | text | called | Tên con | |
| | integer | age | Con ${called} mấy tuổi? | |
| | end_repeat | | | |
| | calculate | n | | count(${child}) |
| | text | other | Ý khác | |
";

#[test]
fn children_are_added_visited_and_removed_by_keyboard_and_nothing_goes_unasked() {
    let mut person = Person::with_form(ROSTER);
    person.presses(Key::Enter).types("Hà").presses(Key::Enter);
    assert!(person.sees("Con Hà mấy tuổi?"), "{:?}", person.everything_seen());
    person.types("7").presses(Key::Enter);
    assert!(
        person.sees("Con: đã ghi 1") && person.sees("Con 1: Hà · 7"),
        "{:?}",
        person.everything_seen()
    );
    person.presses_with(Modifiers::CTRL, Key::N).types("Nam").presses(Key::Enter);
    person.presses_with(Modifiers::CTRL, Key::N).types("Mai");
    person.presses_with(Modifiers::ALT, Key::ArrowUp);
    assert!(person.sees_part("Con · Con 2"), "{:?}", person.everything_seen());
    person.presses_with(Modifiers::CTRL, Key::D);
    assert!(
        person.sees("Xóa Con 2?") && person.sees("Nam") && person.sees_part("Sẽ mất 1 câu trả lời"),
        "{:?}",
        person.everything_seen()
    );
    person.presses(Key::Enter);
    assert!(!person.sees("Xóa Con 2?"), "Enter keeps what is there");
    person.presses_with(Modifiers::CTRL, Key::D).clicks("Xóa Con 2");
    assert!(
        person.sees("Con: đã ghi 2") && person.sees("Con 2: Mai"),
        "{:?}",
        person.everything_seen()
    );
    person.presses(Key::Num2);
    assert!(
        person.sees_part("Con · Con 2"),
        "a digit opens an instance: {:?}",
        person.everything_seen()
    );
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!((answer("n"), answer("called")), ("2".to_owned(), "Hà".to_owned()));
}

#[test]
fn children_are_added_and_removed_by_mouse_until_none_is_left() {
    let mut person = Person::with_form(ROSTER);
    person.presses(Key::Enter).clicks("Con: ghi thêm?").clicks("+ Thêm Con");
    person.types("Nam").clicks("Con: ghi thêm?");
    person.clicks("Xóa Con 1…");
    assert!(
        person.sees("Con 1: Nam"),
        "an empty instance goes at once: {:?}",
        person.everything_seen()
    );
    person.clicks("Xóa Con 1…").clicks("Xóa Con 1");
    assert!(
        person.sees("Con: chưa ghi mục nào") && person.sees("+ Thêm Con"),
        "{:?}",
        person.everything_seen()
    );
    person.clicks("Tiếp (Enter) →").types("không");
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!((answer("n"), answer("other")), ("0".to_owned(), "không".to_owned()));
}

const HOUSEHOLD: &str = "
| survey | | | | | |
| | type | name | label | appearance | relevant | required |
| | begin_group | page | Hộ gia đình | field-list | | |
| | text | owner | Chủ hộ | | | yes |
| | select_one yn | has | Có con không? | | | |
| | integer | kids | Mấy con? | | ${has} = 'y' | |
| | select_one yn | head | Trong nhà có | label | | |
| | select_one yn | tv | ti vi | list-nolabel | | |
| | select_multiple yn | car | xe | list-nolabel | | |
| | begin_group | inner | Khác | | | |
| | text | note | Ghi chú | | | |
| | end_group | | | | | |
| | begin_repeat | pet | Vật nuôi | | | |
| | text | petname | Tên vật nuôi | | | |
| | end_repeat | | | | | |
| | end_group | | | | | |
| choices |
| | list_name | name | label |
| | yn | y | Có |
| | yn | n | Không |
";

#[test]
fn a_page_of_several_questions_is_filled_in_by_keyboard_from_top_to_bottom() {
    let mut person = Person::with_form(HOUSEHOLD);
    person.presses(Key::Enter).types("Trần Mai").presses(Key::Enter);
    person.presses(Key::Num1);
    person.presses(Key::Enter);
    assert!(person.sees("Mấy con?"), "{:?}", person.everything_seen());
    person.types("2").presses(Key::Enter);
    person.presses(Key::Num2).presses(Key::Num1).presses(Key::Num2);
    person.presses(Key::Enter);
    person.types("nhà trọ").presses(Key::Enter).types("Vàng");
    person.presses_with(Modifiers::CTRL, Key::N);
    person.types("Mun").presses(Key::Enter);
    person.waits_for("Hoàn thành phiếu");
    assert!(
        person.sees("Chủ hộ: Trần Mai") && person.sees("xe: Có; Không") && person.sees("Vật nuôi 2: Mun"),
        "{:?}",
        person.everything_seen()
    );
    person.clicks("ti vi: Không");
    assert!(
        person.sees("Hộ gia đình"),
        "a line leads to its question: {:?}",
        person.everything_seen()
    );
    person.presses(Key::Num1).presses(Key::F9).clicks("Hoàn thành phiếu");
    person.waits_for("Cảm ơn. Phiếu đã hoàn thành.");
    let (_folder, workspace) = person.leaves_and_reads();
    let (record, answer) = only_record(&workspace);
    assert_eq!(record.state, State::Finished);
    for (name, expected) in [
        ("owner", "Trần Mai"),
        ("kids", "2"),
        ("tv", "y"),
        ("car", "y n"),
        ("note", "nhà trọ"),
        ("petname", "Vàng"),
    ] {
        assert_eq!(answer(name), expected, "{name}");
    }
}

#[test]
fn a_required_question_of_a_page_holds_it_and_can_be_put_off() {
    let mut person = Person::with_form(HOUSEHOLD);
    person.presses(Key::Enter).presses_with(Modifiers::CTRL, Key::Enter);
    assert!(person.sees_part("cần được trả lời"), "{:?}", person.everything_seen());
    person
        .presses_with(Modifiers::ALT, Key::S)
        .presses_with(Modifiers::CTRL, Key::Enter);
    assert!(person.sees_part("1 câu cần xem lại"), "{:?}", person.everything_seen());
    person.leaves();
}

const FACES: &str = "
| survey | | | | | | |
| | type | name | label::Tiếng Việt (vi) | label::English (en) | guidance_hint::Tiếng Việt (vi) | appearance | media::image |
| | select_one face | one | Trụ sở **thế nào**? | How is it? | Đọc chậm | columns-2 | gone.png |
| | select_multiple face | many | Những gì? | | | no-buttons columns-pack | |
| | select_one face | scale | Mức độ? | How much? | | likert | |
| choices |
| | list_name | name | label::Tiếng Việt (vi) | label::English (en) | media::image |
| | face | a | Tốt | Good | dot.png |
| | face | b | Xấu | Bad | dot.png |
| | face | c | Xấu | Worse | |
| settings |
| | default_language |
| | Tiếng Việt (vi) |
";

#[test]
fn choices_are_pictures_columns_and_scales_and_a_missing_file_is_named() {
    let mut person = with_picture(FACES, "dot.png");
    person.clicks("Phỏng vấn mới").waits_for("Tốt");
    assert!(
        person.sees_part("Thiếu ảnh gone.png") && !person.sees("Đọc chậm"),
        "guidance is folded away: {:?}",
        person.everything_seen()
    );
    person.presses(Key::H);
    assert!(person.sees("Đọc chậm"), "{:?}", person.everything_seen());
    person.presses_with(Modifiers::CTRL, Key::L);
    assert!(person.sees("How is it?") && person.sees("Worse"), "{:?}", person.everything_seen());
    person.presses(Key::Num3).presses(Key::Enter);
    assert!(
        person.sees("Những gì?") && person.sees_part("Not translated into English"),
        "{:?}",
        person.everything_seen()
    );
    person.clicks("Bad").clicks("Good").presses(Key::Enter).clicks("Bad");
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!(
        (answer("one"), answer("many"), answer("scale")),
        ("c".into(), "a b".into(), "b".into())
    );
    let identity = &workspace.instruments().unwrap()[0].identity;
    assert_eq!(workspace.form_files(identity).unwrap(), ["dot.png"]);
}

#[test]
fn questions_with_widths_stand_side_by_side_and_are_answered_in_their_order() {
    let mut person = Person::with_form(
        "| survey | | | | |
| | type | name | label | appearance |
| | begin_group | who | Người trả lời | field-list w12 |
| | text | last | Họ | w4 |
| | text | first | Tên | w8 |
| | integer | age | Tuổi | w12 |
| | end_group | | | |
| | text | other | Ý khác | |
",
    );
    person.presses(Key::Enter);
    let [last, first, age] = ["Họ", "Tên", "Tuổi"].map(|field| person.place_of_field(field));
    assert!(
        (last.top() - first.top()).abs() < 1.0 && last.right() < first.left(),
        "{last:?} {first:?}"
    );
    assert!(
        first.width() > last.width() * 1.8 && age.top() > last.bottom(),
        "{last:?} {first:?} {age:?}"
    );
    person
        .types("Lê")
        .presses(Key::Enter)
        .types("Lan")
        .presses(Key::Enter)
        .types("30")
        .presses(Key::Enter);
    assert!(person.sees("Ý khác"), "{:?}", person.everything_seen());
    let (_folder, workspace) = person.leaves_and_reads();
    let answer = only_record(&workspace).1;
    assert_eq!(["last", "first", "age"].map(answer), ["Lê", "Lan", "30"]);
}
