//! Filters on lists look values up and give what a walk would give.

use std::fmt::Write as _;

use proptest::prelude::{Strategy, prop_assert_eq, proptest};
use proptest::sample::select;

use super::world::World;
use crate::xpath::NodeIx;

/// A list of communes with a district, a number and now and then an alias.
fn communes(count: u32) -> String {
    let mut xml = String::from("<root>");
    for number in 0..count {
        let (name, district) = (number % 7, number % 5);
        write!(
            xml,
            "<item><name>{name}</name><district>d{district}</district><size>{number}</size>"
        )
        .unwrap();
        if number % 3 == 0 {
            write!(xml, "<name>x{name}</name>").unwrap();
        }
        xml.push_str("</item>");
    }
    xml + "</root>"
}

fn indices(world: &World, source: &str) -> Vec<NodeIx> {
    world.nodes(source, world.root()).into_iter().map(|node| node.ix).collect()
}

fn predicates() -> impl Strategy<Value = String> {
    let simple = select(vec![
        "district = 'd1'",
        "'d1' = district",
        "name = 'x0'",
        "name = 3",
        "district = 'd9'",
        "district = /root/item[2]/district",
        "name = /root/item/name[starts-with(., 'x')]",
        "size > 4",
        "name != 'x0'",
        "district = concat('d', 2)",
        "name = district",
        "position() = 2",
        "last() > 3",
        "2",
    ]);
    proptest::collection::vec((simple, select(vec![" and ", " or ", "]["])), 1..4).prop_map(|parts| {
        let mut source = String::new();
        for (ix, (part, joint)) in parts.iter().enumerate() {
            source.push_str(if ix == 0 { "" } else { joint });
            source.push_str(part);
        }
        source
    })
}

proptest! {
    #[test]
    fn looking_up_gives_what_walking_gives(predicate in predicates(), count in 0_u32..40) {
        let xml = communes(count);
        let world = World::new(&xml).with("list", &xml);
        let walked = indices(&world, &format!("/root/item[{predicate}]"));
        // Twice: the second time the index is there already.
        for _ in 0..2 {
            prop_assert_eq!(&indices(&world, &format!("instance('list')/root/item[{predicate}]")), &walked);
        }
    }
}

#[test]
fn of_several_equalities_the_one_that_leaves_fewest_is_looked_up() {
    #[track_caller]
    fn case(predicate: &str, expected: usize, tried: u32) {
        let world = World::new("<data/>").with("list", &communes(10_000));
        // Drawing a number counts the items that the predicate is tried on.
        let source = format!("instance('list')/root/item[{predicate} and random() >= 0]");
        assert_eq!(indices(&world, &source).len(), expected, "{predicate}");
        assert_eq!(world.draws(), tried, "{predicate}");
    }
    case("district = 'd1'", 2000, 2000);
    case("district = 'd1' and size = '6'", 1, 1);
    case("size = '6' and district = 'd1'", 1, 1);
    case("name = 'x0' and district = 'd1' and size = '6'", 0, 0);
    case("district = 'd1' and size = 6", 1, 1);
}

#[test]
fn what_is_wrong_behind_what_never_holds_goes_unnoticed() {
    let world = World::new("<data/>").with("list", &communes(10));
    assert!(indices(&world, "instance('list')/root/item[district = 'none' and name = string(nowhere())]").is_empty());
}

#[test]
fn a_changed_document_forgets_its_index() {
    let mut document = crate::xpath::Document::parse(&communes(10)).unwrap();
    let root = document.root_element().unwrap();
    let found = |document: &crate::xpath::Document| {
        let mut found = Vec::new();
        document.children_where(root, "item", "district", "d1", &mut |item| found.push(item));
        found
    };
    assert_eq!(found(&document).len(), 2);
    let first = document.child(root, "item").unwrap();
    let district = document.child(first, "district").unwrap();
    document.set_text(district, "d1");
    assert_eq!(found(&document).len(), 3);
    assert_eq!(found(&document)[0], first);
}
