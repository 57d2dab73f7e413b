//! What is read is what others read, and no more than a form needs.

use std::fmt::Write as _;

use proptest::prelude::*;
use quick_xml::XmlVersion;
use quick_xml::events::Event;
use quick_xml::reader::Reader;

use super::{DEEPEST, Document, Layout, XmlFault};
use crate::xpath::document::{NodeIx, NodeKind};

/// What a reader that others keep makes of a text: tags, values and joined texts in a row; `None` where it refuses.
fn told(xml: &str) -> Option<String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().allow_dangling_amp = false;
    let (mut all, mut depth) = (String::new(), 0_usize);
    let text = |all: &mut String, depth: usize, text: &str| {
        if depth > 0 {
            all.push_str(text);
        }
    };
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                depth += 1;
                all.push_str(&opened(&tag)?);
            }
            Event::Empty(tag) => {
                all.push_str(&opened(&tag)?);
                all.push_str("[/]");
            }
            Event::End(_) => {
                depth -= 1;
                all.push_str("[/]");
            }
            Event::Text(read) => text(&mut all, depth, &read.xml10_content()),
            Event::CData(read) => text(&mut all, depth, &read.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref().ok()? {
                    Some(character) => character.to_string(),
                    None => quick_xml::escape::resolve_predefined_entity(&reference.xml10_content())?.to_owned(),
                };
                text(&mut all, depth, &character);
            }
            Event::Comment(read) => write!(all, "[!{}]", read.xml10_content()).unwrap(),
            Event::PI(read) => write!(all, "[?{} {}]", read.target(), read.content().trim_start()).unwrap(),
            Event::Eof => return (depth == 0).then_some(all),
            Event::Decl(_) | Event::DocType(_) => {}
        }
    }
}

fn opened(tag: &quick_xml::events::BytesStart<'_>) -> Option<String> {
    let mut told = format!("[{}", tag.name().into_inner());
    for attribute in tag.attributes() {
        let attribute = attribute.ok()?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        write!(told, " {}={value}", attribute.key.into_inner()).unwrap();
    }
    told.push(']');
    Some(told)
}

/// Likewise of a document.
fn retold(document: &Document, node: NodeIx) -> String {
    let name = document.name(node);
    match document.kind(node) {
        NodeKind::Text => document.text(node).into_owned(),
        NodeKind::Comment => format!("[!{}]", document.text(node)),
        NodeKind::Instruction => format!("[?{name} {}]", document.text(node)),
        _ => {
            let attribute = |at| format!(" {}={}", document.name(at), document.text(at));
            let attributes: String = document.attributes(node).map(attribute).collect();
            let children: String = document.children(node).map(|child| retold(document, child)).collect();
            if node == Document::ROOT {
                children
            } else {
                format!("[{name}{attributes}]{children}[/]")
            }
        }
    }
}

const PIECES: [&str; 24] = [
    "<a>",
    "</a>",
    "<a>",
    "</a>",
    "<b x='1&amp;\"2' y=\"z\n\t'\"/>",
    "<b\r\n x = 'a\r\nb' >",
    "</b\n>",
    "</b>",
    "xin chào",
    " \r\n\t ",
    "&#65;&#x1EA1;",
    "&lt;&gt;",
    "&quot;&apos;",
    "<![CDATA[<&]>\r]]>",
    "<!-- - <c> \r\n-->",
    "<?do it ?>",
    "<?stop?>",
    "<!DOCTYPE a [<!ENTITY b 'c>'>]>",
    "&",
    "&nbsp;",
    "<",
    "<a x>",
    "<a x='1' x='2'/>",
    "'\">",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn reads_what_others_read(pieces in prop::collection::vec(prop::sample::select(PIECES.as_slice()), 0..12), is_wrapped in any::<bool>()) {
        let inside = pieces.concat();
        let xml = if is_wrapped { format!("<a>{inside}</a>") } else { inside };
        let read = Document::parse(&xml).ok();
        if let Some(told) = told(&xml) {
            // That there is one root element, and no `<` in a name, the other leaves to its user.
            if let Some(document) = read {
                prop_assert_eq!(retold(&document, Document::ROOT), told, "{}", xml);
            } else {
                prop_assert!(!is_wrapped || told.matches("[a").count() > 1 || pieces.contains(&"<"), "{} refused", xml);
            }
        } else {
            prop_assert!(read.is_none(), "{} is read", xml);
        }
    }
}

#[test]
fn layout_is_dropped_where_it_is_no_text() {
    let xml = "<a>\n <b>\n <c> </c>\n </b> x <label>one <i/> <i/></label>\n</a>";
    let layout = Layout::Dropped { except_in: &["label"] };
    let (document, places) = Document::parse_with_places(xml, layout).unwrap();
    let c = document
        .descendants(Document::ROOT)
        .find(|node| document.name(*node) == "c")
        .unwrap();
    assert_eq!(places[c.0 as usize] as usize, xml.find("<c").unwrap());
    assert_eq!(
        retold(&document, Document::ROOT),
        "[a][b][c] [/][/] x [label]one [i][/] [i][/][/][/]"
    );
}

#[test]
fn entities_of_entities_are_refused_before_they_grow() {
    let mut laughs = String::from("<!DOCTYPE lolz [<!ENTITY lol0 \"lol\">");
    for number in 1..10 {
        let before = format!("&lol{};", number - 1);
        write!(laughs, "<!ENTITY lol{number} \"{}\">", before.repeat(10)).unwrap();
    }
    laughs.push_str("]>\n<lolz>&lol9;</lolz>");
    let refused = Document::parse(&laughs).unwrap_err();
    assert_eq!((refused.line, refused.fault), (2, XmlFault::UnknownEntity("lol9".into())));
}

#[test]
fn more_nodes_than_any_form_has_are_refused() {
    assert!(Document::parse_within("<a><b/><c/></a>", Layout::Kept, 4).is_ok());
    let refused = Document::parse_within("<a><b/><c/><d/><e/></a>", Layout::Kept, 4).unwrap_err();
    assert_eq!(refused.fault, XmlFault::TooMany(4));
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(Document::parse(&deep).unwrap_err().fault, XmlFault::TooDeep(DEEPEST));
}
