//! Compiles the `privacy` sheet: every row checked against the form.

use std::collections::BTreeMap;

use super::recode::Shape;
use super::{Recode, Role};
use crate::dataset::{Column, Schema};
use crate::form::annex::{AnnexRow, BareSheet, bare, rows, sheet, unknown_columns};
use crate::form::{AnnexProblem, Finding, Form, NodeId, Sheet};

/// The columns of the sheet.
const COLUMNS: [&str; 4] = ["name", "role", "recode", "note"];

/// The sheet compiled; a form without one has an empty one, and then the defaults hold for every question.
#[derive(Debug, Clone, Default)]
pub struct Privacy {
    rules: BTreeMap<NodeId, Rule>,
    bare: BareSheet,
}

/// What a row says about its question.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its role.
    pub role: Role,
    /// How it is made coarser.
    pub recode: Option<Recode>,
    /// The author's reason, for the codebook.
    pub note: String,
}

impl Privacy {
    /// Compiles the sheet of a form's workbook.
    pub fn compile(form: &Form) -> Result<Self, Vec<Finding>> {
        sheet(form, "privacy").map_or_else(|| Ok(Self::default()), |sheet| Self::of_sheet(form, sheet))
    }

    /// Compiles a sheet for a form: all that is wrong with it at once.
    pub fn of_sheet(form: &Form, sheet: &Sheet) -> Result<Self, Vec<Finding>> {
        let mut findings = unknown_columns(sheet, &COLUMNS, None);
        let schema = Schema::of(form);
        let mut privacy = Self {
            bare: bare(sheet, &COLUMNS),
            ..Self::default()
        };
        for row in rows(sheet) {
            match Rule::read(form, &schema, row) {
                Ok((node, _)) if privacy.rules.contains_key(&node) => {
                    findings.push(row.problem(
                        "name",
                        AnnexProblem::RepeatedRow {
                            name: row.get("name").to_owned(),
                        },
                    ));
                }
                Ok((node, rule)) => {
                    privacy.rules.insert(node, rule);
                }
                Err(finding) => findings.push(finding),
            }
        }
        if findings.is_empty() { Ok(privacy) } else { Err(findings) }
    }

    /// What the sheet says about a question.
    pub fn rule(&self, node: NodeId) -> Option<&Rule> {
        self.rules.get(&node)
    }

    /// The sheet as it is kept in an instrument.
    pub fn bare(&self) -> &BareSheet {
        &self.bare
    }
}

impl Rule {
    fn read(form: &Form, schema: &Schema, row: AnnexRow<'_>) -> Result<(NodeId, Self), Finding> {
        let column = question(schema, row)?;
        let word = row.get("role");
        let unknown_role = || AnnexProblem::UnknownWord {
            column: "role".to_owned(),
            found: word.to_owned(),
            allowed: Role::ALL.map(Role::word).join(", "),
        };
        let role = Role::parse(word).ok_or_else(|| row.problem("role", unknown_role()))?;
        if !row.get("recode").is_empty() && !matches!(role, Role::Quasi | Role::Sensitive) {
            let problem = AnnexProblem::RecodeWithoutEffect {
                found: row.get("recode").to_owned(),
                role: role.word().to_owned(),
            };
            return Err(row.problem("recode", problem));
        }
        let recode = recode(form, column, row)?;
        let note = row.get("note").to_owned();
        Ok((column.node, Self { role, recode, note }))
    }
}

/// The question of a row: by name, or by path where two questions bear the name.
pub(super) fn question<'a>(schema: &'a Schema, row: AnnexRow<'_>) -> Result<&'a Column, Finding> {
    let name = row.get("name");
    let bearers: Vec<&Column> = schema
        .columns()
        .map(|(_, column)| column)
        .filter(|column| column.name == name || column.path == name)
        .collect();
    let problem = match bearers.as_slice() {
        [column] => return Ok(column),
        [] if name.is_empty() => AnnexProblem::MissingCell { column: "name".to_owned() },
        [] => AnnexProblem::UnknownQuestion { name: name.to_owned() },
        _ => AnnexProblem::AmbiguousQuestion { name: name.to_owned() },
    };
    Err(row.problem("name", problem))
}

fn recode(form: &Form, column: &Column, row: AnnexRow<'_>) -> Result<Option<Recode>, Finding> {
    let cell = row.get("recode");
    if cell.is_empty() {
        return Ok(None);
    }
    let found = cell.to_owned();
    let recode = Recode::parse(cell).ok_or_else(|| row.problem("recode", AnnexProblem::BadRecode { found: found.clone() }))?;
    let list_name = form
        .question(column.node)
        .and_then(|question| question.choices.as_ref())
        .map(|itemset| itemset.list.as_str());
    let list = list_name.and_then(|name| form.lists.get(name));
    let shape = Shape {
        kind: column.kind,
        choices: column.choices.clone(),
    };
    if recode.shape(shape, list).is_some() {
        return Ok(Some(recode));
    }
    let lacks_column = |column: &&str| {
        list.is_some_and(|list| {
            list.choices
                .iter()
                .any(|choice| choice.extra.get(*column).is_none_or(String::is_empty))
        })
    };
    let problem = match recode.parent_column().filter(lacks_column) {
        Some(column) => AnnexProblem::UnknownChoiceColumn {
            column: column.to_owned(),
            list: list_name.unwrap_or_default().to_owned(),
        },
        None => AnnexProblem::RecodeDoesNotFit {
            found,
            type_name: column.kind.word().to_owned(),
        },
    };
    Err(row.problem("recode", problem))
}
