//! Administrative units: a code means something only with its epoch.
//!
//! Codes are five digits and are used again with a new meaning (`00004` was Trúc Bạch, now it is Ba Đình), so a [`UnitCode`] carries its
//! [`Epoch`], and going from old to new is a table, not an equality: some old units are split, and then nobody but a person can decide.

use std::collections::BTreeMap;

use crate::words::fold;

/// Which set of units a code belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Epoch {
    /// Until 30 June 2025: 30 districts with 526 communes.
    Legacy2024,
    /// Since 1 July 2025: 126 wards and communes, no districts.
    Wards2025,
}

/// A code with its epoch.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitCode {
    /// When it means what it means.
    pub epoch: Epoch,
    /// Five digits, leading zeros kept.
    pub code: String,
}

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its code.
    pub code: UnitCode,
    /// `Phường Ba Đình`.
    pub name: String,
    /// Code and name of the district, in the old epoch.
    pub district: Option<(String, String)>,
}

/// How much of an old unit went into a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// A part; others went elsewhere.
    Part {
        /// The part that most of its people live in, where the source says so.
        is_default: bool,
    },
}

/// Where an old unit went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Successor {
    /// The new unit's code.
    pub code: UnitCode,
    /// How much went there.
    pub extent: Extent,
}

/// The units of Hà Nội in both epochs, and the way from the one to the other.
#[derive(Debug, Clone, Default)]
pub struct Units {
    units: BTreeMap<UnitCode, Unit>,
    successors: BTreeMap<String, Vec<Successor>>,
}

impl Units {
    /// The lists that come with the program.
    pub fn hanoi() -> Self {
        let mut units = Self::default();
        for row in rows(include_str!("../../assets/units/hanoi_legacy_2024.csv")) {
            if let [district, district_name, code, name, ..] = row.as_slice() {
                units.add(Epoch::Legacy2024, code, name, Some((district.clone(), district_name.clone())));
            }
        }
        for row in rows(include_str!("../../assets/units/hanoi_wards_2025.csv")) {
            if let [code, name, ..] = row.as_slice() {
                units.add(Epoch::Wards2025, code, name, None);
            }
        }
        for row in rows(include_str!("../../assets/units/hanoi_old_to_new.csv")) {
            if let [old, new, extent, note, ..] = row.as_slice() {
                let extent = if extent == "whole" {
                    Extent::Whole
                } else {
                    Extent::Part {
                        is_default: note == "default",
                    }
                };
                let code = UnitCode {
                    epoch: Epoch::Wards2025,
                    code: new.clone(),
                };
                units.successors.entry(old.clone()).or_default().push(Successor { code, extent });
            }
        }
        units
    }

    fn add(&mut self, epoch: Epoch, code: &str, name: &str, district: Option<(String, String)>) {
        let code = UnitCode {
            epoch,
            code: code.to_owned(),
        };
        self.units.insert(
            code.clone(),
            Unit {
                code,
                name: name.to_owned(),
                district,
            },
        );
    }

    /// The units of one epoch, by code.
    pub fn of(&self, epoch: Epoch) -> impl Iterator<Item = &Unit> {
        self.units.values().filter(move |unit| unit.code.epoch == epoch)
    }

    /// The unit behind a code.
    pub fn get(&self, epoch: Epoch, code: &str) -> Option<&Unit> {
        self.units.get(&UnitCode {
            epoch,
            code: code.to_owned(),
        })
    }

    /// Units of an epoch whose name has the query in it; accents, case and the two styles of tone marks do not matter.
    pub fn search(&self, epoch: Epoch, query: &str) -> Vec<&Unit> {
        let query = fold(query.trim());
        self.of(epoch)
            .filter(|unit| fold(&unit.name).contains(&query) || unit.code.code == query)
            .collect()
    }

    /// The new units that an old one went into; empty for a code that is not an old one.
    pub fn successors(&self, old: &str) -> &[Successor] {
        self.successors.get(old).map_or(&[], Vec::as_slice)
    }

    /// The one new unit that all of an old one went into; `None` where it was split, which takes a person's decision.
    pub fn whole_successor(&self, old: &str) -> Option<&UnitCode> {
        match self.successors(old) {
            [
                Successor {
                    code,
                    extent: Extent::Whole,
                },
            ] => Some(code),
            _ => None,
        }
    }

    /// The old units, whole or in part, that a new one was made of.
    pub fn predecessors(&self, new: &str) -> Vec<(&Unit, Extent)> {
        let into = |successors: &[Successor]| {
            successors
                .iter()
                .find(|successor| successor.code.code == new)
                .map(|found| found.extent)
        };
        let found = self
            .successors
            .iter()
            .filter_map(|(old, successors)| Some((self.get(Epoch::Legacy2024, old)?, into(successors)?)));
        found.collect()
    }
}

fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader
        .records()
        .map_while(Result::ok)
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_epochs_are_there_in_full() {
        let units = Units::hanoi();
        assert_eq!(units.of(Epoch::Legacy2024).count(), 526);
        assert_eq!(units.of(Epoch::Wards2025).count(), 126);
    }

    #[test]
    fn a_code_means_what_its_epoch_says() {
        let units = Units::hanoi();
        assert_eq!(units.get(Epoch::Legacy2024, "00004").unwrap().name, "Phường Trúc Bạch");
        assert_eq!(units.get(Epoch::Wards2025, "00004").unwrap().name, "Phường Ba Đình");
    }

    #[test]
    fn a_unit_is_found_without_accents() {
        let units = Units::hanoi();
        let names = |query| {
            units
                .search(Epoch::Wards2025, query)
                .iter()
                .map(|unit| unit.name.as_str())
                .collect::<Vec<_>>()
        };
        assert!(names("ba dinh").contains(&"Phường Ba Đình"));
        assert!(names("Yên Hoà").contains(&"Phường Yên Hòa"));
    }

    #[test]
    fn a_split_unit_has_no_single_successor() {
        let units = Units::hanoi();
        assert_eq!(units.whole_successor("00001").unwrap().code, "00097");
        assert!(units.successors("00007").len() > 1);
        assert_eq!(units.whole_successor("00007"), None);
        assert!(
            units
                .predecessors("00097")
                .iter()
                .any(|(unit, extent)| unit.code.code == "00001" && *extent == Extent::Whole)
        );
    }
}
