//! Forms written as XForms read as the forms that they were.

use proptest::prelude::{prop_assert, prop_assume, proptest};
use serde_json::Value as Json;

use super::super::super::{
    Appearance, Attachments, DataType, Form, Kind, Media, NoAttachments, Question, Template, TemplatePart, Text, file_name, imagined, read,
};
use super::events::is_shown;
use crate::xpath::law::law;

/// The form, or what is wrong with it.
#[track_caller]
fn form(name: &str, source: &str, attachments: &dyn Attachments) -> Form {
    let (form, findings) = read(name, source.as_bytes(), attachments);
    form.unwrap_or_else(|| panic!("{findings:#?}\n{source}"))
}

/// What is lost or changed on the way through an XForm: one line for each place.
fn lost(form: &Form, attachments: &dyn Attachments) -> Vec<String> {
    let xml = form.to_xform();
    let (again, findings) = read("again.xml", xml.as_bytes(), attachments);
    let Some(again) = again else {
        return vec![format!("refused: {findings:#?}\n{xml}")];
    };
    let mut differences = Vec::new();
    compare("", &carried(form), &carried(&again), &mut differences);
    if !differences.is_empty() {
        differences.push(xml);
    }
    differences
}

fn compare(path: &str, left: &Json, right: &Json, differences: &mut Vec<String>) {
    match (left, right) {
        (Json::Object(lefts), Json::Object(rights)) => {
            let keys: std::collections::BTreeSet<&String> = lefts.keys().chain(rights.keys()).collect();
            for key in keys {
                let value = |object: &serde_json::Map<String, Json>| object.get(key).cloned().unwrap_or(Json::Null);
                compare(&format!("{path}/{key}"), &value(lefts), &value(rights), differences);
            }
        }
        (Json::Array(lefts), Json::Array(rights)) if lefts.len() == rights.len() => {
            for (at, (left, right)) in lefts.iter().zip(rights).enumerate() {
                compare(&format!("{path}[{at}]"), left, right, differences);
            }
        }
        _ if left == right => {}
        _ => differences.push(format!("{path}: {left} became {right}")),
    }
}

/// A form as canonical JSON, without what no XForm carries.
fn carried(form: &Form) -> Json {
    let mut form = form.clone();
    let shown: Vec<bool> = form.ids().map(|id| is_shown(&form, id)).collect();
    let known = super::super::settings::OF_SUBMISSION.map(|(_, setting)| setting);
    form.settings.retain(|name, _| {
        known.contains(&name.as_str())
            || name.starts_with("attribute::")
            || matches!(name.as_str(), "instance_xmlns" | "prefix" | "delimiter")
    });
    form.settings.sort_keys();
    for (node, is_shown) in form.nodes.iter_mut().zip(shown) {
        node.extra = node
            .extra
            .drain(..)
            .filter_map(|(column, value)| Some((carried_column(&column, is_shown)?, value)))
            .collect();
        node.extra.sort_keys();
        settle(&mut node.label);
        for files in [
            &mut node.media.image,
            &mut node.media.big_image,
            &mut node.media.audio,
            &mut node.media.video,
        ] {
            bare(files);
        }
        if !is_shown {
            node.label = Text::default();
            node.media = Media::default();
            node.appearance = Appearance::default();
        }
        let is_locked = node
            .read_only
            .as_ref()
            .is_some_and(|condition| &*condition.expression.source == "true()");
        if let Kind::Question(question) = &mut node.kind {
            settle_question(question, is_locked);
        }
    }
    for choice in form.lists.values_mut().flat_map(|list| &mut list.choices) {
        settle(&mut choice.label);
        choice.extra.retain(|column, _| super::instances::is_element_name(column));
        for files in [
            &mut choice.media.image,
            &mut choice.media.big_image,
            &mut choice.media.audio,
            &mut choice.media.video,
        ] {
            bare(files);
        }
    }
    let mut json = serde_json::to_value(&form).unwrap();
    // The attributes of the root element are the form's own.
    if let Some(Json::String(prefilled)) = json.get_mut("prefilled") {
        *prefilled = prefilled.split_once('>').map(|(_, inside)| inside.to_owned()).unwrap_or_default();
    }
    json
}

fn carried_column(column: &str, is_shown: bool) -> Option<String> {
    if column.starts_with("bind::") || column.starts_with("instance::") || column == "save_to" {
        return Some(column.to_owned());
    }
    let own = column.strip_prefix("control::").or_else(|| column.strip_prefix("body::"));
    let carried = own.map(|attribute| format!("body::{attribute}"));
    let carried = carried.or_else(|| matches!(column, "intent" | "autoplay").then(|| column.to_owned()));
    carried.filter(|_| is_shown)
}

fn settle_question(question: &mut Question, is_locked: bool) {
    let tables = super::super::binds::PARAMETERS.map(|(_, parameter)| parameter);
    let of_control = super::super::controls::PARAMETERS.map(|(_, parameter)| parameter);
    let is_asked = question.is_asked;
    question.parameters.retain(|name, _| {
        let name = name.as_str();
        tables.contains(&name) || is_asked && (of_control.contains(&name) || name == "app")
    });
    question.parameters.sort_keys();
    question.trigger.sort();
    for text in [
        &mut question.hint,
        &mut question.guidance,
        &mut question.required_message,
        &mut question.constraint_message,
        &mut question.soft_constraint_message,
    ] {
        settle(text);
    }
    if !is_asked {
        question.hint = Text::default();
        question.guidance = Text::default();
        question.choices = None;
        question.data = match question.data {
            DataType::Note | DataType::Acknowledge => DataType::Text,
            DataType::Image | DataType::Audio | DataType::Video => DataType::File,
            other => other,
        };
    }
    // A text that nobody can change and that computes nothing is a note.
    if is_asked && question.data == DataType::Text && is_locked && (question.calculate.is_none() || !question.trigger.is_empty()) {
        question.data = DataType::Note;
    }
    if question.data == DataType::Note && question.calculate.is_some() && question.trigger.is_empty() {
        question.data = DataType::Text;
    }
    if question.data != DataType::Metadata {
        question.type_name.clear();
    }
    if let Some(itemset) = &mut question.choices
        && !itemset.is_randomized
    {
        itemset.seed = None;
    }
}

/// Languages at the end that have no text say nothing; neighbouring literals are one.
fn settle(text: &mut Text) {
    for template in text.by_language.iter_mut().flatten() {
        let mut parts: Vec<TemplatePart> = Vec::new();
        for part in template.parts.drain(..) {
            match (parts.last_mut(), part) {
                (Some(TemplatePart::Literal(before)), TemplatePart::Literal(literal)) => before.push_str(&literal),
                (_, part) => parts.push(part),
            }
        }
        *template = Template { parts };
    }
    while text.by_language.last().is_some_and(Option::is_none) {
        text.by_language.pop();
    }
}

/// Files by their names alone.
fn bare(files: &mut Vec<Option<String>>) {
    for file in files.iter_mut().flatten() {
        if file.starts_with("jr://") {
            *file = file_name(file).to_owned();
        }
    }
    while files.last().is_some_and(Option::is_none) {
        files.pop();
    }
}

#[test]
fn a_form_survives_its_xform() {
    #[track_caller]
    fn case(name: &str, source: &str) {
        let files = std::collections::BTreeMap::from([("units.csv".to_owned(), b"name,label\n1,One\n".to_vec())]);
        let differences = lost(&form(name, source, &files), &files);
        assert!(differences.is_empty(), "{}", differences.join("\n"));
    }
    case("sipas-citizen.md", include_str!("../../../../assets/instruments/sipas-citizen.md"));
    case(
        "small.md",
        "| survey |\n| | type | name | label | hint | guidance_hint | relevant | choice_filter | default | repeat_count | trigger | calculation |\n\
         | | begin_repeat | v | Visit | | | | | | 2 | | |\n| | select_one_from_file units.csv | u | Unit | | | | name != ${w} | | | | |\n\
         | | text | w | W | H | G | | | | | | |\n| | text | t | Why ${u}? | | | ${u} != '' | | today() | | | |\n\
         | | end_repeat | | | | | | | | | | |\n| | text | a | A | | | | | | | | |\n| | calculate | b | | | | | | | | ${a} | now() |\n\
         | | select_one yn or_other | q | Q | | | | | y | | | |\n| | calculate | p | | | | | | | | | pulldata('units', 'label', 'name', '1') |\n\
         | choices |\n| | list_name | name | label | score |\n| | yn | y | Yes ${a} | 1 |\n| | yn | n | No | 0 |\n",
    );
}

proptest! {
    #![proptest_config(law(64))]
    #[test]
    fn every_imagined_form_survives_its_xform(imagined in imagined::forms()) {
        let form = imagined.form();
        prop_assume!(form.is_some());
        let differences = lost(&form.unwrap(), &imagined::attachments());
        prop_assert!(differences.is_empty(), "{}\n{}", imagined.written(), differences.join("\n"));
    }
}

#[test]
fn every_recorded_form_survives_its_xform() {
    let Some(folder) = std::env::var_os("PHIEU_CONFORMANCE") else {
        eprintln!("skipped, PHIEU_CONFORMANCE is not set");
        return;
    };
    let folder = std::path::PathBuf::from(folder);
    let rows = |name: &str| -> Vec<Json> {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let mut sources: Vec<(String, &str, String)> = Vec::new();
    for row in rows("pyxform_cases.jsonl") {
        let name = row["test"].as_str().unwrap_or_default().to_owned();
        if let (Some(markdown), true) = (row["args"]["md"].as_str(), row["xform"].is_string()) {
            sources.push((name.clone(), "data.md", markdown.to_owned()));
        }
        sources.extend(
            row["xform"]
                .as_str()
                .map(|xform| (format!("{name} (XForm)"), "data.xml", xform.to_owned())),
        );
    }
    for row in rows("scenario_traces.jsonl").iter().filter(|row| row["op"] == "init") {
        let name = format!("{} {}", row["file"], row["test"]);
        sources.extend(row["form"].as_str().map(|xform| (name, "data.xml", xform.to_owned())));
    }
    let (mut count, mut failures) = (0, Vec::new());
    for (name, file, source) in &sources {
        let (Some(form), _) = read(file, source.as_bytes(), &NoAttachments) else {
            continue;
        };
        count += 1;
        let mut differences = lost(&form, &NoAttachments);
        if !differences.is_empty() {
            differences.truncate(4);
            failures.push(format!("{name}\n    {}", differences.join("\n    ")));
        }
    }
    assert!(count > 500, "{count}");
    assert!(failures.is_empty(), "{} of {count}:\n{}", failures.len(), failures.join("\n"));
}
