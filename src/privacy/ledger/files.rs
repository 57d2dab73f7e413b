//! Data files held against each other: whoever has two of the same persons matches them by their answers and knows both recodings.
//!
//! Keys are fresh in every release, so nothing else links them; but a questionnaire of forty answers is a fingerprint, so it is taken for
//! granted that every person is matched.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::counts::{Axis, CountsRelease, ShownCount};
use super::{LeakedGroup, Release, Version};

/// A data file as it was published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileRelease {
    /// Its quasi-identifiers, and what could have been one.
    pub columns: Vec<FileColumn>,
    /// The size that every group of alike persons has at least.
    pub k: u32,
    /// In the order of [`Release::members`].
    pub persons: Vec<Person>,
}

/// A column of a data file by which a person could be recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileColumn {
    /// The question by path.
    pub question: String,
    /// Whether the file was made anonymous in it; else it left as it was, and counts once another file takes it for a quasi-identifier.
    pub is_quasi: bool,
    /// What each answer became, by the answers in the master.
    pub released_as: BTreeMap<String, String>,
}

/// What a data file tells of a person: for each column a position among what answers became, in rising order, counted from 1; 0 for nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Person(pub Vec<u32>);

impl FileColumn {
    /// What answers became, in rising order: what a [`Person`]'s positions count.
    pub fn values(&self) -> Vec<&str> {
        let mut values: Vec<&str> = self.released_as.values().map(String::as_str).collect();
        values.sort_unstable();
        values.dedup();
        values
    }
}

impl FileRelease {
    pub(super) fn by_name(&mut self) {
        super::call_by_name(self.columns.iter_mut().map(|column| &mut column.question));
    }

    /// What the file tells of each person about some questions alone.
    fn persons_by(&self, questions: &BTreeSet<&str>) -> Vec<Person> {
        let asked: Vec<usize> = (0..self.columns.len())
            .filter(|at| {
                self.columns
                    .get(*at)
                    .is_some_and(|column| questions.contains(column.question.as_str()))
            })
            .collect();
        let told = |person: &Person| Person(asked.iter().map(|at| person.0.get(*at).copied().unwrap_or(0)).collect());
        self.persons.iter().map(told).collect()
    }

    /// What the file tells about the questions of a table that it has without a blank: how many persons there are, where it has none of them.
    pub(super) fn as_counts(&self, table: &CountsRelease) -> CountsRelease {
        let told: Vec<usize> = (0..self.columns.len())
            .filter(|at| {
                let is_asked = self
                    .columns
                    .get(*at)
                    .is_some_and(|column| table.axes.iter().any(|axis| axis.question == column.question));
                is_asked && self.persons.iter().all(|person| person.0.get(*at).is_some_and(|value| *value > 0))
            })
            .take(table.axes.len())
            .collect();
        let axes: Vec<Axis> = told.iter().filter_map(|at| self.columns.get(*at)).map(axis).collect();
        let widths: Vec<usize> = axes.iter().map(|axis| axis.groups.len() + 1).collect();
        let mut cells = vec![0_u64; widths.iter().product()];
        for person in &self.persons {
            // A person counts in its own cell and in the totals of each axis.
            let mut places = vec![0];
            for (at, width) in told.iter().zip(&widths) {
                let own = person.0.get(*at).map_or(0, |value| *value as usize - 1);
                places = places
                    .iter()
                    .flat_map(|place| [place * width + own, place * width + width - 1])
                    .collect();
            }
            for place in places {
                if let Some(cell) = cells.get_mut(place) {
                    *cell += 1;
                }
            }
        }
        CountsRelease {
            axes,
            cells: cells.into_iter().map(ShownCount::Shown).collect(),
            threshold: table.threshold,
            is_base: false,
        }
    }
}

fn axis(column: &FileColumn) -> Axis {
    let group = |value: &str| {
        let answers = column.released_as.iter().filter(|(_, released)| *released == value);
        answers.map(|(answer, _)| answer.clone()).collect()
    };
    Axis {
        question: column.question.clone(),
        groups: column.values().into_iter().map(group).collect(),
    }
}

/// The persons that two files have in common must be as well hidden among each other by both as by one, and those that only one has among
/// themselves.
///
/// Files of different persons, one wave of a survey and the next, are held against each other too where they have a quasi-identifier in
/// common: what the one was made anonymous in must not single out persons of the other, for whoever is in both is then found in both.
pub(super) fn leak(new: (&Release, &FileRelease), old: (&Release, &FileRelease)) -> Option<LeakedGroup> {
    let k = u64::from(new.1.k.min(old.1.k));
    let columns = new.1.columns.iter().chain(&old.1.columns);
    let asked: BTreeSet<&str> = columns
        .filter(|column| column.is_quasi)
        .map(|column| column.question.as_str())
        .collect();
    let (own_persons, other_persons) = (new.1.persons_by(&asked), old.1.persons_by(&asked));
    let mut both: BTreeMap<(&Person, &Person), u64> = BTreeMap::new();
    let mut alone: [BTreeMap<&Person, u64>; 2] = [BTreeMap::new(), BTreeMap::new()];
    let mut rest = old.0.members.iter().zip(&other_persons).peekable();
    for (version, person) in new.0.members.iter().zip(&own_persons) {
        while let Some((_, other)) = rest.next_if(|(other, _)| *other < version) {
            *alone[1].entry(other).or_insert(0) += 1;
        }
        let twin = rest.next_if(|(other, _): &(&Version, &Person)| *other == version);
        match twin {
            Some((_, other)) => *both.entry((person, other)).or_insert(0) += 1,
            None => *alone[0].entry(person).or_insert(0) += 1,
        }
    }
    for (_, other) in rest {
        *alone[1].entry(other).or_insert(0) += 1;
    }
    let knows = |file: &FileRelease, question: &str| file.columns.iter().any(|column| column.question == question);
    let is_linked = asked.iter().any(|question| knows(new.1, question) && knows(old.1, question));
    if both.is_empty() && !is_linked {
        return None;
    }
    // What other persons' file singled out by itself, this one does not change.
    let of_old = usize::from(!both.is_empty());
    let sizes = both.values().chain(alone.iter().take(1 + of_old).flat_map(BTreeMap::values));
    let small: Vec<u64> = sizes.copied().filter(|size| *size < k).collect();
    let least = small.iter().min().copied()?;
    Some(LeakedGroup::Records {
        persons: small.iter().sum(),
        least,
    })
}
