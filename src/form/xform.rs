//! From an ODK XForm to a [`Form`]: the same model that an XLSForm compiles to.
//!
//! The tree is that of the primary instance; binds say what a node holds, controls of the body what is asked. A repeat's `jr:template` is
//! its structure. Places are lines: where a node's path first stands alone, else where its element does.

mod actions;
mod attributes;
mod binds;
mod controls;
mod entities;
mod itemsets;
mod itext;
mod mentions;
mod order;
mod prefill;
mod settings;
mod write;

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::finding::{Excerpt, FindingKind, Findings};
use super::{
    Appearance, Attachments, Condition, DataType, Form, Kind, Language, LanguageIx, MissingReason, Node, NodeId, Place, Question, Skeleton,
    Text, Workbook, condition,
};
use crate::xpath::document::Layout;
use crate::xpath::{Document, Expression, NodeIx};
use attributes::attribute;
use binds::Bind;
use controls::Control;
use itext::Itext;
use mentions::Mentions;

/// The namespace of XForms.
const XFORMS: &str = "http://www.w3.org/2002/xforms";

/// Elements in which white space between two tags is text.
const TEXTS: [&str; 3] = ["label", "hint", "value"];

/// The namespace of what this program adds to XForms: the soft constraint and its like.
const NAMESPACE: &str = "urn:phieu:xforms";

/// Compiles an XForm to a form and the names of its nodes.
pub(super) fn compile(xml: &str, attachments: &dyn Attachments, findings: &mut Findings) -> Option<(Form, Skeleton)> {
    let (document, places) = match Document::parse_with_places(xml, Layout::Dropped { except_in: &TEXTS }) {
        Ok(read) => read,
        Err(error) => {
            let place = line(error.line);
            findings.report(FindingKind::Unreadable { fault: error.fault }, place);
            return None;
        }
    };
    let html = document.root_element()?;
    let model = descend(&document, html, &["head", "model"]);
    let instance = model.and_then(|model| document.elements(model).find(|child| document.local_name(*child) == "instance"));
    let root = instance.and_then(|instance| document.elements(instance).next());
    let (Some(model), Some(root)) = (model, root) else {
        let sheet = "model/instance".to_owned();
        findings.report(FindingKind::MissingSheet { sheet, alike: Vec::new() }, Place::default());
        return None;
    };
    if document.namespace(model) != XFORMS {
        let namespace = XFORMS.to_owned();
        findings.report(FindingKind::NoXForm { namespace }, Place::default());
    }
    let id = attribute(&document, root, "id").filter(|id| !id.is_empty());
    let id = id.map_or_else(|| id_instead(&document, root, findings), str::to_owned);
    let mut reader = Reader {
        mentions: Mentions::of(xml, &document, &places),
        document: &document,
        itext: Itext::read(&document, model),
        skeleton: Skeleton::default(),
        by_path: FxHashMap::default(),
        elements: Vec::new(),
        places: Vec::new(),
        controls: Vec::new(),
        controls_read: 0,
        binds: Vec::new(),
        bound_attributes: entities::bound_attributes(xml, &document),
        expressions: FxHashMap::default(),
        findings,
    };
    let body = descend(&document, html, &["body"]);
    let repeats = body.map(|body| controls::repeats(&document, body)).unwrap_or_default();
    reader.grow(root, None, &repeats, &mut String::new());
    reader.read_binds(model);
    if let Some(body) = body {
        reader.read_controls(body);
    }
    Some(reader.form(id, html, model, root, attachments))
}

/// What an XForm without an id is known by: the namespace of its instance, as in the first forms of `OpenRosa`.
fn id_instead(document: &Document, root: NodeIx, findings: &mut Findings) -> String {
    let namespace = document.namespace(root);
    if namespace.is_empty() || namespace == XFORMS {
        let root = document.name(root).to_owned();
        findings.report(FindingKind::MissingFormId { root }, Place::default());
    }
    namespace.to_owned()
}

/// What has been read of an XForm so far.
struct Reader<'a> {
    mentions: Mentions<'a>,
    document: &'a Document,
    itext: Itext<'a>,
    skeleton: Skeleton,
    /// By absolute path, as nearly all references are written.
    by_path: FxHashMap<Box<str>, NodeId>,
    /// The element of the primary instance behind each node.
    elements: Vec<NodeIx>,
    /// Where each node is mentioned first.
    places: Vec<Place>,
    /// The control of each node.
    controls: Vec<Option<Box<Control<'a>>>>,
    controls_read: usize,
    /// What binds say of each node.
    binds: Vec<Option<Box<Bind<'a>>>>,
    /// The paths of attributes that binds and actions name.
    bound_attributes: HashSet<&'a str>,
    /// Those read so far, by their source: forms say the same again and again.
    expressions: FxHashMap<Arc<str>, Expression>,
    findings: &'a mut Findings,
}

impl Reader<'_> {
    /// Makes nodes of an element and all below it; siblings of one name are instances of one repeat. `path` is that of the parent.
    fn grow(&mut self, element: NodeIx, parent: Option<NodeId>, repeats: &[&str], path: &mut String) {
        let document = self.document;
        let above = path.len();
        path.push('/');
        path.push_str(document.name(element));
        let id = self.skeleton.push(document.name(element), parent, repeats.contains(&path.as_str()));
        self.by_path.entry(path.as_str().into()).or_insert(id);
        self.elements.push(element);
        self.controls.push(None);
        self.binds.push(None);
        self.places
            .push(self.mentions.line_of(path, element).map_or_else(Place::default, line));
        self.grow_attributes(element, id, path);
        let is_template = |at: NodeIx| attribute(document, at, "jr:template").is_some();
        let mut designs: IndexMap<&str, NodeIx, FxBuildHasher> = IndexMap::default();
        for child in document.elements(element) {
            let design = designs.entry(document.name(child)).or_insert(child);
            if *design != child && is_template(child) && !is_template(*design) {
                *design = child;
            }
        }
        for design in designs.into_values() {
            self.grow(design, Some(id), repeats, path);
        }
        path.truncate(above);
    }

    /// The node that a reference means, absolute or relative to a node.
    fn resolve(&mut self, reference: &str, context: NodeId) -> Option<NodeId> {
        let reference = reference.trim();
        if let Some(&known) = self.by_path.get(reference) {
            return Some(known);
        }
        let found = if reference.starts_with('/') {
            self.skeleton.find(&without_predicates(reference))
        } else {
            let plain = without_predicates(reference);
            let steps = plain.split('/').filter(|step| !matches!(*step, "." | "current()"));
            steps.into_iter().try_fold(context, |at, step| match step {
                ".." => self.skeleton.parent(at),
                name => self.skeleton.child(at, name),
            })
        };
        if found.is_none() && !reference.contains('@') {
            let path = reference.to_owned();
            let place = self.place_of(reference);
            self.findings.report(FindingKind::UnknownPath { path }, place);
        }
        found
    }

    /// The line that first mentions a path.
    fn place_of(&self, path: &str) -> Place {
        self.mentions.line(path).map_or_else(Place::default, line)
    }

    fn condition(&mut self, source: &str, node: NodeId) -> Option<Condition> {
        let source = source.trim();
        let place = self.places.get(node.0 as usize).cloned().unwrap_or_default();
        if let Some(known) = self.expressions.get(source) {
            return Some(Condition::unresolved(known.clone(), &place));
        }
        let condition = condition::parse(source, &place, &mut |error| {
            let kind = FindingKind::BadExpression {
                source: source.to_owned(),
                reason: error.kind,
            };
            let excerpt = Excerpt {
                text: source.to_owned(),
                span: error.span,
            };
            self.findings.point_at(kind, place.clone(), excerpt);
        })?;
        let expression = condition.expression.clone();
        self.expressions.insert(Arc::clone(&expression.source), expression);
        Some(condition)
    }

    fn form(mut self, id: String, html: NodeIx, model: NodeIx, root: NodeIx, attachments: &dyn Attachments) -> (Form, Skeleton) {
        let document = self.document;
        let attribute = |name: &str| attribute(document, root, name).unwrap_or_default().to_owned();
        let title = descend(document, html, &["head", "title"]).map(|title| document.text(title).trim().to_owned());
        let version = Some(attribute("version")).filter(|version| !version.is_empty());
        let style = descend(document, html, &["body"]).and_then(|body| document.attribute(body, "class"));
        let languages = if self.itext.languages.is_empty() {
            vec![Language {
                name: "default".to_owned(),
            }]
        } else {
            self.itext.languages.clone()
        };
        let mut form = Form {
            version: version.unwrap_or_else(|| attribute("orx:version")),
            title: title.filter(|title| !title.is_empty()).unwrap_or_else(|| id.clone()),
            id,
            root: document.name(root).to_owned(),
            languages,
            default_language: LanguageIx(self.itext.default as u16),
            nodes: Vec::new(),
            lists: IndexMap::new(),
            instances: IndexMap::new(),
            files: IndexMap::new(),
            workbook: Workbook::default(),
            style: style.unwrap_or_default().to_owned(),
            instance_name: None,
            settings: self.settings(model, root),
            texts: IndexMap::new(),
            actions: Vec::new(),
            settled: OnceLock::new(),
            prefilled: None,
        };
        self.read_instances(model, &mut form, attachments);
        let order = self.order_of_body();
        let binds = self.skeleton.ids().zip(&self.binds);
        let bind_ids: Vec<_> = binds.filter_map(|(node, bind)| Some((bind.as_ref()?.id?, node))).collect();
        form.nodes = self.skeleton.ids().map(|id| self.node(id, &mut form)).collect();
        for node in &mut form.nodes {
            order.put(&mut node.children);
        }
        let name_path = format!("/{}/meta/instanceName", form.root);
        let names_record = self.skeleton.find(&name_path).and_then(|id| form.question(id)?.calculate.clone());
        form.instance_name = names_record;
        self.read_actions(&bind_ids, &mut form);
        itemsets::find_open_answers(&mut form);
        form.texts = self.texts_asked_for(&form);
        form.prefilled = self.prefilled(root, &form);
        (form, self.skeleton)
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "elements, places, controls and binds are pushed together with the skeleton's nodes"
    )]
    fn node(&mut self, id: NodeId, form: &mut Form) -> Node {
        let mut control = self.controls[id.0 as usize].take().map(|control| *control);
        let bind = self.binds[id.0 as usize].take().map(|bind| *bind).unwrap_or_default();
        let is_leaf = entities::is_leaf(&self.skeleton, id);
        let mut own = control.as_mut();
        let label = own.as_mut().map(|control| std::mem::take(&mut control.label)).unwrap_or_default();
        let media = own.as_mut().map(|control| std::mem::take(&mut control.media)).unwrap_or_default();
        let extra = own.as_mut().map(|control| std::mem::take(&mut control.extra)).unwrap_or_default();
        let appearance = own.map(|control| control.appearance).unwrap_or_default();
        let instance = self
            .decoration(id)
            .into_iter()
            .map(|(name, value)| (format!("instance::{name}"), value));
        let kind = if self.skeleton.parent(id).is_none() {
            Kind::Root
        } else if self.skeleton.is_repeat(id) {
            let given = || {
                control
                    .as_ref()
                    .is_some_and(|control| control.is_fixed)
                    .then(|| Cow::Owned(self.instances_given(id).max(1).to_string()))
            };
            let written = control.as_ref().and_then(|control| control.count).map(Cow::Borrowed);
            Kind::Repeat {
                count: written.or_else(given).and_then(|count| self.condition(&count, id)),
            }
        } else if is_leaf && control.as_ref().is_none_or(|control| control.tag != "group") {
            Kind::Question(Box::new(self.question(id, &bind, control, form)))
        } else {
            Kind::Group
        };
        Node {
            name: self.skeleton.name(id).to_owned(),
            parent: self.skeleton.parent(id),
            children: self.skeleton.children(id).to_vec(),
            kind,
            label,
            media,
            relevant: bind.relevant.and_then(|source| self.condition(source, id)),
            read_only: bind
                .read_only
                .filter(|source| *source != "false()")
                .and_then(|source| self.condition(source, id)),
            appearance: Appearance {
                words: appearance.split_whitespace().map(str::to_owned).collect(),
            },
            place: self.places[id.0 as usize].clone(),
            extra: bind.extra.into_iter().chain(extra).chain(instance).collect(),
        }
    }

    #[expect(clippy::indexing_slicing, reason = "elements are pushed together with the skeleton's nodes")]
    fn question(&mut self, id: NodeId, bind: &Bind<'_>, control: Option<Control<'_>>, form: &mut Form) -> Question {
        let is_asked = control.is_some();
        let control = control.unwrap_or_default();
        let (data, type_name) = match bind.data_type(&control) {
            // A file that nobody asks for and that is not the audit is filled in by an action, or by nobody.
            (DataType::Metadata, "audit") if self.skeleton.name(id) != "audit" => (DataType::File, "file"),
            known => known,
        };
        let default = self.document.text(self.elements[id.0 as usize]).into_owned();
        let choices = match data {
            DataType::SelectOne
            | DataType::SelectMultiple
            | DataType::Rank
            | DataType::Range
            | DataType::Geopoint
            | DataType::Geotrace
            | DataType::Geoshape => self.itemset(id, &control, form),
            _ => None,
        };
        let required_message = self.message(bind.required_message, id);
        let constraint_message = self.message(bind.constraint_message, id);
        let soft_constraint_message = self.message(bind.soft_constraint_message, id);
        let mut condition = |source: Option<&str>| source.and_then(|source| self.condition(source, id));
        Question {
            data,
            required: condition(bind.required.filter(|source| *source != "false()")),
            constraint: condition(bind.constraint),
            calculate: condition(bind.calculate),
            required_message,
            constraint_message,
            soft_constraint_message,
            hint: control.hint,
            guidance: control.guidance,
            soft_constraint: condition(bind.soft_constraint),
            minimum_seconds: bind.minimum_seconds.and_then(|seconds| seconds.parse().ok()),
            missing_reasons: bind.missing_reasons.map(reasons),
            trigger: Vec::new(),
            default: Some(default).filter(|text| !text.is_empty()),
            dynamic_default: None,
            choices: choices.map(Box::new),
            parameters: bind
                .parameters
                .iter()
                .chain(&control.parameters)
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
            is_asked,
            type_name: type_name.to_owned(),
        }
    }

    /// A message of a bind: a text, or a reference into the translations.
    fn message(&mut self, message: Option<&str>, node: NodeId) -> Text {
        match message {
            None => Text::default(),
            Some(message) => match itext::id(message) {
                Some(id) => self.translated(&id, node).label,
                None => self.plain(message),
            },
        }
    }
}

/// The reasons that words name.
fn reasons(words: &str) -> Vec<MissingReason> {
    let known = |word: &str| {
        MissingReason::NAMES
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, reason)| *reason)
    };
    words.split_whitespace().filter_map(known).collect()
}

/// A path as it is without what picks instances.
fn without_predicates(path: &str) -> Cow<'_, str> {
    if !path.bytes().any(|byte| byte == b'[') {
        return Cow::Borrowed(path);
    }
    let mut depth = 0_usize;
    let outside = path.chars().filter(|&c| {
        depth += usize::from(c == '[');
        let is_outside = depth == 0;
        depth = depth.saturating_sub(usize::from(c == ']'));
        is_outside
    });
    Cow::Owned(outside.collect())
}

fn line(row: u32) -> Place {
    Place {
        sheet: "".into(),
        row,
        column: 0,
    }
}

/// The first child of each local name, one below the other.
fn descend(document: &Document, from: NodeIx, names: &[&str]) -> Option<NodeIx> {
    names.iter().try_fold(from, |at, name| {
        document.elements(at).find(|child| document.local_name(*child) == *name)
    })
}

#[cfg(test)]
mod tests;
