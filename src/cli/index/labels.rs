//! What codes mean: nodes, units and groups in the language of the reader.

use crate::form::{Form, LanguageIx, NodeId};
use crate::instrument::Instrument;
use crate::words::Lang;

/// The words of an instrument in one of its languages.
pub(super) struct Labels<'a> {
    instrument: &'a Instrument,
    language: LanguageIx,
}

impl<'a> Labels<'a> {
    /// In the form's language that bears the code of the program's, else in the form's own.
    pub(super) fn new(instrument: &'a Instrument, lang: Lang) -> Self {
        let languages = &instrument.form.languages;
        let same = languages.iter().position(|language| language.code() == Some(lang.code()));
        let language = same.map_or(instrument.form.default_language, |at| LanguageIx(at as u16));
        Self { instrument, language }
    }

    /// A node of the index tree; its name where it has no label.
    pub(super) fn node(&self, name: &str) -> String {
        let tree = self.instrument.index.as_ref();
        let node = tree.and_then(|tree| tree.nodes.get(tree.find(name)?));
        node.map_or(name, |node| node.label(usize::from(self.language.0))).to_owned()
    }

    /// A unit by its code.
    pub(super) fn unit(&self, code: &str) -> String {
        let unit = self.instrument.index.as_ref().and_then(|tree| tree.unit);
        unit.and_then(|unit| self.choice(unit, code)).unwrap_or_else(|| code.to_owned())
    }

    /// An answer to a question that is known by name or path; the code where it has no label.
    pub(super) fn answer(&self, question: &str, code: &str) -> String {
        let column = self
            .instrument
            .schema
            .columns()
            .find(|(_, column)| column.name == question || column.path == question);
        column
            .and_then(|(_, column)| self.choice(column.node, code))
            .unwrap_or_else(|| code.to_owned())
    }

    fn choice(&self, node: NodeId, code: &str) -> Option<String> {
        let form: &Form = &self.instrument.form;
        let list = &form.question(node)?.choices.as_ref()?.list;
        let choice = form.lists.get(list)?.choices.iter().find(|choice| choice.name == code)?;
        let (label, _) = choice.label.in_language(self.language)?;
        Some(label.literal())
    }
}
