//! Where in its workbook a form says something, and what the author wrote there.

use crate::form::finding::Excerpt;
use crate::form::{Condition, Place, Workbook, xlsform};
use crate::xpath::{Ast, literal_spans};

/// The cells of a form's workbook; of an XForm there are none.
pub(super) struct Cells<'a> {
    workbook: &'a Workbook,
    /// The columns of the sheets that are read.
    columns: Vec<xlsform::CellColumn>,
}

impl<'a> Cells<'a> {
    pub(super) fn of(workbook: &'a Workbook) -> Self {
        Self {
            columns: xlsform::cell_columns(workbook),
            workbook,
        }
    }

    /// The cell of a row under a column of the standard; the row where there is none.
    pub(super) fn place(&self, row: &Place, key: &str) -> Place {
        let is_meant = |column: &&xlsform::CellColumn| column.sheet.eq_ignore_ascii_case(&row.sheet) && column.key == key;
        let column = self.columns.iter().find(is_meant).map_or(0, |column| column.number);
        Place { column, ..row.clone() }
    }

    /// The head of the first column in a language.
    pub(super) fn language(&self, name: &str) -> Place {
        let found = self.columns.iter().find(|column| column.language.as_deref() == Some(name));
        found.map_or_else(Place::default, |column| Place {
            sheet: column.sheet.as_str().into(),
            row: 0,
            column: column.number,
        })
    }

    /// A literal of a condition, pointed at in what the author wrote.
    pub(super) fn excerpt(&self, condition: &Condition, literal: &Ast) -> Option<Excerpt> {
        let source = &*condition.expression.source;
        let mut literals: Vec<&Ast> = Vec::new();
        condition.expression.ast.visit(&mut |ast| {
            if matches!(ast, Ast::Number(_) | Ast::Text(_)) {
                literals.push(ast);
            }
        });
        let place = literals.iter().position(|other| std::ptr::eq(*other, innermost(literal)))?;
        let written = self.text(&condition.place).unwrap_or_else(|| source.to_owned());
        // A name takes as many bytes as the reference that it stands for, so the spans are those of the author's text.
        let spans = literal_spans(&xlsform::without_references(&written));
        let span = *spans.get(place).filter(|_| spans.len() == literals.len())?;
        Some(Excerpt { text: written, span })
    }

    fn text(&self, place: &Place) -> Option<String> {
        let sheet = self.workbook.sheet(&place.sheet)?;
        let row = sheet.rows.binary_search_by_key(&place.row, |(number, _)| *number).ok()?;
        let column = sheet.header.iter().position(|head| head.column == place.column)?;
        sheet.rows.get(row)?.1.get(column).map(|text| xlsform::plain(text))
    }
}

/// The literal under a sign.
fn innermost(ast: &Ast) -> &Ast {
    match ast {
        Ast::Negate(inner) => innermost(inner),
        other => other,
    }
}
