//! How a quasi-identifier can be made coarser, proposed from what is known of it: bands, units with their districts, columns of the choices
//! sheet, rare answers.

use std::collections::BTreeMap;

use crate::dataset::Column;
use crate::dataset::units::{Epoch, Extent, Units};
use crate::instrument::Instrument;
use crate::privacy::microdata::CodedColumn;
use crate::privacy::recoding::Hierarchy;

/// A band by its bounds; open below or above where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Band {
    from: Option<i64>,
    to: Option<i64>,
}

impl Band {
    /// The names that a recode gives, and those that authors give lists of ages.
    fn parse(name: &str) -> Option<Self> {
        let number = |text: &str| text.parse::<i64>().ok();
        let band = |from, to| Some(Self { from, to });
        if let Some(next) = name.strip_prefix("under_") {
            return band(None, Some(number(next)? - 1));
        }
        if let Some(from) = name.strip_prefix("from_") {
            return band(Some(number(from)?), None);
        }
        if let Some(last) = name.strip_prefix("over_") {
            return band(Some(number(last)? + 1), None);
        }
        match name.split_once('_') {
            Some((from, to)) => band(Some(number(from)?), Some(number(to)?)),
            None => band(Some(number(name)?), Some(number(name)?)),
        }
    }

    fn name(self) -> String {
        match (self.from, self.to) {
            (None, Some(to)) => format!("under_{}", to + 1),
            (Some(from), None) => format!("from_{from}"),
            (Some(from), Some(to)) if from == to => from.to_string(),
            (Some(from), Some(to)) => format!("{from}_{to}"),
            (None, None) => "any".to_owned(),
        }
    }
}

/// Labels that are bands, each beginning where the one before ends or later.
fn are_bands(labels: &[String]) -> bool {
    let bands: Option<Vec<Band>> = labels.iter().map(|label| Band::parse(label)).collect();
    bands.is_some_and(|bands| {
        let pairs = bands.iter().zip(bands.iter().skip(1));
        bands.len() > 1 && pairs.into_iter().all(|(a, b)| a.to.zip(b.from).is_some_and(|(to, from)| to < from))
    })
}

/// The name of bands that are put together: from where the first begins to where the last ends.
fn joined(labels: &[String]) -> String {
    let ends = labels
        .first()
        .and_then(|label| Band::parse(label))
        .zip(labels.last().and_then(|label| Band::parse(label)));
    ends.map_or_else(
        || labels.join("+"),
        |(first, last)| {
            Band {
                from: first.from,
                to: last.to,
            }
            .name()
        },
    )
}

/// A rarer answer than this goes with the other rare ones.
const RARE: f64 = 0.05;
/// What rare answers become.
const OTHER: &str = "other";

/// The levels of a column, each coarser than the one before; the last one withholds it.
pub(super) fn propose(instrument: &Instrument, column: &Column, coded: &CodedColumn) -> Hierarchy {
    let answered = Hierarchy::new(coded);
    if are_bands(coded.labels()) {
        return by_halves(answered).withheld();
    }
    if let Some(districts) = districts(coded.labels())
        && let Ok(levels) = answered.clone().level("district", |label| districts.get(label).cloned())
        && levels.labels(1).len() > 1
    {
        return levels.withheld();
    }
    let mut levels = answered;
    for (name, parent) in parents(instrument, column) {
        let coarsest = levels.len() - 1;
        if let Ok(longer) = levels.clone().level(name, |label| parent.get(label).cloned())
            && (2..levels.labels(coarsest).len()).contains(&longer.labels(coarsest + 1).len())
        {
            levels = longer;
        }
    }
    if levels.len() == 1 {
        levels = with_rare_ones_together(levels, coded);
    }
    levels.withheld()
}

/// Two neighbours become one, again and again.
fn by_halves(mut levels: Hierarchy) -> Hierarchy {
    loop {
        let last = levels.len() - 1;
        let width = levels.labels(last).len();
        if width <= 2 {
            return levels;
        }
        let starts: Vec<usize> = (0..width).step_by(2).collect();
        levels = levels.merged(format!("bands {}", last + 1), &starts, joined);
    }
}

fn with_rare_ones_together(levels: Hierarchy, coded: &CodedColumn) -> Hierarchy {
    let mut counts = vec![0_usize; coded.labels().len()];
    for code in coded.codes() {
        if let Some(count) = counts.get_mut(*code as usize) {
            *count += 1;
        }
    }
    let least = coded.codes().len() as f64 * RARE;
    let is_rare = |label: &str| {
        let at = coded.labels().iter().position(|own| own == label);
        at.and_then(|at| counts.get(at)).is_some_and(|count| (*count as f64) < least)
    };
    let rare = coded.labels().iter().filter(|label| is_rare(label)).count();
    if rare < 2 || rare == coded.labels().len() {
        return levels;
    }
    let fall_back = levels.clone();
    let parent = |label: &str| Some(if is_rare(label) { OTHER } else { label }.to_owned());
    levels.level("rare answers together", parent).unwrap_or(fall_back)
}

/// Columns of the choices sheet that hold a word for every choice, those that tell most first.
fn parents(instrument: &Instrument, column: &Column) -> Vec<(String, BTreeMap<String, String>)> {
    let form = &instrument.form;
    let itemset = form.question(column.node).and_then(|question| question.choices.as_ref());
    let Some(list) = itemset.and_then(|itemset| form.lists.get(&itemset.list)) else {
        return Vec::new();
    };
    let mut names: Vec<&String> = list.choices.iter().flat_map(|choice| choice.extra.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let words = |name: &String| {
        let cell = |choice: &crate::form::Choice| {
            let cell = choice.extra.get(name)?.trim();
            (!cell.is_empty()).then(|| (choice.name.clone(), cell.to_owned()))
        };
        list.choices.iter().map(cell).collect::<Option<BTreeMap<String, String>>>()
    };
    let is_number = |parent: &BTreeMap<String, String>| parent.values().all(|cell| cell.parse::<f64>().is_ok());
    let mut parents: Vec<(String, BTreeMap<String, String>)> = names
        .into_iter()
        .filter_map(|name| Some((name.clone(), words(name)?)))
        .filter(|(_, parent)| !is_number(parent))
        .collect();
    let distinct = |parent: &BTreeMap<String, String>| parent.values().collect::<std::collections::BTreeSet<_>>().len();
    parents.sort_by_key(|(_, parent)| std::cmp::Reverse(distinct(parent)));
    parents
}

/// The district of each unit code: its own in the old epoch; for a ward since 2025 the old district that most of its parts lay in.
fn districts(codes: &[String]) -> Option<BTreeMap<String, String>> {
    let is_code = |code: &String| code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit());
    if codes.is_empty() || !codes.iter().all(is_code) {
        return None;
    }
    let units = Units::hanoi();
    [Epoch::Wards2025, Epoch::Legacy2024].into_iter().find_map(|epoch| {
        let district = |code: &String| {
            let unit = units.get(epoch, code)?;
            Some((
                code.clone(),
                unit.district
                    .as_ref()
                    .map(|(_, name)| name.clone())
                    .or_else(|| old_district(&units, code))?,
            ))
        };
        codes.iter().map(district).collect()
    })
}

fn old_district(units: &Units, ward: &str) -> Option<String> {
    let mut parts: BTreeMap<&String, u32> = BTreeMap::new();
    for (old, extent) in units.predecessors(ward) {
        let weight = match extent {
            Extent::Whole => 4,
            Extent::Part { is_default: true } => 2,
            Extent::Part { is_default: false } => 1,
        };
        if let Some((_, district)) = &old.district {
            *parts.entry(district).or_insert(0) += weight;
        }
    }
    let most = parts
        .into_iter()
        .max_by(|(a, most), (b, other)| most.cmp(other).then_with(|| b.cmp(a)));
    most.map(|(district, _)| district.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_put_together_and_named_by_their_ends() {
        let labels = ["under_18", "18_24", "25_34", "35", "over_35"].map(str::to_owned);
        assert!(are_bands(&labels));
        assert_eq!(joined(&labels[..2]), "under_25");
        assert_eq!(joined(&labels[1..4]), "18_35");
        assert_eq!(joined(&labels[3..]), "from_35");
        assert!(!are_bands(&["m", "f"].map(str::to_owned)));
    }

    #[test]
    fn a_ward_lies_in_the_old_district_that_most_of_it_came_from() {
        let districts = districts(&["00004".to_owned(), "00070".to_owned()]).unwrap();
        assert_eq!(districts["00004"], "Quận Ba Đình");
        assert_eq!(districts["00070"], "Quận Hoàn Kiếm");
    }
}
