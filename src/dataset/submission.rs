//! A record as the XML instance that ODK submits, and an instance as a record.
//!
//! What was not asked is left out; what was left empty, not known or refused is an empty element, for ODK knows no reasons. Reading goes
//! by names alone and takes every text as it is, so that nothing of an instance written elsewhere is refused or rewritten.

use std::collections::BTreeMap;

use super::{ColumnIx, Missing, Record, Schema, Value};
use crate::form::skeleton::{attribute_name, local};
use crate::form::{DataType, Form, Kind, NodeId};
use crate::xpath::document::NodeKind;
use crate::xpath::{Document, NodeIx};

/// The namespace of `meta` where the form does not place it.
const OPENROSA: &str = "http://openrosa.org/xforms";

/// Which submission it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity<'a> {
    /// `instanceID`: no two submissions share it.
    pub instance: &'a str,
    /// `deprecatedID`: the submission that this one corrects.
    pub replaces: Option<&'a str>,
}

impl Record {
    /// The instance to submit, with an XML declaration and without notes: a record does not say which were shown.
    pub fn to_submission(&self, form: &Form, schema: &Schema, identity: Identity<'_>) -> String {
        self.to_submission_with_notes(form, schema, identity, &|_, _| false)
    }

    /// The instance to submit with the notes that were shown as empty elements; `is_shown` is given the note and its reference.
    pub fn to_submission_with_notes(
        &self,
        form: &Form,
        schema: &Schema,
        identity: Identity<'_>,
        is_shown: &dyn Fn(NodeId, &str) -> bool,
    ) -> String {
        let mut writing = Writing {
            record: self,
            form,
            document: Document::new(&form.root),
            columns: schema.columns().map(|(at, column)| (column.node, at)).collect(),
            tables: schema.tables.iter().enumerate().map(|(index, table)| (table.node, index)).collect(),
            rows: rows_by_parent(self),
            is_shown,
        };
        if let Some(root) = writing.document.root_element() {
            writing.document.set_attribute(root, "id", &form.id);
            if !form.version.is_empty() {
                writing.document.set_attribute(root, "version", &form.version);
            }
            writing.children(NodeId(0), root, 0, &format!("/{}", form.root));
            writing.identify(root, identity);
        }
        let xml = writing.document.to_xml(Document::ROOT);
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{xml}\n")
    }

    /// Reads an instance; `schema` is best [`Schema::of_elements`]. Elements that the form does not have are passed over; the root may
    /// bear any name.
    pub fn of_submission(form: &Form, schema: &Schema, instance: &Document) -> Self {
        let mut reading = Reading {
            form,
            schema,
            instance,
            columns: schema.columns().map(|(at, column)| (column.node, at)).collect(),
            tables: schema.tables.iter().enumerate().map(|(index, table)| (table.node, index)).collect(),
            record: Self::blank(schema),
        };
        if let Some(root) = instance.root_element() {
            reading.children(NodeId(0), root, 0);
        }
        reading.record
    }
}

/// For each table and row above: its rows.
fn rows_by_parent(record: &Record) -> BTreeMap<(usize, u32), Vec<usize>> {
    let mut rows: BTreeMap<(usize, u32), Vec<usize>> = BTreeMap::new();
    for (table, found) in record.tables.iter().enumerate().skip(1) {
        for (row, parent) in found.parents.iter().enumerate() {
            rows.entry((table, *parent)).or_default().push(row);
        }
    }
    rows
}

struct Writing<'a> {
    record: &'a Record,
    form: &'a Form,
    document: Document,
    columns: BTreeMap<NodeId, ColumnIx>,
    tables: BTreeMap<NodeId, usize>,
    rows: BTreeMap<(usize, u32), Vec<usize>>,
    is_shown: &'a dyn Fn(NodeId, &str) -> bool,
}

impl Writing<'_> {
    fn children(&mut self, above: NodeId, element: NodeIx, row: usize, reference: &str) {
        let form = self.form;
        for child in form.in_instance_order(above) {
            let reference = format!("{reference}/{}", form.node(child).name);
            match &form.node(child).kind {
                Kind::Root | Kind::Group => {
                    let group = self.append(element, child);
                    self.children(child, group, row, &reference);
                    // Nothing in it was asked: neither was the group.
                    let is_bare = self.document.attributes(group).count() == form.node(child).own_attributes().count();
                    if is_bare && self.document.children(group).next().is_none() {
                        self.document.remove(group);
                    }
                }
                Kind::Repeat { .. } => {
                    let rows = self
                        .tables
                        .get(&child)
                        .and_then(|table| self.rows.get(&(*table, row as u32)))
                        .cloned();
                    for (number, row) in (1..).zip(rows.unwrap_or_default()) {
                        let instance = self.append(element, child);
                        self.children(child, instance, row, &format!("{reference}[{number}]"));
                    }
                }
                Kind::Question(question) if question.data == DataType::Note => {
                    if (self.is_shown)(child, &reference) {
                        self.append(element, child);
                    } else {
                        self.answer(child, element, row, &reference);
                    }
                }
                Kind::Question(_) => self.answer(child, element, row, &reference),
            }
        }
    }

    fn answer(&mut self, node: NodeId, parent: NodeIx, row: usize, reference: &str) {
        let value = self.columns.get(&node).and_then(|at| self.record.get(*at, row));
        let Some(value) = value.filter(|value| value.missing() != Some(Missing::NotAsked)) else {
            return;
        };
        let text = value.text();
        if let Some(name) = attribute_name(&self.form.node(node).name) {
            self.document.set_attribute(parent, name, &text);
            return;
        }
        let element = self.append(parent, node);
        if !text.is_empty() {
            self.document.append_text(element, &text);
        }
        // An answer may have attributes.
        self.children(node, element, row, reference);
    }

    fn append(&mut self, parent: NodeIx, node: NodeId) -> NodeIx {
        let node = self.form.node(node);
        let element = match node.name.split_once(':') {
            None => self.document.append_element(parent, &node.name),
            Some(("orx", _)) => self.document.append_element_in(parent, &node.name, OPENROSA),
            // A form keeps no namespaces, and whoever reads instances goes by names without prefixes.
            Some((_, local)) => self.document.append_element(parent, local),
        };
        for (name, value) in node.own_attributes() {
            self.document.set_attribute(element, local(name), value);
        }
        element
    }

    /// Writes who the submission is into `meta`, which is made where it is not there.
    fn identify(&mut self, root: NodeIx, identity: Identity<'_>) {
        let found = self.named(root, "meta");
        let meta = found.unwrap_or_else(|| self.document.append_element_in(root, "orx:meta", OPENROSA));
        let prefix = if self.document.name(meta).starts_with("orx:") { "orx:" } else { "" };
        let own = self.named(meta, "instanceID").unwrap_or_else(|| {
            let name = format!("{prefix}instanceID");
            match self.document.children(meta).next() {
                Some(first) => self.document.insert_element_before(first, &name),
                None => self.document.append_element(meta, &name),
            }
        });
        self.document.set_text(own, identity.instance);
        if let Some(replaced) = identity.replaces {
            let former = self.named(meta, "deprecatedID");
            let former = former.unwrap_or_else(|| self.document.insert_element_after(own, &format!("{prefix}deprecatedID")));
            self.document.set_text(former, replaced);
        }
    }

    fn named(&self, above: NodeIx, name: &str) -> Option<NodeIx> {
        self.document.elements(above).find(|child| self.document.local_name(*child) == name)
    }
}

struct Reading<'a> {
    form: &'a Form,
    schema: &'a Schema,
    instance: &'a Document,
    columns: BTreeMap<NodeId, ColumnIx>,
    tables: BTreeMap<NodeId, usize>,
    record: Record,
}

impl Reading<'_> {
    fn children(&mut self, above: NodeId, element: NodeIx, row: usize) {
        let instance = self.instance;
        for attribute in instance.attributes(element) {
            let node = self.node(above, &format!("@{}", instance.name(attribute)));
            if let Some(at) = node.and_then(|node| self.columns.get(&node)).copied() {
                self.record.set(at, row, Value::Text(instance.text(attribute).into_owned()));
            }
        }
        for child in instance.elements(element) {
            let Some(node) = self.node(above, instance.local_name(child)) else {
                continue;
            };
            if let Some(at) = self.columns.get(&node).copied() {
                self.answer(at, row, child);
            }
            match self.tables.get(&node).copied() {
                Some(table) => {
                    let added = self.record.add_row(self.schema, table, row as u32);
                    self.children(node, child, added);
                }
                None => self.children(node, child, row),
            }
        }
    }

    fn node(&self, above: NodeId, local_name: &str) -> Option<NodeId> {
        let name = |id: &NodeId| self.form.node(*id).name.rsplit(':').next() == Some(local_name);
        self.form.node(above).children.iter().copied().find(name)
    }

    /// The text of an element, behind what an element of the same name said before.
    fn answer(&mut self, at: ColumnIx, row: usize, element: NodeIx) {
        let own = self
            .instance
            .children(element)
            .filter(|child| self.instance.kind(*child) == NodeKind::Text);
        let text: String = own.map(|text| self.instance.text(text)).collect();
        let before = self.record.get(at, row).map(Value::text).unwrap_or_default();
        let text = before + &text;
        let value = if text.is_empty() {
            Value::Missing(Missing::Empty)
        } else {
            Value::Text(text)
        };
        self.record.set(at, row, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::{NoAttachments, read};

    const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:orx="http://openrosa.org/xforms">
        <h:head><h:title>House</h:title><model>
            <instance><data id="house" version="7"><name/><far><away/></far><group><child><age/><toy><what/></toy></child></group>
                <orx:meta><orx:instanceID/></orx:meta></data></instance>
            <bind nodeset="/data/group/child/age" type="int"/>
        </model></h:head>
        <h:body><input ref="/data/name"/><input ref="/data/far/away"/>
            <repeat nodeset="/data/group/child"><input ref="/data/group/child/age"/>
                <repeat nodeset="/data/group/child/toy"><input ref="/data/group/child/toy/what"/></repeat></repeat></h:body></h:html>"#;

    const INSTANCE: &str = r#"<data id="house" version="7"><name>Lan &amp; Bình</name><group><child><age>4</age><toy><what>ball</what></toy><toy><what/></toy></child><child><age>0009</age></child></group><orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>"#;

    fn form() -> Form {
        read("house.xml", FORM.as_bytes(), &NoAttachments).0.unwrap()
    }

    const FIRST: Identity<'static> = Identity {
        instance: "uuid:1",
        replaces: None,
    };

    #[test]
    fn an_instance_comes_back_as_it_was() {
        let form = form();
        let schema = Schema::of_elements(&form);
        let record = Record::of_submission(&form, &schema, &Document::parse(INSTANCE).unwrap());
        let expected = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{INSTANCE}\n");
        assert_eq!(record.to_submission(&form, &schema, FIRST), expected);
    }

    #[test]
    fn a_correction_says_what_it_replaces() {
        let form = form();
        let schema = Schema::of(&form);
        let second = Identity {
            instance: "uuid:2",
            replaces: Some("uuid:1"),
        };
        let xml = Record::blank(&schema).to_submission(&form, &schema, second);
        let meta = r#"<orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID>uuid:2</orx:instanceID><orx:deprecatedID>uuid:1</orx:deprecatedID></orx:meta>"#;
        assert!(xml.contains(&format!(r#"<data id="house" version="7">{meta}</data>"#)), "{xml}");
    }

    #[test]
    fn elements_of_another_form_are_passed_over() {
        let form = form();
        let schema = Schema::of_elements(&form);
        let instance = Document::parse("<poll><what>x</what><far>y<away>2</away>z</far><name>a</name><name>b</name></poll>").unwrap();
        let record = Record::of_submission(&form, &schema, &instance);
        let texts: Vec<String> = record.tables[0].cells[0].iter().map(Value::text).collect();
        assert_eq!(texts, ["ab", "2", ""]);
    }
}
