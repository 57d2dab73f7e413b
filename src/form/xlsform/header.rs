//! What a column means: `label::Tiếng Việt (vi)`, `Relevance` and `bind:jr:constraintMsg` all lead to a column of the standard.

use super::super::finding::{FindingKind, Findings, nearest};
use super::super::{Place, Sheet};

/// A column of a sheet, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// The standard's name, aliases resolved; for an unknown column its header as written.
    pub(super) key: String,
    /// After the last `::`, for columns with texts.
    pub(super) language: Option<String>,
    /// The standard knows it.
    pub(super) is_known: bool,
}

impl Column {
    /// The attribute that the author gives a bind, a control or an element of the instance.
    pub(super) fn own_attribute(&self) -> Option<&str> {
        let parts = self.key.split_once("::").filter(|_| !self.is_known);
        parts
            .filter(|(of, _)| matches!(*of, "bind" | "body" | "instance"))
            .map(|(_, name)| name)
    }
}

/// The columns that one sheet may have.
pub(super) struct Vocabulary {
    /// Standard names.
    pub(super) known: &'static [&'static str],
    /// Other names in use, and what they stand for.
    pub(super) aliases: &'static [(&'static str, &'static str)],
    /// Which of them bear texts in languages.
    pub(super) translated: &'static [&'static str],
    /// First parts of a header that say nothing (`bind::relevant`).
    pub(super) prefixes: &'static [&'static str],
    /// Those among them that make an unknown column an attribute of the author's own.
    pub(super) carried: &'static [&'static str],
}

/// The survey sheet.
pub(super) const SURVEY: Vocabulary = Vocabulary {
    known: &[
        "type",
        "name",
        "label",
        "hint",
        "guidance_hint",
        "image",
        "big-image",
        "audio",
        "video",
        "autoplay",
        "relevant",
        "required",
        "required_message",
        "constraint",
        "constraint_message",
        "soft_constraint",
        "soft_constraint_message",
        "minimum_seconds",
        "missing_reasons",
        "read_only",
        "calculation",
        "appearance",
        "default",
        "parameters",
        "choice_filter",
        "repeat_count",
        "trigger",
        "disabled",
        "save_to",
        "intent",
        "rows",
    ],
    aliases: &[
        ("readonly", "read_only"),
        ("relevance", "relevant"),
        ("caption", "label"),
        ("command", "type"),
        ("tag", "name"),
        ("value", "name"),
        ("constraining_message", "constraint_message"),
        ("jr:constraintmsg", "constraint_message"),
        ("requiredmsg", "required_message"),
        ("jr:requiredmsg", "required_message"),
        ("calculate", "calculation"),
        ("count", "repeat_count"),
        ("jr:count", "repeat_count"),
        ("autoplay", "autoplay"),
        ("noapperrorstring", "no_app_error_string"),
    ],
    translated: &[
        "label",
        "hint",
        "guidance_hint",
        "image",
        "big-image",
        "audio",
        "video",
        "constraint_message",
        "soft_constraint_message",
        "required_message",
    ],
    prefixes: &["media", "bind", "control", "body", "instance"],
    carried: &["bind", "control", "body", "instance"],
};

/// The choices sheet, and `external_choices`.
pub(super) const CHOICES: Vocabulary = Vocabulary {
    known: &["list_name", "name", "label", "image", "big-image", "audio", "video"],
    aliases: &[("caption", "label"), ("value", "name"), ("list name", "list_name")],
    translated: &["label", "image", "big-image", "audio", "video"],
    prefixes: &["media"],
    carried: &[],
};

/// The entities sheet.
pub(super) const ENTITIES: Vocabulary = Vocabulary {
    known: &["list_name", "entity_id", "create_if", "update_if", "label", "repeat"],
    aliases: &[("dataset", "list_name"), ("list name", "list_name")],
    translated: &[],
    prefixes: &[],
    carried: &[],
};

/// The settings sheet.
pub(super) const SETTINGS: Vocabulary = Vocabulary {
    known: &[
        "form_id",
        "form_title",
        "version",
        "default_language",
        "style",
        "name",
        "instance_name",
        "public_key",
        "submission_url",
        "auto_send",
        "auto_delete",
        "allow_choice_duplicates",
        "clean_text_values",
        "omit_instanceid",
        "instance_xmlns",
        "namespaces",
        "instance_id",
        "client_editable",
        "sms_keyword",
        "sms_separator",
        "prefix",
        "delimiter",
        "flat",
        "add_none_option",
    ],
    aliases: &[
        ("title", "form_title"),
        ("set_form_title", "form_title"),
        ("id_string", "form_id"),
        ("set_form_id", "form_id"),
    ],
    translated: &[],
    prefixes: &[],
    carried: &[],
};

/// Columns of the survey sheet that XForms keep in a bind.
const OF_BINDS: [&str; 9] = [
    "relevant",
    "required",
    "required_message",
    "constraint",
    "constraint_message",
    "soft_constraint",
    "soft_constraint_message",
    "read_only",
    "calculation",
];

impl Vocabulary {
    /// The meaning of each column of a sheet; doubles and slips of the keyboard are reported.
    pub(super) fn read(&self, sheet: &Sheet, findings: &mut Findings) -> Vec<Column> {
        let has_double_colon = sheet.header.iter().any(|head| head.text.contains("::"));
        let mut columns: Vec<Column> = Vec::new();
        for head in &sheet.header {
            let column = self.column(&head.text, has_double_colon);
            let place = Place {
                sheet: sheet.name.as_str().into(),
                row: 0,
                column: head.column,
            };
            let twin = columns
                .iter()
                .position(|other| *other == column)
                .and_then(|twin| sheet.header.get(twin));
            // Forms that have been through several servers bear their id under both of its names.
            if let Some(first) = twin.filter(|_| column.is_known && column.key != "form_id") {
                let (column, first) = (head.text.clone(), first.text.clone());
                findings.report(FindingKind::DuplicateColumn { column, first }, place);
            } else if self.is_unknown_media(&head.text, &column) {
                let column = head.text.clone();
                findings.report(FindingKind::UnknownMedia { column }, place);
            } else if let Some(name) = column.own_attribute().filter(|name| !super::is_name(name)) {
                let (name, column) = (name.to_owned(), head.text.clone());
                findings.report(FindingKind::InvalidName { name, column }, place);
            } else if !column.is_known {
                let suggestion = self.meant_by(&head.text, has_double_colon);
                if suggestion.is_some() {
                    let column = head.text.clone();
                    findings.report(FindingKind::UnknownColumn { column, suggestion }, place);
                }
            }
            columns.push(column);
        }
        columns
    }

    /// What an unknown header may have been meant for: a standard name, or one with two colons where one is no separator.
    fn meant_by(&self, header: &str, has_double_colon: bool) -> Option<String> {
        let with_two = || header.replacen(':', "::", 1);
        let is_one_short = has_double_colon && !header.contains("::") && self.column(&with_two(), true).is_known;
        if is_one_short {
            return Some(with_two());
        }
        nearest(&snake_case(header), self.known.iter().copied())
    }

    /// Whether a header begins like a picture's or sound's and names no such thing.
    fn is_unknown_media(&self, header: &str, column: &Column) -> bool {
        let first = header.split(':').next().map(snake_case);
        !column.is_known && self.prefixes.contains(&"media") && first.as_deref() == Some("media")
    }

    fn column(&self, header: &str, has_double_colon: bool) -> Column {
        let mut parts: Vec<String> = if has_double_colon {
            header.split("::").map(|part| part.trim().to_owned()).collect()
        } else {
            split_single(header)
        };
        let unknown = Column {
            key: header.to_owned(),
            language: None,
            is_known: false,
        };
        let is_prefix = |part: &String| self.prefixes.contains(&snake_case(part).as_str());
        let is_prefixed = parts.len() > 1 && parts.first().is_some_and(is_prefix);
        let prefix = is_prefixed.then(|| snake_case(&parts.remove(0)));
        let key = parts.first().and_then(|first| self.key(first));
        let Some(key) = key.filter(|key| prefix.as_ref().is_none_or(|prefix| can_say(prefix, key))) else {
            return match prefix.filter(|prefix| self.carried.contains(&prefix.as_str())) {
                // The author's own attribute of a bind or control: `bind::odk:length`, `control:class`.
                Some(prefix) => Column {
                    key: format!("{}::{}", if prefix == "control" { "body" } else { &prefix }, parts.join(":")),
                    ..unknown
                },
                None => unknown,
            };
        };
        let language = (parts.len() > 1).then(|| parts.split_off(1).join(":"));
        if language.is_some() && !self.translated.contains(&key) {
            return unknown;
        }
        Column {
            key: key.to_owned(),
            language: language.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")),
            is_known: true,
        }
    }

    fn key(&self, part: &str) -> Option<&'static str> {
        let name = snake_case(part);
        let alias = self
            .aliases
            .iter()
            .find(|(alias, _)| *alias == name || alias.replace(' ', "_") == name);
        let name = alias.map_or(name.as_str(), |(_, key)| key);
        self.known.iter().copied().find(|known| *known == name)
    }
}

/// Whether a column of the standard can be written behind a prefix. What an author writes on the instance, or on a bind where binds have
/// no such thing, is an attribute of its own: `instance::tag` is no name.
fn can_say(prefix: &str, key: &str) -> bool {
    match prefix {
        "instance" => false,
        "bind" => OF_BINDS.contains(&key),
        "control" | "body" => !OF_BINDS.contains(&key) && !matches!(key, "type" | "name" | "default" | "trigger" | "save_to"),
        _ => true,
    }
}

/// Splits at single colons, but keeps `jr:count` together.
fn split_single(header: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in header.split(':') {
        match parts.last_mut() {
            Some(last) if last == "jr" => *last = format!("jr:{}", part.trim()),
            _ => parts.push(part.trim().to_owned()),
        }
    }
    parts
}

/// Lower case, words joined by `_`.
pub(super) fn snake_case(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{CHOICES, SETTINGS, SURVEY, Vocabulary};

    #[test]
    fn headers_lead_to_columns_of_the_standard() {
        #[track_caller]
        fn case(vocabulary: &Vocabulary, header: &str, expected: (&str, Option<&str>, bool)) {
            let column = vocabulary.column(header, header.contains("::"));
            assert_eq!((column.key.as_str(), column.language.as_deref(), column.is_known), expected);
        }
        case(&SURVEY, "Label::Tiếng  Việt (vi)", ("label", Some("Tiếng Việt (vi)"), true));
        case(&SURVEY, "label:en", ("label", Some("en"), true));
        case(&SURVEY, "media::image::en", ("image", Some("en"), true));
        case(&SURVEY, "Relevance", ("relevant", None, true));
        case(&SURVEY, "bind:jr:constraintMsg:fr", ("constraint_message", Some("fr"), true));
        case(&SURVEY, "control::appearance", ("appearance", None, true));
        case(&SURVEY, "Read Only", ("read_only", None, true));
        case(
            &SURVEY,
            "Soft constraint message::vi",
            ("soft_constraint_message", Some("vi"), true),
        );
        case(&SURVEY, "publishable", ("publishable", None, false));
        case(&SURVEY, "bind::odk:length", ("bind::odk:length", None, false));
        case(&SURVEY, "body:esri:style", ("body::esri:style", None, false));
        case(&SURVEY, "instance::tag", ("instance::tag", None, false));
        case(&SURVEY, "instance::db-doc", ("instance::db-doc", None, false));
        case(&SURVEY, "bind::type", ("bind::type", None, false));
        case(&SURVEY, "body::intent", ("intent", None, true));
        case(&SURVEY, "control::accuracy", ("body::accuracy", None, false));
        case(&CHOICES, "list name", ("list_name", None, true));
        case(&CHOICES, "score", ("score", None, false));
        case(&SETTINGS, "set form id", ("form_id", None, true));
    }
}
