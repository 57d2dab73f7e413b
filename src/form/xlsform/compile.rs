//! An outlined form as nodes and lists.

use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::super::finding::{FindingKind, Findings};
use super::super::{Appearance, Attachments, Choice, ChoiceList, DataType, Form, Kind, Node, NodeId, Workbook, condition, instances};
use super::cells::Written;
use super::choices::RawChoice;
use super::languages::Languages;
use super::outline::{DraftKind, ExternalFile, Outline};
use super::reference::From;
use super::row::Row;
use super::settings::Settings;
use crate::xpath::Expression;

/// Columns of the survey sheet that the model has no field for; other readers of the form may want them.
const KEPT_AS_WRITTEN: [&str; 3] = ["autoplay", "save_to", "intent"];

/// Columns of the survey sheet whose texts and files are wanted in every language.
const TRANSLATED: [&str; 9] = [
    "label",
    "hint",
    "guidance_hint",
    "required_message",
    "constraint_message",
    "soft_constraint_message",
    "image",
    "audio",
    "video",
];

/// Compiles one form.
pub(super) struct Compiler<'a> {
    pub(super) outline: &'a Outline,
    pub(super) languages: &'a Languages,
    pub(super) lists: &'a IndexMap<String, Vec<RawChoice>>,
    pub(super) workbook: &'a Workbook,
    /// Those read so far, by their source: forms say the same again and again.
    pub(super) expressions: FxHashMap<Arc<str>, Expression>,
    pub(super) findings: &'a mut Findings,
}
impl Compiler<'_> {
    /// The whole form, without its workbook.
    pub(super) fn form(mut self, stem: &str, settings: &Settings, attachments: &dyn Attachments) -> Form {
        let nodes: Vec<Node> = self.outline.skeleton.ids().map(|id| self.node(id)).collect();
        let lists = self.choice_lists();
        let id = Some(settings.text("form_id"))
            .filter(|id| !id.is_empty())
            .unwrap_or_else(|| stem.to_owned());
        let title = Some(settings.text("form_title"))
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| id.clone());
        let instance_name = settings.get("instance_name").map(|(source, place)| (source, place.clone()));
        let root = NodeId(0);
        let instance_name = instance_name.and_then(|(source, place)| self.condition_at(&source, &place, "instance_name", root, From::Node));
        let mut form = Form {
            id,
            version: settings.text("version"),
            title,
            root: self.outline.skeleton.name(root).to_owned(),
            languages: self.languages.list.clone(),
            default_language: self.languages.default,
            nodes,
            lists,
            instances: IndexMap::new(),
            files: IndexMap::new(),
            workbook: Workbook::default(),
            style: settings.text("style"),
            instance_name,
            settings: settings.others(),
            texts: IndexMap::new(),
            actions: Vec::new(),
            settled: OnceLock::new(),
            prefilled: None,
        };
        instances::add_lists(&mut form);
        let files: Vec<_> = self.outline.externals.iter().map(ExternalFile::instance).collect();
        instances::add_named_files(&mut form, files, attachments, self.findings);
        self.check_settings(settings);
        form
    }

    /// A setting may name questions; what is encrypted must have an identity.
    fn check_settings(&mut self, settings: &Settings) {
        for entry in settings.entries().filter(|entry| entry.column.key != "instance_name") {
            self.check_references(entry);
        }
        if let (Some((found, place)), true) = (settings.get("omit_instanceid"), settings.get("public_key").is_some())
            && settings.is_on("omit_instanceid")
        {
            let setting = "omit_instanceID".to_owned();
            self.findings.report(FindingKind::BadSetting { setting, found }, place.clone());
        }
    }

    fn choice_lists(&mut self) -> IndexMap<String, ChoiceList> {
        let lists = self.lists;
        let compiled = lists.iter().map(|(name, choices)| {
            let choices = choices.iter().map(|raw| self.choice(raw)).collect();
            (name.clone(), ChoiceList { choices })
        });
        compiled.collect()
    }

    fn choice(&mut self, raw: &RawChoice) -> Choice {
        for key in ["label", "image", "audio", "video"] {
            self.languages.warn_missing(&raw.row, key, self.findings);
        }
        Choice {
            name: raw.name.clone(),
            label: self.text(&raw.row, "label", None),
            media: self.media(&raw.row),
            extra: raw.row.extra().collect(),
            place: raw.row.place.clone(),
        }
    }

    #[expect(clippy::indexing_slicing, reason = "an outline has one draft for each node of its skeleton")]
    fn node(&mut self, id: NodeId) -> Node {
        let outline = self.outline;
        let draft = &outline.drafts[id.0 as usize];
        let row = &draft.row;
        let kind = match &draft.kind {
            DraftKind::Root => Kind::Root,
            DraftKind::Group => Kind::Group,
            DraftKind::Repeat => Kind::Repeat {
                count: self.condition(row, "repeat_count", id),
            },
            DraftKind::Fixed(value) => Kind::Question(Box::new(self.fixed(value, row, id))),
            DraftKind::Plain(plain) => Kind::Question(Box::new(self.plain_question(plain, row, id))),
            DraftKind::Select(select) => {
                let mut question = self.question(select.data, select.name, row, id);
                question.choices = self.itemset(select, row, id, &question.parameters).map(Box::new);
                self.require_words(&question, row);
                Kind::Question(Box::new(question))
            }
        };
        for key in TRANSLATED {
            self.languages.warn_missing(row, key, self.findings);
        }
        let is_note = matches!(&kind, Kind::Question(question) if question.data == DataType::Note);
        let extra = self.extra(row, id);
        let appearance = self.appearance(row, id);
        Node {
            name: outline.skeleton.name(id).to_owned(),
            parent: outline.skeleton.parent(id),
            children: outline.skeleton.children(id).to_vec(),
            kind,
            label: self.text(row, "label", Some(id)),
            media: self.media(row),
            relevant: self.condition(row, "relevant", id),
            read_only: if is_note {
                condition::always(&row.place)
            } else {
                self.condition(row, "read_only", id)
            },
            appearance: Appearance {
                words: appearance.split_whitespace().map(str::to_owned).collect(),
            },
            place: row.place.clone(),
            extra,
        }
    }

    /// How a row is drawn; what is looked up by an answer names it by its path.
    fn appearance(&mut self, row: &Row, id: NodeId) -> String {
        let Some((appearance, place)) = row.get("appearance").map(|(text, place)| (text, place.clone())) else {
            return String::new();
        };
        let replaced = self.replaced(Written::whole(&appearance, &place), "appearance", Some(id), From::Node);
        replaced.map_or(appearance, |replaced| replaced.text)
    }

    /// Columns without a field of their own. In the attributes of binds and controls references stand for paths, as everywhere.
    fn extra(&mut self, row: &Row, id: NodeId) -> IndexMap<String, String> {
        let mut extra = IndexMap::new();
        for entry in row.entries().iter().filter(|entry| !entry.column.is_known) {
            let key = &entry.column.key;
            let is_attribute = entry.column.own_attribute().is_some();
            let replaced = is_attribute.then(|| self.replaced(Written::whole(&entry.text, &entry.place), key, Some(id), From::Node));
            let text = replaced.flatten().map_or_else(|| entry.text.to_string(), |replaced| replaced.text);
            extra.insert(key.clone(), text);
        }
        extra.extend(KEPT_AS_WRITTEN.iter().filter_map(|key| Some(((*key).to_owned(), row.get(key)?.0))));
        extra
    }
}
