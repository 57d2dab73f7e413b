//! Node-sets: counting, positions, names, other instances and their tables, instances of repeats.

use std::borrow::Cow;

use super::{ANY, Arguments, Function, Outcome, function};
use crate::xpath::Ast;
use crate::xpath::document::{Document, Node};
use crate::xpath::error::{Error, ErrorKind};
use crate::xpath::evaluate::Evaluation;
use crate::xpath::path;
use crate::xpath::value::{Nodes, Value, node_text};

pub(super) const ALL: &[Function] = &[
    function("count", 1, 1, count),
    function("count-non-empty", 1, 1, count_non_empty),
    function("position", 0, 1, position),
    function("last", 0, 0, |arguments| Ok(Value::Number(arguments.focus.size as f64))),
    function("current", 0, 0, |arguments| {
        Ok(Value::Nodes(Nodes::from_slice(&[arguments.evaluation.current])))
    }),
    function("instance", 1, 1, instance),
    function("indexed-repeat", 3, ANY, indexed_repeat),
    function("pulldata", 4, 4, pulldata),
    function("id", 1, 1, id),
    function("name", 0, 1, |arguments| name(arguments, Document::name)),
    function("local-name", 0, 1, |arguments| name(arguments, Document::local_name)),
    function("namespace-uri", 0, 1, |arguments| name(arguments, Document::namespace)),
];

fn count<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let known = match arguments.ast(0)? {
        Ast::Path(path) => path::count(arguments.evaluation, path, arguments.focus),
        _ => None,
    };
    let count = match known {
        Some(count) => count,
        None => arguments.nodes(0)?.len(),
    };
    Ok(Value::Number(count as f64))
}

fn count_non_empty<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let nodes = arguments.nodes(0)?;
    let filled = nodes.iter().filter(|&&node| !node_text(node, arguments.host()).is_empty());
    Ok(Value::Number(filled.count() as f64))
}

/// Without an argument the position in the set that is being filtered; with a node its place in the run of siblings of its name.
fn position<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    if !arguments.has(0) {
        return Ok(Value::Number(arguments.focus.position as f64));
    }
    let Some(node) = arguments.nodes(0)?.first().copied() else {
        return Ok(Value::Number(f64::NAN));
    };
    if let Some(known) = arguments.host().position(node) {
        return Ok(Value::Number(known as f64));
    }
    let document = arguments.host().document(node.doc);
    let name = document.name(node.ix);
    let Some(parent) = document.parent(node.ix) else {
        return Ok(Value::Number(1.0));
    };
    let alike = document.children_named(parent, name);
    let before = alike.take_while(|&sibling| sibling != node.ix).count();
    Ok(Value::Number((before + 1) as f64))
}

fn instance<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let id = arguments.text(0)?;
    match arguments.host().instance(&id) {
        Some(node) => Ok(Value::Nodes(Nodes::from_slice(&[node]))),
        None => Err(arguments.refuse(format!("no instance `{id}`"))),
    }
}

/// The cell in a column of the first row of an attached table whose key column has a value; empty when no row has it.
fn pulldata<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let (table, column, key, value) = (arguments.text(0)?, arguments.text(1)?, arguments.text(2)?, arguments.text(3)?);
    let host = arguments.host();
    let found = host.instance(&table).or_else(|| host.instance(table.strip_suffix(".csv")?));
    let Some(top) = found else {
        return Err(arguments.refuse(format!("no instance `{table}`")));
    };
    let document = host.document(top.doc);
    let root = document.elements(top.ix).next();
    let Some((root, first)) = root.and_then(|root| Some((root, document.elements(root).next()?))) else {
        return Ok(Value::from(""));
    };
    let mut row = None;
    match key.strip_prefix('@') {
        Some(key) => row = document.elements(root).find(|&row| document.attribute(row, key) == Some(&value)),
        None => document.children_where(root, document.name(first), &key, &value, &mut |found| row = row.or(Some(found))),
    }
    let Some(row) = row else {
        return Ok(Value::from(""));
    };
    if let Some(column) = column.strip_prefix('@') {
        return Ok(Value::Text(Cow::Borrowed(document.attribute(row, column).unwrap_or_default())));
    }
    let cell = document.child(row, &column);
    Ok(Value::Text(cell.map_or(Cow::Borrowed(""), |cell| document.text(cell))))
}

/// The nodes of the first argument inside the repeat instances that follow as pairs of repeat and position, in any order.
fn indexed_repeat<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    if arguments.len().is_multiple_of(2) {
        let kind = ErrorKind::WrongArgumentCount {
            function: "indexed-repeat".to_owned(),
            given: arguments.len(),
        };
        return Err(arguments.error(kind));
    }
    let mut levels = Vec::new();
    for ix in (1..arguments.len()).step_by(2) {
        levels.push((all_instances(arguments, ix)?, arguments.number(ix + 1)?));
    }
    levels.sort_by_key(|(instances, _)| depth(arguments, instances));
    let mut chosen: Option<Node> = None;
    for (mut instances, position) in levels {
        instances.retain(|instance| chosen.is_none_or(|outer| is_within(arguments, *instance, outer)));
        let is_there = position >= 1.0 && position.fract() == 0.0;
        chosen = if is_there {
            instances.get(position as usize - 1).copied()
        } else {
            None
        };
        if chosen.is_none() {
            return Ok(Value::Nodes(Nodes::new()));
        }
    }
    let mut targets = all_instances(arguments, 0)?;
    targets.retain(|target| chosen.is_some_and(|instance| is_within(arguments, *target, instance)));
    Ok(Value::Nodes(targets))
}

/// How deep the instances of a repeat lie.
fn depth(arguments: &Arguments<'_>, instances: &Nodes) -> usize {
    instances
        .first()
        .map_or(0, |node| arguments.host().document(node.doc).ancestors(node.ix).count())
}

/// The argument's nodes in every repeat instance, not only in the context's own.
fn all_instances(arguments: &Arguments<'_>, ix: usize) -> Result<Nodes, Error> {
    let walking = Evaluation {
        resolved: false,
        ..arguments.evaluation
    };
    walking.nodes(arguments.ast(ix)?, arguments.focus, "indexed-repeat", arguments.call.span)
}

fn is_within(arguments: &Arguments<'_>, node: Node, outer: Node) -> bool {
    node.doc == outer.doc
        && arguments
            .host()
            .document(node.doc)
            .ancestors(node.ix)
            .any(|above| above == outer.ix)
}

/// The elements whose `id` attribute is among the words given.
fn id<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let texts = arguments.each(0)?;
    let texts: Vec<Cow<'_, str>> = texts.into_iter().map(|value| value.into_text(arguments.host())).collect();
    let wanted: Vec<&str> = texts.iter().flat_map(|text| text.split_whitespace()).collect();
    let doc = arguments.focus.node.doc;
    let document = arguments.host().document(doc);
    let found = document
        .descendants(Document::ROOT)
        .filter(|&node| document.attribute(node, "id").is_some_and(|id| wanted.contains(&id)));
    let mut nodes: Nodes = found.map(|ix| Node { doc, ix }).collect();
    path::put_in_order(arguments.host(), &mut nodes);
    Ok(Value::Nodes(nodes))
}

fn name<'a>(arguments: &Arguments<'a>, of: for<'d> fn(&'d Document, crate::xpath::NodeIx) -> &'d str) -> Outcome<'a> {
    let Some(node) = arguments.node_or_own(0)? else {
        return Ok(Value::from(""));
    };
    Ok(Value::from(of(arguments.host().document(node.doc), node.ix)))
}
