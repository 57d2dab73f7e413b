//! What several tables together give away, by linear programming.
//!
//! Unknowns are groups of persons that no table tells apart, each a number not below nought. A shown count says that some of them sum to
//! it, a hidden one that they sum to at least 1. A sum is given away when the greatest and the least that it can be are the same.

use std::collections::BTreeSet;

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

/// Sums of unknowns that are told.
#[derive(Debug, Clone, Default)]
pub struct Relations {
    unknowns: usize,
    equal: Vec<Equation>,
    at_least: Vec<(Vec<u32>, u64)>,
}

/// What `plus` sum to is so much more than what `minus` sum to. Only sums that are the same have a `minus`.
#[derive(Debug, Clone)]
struct Equation {
    plus: Vec<u32>,
    minus: Vec<u32>,
    is: u64,
}

/// Nothing can be said about what the sums give away.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unsolvable {
    /// The sums contradict each other, or the solver gave up.
    #[error("the tables cannot be held against each other: {0}")]
    Contradiction(String),
    /// What one sum at a time leaves open is more than is solved for.
    #[error("the tables cannot be held against each other: {unknowns} unknowns depend on each other")]
    TooLarge {
        /// How many.
        unknowns: usize,
    },
}

/// Values are whole, so what differs less than this is the same.
const PATIENCE: f64 = 1e-4;

/// So many unknowns that depend on each other are solved for at once: a programme of this size takes some seconds.
const MOST_AT_ONCE: usize = 12_000;

impl Relations {
    /// Nothing told about so many unknowns.
    pub fn new(unknowns: usize) -> Self {
        Self {
            unknowns,
            ..Self::default()
        }
    }

    /// These unknowns sum to this.
    pub fn sum(&mut self, of: Vec<u32>, is: u64) {
        self.equal.push(Equation {
            plus: of,
            minus: Vec::new(),
            is,
        });
    }

    /// These unknowns sum to the same as those; none is on both sides.
    pub fn same(&mut self, these: Vec<u32>, those: Vec<u32>) {
        self.equal.push(Equation {
            plus: these,
            minus: those,
            is: 0,
        });
    }

    /// These unknowns sum to at least this.
    pub fn at_least(&mut self, of: Vec<u32>, least: u64) {
        self.at_least.push((of, least));
    }

    /// Which of these sums of unknowns are given away, and what they are.
    ///
    /// ```
    /// use phieu::privacy::tables::Relations;
    ///
    /// let mut tables = Relations::new(3);
    /// tables.sum(vec![0, 1], 12);
    /// tables.sum(vec![0, 1, 2], 15);
    /// let told = tables.given_away(&[vec![0], vec![2], vec![0, 1, 2]])?;
    /// assert_eq!(told, [None, Some(3), Some(15)]);
    /// # Ok::<(), phieu::privacy::tables::Unsolvable>(())
    /// ```
    pub fn given_away(&self, sums: &[Vec<u32>]) -> Result<Vec<Option<u64>>, Unsolvable> {
        let known = self.propagate()?;
        let mut told: Vec<Option<u64>> = sums.iter().map(|sum| known_sum(&known, sum)).collect();
        let parts = self.parts(&known);
        let mut by_part: Vec<Vec<usize>> = vec![Vec::new(); parts.count];
        for (at, sum) in sums.iter().enumerate() {
            if told.get(at) != Some(&None) {
                continue;
            }
            // A sum over several parts is fixed exactly when its share of each is.
            for part in sum.iter().filter_map(|unknown| parts.of(*unknown)).collect::<BTreeSet<_>>() {
                if let Some(sums) = by_part.get_mut(part) {
                    sums.push(at);
                }
            }
        }
        let mut pieces: Vec<Option<u64>> = sums.iter().map(|sum| Some(known_part(&known, sum))).collect();
        for (part, wanted) in by_part.iter().enumerate() {
            if wanted.is_empty() {
                continue;
            }
            let shares: Vec<Vec<u32>> = wanted
                .iter()
                .map(|at| {
                    let own = sums.get(*at).into_iter().flatten().copied();
                    own.filter(|unknown| parts.of(*unknown) == Some(part)).collect()
                })
                .collect();
            let found = self.solve(&known, &parts, part, &shares)?;
            for (at, found) in wanted.iter().zip(found) {
                if let Some(piece) = pieces.get_mut(*at) {
                    *piece = piece.zip(found).map(|(sum, found)| sum + found);
                }
            }
        }
        let is_open = |sum: &Vec<u32>| {
            sum.iter()
                .any(|unknown| !is_known(&known, *unknown) && parts.of(*unknown).is_none())
        };
        for ((told, piece), sum) in told.iter_mut().zip(pieces).zip(sums) {
            if told.is_none() && !is_open(sum) {
                *told = piece;
            }
        }
        Ok(told)
    }

    /// What follows from one sum at a time: a sum of nought, and a sum with one unknown left.
    fn propagate(&self) -> Result<Vec<Option<u64>>, Unsolvable> {
        let mut known: Vec<Option<u64>> = vec![None; self.unknowns];
        let mut by_unknown: Vec<Vec<u32>> = vec![Vec::new(); self.unknowns];
        for (number, equation) in (0_u32..).zip(&self.equal) {
            for unknown in equation.plus.iter().chain(&equation.minus) {
                if let Some(sums) = by_unknown.get_mut(*unknown as usize) {
                    sums.push(number);
                }
            }
        }
        let mut left: Vec<Left> = self.equal.iter().map(Left::of).collect();
        let mut ready: Vec<usize> = (0..left.len()).filter(|at| left.get(*at).is_some_and(Left::is_ready)).collect();
        while let Some(at) = ready.pop() {
            let (Some(equation), Some(now)) = (self.equal.get(at), left.get(at).copied()) else {
                continue;
            };
            // Others may have settled it meanwhile.
            if !now.is_ready() {
                continue;
            }
            let is = now.each();
            let is = u64::try_from(is).map_err(|_below_nought| Unsolvable::Contradiction(format!("a count of {is}")))?;
            let open = equation.plus.iter().chain(&equation.minus).copied();
            let open: Vec<u32> = open.filter(|unknown| !is_known(&known, *unknown)).collect();
            for unknown in open {
                if let Some(known) = known.get_mut(unknown as usize) {
                    *known = Some(is);
                }
                for sum in by_unknown.get(unknown as usize).into_iter().flatten() {
                    let (Some(equation), Some(left)) = (self.equal.get(*sum as usize), left.get_mut(*sum as usize)) else {
                        continue;
                    };
                    left.settle(is, equation.minus.contains(&unknown));
                    if left.is_ready() {
                        ready.push(*sum as usize);
                    }
                }
            }
        }
        Ok(known)
    }

    /// Unknowns that no sum ties together are looked at apart.
    fn parts(&self, known: &[Option<u64>]) -> Parts {
        let mut root: Vec<u32> = (0..self.unknowns as u32).collect();
        let mut is_tied = vec![false; self.unknowns];
        let equal = self.equal.iter().map(|equation| (&equation.plus, &equation.minus));
        let nobody = Vec::new();
        let at_least = self.at_least.iter().map(|(of, _)| (of, &nobody));
        for (plus, minus) in equal.chain(at_least) {
            let mut open = plus.iter().chain(minus).copied().filter(|unknown| !is_known(known, *unknown));
            let Some(first) = open.next() else { continue };
            if let Some(tied) = is_tied.get_mut(first as usize) {
                *tied = true;
            }
            for unknown in open {
                if let Some(tied) = is_tied.get_mut(unknown as usize) {
                    *tied = true;
                }
                let (a, b) = (find(&mut root, first), find(&mut root, unknown));
                if let Some(root) = root.get_mut(a.max(b) as usize) {
                    *root = a.min(b);
                }
            }
        }
        let mut number = vec![None; self.unknowns];
        let mut part_of = vec![None; self.unknowns];
        let mut count = 0;
        for unknown in 0..self.unknowns as u32 {
            if is_tied.get(unknown as usize) != Some(&true) {
                continue;
            }
            let top = find(&mut root, unknown) as usize;
            let part = number.get(top).copied().flatten().unwrap_or_else(|| {
                count += 1;
                count - 1
            });
            if let (Some(number), Some(part_of)) = (number.get_mut(top), part_of.get_mut(unknown as usize)) {
                *number = Some(part);
                *part_of = Some(part);
            }
        }
        Parts { part_of, count }
    }

    /// The least and the greatest that sums of one part can be. Every solution that is met on the way shows what is not fixed, so most
    /// sums are never asked for.
    fn solve(&self, known: &[Option<u64>], parts: &Parts, part: usize, sums: &[Vec<u32>]) -> Result<Vec<Option<u64>>, Unsolvable> {
        let unknowns = parts.size(part);
        if unknowns > MOST_AT_ONCE {
            return Err(Unsolvable::TooLarge { unknowns });
        }
        let programme = Programme {
            relations: self,
            known,
            parts,
            part,
        };
        let everything: Vec<u32> = sums.iter().flatten().copied().collect();
        let mut seen: Vec<(f64, f64)> = vec![(f64::MAX, f64::MIN); sums.len()];
        let note = |values: &dyn Fn(u32) -> f64, seen: &mut Vec<(f64, f64)>| {
            for (sum, (low, high)) in sums.iter().zip(seen) {
                let value: f64 = sum.iter().map(|unknown| values(*unknown)).sum();
                *low = low.min(value);
                *high = high.max(value);
            }
        };
        for direction in [OptimizationDirection::Minimize, OptimizationDirection::Maximize] {
            programme.best(direction, &everything, |values| note(values, &mut seen))?;
        }
        for (at, sum) in sums.iter().enumerate() {
            for direction in [OptimizationDirection::Minimize, OptimizationDirection::Maximize] {
                if seen.get(at).is_some_and(|(low, high)| high - low <= PATIENCE) {
                    programme.best(direction, sum, |values| note(values, &mut seen))?;
                }
            }
        }
        let fixed = |(low, high): (f64, f64)| (high - low <= PATIENCE).then(|| low.round().max(0.0) as u64);
        Ok(seen.into_iter().map(fixed).collect())
    }
}

struct Parts {
    part_of: Vec<Option<usize>>,
    count: usize,
}

impl Parts {
    fn of(&self, unknown: u32) -> Option<usize> {
        self.part_of.get(unknown as usize).copied().flatten()
    }

    fn size(&self, part: usize) -> usize {
        self.part_of.iter().filter(|own| **own == Some(part)).count()
    }
}

/// What is left of an equation when what is known is put in.
#[derive(Debug, Clone, Copy)]
struct Left {
    plus: usize,
    minus: usize,
    is: i128,
}

impl Left {
    fn of(equation: &Equation) -> Self {
        Self {
            plus: equation.plus.len(),
            minus: equation.minus.len(),
            is: i128::from(equation.is),
        }
    }

    /// Whether it says what each of its open unknowns is: one alone, or several of one sign that come to nought.
    fn is_ready(&self) -> bool {
        match (self.plus, self.minus) {
            (0, 0) => false,
            (1, 0) | (0, 1) => true,
            (_, 0) | (0, _) => self.is == 0,
            _ => false,
        }
    }

    fn each(&self) -> i128 {
        if self.plus > 0 { self.is } else { -self.is }
    }

    fn settle(&mut self, is: u64, is_minus: bool) {
        if is_minus {
            self.minus -= 1;
            self.is += i128::from(is);
        } else {
            self.plus -= 1;
            self.is -= i128::from(is);
        }
    }
}

fn find(root: &mut [u32], unknown: u32) -> u32 {
    let mut at = unknown;
    while let Some(above) = root.get(at as usize).copied().filter(|above| *above != at) {
        let next = root.get(above as usize).copied().unwrap_or(above);
        if let Some(root) = root.get_mut(at as usize) {
            *root = next;
        }
        at = above;
    }
    at
}

fn is_known(known: &[Option<u64>], unknown: u32) -> bool {
    known.get(unknown as usize).is_some_and(Option::is_some)
}

fn known_part(known: &[Option<u64>], sum: &[u32]) -> u64 {
    sum.iter()
        .filter_map(|unknown| known.get(*unknown as usize).copied().flatten())
        .sum()
}

fn known_sum(known: &[Option<u64>], sum: &[u32]) -> Option<u64> {
    sum.iter().map(|unknown| known.get(*unknown as usize).copied().flatten()).sum()
}

/// The linear programme of one part.
struct Programme<'a> {
    relations: &'a Relations,
    known: &'a [Option<u64>],
    parts: &'a Parts,
    part: usize,
}

impl Programme<'_> {
    /// Shows a solution that is best for a sum. A sum that may be as large as one likes shows one that is large enough.
    fn best(&self, direction: OptimizationDirection, sum: &[u32], note: impl FnOnce(&dyn Fn(u32) -> f64)) -> Result<(), Unsolvable> {
        let mut problem = Problem::new(direction);
        let mut variables: Vec<Option<Variable>> = vec![None; self.relations.unknowns];
        let weight = |unknown: u32| sum.iter().filter(|other| **other == unknown).count() as f64;
        let ceiling = self.ceiling();
        for unknown in (0..self.relations.unknowns as u32).filter(|unknown| self.parts.of(*unknown) == Some(self.part)) {
            if let Some(variable) = variables.get_mut(unknown as usize) {
                *variable = Some(problem.add_var(weight(unknown), (0.0, ceiling)));
            }
        }
        let variable = |unknown: u32| variables.get(unknown as usize).copied().flatten();
        let open =
            |of: &[u32], sign: f64| -> Vec<(Variable, f64)> { of.iter().filter_map(|unknown| Some((variable(*unknown)?, sign))).collect() };
        for equation in &self.relations.equal {
            let mut terms = open(&equation.plus, 1.0);
            terms.extend(open(&equation.minus, -1.0));
            if !terms.is_empty() {
                let rest = known_part(self.known, &equation.plus) as f64 - known_part(self.known, &equation.minus) as f64;
                problem.add_constraint(&terms, ComparisonOp::Eq, equation.is as f64 - rest);
            }
        }
        for (of, is) in &self.relations.at_least {
            let terms = open(of, 1.0);
            if !terms.is_empty() {
                problem.add_constraint(&terms, ComparisonOp::Ge, *is as f64 - known_part(self.known, of) as f64);
            }
        }
        let outcome = problem.solve().map_err(|error| Unsolvable::Contradiction(error.to_string()))?;
        let solution = outcome
            .solution()
            .ok_or_else(|| Unsolvable::Contradiction("no solution".to_owned()))?;
        note(&|unknown| variable(unknown).map_or(0.0, |variable| solution.var_value(variable)));
        Ok(())
    }

    /// More than any unknown is, so that what is not bounded has a greatest value all the same.
    fn ceiling(&self) -> f64 {
        let told = self.relations.equal.iter().map(|equation| equation.is).max().unwrap_or(0);
        told as f64 + 10.0
    }
}
