//! The quality board: records and surveyors that deserve a look, each with the rule that says so.
//!
//! A flag is a reason to ask, never a verdict: all rules are here, with their numbers, and the board shows them beside each flag.

use std::collections::BTreeMap;

use super::frame::{Frame, FrameCell, FrameColumn, FrameRow};
use super::tally::pass;
use crate::app::merge::MergeError;
use crate::dataset::{ColumnType, Missing};
use crate::store::Snapshot;
use crate::words::{Progress, Words};

/// Answers on scales of one list from which a record is judged for straight-lining.
pub const LINE: usize = 8;
/// The share of one and the same point from which these answers are a straight line.
pub const STRAIGHT: f64 = 0.95;
/// The share of the middle length below which an interview is fast.
pub const FAST: f64 = 1.0 / 3.0;
/// The share of don't-know and refused from which a record is flagged.
pub const EVASIVE: f64 = 0.3;
/// The share of questions left empty from which a record is flagged.
pub const EMPTY: f64 = 0.3;
/// Interviews from which a surveyor is compared with the others.
pub const ENOUGH: u64 = 20;
/// Distance from the other surveyors, in standard deviations, from which one is flagged.
pub const FAR: f64 = 3.0;
/// Flagged records that are listed for each rule.
pub const LISTED: usize = 500;

/// Why a record is flagged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Shorter than a third of the middle interview.
    Fast,
    /// One point of the scale nearly throughout.
    StraightLine,
    /// Don't know or refused to much of what was asked.
    Evasive,
    /// Much of what was asked is left empty.
    Empty,
}

impl Rule {
    /// All, in the order of the board.
    pub const ALL: [Self; 4] = [Self::Fast, Self::StraightLine, Self::Evasive, Self::Empty];

    /// The key of its name in the catalogue.
    pub fn key(self) -> &'static str {
        match self {
            Self::Fast => "quality-fast",
            Self::StraightLine => "quality-straight",
            Self::Evasive => "quality-evasive",
            Self::Empty => "quality-empty",
        }
    }

    /// The rule in words, with its numbers.
    pub fn say(self, words: Words) -> String {
        let percent = |share: f64| words.decimal(share * 100.0, 0).into();
        match self {
            Self::Fast => words.say_with("quality-fast-rule", &[("share", percent(FAST))]),
            Self::StraightLine => words.say_with("quality-straight-rule", &[("share", percent(STRAIGHT)), ("n", LINE.into())]),
            Self::Evasive => words.say_with("quality-evasive-rule", &[("share", percent(EVASIVE))]),
            Self::Empty => words.say_with("quality-empty-rule", &[("share", percent(EMPTY))]),
        }
    }
}

/// A flagged record.
#[derive(Debug, Clone, PartialEq)]
pub struct Flag {
    /// The record's key.
    pub key: String,
    /// Its surveyor's code.
    pub surveyor: String,
    /// What was measured: minutes, or a share.
    pub measure: f64,
}

/// A surveyor beside the others.
#[derive(Debug, Clone, PartialEq)]
pub struct SurveyorRow {
    /// The code; empty where packages came unsealed.
    pub code: String,
    /// Finished interviews.
    pub records: u64,
    /// Flags by rule, in the order of [`Rule::ALL`].
    pub flags: [u64; 4],
    /// The middle length of an interview in minutes, where it is known.
    pub minutes: Option<f64>,
    /// The mean point on scales, from 0 to 1.
    pub mean: Option<f64>,
    /// How far that is from the other surveyors, in standard deviations; without enough interviews it is not said.
    pub distance: Option<f64>,
}

impl SurveyorRow {
    /// Whether the answers lie far from the other surveyors'.
    pub fn is_far(&self) -> bool {
        self.distance.is_some_and(|distance| distance.abs() >= FAR)
    }
}

/// The board.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Board {
    /// Records looked at.
    pub records: u64,
    /// The middle length of an interview in minutes.
    pub middle_minutes: Option<f64>,
    /// By rule: how many records, and the first of them by key.
    pub flags: BTreeMap<Rule, (u64, Vec<Flag>)>,
    /// By code.
    pub surveyors: Vec<SurveyorRow>,
}

#[derive(Default, Clone)]
struct Measured {
    surveyors: BTreeMap<String, Sums>,
    flags: BTreeMap<Rule, (u64, Vec<Flag>)>,
    records: u64,
}

#[derive(Default, Clone)]
struct Sums {
    records: u64,
    flags: [u64; 4],
    /// Interviews by their length.
    minutes: BTreeMap<u32, u64>,
    /// Sum, sum of squares and number of the records' mean points.
    points: (f64, f64, u64),
}

/// The scales of a form: questions that share a list of at least three choices with others.
struct Scales {
    /// By column: the number of its scale and of its points.
    columns: Vec<Option<(usize, u32)>>,
    count: usize,
}

impl Scales {
    fn of(frame: &Frame) -> Self {
        let mut lists: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, column) in frame.columns.iter().enumerate() {
            if let (ColumnType::One, Some(list)) = (column.kind, &column.list) {
                lists.entry(list).or_default().push(index);
            }
        }
        let mut columns = vec![None; frame.columns.len()];
        let mut count = 0;
        for members in lists.values().filter(|members| members.len() >= LINE) {
            for &member in members {
                // A choice of older versions that nobody has settled has no place on the scale: such choices come last.
                let of_newest = |column: &FrameColumn| column.choices.iter().filter(|choice| !choice.is_former).count() as u32;
                let points = frame.columns.get(member).map_or(0, of_newest);
                if points >= 3
                    && let Some(place) = columns.get_mut(member)
                {
                    *place = Some((count, points));
                }
            }
            count += 1;
        }
        Self { columns, count }
    }
}

/// Looks at every record twice: the middle length must be known before an interview is called fast.
pub fn board(frame: &Frame, snapshot: &Snapshot, progress: &dyn Progress) -> Result<Board, MergeError> {
    let lengths = pass(
        frame,
        snapshot,
        progress,
        BTreeMap::<u32, u64>::new,
        |lengths, row| {
            if let Some(minutes) = row.held.row.minutes {
                *lengths.entry(minutes).or_default() += 1;
            }
        },
        |sum, part| part.iter().for_each(|(minutes, n)| *sum.entry(*minutes).or_default() += n),
    )?;
    let middle = median(&lengths);
    let scales = Scales::of(frame);
    let measured = pass(
        frame,
        snapshot,
        progress,
        Measured::default,
        |measured, row| measured.add(frame, &scales, middle, row),
        Measured::join,
    )?;
    Ok(Board {
        records: measured.records,
        middle_minutes: middle,
        surveyors: compare(&measured.surveyors),
        flags: measured.flags,
    })
}

impl Measured {
    fn add(&mut self, frame: &Frame, scales: &Scales, middle: Option<f64>, row: &FrameRow<'_>) {
        self.records += 1;
        let held = row.held.row;
        let code = held.surveyor.unwrap_or_default();
        let (mut asked, mut evaded, mut empty) = (0_u32, 0_u32, 0_u32);
        let mut points: Vec<BTreeMap<u32, u32>> = vec![BTreeMap::new(); scales.count];
        let (mut sum, mut answers) = (0.0, 0_u32);
        for (column, scale) in (0..frame.columns.len()).zip(&scales.columns) {
            match row.cell(column) {
                FrameCell::Missing(Missing::NotAsked) => continue,
                FrameCell::Missing(Missing::DontKnow | Missing::Refused) => evaded += 1,
                FrameCell::Missing(_) => empty += 1,
                FrameCell::Choice(choice) => {
                    if let Some((scale, count)) = scale.filter(|(_, count)| choice < *count) {
                        if let Some(seen) = points.get_mut(scale) {
                            *seen.entry(choice).or_default() += 1;
                        }
                        sum += f64::from(choice) / f64::from((count - 1).max(1));
                        answers += 1;
                    }
                }
                FrameCell::Many(_) | FrameCell::Number(_) | FrameCell::Text(_) => {}
            }
            asked += 1;
        }
        let straight = points.iter().filter_map(|seen| {
            let all: u32 = seen.values().sum();
            let most = seen.values().max().copied().unwrap_or(0);
            (all as usize >= LINE).then(|| f64::from(most) / f64::from(all))
        });
        let straight = straight.fold(0.0, f64::max);
        let share = |part: u32| if asked == 0 { 0.0 } else { f64::from(part) / f64::from(asked) };
        let minutes = held.minutes.map(f64::from);
        let is_fast = minutes.zip(middle).is_some_and(|(minutes, middle)| minutes < middle * FAST);
        let found = [
            (Rule::Fast, is_fast, minutes.unwrap_or(0.0)),
            (Rule::StraightLine, straight >= STRAIGHT, straight),
            (Rule::Evasive, share(evaded) >= EVASIVE, share(evaded)),
            (Rule::Empty, share(empty) >= EMPTY, share(empty)),
        ];
        if !self.surveyors.contains_key(code) {
            self.surveyors.insert(code.to_owned(), Sums::default());
        }
        let Some(own) = self.surveyors.get_mut(code) else { return };
        own.records += 1;
        if let Some(minutes) = held.minutes {
            *own.minutes.entry(minutes).or_default() += 1;
        }
        if answers > 0 {
            let mean = sum / f64::from(answers);
            own.points = (own.points.0 + mean, own.points.1 + mean * mean, own.points.2 + 1);
        }
        for ((rule, is_flagged, measure), count) in found.into_iter().zip(&mut own.flags) {
            if !is_flagged {
                continue;
            }
            *count += 1;
            let (all, listed) = self.flags.entry(rule).or_default();
            *all += 1;
            if listed.len() < LISTED {
                listed.push(Flag {
                    key: held.key.to_owned(),
                    surveyor: code.to_owned(),
                    measure,
                });
            }
        }
    }

    fn join(&mut self, part: &Self) {
        self.records += part.records;
        for (rule, (count, flags)) in &part.flags {
            let (all, listed) = self.flags.entry(*rule).or_default();
            *all += count;
            let room = LISTED.saturating_sub(listed.len());
            listed.extend(flags.iter().take(room).cloned());
        }
        for (code, sums) in &part.surveyors {
            let own = self.surveyors.entry(code.clone()).or_default();
            own.records += sums.records;
            own.flags.iter_mut().zip(sums.flags).for_each(|(own, more)| *own += more);
            sums.minutes
                .iter()
                .for_each(|(minutes, n)| *own.minutes.entry(*minutes).or_default() += n);
            own.points.0 += sums.points.0;
            own.points.1 += sums.points.1;
            own.points.2 += sums.points.2;
        }
    }
}

/// Each surveyor's mean point against the mean of the others' means, in standard deviations of what chance gives so many interviews.
fn compare(surveyors: &BTreeMap<String, Sums>) -> Vec<SurveyorRow> {
    let (sum, squares, count) = surveyors.values().fold((0.0, 0.0, 0), |(sum, squares, count), own| {
        (sum + own.points.0, squares + own.points.1, count + own.points.2)
    });
    let row = |(code, own): (&String, &Sums)| {
        let (own_sum, own_squares, own_count) = own.points;
        let mean = (own_count > 0).then(|| own_sum / own_count as f64);
        let others = count - own_count;
        let is_enough = own_count >= ENOUGH && others >= ENOUGH && !code.is_empty();
        let distance = mean.filter(|_| is_enough).and_then(|mean| {
            let (others_sum, others_squares) = (sum - own_sum, squares - own_squares);
            let others_mean = others_sum / others as f64;
            let spread = (others_squares / others as f64 - others_mean * others_mean).max(0.0);
            let error = (spread / own_count as f64 + spread / others as f64).sqrt();
            (error > 0.0).then(|| (mean - others_mean) / error)
        });
        SurveyorRow {
            code: code.clone(),
            records: own.records,
            flags: own.flags,
            minutes: median(&own.minutes),
            mean,
            distance,
        }
    };
    surveyors.iter().map(row).collect()
}

/// The middle of counted lengths.
fn median(lengths: &BTreeMap<u32, u64>) -> Option<f64> {
    let all: u64 = lengths.values().sum();
    let mut left = all.div_ceil(2);
    for (minutes, count) in lengths {
        if left <= *count && *count > 0 {
            return Some(f64::from(*minutes));
        }
        left = left.saturating_sub(*count);
    }
    None
}
