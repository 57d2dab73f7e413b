//! The index as CSV for other programs: one row a node of a unit, values unrounded, what is not there empty.

use crate::app::index::IndexReport;
use crate::index::NodeScore;

/// Head and rows; `by` names the columns of a split.
pub(super) fn csv(report: &IndexReport, by: &[String]) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fixed = ["node", "parent", "unit"].into_iter();
    let figures = ["n", "value", "se", "low", "high", "rank", "of"];
    writer.write_record(fixed.chain(by.iter().map(String::as_str)).chain(figures))?;
    for score in &report.nodes {
        writer.write_record(row(score, by))?;
    }
    Ok(String::from_utf8(writer.into_inner().map_err(|error| error.into_error())?)?)
}

fn row(score: &NodeScore, by: &[String]) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let split = |column: &String| {
        score
            .by
            .as_ref()
            .and_then(|by| by.get(column).cloned().flatten())
            .unwrap_or_default()
    };
    let whole = |value: Option<u64>| value.map(|value| value.to_string()).unwrap_or_default();
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let mut cells = vec![score.node.clone(), text(&score.parent), text(&score.unit)];
    cells.extend(by.iter().map(split));
    cells.push(whole(score.n));
    cells.extend([score.value, score.se, score.low, score.high].map(number));
    cells.extend([score.rank, score.of].map(whole));
    cells
}
