//! Stories about what authors write.

use super::*;

/// Lines as a reader would describe them: `#1`, `•` or nothing, then runs with their marks in front.
fn described(source: &str) -> Vec<String> {
    let run = |run: &Run| {
        let marks = run.style.marks.iter().map(|mark| match mark {
            Mark::Bold => 'b',
            Mark::Slanted => 'i',
            Mark::Underlined => 'u',
            Mark::Struck => 's',
            Mark::Mono => 'm',
            Mark::Raised => '^',
            Mark::Lowered => 'v',
        });
        let mut said: String = marks.collect();
        if let Some(colour) = run.style.colour {
            said += &format_hex(colour);
        }
        if let Some(link) = &run.link {
            said.extend(["→", link]);
        }
        if said.is_empty() {
            run.text.clone()
        } else {
            format!("{{{said} {}}}", run.text)
        }
    };
    let line = |line: &Line| {
        let kind = match &line.kind {
            LineKind::Plain => String::new(),
            LineKind::Heading(level) => format!("#{level} "),
            LineKind::Item(marker) => format!("{marker}| "),
            LineKind::Blank => "(blank)".to_owned(),
        };
        let place = match line.place {
            Place::Left => "",
            Place::Centre => "(centre) ",
            Place::Right => "(right) ",
        };
        format!("{place}{kind}{}", line.runs.iter().map(run).collect::<String>())
    };
    lines(source).iter().map(line).collect()
}

fn format_hex(colour: Color32) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.r(), colour.g(), colour.b())
}

#[track_caller]
fn case(source: &str, expected: &[&str]) {
    assert_eq!(described(source), expected, "{source}");
}

#[test]
fn emphasis_hugs_its_words() {
    case("Ông/Bà", &["Ông/Bà"]);
    case("rất **hài lòng** nhé", &["rất {b hài lòng} nhé"]);
    case("*nghiêng* và _nghiêng_", &["{i nghiêng} và {i nghiêng}"]);
    case("__đậm__, ***cả hai***", &["{b đậm}, {bi cả hai}"]);
    case("**đậm *và* nghiêng**", &["{b đậm }{bi và}{b  nghiêng}"]);
    case("*a **b** c*", &["{i a }{ib b}{i  c}"]);
    case("2 * 3 * 4", &["2 * 3 * 4"]);
    case("ma_so_thue và _a_b", &["ma_so_thue và _a_b"]);
    case("**dở dang", &["**dở dang"]);
    case("*sao\n\nsao*", &["*sao", "(blank)", "sao*"]);
}

#[test]
fn a_backslash_takes_a_mark_its_meaning() {
    case(r"\*không nghiêng\*", &["*không nghiêng*"]);
    case(r"\# không phải đề mục", &["# không phải đề mục"]);
    case(r"\_ và \\", &[r"_ và \"]);
    case(r"C:\docs", &[r"C:\docs"]);
    case(r"*a\* b*", &["{i a* b}"]);
}

#[test]
fn lines_are_headings_items_and_words() {
    case("# Phần A\nhai dòng", &["#1 Phần A", "hai dòng"]);
    case("###### nhỏ", &["#6 nhỏ"]);
    case("#khong", &["#khong"]);
    case("- một\n* hai\n1. ba\n12) bốn", &["•| một", "•| hai", "1.| ba", "12)| bốn"]);
    case("2026. Năm", &["2026. Năm"]);
    case("đoạn\n\n\nđoạn\n\n", &["đoạn", "(blank)", "đoạn"]);
    case("-5 độ", &["-5 độ"]);
}

#[test]
fn links_lead_out_of_the_program_or_are_none() {
    case("[trang](https://vi.dụ)!", &["{→https://vi.dụ trang}!"]);
    case("[**gọi** ngay](tel:1022)", &["{b→tel:1022 gọi}{→tel:1022  ngay}"]);
    case("[x](javascript:alert)", &["[x](javascript:alert)"]);
    case("[1] và [2](xem dưới)", &["[1] và [2](xem dưới)"]);
    case("<a href=\"https://vi.dụ\">trang</a>", &["{→https://vi.dụ trang}"]);
}

#[test]
fn spans_colour_and_paragraphs_align() {
    case(
        r#"một <span style="color:#008000; font-weight:bold">hai <span style='color:red'>ba</span></span> bốn"#,
        &["một {b#008000 hai }{b#ff0000 ba} bốn"],
    );
    case("<font color=\"blue\">x</font>", &["{#0000ff x}"]);
    case(
        "# <span style=\"color:purple\">Màu</span> và *nghiêng*",
        &["#1 {#800080 Màu} và {i nghiêng}"],
    );
    case("<p style=\"text-align:center\">giữa</p>sau", &["(centre) giữa", "sau"]);
    case("a<br>b<br/>c", &["a", "b", "c"]);
    case("<h2>Đề</h2>chữ", &["#2 Đề", "chữ"]);
    case("<ul><li>một</li><li>hai</li></ul>", &["•| một", "•| hai"]);
    case("<ol><li>một</li><li>hai</li></ol>", &["1.| một", "2.| hai"]);
    case("m<sup>2</sup>, <u>gạch</u>, <s>bỏ</s>", &["m{^ 2}, {u gạch}, {s bỏ}"]);
    case("**<b>đậm</b>**", &["{b đậm}"]);
}

#[test]
fn what_is_no_markup_stays_as_written() {
    case("tuổi < 18 và > 60", &["tuổi < 18 và > 60"]);
    case("<tên> chưa rõ", &["<tên> chưa rõ"]);
    case("a &lt; b &amp; c &#233; &nope; R&D", &["a < b & c é &nope; R&D"]);
    case("<span style=\"color:red\">chưa đóng", &["{#ff0000 chưa đóng}"]);
    case("x</span>y", &["xy"]);
    case("", &[]);
}

#[test]
fn without_its_markup_a_text_is_one_line_of_words() {
    assert_eq!(plain("## Câu 1\n**Ai** trả lời?\n- một\n- hai"), "Câu 1 Ai trả lời? • một • hai");
}
