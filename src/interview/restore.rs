//! What an interview begins with: what the author filled in, or an instance that was submitted before.
//!
//! A submission leaves out what was not relevant: such a question begins again with its default.

use std::sync::Arc;

use super::step::Ambient;
use super::tree::{At, RowIx};
use super::{Interview, Plan};
use crate::form::NodeId;
use crate::form::skeleton::attribute_name;
use crate::xpath::{Document, NodeIx};

/// The text is no instance of the form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an instance of this form: {reason}")]
pub struct NotThisForm {
    /// The place in the XML and what is wrong there, or the name of its root.
    pub reason: String,
}

/// An instance to begin with.
#[derive(Debug, Clone)]
pub(super) struct Given {
    document: Arc<Document>,
    /// It was filled in before, rather than prefilled by the author.
    pub(super) is_restored: bool,
}

impl Given {
    pub(super) fn by_the_author(document: Document) -> Self {
        Self {
            document: Arc::new(document),
            is_restored: false,
        }
    }

    pub(super) fn root(&self) -> Option<NodeIx> {
        self.document.root_element()
    }

    fn named(&self, above: NodeIx, name: &str) -> impl Iterator<Item = NodeIx> + '_ {
        // The prefix of `meta` is the writer's own choice.
        let name = local(name).to_owned();
        self.document
            .elements(above)
            .filter(move |&child| self.document.local_name(child) == name)
    }

    fn attribute(&self, element: NodeIx, name: &str) -> Option<NodeIx> {
        let mut attributes = self.document.attributes(element);
        attributes.find(|&attribute| self.document.name(attribute) == name)
    }

    fn instances(&self, above: NodeIx, name: &str) -> impl Iterator<Item = NodeIx> + '_ {
        self.named(above, name).filter(|&child| !self.is_template(child))
    }

    fn is_template(&self, element: NodeIx) -> bool {
        self.document.attribute(element, "jr:template").is_some()
    }
}

impl Interview {
    /// The interview that an instance was written by: the same answers, everything else worked out again.
    pub fn restore(plan: Arc<Plan>, xml: &str, ambient: &Ambient) -> Result<Self, NotThisForm> {
        let refuse = |reason: String| NotThisForm { reason };
        let document = Document::parse(xml).map_err(|error| refuse(error.to_string()))?;
        let root = document.root_element().map(|root| document.local_name(root)).unwrap_or_default();
        if root != plan.form().root {
            return Err(refuse(format!("<{root}>")));
        }
        let mut interview = Self::blank(plan, ambient);
        interview.given = Some(Given {
            document: Arc::new(document),
            is_restored: true,
        });
        interview.pending.is_making = true;
        interview.grow_from_given();
        interview.act_on_load(false);
        interview.pending.is_making = false;
        Ok(interview)
    }

    /// Opens a finished instance again to correct it: it gets an identity of its own and remembers the one it replaces.
    pub fn edit(plan: Arc<Plan>, xml: &str, ambient: &Ambient) -> Result<Self, NotThisForm> {
        let mut interview = Self::restore(plan, xml, ambient)?;
        let identity = |interview: &Self, name: &str| {
            let form = interview.form();
            let is_meta = |id: NodeId| form.node(id).parent.is_some_and(|above| local(&form.node(above).name) == "meta");
            let node = form.ids().find(|&id| local(&form.node(id).name) == name && is_meta(id))?;
            Some(interview.tree.at(RowIx::WHOLE, interview.plan.layout.place(node).slot))
        };
        if let Some(own) = identity(&interview, "instanceID") {
            let replaced = interview.value(own).to_owned();
            let fresh = interview.instance_id();
            interview.set_kept(own, &fresh);
            match identity(&interview, "deprecatedID") {
                Some(former) => interview.set_kept(former, &replaced),
                None => interview.replaces(own, &replaced),
            }
        }
        interview.settle();
        Ok(interview)
    }

    /// Writes the identity that is replaced beside the new one, for a form that has no field for it.
    fn replaces(&mut self, own: At, replaced: &str) {
        let element = self.tree.cell(own).element;
        let name = self.tree.document.name(element).replace("instanceID", "deprecatedID");
        let former = self.tree.document.insert_element_after(element, &name);
        self.tree.document.append_text(former, replaced);
    }

    /// How many instances a repeat of a new row begins with.
    pub(super) fn given_count(&self, row: RowIx, repeat: NodeId) -> usize {
        match (&self.given, self.given_around(row, repeat)) {
            (Some(given), Some(around)) => given.instances(around, &self.plan.form.node(repeat).name).count(),
            _ => 1,
        }
    }

    /// What an instance of a repeat is made from: the one given at its place, or the template.
    pub(super) fn given_instance(&self, row: RowIx, repeat: NodeId, number: usize) -> Option<NodeIx> {
        let (given, around) = (self.given.as_ref()?, self.given_around(row, repeat)?);
        let name = &self.plan.form.node(repeat).name;
        let template = || given.named(around, name).find(|&child| given.is_template(child));
        given.instances(around, name).nth(number).or_else(template)
    }

    /// The element around a repeat in what a row was made from.
    fn given_around(&self, row: RowIx, repeat: NodeId) -> Option<NodeIx> {
        let parent = self.plan.form.node(repeat).parent?;
        self.given_element(self.tree.at(row, self.plan.layout.place(parent).slot))
    }

    /// The text given for a question; `None` where its element was left out.
    pub(super) fn given_text(&self, at: At) -> Option<String> {
        let element = self.given_element(at)?;
        Some(self.given.as_ref()?.document.text(element).into_owned()).filter(|_| self.plan.form.question(self.node(at)).is_some())
    }

    fn given_element(&self, at: At) -> Option<NodeIx> {
        let row = self.tree.row(self.tree.cell(at).row);
        let source = row.source?;
        if row.base == at.0 {
            return Some(source);
        }
        let above = self.given_element(self.above(at)?)?;
        let name = &self.plan.form.node(self.node(at)).name;
        let given = self.given.as_ref()?;
        match attribute_name(name) {
            Some(name) => given.attribute(above, name),
            None => given.named(above, name).next(),
        }
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
