//! The records as rows to look at: found without accents, read where the screen is.

use super::frame::{Frame, FrameCell, written_number};
use super::tally::pass;
use crate::app::merge::MergeError;
use crate::store::{self, Snapshot};
use crate::words::{Lang, Progress, fold};

/// What is looked for. Every word must be somewhere in the record, accents and case do not matter; every filter must fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Words.
    pub text: String,
    /// A column with one of its choices.
    pub filter: Option<(usize, u32)>,
}

impl Query {
    /// Whether everything fits.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.filter.is_none()
    }
}

/// A record as a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridRow {
    /// Its place among all records.
    pub place: usize,
    /// Its key.
    pub key: String,
    /// The week of finishing.
    pub week: String,
    /// The surveyor's code.
    pub surveyor: String,
    /// In words, column by column.
    pub cells: Vec<String>,
}

/// The places of the records that fit, in order.
pub fn find(frame: &Frame, snapshot: &Snapshot, query: &Query, lang: Lang, progress: &dyn Progress) -> Result<Vec<u32>, MergeError> {
    let words: Vec<String> = query.text.split_whitespace().map(fold).collect();
    // Which choices hold which word is worked out once, not for every record.
    let holds = |text: &str, word: &String| fold(text).contains(word);
    let choices: Vec<Vec<Vec<bool>>> = words
        .iter()
        .map(|word| {
            let of_column = frame.columns.iter().map(|column| {
                let of_choice = column
                    .choices
                    .iter()
                    .map(|choice| holds(choice.label.get(lang), word) || holds(&choice.name, word));
                of_choice.collect()
            });
            of_column.collect()
        })
        .collect();
    let is_held = |word: usize, column: usize, choice: u32| -> bool {
        let found = choices.get(word).and_then(|columns| columns.get(column)?.get(choice as usize));
        found.copied().unwrap_or(false)
    };
    pass(
        frame,
        snapshot,
        progress,
        Vec::new,
        |places: &mut Vec<u32>, row| {
            if let Some((column, choice)) = query.filter {
                let fits = match row.cell(column) {
                    FrameCell::Choice(own) => own == choice,
                    FrameCell::Many(chosen) => chosen.contains(&choice),
                    FrameCell::Missing(_) | FrameCell::Number(_) | FrameCell::Text(_) => false,
                };
                if !fits {
                    return;
                }
            }
            let has = |(number, word): (usize, &String)| {
                let about = [row.held.row.key, row.held.row.week, row.held.row.surveyor.unwrap_or_default()];
                about.iter().any(|text| text.to_lowercase().contains(word))
                    || (0..frame.columns.len()).any(|column| match row.cell(column) {
                        FrameCell::Choice(choice) => is_held(number, column, choice),
                        FrameCell::Many(chosen) => chosen.iter().any(|choice| is_held(number, column, *choice)),
                        FrameCell::Text(text) => holds(&text, word),
                        FrameCell::Number(value) => written_number(value, lang).contains(word.as_str()),
                        FrameCell::Missing(_) => false,
                    })
            };
            if words.iter().enumerate().all(has) {
                places.push(u32::try_from(row.held.place).unwrap_or(u32::MAX));
            }
        },
        |all, part| all.extend_from_slice(part),
    )
}

/// The records from a place on that lie in its chunk, at most so many.
pub fn rows(frame: &Frame, snapshot: &Snapshot, place: usize, count: usize, lang: Lang) -> Result<Vec<GridRow>, store::Error> {
    let mut rows = Vec::new();
    frame.for_each_in(snapshot, snapshot.chunk_of(place), |row| {
        let held = row.held;
        if !(place..place + count).contains(&held.place) {
            return;
        }
        rows.push(GridRow {
            place: held.place,
            key: held.row.key.to_owned(),
            week: held.row.week.to_owned(),
            surveyor: held.row.surveyor.unwrap_or_default().to_owned(),
            cells: (0..frame.columns.len())
                .map(|column| frame.written(column, &row.cell(column), lang))
                .collect(),
        });
    })?;
    Ok(rows)
}
