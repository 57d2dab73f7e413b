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

#[test]
fn a_citizen_is_interviewed_by_mouse_alone() {
    let mut person = Person::with_form("sipas-citizen");
    let next = "Tiếp (Enter) →";
    person.clicks("Phỏng vấn mới").clicks("Tôi đồng ý trả lời").clicks(next);
    person.clicks("Phường Ba Đình").clicks(next);
    for choice in ["Nữ", "Kinh", "35–49 tuổi", "Đại học", "Nông, lâm, ngư nghiệp"] {
        person.clicks(choice);
    }
    rows(&mut person, "Rất quan tâm theo dõi", 9);
    person.clicks(next).clicks("Truyền hình, phát thanh").clicks(next);
    rows(&mut person, "Phù hợp", 7);
    person.clicks(next).clicks("Chỉ khi trả lời trên mạng").clicks(next);
    for _ in 0..2 {
        person.clicks_first("Không").clicks(next);
    }
    rows(&mut person, "Rất phù hợp", 3);
    person.clicks(next);
    rows(&mut person, "Không", 7);
    person.clicks(next);
    rows(&mut person, "Hài lòng", 23);
    person.clicks(next);
    rows(&mut person, "Mong muốn", 10);
    person
        .clicks(next)
        .clicks(next)
        .clicks(next)
        .clicks_first("Tại nhà")
        .clicks(next)
        .clicks(next);
    person
        .clicks("Hoàn thành phiếu")
        .waits_for("Cảm ơn. Phiếu đã hoàn thành.")
        .clicks("Về trang chính");
    person.waits_for("Phỏng vấn mới");

    let (_folder, workspace) = person.leaves_and_reads();
    let (record, answer) = only_record(&workspace);
    assert_eq!(record.state, State::Finished);
    assert_eq!(answer("sex"), "female");
    assert_eq!(answer("q9_24"), "", "nobody without contact is asked about the desk");
    assert_eq!(answer("q10_10"), "3");
}

/// Presses the same answer in each row of a matrix.
#[track_caller]
fn rows(person: &mut Person, choice: &str, rows: usize) {
    let cells = person.names_ending_with(&format!(": {choice}"));
    assert_eq!(cells.len(), rows, "{cells:?}");
    for cell in cells {
        person.clicks(&cell);
    }
}

#[test]
fn an_interrupted_interview_is_taken_up_at_the_same_question_with_the_same_answers() {
    let mut person = Person::with_form("sipas-citizen");
    person.presses(Key::Enter).presses(Key::Num1).presses(Key::Enter);
    person.types("hoan kiem").presses(Key::Enter).presses(Key::Enter).presses(Key::Num2);
    assert!(person.sees("Dân tộc"), "{:?}", person.everything_seen());
    let mut person = person.comes_back();
    person.waits_for("Dân tộc");
    person
        .presses_with(Modifiers::ALT, Key::ArrowLeft)
        .presses_with(Modifiers::ALT, Key::ArrowLeft);
    assert!(person.sees_part("Đã chọn: Phường Hoàn Kiếm"), "{:?}", person.everything_seen());
    let (_folder, workspace) = person.leaves_and_reads();
    let (record, answer) = only_record(&workspace);
    assert_eq!(record.state, State::Draft);
    assert_eq!(answer("sex"), "female");
}

#[test]
fn whoever_does_not_agree_is_asked_nothing_more() {
    let mut person = Person::with_form("sipas-citizen");
    person.presses(Key::Enter).clicks("Tôi không đồng ý").presses(Key::Enter);
    person
        .waits_for("Hoàn thành phiếu")
        .presses(Key::Enter)
        .waits_for("Cảm ơn. Cuộc phỏng vấn kết thúc tại đây.");
    let (_folder, workspace) = person.leaves_and_reads();
    assert_eq!(workspace.records().unwrap(), [], "no answer is kept, as the form promises");
    let identity = workspace.instruments().unwrap()[0].identity.clone();
    let refusals: Vec<String> = workspace
        .dispositions(&identity)
        .unwrap()
        .into_iter()
        .map(|refusal| refusal.reason)
        .collect();
    assert_eq!(refusals, ["refused"]);
}

#[test]
fn an_interview_that_was_put_down_waits_at_home_and_one_never_begun_leaves_nothing() {
    let mut person = Person::with_form("sipas-citizen");
    person.presses(Key::Enter).waits_for("Ông/Bà có đồng ý trả lời không?");
    person
        .clicks("Tùy chọn")
        .clicks("Về trang chính")
        .waits_for("Không có phiếu nào đang dở.");
    person.clicks("Phỏng vấn mới").presses(Key::Num1).presses(Key::Enter);
    person.types("hoan kiem").presses(Key::Enter).presses(Key::Enter).presses(Key::Num2);
    person.clicks("Tùy chọn").clicks("Về trang chính").waits_for("Tiếp tục");
    let mut person = person.comes_back();
    person.waits_for("Tiếp tục").clicks("Tiếp tục").waits_for("Dân tộc");
    let (_folder, workspace) = person.leaves_and_reads();
    assert_eq!(only_record(&workspace).1("sex"), "female");
}

#[test]
fn what_was_put_off_keeps_the_interview_open_until_it_is_answered() {
    let mut person = Person::with_form(SMALL);
    person.presses(Key::Enter).presses(Key::Enter);
    assert!(
        person.sees_part("cần được trả lời"),
        "a required question says so when one goes on without it"
    );
    person.presses_with(Modifiers::ALT, Key::S);
    assert!(
        person.sees("Anh chị có mấy con?"),
        "putting it off goes on: {:?}",
        person.everything_seen()
    );
    person.types("21").presses(Key::Enter);
    assert!(
        person.sees("Nhiều quá"),
        "the author's own words stand beside the question: {:?}",
        person.everything_seen()
    );
    person.presses_with(Modifiers::COMMAND, Key::A).types("2").presses(Key::Enter);
    person.presses(Key::F9);
    assert!(person.sees_part("1 câu cần xem lại"), "{:?}", person.everything_seen());
    person.clicks("Hoàn thành phiếu").looks();
    assert!(
        !person.sees("Cảm ơn. Phiếu đã hoàn thành."),
        "the button is dead while something is open"
    );
    person.clicks_first("Tên thôn").types("Thượng").presses(Key::Enter).presses(Key::F9);
    assert!(
        person.sees_part("đã hẹn") || !person.sees_part("cần xem lại"),
        "{:?}",
        person.everything_seen()
    );
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!((answer("village"), answer("children")), ("Thượng".to_owned(), "2".to_owned()));
}

#[test]
fn every_kind_of_question_takes_an_answer() {
    let mut person = Person::with_form(KINDS);
    person.presses(Key::Enter).types("12,5").presses(Key::Enter);
    person.types("22/11/2026").presses(Key::Enter);
    person.types("8h05").presses(Key::Enter);
    assert!(
        person.sees_part("rất quan trọng"),
        "notes show their words: {:?}",
        person.everything_seen()
    );
    person.presses(Key::Enter).presses(Key::Num1).presses(Key::Enter);
    person.types_into("Họ", "Trần").types_into("Tên", "Mai").presses(Key::Enter);
    person.types_into("Tên con", "Nam").presses(Key::Enter).clicks_first("+ Thêm");
    person.types_into("Tên con", "Hà").presses(Key::Enter).presses(Key::Enter);
    person
        .waits_for("Hoàn thành phiếu")
        .clicks("Hoàn thành phiếu")
        .waits_for("Cảm ơn. Phiếu đã hoàn thành.");
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!(answer("area"), "12.5");
    assert_eq!(answer("day"), "2026-11-22");
    assert!(answer("hour").starts_with("08:05:00"), "{}", answer("hour"));
    assert_eq!(answer("agreed"), "OK");
    assert_eq!((answer("family"), answer("given")), ("Trần".to_owned(), "Mai".to_owned()));
    assert_eq!(answer("child_count"), "2");
}

#[test]
fn at_twice_the_size_everything_is_still_there() {
    let mut person = Person::with_form_at("sipas-citizen", eframe::egui::vec2(683.0, 384.0));
    person.presses(Key::Enter).waits_for("Ông/Bà có đồng ý trả lời không?");
    person.presses(Key::Num1).presses(Key::Enter).types("ba vi");
    assert!(
        person.sees("Xã Ba Vì") && person.sees("Tiếp (Enter) →"),
        "{:?}",
        person.everything_seen()
    );
    let (_folder, workspace) = person.leaves_and_reads();
    assert_eq!(only_record(&workspace).1("consent"), "agree");
}

#[test]
fn the_language_changes_in_the_middle_and_the_answers_stay() {
    let mut person = Person::with_form("sipas-citizen");
    person.presses(Key::Enter).presses(Key::Num1).presses_with(Modifiers::CTRL, Key::L);
    assert!(
        person.sees("Do you agree to take part?") && person.sees("Next (Enter) →"),
        "{:?}",
        person.everything_seen()
    );
    person.presses(Key::F1);
    assert!(person.sees("choose an answer"), "F1 lists the keys: {:?}", person.everything_seen());
    person.presses(Key::Escape).presses_with(Modifiers::CTRL, Key::G);
    assert!(person.sees("Find a question"), "{:?}", person.everything_seen());
    let (_folder, workspace) = person.leaves_and_reads();
    assert_eq!(only_record(&workspace).1("consent"), "agree");
}

const SMALL: &str = "
| survey | | | | | | |
| | type | name | label | required | constraint | constraint_message |
| | text | village | Tên thôn | yes | | |
| | integer | children | Anh chị có mấy con? | | . < 20 | Nhiều quá |
| settings | | | | | | |
| | form_title | form_id | | | | |
| | Phiếu nhỏ | small | | | | |
";

const KINDS: &str = "
| survey | | | | | |
| | type | name | label | appearance | calculation |
| | decimal | area | Diện tích | | |
| | date | day | Ngày | | |
| | time | hour | Giờ | | |
| | note | careful | Điều này **rất quan trọng** | | |
| | acknowledge | agreed | Đã nghe | | |
| | begin_group | names | Họ tên | field-list | |
| | text | family | Họ | | |
| | text | given | Tên | | |
| | end_group | | | | |
| | begin_repeat | child | Con | | |
| | text | child_name | Tên con | | |
| | end_repeat | | | | |
| | calculate | child_count | | | count(${child}) |
| settings | | | | | |
| | form_title | form_id | | | |
| | Mọi loại | kinds | | | |
";
