//! A form as canonical JSON: what the identity of an instrument is made from, and what a package brings along.
//!
//! The same form gives the same bytes, whichever kind of file it came from: places and cells stay out, conditions are their source,
//! attached files are there whole. Reading parses and resolves every expression again.

use std::borrow::Cow;
use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    Action, ChoiceList, Condition, Form, Language, LanguageIx, Node, NodeId, Place, Skeleton, Template, TemplatePart, Text, Workbook,
    condition, expression, instances,
};
use crate::xpath::Document;

#[derive(Serialize, Deserialize)]
struct Wire<'a> {
    id: Cow<'a, str>,
    version: Cow<'a, str>,
    title: Cow<'a, str>,
    root: Cow<'a, str>,
    languages: Cow<'a, [Language]>,
    default_language: LanguageIx,
    style: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    instance_name: Option<Cow<'a, Condition>>,
    settings: Cow<'a, IndexMap<String, String>>,
    nodes: Cow<'a, [Node]>,
    lists: Cow<'a, IndexMap<String, ChoiceList>>,
    /// By list: the element that holds the value, where it is not `name`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    values: IndexMap<String, String>,
    /// Attached files by instance, as XML.
    attached: IndexMap<Cow<'a, str>, String>,
    /// Their names.
    #[serde(default, skip_serializing_if = "has_none")]
    files: Cow<'a, IndexMap<String, String>>,
    /// Texts that expressions ask for.
    #[serde(default, skip_serializing_if = "has_no_texts")]
    texts: Cow<'a, IndexMap<String, Text>>,
    #[serde(default, skip_serializing_if = "<[Action]>::is_empty")]
    actions: Cow<'a, [Action]>,
    /// The instance to begin with, as XML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prefilled: Option<String>,
}

fn has_none(files: &IndexMap<String, String>) -> bool {
    files.is_empty()
}

fn has_no_texts(texts: &IndexMap<String, Text>) -> bool {
    texts.is_empty()
}

impl Serialize for Form {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let attached = self.instances.iter().filter(|(name, _)| !self.lists.contains_key(*name));
        let wire = Wire {
            id: Cow::Borrowed(&self.id),
            version: Cow::Borrowed(&self.version),
            title: Cow::Borrowed(&self.title),
            root: Cow::Borrowed(&self.root),
            languages: Cow::Borrowed(&self.languages),
            default_language: self.default_language,
            style: Cow::Borrowed(&self.style),
            instance_name: self.instance_name.as_ref().map(Cow::Borrowed),
            settings: Cow::Borrowed(&self.settings),
            nodes: Cow::Borrowed(&self.nodes),
            lists: Cow::Borrowed(&self.lists),
            values: instances::names_of_values(self),
            attached: attached
                .map(|(name, document)| (Cow::Borrowed(name.as_str()), document.to_xml(Document::ROOT)))
                .collect(),
            files: Cow::Borrowed(&self.files),
            texts: Cow::Borrowed(&self.texts),
            actions: Cow::Borrowed(&self.actions),
            prefilled: self.prefilled.as_ref().map(|document| document.to_xml(Document::ROOT)),
        };
        wire.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Form {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        let mut form = Self {
            id: wire.id.into_owned(),
            version: wire.version.into_owned(),
            title: wire.title.into_owned(),
            root: wire.root.into_owned(),
            languages: wire.languages.into_owned(),
            default_language: wire.default_language,
            nodes: wire.nodes.into_owned(),
            lists: wire.lists.into_owned(),
            instances: IndexMap::new(),
            files: wire.files.into_owned(),
            workbook: Workbook::default(),
            style: wire.style.into_owned(),
            instance_name: wire.instance_name.map(Cow::into_owned),
            settings: wire.settings.into_owned(),
            texts: wire.texts.into_owned(),
            actions: wire.actions.into_owned(),
            settled: OnceLock::new(),
            prefilled: wire
                .prefilled
                .map(|xml| Document::parse(&xml))
                .transpose()
                .map_err(D::Error::custom)?,
        };
        if !is_tree(&form.nodes) || usize::from(form.default_language.0) >= form.languages.len() {
            return Err(D::Error::custom("the nodes are no tree"));
        }
        if !form.actions.iter().all(|action| has_good_target(action, &form)) {
            return Err(D::Error::custom("an action sets what is no question"));
        }
        instances::add_lists_with_values(&mut form, &wire.values);
        for (name, xml) in wire.attached {
            let document = Document::parse(&xml).map_err(D::Error::custom)?;
            form.instances.insert(name.into_owned(), document);
        }
        let skeleton = Skeleton::of(&form);
        expression::resolve_all(&mut form, &skeleton);
        Ok(form)
    }
}

/// Whether parents come before children and both agree: what ids are trusted for.
fn is_tree(nodes: &[Node]) -> bool {
    let is_child_of = |child: usize, parent: usize| {
        let node = nodes.get(child);
        node.is_some_and(|node| node.parent.is_some_and(|found| found.0 as usize == parent))
    };
    let mut children = 0;
    for (at, node) in nodes.iter().enumerate() {
        let has_good_parent = node.parent.map_or(at == 0, |parent| (parent.0 as usize) < at);
        if !has_good_parent || !node.children.iter().all(|child| is_child_of(child.0 as usize, at)) || !has_good_ids(node, nodes.len()) {
            return false;
        }
        children += node.children.len();
    }
    !nodes.is_empty() && children + 1 == nodes.len()
}

/// Whether an action sets a question of this form, and happens at nodes of it.
fn has_good_target(action: &Action, form: &Form) -> bool {
    let is_node = |id: NodeId| (id.0 as usize) < form.nodes.len();
    let mut nodes = action.on.iter().filter_map(|moment| moment.node());
    is_node(action.target) && form.question(action.target).is_some() && nodes.all(is_node)
}

/// Whether the ids in a question are ids of this form.
fn has_good_ids(node: &Node, count: usize) -> bool {
    let super::Kind::Question(question) = &node.kind else {
        return true;
    };
    let other = question.choices.as_ref().and_then(|itemset| itemset.other);
    question.trigger.iter().chain(&other).all(|id| (id.0 as usize) < count)
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.expression.source)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let source = String::deserialize(deserializer)?;
        let mut problem = None;
        let condition = condition::parse(&source, &Place::default(), &mut |error| problem = Some(error));
        condition.ok_or_else(|| D::Error::custom(problem.map_or_else(|| source.clone(), |error| error.caret(&source))))
    }
}

/// A text without outputs is a string, any other an array of strings and outputs.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WireTemplate {
    Plain(String),
    Parts(Vec<WirePart>),
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WirePart {
    Literal(String),
    Output { output: Box<Condition> },
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let [TemplatePart::Literal(text)] = self.parts.as_slice() {
            return serializer.serialize_str(text);
        }
        let part = |part: &TemplatePart| match part {
            TemplatePart::Literal(text) => WirePart::Literal(text.clone()),
            TemplatePart::Output(output) => WirePart::Output { output: output.clone() },
        };
        WireTemplate::Parts(self.parts.iter().map(part).collect()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parts = match WireTemplate::deserialize(deserializer)? {
            WireTemplate::Plain(text) => vec![TemplatePart::Literal(text)],
            WireTemplate::Parts(parts) => parts
                .into_iter()
                .map(|part| match part {
                    WirePart::Literal(text) => TemplatePart::Literal(text),
                    WirePart::Output { output } => TemplatePart::Output(output),
                })
                .collect(),
        };
        Ok(Self { parts })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::{Form, NoAttachments, read, sheet};

    fn canonical(form: &Form) -> String {
        serde_json::to_string(form).unwrap()
    }

    #[test]
    fn a_form_survives_its_json() {
        #[track_caller]
        fn case(name: &str, bytes: &[u8]) {
            let files = BTreeMap::from([("units.csv".to_owned(), b"name,label\n1,One\n".to_vec())]);
            let (form, findings) = read(name, bytes, &files);
            let form = form.unwrap_or_else(|| panic!("{findings:?}"));
            let json = canonical(&form);
            let again: Form = serde_json::from_str(&json).unwrap();
            assert_eq!(canonical(&again), json);
            let reads = |form: &Form| -> Vec<_> {
                let conditions = form
                    .nodes
                    .iter()
                    .flat_map(|node| node.conditions().into_iter().cloned().collect::<Vec<_>>());
                conditions
                    .map(|condition| {
                        (
                            condition.expression.clone(),
                            condition.reads().collect::<Vec<_>>(),
                            condition.is_volatile,
                        )
                    })
                    .collect()
            };
            assert_eq!(reads(&again), reads(&form));
        }
        case("sipas-citizen.md", include_bytes!("../../assets/instruments/sipas-citizen.md"));
        let small = "| survey |\n| | type | name | label | relevant | choice_filter | default | repeat_count |\n\
                     | | begin_repeat | v | Visit | | | | 2 |\n| | select_one_from_file units.csv | u | Unit | | name != ${w} | | |\n\
                     | | text | w | W | | | | |\n| | text | t | Why ${u}? | ${u} != '' | | today() | |\n| | end_repeat | | | | | | |\n";
        case("small.md", small.as_bytes());
    }

    #[test]
    fn a_filter_on_the_value_of_an_xforms_choices_survives() {
        let xml = r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>T</h:title><model>
            <instance><data id="t"><q/></data></instance>
            <instance id="c"><root><item><value>a</value><label>A</label></item><item><value>b</value><label>B</label></item></root></instance>
            </model></h:head><h:body><select1 ref="/data/q"><label>Q</label>
            <itemset nodeset="instance('c')/root/item[value != 'a']"><value ref="value"/><label ref="label"/></itemset></select1></h:body></h:html>"#;
        let form = read("t.xml", xml.as_bytes(), &NoAttachments).0.unwrap();
        let again: Form = serde_json::from_str(&canonical(&form)).unwrap();
        let ambient = crate::interview::Ambient {
            now: "2026-11-22T08:00:00+07:00[+07:00]".parse().unwrap(),
            seed: 1,
            device: BTreeMap::new(),
        };
        let interview = crate::interview::Interview::new(std::sync::Arc::new(again), &ambient);
        let offered = interview.choices(interview.find("/data/q").unwrap()).unwrap();
        let names: Vec<&str> = offered.iter().map(|choice| choice.name.as_str()).collect();
        assert_eq!(names, ["b"]);
    }

    #[test]
    fn the_kind_of_file_leaves_no_trace() {
        let markdown = include_bytes!("../../assets/instruments/sipas-citizen.md");
        let workbook = sheet::to_xlsx(&sheet::read(markdown).unwrap()).unwrap();
        let from_markdown = read("sipas-citizen.md", markdown, &NoAttachments).0.unwrap();
        let from_excel = read("sipas-citizen.xlsx", &workbook, &NoAttachments).0.unwrap();
        assert_eq!(canonical(&from_excel), canonical(&from_markdown));
    }

    #[test]
    fn ids_that_lead_out_of_the_form_are_refused() {
        let json = canonical(
            &read(
                "a.md",
                b"| survey |\n| | type | name | label |\n| | text | q | Q |\n",
                &NoAttachments,
            )
            .0
            .unwrap(),
        );
        let broken = json.replacen("\"children\":[1", "\"children\":[7", 1);
        assert_ne!(json, broken);
        assert!(serde_json::from_str::<Form>(&broken).is_err());
    }
}
