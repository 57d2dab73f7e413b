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

impl Version {
    /// What a row of a record's repeat is remembered by.
    #[must_use]
    pub fn row(self, table: usize, row: usize) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("phieu 2026 row in the ledger of releases");
        hasher.update(&self.0.to_le_bytes());
        hasher.update(&(table as u64).to_le_bytes()).update(&(row as u64).to_le_bytes());
        let mut bytes = [0; 8];
        let hash = hasher.finalize();
        bytes.iter_mut().zip(hash.as_bytes()).for_each(|(byte, from)| *byte = *from);
        Self(u64::from_le_bytes(bytes))
    }
}

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
    /// What the figures of an index tell of counts: the base of each node, and the answers that a share counts.
    Figures(Vec<CountsRelease>),
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
    /// Nobody knows: together they tell so many groups apart that no machine says what they give away.
    TooLarge,
    /// The tables contradict each other, so that nobody can say what they give away: one of them was not made here.
    Contradiction,
}

/// What came of holding a new release against earlier ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// The first leak that was found.
    pub leak: Option<Leak>,
    /// The earlier releases that it could not be held against, because together they are too large.
    pub unchecked: Vec<String>,
}

/// The first leak that is found of a new release against all earlier ones; what cannot be looked at is one too. `None` when there is none.
pub fn leak(new: &Release, earlier: &[Release]) -> Option<Leak> {
    let verdict = hold(new, earlier);
    verdict.leak.or_else(|| {
        let with = verdict.unchecked;
        (!with.is_empty()).then_some(Leak {
            with,
            what: LeakedGroup::TooLarge,
        })
    })
}

/// Holds a new release against all earlier ones.
///
/// Pairs are looked at first, so that the release that leaks is named; then all tables of the same questions together.
pub fn hold(new: &Release, earlier: &[Release]) -> Verdict {
    let mut verdict = Verdict::default();
    for old in earlier {
        verdict.note(vec![old.name.clone()], pair(new, old));
        if verdict.leak.is_some() {
            return verdict;
        }
    }
    for own in new.content.tables() {
        let mut names = Vec::new();
        let mut kin: Vec<counts::Counted<'_>> = Vec::new();
        for old in earlier {
            for counts in old
                .content
                .tables()
                .iter()
                .filter(|counts| counts.is_within(own) && own.concerns(counts))
            {
                names.push(old.name.clone());
                kin.push((&old.members, counts));
            }
        }
        if kin.len() > 1 {
            verdict.note(names, counts::leak((&new.members, own), &kin));
        }
        if verdict.leak.is_some() {
            return verdict;
        }
    }
    verdict
}

impl Verdict {
    fn note(&mut self, with: Vec<String>, found: Option<LeakedGroup>) {
        match found {
            None => {}
            Some(LeakedGroup::TooLarge) => {
                let new: Vec<String> = with.into_iter().filter(|name| !self.unchecked.contains(name)).collect();
                self.unchecked.extend(new);
            }
            Some(what) => self.leak = Some(Leak { with, what }),
        }
    }
}

/// What two releases give away together. A leak goes before what could not be looked at.
fn pair(new: &Release, old: &Release) -> Option<LeakedGroup> {
    let mut found = None;
    let mut note = |leak: Option<LeakedGroup>| {
        if let Some(leak) = leak {
            let is_leak = leak != LeakedGroup::TooLarge;
            found = Some(leak);
            return is_leak;
        }
        false
    };
    match (&new.content, &old.content) {
        (Content::File(own), Content::File(other)) => return files::leak((new, own), (old, other)),
        (Content::File(file), tables) | (tables, Content::File(file)) => {
            let is_new = matches!(new.content, Content::File(_));
            let (with_file, with_tables) = if is_new { (new, old) } else { (old, new) };
            for own in tables.tables() {
                let told = file.as_counts(own);
                let is_concerned = own.concerns(&told);
                if is_concerned && note(counts::leak((&with_tables.members, own), &[(&with_file.members, &told)])) {
                    break;
                }
            }
        }
        (own, other) => {
            let pairs = own
                .tables()
                .iter()
                .flat_map(|own| other.tables().iter().map(move |other| (own, other)));
            for (own, other) in pairs.filter(|(own, other)| own.concerns(other)) {
                if note(counts::leak((&new.members, own), &[(&old.members, other)])) {
                    break;
                }
            }
        }
    }
    found
}

impl Content {
    /// The tables of counts in it.
    fn tables(&self) -> &[CountsRelease] {
        match self {
            Self::Counts(counts) => std::slice::from_ref(counts),
            Self::Figures(counts) => counts,
            Self::File(_) => &[],
        }
    }

    /// The same with its questions called by their names alone, where no two of them have the same: so a question is known in every version
    /// of a form, whatever group it stands in there.
    #[must_use]
    pub fn by_name(mut self) -> Self {
        match &mut self {
            Self::Counts(counts) => counts.by_name(),
            Self::Figures(tables) => tables.iter_mut().for_each(CountsRelease::by_name),
            Self::File(file) => file.by_name(),
        }
        self
    }
}

/// Calls questions by the last part of their paths, unless two would be called alike.
fn call_by_name<'a>(questions: impl Iterator<Item = &'a mut String>) {
    let questions: Vec<&mut String> = questions.collect();
    let name = |path: &String| path.rsplit('/').next().unwrap_or(path).to_owned();
    let names: Vec<String> = questions.iter().map(|path| name(path)).collect();
    let is_alone = |name: &String| names.iter().filter(|own| *own == name).count() == 1;
    for (path, name) in questions.into_iter().zip(&names) {
        if is_alone(name) {
            path.clone_from(name);
        }
    }
}

#[cfg(test)]
mod tests;
