//! What an XForm says of itself beyond its questions: where its records go, and the attributes of its root.

use indexmap::IndexMap;

use super::Reader;
use super::attributes::{attribute, others};
use crate::xpath::NodeIx;

/// Attributes of `submission` and the settings of an XLSForm that they stand for.
pub(super) const OF_SUBMISSION: [(&str, &str); 5] = [
    ("action", "submission_url"),
    ("base64RsaPublicKey", "public_key"),
    ("orx:auto-send", "auto_send"),
    ("orx:auto-delete", "auto_delete"),
    ("odk:client-editable", "client_editable"),
];

/// Namespaces that a primary instance has without its author's doing.
const USUAL_NAMESPACES: [&str; 2] = ["", super::XFORMS];

impl Reader<'_> {
    /// The settings by the names that an XLSForm gives them.
    pub(super) fn settings(&self, model: NodeIx, root: NodeIx) -> IndexMap<String, String> {
        let document = self.document;
        let mut settings = IndexMap::new();
        let mut set = |name: String, value: &str| {
            if !value.is_empty() {
                settings.insert(name, value.to_owned());
            }
        };
        let submission = document.elements(model).find(|child| document.local_name(*child) == "submission");
        for (name, setting) in OF_SUBMISSION {
            let value = submission.and_then(|submission| attribute(document, submission, name));
            set(setting.to_owned(), value.unwrap_or_default());
        }
        if !USUAL_NAMESPACES.contains(&document.namespace(root)) {
            set("instance_xmlns".to_owned(), document.namespace(root));
        }
        set("prefix".to_owned(), attribute(document, root, "odk:prefix").unwrap_or_default());
        set(
            "delimiter".to_owned(),
            attribute(document, root, "odk:delimiter").unwrap_or_default(),
        );
        let known = ["id", "version", "orx:version", "odk:prefix", "odk:delimiter", "jr:template"];
        for (name, value) in others(document, root, &known) {
            set(format!("attribute::{name}"), value);
        }
        settings
    }
}
