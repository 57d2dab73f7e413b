//! What becomes of each column when records leave, and why.
//!
//! Nothing leaves by accident: a column stays unless a rule lets it go. What is computed from a direct identifier stays even when
//! the sheet calls it public.

use std::collections::{BTreeMap, BTreeSet};

use super::flow::{Flow, deciders};
use super::recode::Shape;
use super::{Privacy, Recode, Role, Rule};
use crate::dataset::{Column, ColumnIx, Schema, TableSchema};
use crate::form::{ChoiceList, DataType, Form, NodeId, Question};

/// The decision for every column of a form.
#[derive(Debug, Clone)]
pub struct ExportPlan {
    /// In the order of the form's own schema.
    pub columns: Vec<ColumnPlan>,
    /// What leaves; tables without a column that leaves are left out unless one below them has one.
    pub released: Schema,
    /// For each table of `released`, its index in the form's own schema.
    pub(super) tables: Vec<usize>,
    /// For each table and column of `released`, where it comes from and how it is made coarser.
    pub(super) sources: Vec<Vec<ReleasedColumn>>,
}

/// The way of one column out.
#[derive(Debug, Clone)]
pub(super) struct ReleasedColumn {
    pub(super) from: ColumnIx,
    pub(super) recode: Option<Recode>,
    pub(super) list: Option<ChoiceList>,
}

/// The decision for one column.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnPlan {
    /// Where it is in the form's own schema.
    pub at: ColumnIx,
    /// The question.
    pub node: NodeId,
    /// The question by path.
    pub path: String,
    /// The role that the sheet gives it.
    pub role: Option<Role>,
    /// The author's reason in the sheet.
    pub remark: String,
    /// Whether and how it leaves.
    pub fate: Fate,
    /// What else a reader of the preview should know.
    pub notes: Vec<Note>,
}

/// Whether and how a column leaves.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// As answered.
    Leaves(Reason),
    /// Coarser than it was answered.
    Coarsened(Recode, Reason),
    /// Not at all.
    Stays(Reason),
}

/// Why. Each has a key in the catalogue, `privacy-…`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The sheet gives it a role that leaves.
    Role(Role),
    /// No line in the sheet; a select question with the workbook's own choices.
    OwnChoices,
    /// No line in the sheet; computed from columns that all leave as answered.
    AllSourcesLeave,
    /// A direct identifier.
    Direct,
    /// Computed from a direct identifier, named here.
    FromDirect(String),
    /// The role says that it stays: `text`, `staff`.
    Withheld(Role),
    /// A quasi-identifier or sensitive item that is not a select question needs a recode.
    NeedsRecode(Role),
    /// Computed from a column that stays or leaves coarser, named here.
    FromWithheld(String),
    /// Computed from the clock, from chance or from the device.
    FromAmbient,
    /// Computed from a file beside the form.
    FromAttachment,
    /// No line in the sheet, and its type does not leave by itself.
    Type(DataType),
    /// Of a type that never leaves as answered, whatever the sheet says: places, moments, pictures and sounds, what the device records.
    NeverAsAnswered(DataType),
    /// Its choices come from a file beside the form or from other answers.
    ForeignChoices,
}

impl Reason {
    /// Key in the catalogue.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Role(Role::Quasi) => "privacy-quasi",
            Self::Role(Role::Sensitive) => "privacy-sensitive",
            Self::Role(_) => "privacy-public",
            Self::OwnChoices => "privacy-own-choices",
            Self::AllSourcesLeave => "privacy-all-sources-leave",
            Self::Direct => "privacy-direct",
            Self::FromDirect(_) => "privacy-from-direct",
            Self::Withheld(Role::Staff) => "privacy-staff",
            Self::Withheld(_) => "privacy-text",
            Self::NeedsRecode(_) => "privacy-needs-recode",
            Self::FromWithheld(_) => "privacy-from-withheld",
            Self::FromAmbient => "privacy-from-ambient",
            Self::FromAttachment => "privacy-from-attachment",
            Self::Type(data) => type_key(*data),
            Self::NeverAsAnswered(data) => never_key(*data),
            Self::ForeignChoices => "privacy-foreign-choices",
        }
    }

    /// The message's argument `name`, where it has one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::FromDirect(name) | Self::FromWithheld(name) => Some(name),
            _ => None,
        }
    }
}

fn type_key(data: DataType) -> &'static str {
    match data {
        DataType::Integer | DataType::Decimal | DataType::Range => "privacy-type-number",
        DataType::Date | DataType::Time | DataType::DateTime => "privacy-type-time",
        DataType::Geopoint | DataType::Geotrace | DataType::Geoshape => "privacy-type-place",
        DataType::Image | DataType::Audio | DataType::Video | DataType::File => "privacy-type-media",
        DataType::Metadata => "privacy-type-metadata",
        DataType::Acknowledge => "privacy-type-acknowledge",
        DataType::Text | DataType::Barcode | DataType::Note | DataType::SelectOne | DataType::SelectMultiple | DataType::Rank => {
            "privacy-type-text"
        }
    }
}

/// Whether a type never leaves as answered. A calculation of such a question may: that somebody was in the ward is no place.
fn never_leaves(data: DataType) -> bool {
    use DataType::{Audio, DateTime, File, Geopoint, Geoshape, Geotrace, Image, Metadata, Video};
    matches!(
        data,
        Geopoint | Geotrace | Geoshape | Image | Audio | Video | File | Metadata | DateTime
    )
}

fn never_key(data: DataType) -> &'static str {
    match data {
        DataType::DateTime => "privacy-never-moment",
        DataType::Geopoint | DataType::Geotrace | DataType::Geoshape => "privacy-never-place",
        DataType::Metadata => "privacy-never-metadata",
        _ => "privacy-never-media",
    }
}

/// What a fate does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Whether it was asked tells something about a column that stays or leaves coarser, named here. Key `privacy-note-relevance`.
    RelevanceTells(String),
}

impl Note {
    /// Key in the catalogue.
    pub fn key(&self) -> &'static str {
        match self {
            Self::RelevanceTells(_) => "privacy-note-relevance",
        }
    }
}

impl Fate {
    /// Whether anything leaves.
    pub fn leaves(&self) -> bool {
        !matches!(self, Self::Stays(_))
    }

    /// Why.
    pub fn reason(&self) -> &Reason {
        match self {
            Self::Leaves(reason) | Self::Coarsened(_, reason) | Self::Stays(reason) => reason,
        }
    }

    /// In the words of manifests and codebooks, the same in every language: `as answered`, `bands 18 25`, `stays`.
    pub fn treatment(&self) -> &str {
        match self {
            Self::Leaves(_) => "as answered",
            Self::Coarsened(recode, _) => &recode.source,
            Self::Stays(_) => "stays",
        }
    }
}

impl ExportPlan {
    /// Decides for every column.
    pub fn of(form: &Form, schema: &Schema, privacy: &Privacy) -> Self {
        let judge = Judge {
            form,
            schema,
            privacy,
            flow: Flow::of(form),
        };
        let mut fates: BTreeMap<NodeId, Fate> = BTreeMap::new();
        for (_, column) in schema.columns() {
            judge.decide(column, &mut fates, &mut Vec::new());
        }
        let column_plan = |(at, column): (ColumnIx, &Column)| {
            let fate = fates.get(&column.node).cloned().unwrap_or(Fate::Stays(Reason::ForeignChoices));
            let notes = if fate.leaves() {
                judge.notes(column.node, &fates)
            } else {
                Vec::new()
            };
            let rule = privacy.rule(column.node);
            ColumnPlan {
                at,
                node: column.node,
                path: column.path.clone(),
                role: rule.map(|rule| rule.role),
                remark: rule.map_or_else(String::new, |rule| rule.note.clone()),
                fate,
                notes,
            }
        };
        let columns: Vec<ColumnPlan> = schema.columns().map(column_plan).collect();
        assemble(form, schema, columns)
    }

    /// The decision for a question.
    pub fn column(&self, node: NodeId) -> Option<&ColumnPlan> {
        self.columns.iter().find(|column| column.node == node)
    }

    /// The questions that a question's value, or whether it was asked, tells something about.
    pub fn tells(&self, form: &Form, node: NodeId) -> BTreeSet<NodeId> {
        let flow = Flow::of(form);
        let mut told = flow.origins(node);
        for decider in deciders(form, node) {
            told.extend(flow.origins(decider));
            told.insert(decider);
        }
        told
    }

    /// Columns of role `staff`, by their place in the form's own schema: they travel beside the record, in sealed packages.
    pub fn staff(&self) -> impl Iterator<Item = &ColumnPlan> {
        self.columns.iter().filter(|column| column.role == Some(Role::Staff))
    }

    /// Columns of role `direct`, whose values a canary check looks for in what is written.
    pub fn direct(&self) -> impl Iterator<Item = &ColumnPlan> {
        self.columns.iter().filter(|column| column.role == Some(Role::Direct))
    }
}

struct Judge<'a> {
    form: &'a Form,
    schema: &'a Schema,
    privacy: &'a Privacy,
    flow: Flow,
}

impl Judge<'_> {
    /// Decides for a column after those that it is computed from; `open` holds the columns being decided, so a cycle ends.
    fn decide(&self, column: &Column, fates: &mut BTreeMap<NodeId, Fate>, open: &mut Vec<NodeId>) {
        if fates.contains_key(&column.node) || open.contains(&column.node) {
            return;
        }
        open.push(column.node);
        for read in self.flow.source(column.node).into_iter().flat_map(|source| &source.reads) {
            if let Some(read) = self.schema.find(*read).and_then(|at| self.schema.get(at)) {
                self.decide(read, fates, open);
            }
        }
        open.pop();
        let fate = self.fate(column, fates);
        fates.insert(column.node, fate);
    }

    fn fate(&self, column: &Column, fates: &BTreeMap<NodeId, Fate>) -> Fate {
        let rule = self.privacy.rule(column.node);
        if rule.is_some_and(|rule| rule.role == Role::Direct) {
            return Fate::Stays(Reason::Direct);
        }
        let is_direct = |id: &NodeId| self.privacy.rule(*id).is_some_and(|rule| rule.role == Role::Direct);
        if let Some(origin) = self.flow.origins(column.node).into_iter().find(is_direct) {
            return Fate::Stays(Reason::FromDirect(self.form.node(origin).name.clone()));
        }
        match rule {
            Some(rule) => self.by_rule(column, rule),
            None => self.by_default(column, fates),
        }
    }

    fn by_rule(&self, column: &Column, rule: &Rule) -> Fate {
        let reason = Reason::Role(rule.role);
        let data = self.form.question(column.node).map(|question| question.data);
        match (rule.role, &rule.recode) {
            (Role::Public, _) => match data.filter(|data| never_leaves(*data)) {
                Some(data) => Fate::Stays(Reason::NeverAsAnswered(data)),
                None => Fate::Leaves(reason),
            },
            (Role::Quasi | Role::Sensitive, Some(recode)) => Fate::Coarsened(recode.clone(), reason),
            (Role::Quasi | Role::Sensitive, None) if self.has_own_choices(column) => Fate::Leaves(reason),
            (Role::Quasi | Role::Sensitive, None) => Fate::Stays(Reason::NeedsRecode(rule.role)),
            (Role::Direct | Role::Text | Role::Staff, _) => Fate::Stays(Reason::Withheld(rule.role)),
        }
    }

    fn by_default(&self, column: &Column, fates: &BTreeMap<NodeId, Fate>) -> Fate {
        let Some(question) = self.form.question(column.node) else {
            return Fate::Stays(Reason::ForeignChoices);
        };
        let source = self.flow.source(column.node).cloned().unwrap_or_default();
        let is_set = self.form.actions.iter().any(|action| action.target == column.node);
        let is_computed = question.calculate.is_some() || question.dynamic_default.is_some() || is_set;
        let is_calculation = question.calculate.is_some() && !question.is_asked;
        if is_computed && source.is_volatile {
            return Fate::Stays(Reason::FromAmbient);
        }
        if source.reads_attachment {
            return Fate::Stays(Reason::FromAttachment);
        }
        let leaves_whole = |id: &&NodeId| matches!(fates.get(id), Some(Fate::Leaves(_)));
        if let Some(withheld) = source.reads.iter().find(|id| !leaves_whole(id)) {
            return Fate::Stays(Reason::FromWithheld(self.form.node(*withheld).name.clone()));
        }
        match question.data {
            _ if is_calculation => Fate::Leaves(Reason::AllSourcesLeave),
            DataType::SelectOne | DataType::SelectMultiple | DataType::Rank if self.has_own_choices(column) => {
                Fate::Leaves(Reason::OwnChoices)
            }
            DataType::SelectOne | DataType::SelectMultiple | DataType::Rank => Fate::Stays(Reason::ForeignChoices),
            data => Fate::Stays(Reason::Type(data)),
        }
    }

    /// A select question whose choices are written in the workbook.
    fn has_own_choices(&self, column: &Column) -> bool {
        let is_own = |question: &Question| {
            question
                .choices
                .as_ref()
                .is_some_and(|set| !set.is_external && set.nodeset.is_none() && self.form.lists.contains_key(&set.list))
        };
        self.form.question(column.node).is_some_and(is_own)
    }

    fn notes(&self, node: NodeId, fates: &BTreeMap<NodeId, Fate>) -> Vec<Note> {
        let is_told = |id: &NodeId| fates.get(id).is_some_and(|fate| !matches!(fate, Fate::Leaves(_)));
        let told = deciders(self.form, node).into_iter().filter(is_told);
        told.map(|id| Note::RelevanceTells(self.form.node(id).name.clone())).collect()
    }
}

/// Puts the released schema together from the decisions.
fn assemble(form: &Form, schema: &Schema, columns: Vec<ColumnPlan>) -> ExportPlan {
    let leaves = |table: usize| {
        columns
            .iter()
            .any(|column| column.fate.leaves() && schema.is_above(table, column.at.table))
    };
    let tables: Vec<usize> = (0..schema.tables.len()).filter(|table| *table == 0 || leaves(*table)).collect();
    let mut released = Schema { tables: Vec::new() };
    let mut sources = Vec::new();
    for index in &tables {
        let Some(table) = schema.tables.get(*index) else { continue };
        let (mut own, mut ways) = (Vec::new(), Vec::new());
        for plan in columns.iter().filter(|plan| plan.at.table == *index) {
            if let Some((column, way)) = schema.get(plan.at).and_then(|column| release_column(form, column, plan)) {
                own.push(column);
                ways.push(way);
            }
        }
        let parent = table.parent.and_then(|parent| tables.iter().position(|kept| *kept == parent));
        released.tables.push(TableSchema {
            columns: own,
            parent,
            ..table.clone()
        });
        sources.push(ways);
    }
    ExportPlan {
        columns,
        released,
        tables,
        sources,
    }
}

fn release_column(form: &Form, column: &Column, plan: &ColumnPlan) -> Option<(Column, ReleasedColumn)> {
    let recode = match &plan.fate {
        Fate::Stays(_) => return None,
        Fate::Leaves(_) => None,
        Fate::Coarsened(recode, _) => Some(recode.clone()),
    };
    let itemset = form.question(column.node).and_then(|question| question.choices.as_ref());
    let list = itemset.and_then(|itemset| form.lists.get(&itemset.list));
    let mut released = column.clone();
    if let Some(recode) = &recode {
        let shape = recode.shape(
            Shape {
                kind: column.kind,
                choices: column.choices.clone(),
            },
            list,
        )?;
        released.kind = shape.kind;
        released.choices = shape.choices;
    }
    let list = recode.as_ref().and(list).cloned();
    Some((
        released,
        ReleasedColumn {
            from: plan.at,
            recode,
            list,
        },
    ))
}
