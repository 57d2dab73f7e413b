//! The search for the release with the least loss: levels of the quasi-identifiers, and blanks where these are not enough.
//!
//! Recodings form a lattice: each step makes one quasi-identifier one level coarser. The loss of recoding alone only grows upwards, so
//! whatever lies above a recoding that already loses more than the best plan is left out. The next recoding to be tried is the most
//! promising one: by what recoding loses, what its records in need will probably lose, and how far they are too many for the blanks that
//! are allowed. Suppression is worked out only where it can give a better plan: where even a single cell of the cheapest column for each
//! record in need loses less than the best plan.
#![expect(clippy::indexing_slicing, reason = "columns and units number the vectors that are indexed")]

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::loss::{ColumnLoss, Information, Loss};
use super::plan::{ReleasePlan, ReleaseRequest, SearchError, recoded};
use crate::privacy::microdata::Microdata;
use crate::privacy::risk::{Classes, RiskReport};
use crate::privacy::suppress::stats::Stats;
use crate::privacy::suppress::units::Units;
use crate::privacy::suppress::{Lost, Suppression, check, solve};
use crate::words::Progress;

/// Finds the levels and the blanks with the least loss that meet the request in both readings of a blank cell.
///
/// The answer does not depend on the order of the records, nor on the machine. It is the best of what was looked at: [`ReleasePlan`]
/// says whether the bounds cut the search short. Suppression being a heuristic, less loss may be possible.
pub fn search(microdata: &Microdata, request: &ReleaseRequest, progress: &dyn Progress) -> Result<ReleasePlan, SearchError> {
    let mut search = Search::new(microdata, request)?;
    search.run(progress)?;
    search.plan(microdata)
}

/// Levels that were looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    /// The less, the sooner it is tried; the bits of a number that is not negative order as the number does.
    promise: u64,
    levels: Vec<usize>,
    /// Bits of a loss that suppression here is hardly below; `None` where more records are in need than cells may be blanked.
    bound: Option<u64>,
}

/// Cells that a record in need loses, by experience.
const CELLS_PER_RECORD: f64 = 1.5;

/// The best so far.
struct Best {
    loss: f64,
    cells: u64,
    levels: Vec<usize>,
    /// By unit of the file as it is.
    lost: Vec<Lost>,
}

struct Search<'a> {
    request: &'a ReleaseRequest,
    columns: Vec<usize>,
    importance: Vec<u32>,
    information: Vec<Information>,
    units: Units,
    unit_of: Vec<u32>,
    records: u64,
    open: BinaryHeap<Reverse<Candidate>>,
    seen: BTreeSet<Vec<usize>>,
    best: Option<Best>,
    suppressed: usize,
    is_complete: bool,
}

impl<'a> Search<'a> {
    fn new(microdata: &Microdata, request: &'a ReleaseRequest) -> Result<Self, SearchError> {
        let columns: Vec<usize> = request.quasi.iter().map(|quasi| quasi.column).collect();
        let importance: Vec<u32> = request.quasi.iter().map(|quasi| quasi.importance).collect();
        check(&columns, &importance)?;
        let (units, unit_of) = Units::of(microdata, &columns, &request.requirement)?.merged();
        let information = request
            .quasi
            .iter()
            .filter_map(|quasi| Some(Information::of(microdata.column(quasi.column)?, &quasi.hierarchy)));
        Ok(Self {
            request,
            information: information.collect(),
            columns,
            importance,
            units,
            unit_of,
            records: microdata.rows() as u64,
            open: BinaryHeap::new(),
            seen: BTreeSet::new(),
            best: None,
            suppressed: 0,
            is_complete: true,
        })
    }

    fn run(&mut self, progress: &dyn Progress) -> Result<(), SearchError> {
        self.look(vec![0; self.columns.len()])?;
        while let Some(Reverse(candidate)) = self.open.pop() {
            if progress.is_cancelled() {
                return Err(SearchError::Cancelled);
            }
            progress.step(self.suppressed as u64, self.request.bounds.suppressed as u64);
            if self.is_beaten(self.recoding_loss(&candidate.levels)) {
                continue;
            }
            if candidate.bound.is_some_and(|bound| !self.is_beaten(f64::from_bits(bound))) {
                if self.suppressed == self.request.bounds.suppressed {
                    self.is_complete = false;
                    return Ok(());
                }
                self.suppress(&candidate.levels)?;
            }
            for column in 0..self.columns.len() {
                let mut levels = candidate.levels.clone();
                levels[column] += 1;
                if levels[column] < self.request.quasi[column].hierarchy.len() {
                    self.look(levels)?;
                }
            }
        }
        Ok(())
    }

    fn is_beaten(&self, loss: f64) -> bool {
        self.best.as_ref().is_some_and(|best| loss >= best.loss)
    }

    /// A mean over the columns, by their importance.
    fn average(&self, of: impl Fn(usize) -> f64) -> f64 {
        let weights: f64 = self.importance.iter().map(|importance| f64::from(*importance)).sum();
        (0..self.columns.len())
            .map(|column| of(column) * f64::from(self.importance[column]))
            .sum::<f64>()
            / weights.max(1.0)
    }

    fn recoding_loss(&self, levels: &[usize]) -> f64 {
        self.average(|column| self.information[column].recoded(levels[column]))
    }

    /// The units at some levels, merged, and for each unit of the file the one that it becomes part of.
    fn recoded(&self, levels: &[usize]) -> Result<(Units, Vec<u32>), SearchError> {
        let hierarchy = |column: usize| &self.request.quasi[column].hierarchy;
        let labels: Vec<usize> = levels
            .iter()
            .enumerate()
            .map(|(column, level)| hierarchy(column).labels(*level).len())
            .collect();
        let coarse = self
            .units
            .recoded(&labels, |column, code| hierarchy(column).code(levels[column], code))?;
        Ok(coarse.merged())
    }

    /// Puts levels that were not met before among the candidates, unless they cannot be better than the best.
    fn look(&mut self, levels: Vec<usize>) -> Result<(), SearchError> {
        let recoding = self.recoding_loss(&levels);
        if self.is_beaten(recoding) || self.seen.contains(&levels) {
            return Ok(());
        }
        if self.seen.len() == self.request.bounds.looked {
            self.is_complete = false;
            return Ok(());
        }
        let in_need = self.in_need(&self.recoded(&levels)?.0) as f64;
        let cell = |column: usize| self.information[column].blanked_on_average(levels[column]);
        let weights: f64 = self.importance.iter().map(|importance| f64::from(*importance)).sum();
        let weighted = |column: usize| cell(column) * f64::from(self.importance[column]) / weights;
        let telling: Vec<f64> = (0..levels.len()).map(weighted).filter(|loss| *loss > 0.0).collect();
        let cheapest = telling.iter().copied().fold(f64::INFINITY, f64::min);
        let usual = telling.iter().sum::<f64>() / telling.len().max(1) as f64;
        let may_be_blanked = self.request.most_blanked * self.records as f64 * telling.len() as f64;
        let excess = if in_need > may_be_blanked {
            in_need / may_be_blanked.max(1.0) - 1.0
        } else {
            0.0
        };
        let bound = if in_need > 0.0 && cheapest.is_finite() {
            in_need * cheapest
        } else {
            0.0
        };
        self.seen.insert(levels.clone());
        self.open.push(Reverse(Candidate {
            promise: (recoding + in_need * usual * CELLS_PER_RECORD + excess).to_bits(),
            levels,
            bound: (excess <= 0.0).then(|| (recoding + bound).to_bits()),
        }));
        Ok(())
    }

    /// Records in classes that do not meet the requirement.
    fn in_need(&self, units: &Units) -> u64 {
        let starts = units.class_starts();
        let in_need = |range: &[u32]| {
            let mut stats = Stats::empty(units);
            for unit in range[0]..range[1] {
                stats.add(units, unit as usize, units.sizes[unit as usize]);
            }
            if stats.meets(&self.request.requirement, units) {
                0
            } else {
                stats.size
            }
        };
        starts.windows(2).map(in_need).sum()
    }

    /// Works suppression out at some levels and keeps it if it is the best.
    fn suppress(&mut self, levels: &[usize]) -> Result<(), SearchError> {
        self.suppressed += 1;
        let (coarse, coarse_of) = self.recoded(levels)?;
        let Some(lost) = solve(&coarse, &self.request.requirement, &self.importance) else {
            return Ok(());
        };
        let lost = hand_down(&lost, &coarse_of, &self.units.sizes);
        let blanked = self.blanked(levels, &lost);
        let most = self.request.most_blanked * self.records as f64;
        if blanked.iter().any(|(cells, _)| *cells as f64 > most) {
            return Ok(());
        }
        let loss = self.recoding_loss(levels) + self.average(|column| blanked[column].1);
        let cells: u64 = blanked.iter().map(|(cells, _)| cells).sum();
        let is_better = self.best.as_ref().is_none_or(|best| {
            let by_loss = loss.total_cmp(&best.loss);
            by_loss
                .then(cells.cmp(&best.cells))
                .then_with(|| levels.cmp(best.levels.as_slice()))
                .is_lt()
        });
        if is_better {
            self.best = Some(Best {
                loss,
                cells,
                levels: levels.to_vec(),
                lost,
            });
        }
        Ok(())
    }

    /// Cells that each column loses, and the share of its information that goes with them.
    fn blanked(&self, levels: &[usize], lost: &[Lost]) -> Vec<(u64, f64)> {
        let column = |column: usize| {
            // Counted by code first: sums of shares then do not depend on the order of the units.
            let mut cells = vec![0_u64; self.request.quasi[column].hierarchy.labels(0).len()];
            for (key, lost) in self.units.keys.iter().zip(lost) {
                let records = lost
                    .iter()
                    .filter(|(set, _)| set >> column & 1 == 1)
                    .map(|(_, records)| u64::from(*records))
                    .sum::<u64>();
                if let Some(code) = self.units.layout.code(*key, column) {
                    cells[code as usize] += records;
                }
            }
            let share = (0..)
                .zip(&cells)
                .map(|(code, cells)| self.information[column].blanked(levels[column], code) * *cells as f64)
                .sum();
            (cells.iter().sum(), share)
        };
        (0..levels.len()).map(column).collect()
    }

    fn plan(self, microdata: &Microdata) -> Result<ReleasePlan, SearchError> {
        let Some(best) = &self.best else {
            return Err(SearchError::Unreachable);
        };
        let requirement = &self.request.requirement;
        let suppression = Suppression::of(&self.columns, &self.unit_of, &best.lost);
        let mut released = recoded(microdata, &self.request.quasi, &best.levels);
        suppression.apply(&mut released);
        let before = RiskReport::of(microdata, &self.columns, requirement)?;
        let after = RiskReport::of(&released, &self.columns, requirement)?;
        let loss = self.loss(best, &suppression, &Classes::of(&released, &self.columns)?);
        let mut plan = ReleasePlan::new(self.request, best.levels.clone(), suppression, loss, before, after);
        plan.looked = self.seen.len();
        plan.suppressed = self.suppressed;
        plan.is_complete = self.is_complete;
        Ok(plan)
    }

    fn loss(&self, best: &Best, suppression: &Suppression, classes: &Classes) -> Loss {
        let blanked = self.blanked(&best.levels, &best.lost);
        let column = |column: usize| ColumnLoss {
            level: best.levels[column],
            blanked: blanked[column].0,
            share: self.information[column].recoded(best.levels[column]) + blanked[column].1,
        };
        let charge = |class: usize| {
            let size = u64::from(classes.size(class));
            let is_empty = (0..classes.columns()).all(|column| classes.code(class, column).is_none());
            size * if is_empty { self.records } else { size }
        };
        Loss {
            columns: (0..self.columns.len()).map(column).collect(),
            total: best.loss,
            cells: suppression.cells(),
            records: suppression.records(),
            discernibility: (0..classes.len()).map(charge).sum(),
            average_class: self.records as f64 / classes.len().max(1) as f64,
        }
    }
}

/// What the units of the file lose, given what the coarser units lose that they became part of: in the order of the units.
fn hand_down(lost: &[Lost], coarse_of: &[u32], sizes: &[u32]) -> Vec<Lost> {
    let mut left: Vec<(Lost, usize)> = lost.iter().map(|lost| (lost.clone(), 0)).collect();
    let of = |(coarse, size): (&u32, &u32)| {
        let (lost, at) = &mut left[*coarse as usize];
        let mut own = Lost::new();
        let mut wanted = *size;
        while wanted > 0
            && let Some((set, records)) = lost.get_mut(*at)
        {
            let taken = wanted.min(*records);
            own.push((*set, taken));
            *records -= taken;
            wanted -= taken;
            *at += usize::from(*records == 0);
        }
        own
    };
    coarse_of.iter().zip(sizes).map(of).collect()
}
