//! What is chosen: on a scale, with stars, in an order, from a list that drops down.

use eframe::egui::{Key, Modifiers, vec2};

use crate::person::{Person, only_record};

const SCALES: &str = "
| survey | | | | | |
| | type | name | label | parameters | appearance |
| | range | trust | Mức tin cậy | start=0 end=10 step=1 | |
| | range | share | Phần | start=0 end=1 step=0.25 | vertical |
| | range | stars | Chấm điểm | start=1 end=5 step=1 | rating |
| | range | age | Tuổi | start=18 end=90 step=1 | picker |
| | range | odd | Lệch | start=0 end=10 step=3 | no-ticks |
";

#[test]
fn scales_are_answered_by_keyboard() {
    let mut person = Person::with_form(SCALES);
    person.presses(Key::Enter).looks();
    assert!(
        person.sees("Chưa chọn"),
        "nothing is chosen in advance: {:?}",
        person.everything_seen()
    );
    person.types("1").types("0").presses(Key::ArrowLeft).presses(Key::Enter);
    person
        .presses(Key::ArrowUp)
        .presses(Key::ArrowUp)
        .presses(Key::ArrowUp)
        .presses(Key::Enter);
    person.presses(Key::Num4).presses(Key::Enter);
    person.presses(Key::ArrowDown).types("35").presses(Key::Enter).presses(Key::Enter);
    person.presses(Key::End).presses(Key::Enter);
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!(answer("trust"), "9");
    assert_eq!(answer("share"), "0.5", "the first key begins at the start");
    assert_eq!(answer("stars"), "4");
    assert_eq!(answer("age"), "35");
    assert_eq!(answer("odd"), "9", "the last step that fits");
}

#[test]
fn scales_are_answered_by_mouse_and_cleared_again() {
    let mut person = Person::with_form(SCALES);
    let next = "Tiếp (Enter) →";
    person.presses(Key::Enter).clicks_along("Mức tin cậy", 0.7);
    assert!(person.sees("7"), "{:?}", person.everything_seen());
    person.clicks("Xóa câu trả lời");
    assert!(person.sees("Chưa chọn"), "{:?}", person.everything_seen());
    person.clicks_along("Mức tin cậy", 0.3).clicks(next).clicks(next);
    person.clicks("5 trên 5 sao").clicks("2 trên 5 sao").clicks(next);
    person.opens("Tuổi").clicks("20").clicks(next);
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!((answer("trust"), answer("share")), ("3".to_owned(), String::new()));
    assert_eq!((answer("stars"), answer("age")), ("2".to_owned(), "20".to_owned()));
}

const RANKING: &str = "
| survey | | | |
| | type | name | label |
| | rank needs | needs | Cần gì trước |
| | text | after | Câu sau |
| choices | | | |
| | list_name | name | label |
| | needs | road | Đường |
| | needs | water | Nước sạch |
| | needs | light | Đèn |
| | needs | school | Trường học |
";

#[test]
fn a_ranking_is_made_by_keyboard_and_is_all_or_nothing() {
    let mut person = Person::with_form(RANKING);
    person.presses(Key::Enter).presses(Key::Num3).presses(Key::Num1).presses(Key::Enter);
    assert!(person.sees_part("Còn 2 mục chưa xếp"), "{:?}", person.everything_seen());
    assert!(person.sees("Hạng 1: Đèn"), "half a ranking does not go on");
    person.presses(Key::Num4);
    assert!(
        person.sees("Hạng 4: Nước sạch"),
        "the last one needs no key: {:?}",
        person.everything_seen()
    );
    person.focuses_row("Hạng 4: Nước sạch").presses_with(Modifiers::ALT, Key::ArrowUp);
    assert!(person.sees("Hạng 3: Nước sạch"), "{:?}", person.everything_seen());
    person.presses(Key::Num1);
    assert!(person.sees("Hạng 1: Nước sạch"), "{:?}", person.everything_seen());
    person.presses(Key::Enter);
    assert!(
        !person.sees("Hạng 1: Nước sạch"),
        "a whole one does: {:?}",
        person.everything_seen()
    );
    let (_folder, workspace) = person.leaves_and_reads();
    assert_eq!(only_record(&workspace).1("needs"), "water light road school");
}

#[test]
fn a_ranking_is_made_by_mouse_dragged_and_taken_back() {
    let mut person = Person::with_form(RANKING);
    person.presses(Key::Enter).clicks("Nước sạch").clicks("Hạng 1: Nước sạch");
    assert!(
        person.sees("Nước sạch") && !person.sees("Xóa xếp hạng"),
        "{:?}",
        person.everything_seen()
    );
    for row in ["Nước sạch", "Đèn", "Đường"] {
        person.clicks(row);
    }
    person.clicks("Lên: Đèn");
    assert!(person.sees("Hạng 1: Đèn"), "{:?}", person.everything_seen());
    person.drags("Hạng 1: Đèn", "Hạng 3: Đường");
    assert!(person.sees("Hạng 3: Đèn"), "{:?}", person.everything_seen());
    let mut person = person.comes_back();
    person.waits_for("Hạng 1: Nước sạch");
    assert!(person.sees("Hạng 4: Trường học"), "{:?}", person.everything_seen());
    person.clicks("Xóa xếp hạng");
    assert!(!person.sees("Xóa xếp hạng"), "{:?}", person.everything_seen());
    person.clicks("Trường học").clicks("Nước sạch").clicks("Đường");
    let (_folder, workspace) = person.leaves_and_reads();
    assert_eq!(only_record(&workspace).1("needs"), "school water road light");
}

const LISTS: &str = "
| survey | | | | |
| | type | name | label | appearance |
| | select_one wards | ward | Phường | minimal |
| | select_multiple wards | known | Các phường đã đến | minimal |
| | select_one wards | born | Nơi sinh | autocomplete quick |
| | text | after | Câu sau | |
| choices | | | | |
| | list_name | name | label | |
| | wards | bd | Ba Đình | |
| | wards | hk | Hoàn Kiếm | |
| | wards | dd | Đống Đa | |
";

#[test]
fn lists_drop_down_and_are_searched_without_accents() {
    let mut person = Person::with_form(LISTS);
    person.presses(Key::Enter).presses(Key::ArrowDown).types("dong").presses(Key::Enter);
    assert!(
        !person.sees("Ba Đình"),
        "one choice closes the list: {:?}",
        person.everything_seen()
    );
    person.presses(Key::Enter).waits_for("Các phường đã đến");
    person
        .presses(Key::Space)
        .presses(Key::Enter)
        .presses(Key::ArrowDown)
        .presses(Key::Enter);
    person.presses(Key::Escape).presses(Key::Enter).waits_for("Nơi sinh");
    person.types("hoan").presses(Key::Enter).waits_for("Câu sau");
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!((answer("ward"), answer("known")), ("dd".to_owned(), "bd hk".to_owned()));
    assert_eq!(answer("born"), "hk");
}

#[test]
fn lists_drop_down_under_the_mouse() {
    let mut person = Person::with_form(LISTS);
    let next = "Tiếp (Enter) →";
    person.presses(Key::Enter).opens("Phường").clicks("Hoàn Kiếm").clicks(next);
    person
        .opens("Các phường đã đến")
        .clicks("Ba Đình")
        .clicks("Đống Đa")
        .clicks("Ba Đình");
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!((answer("ward"), answer("known")), ("hk".to_owned(), "dd".to_owned()));
}

#[test]
fn a_list_of_ten_thousand_is_searched_as_fast_as_one_types() {
    let places: String = (0..10_000)
        .map(|number| format!("| | places | p{number} | Thôn Đông {number} |\n"))
        .collect::<Vec<_>>()
        .concat();
    let form = format!(
        "| survey | | | |
| | type | name | label |
| | select_one places | place | Nơi ở |
| | text | after | Câu sau |
| choices | | | |
| | list_name | name | label |
{places}"
    );
    let mut person = Person::with_form(&form);
    person
        .presses(Key::Enter)
        .types("dong 7351")
        .presses(Key::Enter)
        .presses(Key::Enter)
        .waits_for("Câu sau");
    let (_folder, workspace) = person.leaves_and_reads();
    assert_eq!(only_record(&workspace).1("place"), "p7351");
}

#[test]
fn controls_share_a_page_and_leave_what_cannot_be_changed() {
    let mut person = Person::with_form_at(
        "
| survey | | | | | | |
| | type | name | label | parameters | appearance | read_only |
| | begin_group | all | Chung | | field-list | |
| | range | trust | Mức tin cậy | start=0 end=10 step=1 | | |
| | range | fixed | Đã chấm | start=1 end=5 step=1 | rating | yes |
| | rank needs | needs | Cần gì trước | | | |
| | select_one needs | first | Việc đầu | | minimal | |
| | end_group | | | | | |
| choices | | | | | | |
| | list_name | name | label | | | |
| | needs | road | Đường | | | |
| | needs | water | Nước sạch | | | |
",
        vec2(1366.0, 1200.0),
    );
    person.presses(Key::Enter);
    person.clicks_along("Mức tin cậy", 0.8).presses(Key::ArrowRight);
    person.clicks("5 trên 5 sao").clicks_first("Nước sạch");
    // From the row past its arrow, the other row, its arrow and the button that clears.
    for _ in 0..5 {
        person.presses(Key::Tab);
    }
    person.presses(Key::Space).types("duong").presses(Key::Enter);
    person.presses(Key::Enter).waits_for("Hoàn thành phiếu");
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!((answer("trust"), answer("fixed")), ("9".to_owned(), String::new()));
    assert_eq!((answer("needs"), answer("first")), ("water road".to_owned(), "road".to_owned()));
}
