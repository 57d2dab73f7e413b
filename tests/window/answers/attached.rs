//! Files as answers: attached by path and by dropping, replaced, removed, drawn, and never in a package.

use std::path::PathBuf;

use eframe::egui::{Key, Modifiers};
use phieu::app::attach;
use phieu::store::Workspace;

use crate::person::{Person, only_record};

const FORM: &str = "
| survey | | | | | | |
| | type | name | label | parameters | appearance | required |
| | image | house | Ảnh nhà | max-pixels=100 | | yes |
| | file | paper | Giấy tờ | | | |
| | image | sign | Chữ ký | | signature | |
";

fn files(workspace: &Workspace) -> Vec<String> {
    let record = workspace.records().unwrap()[0].id;
    let found = workspace.attachments(record).unwrap();
    found.into_iter().map(|file| file.name).collect()
}

/// A picture of this size, beside the workspace.
fn picture(person: &Person, name: &str, width: u32, height: u32) -> PathBuf {
    let path = person.folder().join(name);
    image::RgbImage::from_pixel(width, height, image::Rgb([200, 30, 30]))
        .save(&path)
        .unwrap();
    path
}

#[test]
fn a_picture_is_attached_by_its_path_made_smaller_shown_and_kept() {
    let mut person = Person::with_form(FORM);
    let path = picture(&person, "nhà.png", 400, 200);
    person
        .presses(Key::Enter)
        .types_into("Đường dẫn tệp", "không có.png")
        .presses(Key::Enter);
    person.waits_for("Đã hiểu").clicks("Đã hiểu");
    person
        .types_into("Đường dẫn tệp", &path.display().to_string())
        .clicks("Đính kèm")
        .waits_for_part("nhà.jpg · ");
    let mut person = person.comes_back();
    person.waits_for_part("nhà.jpg · ");
    let (_folder, workspace) = person.leaves_and_reads();
    assert_eq!(only_record(&workspace).1("house"), "nhà.jpg");
    let record = workspace.records().unwrap()[0].id;
    let kept = attach::whole(&workspace, record, "nhà.jpg").unwrap().unwrap();
    let kept = image::load_from_memory(&kept).unwrap();
    assert_eq!((kept.width(), kept.height()), (100, 50), "no side is longer than the form wants");
}

#[test]
fn a_file_is_dropped_replaced_and_removed() {
    let mut person = Person::with_form(FORM);
    let (small, other) = (picture(&person, "a.png", 40, 20), picture(&person, "b.png", 40, 20));
    person.presses(Key::Enter).drops(&small).waits_for_part("a.png · ");
    person.drops(&other).waits_for_part("b.png · ");
    let text = person.folder().join("sổ hộ khẩu.txt");
    std::fs::write(&text, "số 1").unwrap();
    person.drops(&text).waits_for_part("chỉ nhận các tệp").clicks("Đã hiểu");
    person.clicks("Tiếp (Enter) →").drops(&text).waits_for_part("sổ hộ khẩu.txt · ");
    person.clicks("Bỏ tệp này");
    assert!(!person.sees_part("sổ hộ khẩu.txt"), "{:?}", person.everything_seen());
    let (_folder, workspace) = person.leaves_and_reads();
    let (_, answer) = only_record(&workspace);
    assert_eq!((answer("house"), answer("paper")), ("b.png".to_owned(), String::new()));
    assert_eq!(files(&workspace), ["b.png"], "what was replaced or removed is gone");
}

#[test]
fn a_signature_is_drawn_and_saved_line_by_line() {
    let mut person = Person::with_form(FORM);
    let path = picture(&person, "a.png", 40, 20);
    person.presses(Key::Enter).drops(&path).waits_for_part("a.png · ");
    person.clicks("Tiếp (Enter) →").clicks("Tiếp (Enter) →");
    person
        .draws("Chữ ký", (0.1, 0.5), (0.9, 0.5))
        .draws("Chữ ký", (0.5, 0.2), (0.5, 0.8));
    let (_folder, workspace) = person.leaves_and_reads();
    let name = only_record(&workspace).1("sign");
    assert_eq!(files(&workspace), ["a.png".to_owned(), name.clone()]);
    let record = workspace.records().unwrap()[0].id;
    let drawn = attach::whole(&workspace, record, &name).unwrap().unwrap();
    let drawn = image::load_from_memory(&drawn).unwrap().into_rgb8();
    let is_dark = |x: f32, y: f32| {
        drawn
            .get_pixel((x * drawn.width() as f32) as u32, (y * drawn.height() as f32) as u32)
            .0[0]
            < 100
    };
    assert!(is_dark(0.3, 0.5) && is_dark(0.5, 0.3) && !is_dark(0.2, 0.2));
}

#[test]
fn nothing_of_a_file_leaves_in_a_package() {
    let mut person = Person::with_form(FORM);
    let path = person.folder().join("bí mật.txt");
    std::fs::write(&path, "SECRET-IN-A-FILE").unwrap();
    let house = picture(&person, "a.png", 40, 20);
    person.presses(Key::Enter).drops(&house).waits_for_part("a.png · ");
    person.clicks("Tiếp (Enter) →").drops(&path).waits_for_part("bí mật.txt · ");
    person.clicks("Tiếp (Enter) →").clicks("Tiếp (Enter) →");
    person.clicks("Hoàn thành phiếu").waits_for("Cảm ơn. Phiếu đã hoàn thành.");
    let (folder, mut workspace) = person.leaves_and_reads();
    assert_eq!(files(&workspace), ["a.png", "bí mật.txt"]);
    let package = folder.path().join("gói");
    phieu::app::export::export(&mut workspace, &package, &phieu::app::export::Seal::Campaign, &phieu::words::Silent).unwrap();
    let mut members = 0;
    for member in std::fs::read_dir(&package).unwrap() {
        let member = member.unwrap();
        let bytes = std::fs::read(member.path()).unwrap();
        for secret in ["SECRET-IN-A-FILE", "bí mật.txt", "a.png"] {
            let is_inside = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!is_inside, "`{secret}` left in {:?}", member.file_name());
        }
        members += 1;
    }
    assert!(members > 2, "{members} members");
}

#[test]
fn whoever_has_no_picture_goes_on_by_keyboard_from_the_button_that_chooses_one() {
    let mut person = Person::with_form(&FORM.replace("| yes |", "| |"));
    person.presses(Key::Enter).waits_for("Ảnh nhà");
    person.presses_with(Modifiers::CTRL, Key::Enter);
    assert!(person.sees("Giấy tờ"), "{:?}", person.everything_seen());
}
