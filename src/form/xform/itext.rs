//! The translations of an XForm, and texts with outputs.

use std::borrow::Cow;
use std::collections::BTreeSet;

use indexmap::IndexMap;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::super::finding::FindingKind;
use super::super::{Condition, Form, Language, Media, NodeId, Template, TemplatePart, Text};
use super::Reader;
use crate::xpath::document::NodeKind;
use crate::xpath::{Ast, Document, Expression, NodeIx};

/// All translations: where each text's values are.
#[derive(Debug, Default)]
pub(super) struct Itext<'a> {
    pub(super) languages: Vec<Language>,
    pub(super) default: usize,
    /// By id: the `text` elements.
    texts: FxHashMap<&'a str, Elements>,
}

/// The elements of a text with the numbers of their languages, in order.
type Elements = SmallVec<[(u32, NodeIx); 2]>;

/// What an id of the translations stands for.
#[derive(Debug, Default, Clone)]
pub(super) struct Translated {
    pub(super) label: Text,
    pub(super) guidance: Text,
    pub(super) media: Media,
}

impl<'a> Itext<'a> {
    pub(super) fn read(document: &'a Document, model: NodeIx) -> Self {
        let mut itext = Self::default();
        let itexts = document.elements(model).filter(|child| document.local_name(*child) == "itext");
        for (language, translation) in (0..).zip(itexts.flat_map(|itext| document.elements(itext))) {
            if document.attribute(translation, "default").is_some() {
                itext.default = itext.languages.len();
            }
            if itext.languages.is_empty() {
                itext.texts.reserve(document.elements(translation).count());
            }
            let name = document.attribute(translation, "lang").unwrap_or("default").to_owned();
            itext.languages.push(Language { name });
            for text in document.elements(translation) {
                let Some(id) = document.attribute(text, "id") else { continue };
                let elements = itext.texts.entry(id).or_default();
                match elements.last_mut() {
                    // Of two with one id the last counts.
                    Some((known, element)) if *known == language => *element = text,
                    _ => elements.push((language, text)),
                }
            }
        }
        itext
    }
}

/// The id in `jr:itext('id')`, which may be put together from parts.
pub(super) fn id(reference: &str) -> Option<Cow<'_, str>> {
    let inner = reference.trim().strip_prefix("jr:itext(")?.strip_suffix(')')?;
    let quoted = |quote: char| {
        let inside = inner.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inside.contains(quote)).then_some(Cow::Borrowed(inside))
    };
    let computed = || constant(&Expression::parse(inner).ok()?.ast).map(Cow::Owned);
    quoted('\'').or_else(|| quoted('"')).or_else(computed)
}

fn constant(ast: &Ast) -> Option<String> {
    match ast {
        Ast::Text(text) => Some(text.to_string()),
        Ast::Call(call) if call.callee.name() == "concat" => call.arguments.iter().map(constant).collect(),
        _ => None,
    }
}

impl<'a> Reader<'a> {
    /// The texts and files behind an id.
    pub(super) fn translated(&mut self, id: &str, node: NodeId) -> Translated {
        let document: &'a Document = self.document;
        let mut found = Translated::default();
        let mut is_known = false;
        let languages = self.itext.languages.len();
        for (language, text) in self.itext.texts.get(id).cloned().unwrap_or_default() {
            let language = language as usize;
            is_known = true;
            for value in document.elements(text) {
                let form = document.attribute(value, "form").unwrap_or("long");
                let files = match form {
                    "long" | "short" => {
                        let template = self.template(value, node);
                        put(&mut found.label.by_language, (language, languages), template);
                        continue;
                    }
                    "guidance" => {
                        let template = self.template(value, node);
                        put(&mut found.guidance.by_language, (language, languages), template);
                        continue;
                    }
                    "image" => &mut found.media.image,
                    "big-image" => &mut found.media.big_image,
                    "audio" => &mut found.media.audio,
                    "video" => &mut found.media.video,
                    _ => continue,
                };
                let file = self.template(value, node).and_then(file_name);
                put(files, (language, languages), file);
            }
        }
        if !is_known {
            let (id, place) = (id.to_owned(), self.place_of(id));
            self.findings.report(FindingKind::MissingText { id }, place);
        }
        found
    }

    /// The text of a `label` or `hint` element: translated, or as it stands there.
    pub(super) fn text(&mut self, element: NodeIx, node: NodeId) -> Translated {
        if let Some(reference) = self.document.attribute(element, "ref") {
            if let Some(id) = id(reference) {
                return self.translated(&id, node);
            }
            let output = self.condition(reference, node).map(Box::new).map(TemplatePart::Output);
            return self.as_label(output.into_iter().collect());
        }
        let template = self.template(element, node);
        self.as_label(template.map(|template| template.parts).unwrap_or_default())
    }

    /// The texts that expressions ask for; all of them where one asks by an id that it works out.
    pub(super) fn texts_asked_for(&mut self, form: &Form) -> IndexMap<String, Text> {
        let mut ids: BTreeSet<String> = BTreeSet::new();
        let mut asks_for_any = false;
        let conditions = form.nodes.iter().flat_map(super::super::Node::conditions);
        for condition in conditions.chain(form.actions.iter().map(|action| &action.value)) {
            condition.expression.ast.visit(&mut |ast| {
                if let Ast::Call(call) = ast
                    && call.callee.name() == "jr:itext"
                {
                    match call.arguments.first().and_then(constant) {
                        Some(id) => drop(ids.insert(id)),
                        None => asks_for_any = true,
                    }
                }
            });
        }
        if asks_for_any {
            ids.extend(self.itext.texts.keys().map(|id| (*id).to_owned()));
        }
        ids.into_iter()
            .map(|id| {
                let text = self.translated(&id, NodeId(0)).label;
                (id, text)
            })
            .collect()
    }

    /// A text that is the same in all languages.
    pub(super) fn plain(&self, text: &str) -> Text {
        let part = TemplatePart::Literal(text.trim().to_owned());
        self.in_all(Template { parts: vec![part] })
    }

    fn in_all(&self, template: Template) -> Text {
        Text {
            by_language: vec![Some(template); self.itext.languages.len().max(1)],
        }
    }

    fn as_label(&self, parts: Vec<TemplatePart>) -> Translated {
        let mut found = Translated::default();
        if !parts.is_empty() {
            found.label = self.in_all(Template { parts });
        }
        found
    }

    /// Text with `<output value="…"/>` in it; `None` for an empty one.
    fn template(&mut self, element: NodeIx, node: NodeId) -> Option<Template> {
        let document = self.document;
        let mut parts: Vec<TemplatePart> = Vec::new();
        for child in document.children(element) {
            match document.kind(child) {
                // What stands alone is trimmed before it is copied.
                NodeKind::Text if document.next_sibling(child).is_none() && parts.is_empty() => {
                    parts = vec![TemplatePart::Literal(document.own_text(child).trim().to_owned())];
                }
                NodeKind::Text => parts.push(TemplatePart::Literal(document.own_text(child).to_owned())),
                NodeKind::Element if document.local_name(child) == "output" => {
                    let value = document.attribute(child, "value").or_else(|| document.attribute(child, "ref"));
                    let value = value.unwrap_or_default();
                    let output: Option<Condition> = self.condition(value, node);
                    parts.extend(output.map(Box::new).map(TemplatePart::Output));
                }
                _ => {}
            }
        }
        trim(&mut parts);
        (!parts.is_empty()).then_some(Template { parts })
    }
}

/// The name of a file, without the `jr://images/` before it; an output in it is written as an author of workbooks would.
fn file_name(template: Template) -> Option<String> {
    let parts = template.parts.iter().map(|part| match part {
        TemplatePart::Literal(literal) => literal.clone(),
        TemplatePart::Output(output) => {
            let path = output.expression.source.trim();
            format!("${{{}}}", path.rsplit('/').next().unwrap_or(path))
        }
    });
    let address: String = parts.collect();
    let name = address.strip_prefix("jr://").and_then(|rest| rest.split_once('/'));
    Some(name.map_or(address.as_str(), |(_, name)| name).trim().to_owned()).filter(|name| !name.is_empty())
}

/// Takes white space off both ends and drops what is empty.
fn trim(parts: &mut Vec<TemplatePart>) {
    if let Some(TemplatePart::Literal(first)) = parts.first_mut() {
        let blank = first.len() - first.trim_start().len();
        first.drain(..blank);
    }
    if let Some(TemplatePart::Literal(last)) = parts.last_mut() {
        last.truncate(last.trim_end().len());
    }
    parts.retain(|part| !matches!(part, TemplatePart::Literal(text) if text.is_empty()));
}

/// Keeps the first value of a language; there are so many languages.
fn put<T: Clone>(by_language: &mut Vec<Option<T>>, (language, languages): (usize, usize), value: Option<T>) {
    if by_language.len() <= language {
        by_language.reserve_exact(languages - by_language.len());
        by_language.resize(language + 1, None);
    }
    if let Some(slot) = by_language.get_mut(language)
        && slot.is_none()
    {
        *slot = value;
    }
}
