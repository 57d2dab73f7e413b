//! What a form asks of a phone that a laptop does not have: told to whoever writes the form, for it will not happen here.

use super::Report;
use super::cells::Cells;
use crate::form::finding::FindingKind;
use crate::form::{Beyond, Form, Kind};

/// Reports each appearance, type and column that has no effect.
pub(super) fn judge(form: &Form, cells: &Cells<'_>, report: &mut Report<'_>) {
    for node in &form.nodes {
        let told = |feature: &str| (node.name.clone(), feature.to_owned());
        if node.extra.contains_key("autoplay") {
            let (name, feature) = told("autoplay");
            report.find(FindingKind::Unsupported { name, feature }, &cells.place(&node.place, "autoplay"));
        }
        let Kind::Question(question) = &node.kind else { continue };
        match Beyond::of(question, &node.appearance) {
            Some((Beyond::Source, feature)) => {
                let (name, feature) = told(feature);
                report.find(FindingKind::NoSource { name, feature }, &cells.place(&node.place, "type"));
            }
            Some((beyond, feature)) => {
                let key = if beyond == Beyond::Osm { "type" } else { "appearance" };
                let (name, feature) = told(feature);
                report.find(FindingKind::Unsupported { name, feature }, &cells.place(&node.place, key));
            }
            None => {}
        }
    }
}
