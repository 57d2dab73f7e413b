//! The instance as ODK submits it: without what is not relevant.

use super::Interview;
use super::chance::Chance;
use crate::xpath::{Document, NodeIx};

impl Interview {
    /// The instance as ODK would submit it: without what is not relevant.
    pub fn xml(&self) -> String {
        let keeps = |element: NodeIx| self.tree.at_element(element).is_none_or(|at| self.is_relevant(at));
        self.tree.document.to_xml_of(Document::ROOT, &keeps)
    }

    /// `uuid:…`, a random (version 4) identifier that the interview's first seed gives.
    pub fn instance_id(&self) -> String {
        let chance = Chance::new(self.seed);
        let bytes = ((u128::from(chance.draw()) << 64) | u128::from(chance.draw())).to_be_bytes();
        format!("uuid:{}", uuid::Builder::from_random_bytes(bytes).into_uuid())
    }
}
