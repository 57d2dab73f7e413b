//! What binds say of a node: its type and its conditions.

use indexmap::IndexMap;

use super::super::DataType;
use super::Reader;
use super::attributes::{attribute, others};
use super::controls::Control;
use crate::xpath::NodeIx;

/// Attributes that are read apart.
const KNOWN: [&str; 18] = [
    "nodeset",
    "ref",
    "id",
    "type",
    "relevant",
    "required",
    "readonly",
    "constraint",
    "calculate",
    "jr:constraintMsg",
    "jr:requiredMsg",
    "jr:preload",
    "jr:preloadParams",
    "entities:saveto",
    "phieu:softConstraint",
    "phieu:softConstraintMsg",
    "phieu:minimumSeconds",
    "phieu:missingReasons",
];

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
pub(super) struct Bind {
    pub(super) type_name: String,
    pub(super) relevant: Option<String>,
    pub(super) required: Option<String>,
    pub(super) read_only: Option<String>,
    pub(super) constraint: Option<String>,
    pub(super) calculate: Option<String>,
    pub(super) constraint_message: Option<String>,
    pub(super) required_message: Option<String>,
    pub(super) soft_constraint: Option<String>,
    pub(super) soft_constraint_message: Option<String>,
    pub(super) minimum_seconds: Option<String>,
    pub(super) missing_reasons: Option<String>,
    /// What an XLSForm says in the column `parameters`.
    pub(super) parameters: IndexMap<String, String>,
    /// Attributes of the author's own, by the XLSForm's column for them.
    pub(super) extra: IndexMap<String, String>,
    /// What actions call the bind by.
    pub(super) id: Option<String>,
    /// `jr:preload` and `jr:preloadParams`.
    pub(super) preload: Option<(String, String)>,
}

impl Bind {
    /// What is stored, and what an XLSForm calls the type.
    pub(super) fn data_type(&self, control: &Control) -> (DataType, &'static str) {
        if let Some((preload, parameters)) = &self.preload {
            return (DataType::Metadata, metadata(preload, parameters));
        }
        let bound = self.type_name.rsplit(':').next().unwrap_or_default();
        match control.tag.as_str() {
            "select1" => (DataType::SelectOne, "select_one"),
            "select" => (DataType::SelectMultiple, "select_multiple"),
            "rank" => (DataType::Rank, "rank"),
            "range" => (DataType::Range, "range"),
            "trigger" => (DataType::Acknowledge, "acknowledge"),
            "input" if control.query.is_some() => (DataType::SelectOne, "select_one_external"),
            "" if bound == "binary" => (DataType::Metadata, "audit"),
            "upload" => upload(&control.media_type),
            "" if self.calculate.is_some() && matches!(bound, "string" | "") => (DataType::Text, "calculate"),
            "" if matches!(bound, "string" | "") => (DataType::Text, "hidden"),
            _ if self.is_note(control) => (DataType::Note, "note"),
            _ => input(bound),
        }
    }

    /// An input that nobody can change and that computes nothing is a note.
    fn is_note(&self, control: &Control) -> bool {
        let is_text = matches!(self.type_name.rsplit(':').next(), Some("string" | "") | None);
        control.tag == "input" && is_text && self.calculate.is_none() && self.read_only.as_deref().is_some_and(|source| source == "true()")
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
            let attribute = |name: &str| attribute(document, element, name).map(str::to_owned);
            let bind = self.binds.entry(id).or_default();
            let fill = |slot: &mut Option<String>, name: &str| {
                if let Some(text) = attribute(name) {
                    *slot = Some(text.trim().to_owned());
                }
            };
            fill(&mut bind.id, "id");
            fill(&mut bind.relevant, "relevant");
            fill(&mut bind.required, "required");
            fill(&mut bind.read_only, "readonly");
            fill(&mut bind.constraint, "constraint");
            fill(&mut bind.calculate, "calculate");
            fill(&mut bind.constraint_message, "jr:constraintMsg");
            fill(&mut bind.required_message, "jr:requiredMsg");
            fill(&mut bind.soft_constraint, "phieu:softConstraint");
            fill(&mut bind.soft_constraint_message, "phieu:softConstraintMsg");
            fill(&mut bind.minimum_seconds, "phieu:minimumSeconds");
            fill(&mut bind.missing_reasons, "phieu:missingReasons");
            for (name, parameter) in PARAMETERS {
                if let Some(value) = attribute(name) {
                    bind.parameters.insert(parameter.to_owned(), value);
                }
            }
            if let Some(property) = attribute("entities:saveto") {
                bind.extra.insert("save_to".to_owned(), property);
            }
            let unknown = others(document, element, &KNOWN).filter(|(name, _)| PARAMETERS.iter().all(|(known, _)| known != name));
            bind.extra
                .extend(unknown.map(|(name, value)| (format!("bind::{name}"), value.to_owned())));
            if let Some(type_name) = attribute("type") {
                bind.type_name = type_name;
            }
            if let Some(preload) = attribute("jr:preload") {
                bind.preload = Some((preload, attribute("jr:preloadParams").unwrap_or_default()));
            }
        }
    }
}
