//! An index report as rows of text: for a table on a terminal, in words, and for a CSV, unrounded and never localised.

use std::collections::BTreeMap;

use super::IndexReport;
use crate::dataset::codebook;
use crate::form::Form;
use crate::index::{IndexTree, NodeScore};
use crate::words::Words;

/// Rows of text under a head.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lines {
    /// What stands above each column.
    pub head: Vec<String>,
    /// A cell for each column.
    pub rows: Vec<Vec<String>>,
    /// How many columns from the right hold numbers.
    pub numbers: usize,
}

impl IndexReport {
    /// For a program: `node,parent,unit`, the columns of the split, `n,value,se,low,high,rank,of`. What is not there is empty.
    pub fn csv(&self) -> Lines {
        let by = self.by();
        let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        let count = |count: Option<u64>| count.map(|count| count.to_string()).unwrap_or_default();
        let row = |score: &NodeScore| {
            let mut row = vec![
                score.node.clone(),
                score.parent.clone().unwrap_or_default(),
                score.unit.clone().unwrap_or_default(),
            ];
            row.extend(by.iter().map(|column| split_value(score, column).unwrap_or_default()));
            row.extend([
                count(score.n),
                number(score.value),
                number(score.se),
                number(score.low),
                number(score.high),
            ]);
            row.extend([count(score.rank), count(score.of)]);
            row
        };
        let words = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        Lines {
            head: [
                words(&["node", "parent", "unit"]),
                by.clone(),
                words(&["n", "value", "se", "low", "high", "rank", "of"]),
            ]
            .concat(),
            rows: self.nodes.iter().map(row).collect(),
            numbers: 7,
        }
    }

    /// For a reader: units and nodes by their labels, the tree by indentation, figures with the digits of the sheet and ranks as `02/30`.
    pub fn table(&self, form: &Form, tree: &IndexTree, words: Words) -> Lines {
        let language = form.languages.iter().position(|known| known.code() == Some(words.lang().code()));
        let language = language.unwrap_or(usize::from(form.default_language.0));
        let names = unit_names(form, tree, language);
        let by = self.by();
        let row = |score: &NodeScore| {
            let unit = score
                .unit
                .as_ref()
                .map_or_else(|| words.say("index-whole"), |unit| names.get(unit).unwrap_or(unit).clone());
            let mut row = vec![unit];
            row.extend(by.iter().map(|column| split_value(score, column).unwrap_or_default()));
            let node = tree.find(&score.node).and_then(|index| tree.nodes.get(index));
            let depth = node.map_or(0, |node| tree.depth(node));
            let label = node.map_or(score.node.as_str(), |node| node.label(language));
            let digits = node.map_or(2, |node| node.digits);
            let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| words.decimal(value, digits));
            row.push(format!("{}{label}", "  ".repeat(depth)));
            row.push(score.n.map_or_else(|| "–".to_owned(), |n| n.to_string()));
            row.push(number(score.value));
            row.push(
                score
                    .low
                    .and(score.high)
                    .map_or_else(|| "–".to_owned(), |_| format!("{} … {}", number(score.low), number(score.high))),
            );
            row.push(score.rank.zip(score.of).map_or_else(String::new, |(rank, of)| place(rank, of)));
            row
        };
        let head = |names: &[&str]| names.iter().map(|name| words.say(&format!("index-{name}"))).collect::<Vec<_>>();
        Lines {
            head: [head(&["unit"]), by.clone(), head(&["node", "n", "value", "interval", "rank"])].concat(),
            rows: self.nodes.iter().map(row).collect(),
            numbers: 4,
        }
    }

    /// The columns that the figures are split by.
    fn by(&self) -> Vec<String> {
        let split = self.nodes.iter().find_map(|score| score.by.as_ref());
        split.map(|by| by.keys().cloned().collect()).unwrap_or_default()
    }
}

fn split_value(score: &NodeScore, column: &str) -> Option<String> {
    score.by.as_ref()?.get(column)?.clone()
}

/// `02/30`: as many digits before as after the stroke.
fn place(rank: u64, of: u64) -> String {
    let width = of.to_string().len();
    format!("{rank:0width$}/{of}")
}

/// The labels of the units by their codes.
fn unit_names(form: &Form, tree: &IndexTree, language: usize) -> BTreeMap<String, String> {
    let itemset = tree
        .unit
        .and_then(|unit| form.question(unit))
        .and_then(|question| question.choices.as_ref());
    let choices = itemset
        .and_then(|itemset| form.lists.get(&itemset.list))
        .map(|list| list.choices.as_slice())
        .unwrap_or_default();
    let named = choices.iter().filter_map(|choice| {
        let label = codebook::labels(form, &choice.label).get(language)?.clone();
        (!label.is_empty()).then(|| (choice.name.clone(), label))
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use crate::app::index::index_of_leaves;
    use crate::instrument::Instrument;
    use crate::words::{Lang, Words};

    #[test]
    fn a_reader_sees_names_and_a_program_sees_numbers() {
        let sipas = Instrument::built_in("sipas-citizen").unwrap();
        let tree = sipas.index.as_ref().unwrap();
        let csv = "unit,node,value\n00004,policy,83.84\n00004,service,84.09\n00008,policy,80\n";
        let report = index_of_leaves(&sipas.form, Some(tree), csv).unwrap();
        let table = report.table(&sipas.form, tree, Words::new(Lang::Vi));
        assert_eq!(table.rows[0], ["Phường Ba Đình", "Chỉ số hài lòng", "–", "83,94", "–", "1/2"]);
        assert_eq!(table.rows[1][1], "  Xây dựng và thực hiện chính sách công");
        let lines = report.csv();
        assert_eq!(lines.head.join(","), "node,parent,unit,n,value,se,low,high,rank,of");
        assert_eq!(lines.rows[1].join(","), "policy,sipas,00004,,83.84,,,,1,2");
        assert!(lines.rows[0][4].starts_with("83.9425"));
    }
}
