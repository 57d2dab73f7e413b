//! How often each answer was given: for every question in one pass, and two questions against one another.
//!
//! These tables are for the coordinator's eyes. Nothing here writes a file: what leaves must have its small cells hidden first.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::frame::{Frame, FrameCell, FrameRow, Role};
use crate::app::merge::MergeError;
use crate::dataset::Missing;
use crate::store::{self, Snapshot};
use crate::words::Progress;

/// The answers to one question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frequencies {
    /// By choice: how many, and the sum of their weights.
    pub choices: Vec<(u64, f64)>,
    /// Whom it was asked.
    pub asked: u64,
    /// Answered at all.
    pub answered: u64,
    /// The sum of the weights of those who answered.
    pub weight: f64,
    /// Don't know.
    pub dont_know: u64,
    /// Refused.
    pub refused: u64,
    /// Left empty.
    pub empty: u64,
    /// For numbers: what they come to.
    pub numbers: Option<Numbers>,
}

/// What numbers come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Numbers {
    /// The least.
    pub min: f64,
    /// The greatest.
    pub max: f64,
    sum: f64,
    count: u64,
}

impl Numbers {
    /// The mean, without weights.
    pub fn mean(&self) -> f64 {
        self.sum / self.count as f64
    }

    fn one(number: f64) -> Self {
        Self {
            min: number,
            max: number,
            sum: number,
            count: 1,
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            sum: self.sum + other.sum,
            count: self.count + other.count,
        }
    }
}

/// Two questions against one another.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cross {
    /// By choice of the first, then of the second: how many, and the sum of their weights.
    pub cells: BTreeMap<(u32, u32), (u64, f64)>,
    /// Whether records have weights.
    pub is_weighted: bool,
}

impl Frequencies {
    fn add(&mut self, cell: &FrameCell<'_>, weight: f64) {
        let mut count = |choice: u32| {
            let index = choice as usize;
            if self.choices.len() <= index {
                self.choices.resize(index + 1, (0, 0.0));
            }
            if let Some((count, sum)) = self.choices.get_mut(index) {
                *count += 1;
                *sum += weight;
            }
        };
        match cell {
            FrameCell::Missing(Missing::NotAsked) => return,
            FrameCell::Missing(kind) => {
                self.asked += 1;
                match kind {
                    Missing::DontKnow => self.dont_know += 1,
                    Missing::Refused => self.refused += 1,
                    Missing::NotAsked | Missing::Empty | Missing::Later => self.empty += 1,
                }
                return;
            }
            FrameCell::Choice(choice) => count(*choice),
            FrameCell::Many(chosen) => chosen.iter().copied().for_each(count),
            FrameCell::Number(number) => {
                let one = Numbers::one(*number);
                self.numbers = Some(self.numbers.map_or(one, |numbers| numbers.plus(one)));
            }
            FrameCell::Text(_) => {}
        }
        self.asked += 1;
        self.answered += 1;
        self.weight += weight;
    }

    fn join(&mut self, other: &Self) {
        if self.choices.len() < other.choices.len() {
            self.choices.resize(other.choices.len(), (0, 0.0));
        }
        for ((count, weight), (more, heavier)) in self.choices.iter_mut().zip(&other.choices) {
            *count += more;
            *weight += heavier;
        }
        self.asked += other.asked;
        self.answered += other.answered;
        self.weight += other.weight;
        self.dont_know += other.dont_know;
        self.refused += other.refused;
        self.empty += other.empty;
        self.numbers = match (self.numbers, other.numbers) {
            (Some(one), Some(other)) => Some(one.plus(other)),
            (one, other) => one.or(other),
        };
    }
}

/// The answers to every question.
pub fn frequencies(frame: &Frame, snapshot: &Snapshot, progress: &dyn Progress) -> Result<Vec<Frequencies>, MergeError> {
    let weight = frame.column_of(Role::Weight);
    let blank = || vec![Frequencies::default(); frame.columns.len()];
    let count = |counts: &mut Vec<Frequencies>, row: &FrameRow<'_>| {
        let weight = weight_of(row, weight);
        for (column, counts) in counts.iter_mut().enumerate() {
            counts.add(&row.cell(column), weight);
        }
    };
    let join = |sum: &mut Vec<Frequencies>, part: &Vec<Frequencies>| sum.iter_mut().zip(part).for_each(|(sum, part)| sum.join(part));
    pass(frame, snapshot, progress, blank, count, join)
}

/// Two questions with choices against one another.
pub fn cross(frame: &Frame, snapshot: &Snapshot, (one, other): (usize, usize), progress: &dyn Progress) -> Result<Cross, MergeError> {
    let weight = frame.column_of(Role::Weight);
    let blank = || Cross {
        cells: BTreeMap::new(),
        is_weighted: weight.is_some(),
    };
    let chosen = |cell: FrameCell<'_>| match cell {
        FrameCell::Choice(choice) => vec![choice],
        FrameCell::Many(chosen) => chosen,
        FrameCell::Missing(_) | FrameCell::Number(_) | FrameCell::Text(_) => Vec::new(),
    };
    let count = |cross: &mut Cross, row: &FrameRow<'_>| {
        let weight = weight_of(row, weight);
        for first in chosen(row.cell(one)) {
            for second in chosen(row.cell(other)) {
                let (count, sum) = cross.cells.entry((first, second)).or_default();
                *count += 1;
                *sum += weight;
            }
        }
    };
    let join = |sum: &mut Cross, part: &Cross| {
        for (place, (count, weight)) in &part.cells {
            let (known, heavier) = sum.cells.entry(*place).or_default();
            *known += count;
            *heavier += weight;
        }
    };
    pass(frame, snapshot, progress, blank, count, join)
}

/// The weight of a record: 1 where the form has none, nothing where it is missing.
pub(super) fn weight_of(row: &FrameRow<'_>, column: Option<usize>) -> f64 {
    match column.map(|column| row.cell(column)) {
        None => 1.0,
        Some(FrameCell::Number(weight)) => weight,
        Some(_) => 0.0,
    }
}

/// Goes through all records on all processors; the parts are joined in the order of the chunks, so sums are always the same.
pub(super) fn pass<T: Send>(
    frame: &Frame,
    snapshot: &Snapshot,
    progress: &dyn Progress,
    blank: impl Fn() -> T + Sync,
    count: impl Fn(&mut T, &FrameRow<'_>) + Sync,
    join: impl Fn(&mut T, &T),
) -> Result<T, MergeError> {
    /// Chunks whose counts are made together: enough that joining costs nothing.
    const PORTION: usize = 64;
    let chunks = snapshot.chunk_count();
    let portions = chunks.div_ceil(PORTION);
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<(usize, T)>, store::Error> {
        let mut done = Vec::new();
        loop {
            let portion = next.fetch_add(1, Ordering::Relaxed);
            if portion >= portions || progress.is_cancelled() {
                return Ok(done);
            }
            progress.step(portion as u64, portions as u64);
            let mut part = blank();
            for chunk in portion * PORTION..((portion + 1) * PORTION).min(chunks) {
                frame.for_each_in(snapshot, chunk, |row| count(&mut part, row))?;
            }
            done.push((portion, part));
        }
    };
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(portions.max(1));
    let mut parts = thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let joined = threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.collect::<Result<Vec<_>, store::Error>>()
    })?;
    if progress.is_cancelled() {
        return Err(MergeError::Cancelled);
    }
    let mut parts: Vec<(usize, T)> = parts.drain(..).flatten().collect();
    parts.sort_by_key(|(portion, _)| *portion);
    let mut sum = blank();
    for (_, part) in &parts {
        join(&mut sum, part);
    }
    Ok(sum)
}
