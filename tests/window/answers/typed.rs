//! What is typed: text, numbers, codes, dates and places.

use eframe::egui::{Key, Modifiers};

use crate::person::{Person, only_record};

#[test]
fn texts_take_lines_digits_and_secrets() {
    let mut person = Person::with_form(
        "
| survey | | | | | | |
| | type | name | label | appearance | parameters | constraint |
| | text | opinion | Ý kiến | | rows=3 | string-length(.) <= 40 |
| | text | phone | Điện thoại | numbers | | |
| | text | pin | Mã riêng | masked | | |
| | text | village | Thôn | | | |
",
    );
    person.presses(Key::Enter).types("Đường xấu").presses(Key::Enter).types("Thiếu đèn");
    assert!(person.sees_part("/40 ký tự"), "{:?}", person.everything_seen());
    person.presses_with(Modifiers::CTRL, Key::Enter);
    person.types("o24 3825").presses(Key::Enter);
    person.types("4567").clicks("Hiện").clicks("Ẩn").presses(Key::Enter);
    person.waits_for("Thôn").types("Thượng").presses(Key::Enter);
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!(answer("opinion"), "Đường xấu\nThiếu đèn");
    assert_eq!(answer("phone"), "24 3825", "the letter o is not a zero");
    assert_eq!((answer("pin"), answer("village")), ("4567".to_owned(), "Thượng".to_owned()));
}

#[test]
fn numbers_are_typed_and_shown_the_vietnamese_way() {
    let mut person = Person::with_form(
        "
| survey | | | | |
| | type | name | label | appearance |
| | integer | income | Thu nhập | thousands-sep |
| | decimal | area | Diện tích | |
| | integer | people | Số người | counter |
",
    );
    person.presses(Key::Enter).types("12,5").presses(Key::Enter);
    assert!(person.sees_part("số nguyên"), "{:?}", person.everything_seen());
    person.presses_with(Modifiers::COMMAND, Key::A).types("1250000");
    assert!(
        person.sees("= 1.250.000"),
        "what is understood is echoed: {:?}",
        person.everything_seen()
    );
    person.presses(Key::Enter);
    person.types("62,75").presses(Key::Enter);
    person
        .clicks("Thêm một")
        .clicks("Thêm một")
        .clicks("Thêm một")
        .clicks("Bớt một")
        .presses(Key::F9);
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!(answer("income"), "1250000");
    assert_eq!(answer("area"), "62.75");
    assert_eq!(answer("people"), "2");
}

#[test]
fn a_number_grouped_in_threes_is_read_back_when_the_person_returns() {
    let mut person = Person::with_form(
        "
| survey | | | | |
| | type | name | label | appearance |
| | decimal | income | Thu nhập | thousands-sep |
| | text | next | Câu sau | |
",
    );
    person
        .presses(Key::Enter)
        .types("1250000,5")
        .presses(Key::Enter)
        .presses_with(Modifiers::ALT, Key::ArrowLeft);
    person.presses(Key::Tab).looks();
    assert_eq!(person.reads("Thu nhập"), "1.250.000,5");
    let (_folder, workspace) = person.leaves_and_reads();
    assert_eq!(only_record(&workspace).1("income"), "1250000.5");
}

#[test]
fn a_scanner_types_its_code_and_goes_on_with_leading_zeros_kept() {
    let mut person = Person::with_form(
        "
| survey | | | |
| | type | name | label |
| | barcode | dossier | Mã hồ sơ |
| | barcode | receipt | Mã biên nhận |
| | text | next | Câu sau |
",
    );
    person.presses(Key::Enter).types("000123400").presses(Key::Enter);
    person
        .waits_for("Mã biên nhận")
        .clicks("Mã biên nhận")
        .types("0099")
        .presses(Key::Enter)
        .waits_for("Câu sau");
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!((answer("dossier"), answer("receipt")), ("000123400".to_owned(), "0099".to_owned()));
}

#[test]
fn dates_are_as_exact_as_they_are_asked_for() {
    let mut person = Person::with_form(
        "
| survey | | | | |
| | type | name | label | appearance |
| | date | moved | Chuyển đến | month-year |
| | date | born | Năm sinh | year |
| | date | met | Ngày gặp | no-calendar |
| | dateTime | visit | Lần trước | |
",
    );
    person.presses(Key::Enter).types("3/2019").presses(Key::Enter);
    person.types("62").presses(Key::Enter);
    assert!(person.sees_part("bốn chữ số"), "{:?}", person.everything_seen());
    person.presses_with(Modifiers::COMMAND, Key::A).types("1962").presses(Key::Enter);
    assert!(!person.sees("Lịch"), "{:?}", person.everything_seen());
    person.types("22/11/2026").presses(Key::Enter);
    person
        .types("21/11/2026")
        .presses(Key::Tab)
        .presses(Key::Tab)
        .types("14h30")
        .presses(Key::Enter);
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!(
        (answer("moved"), answer("born")),
        ("2019-03-01".to_owned(), "1962-01-01".to_owned())
    );
    assert_eq!(answer("met"), "2026-11-22");
    assert!(answer("visit").starts_with("2026-11-21T14:30:00.000"), "{}", answer("visit"));
}

#[test]
fn a_month_and_a_year_are_picked_with_the_mouse() {
    let mut person = Person::with_form(
        "
| survey | | | | |
| | type | name | label | appearance |
| | date | moved | Chuyển đến | month-year |
| | date | born | Năm sinh | year |
",
    );
    person
        .presses(Key::Enter)
        .types("5/2020")
        .clicks("Lịch")
        .clicks("Năm trước")
        .clicks("08/2019");
    person
        .clicks("Tiếp (Enter) →")
        .types("1990")
        .clicks("Lịch")
        .clicks("1985")
        .clicks("Tiếp (Enter) →");
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!(
        (answer("moved"), answer("born")),
        ("2019-08-01".to_owned(), "1985-01-01".to_owned())
    );
}

#[test]
fn places_are_typed_or_pasted_and_said_back_in_words() {
    let mut person = Person::with_form(
        "
| survey | | | | |
| | type | name | label | appearance |
| | geopoint | house | Nhà | placement-map |
| | geotrace | lane | Ngõ | |
| | geoshape | field | Ruộng | |
",
    );
    person.presses(Key::Enter);
    assert!(person.sees_part("không có bản đồ"), "{:?}", person.everything_seen());
    person.types("105.8542 21.0285").presses(Key::Enter);
    assert!(person.sees_part("bị đảo"), "{:?}", person.everything_seen());
    person
        .presses_with(Modifiers::COMMAND, Key::A)
        .pastes("21°01'42.6\"N 105°51'15.12\"E");
    assert!(person.sees_part("21,0285° Bắc, 105,8542° Đông"), "{:?}", person.everything_seen());
    person.presses(Key::Enter);
    person
        .pastes("21.03 105.85\nđâu đó\n21.04 105.86")
        .presses_with(Modifiers::CTRL, Key::Enter);
    assert!(person.sees_part("Dòng 2"), "{:?}", person.everything_seen());
    person
        .presses_with(Modifiers::COMMAND, Key::A)
        .pastes("21.03 105.85\n21.04 105.86")
        .presses_with(Modifiers::CTRL, Key::Enter);
    person
        .waits_for("Ruộng")
        .pastes("21 105; 21 106; 22 106")
        .presses_with(Modifiers::CTRL, Key::Enter);
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!(answer("house"), "21.0285 105.8542 0.0 0.0");
    assert_eq!(answer("lane"), "21.03 105.85 0.0 0.0;21.04 105.86 0.0 0.0");
    assert_eq!(
        answer("field"),
        "21.0 105.0 0.0 0.0;21.0 106.0 0.0 0.0;22.0 106.0 0.0 0.0;21.0 105.0 0.0 0.0"
    );
}

#[test]
fn what_cannot_be_changed_is_shown_and_stays() {
    let mut person = Person::with_form(
        "
| survey | | | | | | |
| | type | name | label | appearance | read_only | default |
| | begin_group | all | Không đổi | field-list | | |
| | text | ward | Phường | | yes | Ba Đình |
| | decimal | area | Diện tích | thousands-sep | yes | 1250.5 |
| | date | born | Năm sinh | year | yes | 1962-01-01 |
| | geopoint | house | Nhà | | yes | 21.0285 105.8542 0 0 |
| | acknowledge | heard | Đã nghe | | yes | |
| | end_group | | | | | |
",
    );
    person.presses(Key::Enter).presses_with(Modifiers::ALT, Key::ArrowLeft);
    assert_eq!(person.reads("Diện tích"), "1.250,5");
    assert_eq!(person.reads("Nhà"), "21.0285 105.8542");
    person.presses(Key::Num1).clicks("Tôi đã đọc và xác nhận").presses(Key::Enter);
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!((answer("ward"), answer("born")), ("Ba Đình".to_owned(), "1962-01-01".to_owned()));
    assert_eq!(answer("heard"), "");
}

#[test]
fn an_unlikely_age_is_asked_about_once_and_stands_when_it_is_kept() {
    let mut person = Person::with_form(
        "| survey | | | | | |
| | type | name | label | soft_constraint | soft_constraint_message |
| | integer | age | Tuổi | . >= 18 | Dưới 18 tuổi, có đúng không? |
| | text | name | Tên | | |
",
    );
    person.presses(Key::Enter).types("15").presses(Key::Enter);
    assert!(
        person.sees("Dưới 18 tuổi, có đúng không?") && person.sees("Nếu đúng như vậy, ấn Enter lần nữa để đi tiếp."),
        "{:?}",
        person.everything_seen()
    );
    person.presses(Key::Enter);
    assert!(person.sees("Tên"), "{:?}", person.everything_seen());
    person.presses_with(Modifiers::ALT, Key::ArrowLeft).presses(Key::Enter);
    assert!(person.sees("Tên"), "asked about once: {:?}", person.everything_seen());
    person.types("Lan").presses(Key::F9);
    assert!(person.sees_part("câu trả lời hiếm gặp, đã giữ"), "{:?}", person.everything_seen());
    let (_folder, workspace) = person.leaves_and_reads();
    assert_eq!(only_record(&workspace).1("age"), "15");
}
