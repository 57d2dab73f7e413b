//! A frame costs what it draws: nothing is evaluated, and no page worked out, unless an answer has changed.

use eframe::egui::Key;

use crate::person::Person;

/// Everything on its page takes an expression: a label, a filter, a condition, a rule, a total over a roster.
const HOUSEHOLD: &str = "
| survey |
| | type | name | label | relevant | constraint | calculation | choice_filter | appearance |
| | begin_group | page | Hộ gia đình | | | | | field-list |
| | integer | size | Mấy người? | | . < 20 | | | |
| | note | told | Hộ có ${size} người | ${size} > 0 | | | | |
| | select_one wards | ward | Phường nào? | | | | size < ${size} | |
| | end_group | | | | | | | |
| | begin_repeat | member | Người | | | | | |
| | text | called | Tên người thứ ${place} | | | | | |
| | calculate | place | | | | position(..) | | |
| | end_repeat | | | | | | | |
| | calculate | members | | | | count(${member}) | | |
| choices |
| | list_name | name | label | size |
| | wards | small | Phường nhỏ | 1 |
| | wards | large | Phường lớn | 9 |
";

#[test]
fn frames_evaluate_nothing_while_no_answer_changes() {
    let mut person = Person::with_form(HOUSEHOLD);
    person.presses(Key::Enter).waits_for("Mấy người?").looks();
    let before = person.effort();
    assert!(before.evaluations > 0 && before.layouts > 0, "{before:?}");
    assert_eq!(person.watches(200).effort(), before);

    person
        .types_into("Mấy người?", "4")
        .presses(Key::Tab)
        .waits_for("Hộ có 4 người")
        .looks();
    let answered = person.effort();
    assert!(answered.evaluations > before.evaluations, "{answered:?}");
    assert!(answered.layouts > before.layouts, "{answered:?}");
    assert!(person.sees("Phường nhỏ") && !person.sees("Phường lớn"));
    assert_eq!(person.watches(200).effort(), answered);
}
