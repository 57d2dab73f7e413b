//! Choices of an XForm: items written in a control, or the elements of an instance that a path selects.

use super::super::{Attachments, Choice, ChoiceList, DataType, Form, Itemset, Kind, NodeId, instances};
use super::Reader;
use super::controls::Control;
use crate::xpath::NodeIx;

impl Reader<'_> {
    /// Reads the secondary instances: inline ones become lists, others are attached files.
    pub(super) fn read_instances(&mut self, model: NodeIx, form: &mut Form, attachments: &dyn Attachments) {
        let document = self.document;
        let instances = document.elements(model).filter(|child| document.local_name(*child) == "instance");
        for instance in instances {
            let Some(id) = document.attribute(instance, "id").map(str::to_owned) else {
                continue;
            };
            if let Some(source) = document.attribute(instance, "src") {
                let file = source.rsplit('/').next().unwrap_or_default();
                let place = self.place_of(&id);
                if file != "last-saved" {
                    instances::add_file(form, &id, file, &place, attachments, self.findings);
                }
            } else if let Some(root) = document.elements(instance).next() {
                let list = self.list(root);
                if !list.choices.is_empty() {
                    form.lists.insert(id.clone(), list);
                }
                form.instances.insert(id, document.subtree(root));
            }
        }
        self.read_queried(form, attachments);
    }

    /// Reads the lists that controls ask for by a `query`: the rows of one attached table.
    fn read_queried(&mut self, form: &mut Form, attachments: &dyn Attachments) {
        let queries: Vec<&str> = self.controls.iter().flatten().filter_map(|control| control.query).collect();
        for query in queries {
            let (items, _) = split_filter(query.trim());
            let Some(list) = instance_of(items).filter(|list| !form.instances.contains_key(*list)) else {
                continue;
            };
            let place = self.place_of(list);
            instances::add_external_choices(form, list, &place, attachments, self.findings);
        }
    }

    /// The items under an instance's root as choices.
    fn list(&mut self, root: NodeIx) -> ChoiceList {
        let document = self.document;
        let mut choices = Vec::with_capacity(document.elements(root).count());
        for item in document.elements(root) {
            let mut choice = Choice {
                name: String::new(),
                label: super::super::Text::default(),
                media: super::super::Media::default(),
                extra: indexmap::IndexMap::new(),
                place: super::super::Place::default(),
            };
            for column in document.elements(item) {
                let text = document.text(column).trim().to_owned();
                match document.local_name(column) {
                    "name" | "value" if choice.name.is_empty() => choice.name = text,
                    "label" => choice.label = self.plain(&text),
                    "itextId" => {
                        let translated = self.translated(&text, NodeId(0));
                        choice.label = translated.label;
                        choice.media = translated.media;
                    }
                    name => {
                        choice.extra.insert(name.to_owned(), text);
                    }
                }
            }
            if !choice.name.is_empty() {
                choices.push(choice);
            }
        }
        ChoiceList { choices }
    }

    /// The choices of a control.
    pub(super) fn itemset(&mut self, node: NodeId, control: &Control<'_>, form: &mut Form) -> Option<Itemset> {
        let document = self.document;
        let element = control.element?;
        if let Some(query) = control.query {
            return Some(self.selected(query.trim(), ("name", "label"), node, form));
        }
        let written = document.elements(element).find(|child| document.local_name(*child) == "itemset");
        let Some(written) = written else {
            let list = self.items(element, node);
            if list.choices.is_empty() {
                return None;
            }
            let path = self.skeleton.path(node);
            let name = path.trim_start_matches('/');
            form.lists.insert(name.to_owned(), list);
            return Some(Itemset::of_list(name));
        };
        let child = |name: &str| document.elements(written).find(|child| document.local_name(*child) == name);
        let column = |name: &str| {
            child(name)
                .and_then(|child| document.attribute(child, "ref"))
                .unwrap_or_default()
                .to_owned()
        };
        let nodeset = document.attribute(written, "nodeset").unwrap_or_default().trim().to_owned();
        let label = column("label");
        let label = label.trim_start_matches("jr:itext(").trim_end_matches(')');
        Some(self.selected(&nodeset, (&column("value"), label), node, form))
    }

    /// The choices that a path selects, with the names of the elements that hold value and label.
    fn selected(&mut self, nodeset: &str, (value, label): (&str, &str), node: NodeId, form: &Form) -> Itemset {
        let (inner, seed) = derandomized(nodeset);
        let (items, filter) = split_filter(inner);
        let mut itemset = Itemset::of_list("");
        value.clone_into(&mut itemset.value);
        label.clone_into(&mut itemset.label);
        itemset.is_randomized = seed.is_some();
        itemset.seed = seed.filter(|seed| !seed.is_empty()).and_then(|seed| self.condition(seed, node));
        itemset.filter = filter.and_then(|filter| self.condition(filter, node));
        match instance_of(items) {
            Some(name) if form.lists.contains_key(name) || form.instances.contains_key(name) => {
                name.clone_into(&mut itemset.list);
                itemset.is_external = !form.lists.contains_key(name);
                itemset.file = form.files.get(name).cloned();
                // The labels of a list are known; which element led to their translations is nobody's concern.
                if !itemset.is_external && itemset.label == "itextId" {
                    "label".clone_into(&mut itemset.label);
                }
            }
            _ => itemset.nodeset = self.condition(items, node),
        }
        itemset
    }

    fn items(&mut self, control: NodeIx, node: NodeId) -> ChoiceList {
        let document = self.document;
        let items = document.elements(control).filter(|child| document.local_name(*child) == "item");
        let mut choices = Vec::with_capacity(items.clone().count());
        for item in items {
            let child = |name: &str| document.elements(item).find(|child| document.local_name(*child) == name);
            let text = child("label").map(|label| self.text(label, node)).unwrap_or_default();
            choices.push(Choice {
                name: child("value")
                    .map(|value| document.text(value).trim().to_owned())
                    .unwrap_or_default(),
                label: text.label,
                media: text.media,
                extra: indexmap::IndexMap::new(),
                place: super::super::Place::default(),
            });
        }
        ChoiceList { choices }
    }
}

/// Finds the questions for an open answer: `<name>_other`, beside the question and asked when `other` is chosen.
pub(super) fn find_open_answers(form: &mut Form) {
    let found: Vec<(NodeId, NodeId)> = form.ids().filter_map(|id| Some((id, open_answer(form, id)?))).collect();
    for (id, other) in found {
        if let Some(Kind::Question(question)) = form.nodes.get_mut(id.0 as usize).map(|node| &mut node.kind)
            && let Some(itemset) = &mut question.choices
        {
            itemset.other = Some(other);
        }
    }
}

fn open_answer(form: &Form, id: NodeId) -> Option<NodeId> {
    let node = form.node(id);
    form.question(id)?.choices.as_ref()?;
    let siblings = &form.node(node.parent?).children;
    let name = format!("{}_other", node.name);
    let other = siblings.iter().copied().find(|sibling| form.node(*sibling).name == name)?;
    let relevant = form.node(other).relevant.as_ref()?;
    let is_its_own = *relevant.expression.source == format!("selected(../{}, 'other')", node.name);
    (is_its_own && form.question(other)?.data == DataType::Text).then_some(other)
}

/// `randomize(path, seed)` as the path and the seed, empty where there is none.
fn derandomized(nodeset: &str) -> (&str, Option<&str>) {
    let Some(inner) = nodeset.strip_prefix("randomize(").and_then(|rest| rest.strip_suffix(')')) else {
        return (nodeset, None);
    };
    let comma = outside_quotes(inner).find(|(_, c, depth)| *c == ',' && *depth == 0);
    match comma {
        Some((at, ..)) => (inner.get(..at).unwrap_or_default().trim(), inner.get(at + 1..).map(str::trim)),
        None => (inner.trim(), Some("")),
    }
}

/// A path with one predicate at its end as the path and the predicate. Two predicates in a row, or one further up, stay in the path.
fn split_filter(nodeset: &str) -> (&str, Option<&str>) {
    let opened = outside_quotes(nodeset).filter(|(_, c, depth)| *c == '[' && *depth == 0);
    let closed = outside_quotes(nodeset).filter(|(_, c, depth)| *c == ']' && *depth == 0);
    let (Some((open, ..)), Some((close, ..)), 1) = (opened.clone().next(), closed.clone().last(), opened.count()) else {
        return (nodeset, None);
    };
    if close + 1 != nodeset.len() {
        return (nodeset, None);
    }
    (nodeset.get(..open).unwrap_or_default(), nodeset.get(open + 1..close))
}

/// The characters of an expression that stand in no text, each with its place and with how many brackets are open around it.
fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, char, u32)> + Clone + '_ {
    let (mut depth, mut quote) = (0_u32, None);
    text.char_indices().filter_map(move |(at, c)| {
        if let Some(open) = quote {
            if c == open {
                quote = None;
            }
            return None;
        }
        match c {
            '\'' | '"' => {
                quote = Some(c);
                return None;
            }
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let around = depth;
        if matches!(c, '(' | '[') {
            depth += 1;
        }
        Some((at, c, around))
    })
}

/// The instance of `instance('x')/root/item`.
fn instance_of(path: &str) -> Option<&str> {
    let rest = path.trim().strip_prefix("instance(")?;
    let (name, rest) = rest.split_once(')')?;
    let is_items = rest.trim() == "/root/item";
    is_items.then(|| name.trim().trim_matches(['\'', '"']))
}
