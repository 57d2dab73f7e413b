//! The index for reading: the tree of the whole, its splits, then the league table of the units.

use std::collections::BTreeMap;

use super::labels::Labels;
use crate::app::index::IndexReport;
use crate::cli::console::Console;
use crate::cli::table::{Side, Table};
use crate::index::NodeScore;
use crate::instrument::Instrument;
use crate::words::{Words, compare};

/// Decimals of an instrument without a tree, which prints nothing else either.
const DIGITS: usize = 2;

pub(super) fn print(report: &IndexReport, instrument: &Instrument, console: &Console) -> anyhow::Result<()> {
    let words = console.words;
    let labels = Labels::new(instrument, words.lang());
    let whole: Vec<&NodeScore> = report
        .nodes
        .iter()
        .filter(|score| score.unit.is_none() && score.by.is_none())
        .collect();
    let rule = [("form", report.form.as_str().into()), ("rule", report.rule.as_str().into())];
    console.print(words.say_with("cli-index-head", &rule))?;
    console.print("")?;
    console.write(&tree(&whole, instrument, &labels, words).to_string())?;
    let root = whole.first().map(|score| score.node.as_str()).unwrap_or_default();
    let splits: Vec<&NodeScore> = of_root(report, root)
        .filter(|score| score.unit.is_none() && score.by.is_some())
        .collect();
    let units: Vec<&NodeScore> = of_root(report, root).filter(|score| score.unit.is_some()).collect();
    for rows in [splits, units].into_iter().filter(|rows| !rows.is_empty()) {
        console.print("")?;
        console.write(&league(rows, instrument, &labels, words).to_string())?;
    }
    Ok(())
}

fn of_root<'a>(report: &'a IndexReport, root: &'a str) -> impl Iterator<Item = &'a NodeScore> {
    report.nodes.iter().filter(move |score| score.node == root)
}

fn digits(instrument: &Instrument, node: &str) -> usize {
    let tree = instrument.index.as_ref();
    tree.and_then(|tree| tree.nodes.get(tree.find(node)?))
        .map_or(DIGITS, |node| node.digits)
}

/// Every node of the whole, set in by its depth.
fn tree(scores: &[&NodeScore], instrument: &Instrument, labels: &Labels<'_>, words: Words) -> Table {
    let head = [
        ("cli-index-node", Side::Left),
        ("cli-index-value", Side::Right),
        ("cli-index-interval", Side::Left),
        ("cli-index-n", Side::Right),
    ];
    let mut table = Table::new(head.map(|(key, side)| (words.say(key), side)));
    let mut depth_of: BTreeMap<&str, usize> = BTreeMap::new();
    for score in scores {
        let depth = score
            .parent
            .as_deref()
            .and_then(|parent| depth_of.get(parent))
            .map_or(0, |above| above + 1);
        depth_of.insert(&score.node, depth);
        let [value, interval, n] = figures(score, digits(instrument, &score.node), words);
        table.row([format!("{}{}", "  ".repeat(depth), labels.node(&score.node)), value, interval, n]);
    }
    table
}

/// The units or groups by rank; those without a value last, in the order of their names.
fn league(mut scores: Vec<&NodeScore>, instrument: &Instrument, labels: &Labels<'_>, words: Words) -> Table {
    scores.sort_by(|a, b| {
        let rank = |score: &NodeScore| (score.rank.is_none(), score.rank);
        rank(a).cmp(&rank(b)).then_with(|| compare(&name(a, labels), &name(b, labels)))
    });
    let head = [
        ("cli-index-rank", Side::Right),
        ("cli-index-unit", Side::Left),
        ("cli-index-value", Side::Right),
        ("cli-index-interval", Side::Left),
        ("cli-index-n", Side::Right),
    ];
    let mut table = Table::new(head.map(|(key, side)| (words.say(key), side)));
    for score in scores {
        let rank = score
            .rank
            .zip(score.of)
            .map(|(rank, of)| format!("{rank}/{of}"))
            .unwrap_or_default();
        let [value, interval, n] = figures(score, digits(instrument, &score.node), words);
        table.row([rank, name(score, labels), value, interval, n]);
    }
    table
}

fn name(score: &NodeScore, labels: &Labels<'_>) -> String {
    let unit = score.unit.iter().map(|code| labels.unit(code));
    let split = score
        .by
        .iter()
        .flatten()
        .map(|(question, code)| code.as_ref().map_or_else(|| "–".to_owned(), |code| labels.answer(question, code)));
    unit.chain(split).collect::<Vec<_>>().join(" · ")
}

fn figures(score: &NodeScore, digits: usize, words: Words) -> [String; 3] {
    let decimal = |value: Option<f64>| value.map(|value| words.decimal(value, digits));
    let interval = decimal(score.low)
        .zip(decimal(score.high))
        .map(|(low, high)| format!("{low} – {high}"));
    let n = score.n.map(|n| words.integer(n as i64));
    [
        decimal(score.value).unwrap_or_else(|| "–".to_owned()),
        interval.unwrap_or_default(),
        n.unwrap_or_default(),
    ]
}
