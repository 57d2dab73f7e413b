//! Whether a new release gives away, together with earlier ones, what none of them gives away alone.
//!
//! Two tables that each hide small counts leak when the persons that they count differ by a few (more packages were merged in between),
//! when their bands or districts overlap, or when one shows what the other hides. Two data files of the same persons leak when they
//! are recoded differently: whoever matches them by their answers knows both recodings. [`leak`] looks for either.
//!
//! A release remembers its persons as [`Version`]s: a hash of a record's content, from which nobody can be told, and which changes when the
//! record is corrected.

mod counts;
mod files;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use counts::{Axis, CountsRelease, ShownCount};
pub use files::{FileColumn, FileRelease, Person};

/// What a record's content is remembered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Version(pub u64);

/// Something that was published, or is about to be.
#[derive(Debug, Clone)]
pub struct Release {
    /// What people call it: the file's name.
    pub name: String,
    /// The persons in it, in rising order.
    pub members: Arc<[Version]>,
    /// What it tells of them.
    pub content: Content,
}

/// What a release tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// Counts by up to two questions.
    Counts(CountsRelease),
    /// A record for each person.
    File(FileRelease),
}

/// What a new release gives away together with earlier ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// The earlier releases that it takes, by their names; mostly one.
    pub with: Vec<String>,
    /// What is given away.
    pub what: LeakedGroup,
}

/// A group that is too small to be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeakedGroup {
    /// So many persons give these answers: question and answers, a question for each.
    Count {
        /// The group.
        group: Vec<(String, String)>,
        /// How many.
        count: u64,
    },
    /// Persons who are told apart from all but so few others.
    Records {
        /// How many persons.
        persons: u64,
        /// The size of the smallest group.
        least: u64,
    },
    /// The tables contradict each other, so that nobody can say what they give away: one of them was not made here.
    Contradiction,
}

/// The first leak that is found of a new release against all earlier ones of the same form; `None` when there is none.
///
/// Pairs are looked at first, so that the release that leaks is named; then all tables of the same questions together.
pub fn leak(new: &Release, earlier: &[Release]) -> Option<Leak> {
    for old in earlier {
        let found = match (&new.content, &old.content) {
            (Content::File(own), Content::File(other)) => files::leak((new, own), (old, other)),
            (Content::Counts(own), Content::Counts(other)) => counts::leak(new, own, &[(old, other)]),
            (Content::Counts(own), Content::File(file)) => counts::leak(new, own, &[(old, &file.as_counts(own))]),
            (Content::File(file), Content::Counts(own)) => counts::leak(old, own, &[(new, &file.as_counts(own))]),
        };
        if let Some(what) = found {
            return Some(Leak {
                with: vec![old.name.clone()],
                what,
            });
        }
    }
    let Content::Counts(own) = &new.content else { return None };
    let kin: Vec<(&Release, &CountsRelease)> = earlier
        .iter()
        .filter_map(|old| match &old.content {
            Content::Counts(counts) if counts.is_within(own) => Some((old, counts)),
            _ => None,
        })
        .collect();
    if kin.len() < 2 {
        return None;
    }
    let what = counts::leak(new, own, &kin)?;
    Some(Leak {
        with: kin.iter().map(|(old, _)| old.name.clone()).collect(),
        what,
    })
}

#[cfg(test)]
mod tests;
