//! What is assumed of one answer, and whether any answer can be all that.

use std::collections::BTreeSet;

use super::terms::number;
use super::values::Names;
use crate::form::DataType;

/// A stretch of numbers; each end is in it unless the flag says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Interval {
    low: Option<(f64, bool)>,
    high: Option<(f64, bool)>,
}

impl Interval {
    /// Keeps what is greater than a bound, or equal to it where that may be.
    pub(super) fn raise(&mut self, bound: f64, is_open: bool) {
        let is_higher = self.low.is_none_or(|(low, open)| bound > low || (bound >= low && is_open && !open));
        if is_higher {
            self.low = Some((bound, is_open));
        }
    }

    /// Keeps what is less than a bound, or equal to it where that may be.
    pub(super) fn lower(&mut self, bound: f64, is_open: bool) {
        let is_lower = self
            .high
            .is_none_or(|(high, open)| bound < high || (bound <= high && is_open && !open));
        if is_lower {
            self.high = Some((bound, is_open));
        }
    }

    /// Whether zero is in it.
    pub(super) fn can_be_zero(self) -> bool {
        self.holds(0.0)
    }

    fn is_bounded(self) -> bool {
        self.low.is_some() || self.high.is_some()
    }

    fn holds(self, value: f64) -> bool {
        let is_above = self.low.is_none_or(|(low, open)| value > low || (value >= low && !open));
        let is_below = self.high.is_none_or(|(high, open)| value < high || (value <= high && !open));
        is_above && is_below
    }

    fn is_empty(self) -> bool {
        let (Some((low, low_open)), Some((high, high_open))) = (self.low, self.high) else {
            return false;
        };
        low > high || (low >= high && (low_open || high_open))
    }

    /// Whether there is no whole number in it.
    fn has_no_whole(self) -> bool {
        let (Some((low, open)), Some(_)) = (self.low, self.high) else {
            return false;
        };
        let first = if open && low.fract() == 0.0 { low + 1.0 } else { low.ceil() };
        !self.holds(first)
    }
}

/// What is assumed of one answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Limits {
    /// It is one of these texts.
    pub(super) only: Option<BTreeSet<String>>,
    /// It is none of these.
    pub(super) never: BTreeSet<String>,
    /// These choices are among those chosen.
    pub(super) has: BTreeSet<String>,
    /// These are not.
    pub(super) lacks: BTreeSet<String>,
    /// As a number.
    pub(super) number: Interval,
    /// How many characters.
    pub(super) length: Interval,
    /// How many choices.
    pub(super) count: Interval,
    /// There is an answer.
    pub(super) is_given: bool,
}

impl Limits {
    /// Keeps this text alone.
    pub(super) fn must_be(&mut self, text: &str) {
        let kept = match self.only.take() {
            Some(only) if !only.contains(text) => BTreeSet::new(),
            _ => BTreeSet::from([text.to_owned()]),
        };
        self.only = Some(kept);
        self.is_given |= !text.is_empty();
    }

    /// Takes this text out.
    pub(super) fn must_not_be(&mut self, text: &str) {
        self.never.insert(text.to_owned());
        self.is_given |= text.is_empty();
    }

    /// Whether an answer of a type, chosen from a list where there is one, can be all that.
    pub(super) fn is_possible(&self, data: DataType, names: Option<&Names<'_>>) -> bool {
        let mut length = self.length;
        if self.is_given {
            length.raise(1.0, false);
        }
        let is_contradictory = self.number.is_empty() || length.has_no_whole() || self.count.is_empty() || self.count.has_no_whole();
        if is_contradictory || self.has.intersection(&self.lacks).next().is_some() {
            return false;
        }
        if let Some(only) = &self.only
            && !only.iter().any(|text| self.allows(text))
        {
            return false;
        }
        match data {
            DataType::Integer if self.number.has_no_whole() => false,
            DataType::SelectOne => names.is_none_or(|names| self.allows("") || names.names.iter().any(|name| self.allows(name))),
            DataType::SelectMultiple | DataType::Rank => names.is_none_or(|names| self.can_be_chosen_from(names)),
            _ => true,
        }
    }

    /// Whether one text can be the answer.
    fn allows(&self, text: &str) -> bool {
        let is_measured = !self.length.is_bounded() || self.length.holds(text.chars().count() as f64);
        let is_counted = !self.number.is_bounded() || number(text).is_none_or(|number| self.number.holds(number));
        let is_there = !(self.is_given && text.is_empty());
        is_there && is_measured && is_counted && !self.never.contains(text)
    }

    fn can_be_chosen_from(&self, names: &Names<'_>) -> bool {
        let free = names.names.iter().filter(|name| !self.lacks.contains(*name)).count() as f64;
        let mut count = self.count;
        let least = self.has.len().max(usize::from(self.is_given));
        count.raise(least as f64, false);
        count.lower(free, false);
        !count.is_empty() && !count.has_no_whole()
    }
}
