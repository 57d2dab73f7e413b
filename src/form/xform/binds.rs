//! What binds say of a node: its type and its conditions.

use indexmap::IndexMap;
use smallvec::SmallVec;

use super::super::DataType;
use super::Reader;
use super::attributes::{attribute, bears, meant};
use super::controls::Control;
use crate::xpath::NodeIx;

/// Attributes that an XLSForm gives as parameters.
pub(super) const PARAMETERS: [(&str, &str); 9] = [
    ("odk:quality", "quality"),
    ("orx:max-pixels", "max-pixels"),
    ("odk:allow-mock-accuracy", "allow-mock-accuracy"),
    ("odk:track-changes", "track-changes"),
    ("odk:track-changes-reasons", "track-changes-reasons"),
    ("odk:identify-user", "identify-user"),
    ("odk:location-priority", "location-priority"),
    ("odk:location-min-interval", "location-min-interval"),
    ("odk:location-max-age", "location-max-age"),
];

/// A bind as written.
#[derive(Debug, Clone, Default)]
pub(super) struct Bind<'a> {
    pub(super) type_name: &'a str,
    pub(super) relevant: Option<&'a str>,
    pub(super) required: Option<&'a str>,
    pub(super) read_only: Option<&'a str>,
    pub(super) constraint: Option<&'a str>,
    pub(super) calculate: Option<&'a str>,
    pub(super) constraint_message: Option<&'a str>,
    pub(super) required_message: Option<&'a str>,
    pub(super) soft_constraint: Option<&'a str>,
    pub(super) soft_constraint_message: Option<&'a str>,
    pub(super) minimum_seconds: Option<&'a str>,
    pub(super) missing_reasons: Option<&'a str>,
    /// What an XLSForm says in the column `parameters`.
    pub(super) parameters: IndexMap<String, String>,
    /// Attributes of the author's own, by the XLSForm's column for them.
    pub(super) extra: IndexMap<String, String>,
    /// What actions call the bind by.
    pub(super) id: Option<&'a str>,
    /// `jr:preload` and `jr:preloadParams`.
    pub(super) preload: Option<(&'a str, &'a str)>,
}

impl Bind<'_> {
    /// What is stored, and what an XLSForm calls the type.
    pub(super) fn data_type(&self, control: &Control<'_>) -> (DataType, &'static str) {
        if let Some((preload, parameters)) = &self.preload {
            return (DataType::Metadata, metadata(preload, parameters));
        }
        let bound = self.type_name.rsplit(':').next().unwrap_or_default();
        match control.tag {
            "select1" => (DataType::SelectOne, "select_one"),
            "select" => (DataType::SelectMultiple, "select_multiple"),
            "rank" => (DataType::Rank, "rank"),
            "range" => (DataType::Range, "range"),
            "trigger" => (DataType::Acknowledge, "acknowledge"),
            "input" if control.query.is_some() => (DataType::SelectOne, "select_one_external"),
            "" if bound == "binary" => (DataType::Metadata, "audit"),
            "upload" => upload(control.media_type),
            "" if self.calculate.is_some() && matches!(bound, "string" | "") => (DataType::Text, "calculate"),
            "" if matches!(bound, "string" | "") => (DataType::Text, "hidden"),
            _ if self.is_note(control) => (DataType::Note, "note"),
            _ => input(bound),
        }
    }

    /// An input that nobody can change and that computes nothing is a note.
    fn is_note(&self, control: &Control<'_>) -> bool {
        let is_text = matches!(self.type_name.rsplit(':').next(), Some("string" | "") | None);
        control.tag == "input" && is_text && self.calculate.is_none() && self.read_only == Some("true()")
    }
}

fn input(bound: &str) -> (DataType, &'static str) {
    match bound {
        "int" | "integer" | "long" => (DataType::Integer, "integer"),
        "decimal" | "double" | "float" => (DataType::Decimal, "decimal"),
        "date" => (DataType::Date, "date"),
        "time" => (DataType::Time, "time"),
        "dateTime" => (DataType::DateTime, "dateTime"),
        "geopoint" => (DataType::Geopoint, "geopoint"),
        "geotrace" => (DataType::Geotrace, "geotrace"),
        "geoshape" => (DataType::Geoshape, "geoshape"),
        "barcode" => (DataType::Barcode, "barcode"),
        "binary" => (DataType::File, "file"),
        "select1" => (DataType::SelectOne, "select_one"),
        "select" => (DataType::SelectMultiple, "select_multiple"),
        "rank" => (DataType::Rank, "rank"),
        _ => (DataType::Text, "text"),
    }
}

fn upload(media_type: &str) -> (DataType, &'static str) {
    match media_type.split('/').next() {
        Some("image") => (DataType::Image, "image"),
        Some("audio") => (DataType::Audio, "audio"),
        Some("video") => (DataType::Video, "video"),
        _ => (DataType::File, "file"),
    }
}

fn metadata(preload: &str, parameters: &str) -> &'static str {
    match (preload, parameters) {
        ("timestamp", "end") => "end",
        ("timestamp", _) => "start",
        ("date", _) => "today",
        ("property", "username") => "username",
        ("property", "email") => "email",
        ("property", "phonenumber" | "phone number") => "phonenumber",
        ("property", "subscriberid") => "subscriberid",
        ("property", "simserial") => "simserial",
        ("property", "uri:deviceid") => "uri:deviceid",
        ("property", "uri:username") => "uri:username",
        ("property", "uri:email") => "uri:email",
        ("property", "uri:phonenumber") => "uri:phonenumber",
        ("property", "uri:subscriberid") => "uri:subscriberid",
        ("property", "uri:simserial") => "uri:simserial",
        ("property", _) => "deviceid",
        // `uid`, or what the settings of an XLSForm put in its place.
        _ => "instanceID",
    }
}

impl Reader<'_> {
    /// Reads the binds of a model; several for one node add up.
    pub(super) fn read_binds(&mut self, model: NodeIx) {
        let document = self.document;
        for element in document.elements(model).filter(|child| document.local_name(*child) == "bind") {
            let Some(path) = document
                .attribute(element, "nodeset")
                .or_else(|| document.attribute(element, "ref"))
            else {
                continue;
            };
            let Some(id) = self.resolve(path, super::super::NodeId(0)) else {
                continue;
            };
            let Some(bind) = self.binds.get_mut(id.0 as usize) else { continue };
            let bind = bind.get_or_insert_default();
            let (mut preload, mut parameters_of_preload) = (None, "");
            let mut unknown: SmallVec<[NodeIx; 4]> = SmallVec::new();
            for at in document.attributes(element) {
                let value = document.own_text(at);
                let text = Some(value.trim());
                let (prefix, local) = meant(document, at);
                match (prefix, local) {
                    ("", "nodeset" | "ref") => {}
                    ("", "type") => bind.type_name = value,
                    ("", "id") => bind.id = text,
                    ("", "relevant") => bind.relevant = text,
                    ("", "required") => bind.required = text,
                    ("", "readonly") => bind.read_only = text,
                    ("", "constraint") => bind.constraint = text,
                    ("", "calculate") => bind.calculate = text,
                    ("jr", "constraintMsg") => bind.constraint_message = text,
                    ("jr", "requiredMsg") => bind.required_message = text,
                    ("jr", "preload") => preload = Some(value),
                    ("jr", "preloadParams") => parameters_of_preload = value,
                    ("phieu", "softConstraint") => bind.soft_constraint = text,
                    ("phieu", "softConstraintMsg") => bind.soft_constraint_message = text,
                    ("phieu", "minimumSeconds") => bind.minimum_seconds = text,
                    ("phieu", "missingReasons") => bind.missing_reasons = text,
                    ("entities", "saveto") => {
                        bind.extra.insert("save_to".to_owned(), value.to_owned());
                    }
                    _ => {
                        unknown.push(at);
                        continue;
                    }
                }
                // Under a prefix of the author's own it is also kept as written.
                if !bears(document.name(at), prefix) {
                    unknown.push(at);
                }
            }
            if let Some(preload) = preload {
                bind.preload = Some((preload, parameters_of_preload));
            }
            let has_unknown = !unknown.is_empty();
            for at in unknown {
                let name = document.name(at);
                if PARAMETERS.iter().all(|(known, _)| *known != name) {
                    bind.extra.insert(format!("bind::{name}"), document.own_text(at).to_owned());
                }
            }
            for (name, parameter) in PARAMETERS.iter().filter(|_| has_unknown) {
                if let Some(value) = attribute(document, element, name) {
                    bind.parameters.insert((*parameter).to_owned(), value.to_owned());
                }
            }
        }
    }
}
