//! The translations of an XForm, and texts with outputs.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::super::finding::FindingKind;
use super::super::{Condition, Form, Language, Media, Template, TemplatePart, Text};
use super::Reader;
use crate::xpath::document::NodeKind;
use crate::xpath::{Ast, Document, Expression, NodeIx};

/// All translations: where each text's values are.
#[derive(Debug, Default)]
pub(super) struct Itext {
    pub(super) languages: Vec<Language>,
    pub(super) default: usize,
    /// For each language, the `text` elements.
    texts: Vec<rustc_hash::FxHashMap<String, NodeIx>>,
}

/// What an id of the translations stands for.
#[derive(Debug, Default, Clone)]
pub(super) struct Translated {
    pub(super) label: Text,
    pub(super) guidance: Text,
    pub(super) media: Media,
}

impl Itext {
    pub(super) fn read(document: &Document, model: NodeIx) -> Self {
        let mut itext = Self::default();
        let itexts = document.elements(model).filter(|child| document.local_name(*child) == "itext");
        for translation in itexts.flat_map(|itext| document.elements(itext).collect::<Vec<_>>()) {
            if document.attribute(translation, "default").is_some() {
                itext.default = itext.languages.len();
            }
            let name = document.attribute(translation, "lang").unwrap_or("default").to_owned();
            itext.languages.push(Language { name });
            let texts = document.elements(translation);
            let by_id = texts.filter_map(|text| Some((document.attribute(text, "id")?.to_owned(), text)));
            itext.texts.push(by_id.collect());
        }
        itext
    }

    fn text(&self, language: usize, id: &str) -> Option<NodeIx> {
        self.texts.get(language)?.get(id).copied()
    }
}

/// The id in `jr:itext('id')`, which may be put together from parts.
pub(super) fn id(reference: &str) -> Option<String> {
    let inner = reference.trim().strip_prefix("jr:itext(")?.strip_suffix(')')?;
    constant(&Expression::parse(inner).ok()?.ast)
}

fn constant(ast: &Ast) -> Option<String> {
    match ast {
        Ast::Text(text) => Some(text.to_string()),
        Ast::Call(call) if call.callee.name() == "concat" => call.arguments.iter().map(constant).collect(),
        _ => None,
    }
}

impl Reader<'_> {
    /// The texts and files behind an id.
    pub(super) fn translated(&mut self, id: &str, path: &str) -> Translated {
        let mut found = Translated::default();
        if !self.itext.texts.iter().any(|texts| texts.contains_key(id)) {
            let (id, place) = (id.to_owned(), self.place_of(id));
            self.findings.report(FindingKind::MissingText { id }, place);
        }
        for language in 0..self.itext.languages.len() {
            let Some(text) = self.itext.text(language, id) else {
                continue;
            };
            for value in self.document.elements(text) {
                let form = self.document.attribute(value, "form").unwrap_or("long");
                let files = match form {
                    "long" | "short" => {
                        let template = self.template(value, path);
                        put(&mut found.label.by_language, language, template);
                        continue;
                    }
                    "guidance" => {
                        let template = self.template(value, path);
                        put(&mut found.guidance.by_language, language, template);
                        continue;
                    }
                    "image" => &mut found.media.image,
                    "big-image" => &mut found.media.big_image,
                    "audio" => &mut found.media.audio,
                    "video" => &mut found.media.video,
                    _ => continue,
                };
                let file = self.template(value, path).and_then(file_name);
                put(files, language, file);
            }
        }
        found
    }

    /// The text of a `label` or `hint` element: translated, or as it stands there.
    pub(super) fn text(&mut self, element: NodeIx, path: &str) -> Translated {
        let reference = self.document.attribute(element, "ref").map(str::to_owned);
        if let Some(reference) = reference {
            if let Some(id) = id(&reference) {
                return self.translated(&id, path);
            }
            let output = self.condition(&reference, path).map(TemplatePart::Output);
            return self.as_label(output.into_iter().collect());
        }
        let template = self.template(element, path);
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
            ids.extend(self.itext.texts.iter().flat_map(|texts| texts.keys().cloned()));
        }
        ids.into_iter()
            .map(|id| {
                let text = self.translated(&id, &id).label;
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
    fn template(&mut self, element: NodeIx, path: &str) -> Option<Template> {
        let mut parts: Vec<TemplatePart> = Vec::new();
        for child in self.document.children(element) {
            match self.document.kind(child) {
                NodeKind::Text => parts.push(TemplatePart::Literal(self.document.text(child).into_owned())),
                NodeKind::Element if self.document.local_name(child) == "output" => {
                    let value = self
                        .document
                        .attribute(child, "value")
                        .or_else(|| self.document.attribute(child, "ref"));
                    let value = value.unwrap_or_default().to_owned();
                    let output: Option<Condition> = self.condition(&value, path);
                    parts.extend(output.map(TemplatePart::Output));
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
        *first = first.trim_start().to_owned();
    }
    if let Some(TemplatePart::Literal(last)) = parts.last_mut() {
        *last = last.trim_end().to_owned();
    }
    parts.retain(|part| !matches!(part, TemplatePart::Literal(text) if text.is_empty()));
}

fn put<T: Clone>(by_language: &mut Vec<Option<T>>, language: usize, value: Option<T>) {
    if by_language.len() <= language {
        by_language.resize(language + 1, None);
    }
    if let Some(slot) = by_language.get_mut(language)
        && slot.is_none()
    {
        *slot = value;
    }
}
