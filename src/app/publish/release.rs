//! The release: which columns are what, the search for the recoding that loses least, and what comes of it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::records::{self, Absent, Held};
use super::review::Review;
use super::table::label;
use super::{Error, hierarchy, instrument_of};
use crate::dataset::{Column, ColumnIx, ColumnType};
use crate::instrument::Instrument;
use crate::privacy::microdata::{CodedColumn, Microdata};
use crate::privacy::recoding::{QuasiIdentifier, ReleasePlan, ReleaseRequest, SearchBounds, search};
use crate::privacy::risk::{Distance, Diversity, ItemRequirement, Requirement};
use crate::privacy::{Fate, Role};
use crate::store::Workspace;
use crate::words::{Progress, Words};

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseWish {
    /// The form, by its id or the identity of one of its versions; without one the newest with records.
    pub form: Option<String>,
    /// Quasi-identifiers by name or path; `None` for those that the privacy sheet names.
    pub quasi: Option<Vec<String>>,
    /// Sensitive items, likewise.
    pub sensitive: Option<Vec<String>>,
    /// Persons that share a person's quasi-identifiers.
    pub k: u32,
    /// Different answers to each sensitive item in every group; 1 asks nothing.
    pub l: usize,
    /// How far a group's answers may be from everybody's.
    pub t: Option<f64>,
    /// The highest individual risk.
    pub ceiling: Option<f64>,
    /// The share of a column's cells that may be blanked.
    pub most_blanked: f64,
    /// The question that holds a person's weight.
    pub weight: Option<String>,
    /// Why it leaves although it is too large to be held against an earlier release.
    pub unchecked: Option<String>,
}

impl Default for ReleaseWish {
    fn default() -> Self {
        Self {
            form: None,
            quasi: None,
            sensitive: None,
            k: 5,
            l: 2,
            t: None,
            ceiling: None,
            most_blanked: 0.1,
            weight: None,
            unchecked: None,
        }
    }
}

/// What a column is in a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Points at a person together with others: recoded and blanked.
    Quasi,
    /// Harms when it is linked to a person: every group must answer it in different ways.
    Sensitive,
    /// Leaves as it is.
    Plain,
    /// Free text: only what was read and let out.
    Text,
    /// Stays: it was computed from a quasi-identifier, or whether it was asked tells one.
    Told,
}

impl Part {
    /// Key in the catalogue.
    pub fn key(self) -> &'static str {
        match self {
            Self::Quasi => "publish-part-quasi",
            Self::Sensitive => "publish-part-sensitive",
            Self::Plain => "publish-part-plain",
            Self::Text => "publish-part-text",
            Self::Told => "publish-part-told",
        }
    }
}

/// A column that could be released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposed {
    /// The question by path.
    pub path: String,
    /// Its label.
    pub label: String,
    /// What it is taken for unless the coordinator says otherwise.
    pub part: Part,
    /// Whether it could be a quasi-identifier: it has one value for each person.
    pub is_codable: bool,
}

/// A release that was found, not yet written.
#[derive(Debug, Clone)]
pub struct FoundRelease {
    /// What to do and what it costs.
    pub plan: ReleasePlan,
    /// The records.
    pub records: u64,
    /// The columns of the form's own table with what they are.
    pub columns: Vec<Proposed>,
    /// The repeats whose tables stay, by name.
    pub repeats: Vec<String>,
    pub(super) wish: ReleaseWish,
    pub(super) instrument: Instrument,
    pub(super) microdata: Microdata,
    pub(super) held: Vec<ColumnIx>,
    pub(super) versions: Vec<crate::privacy::ledger::Version>,
    pub(super) review: Review,
}

/// The columns of the newest form, or of this one, with what the privacy sheet makes of them.
pub fn propose(master: &Workspace, form: Option<&str>, words: Words) -> Result<Vec<Proposed>, Error> {
    let instrument = instrument_of(master, form)?;
    let wish = ReleaseWish {
        form: form.map(str::to_owned),
        ..ReleaseWish::default()
    };
    Ok(columns(&instrument, &wish, words)?
        .into_iter()
        .map(|(_, proposed)| proposed)
        .collect())
}

fn columns(instrument: &Instrument, wish: &ReleaseWish, words: Words) -> Result<Vec<(ColumnIx, Proposed)>, Error> {
    let chosen = |names: &Option<Vec<String>>, role: Role| -> Result<BTreeSet<ColumnIx>, Error> {
        if let Some(names) = names {
            return names.iter().map(|name| Ok(records::find(instrument, name)?.0)).collect();
        }
        let own = instrument.plan.released.columns().filter(|(at, _)| at.table == 0);
        let has_role = |column: &Column| instrument.plan.column(column.node).is_some_and(|plan| plan.role == Some(role));
        Ok(own.filter(|(_, column)| has_role(column)).map(|(at, _)| at).collect())
    };
    let quasi = chosen(&wish.quasi, Role::Quasi)?;
    let sensitive = chosen(&wish.sensitive, Role::Sensitive)?;
    let is_quasi = |node| instrument.plan.released.find(node).is_some_and(|at| quasi.contains(&at));
    let part = |at: ColumnIx, column: &Column| {
        if quasi.contains(&at) {
            return Part::Quasi;
        }
        if instrument.plan.tells(&instrument.form, column.node).into_iter().any(is_quasi) {
            return Part::Told;
        }
        if sensitive.contains(&at) {
            return Part::Sensitive;
        }
        let is_recoded = instrument
            .plan
            .column(column.node)
            .is_some_and(|plan| matches!(plan.fate, Fate::Coarsened(..)));
        // What is computed from answers that are no texts is no text of anybody's.
        let find = |node| instrument.plan.released.find(node).and_then(|at| instrument.plan.released.get(at));
        let is_calculated = instrument
            .form
            .question(column.node)
            .is_some_and(|question| question.calculate.is_some());
        let reads_text = || {
            let origins = instrument.plan.tells(&instrument.form, column.node).into_iter();
            origins.filter_map(find).any(|origin| origin.kind == ColumnType::Text)
        };
        match column.kind {
            ColumnType::Text if !is_recoded && (!is_calculated || reads_text()) => Part::Text,
            _ => Part::Plain,
        }
    };
    // The rows of labels over a matrix are questions in the form and hold no answer.
    let is_answer = |column: &Column| !column.name.starts_with("reserved_name_for_field_list_labels");
    let own = instrument
        .plan
        .released
        .columns()
        .filter(|(at, column)| at.table == 0 && is_answer(column));
    let propose = |(at, column): (ColumnIx, &Column)| {
        let proposed = Proposed {
            path: column.path.clone(),
            label: label(instrument, column, words),
            part: part(at, column),
            is_codable: !matches!(column.kind, ColumnType::Many | ColumnType::Rank),
        };
        (at, proposed)
    };
    let columns: Vec<(ColumnIx, Proposed)> = own.map(propose).collect();
    if let Some((_, several)) = columns
        .iter()
        .find(|(_, proposed)| !proposed.is_codable && matches!(proposed.part, Part::Quasi | Part::Sensitive))
    {
        return Err(Error::SeveralAnswers(several.path.clone()));
    }
    if !columns.iter().any(|(_, proposed)| proposed.part == Part::Quasi) {
        return Err(Error::NoQuasi);
    }
    Ok(columns)
}

/// Searches for the release with the least loss that meets the wish.
pub fn find_release(
    master: &Workspace,
    wish: &ReleaseWish,
    review: Review,
    words: Words,
    progress: &dyn Progress,
) -> Result<FoundRelease, Error> {
    if wish.k < 2 || !(0.0..=1.0).contains(&wish.most_blanked) {
        return Err(Error::WeakWish);
    }
    let instrument = instrument_of(master, wish.form.as_deref())?;
    let columns = columns(&instrument, wish, words)?;
    let weight = weight(&instrument, wish)?;
    let wanted: Vec<(ColumnIx, Absent)> = columns
        .iter()
        .filter(|(_, proposed)| proposed.part != Part::Told)
        .map(|(at, proposed)| match proposed.part {
            Part::Quasi => (*at, Absent::Blank),
            _ => (*at, Absent::Told),
        })
        .collect();
    let Held {
        versions,
        columns: coded,
        weights,
    } = records::read(master, &instrument, &wanted, weight, progress)?;
    let mut microdata = Microdata::new(coded)?;
    if let Some(weights) = weights {
        microdata = microdata.with_weights(weights)?;
    }
    let held: Vec<ColumnIx> = wanted.into_iter().map(|(at, _)| at).collect();
    let places = |part: Part| -> Vec<(usize, ColumnIx)> {
        let is_it = |at: &ColumnIx| columns.iter().any(|(own, proposed)| own == at && proposed.part == part);
        let places = held.iter().copied().enumerate();
        places.filter(|(_, at)| is_it(at)).collect()
    };
    let quasi: Vec<QuasiIdentifier> = places(Part::Quasi)
        .into_iter()
        .filter_map(|(place, at)| {
            let column = instrument.plan.released.get(at)?;
            Some(QuasiIdentifier {
                column: place,
                hierarchy: hierarchy::propose(&instrument, column, microdata.column(place)?),
                importance: 1,
            })
        })
        .collect();
    let items = places(Part::Sensitive).into_iter().filter_map(|(place, at)| {
        let column = instrument.plan.released.get(at)?;
        let distance = if is_ordered(microdata.column(place)?, column) {
            Distance::Ordered
        } else {
            Distance::Equal
        };
        Some(ItemRequirement {
            column: place,
            diversity: (wish.l > 1).then_some(Diversity::Distinct(wish.l)),
            closeness: wish.t.map(|t| (distance, t)),
        })
    });
    let request = ReleaseRequest {
        requirement: Requirement {
            k: wish.k,
            items: items.collect(),
            ceiling: wish.ceiling,
        },
        quasi,
        most_blanked: wish.most_blanked,
        bounds: SearchBounds::default(),
    };
    let plan = search(&microdata, &request, progress)?;
    Ok(FoundRelease {
        plan,
        records: microdata.rows() as u64,
        columns: columns.into_iter().map(|(_, proposed)| proposed).collect(),
        repeats: instrument
            .plan
            .released
            .tables
            .iter()
            .skip(1)
            .map(|table| table.name.clone())
            .collect(),
        wish: wish.clone(),
        instrument,
        microdata,
        held,
        versions,
        review,
    })
}

/// A scale: a list of choices whose names are rising numbers, or a number.
fn is_ordered(coded: &CodedColumn, column: &Column) -> bool {
    let numbers: Option<Vec<f64>> = column.choices.as_ref().map_or_else(
        || coded.labels().iter().map(|label| label.parse().ok()).collect(),
        |choices| choices.iter().map(|choice| choice.parse().ok()).collect(),
    );
    numbers.is_some_and(|numbers| numbers.is_sorted() || numbers.iter().rev().is_sorted())
}

/// The weight that was asked for, else that of the index.
fn weight(instrument: &Instrument, wish: &ReleaseWish) -> Result<Option<ColumnIx>, Error> {
    if let Some(name) = &wish.weight {
        return Ok(Some(records::find(instrument, name)?.0));
    }
    let of_index = instrument.index.as_ref().and_then(|tree| tree.case_weight);
    let found = of_index.and_then(|node| instrument.plan.released.find(node));
    Ok(found.filter(|at| at.table == 0))
}

impl FoundRelease {
    /// The column at a position of the table.
    pub(super) fn column(&self, place: usize) -> Option<&Column> {
        self.instrument.plan.released.get(*self.held.get(place)?)
    }

    /// What a column at a position of the table is.
    pub(super) fn part(&self, place: usize) -> Part {
        let path = self.column(place).map(|column| column.path.as_str());
        let found = self.columns.iter().find(|proposed| Some(proposed.path.as_str()) == path);
        found.map_or(Part::Told, |proposed| proposed.part)
    }

    /// The form's title.
    pub fn title(&self) -> &str {
        &self.instrument.form.title
    }
}
