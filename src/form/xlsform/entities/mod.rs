//! The sheet `entities`: things that a server keeps a list of, created or updated from the answers.
//!
//! A declaration becomes a node `meta/entity` in the group or repeat that holds what it is made from: what is saved to its properties,
//! else what its own cells read. Each group, repeat or form holds one.

mod claims;
mod grafting;
mod placing;

use indexmap::IndexMap;

use super::super::finding::{EntityProblem, FindingKind, Findings};
use super::super::{Place, Workbook};
use super::header::ENTITIES;
use super::outline::Outline;
use super::row::Row;

/// What no name of a list or property may begin with.
const RESERVED_PREFIX: &str = "__";

/// A row of the sheet.
#[derive(Debug, Clone)]
pub(super) struct Declaration {
    row: Row,
}

/// The declarations by their lists, in the order of the sheet.
type Declarations = IndexMap<String, Declaration>;

impl Declaration {
    /// The cells that are expressions, with what they are called.
    const EXPRESSIONS: [&'static str; 4] = ["entity_id", "create_if", "update_if", "label"];

    fn cell(&self, column: &str) -> Option<(String, &Place)> {
        self.row.get(column)
    }

    fn creates(&self) -> bool {
        self.cell("entity_id").is_none() || self.cell("create_if").is_some()
    }

    fn updates(&self) -> bool {
        self.cell("entity_id").is_some()
    }

    /// What is missing from the cells.
    fn gap(&self, list: &str) -> Option<EntityProblem> {
        let list = list.to_owned();
        let has = |column| self.cell(column).is_some();
        match (has("entity_id"), has("create_if"), has("update_if")) {
            (false, _, true) => Some(EntityProblem::MissingId { list }),
            (true, true, false) => Some(EntityProblem::MissingUpdateIf { list }),
            (false, _, false) if !has("label") => Some(EntityProblem::MissingLabel { list }),
            _ => None,
        }
    }
}

/// Reads the declarations and gives each its place in the tree; the tree as it was where something is wrong.
pub(super) fn declare(workbook: &Workbook, mut outline: Outline, findings: &mut Findings) -> Outline {
    let has_errors_before = findings.count_errors();
    let declarations = read(workbook, findings);
    let claims = claims::collect(&declarations, &mut outline, findings);
    // Names that lead nowhere say nothing about where an entity belongs.
    if declarations.is_empty() || findings.count_errors() > has_errors_before {
        return outline;
    }
    let allocated = placing::allocate(&outline.skeleton, &declarations, &claims, findings);
    grafting::graft(outline, &declarations, &allocated)
}

fn read(workbook: &Workbook, findings: &mut Findings) -> Declarations {
    let mut declarations = Declarations::new();
    let Some(sheet) = super::sheet(workbook, "entities") else {
        return declarations;
    };
    let columns = ENTITIES.read(sheet, findings);
    let unknown: Vec<_> = sheet.header.iter().zip(&columns).filter(|(_, column)| !column.is_known).collect();
    if let Some((first, _)) = unknown.first() {
        let names: Vec<&str> = unknown.iter().map(|(head, _)| head.text.as_str()).collect();
        let columns = names.join("`, `");
        let place = Place {
            column: first.column,
            ..sheet.whole()
        };
        report(EntityProblem::UnknownColumns { columns }, &place, findings);
    }
    for row in Row::all(sheet, &columns) {
        if row.entries().is_empty() {
            continue;
        }
        let list = row.text("list_name");
        let place = row.place_of("list_name");
        let named = list.clone();
        let fault = match () {
            () if list.is_empty() => Some(EntityProblem::MissingList),
            () if list.starts_with(RESERVED_PREFIX) => Some(EntityProblem::ReservedList { list: named }),
            () if list.contains('.') => Some(EntityProblem::ListWithPeriod { list: named }),
            () if !super::is_name(&list) => Some(EntityProblem::InvalidList { list: named }),
            () if declarations.contains_key(&list) => Some(EntityProblem::DuplicateList { list: named }),
            () => None,
        };
        if let Some(fault) = fault {
            report(fault, &place, findings);
            continue;
        }
        let declaration = Declaration { row };
        if let Some(gap) = declaration.gap(&list) {
            report(gap, &declaration.row.place, findings);
        }
        declarations.insert(list, declaration);
    }
    declarations
}

fn report(problem: EntityProblem, place: &Place, findings: &mut Findings) {
    findings.report(FindingKind::Entity(Box::new(problem)), place.clone());
}
