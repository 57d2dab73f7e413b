//! The index for reading: the tree of the whole, then the league table of the units and of what they are split by.

use crate::app::index::IndexReport;
use crate::cli::console::Console;
use crate::cli::table::{Side, Table};
use crate::form::Form;
use crate::index::{IndexTree, NodeScore};

/// Prints the tree and the league tables. The whole report, every node of every unit, is in `--csv` and `--json`.
pub(super) fn print(report: &IndexReport, form: &Form, tree: &IndexTree, console: &Console) -> anyhow::Result<()> {
    let words = console.words;
    let lines = report.table(form, tree, words);
    let node_column = lines.head.len().saturating_sub(lines.numbers + 1);
    let sides = |column: usize| if column > node_column { Side::Right } else { Side::Left };
    let head: Vec<(String, Side)> = lines
        .head
        .iter()
        .enumerate()
        .map(|(column, title)| (title.clone(), sides(column)))
        .collect();
    let scored = || report.nodes.iter().zip(&lines.rows);
    let title = [("form", report.form.as_str().into()), ("rule", report.rule.as_str().into())];
    console.print(words.say_with("cli-index-head", &title))?;

    let whole = scored().filter(|(score, _)| score.unit.is_none() && score.by.is_none());
    show(&head, whole.map(|(_, row)| row), |column| column >= node_column, console)?;

    let mut league: Vec<(&NodeScore, &Vec<String>)> = scored()
        .filter(|(score, _)| score.node == tree.name() && (score.unit.is_some() || score.by.is_some()))
        .collect();
    league.sort_by_key(|(score, _)| (score.unit.is_some(), score.rank.is_none(), score.rank));
    show(
        &head,
        league.into_iter().map(|(_, row)| row),
        |column| column != node_column,
        console,
    )
}

/// The rows in those columns that are kept; nothing where there is no row.
fn show<'a>(
    head: &[(String, Side)],
    rows: impl Iterator<Item = &'a Vec<String>>,
    is_kept: impl Fn(usize) -> bool,
    console: &Console,
) -> anyhow::Result<()> {
    let kept = |column: &usize| is_kept(*column);
    let mut table = Table::new((0..).zip(head).filter(|(column, _)| kept(column)).map(|(_, title)| title.clone()));
    let mut has_rows = false;
    for row in rows {
        has_rows = true;
        table.row((0..).zip(row).filter(|(column, _)| kept(column)).map(|(_, cell)| cell.clone()));
    }
    if has_rows {
        console.print("")?;
        console.write(&table.to_string())?;
    }
    Ok(())
}
