//! Which columns the tables of a form have, in which order, under which heads, and where their cells come from.

use std::collections::BTreeMap;

use crate::dataset::{ColumnIx, ColumnType, Schema, TableSchema};
use crate::form::{DataType, Form, Kind, NodeId};
use crate::output::layout::{Layout, RowKeys};

/// The parts of a place, as heads name them.
const PLACE_PARTS: [&str; 4] = ["Latitude", "Longitude", "Altitude", "Accuracy"];

/// For questions with several choices: the choices that get a column of their own, 1 where chosen and 0 where not.
pub type Split = BTreeMap<NodeId, Vec<String>>;

/// The choices that a form offers for each question with several choices, in the order of the list; none where it stands in a file.
pub fn offered(form: &Form) -> Split {
    let schema = Schema::of(form);
    let several = schema.columns().filter(|(_, column)| column.kind == ColumnType::Many);
    several
        .filter_map(|(_, column)| Some((column.node, column.choices.as_ref()?.to_vec())))
        .collect()
}

/// The columns of one table that hold answers, and what its rows are called.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub(super) name: String,
    pub(super) step: String,
    pub(super) columns: Vec<Column>,
}

/// One column that holds answers.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) head: String,
    pub(super) content: Content,
    /// Where layouts quote empty cells: this column's are left bare all the same.
    pub(super) is_bare: bool,
}

/// Where a column's cells come from.
#[derive(Debug, Clone)]
pub(super) enum Content {
    /// The answers of a column of the schema.
    Answer(usize),
    /// Its answers are dates or times, which the layout may write in its own way.
    Moment(usize, ColumnType),
    /// Its answers are names of attached files.
    Media(usize),
    /// One part of its answers, which are places.
    Part(usize, usize),
    /// Whether its answers hold a choice.
    Chosen(usize, String),
    /// The repeat that stands here.
    Set {
        /// Its table.
        table: usize,
        /// What its reference is made of between the record's key and the repeat's name.
        way: Vec<Pace>,
    },
    /// Nothing ever: a note, an empty group.
    Nothing,
}

/// A step of the way from a record to the rows of a repeat.
#[derive(Debug, Clone)]
pub(super) struct Pace {
    pub(super) name: String,
    /// The table whose row it is, where it is a repeat.
    pub(super) table: Option<usize>,
}

/// The columns of a schema, under their paths.
pub(super) fn of_schema(schema: &Schema) -> Vec<Plan> {
    let column = |(index, column): (usize, &crate::dataset::Column)| Column {
        head: column.path.clone(),
        content: Content::Answer(index),
        is_bare: true,
    };
    let plan = |table: &TableSchema| {
        let step = below(&schema.tables, table).to_owned();
        Plan {
            name: step.clone(),
            step,
            columns: table.columns.iter().enumerate().map(column).collect(),
        }
    };
    schema.tables.iter().map(plan).collect()
}

/// A repeat's path below the repeat above it.
fn below<'a>(tables: &'a [TableSchema], table: &'a TableSchema) -> &'a str {
    let above = table
        .parent
        .and_then(|parent| tables.get(parent))
        .map_or("", |parent| parent.name.as_str());
    let below = table.name.strip_prefix(above).and_then(|rest| rest.strip_prefix('-'));
    if above.is_empty() {
        &table.name
    } else {
        below.unwrap_or(&table.name)
    }
}

/// The elements of a form that have no children, in the order of the form.
pub(super) fn of_form(form: &Form, schema: &Schema, layout: &Layout, split: &Split) -> Vec<Plan> {
    let mut design = Design {
        form,
        schema,
        layout,
        split,
        found: schema.columns().map(|(at, column)| (column.node, at)).collect(),
        plans: schema.tables.iter().map(|_| Plan::default()).collect(),
    };
    for index in 1..schema.tables.len() {
        design.name(index);
    }
    design.walk(NodeId(0), 0);
    design.plans
}

struct Design<'a> {
    form: &'a Form,
    schema: &'a Schema,
    layout: &'a Layout,
    split: &'a Split,
    found: BTreeMap<NodeId, ColumnIx>,
    plans: Vec<Plan>,
}

impl<'a> Design<'a> {
    fn name(&mut self, index: usize) {
        let Some(table) = self.schema.tables.get(index) else { return };
        let names = self.names_below(table.node, self.node_of(table.parent));
        let own = names.last().copied().unwrap_or_default().to_owned();
        let step = match self.layout.row_keys {
            RowKeys::Path => names.join("-"),
            RowKeys::Groups => names.join("/"),
            RowKeys::Repeats => own.clone(),
        };
        if let Some(plan) = self.plans.get_mut(index) {
            plan.name = own;
            plan.step = step;
        }
    }

    fn walk(&mut self, above: NodeId, table: usize) {
        let form = self.form;
        for child in form.in_instance_order(above) {
            // Programs that take in tables know no attributes.
            if form.is_attribute(child) {
                continue;
            }
            match &form.node(child).kind {
                Kind::Repeat { .. } => {
                    // A repeat of which nothing leaves has no table.
                    let Some(inner) = self.schema.tables.iter().position(|inner| inner.node == child) else {
                        continue;
                    };
                    if self.layout.has_sets {
                        self.add_set(child, table, inner);
                    }
                    self.walk(child, inner);
                }
                Kind::Root | Kind::Group if !form.node(child).children.is_empty() => self.walk(child, table),
                Kind::Root | Kind::Group | Kind::Question(_) => self.add_leaf(child, table),
            }
        }
    }

    fn add_leaf(&mut self, node: NodeId, table: usize) {
        let names = self.names_below(node, self.node_of(Some(table)));
        let data = self.form.question(node).map(|question| question.data);
        let Some(at) = self.found.get(&node).map(|at| at.column) else {
            // What bears a value and has no column did not leave.
            if !matches!(data, None | Some(DataType::Note)) || is_entity(&names) {
                return;
            }
            let is_bare = self.is_bare(node, table, None);
            return self.push(table, self.head(&names), Content::Nothing, is_bare);
        };
        let kind = self.schema.get(ColumnIx { table, column: at }).map(|column| column.kind);
        let (head, is_bare) = (self.head(&names), self.is_bare(node, table, data.zip(kind)));
        match (data, kind) {
            (Some(DataType::Geopoint), _) => {
                for (part, name) in PLACE_PARTS.iter().enumerate() {
                    self.push(table, format!("{head}-{name}"), Content::Part(at, part), is_bare);
                }
            }
            (Some(DataType::Image | DataType::Audio | DataType::Video | DataType::File), _) => {
                self.push(table, head, Content::Media(at), is_bare);
            }
            (_, Some(kind @ (ColumnType::Date | ColumnType::Time | ColumnType::DateTime))) => {
                self.push(table, head, Content::Moment(at, kind), is_bare);
            }
            _ => {
                self.push(table, head.clone(), Content::Answer(at), is_bare);
                for choice in self.split.get(&node).into_iter().flatten() {
                    self.push(table, format!("{head}/{choice}"), Content::Chosen(at, choice.clone()), is_bare);
                }
            }
        }
    }

    fn add_set(&mut self, repeat: NodeId, table: usize, inner: usize) {
        let names = self.names_below(repeat, self.node_of(Some(table)));
        let head = format!("SET-OF-{}", names.join("-"));
        let content = Content::Set {
            table: inner,
            way: self.way(repeat, table),
        };
        self.push(table, head, content, table > 0);
    }

    /// The way to the rows of a repeat as Briefcase goes it: it names an element above them when the one below that is a repeat. Where a
    /// group stands between two repeats, its reference is therefore no row's own (`SET-OF-…`), and only `PARENT_KEY` joins them.
    fn way(&self, repeat: NodeId, table: usize) -> Vec<Pace> {
        let Some(bottom) = self.schema.tables.get(table).filter(|_| table > 0).map(|table| table.node) else {
            return Vec::new();
        };
        let mut line = self.lineage(repeat);
        let end = line.iter().position(|node| *node == bottom).map_or(0, |at| at + 1);
        line.truncate(end + 1);
        let is_repeat = |node: NodeId| matches!(self.form.node(node).kind, Kind::Repeat { .. });
        let steps = line.iter().zip(line.iter().skip(1)).filter(|(_, next)| is_repeat(**next));
        let pace = |(node, _): (&NodeId, &NodeId)| Pace {
            name: local(&self.form.node(*node).name).to_owned(),
            table: self
                .schema
                .tables
                .iter()
                .skip(1)
                .position(|table| table.node == *node)
                .map(|at| at + 1),
        };
        steps.map(pace).collect()
    }

    /// The nodes from below the root down to this one.
    fn lineage(&self, node: NodeId) -> Vec<NodeId> {
        let above = |at: &NodeId| self.form.node(*at).parent;
        let mut line: Vec<NodeId> = std::iter::successors(Some(node), above).collect();
        line.pop();
        line.reverse();
        line
    }

    /// Names without prefixes from below `above` down to a node.
    fn names_below(&self, node: NodeId, above: NodeId) -> Vec<&'a str> {
        let line = self.lineage(node);
        let start = line.iter().position(|at| *at == above).map_or(0, |at| at + 1);
        line.iter().skip(start).map(|at| local(&self.form.node(*at).name)).collect()
    }

    fn node_of(&self, table: Option<usize>) -> NodeId {
        table
            .and_then(|table| self.schema.tables.get(table))
            .map_or(NodeId(0), |table| table.node)
    }

    fn head(&self, names: &[&str]) -> String {
        if self.layout.has_groups {
            names.join("-")
        } else {
            names.last().copied().unwrap_or_default().to_owned()
        }
    }

    /// Whether a layout that quotes empty cells leaves this column's bare: see [`Blanks::Quoted`](crate::output::layout::Blanks).
    fn is_bare(&self, node: NodeId, table: usize, holds: Option<(DataType, ColumnType)>) -> bool {
        let names = self.names_below(node, NodeId(0));
        let is_point_in_time_or_space = holds.is_some_and(|(data, kind)| {
            data == DataType::Geopoint || matches!(kind, ColumnType::Date | ColumnType::Time | ColumnType::DateTime)
        });
        let is_at_the_top = table == 0 && names.len() == 1;
        names.first().is_some_and(|name| name.starts_with("meta")) || is_at_the_top && is_point_in_time_or_space
    }

    fn push(&mut self, table: usize, head: String, content: Content, is_bare: bool) {
        if let Some(plan) = self.plans.get_mut(table) {
            plan.columns.push(Column { head, content, is_bare });
        }
    }
}

/// What makes a submission a server's entity is no answer.
fn is_entity(names: &[&str]) -> bool {
    names.ends_with(&["meta", "entity"])
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
