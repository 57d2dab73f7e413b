//! The column `parameters`: `key=value` pairs, and which of them a type takes.

use indexmap::IndexMap;

use super::super::finding::{FindingKind, Findings};
use super::super::{DataType, Place};
use super::reference::sole_reference;

/// Reads `key=value` pairs set apart by spaces, commas or semicolons; `Err` when the cell is nothing of the kind.
pub(super) fn parse(cell: &str) -> Result<IndexMap<String, String>, ()> {
    let mut spaced = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    for loose in [" =", "= "] {
        spaced = spaced.replace(loose, "=");
    }
    let words = spaced.split([' ', ',', ';']).filter(|word| !word.is_empty());
    let mut pairs = IndexMap::new();
    for word in words {
        let (key, value) = word.split_once('=').ok_or(())?;
        if key.is_empty() || value.is_empty() || value.contains('=') {
            return Err(());
        }
        let key = key.to_lowercase();
        let keeps_case = matches!(
            key.as_str(),
            "value" | "label" | "seed" | "tick_labelset" | "reference-geometry" | "app"
        );
        let value = if keeps_case { value.to_owned() } else { value.to_lowercase() };
        pairs.insert(key, value);
    }
    Ok(pairs)
}

/// Writes each value in one way, and drops what has no effect: on a type that takes no parameters, or with an appearance that rules it out
/// (only a plain camera can be another program's).
pub(super) fn settle(type_name: &str, data: DataType, pairs: &mut IndexMap<String, String>, appearance: &str) {
    if accepted(type_name, data).is_none() {
        pairs.clear();
    }
    if !matches!(appearance, "" | "annotate") {
        pairs.shift_remove("app");
    }
    if let Some(incremental) = pairs.get_mut("incremental")
        && matches!(incremental.as_str(), "yes" | "true()")
    {
        "true".clone_into(incremental);
    }
}

/// The parameters of one question, and where complaints about them go.
pub(super) struct Complaints<'a> {
    pub(super) type_name: &'static str,
    pub(super) place: &'a Place,
    pub(super) findings: &'a mut Findings,
}

impl Complaints<'_> {
    /// Reports one value.
    pub(super) fn bad(&mut self, parameter: &str, found: impl ToString, expected: impl ToString) {
        let kind = FindingKind::BadParameter {
            type_name: self.type_name,
            parameter: parameter.into(),
            found: found.to_string(),
            expected: expected.to_string().into(),
        };
        self.findings.report(kind, self.place.clone());
    }

    /// Reports the parameters that the type does not take, and values that they cannot have.
    pub(super) fn check(&mut self, data: DataType, pairs: &IndexMap<String, String>) {
        if let Some(accepted) = accepted(self.type_name, data) {
            let unknown: Vec<&str> = pairs.keys().map(String::as_str).filter(|key| !accepted.contains(key)).collect();
            if !unknown.is_empty() {
                let kind = FindingKind::UnknownParameter {
                    parameter: unknown.join(", "),
                    accepted: accepted.join(", "),
                };
                self.findings.report(kind, self.place.clone());
            }
        }
        for (parameter, found) in pairs {
            if let Some(expected) = expectation(parameter, found) {
                self.bad(parameter, found, expected);
            }
        }
        if let (Some(seed), None) = (pairs.get("seed"), pairs.get("randomize")) {
            self.bad("seed", seed, "randomize=true");
        }
        if let ("background-audio", Some(quality @ "external")) = (self.type_name, pairs.get("quality").map(String::as_str)) {
            self.bad("quality", quality, "voice-only, low, normal");
        }
        if self.type_name == "audit" {
            self.check_audit(pairs);
        }
    }

    fn check_audit(&mut self, pairs: &IndexMap<String, String>) {
        let location = ["location-priority", "location-min-interval", "location-max-age"];
        let given = location.iter().filter(|key| pairs.contains_key(**key)).count();
        if given > 0 && given < location.len() {
            for missing in location.iter().filter(|key| !pairs.contains_key(**key)) {
                self.bad(missing, "", location.join(", "));
            }
        }
        let seconds = |key: &str| pairs.get(key).and_then(|text| text.parse::<u64>().ok());
        if let (Some(interval), Some(age)) = (seconds("location-min-interval"), seconds("location-max-age"))
            && age < interval
        {
            self.bad("location-max-age", age, format!("≥ location-min-interval ({interval})"));
        }
    }
}

fn accepted(type_name: &str, data: DataType) -> Option<&'static [&'static str]> {
    Some(match (type_name, data) {
        ("select_one_from_file" | "select_multiple_from_file", _) => &["label", "randomize", "seed", "value"],
        (_, DataType::SelectOne | DataType::SelectMultiple | DataType::Rank) => &["randomize", "seed"],
        (_, DataType::Range) => &["end", "placeholder", "start", "step", "tick_interval", "tick_labelset"],
        ("text", _) => &["rows"],
        (_, DataType::Image) => &["app", "max-pixels"],
        (_, DataType::Audio) | ("background-audio", _) => &["quality"],
        ("audit", _) => &[
            "identify-user",
            "location-max-age",
            "location-min-interval",
            "location-priority",
            "track-changes",
            "track-changes-reasons",
        ],
        (_, DataType::Geopoint) => &["allow-mock-accuracy", "capture-accuracy", "reference-geometry", "warning-accuracy"],
        (_, DataType::Geotrace | DataType::Geoshape) => &["allow-mock-accuracy", "incremental", "reference-geometry"],
        _ => return None,
    })
}

/// What a parameter's value should be, when it is not.
fn expectation(parameter: &str, found: &str) -> Option<&'static str> {
    let is_boolean = matches!(found, "true" | "false");
    let is_number = found.parse::<f64>().is_ok_and(f64::is_finite);
    match parameter {
        "randomize" | "track-changes" | "identify-user" | "allow-mock-accuracy" if !is_boolean => Some("true, false"),
        "incremental" if found != "true" => Some("true"),
        "app" => package_name_fault(found),
        "rows" | "max-pixels" if found.parse::<i64>().is_err() => Some("1, 2, 3, …"),
        "location-min-interval" | "location-max-age" if found.parse::<u64>().is_err() => Some("0, 1, 2, …"),
        "capture-accuracy" | "warning-accuracy" if !is_number => Some("0.5, 1, 5, …"),
        "seed" if !is_number && sole_reference(found).is_none() => Some("42, ${question}"),
        "quality" if !matches!(found, "voice-only" | "low" | "normal" | "external") => Some("voice-only, low, normal, external"),
        "track-changes-reasons" if found != "on-form-edit" => Some("on-form-edit"),
        "location-priority" if !matches!(found, "no-power" | "low-power" | "balanced" | "high-accuracy") => {
            Some("no-power, low-power, balanced, high-accuracy")
        }
        _ => None,
    }
}

/// What an Android package's name must be like, where it is not.
fn package_name_fault(name: &str) -> Option<&'static str> {
    let is_word =
        |word: &str| word.starts_with(|c: char| c.is_ascii_alphabetic()) && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let is_name = name.contains('.') && name.split('.').all(is_word);
    (!is_name).then_some("com.example.camera: a-z, A-Z, 0-9, _ · . · …")
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn pairs_are_set_apart_loosely() {
        let pairs = parse("start = 0, END=10;step=1  value=Ma").unwrap();
        assert_eq!(
            pairs.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>(),
            ["start=0", "end=10", "step=1", "value=Ma"]
        );
        assert_eq!(parse("start"), Err(()));
        assert_eq!(parse("start:0"), Err(()));
    }
}
