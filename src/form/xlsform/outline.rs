//! The survey sheet as a tree: what begins and ends, what is asked, and the nodes that the standard adds.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use smallvec::SmallVec;
use smol_str::SmolStr;

use super::super::finding::{EntityProblem, FindingKind, Findings};
use super::super::instances::Wanted;
use super::super::{Language, NodeId, Place, Skeleton};
use super::choices::{self, RawChoice};
use super::header::Column;
use super::loops::Loop;
use super::reference::sole_reference;
use super::row::{Entry, Row};
use super::settings::Settings;
use super::types::{Container, PlainType, RowType, SelectType, foreign, plain};

/// A node before its cells are compiled.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) kind: DraftKind,
    pub(super) row: Row,
}

/// What a draft becomes.
#[derive(Debug, Clone)]
pub(super) enum DraftKind {
    Root,
    Group,
    Repeat,
    Select(SelectType),
    Plain(&'static PlainType),
    /// A value that the form itself says and nobody changes.
    Fixed(String),
}

/// A file that expressions read through `instance('name')`.
#[derive(Debug, Clone)]
pub(super) struct ExternalFile {
    pub(super) name: String,
    pub(super) file: String,
    pub(super) place: Place,
}

impl ExternalFile {
    /// What is to be read.
    pub(super) fn instance(&self) -> Wanted {
        Wanted {
            name: self.name.clone(),
            file: self.file.clone(),
            asked_by: "external",
            place: self.place.clone(),
        }
    }
}

/// The tree of a form, before its cells are compiled.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) drafts: Vec<Draft>,
    pub(super) skeleton: Skeleton,
    /// Which nodes bear a name.
    pub(super) names: IndexMap<SmolStr, SmallVec<[NodeId; 1]>, FxBuildHasher>,
    pub(super) externals: Vec<ExternalFile>,
    /// The names of rows whose type was not understood: whoever refers to them is not to blame.
    pub(super) misunderstood: BTreeSet<String>,
}

impl Outline {
    /// The file that a row of the survey sheet makes an instance of this name from.
    pub(super) fn file_of_instance(&self, name: &str) -> Option<&str> {
        let external = self.externals.iter().find(|external| external.name == name);
        let chosen_from = self.drafts.iter().find_map(|draft| match &draft.kind {
            DraftKind::Select(select) => Some(select.list.as_str()).filter(|file| stem(file) == Some(name)),
            _ => None,
        });
        external.map(|external| external.file.as_str()).or(chosen_from)
    }
}

/// The name of the instance that a file makes.
fn stem(file: &str) -> Option<&str> {
    file.rsplit_once('.').map(|(stem, _)| stem)
}

/// What is open while rows are read.
struct Open {
    id: NodeId,
    container: Container,
    name: String,
    place: Place,
    table: Table,
}

/// Whether a group shows its select questions as one table.
enum Table {
    No,
    /// The first select question decides which list it has.
    Awaiting,
    List(String),
}

/// Reads rows into an outline.
pub(super) struct Builder<'a> {
    outline: Outline,
    opened: Vec<Open>,
    /// What was closed by an end that crossed it: its own end, still to come, ends nothing.
    crossed: Vec<Container>,
    repeats: BTreeSet<String>,
    /// What is taken under each parent, in lower case.
    taken: FxHashSet<(NodeId, SmolStr)>,
    /// What the cells of the column `type` mean: a form has many rows and few types.
    types: FxHashMap<String, RowType>,
    audits: Vec<Row>,
    /// The rows of a loop, kept until it ends.
    pub(super) looping: Option<Loop>,
    pub(super) lists: &'a mut IndexMap<String, Vec<RawChoice>>,
    languages: &'a [Language],
    settings: &'a mut Settings,
    pub(super) findings: &'a mut Findings,
}

const ROOT: NodeId = NodeId(0);

/// How deep groups and repeats may be nested: whoever walks the form goes down to its end.
const DEEPEST: usize = 64;

impl<'a> Builder<'a> {
    /// A tree with a root of this name.
    pub(super) fn new(
        root: &str,
        lists: &'a mut IndexMap<String, Vec<RawChoice>>,
        languages: &'a [Language],
        settings: &'a mut Settings,
        findings: &'a mut Findings,
    ) -> Self {
        let mut outline = Outline::default();
        outline.skeleton.push(root, None, false);
        outline.drafts.push(Draft {
            kind: DraftKind::Root,
            row: Row::default(),
        });
        Self {
            outline,
            opened: Vec::new(),
            crossed: Vec::new(),
            repeats: BTreeSet::new(),
            taken: FxHashSet::default(),
            types: FxHashMap::default(),
            audits: Vec::new(),
            looping: None,
            lists,
            languages,
            settings,
            findings,
        }
    }

    /// Takes one row.
    pub(super) fn row(&mut self, row: Row) {
        if row.is_on("disabled") {
            return;
        }
        let Some(mut row) = self.kept_for_loop(row) else {
            return;
        };
        let type_cell = row.cell("type").map(|(text, _)| text).unwrap_or_default();
        if type_cell.is_empty() {
            if row.has("name") || row.has("label") {
                self.findings.report(FindingKind::MissingType, row.place.clone());
            }
            return;
        }
        let known = self.types.get(&*type_cell).cloned();
        let is_new = known.is_none();
        let row_type = match known.map_or_else(|| RowType::parse(&type_cell), Ok) {
            Ok(row_type) => {
                if is_new {
                    self.types.insert(type_cell.into_owned(), row_type.clone());
                }
                row_type
            }
            Err(suggestion) => {
                let type_cell = type_cell.into_owned();
                let kind = match foreign(&type_cell) {
                    Some(of) => FindingKind::ForeignType { found: type_cell, of },
                    None => FindingKind::UnknownType {
                        found: type_cell,
                        suggestion,
                    },
                };
                self.findings.report(kind, row.place_of("type"));
                self.skip_unknown(&row);
                return;
            }
        };
        match row_type {
            RowType::End(container) => self.end(container, &row),
            RowType::EndLoop => self.refuse_end_of_loop(&row),
            RowType::BeginLoop { list } => {
                if self.take_name(&mut row, "loop") {
                    self.begin_loop(list, row);
                }
            }
            RowType::Setting(key) => self.settings.set(key, &row.text("name")),
            RowType::Plain(plain) if plain.name == "audit" => self.audit(row),
            RowType::Begin(container) => {
                if self.take_name(&mut row, container.name()) {
                    self.begin(container, row);
                }
            }
            RowType::Select(select) => {
                if self.take_name(&mut row, select.name) {
                    self.select(select, row);
                }
            }
            RowType::External { extension } => {
                if self.take_name(&mut row, "external") {
                    self.external(extension, &row);
                }
            }
            RowType::Plain(plain) => {
                if self.take_name(&mut row, plain.name) {
                    self.plain(plain, row);
                }
            }
        }
    }

    /// Closes the tree: adds `meta` and reports what was left open.
    pub(super) fn finish(mut self) -> Outline {
        self.refuse_open_loop();
        for open in std::mem::take(&mut self.opened) {
            let kind = FindingKind::UnclosedGroup {
                type_name: open.container.name().to_owned(),
                name: open.name,
            };
            self.findings.report(kind, open.place);
        }
        self.add_meta();
        self.outline
    }

    fn parent(&self) -> NodeId {
        self.opened.last().map_or(ROOT, |open| open.id)
    }

    fn push(&mut self, name: &str, kind: DraftKind, row: Row) -> NodeId {
        let parent = self.parent();
        self.push_under(parent, name, kind, row)
    }

    fn push_under(&mut self, parent: NodeId, name: &str, kind: DraftKind, row: Row) -> NodeId {
        let id = self.outline.skeleton.push(name, Some(parent), matches!(kind, DraftKind::Repeat));
        self.outline.names.entry(name.into()).or_default().push(id);
        self.taken.insert((parent, lowered(name)));
        self.outline.drafts.push(Draft { kind, row });
        id
    }

    /// Reports what is wrong with a row's name; false when there is none and the row cannot be used.
    fn take_name(&mut self, row: &mut Row, type_name: &str) -> bool {
        if !row.has("name") && type_name == "note" {
            row.set("name", &format!("generated_note_name_{}", row.ordinal));
        }
        let Some((name, place)) = row.cell("name") else {
            let type_name = type_name.to_owned();
            self.findings.report(FindingKind::MissingName { type_name }, row.place.clone());
            return type_name_opens(row);
        };
        let parent = self.parent();
        let namesakes = self.outline.names.get(&*name).into_iter().flatten();
        let is_taken = namesakes.copied().any(|id| self.outline.skeleton.parent(id) == Some(parent));
        let is_similar = self.taken.contains(&(parent, lowered(&name)));
        let named = || name.clone().into_owned();
        let kind = match () {
            () if !super::is_name(&name) => FindingKind::InvalidName {
                name: named(),
                column: "name".to_owned(),
            },
            () if name == "meta" => FindingKind::ReservedName { name: named() },
            () if is_taken => FindingKind::DuplicateName { name: named() },
            () if is_similar => FindingKind::SimilarName { name: named() },
            () => return true,
        };
        self.findings.report(kind, place.clone());
        true
    }

    /// A misspelt `begin_…` would make every row under it wrong: open it as what it looks like.
    fn skip_unknown(&mut self, row: &Row) {
        self.outline.misunderstood.extend(row.get("name").map(|(name, _)| name));
        let type_cell = row.text("type").to_lowercase();
        if type_cell.starts_with("begin") {
            self.push_open(Container::Group, row.clone());
        } else if type_cell.starts_with("end") && foreign(&type_cell).is_some() && !self.opened.is_empty() {
            self.close(Container::Group);
        }
    }

    fn begin(&mut self, container: Container, mut row: Row) {
        let name = row.text("name");
        if container == Container::Repeat {
            if name == self.outline.skeleton.name(ROOT) {
                let kind = FindingKind::RootName { name: name.clone() };
                self.findings.report(kind, row.place_of("name"));
            } else if !self.repeats.insert(name.clone()) {
                let kind = FindingKind::DuplicateRepeat { name: name.clone() };
                self.findings.report(kind, row.place_of("name"));
            }
            self.count_through_a_node(&name, &mut row);
        }
        self.push_open(container, row);
    }

    /// A count that is more than a reference becomes a calculation of its own, as other XLSForm readers have it.
    fn count_through_a_node(&mut self, name: &str, row: &mut Row) {
        let Some((count, place)) = row.get("repeat_count").map(|(count, place)| (count, place.clone())) else {
            return;
        };
        if sole_reference(&count).is_some() {
            return;
        }
        let counter = format!("{name}_count");
        let Some(calculate) = plain("calculate") else {
            return;
        };
        let made = Row::made(&place, &[("name", &counter), ("calculation", &count), ("read_only", "yes")]);
        self.push(&counter, DraftKind::Plain(calculate), made);
        row.set("repeat_count", &format!("${{{counter}}}"));
    }

    pub(super) fn push_open(&mut self, container: Container, mut row: Row) {
        let name = row.text("name");
        let place = row.place.clone();
        let appearance = row.text("appearance");
        let is_table = appearance.split_whitespace().any(|word| word == "table-list");
        let mut heading = Row::made(&place, &[]);
        if is_table {
            let others = appearance.split_whitespace().filter(|word| *word != "table-list");
            let words: Vec<&str> = std::iter::once("field-list").chain(others).collect();
            row.set("appearance", &words.join(" "));
            row.move_cells("label", &mut heading);
            row.move_cells("hint", &mut heading);
        }
        let ordinal = row.ordinal;
        let kind = match container {
            Container::Group => DraftKind::Group,
            Container::Repeat => DraftKind::Repeat,
        };
        if self.opened.len() >= DEEPEST {
            self.findings
                .report(FindingKind::NestedTooDeep { limit: DEEPEST }, row.place_of("type"));
        }
        // Beyond the bound what is inside goes to where this would have stood.
        let id = if self.opened.len() >= DEEPEST {
            self.parent()
        } else {
            self.push(&name, kind, row)
        };
        self.opened.push(Open {
            id,
            container,
            name,
            place,
            table: if is_table { Table::Awaiting } else { Table::No },
        });
        if let (false, Some(note)) = (heading.entries().is_empty(), plain("note")) {
            self.push(&format!("generated_table_list_label_{ordinal}"), DraftKind::Plain(note), heading);
        }
    }

    fn end(&mut self, container: Container, row: &Row) {
        let (found, begin) = (ending(container.name(), row), container.begin());
        let fault = match self.opened.last() {
            None => Some(FindingKind::UnbalancedGroup { found, begin }),
            Some(open) if open.container != container => Some(FindingKind::CrossedGroup {
                found,
                begin,
                open: format!("{} {}", open.container.begin(), open.name),
                row: open.place.row,
            }),
            Some(_) => None,
        };
        if let Some(kind) = fault {
            if let Some(known) = self.crossed.iter().position(|crossed| *crossed == container) {
                self.crossed.remove(known);
                return;
            }
            self.findings.report(kind, row.place_of("type"));
        }
        if row.has("save_to") {
            let kind = FindingKind::Entity(Box::new(EntityProblem::OnContainer));
            self.findings.report(kind, row.place_of("save_to"));
        }
        self.close(container);
    }

    /// Closes the innermost container of a kind with all that is open inside it; where there is none, what was opened last.
    pub(super) fn close(&mut self, container: Container) {
        let meant = self.opened.iter().rposition(|open| open.container == container);
        let inside = meant.map_or(self.opened.len(), |meant| meant + 1);
        self.crossed.extend(self.opened.drain(inside..).map(|open| open.container));
        self.opened.pop();
    }

    fn audit(&mut self, mut row: Row) {
        if let Some((name, place)) = row.get("name").map(|(name, place)| (name, place.clone()))
            && name != "audit"
        {
            let column = "name".to_owned();
            self.findings.report(FindingKind::InvalidName { name, column }, place);
        }
        row.set("name", "audit");
        self.audits.push(row);
    }

    fn external(&mut self, extension: &str, row: &Row) {
        let name = row.text("name");
        self.outline.names.entry(name.as_str().into()).or_default();
        let place = row.place_of("name");
        if self.outline.externals.iter().any(|external| external.name == name) {
            self.findings.report(FindingKind::DuplicateName { name }, place);
            return;
        }
        let file = format!("{name}.{extension}");
        self.outline.externals.push(ExternalFile { name, file, place });
    }

    fn plain(&mut self, plain: &'static PlainType, row: Row) {
        let is_background_geopoint = plain.name == "background-geopoint";
        if is_background_geopoint && !row.has("trigger") {
            let kind = FindingKind::MissingCell {
                column: "trigger".to_owned(),
                type_name: plain.name.to_owned(),
            };
            self.findings.report(kind, row.place.clone());
        }
        if is_background_geopoint && row.has("calculation") {
            let kind = FindingKind::ForbiddenCell {
                column: "calculation".to_owned(),
                type_name: plain.name.to_owned(),
            };
            self.findings.report(kind, row.place_of("calculation"));
        }
        let name = row.name();
        self.push(&name, DraftKind::Plain(plain), row);
    }

    fn select(&mut self, select: SelectType, mut row: Row) {
        let name = row.text("name");
        if select.data == super::super::DataType::SelectMultiple
            && let Some(list) = self.lists.get(&select.list)
        {
            choices::refuse_spaces(&select.list, list, self.findings);
        }
        if select.has_other {
            if row.has("choice_filter") {
                let kind = FindingKind::OrOtherWithFilter { name: name.clone() };
                self.findings.report(kind, row.place_of("choice_filter"));
            }
            if let Some(list) = self.lists.get_mut(&select.list) {
                choices::add_other(list);
            }
        }
        self.join_table(&select, &mut row);
        let other = select.has_other.then(|| other_row(&name, &row, self.languages));
        self.push(&name, DraftKind::Select(select), row);
        if let (Some(other), Some(text)) = (other, plain("text")) {
            self.push(&format!("{name}_other"), DraftKind::Plain(text), other);
        }
    }

    /// Within a table-list, the first select question is preceded by one that shows the list's labels as a heading.
    fn join_table(&mut self, select: &SelectType, row: &mut Row) {
        let Some(open) = self.opened.last_mut() else {
            return;
        };
        match &open.table {
            Table::No => return,
            Table::Awaiting => {
                open.table = Table::List(select.list.clone());
                if row.has("choice_filter") {
                    let kind = FindingKind::TableListMismatch {
                        expected: select.list.clone(),
                        found: row.text("choice_filter"),
                    };
                    self.findings.report(kind, row.place_of("choice_filter"));
                }
                let heading = Row::made(&row.place, &[("appearance", "label")]);
                let name = format!("reserved_name_for_field_list_labels_{}", row.ordinal);
                let plain_select = SelectType {
                    has_other: false,
                    ..select.clone()
                };
                self.push(&name, DraftKind::Select(plain_select), heading);
            }
            Table::List(list) if *list != select.list => {
                let kind = FindingKind::TableListMismatch {
                    expected: list.clone(),
                    found: select.list.clone(),
                };
                self.findings.report(kind, row.place_of("type"));
            }
            Table::List(_) => {}
        }
        row.set("appearance", "list-nolabel");
    }

    /// The group `meta` with what identifies a record.
    fn add_meta(&mut self) {
        let place = self.settings.get("form_id").map(|(_, place)| place.clone()).unwrap_or_default();
        let mut members: Vec<(&'static PlainType, Row)> = Vec::new();
        let audits = std::mem::take(&mut self.audits);
        members.extend(
            plain("audit")
                .into_iter()
                .flat_map(|audit| audits.iter().map(move |row| (audit, row.clone()))),
        );
        if !self.settings.is_on("omit_instanceid")
            && let Some(metadata) = plain("instanceID")
        {
            members.push((metadata, Row::made(&place, &[("name", "instanceID"), ("read_only", "yes")])));
        }
        if let (Some((calculation, place)), Some(calculate)) = (self.settings.get("instance_name"), plain("calculate")) {
            members.push((
                calculate,
                Row::made(place, &[("name", "instanceName"), ("calculation", &calculation)]),
            ));
        }
        if members.is_empty() {
            return;
        }
        let meta = self.push_under(ROOT, "meta", DraftKind::Group, Row::made(&place, &[("name", "meta")]));
        for (kind, row) in members {
            let name = row.text("name");
            self.push_under(meta, &name, DraftKind::Plain(kind), row);
        }
    }
}

fn lowered(name: &str) -> SmolStr {
    let is_low = |byte: &u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if name.as_bytes().iter().all(is_low) {
        name.into()
    } else {
        name.to_lowercase().into()
    }
}

/// `end_group g`: what a row ends, with the name that it gives.
pub(super) fn ending(what: &str, row: &Row) -> String {
    let name = row.text("name");
    format!("end_{what} {name}").trim_end().to_owned()
}

/// A nameless `begin_…` still opens, or every row under it would be reported too.
fn type_name_opens(row: &Row) -> bool {
    row.text("type").to_lowercase().starts_with("begin")
}

/// The open question behind `or_other`, in each language that the form speaks.
fn other_row(name: &str, row: &Row, languages: &[Language]) -> Row {
    let mut other = Row::made(&row.place, &[("relevant", &format!("selected(../{name}, 'other')"))]);
    let labels = languages.iter().map(|language| Entry {
        column: Arc::new(Column {
            key: "label".to_owned(),
            language: Some(language.name.clone()),
            is_known: true,
        }),
        text: choices::specify_label(Some(&language.name)).into(),
        place: row.place.clone(),
    });
    other.extend(labels);
    other
}
