//! Tables held against each other: a linear programme over the groups of persons that no table tells apart.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{LeakedGroup, Release, Version};
use crate::privacy::tables::Relations;

/// A table as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountsRelease {
    /// Its questions.
    pub axes: Vec<Axis>,
    /// Counts and totals: the last axis runs fastest, and behind the groups of each axis stands their total.
    pub cells: Vec<ShownCount>,
    /// Counts from 1 to below this may not be known.
    pub threshold: u64,
}

/// A question of a table, and which answers it puts together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Axis {
    /// The question by path.
    pub question: String,
    /// For each row or column the answers as they are in the master; an empty text for no answer.
    pub groups: Vec<BTreeSet<String>>,
}

/// What a reader sees in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShownCount {
    /// The count.
    Shown(u64),
    /// Nothing; it is 1 or more.
    Hidden,
    /// Nothing, for the sake of others: it is nought.
    HiddenNought,
}

impl CountsRelease {
    /// Whether it asks no question that the other does not.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.axes
            .iter()
            .all(|axis| other.axes.iter().any(|own| own.question == axis.question))
    }
}

/// More unknowns are not solved for: then only the questions that the tables have in common are looked at.
const MOST_UNKNOWNS: usize = 60_000;

/// Questions and answers, a question for each.
type Group = Vec<(String, String)>;

/// A table and which of the tables it is.
type Numbered<'a> = (usize, &'a CountsRelease);

/// What the first table and the others give away together, that none gives away alone.
pub(super) fn leak(new: &Release, own: &CountsRelease, others: &[(&Release, &CountsRelease)]) -> Option<LeakedGroup> {
    let members: Vec<&[Version]> = std::iter::once(new)
        .chain(others.iter().map(|(release, _)| *release))
        .map(|release| &*release.members)
        .collect();
    let counts = std::iter::once(own).chain(others.iter().map(|(_, counts)| *counts));
    let tables: Vec<Numbered<'_>> = counts.enumerate().collect();
    let space = Space::of(&tables, &members)?;
    let (groups, sums): (Vec<_>, Vec<_>) = space.targets(tables.len()).into_iter().unzip();
    let Ok(told) = space.relations(&tables).given_away(&sums) else {
        return Some(LeakedGroup::Contradiction);
    };
    for ((group, sum), count) in groups.into_iter().zip(&sums).zip(told) {
        let Some(count) = count.filter(|count| *count > 0 && *count < own.threshold) else {
            continue;
        };
        let is_told_by = |table: &Numbered<'_>| {
            let alone = space.relations(std::slice::from_ref(table));
            matches!(alone.given_away(std::slice::from_ref(sum)).as_deref(), Ok([Some(_)]))
        };
        if !tables.iter().any(is_told_by) {
            return Some(LeakedGroup::Count { group, count });
        }
    }
    None
}

/// The questions of some tables, their answers put together where no table tells them apart, and the persons likewise.
struct Space {
    questions: Vec<Question>,
    /// For each set of persons the tables that count them, and how many persons there are. That number is taken to be known: whoever
    /// releases says of how many records.
    regions: Vec<(BTreeSet<usize>, u64)>,
}

struct Question {
    path: String,
    /// Answers that no table tells apart.
    classes: Vec<BTreeSet<String>>,
    /// Sets of classes that somebody may ask for: single ones, those of the tables, all of them last.
    options: Vec<Vec<usize>>,
}

impl Space {
    fn of(tables: &[Numbered<'_>], members: &[&[Version]]) -> Option<Self> {
        let regions = regions(members);
        let every: BTreeSet<&str> = tables.iter().flat_map(|(_, counts)| paths(counts)).collect();
        let is_common = |path: &&str| tables.iter().all(|(_, counts)| paths(counts).any(|own| own == *path));
        let common: BTreeSet<&str> = every.iter().copied().filter(is_common).collect();
        for chosen in [every, common] {
            let questions: Vec<Question> = chosen.into_iter().map(|path| Question::of(path, tables)).collect();
            let unknowns = questions
                .iter()
                .try_fold(regions.len(), |product, question| product.checked_mul(question.classes.len()));
            if unknowns.is_some_and(|unknowns| unknowns <= MOST_UNKNOWNS) {
                return Some(Self { questions, regions });
            }
        }
        None
    }

    /// The unknowns of some regions, and for each question of some classes.
    fn unknowns(&self, regions: &[usize], classes: &[&[usize]]) -> Vec<u32> {
        let mut unknowns = regions.to_vec();
        for (question, chosen) in self.questions.iter().zip(classes) {
            let width = question.classes.len();
            let within = |unknown: usize| chosen.iter().map(move |class| unknown * width + class);
            unknowns = unknowns.into_iter().flat_map(within).collect();
        }
        unknowns.into_iter().map(|unknown| unknown as u32).collect()
    }

    fn regions_of(&self, table: usize) -> Vec<usize> {
        let regions = self.regions.iter().enumerate();
        regions
            .filter(|(_, (tables, _))| tables.contains(&table))
            .map(|(at, _)| at)
            .collect()
    }

    fn relations(&self, tables: &[Numbered<'_>]) -> Relations {
        let size = self
            .questions
            .iter()
            .fold(self.regions.len(), |size, question| size * question.classes.len());
        let mut relations = Relations::new(size);
        let all: Vec<Vec<usize>> = self
            .questions
            .iter()
            .map(|question| (0..question.classes.len()).collect())
            .collect();
        let all: Vec<&[usize]> = all.iter().map(Vec::as_slice).collect();
        for (region, (_, persons)) in self.regions.iter().enumerate() {
            relations.sum(self.unknowns(&[region], &all), *persons);
        }
        for (number, counts) in tables {
            let regions = self.regions_of(*number);
            for (cell, shown) in counts.cells.iter().enumerate() {
                let Some(classes) = self.classes_of(counts, cell) else { continue };
                let classes: Vec<&[usize]> = classes.iter().map(Vec::as_slice).collect();
                let unknowns = self.unknowns(&regions, &classes);
                match shown {
                    ShownCount::Shown(count) => relations.sum(unknowns, *count),
                    ShownCount::Hidden => relations.at_least(unknowns, 1),
                    ShownCount::HiddenNought => {}
                }
            }
        }
        relations
    }

    /// The classes that a cell counts, question by question; `None` for a cell that splits by a question that is not looked at.
    fn classes_of(&self, counts: &CountsRelease, cell: usize) -> Option<Vec<Vec<usize>>> {
        let mut rest = cell;
        let mut chosen: Vec<(&str, Option<&BTreeSet<String>>)> = Vec::new();
        for axis in counts.axes.iter().rev() {
            let width = axis.groups.len() + 1;
            chosen.push((&axis.question, axis.groups.get(rest % width)));
            rest /= width;
        }
        let is_known = |path: &str| self.questions.iter().any(|question| question.path == path);
        if chosen.iter().any(|(path, group)| group.is_some() && !is_known(path)) {
            return None;
        }
        let of = |question: &Question| {
            let group = chosen.iter().find(|(path, _)| *path == question.path).and_then(|(_, group)| *group);
            group.map_or_else(|| (0..question.classes.len()).collect(), |group| question.classes_within(group))
        };
        Some(self.questions.iter().map(of).collect())
    }

    /// What may not be known: each combination of options of the questions, for each set of persons that a table or a difference counts.
    fn targets(&self, tables: usize) -> Vec<(Group, Vec<u32>)> {
        let mut persons: BTreeSet<Vec<usize>> = (0..self.regions.len()).map(|region| vec![region]).collect();
        persons.extend((0..tables).map(|table| self.regions_of(table)));
        let mut boxes: Vec<Vec<&[usize]>> = vec![Vec::new()];
        for question in &self.questions {
            boxes = boxes
                .iter()
                .flat_map(|chosen| {
                    question.options.iter().map(move |option| {
                        let mut longer = chosen.clone();
                        longer.push(option.as_slice());
                        longer
                    })
                })
                .collect();
        }
        let mut targets = Vec::with_capacity(persons.len() * boxes.len());
        for regions in &persons {
            for classes in &boxes {
                targets.push((self.group(classes), self.unknowns(regions, classes)));
            }
        }
        targets
    }

    /// A combination in the answers' own names; a question of which all answers are meant is left out.
    fn group(&self, classes: &[&[usize]]) -> Group {
        let chosen = self.questions.iter().zip(classes);
        let split = chosen.filter(|(question, classes)| classes.len() < question.classes.len());
        split
            .map(|(question, classes)| (question.path.clone(), question.names(classes)))
            .collect()
    }
}

impl Question {
    fn of(path: &str, tables: &[Numbered<'_>]) -> Self {
        let axes: Vec<&Axis> = tables
            .iter()
            .flat_map(|(_, counts)| counts.axes.iter().filter(|axis| axis.question == path))
            .collect();
        // What a table has no group for is told apart from what it has; a class is what all tables treat alike.
        let answers: BTreeSet<&String> = axes.iter().flat_map(|axis| axis.groups.iter().flatten()).collect();
        let treatment = |answer: &String| -> Vec<Option<usize>> {
            axes.iter()
                .map(|axis| axis.groups.iter().position(|group| group.contains(answer)))
                .collect()
        };
        let mut classes: Vec<(Vec<Option<usize>>, BTreeSet<String>)> = Vec::new();
        for answer in answers {
            let own = treatment(answer);
            match classes.iter_mut().find(|(other, _)| *other == own) {
                Some((_, class)) => {
                    class.insert(answer.clone());
                }
                None => classes.push((own, BTreeSet::from([answer.clone()]))),
            }
        }
        let mut question = Self {
            path: path.to_owned(),
            classes: classes.into_iter().map(|(_, class)| class).collect(),
            options: Vec::new(),
        };
        let all: Vec<usize> = (0..question.classes.len()).collect();
        let mut options: BTreeSet<Vec<usize>> = all.iter().map(|class| vec![*class]).collect();
        options.extend(
            axes.iter()
                .flat_map(|axis| &axis.groups)
                .map(|group| question.classes_within(group)),
        );
        options.remove(&all);
        question.options = options.into_iter().filter(|option| !option.is_empty()).chain([all]).collect();
        question
    }

    fn classes_within(&self, group: &BTreeSet<String>) -> Vec<usize> {
        let classes = self.classes.iter().enumerate();
        classes.filter(|(_, class)| class.is_subset(group)).map(|(at, _)| at).collect()
    }

    fn names(&self, classes: &[usize]) -> String {
        let answers = classes.iter().filter_map(|class| self.classes.get(*class)).flatten();
        answers.map(String::as_str).collect::<Vec<_>>().join(", ")
    }
}

fn paths(counts: &CountsRelease) -> impl Iterator<Item = &str> {
    counts.axes.iter().map(|axis| axis.question.as_str())
}

/// The sets of persons that the same releases have, each with the numbers of these and its size; those without anybody are left out.
fn regions(members: &[&[Version]]) -> Vec<(BTreeSet<usize>, u64)> {
    let mut at = vec![0; members.len()];
    let mut regions: BTreeMap<BTreeSet<usize>, u64> = BTreeMap::new();
    loop {
        let heads = members.iter().zip(&at).map(|(members, at)| members.get(*at).copied());
        let heads: Vec<Option<Version>> = heads.collect();
        let Some(next) = heads.iter().flatten().min().copied() else { break };
        let own: BTreeSet<usize> = (0..heads.len()).filter(|number| heads.get(*number) == Some(&Some(next))).collect();
        for number in &own {
            if let Some(at) = at.get_mut(*number) {
                *at += 1;
            }
        }
        *regions.entry(own).or_insert(0) += 1;
    }
    regions.into_iter().collect()
}
