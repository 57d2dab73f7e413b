//! Tables held against each other: a linear programme over the groups of persons that no table tells apart.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{LeakedGroup, Version};
use crate::privacy::tables::{Relations, Unsolvable};

/// A table as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountsRelease {
    /// Its questions.
    pub axes: Vec<Axis>,
    /// Counts and totals: the last axis runs fastest, and behind the groups of each axis stands their total.
    pub cells: Vec<ShownCount>,
    /// Counts from 1 to below this may not be known.
    pub threshold: u64,
    /// Whether its last question is there for the base of a figure: how many did not answer it is then told by every figure's base, and no
    /// secret.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_base: bool,
}

/// A question of a table, and which answers it puts together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Axis {
    /// The question by path.
    pub question: String,
    /// For each row or column the answers as they are in the master; an empty text for no answer. Groups may overlap.
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
    /// Nothing at all.
    Untold,
}

impl CountsRelease {
    /// Whether what it tells and what another tells have anything to do with each other: a base has only with who knows its question.
    pub(super) fn concerns(&self, other: &Self) -> bool {
        let knows = |counts: &Self, base: &Self| {
            let last = base.axes.last().map(|axis| &axis.question);
            !base.is_base || counts.axes.iter().any(|axis| Some(&axis.question) == last)
        };
        knows(self, other) && knows(other, self)
    }

    pub(super) fn by_name(&mut self) {
        super::call_by_name(self.axes.iter_mut().map(|axis| &mut axis.question));
    }

    /// Whether it asks no question that the other does not.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.axes
            .iter()
            .all(|axis| other.axes.iter().any(|own| own.question == axis.question))
    }
}

/// More groups of persons are not told apart at once: then each table has its own, tied to those of the others by what they have in common.
const MOST_AT_ONCE: usize = 60_000;

/// More than this is not even written down.
const MOST_UNKNOWNS: usize = 2_000_000;

/// Questions and answers, a question for each.
type Group = Vec<(String, String)>;

/// A table and which of the tables it is.
type Numbered<'a> = (usize, &'a CountsRelease);

/// A table with its persons.
pub(super) type Counted<'a> = (&'a [Version], &'a CountsRelease);

/// What the first table and the others give away together, that none gives away alone.
pub(super) fn leak(own: Counted<'_>, others: &[Counted<'_>]) -> Option<LeakedGroup> {
    leak_of(own, others, MOST_AT_ONCE)
}

/// The same with so many unknowns in one block.
pub(super) fn leak_of(own: Counted<'_>, others: &[Counted<'_>], most_at_once: usize) -> Option<LeakedGroup> {
    let (members, tables): (Vec<&[Version]>, Vec<&CountsRelease>) = std::iter::once(&own).chain(others).copied().unzip();
    let regions = regions(&members);
    let is_shared = |(tables, _): &(BTreeSet<usize>, u64)| tables.contains(&0) && tables.len() > 1;
    if !regions.iter().any(is_shared) {
        return None;
    }
    let tables: Vec<Numbered<'_>> = tables.into_iter().enumerate().collect();
    let Some(space) = Space::of(&tables, regions, most_at_once) else {
        return Some(LeakedGroup::TooLarge);
    };
    let Some((groups, sums)) = space.targets(&tables) else {
        return Some(LeakedGroup::TooLarge);
    };
    let told = match space.relations(&tables).given_away(&sums) {
        Ok(told) => told,
        Err(Unsolvable::TooLarge { .. }) => return Some(LeakedGroup::TooLarge),
        Err(_) => return Some(LeakedGroup::Contradiction),
    };
    for ((group, sum), count) in groups.into_iter().zip(&sums).zip(told) {
        let Some(count) = count.filter(|count| *count > 0 && *count < own.1.threshold) else {
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

/// Groups of persons that no table tells apart, as unknowns.
///
/// Where there are few enough, a group is one answer to each question of all tables. Else each table has a block of its own, for its own
/// questions, and two blocks count the same persons by the questions that they have in common. Nothing is lost by that: any two tables that
/// agree on what they have in common can be joined into one, so what they give away together they give away through it.
struct Space {
    blocks: Vec<Block>,
    /// For each set of persons the tables that count them, and how many persons there are. That number is taken to be known: whoever
    /// releases says of how many records.
    regions: Vec<(BTreeSet<usize>, u64)>,
}

/// The unknowns of some questions, their answers put together where no table tells them apart, and the persons likewise.
struct Block {
    questions: Vec<Question>,
    /// The tables that are told in it.
    tables: Vec<usize>,
    /// Its first unknown.
    first: usize,
}

struct Question {
    path: String,
    /// Answers that no table tells apart.
    classes: Vec<BTreeSet<String>>,
    /// Sets of classes that somebody may ask for: single ones, those of the tables, all of them last.
    options: Vec<Vec<usize>>,
}

impl Block {
    /// The unknowns of some regions, and for each question of some classes.
    fn unknowns(&self, regions: &[usize], classes: &[&[usize]]) -> Vec<u32> {
        let mut unknowns = regions.to_vec();
        for (question, chosen) in self.questions.iter().zip(classes) {
            let width = question.classes.len();
            let within = |unknown: usize| chosen.iter().map(move |class| unknown * width + class);
            unknowns = unknowns.into_iter().flat_map(within).collect();
        }
        unknowns.into_iter().map(|unknown| (self.first + unknown) as u32).collect()
    }

    fn size(&self, regions: usize) -> usize {
        let widths = self.questions.iter().map(|question| question.classes.len());
        widths.fold(regions, usize::saturating_mul)
    }
}

impl Space {
    fn of(tables: &[Numbered<'_>], regions: Vec<(BTreeSet<usize>, u64)>, most_at_once: usize) -> Option<Self> {
        let every: BTreeSet<&str> = tables.iter().flat_map(|(_, counts)| paths(counts)).collect();
        let block = |paths: &BTreeSet<&str>, told: Vec<usize>| Block {
            questions: paths.iter().map(|path| Question::of(path, tables)).collect(),
            tables: told,
            first: 0,
        };
        let whole = block(&every, (0..tables.len()).collect());
        let has_every = |(_, counts): &Numbered<'_>| paths(counts).count() == every.len();
        let is_one = whole.size(regions.len()) <= most_at_once || tables.iter().any(has_every);
        let mut blocks = vec![whole];
        if !is_one {
            blocks = tables
                .iter()
                .map(|(number, counts)| block(&paths(counts).collect(), vec![*number]))
                .collect();
        }
        let mut first = 0_usize;
        for block in &mut blocks {
            block.first = first;
            first = first.saturating_add(block.size(regions.len()));
        }
        (first <= MOST_UNKNOWNS).then_some(Self { blocks, regions })
    }

    fn regions_of(&self, table: usize) -> Vec<usize> {
        let regions = self.regions.iter().enumerate();
        regions
            .filter(|(_, (tables, _))| tables.contains(&table))
            .map(|(at, _)| at)
            .collect()
    }

    fn relations(&self, tables: &[Numbered<'_>]) -> Relations {
        let size = self.blocks.iter().map(|block| block.size(self.regions.len())).sum();
        let mut relations = Relations::new(size);
        for block in &self.blocks {
            let all = block.all();
            let all: Vec<&[usize]> = all.iter().map(Vec::as_slice).collect();
            for (region, (_, persons)) in self.regions.iter().enumerate() {
                relations.sum(block.unknowns(&[region], &all), *persons);
            }
        }
        for (block, next) in self.blocks.iter().zip(self.blocks.iter().skip(1)) {
            self.tie(block, next, &mut relations);
        }
        for (number, counts) in tables {
            let Some(block) = self.blocks.iter().find(|block| block.tables.contains(number)) else {
                continue;
            };
            let regions = self.regions_of(*number);
            for (cell, shown) in counts.cells.iter().enumerate() {
                let (ShownCount::Shown(_) | ShownCount::Hidden) = shown else {
                    continue;
                };
                let classes = block.classes_of(counts, cell);
                let classes: Vec<&[usize]> = classes.iter().map(Vec::as_slice).collect();
                let unknowns = block.unknowns(&regions, &classes);
                match shown {
                    ShownCount::Shown(count) => relations.sum(unknowns, *count),
                    _ => relations.at_least(unknowns, 1),
                }
            }
        }
        relations
    }

    /// Both blocks count the same persons by what they have in common.
    fn tie(&self, one: &Block, other: &Block, relations: &mut Relations) {
        let common: Vec<&Question> = one
            .questions
            .iter()
            .filter(|question| other.find(&question.path).is_some())
            .collect();
        let mut chosen: Vec<Vec<usize>> = vec![Vec::new()];
        for question in &common {
            let mut longer = Vec::new();
            for chosen in &chosen {
                longer.extend((0..question.classes.len()).map(|class| [chosen.as_slice(), &[class]].concat()));
            }
            chosen = longer;
        }
        for region in 0..self.regions.len() {
            for classes in &chosen {
                let side = |block: &Block| {
                    let of = |(question, all): (&Question, Vec<usize>)| {
                        let at = common.iter().position(|own| own.path == question.path);
                        at.and_then(|at| classes.get(at)).map_or(all, |class| vec![*class])
                    };
                    let picked: Vec<Vec<usize>> = block.questions.iter().zip(block.all()).map(of).collect();
                    let picked: Vec<&[usize]> = picked.iter().map(Vec::as_slice).collect();
                    block.unknowns(&[region], &picked)
                };
                relations.same(side(one), side(other));
            }
        }
    }

    /// What may not be known: each combination of options of the questions of a block, for each set of persons that a table or a difference
    /// counts. `None` when that is too much to look at.
    fn targets(&self, tables: &[Numbered<'_>]) -> Option<(Vec<Group>, Vec<Vec<u32>>)> {
        /// As many unknowns are named by all targets together.
        const MOST_NAMED: usize = 60_000_000;
        let mut persons: BTreeSet<Vec<usize>> = (0..self.regions.len()).map(|region| vec![region]).collect();
        persons.extend((0..tables.len()).map(|table| self.regions_of(table)));
        let is_base = |path: &str| {
            let last = |counts: &CountsRelease| counts.axes.last().is_some_and(|axis| counts.is_base && axis.question == path);
            tables.iter().any(|(_, counts)| last(counts))
        };
        let (mut groups, mut sums, mut named) = (Vec::new(), Vec::new(), 0);
        for block in &self.blocks {
            let mut boxes: Vec<Vec<&[usize]>> = vec![Vec::new()];
            for question in &block.questions {
                let is_base = is_base(&question.path);
                let mut longer = Vec::new();
                for chosen in &boxes {
                    for option in question.options.iter().filter(|option| !is_base || !question.is_unanswered(option)) {
                        longer.push([chosen.as_slice(), &[option.as_slice()]].concat());
                    }
                }
                boxes = longer;
            }
            for regions in &persons {
                for classes in &boxes {
                    let sum = block.unknowns(regions, classes);
                    named += sum.len();
                    if named > MOST_NAMED {
                        return None;
                    }
                    groups.push(block.group(classes));
                    sums.push(sum);
                }
            }
        }
        Some((groups, sums))
    }
}

impl Block {
    fn find(&self, path: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.path == path)
    }

    fn all(&self) -> Vec<Vec<usize>> {
        self.questions
            .iter()
            .map(|question| (0..question.classes.len()).collect())
            .collect()
    }

    /// The classes that a cell of a table counts, question by question.
    fn classes_of(&self, counts: &CountsRelease, cell: usize) -> Vec<Vec<usize>> {
        let mut rest = cell;
        let mut chosen: Vec<(&str, Option<&BTreeSet<String>>)> = Vec::new();
        for axis in counts.axes.iter().rev() {
            let width = axis.groups.len() + 1;
            chosen.push((&axis.question, axis.groups.get(rest % width)));
            rest /= width;
        }
        let of = |question: &Question| {
            let group = chosen.iter().find(|(path, _)| *path == question.path).and_then(|(_, group)| *group);
            group.map_or_else(|| (0..question.classes.len()).collect(), |group| question.classes_within(group))
        };
        self.questions.iter().map(of).collect()
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
        let treatment = |answer: &String| -> Vec<bool> {
            let groups = axes.iter().flat_map(|axis| &axis.groups);
            groups.map(|group| group.contains(answer)).collect()
        };
        let mut classes: Vec<(Vec<bool>, BTreeSet<String>)> = Vec::new();
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

    /// Whether classes hold nothing but that there is no answer.
    fn is_unanswered(&self, classes: &[usize]) -> bool {
        let mut answers = classes.iter().filter_map(|class| self.classes.get(*class)).flatten();
        answers.all(String::is_empty)
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
