//! Which fields an expression reads, seen from where, and which forms go round in a circle.

use super::{Reach, Settled, Standpoint, read};
use crate::form::{Form, NoAttachments, NodeId, Skeleton};
use crate::xpath::{Ast, Expression};

/// `/data`: `a`, repeat `v` (`x`, `y`, repeat `w` (`z`)), group `g` (`b`).
fn skeleton() -> Skeleton {
    let mut skeleton = Skeleton::default();
    let root = skeleton.push("data", None, false);
    skeleton.push("a", Some(root), false);
    let v = skeleton.push("v", Some(root), true);
    skeleton.push("x", Some(v), false);
    skeleton.push("y", Some(v), false);
    let w = skeleton.push("w", Some(v), true);
    skeleton.push("z", Some(w), false);
    let g = skeleton.push("g", Some(root), false);
    skeleton.push("b", Some(g), false);
    skeleton
}

/// What an expression at a field reads, as `name` (near), `name!` (any instance) and `name#` (its own position).
#[track_caller]
fn reads(at: &str, source: &str) -> String {
    let skeleton = skeleton();
    let mut ast = (*Expression::parse(source).unwrap().ast).clone();
    let reading = read(&mut ast, Standpoint::Field(skeleton.find(at).unwrap()), &skeleton);
    let name = |field: NodeId, reach| match reach {
        Reach::Near => skeleton.name(field).to_owned(),
        Reach::Any => format!("{}!", skeleton.name(field)),
        Reach::Position => format!("{}#", skeleton.name(field)),
    };
    reading
        .reads
        .iter()
        .map(|read| name(read.field, read.reach))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_path_reads_the_field_that_it_names() {
    #[track_caller]
    fn case(at: &str, source: &str, expected: &str) {
        assert_eq!(reads(at, source), expected, "{source} at {at}");
    }
    case("/data/a", "/data/g/b = 1", "b");
    case("/data/a", "../g/b", "b");
    case("/data/g/b", ". > 0", "b");
    // Of the same instance, whether written from the root or from here.
    case("/data/v/x", "/data/v/y", "y");
    case("/data/v/x", "../y", "y");
    case("/data/v/x", "current()/../y", "y");
    case("/data/v/w/z", "/data/v/x", "x");
    // From outside: every instance, and which there are.
    case("/data/a", "sum(/data/v/x)", "v x");
    case("/data/a", "count(/data/v)", "v");
    case("/data/v/x", "count(../w)", "w");
    case("/data/v/x", "count(../../v)", "v");
    // Out of the instance and back into any.
    case("/data/v/x", "sum(../../v/y)", "v! y!");
    case("/data/v/x", "indexed-repeat(/data/v/y, /data/v, 1)", "v! y!");
    case("/data/v/x", "/data/v[position() = 1]/y", "v! y!");
    case("/data/v/x", "../preceding-sibling::v/y", "v! y!");
    case("/data/v/x", "position(..)", "v#");
    // A predicate reads too; a group's text is that of all below it.
    case("/data/a", "/data/v[x > /data/g/b]/y", "v x y b");
    case("/data/a", "string(/data/g)", "b");
    case("/data/a", "count(//*)", "v w");
}

#[test]
fn only_a_path_that_means_one_field_is_answered_without_walking() {
    #[track_caller]
    fn case(at: &str, source: &str, expected: Option<&str>) {
        let skeleton = skeleton();
        let mut ast = (*Expression::parse(source).unwrap().ast).clone();
        read(&mut ast, Standpoint::Field(skeleton.find(at).unwrap()), &skeleton);
        let Ast::Path(path) = ast else { panic!("{source} is no path") };
        assert_eq!(
            path.field.map(|field| skeleton.path(NodeId(field.0))).as_deref(),
            expected,
            "{source}"
        );
    }
    case("/data/a", "/data/v/x", Some("/data/v/x"));
    case("/data/v/x", "../y", Some("/data/v/y"));
    case("/data/v/x", "../../v/y", None);
    case("/data/v/x", "..", None);
    case("/data/v/x", "../../v", Some("/data/v"));
    case("/data/a", "/data/*", None);
    case("/data/a", "/data/v[1]/x", None);
    case("/data/a", "/data/nowhere", None);
}

#[test]
fn the_clock_and_chance_make_an_expression_volatile() {
    let volatile = |source: &str| {
        let mut ast = (*Expression::parse(source).unwrap().ast).clone();
        read(&mut ast, Standpoint::Field(NodeId(1)), &skeleton()).is_volatile
    };
    assert!(volatile("today() > 1"));
    assert!(volatile("if(true(), random(), 1)"));
    assert!(!volatile("1 + 1"));
}

#[test]
fn a_circle_is_told_and_a_chain_of_neighbours_is_none() {
    #[track_caller]
    fn case(rows: &str, expected: &[&[&str]]) {
        let markdown = format!("| survey |\n| | type | name | label | relevant | calculation |\n{rows}");
        let (workbook, _) = crate::form::read("a.md", markdown.as_bytes(), &NoAttachments);
        let circles = workbook.map(|form| names(&form)).unwrap_or_default();
        assert_eq!(circles, expected);
    }
    fn names(form: &Form) -> Vec<Vec<String>> {
        let name = |id: &NodeId| form.node(*id).name.clone();
        Settled::with_circles(form, Skeleton::of(form))
            .1
            .iter()
            .map(|circle| circle.iter().map(name).collect())
            .collect()
    }
    case("| | integer | a | A | | |\n| | calculate | b | | | ${a} + 1 |\n", &[]);
    case("| | calculate | a | | | coalesce(., 1) |\n", &[]);
    case(
        "| | begin_repeat | r | R | | |\n| | calculate | a | | | sum(../preceding-sibling::r/b) |\n| | calculate | b | | | ${a} + 1 |\n| | end_repeat | | | | |\n",
        &[],
    );
}

#[test]
fn a_repeat_that_goes_on_as_long_as_an_answer_inside_says_so_is_no_circle() {
    let markdown = "| survey |\n| | type | name | label | calculation | repeat_count |\n| | calculate | count | | count(${plant}) | |\n\
                    | | begin_repeat | plant | Plant | | if(${count} = 0 or ${plant}[position() = ${count}]/more = 'yes', ${count} + 1, ${count}) |\n\
                    | | text | species | Species | | |\n| | text | more | Are there more? | | |\n| | end_repeat | | | | |\n";
    let (form, findings) = crate::form::read("a.md", markdown.as_bytes(), &NoAttachments);
    assert!(form.is_some(), "{findings:?}");
}

#[test]
fn what_an_element_is_called_does_not_depend_on_what_is_in_it() {
    let markdown = "| survey |\n| | type | name | label | calculation |\n| | begin_group | house | House | |\n\
                    | | calculate | where | | concat(local-name(..), ': ', position(..)) |\n| | begin_group | room | Room | |\n\
                    | | calculate | inside | | concat(${where}, name(..)) |\n| | end_group | | | |\n| | end_group | | | |\n";
    let (form, findings) = crate::form::read("a.md", markdown.as_bytes(), &NoAttachments);
    assert!(form.is_some(), "{findings:?}");
}

#[test]
fn a_form_that_goes_round_is_refused_by_name() {
    let markdown = "| survey |\n| | type | name | label | calculation |\n| | calculate | a | | ${b} |\n| | calculate | b | | ${c} |\n| | calculate | c | | ${a} |\n";
    let (form, findings) = crate::form::read("a.md", markdown.as_bytes(), &NoAttachments);
    assert!(form.is_none());
    assert!(
        findings
            .iter()
            .any(|finding| matches!(&finding.kind, crate::form::FindingKind::Cycle { path } if path.len() == 4)),
        "{findings:?}"
    );
}
