//! Which tables and columns a form has.
//!
//! Every question that bears a value is a column, calculations and metadata too; notes are not. A repeat's questions are in the
//! repeat's own table.

use std::sync::Arc;

use crate::form::{DataType, Form, Kind, Node, NodeId, Question};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ColumnType {
    /// Any text.
    Text,
    /// [`Value::Integer`](super::Value::Integer).
    Integer,
    /// [`Value::Decimal`](super::Value::Decimal).
    Decimal,
    /// ISO 8601 text.
    Date,
    /// ISO 8601 text.
    Time,
    /// ISO 8601 text.
    DateTime,
    /// [`Value::One`](super::Value::One).
    One,
    /// [`Value::Many`](super::Value::Many).
    Many,
    /// [`Value::Many`](super::Value::Many), the first is the highest.
    Rank,
}

impl ColumnType {
    /// The word in codebooks and manifests.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "datetime",
            Self::One => "one",
            Self::Many => "many",
            Self::Rank => "rank",
        }
    }

    /// Whether its cells are numbers, which spreadsheets may read as such.
    pub fn is_numeric(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal)
    }
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The question by path without the root, groups joined by `/` (`b/q9/q9_1`); in a repeat, below the repeat.
    pub path: String,
    /// The question's own name.
    pub name: String,
    /// The question in the form that the schema was made of.
    pub node: NodeId,
    /// What it holds.
    pub kind: ColumnType,
    /// The names of its choices in the order of the list, where the list is in the workbook.
    pub choices: Option<Arc<[String]>>,
}

/// A table: the form's own, or one for each repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSchema {
    /// The repeat's path without the root, joined by `-`; empty for the form's own table.
    pub name: String,
    /// The repeat in the form, or its root.
    pub node: NodeId,
    /// Index of the table that its rows hang under; `None` for the form's own.
    pub parent: Option<usize>,
    /// In form order.
    pub columns: Vec<Column>,
}

/// All tables of a form; the first is the form's own, parents come before children.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// At least one.
    pub tables: Vec<TableSchema>,
}

/// A column of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColumnIx {
    /// Index into [`Schema::tables`].
    pub table: usize,
    /// Index into [`TableSchema::columns`].
    pub column: usize,
}

impl Schema {
    /// The tables of a form, with every value-bearing question.
    pub fn of(form: &Form) -> Self {
        Self::with(form, |node| match &node.kind {
            Kind::Question(question) => column_type(question),
            Kind::Root | Kind::Group | Kind::Repeat { .. } => None,
        })
    }

    /// The tables of a form with every element that may hold a text: notes and groups without children too. Instances written elsewhere
    /// are read into it, so that nothing of them is lost.
    pub fn of_elements(form: &Form) -> Self {
        Self::with(form, |node| match &node.kind {
            Kind::Question(question) => Some(column_type(question).unwrap_or(ColumnType::Text)),
            Kind::Group if node.children.is_empty() => Some(ColumnType::Text),
            Kind::Root | Kind::Group | Kind::Repeat { .. } => None,
        })
    }

    /// The tables of a form with a column for each node that has a type.
    fn with(form: &Form, column_type: impl Fn(&Node) -> Option<ColumnType>) -> Self {
        let root = NodeId(0);
        let mut schema = Self {
            tables: vec![TableSchema {
                name: String::new(),
                node: root,
                parent: None,
                columns: Vec::new(),
            }],
        };
        for id in form.ids() {
            let above = form.repeat_above(id).unwrap_or(root);
            let Some(table) = schema.tables.iter().position(|table| table.node == above) else {
                continue;
            };
            let node = form.node(id);
            if matches!(node.kind, Kind::Repeat { .. }) {
                schema.tables.push(TableSchema {
                    name: path_below(form, id, root).join("-"),
                    node: id,
                    parent: Some(table),
                    columns: Vec::new(),
                });
            }
            if let Some(kind) = column_type(node)
                && let Some(table) = schema.tables.get_mut(table)
            {
                table.columns.push(Column {
                    path: path_below(form, id, above).join("/"),
                    name: node.name.clone(),
                    node: id,
                    kind,
                    choices: form.question(id).and_then(|question| choices(form, question)),
                });
            }
        }
        schema
    }

    /// The column behind an index, if the schema has it.
    pub fn get(&self, at: ColumnIx) -> Option<&Column> {
        self.tables.get(at.table)?.columns.get(at.column)
    }

    /// Where a question's column is.
    pub fn find(&self, node: NodeId) -> Option<ColumnIx> {
        self.columns().find(|(_, column)| column.node == node).map(|(at, _)| at)
    }

    /// Where the first column of this name is.
    pub fn named(&self, name: &str) -> Option<ColumnIx> {
        self.columns().find(|(_, column)| column.name == name).map(|(at, _)| at)
    }

    /// All columns, table by table.
    pub fn columns(&self) -> impl Iterator<Item = (ColumnIx, &Column)> {
        self.tables.iter().enumerate().flat_map(|(table, schema)| {
            let place = move |(column, found)| (ColumnIx { table, column }, found);
            schema.columns.iter().enumerate().map(place)
        })
    }

    /// Whether rows of `table` hang, directly or not, under rows of `above`; a table is above itself.
    pub fn is_above(&self, above: usize, table: usize) -> bool {
        let mut at = Some(table);
        while let Some(current) = at {
            if current == above {
                return true;
            }
            at = self.tables.get(current).and_then(|table| table.parent);
        }
        false
    }
}

/// Names from below `above` down to `id`.
fn path_below(form: &Form, id: NodeId, above: NodeId) -> Vec<&str> {
    let mut names = Vec::new();
    let mut at = id;
    while at != above {
        let node = form.node(at);
        names.push(node.name.as_str());
        let Some(parent) = node.parent else { break };
        at = parent;
    }
    names.reverse();
    names
}

fn column_type(question: &Question) -> Option<ColumnType> {
    Some(match question.data {
        DataType::Note => return None,
        DataType::Integer => ColumnType::Integer,
        DataType::Range if has_whole_steps(question) => ColumnType::Integer,
        DataType::Decimal | DataType::Range => ColumnType::Decimal,
        DataType::Date => ColumnType::Date,
        DataType::Time => ColumnType::Time,
        DataType::DateTime => ColumnType::DateTime,
        DataType::SelectOne | DataType::Acknowledge => ColumnType::One,
        DataType::SelectMultiple => ColumnType::Many,
        DataType::Rank => ColumnType::Rank,
        DataType::Metadata => match question.type_name.as_str() {
            "start" | "end" => ColumnType::DateTime,
            "today" => ColumnType::Date,
            _ => ColumnType::Text,
        },
        DataType::Text
        | DataType::Barcode
        | DataType::Geopoint
        | DataType::Geotrace
        | DataType::Geoshape
        | DataType::Image
        | DataType::Audio
        | DataType::Video
        | DataType::File => ColumnType::Text,
    })
}

/// A range asks for whole numbers unless a parameter is not one.
fn has_whole_steps(question: &Question) -> bool {
    ["start", "end", "step"]
        .iter()
        .all(|name| question.parameters.get(*name).is_none_or(|value| value.parse::<i64>().is_ok()))
}

fn choices(form: &Form, question: &Question) -> Option<Arc<[String]>> {
    if question.data == DataType::Acknowledge {
        return Some(Arc::from(["OK".to_owned()]));
    }
    let itemset = question
        .choices
        .as_ref()
        .filter(|itemset| !itemset.is_external && itemset.nodeset.is_none())?;
    let list = form.lists.get(&itemset.list)?;
    Some(list.choices.iter().map(|choice| choice.name.clone()).collect())
}
