//! The instance as ODK submits it: without what is not relevant.

use super::Interview;
use super::chance::Chance;
use crate::form::NodeId;
use crate::xpath::{Document, NodeIx};

impl Interview {
    /// The instance as ODK would submit it: without what is not relevant, with a `meta` block if the form has none.
    pub fn xml(&self) -> String {
        let mut document = self.tree.document.clone();
        self.add_meta(&mut document);
        let keeps = |element: NodeIx| self.tree.at_element(element).is_none_or(|at| self.is_relevant(at));
        document.to_xml_of(Document::ROOT, &keeps)
    }

    fn add_meta(&self, document: &mut Document) {
        let form = &self.plan.form;
        let has_meta = form
            .node(NodeId(0))
            .children
            .iter()
            .any(|&child| matches!(form.node(child).name.as_str(), "meta" | "orx:meta"));
        let Some(root) = document.root_element().filter(|_| !has_meta) else {
            return;
        };
        let meta = document.append_element(root, "meta");
        let id = document.append_element(meta, "instanceID");
        document.set_text(id, &self.instance_id());
    }

    /// `uuid:…`, a random (version 4) identifier that the interview's first seed gives.
    pub fn instance_id(&self) -> String {
        let chance = Chance::new(self.seed);
        let bytes = ((u128::from(chance.draw()) << 64) | u128::from(chance.draw())).to_be_bytes();
        format!("uuid:{}", uuid::Builder::from_random_bytes(bytes).into_uuid())
    }
}
