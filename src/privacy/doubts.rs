//! Rows of the `privacy` sheet that do not come to what they say: the author should know before the first interview.

use super::plan::{ExportPlan, Fate, Reason};
use super::sheet::question;
use crate::dataset::Schema;
use crate::form::annex::{rows, sheet};
use crate::form::{AnnexProblem, Finding, Form};

/// Questions that the sheet lets out and that stay nevertheless, each with its reason.
pub fn doubts(form: &Form, schema: &Schema, plan: &ExportPlan) -> Vec<Finding> {
    let Some(sheet) = sheet(form, "privacy") else { return Vec::new() };
    let doubt = |row| {
        let column = plan.column(question(schema, row).ok()?.node)?;
        let role = column.role?;
        let name = column.path.clone();
        match &column.fate {
            Fate::Stays(Reason::FromDirect(origin)) => Some(row.problem(
                "role",
                AnnexProblem::StaysWithItsSource {
                    name,
                    role: role.word().to_owned(),
                    origin: origin.clone(),
                },
            )),
            Fate::Stays(Reason::NeedsRecode(role)) => Some(row.problem(
                "recode",
                AnnexProblem::StaysWithoutRecode {
                    name,
                    role: role.word().to_owned(),
                },
            )),
            Fate::Stays(Reason::NeverAsAnswered(_)) => Some(row.problem(
                "role",
                AnnexProblem::NeverAsAnswered {
                    name,
                    type_name: form.question(column.node)?.type_name.clone(),
                },
            )),
            _ => None,
        }
    };
    rows(sheet).filter_map(doubt).collect()
}
