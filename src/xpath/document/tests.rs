//! A document stays in order whatever is put in and taken out.

use std::cmp::Ordering;

use super::{Document, NodeIx, NodeKind, XmlError, XmlFault};

/// The nodes in the order of the tree.
fn walked(document: &Document) -> Vec<NodeIx> {
    let mut all = vec![Document::ROOT];
    for node in document.descendants(Document::ROOT) {
        all.push(node);
        all.extend(document.attributes(node));
    }
    all
}

#[track_caller]
fn assert_ordered(document: &Document) {
    for pair in walked(document).windows(2) {
        assert_eq!(document.compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
    }
}

#[test]
fn reads_and_writes_xml_unchanged() {
    let xml = r#"<h:html xmlns:h="http://www.w3.org/1999/xhtml"><data xmlns="urn:x" id="a &amp; b"><q1>1 &lt; 2</q1><empty/><!--note--><?pi do it?></data></h:html>"#;
    let document = Document::parse(xml).unwrap();
    assert_eq!(document.to_xml(Document::ROOT), xml);
    assert_ordered(&document);
}

#[test]
fn joins_text_references_and_cdata() {
    let document = Document::parse("<a>x &#65;&amp;<![CDATA[<b>]]> y</a>").unwrap();
    let root = document.root_element().unwrap();
    assert_eq!(document.text(root), "x A&<b> y");
    assert_eq!(document.children(root).count(), 1);
}

#[test]
fn refuses_what_is_no_xml_and_says_why() {
    #[track_caller]
    fn case(xml: &str, line: u32, fault: XmlFault) {
        assert_eq!(Document::parse(xml).unwrap_err(), XmlError { line, fault }, "{xml}");
    }
    let crossed = |found: &str, open: &str| XmlFault::Crossed {
        found: found.into(),
        open: open.into(),
    };
    case("", 1, XmlFault::NoRoot);
    case("<!-- a note -->", 1, XmlFault::NoRoot);
    case("<a>\n<b></a>", 2, crossed("a", "b"));
    case("<a>\n", 2, XmlFault::Open("a".into()));
    case("<a/>\n</a>", 2, XmlFault::ClosesNothing("a".into()));
    case("<a/>\n<b/>", 2, XmlFault::TwoRoots);
    case("<a>\n1 < 2</a>", 2, XmlFault::NamelessTag);
    case("<a>\n& b</a>", 2, XmlFault::Ampersand);
    case("<a>&#0;</a>", 1, XmlFault::NoCharacter("#0".into()));
    case("<a b/>", 1, XmlFault::NoValue("b".into()));
    case("<a b=c/>", 1, XmlFault::NoValue("b".into()));
    case("<a ='c'/>", 1, XmlFault::NamelessAttribute);
    case("<a b='1' b='2'/>", 1, XmlFault::DuplicateAttribute("b".into()));
    case("<a><!-- never", 1, XmlFault::Unclosed("-->"));
    case("<a b='c", 1, XmlFault::Unclosed("'"));
    case("<!DOCTYPE a [<!ENTITY x 'y'>]>\n<a>&x;</a>", 2, XmlFault::UnknownEntity("x".into()));
    case(&"<a>".repeat(2000), 1, XmlFault::TooDeep(500));
}

#[test]
fn keeps_order_through_a_thousand_insertions_at_one_place() {
    let template = Document::parse("<v id='x'><s/><t>1</t></v>").unwrap();
    let mut document = Document::parse("<data><v/><end/></data>").unwrap();
    let mut last = document.child(document.root_element().unwrap(), "v").unwrap();
    for turn in 0..1000 {
        let top = template.root_element().unwrap();
        last = if turn % 3 == 0 {
            document.insert_copy_before(last, &template, top)
        } else {
            document.insert_copy_after(last, &template, top)
        };
    }
    assert_ordered(&document);
    assert_eq!(document.children_named(document.root_element().unwrap(), "v").count(), 1001);
}

#[test]
fn order_survives_when_a_gap_is_used_up() {
    let mut document = Document::parse("<data><a/><z/></data>").unwrap();
    let z = document.child(document.root_element().unwrap(), "z").unwrap();
    for _ in 0..100 {
        let before = document.insert_element_before(z, "m");
        document.insert_element_before(before, "n");
        document.set_attribute(before, "late", "1");
    }
    assert_ordered(&document);
}

#[test]
fn texts_are_replaced_and_emptied() {
    let mut document = Document::parse("<data><a>old</a><b/></data>").unwrap();
    let root = document.root_element().unwrap();
    let a = document.child(root, "a").unwrap();
    document.set_text(a, "new");
    assert_eq!(document.text(root), "new");
    document.set_text(a, "");
    assert_eq!(document.to_xml(root), "<data><a/><b/></data>");
    document.set_text(root, "flat");
    assert_eq!(document.to_xml(root), "<data>flat</data>");
}

#[test]
fn removing_unlinks_children_and_attributes() {
    let mut document = Document::parse("<data a='1' b='2'><x/><y/><z/></data>").unwrap();
    let root = document.root_element().unwrap();
    let y = document.child(root, "y").unwrap();
    document.remove(y);
    let a = document.attributes(root).next().unwrap();
    document.remove(a);
    assert_eq!(document.to_xml(root), r#"<data b="2"><x/><z/></data>"#);
    assert_eq!(document.parent(y), None);
    assert_eq!(document.kind(y), NodeKind::Element);
}

#[test]
fn what_is_put_in_anywhere_stands_where_it_belongs() {
    let mut document = Document::new("data");
    let root = document.root_element().unwrap();
    let first = document.append_element(root, "first");
    document.set_attribute(first, "of", "two");
    let last = document.append_element(root, "last");
    document.append_text(last, "end");
    assert_ordered(&document);
    // Before what came earlier.
    document.set_attribute(root, "id", "household");
    document.set_text(first, "begin");
    document.insert_element_after(first, "middle");
    assert_ordered(&document);
    assert_eq!(
        document.to_xml(Document::ROOT),
        r#"<data id="household"><first of="two">begin</first><middle/><last>end</last></data>"#
    );
}

#[test]
fn a_part_of_a_document_lives_on_by_itself() {
    let mut whole = Document::parse("<h><list><item at='1'>An &amp; Bình</item></list><other>x</other></h>").unwrap();
    let list = whole.child(whole.root_element().unwrap(), "list").unwrap();
    let item = whole.child(list, "item").unwrap();
    let mut part = whole.subtree(list);
    whole.set_text(item, "changed");
    assert_eq!(part.to_xml(Document::ROOT), r#"<list><item at="1">An &amp; Bình</item></list>"#);
    let item = part.child(part.root_element().unwrap(), "item").unwrap();
    part.set_text(item, "too");
    drop(whole);
    assert_eq!(part.to_xml(Document::ROOT), r#"<list><item at="1">too</item></list>"#);
    assert_ordered(&part);
}
