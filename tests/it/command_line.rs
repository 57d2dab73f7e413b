//! The program as someone meets it at a prompt: help, languages, wrong usage.

use crate::run::Test;

#[test]
fn a_newcomer_is_told_in_vietnamese_unless_the_machine_speaks_english() {
    let test = Test::new();
    let vietnamese = test.run(["--help"]).env("LC_ALL", "C.UTF-8").success();
    assert!(vietnamese.stdout.contains("Cách dùng:"), "{}", vietnamese.stdout);
    let english = test.run(["--help"]).success();
    assert!(english.stdout.contains("Usage:"), "{}", english.stdout);
    let asked = test.run(["--help", "--lang", "vi"]).success();
    assert!(asked.stdout.contains("Cách dùng:"), "{}", asked.stdout);
}

#[test]
fn a_wrong_argument_is_named_and_leaves_with_two() {
    let said = Test::new().run(["city.phieu", "--colour"]).wrong_usage();
    assert!(said.stderr.starts_with("error: no such argument: `--colour`\n"), "{}", said.stderr);
}

#[test]
fn a_language_that_is_not_there_is_refused() {
    let said = Test::new().run(["--lang", "fr"]).wrong_usage();
    assert!(
        said.stderr.starts_with("error: `fr` does not fit --lang <vi|en>\n"),
        "{}",
        said.stderr
    );
}

#[test]
fn a_mistyped_command_opens_no_window() {
    let said = Test::new().run(["mergee"]).failure();
    let expected = "error: no command and no workspace called `mergee`; `phieu --help` lists the commands, `phieu new` makes a workspace\n";
    assert_eq!(said.stderr, expected);
}

#[test]
fn problems_of_a_form_are_listed_from_its_top_to_its_bottom() {
    let form = "| survey |\n| | type | name | label |\n| | integre | n | N |\n| | select_one yn | q | Q |\n| | text | q | Q |\n\
                | choices |\n| | list_name | name | label |\n| | yn | y | Yes |\n| | yn | y | Yes |\n";
    let said = Test::new().file("form.md", form).run(["check", "form.md"]).failure();
    let expected = "form.md:3: error: no question type `integre`; did you mean `integer`?\n\
                    form.md:5: error: the name `q` is already used in the same group\n\
                    form.md:9: error: the list `yn` has two choices called `y`; if that is meant, set `allow_choice_duplicates` to yes\n";
    assert_eq!(said.stdout, expected);
}

#[test]
fn an_author_who_broke_an_xform_by_hand_is_told_where_and_how_in_either_language() {
    let xform = "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\">\n<h:head>\n<h:title>Phí & lệ phí</h:title>\n</h:head>\n</h:html>\n";
    let test = Test::new();
    test.file("broken.xml", xform);
    let english = test.run(["check", "broken.xml"]).failure();
    let expected = "broken.xml:3: error: the file cannot be read as a form: & stands alone; in text it is written &amp;\n";
    assert_eq!(english.stdout, expected);
    let vietnamese = test.run(["check", "broken.xml", "--lang", "vi"]).failure();
    let expected = "broken.xml:3: error: không đọc được tệp này như một bộ câu hỏi: dấu & đứng một mình; trong văn bản phải viết &amp;\n";
    assert_eq!(vietnamese.stdout, expected);
}

#[test]
fn an_attached_list_that_cannot_be_read_is_named_with_its_line() {
    let form = "| survey |\n| | type | name | label |\n| | select_one_from_file wards.xml | w | Ward |\n";
    let test = Test::new();
    test.file("form.md", form).file("wards.xml", "<root>\n<item>\n</root>\n");
    let said = test.run(["check", "form.md"]).failure();
    let expected = "the attached file `wards.xml` cannot be read: line 3: `</root>` stands where `<item>` is not closed yet\n";
    assert!(said.stdout.ends_with(expected), "{}", said.stdout);
}
