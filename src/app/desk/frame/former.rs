//! What the choices of one question of an older version are in the newest one that asks it.
//!
//! The coordinator's table comes first; for units of the old epoch then the old → new list, with a decision where a unit was split; else a
//! choice of the same name is the same choice.

use std::collections::BTreeMap;

use super::{FrameChoice, FrameColumn, Label, UnitFate};
use crate::dataset::units::{Epoch, Extent, Units};
use crate::words::{Lang, fold};

/// What settles the choices of an older version.
pub(super) struct Settling {
    units: Units,
    /// Old unit → new unit, where somebody decided.
    decisions: BTreeMap<String, String>,
}

/// A choice of an older version.
#[derive(Debug, Clone)]
pub(super) struct Former {
    pub(super) name: String,
    pub(super) label: Label,
    /// What it is now, where that is settled.
    pub(super) current: Option<String>,
    /// What it may be.
    pub(super) proposed: Vec<String>,
    /// What it most likely is.
    pub(super) likely: Option<String>,
    /// It is a unit of the old epoch.
    pub(super) unit: Option<UnitFate>,
}

impl Former {
    /// Whether nothing happened to it.
    pub(super) fn is_itself(&self) -> bool {
        self.unit.is_none() && self.current.as_deref() == Some(self.name.as_str())
    }

    /// Its name among the choices of all versions: what it is now, else a name that no other choice has.
    pub(super) fn shown(&self) -> String {
        match (&self.current, self.unit) {
            (Some(current), _) => current.clone(),
            (None, Some(_)) => format!("2024:{}", self.name),
            (None, None) => self.name.clone(),
        }
    }
}

impl Settling {
    pub(super) fn new(decisions: BTreeMap<String, String>) -> Self {
        Self {
            units: Units::hanoi(),
            decisions,
        }
    }

    /// What the choices that an older version offers are among those of the column, whose units are of this epoch. `renamed` is the
    /// coordinator's table of the older version, by question and choice.
    pub(super) fn settle(
        &self,
        (column, epoch): (&FrameColumn, Option<Epoch>),
        choices: &[(String, Label)],
        renamed: &BTreeMap<(String, String), String>,
    ) -> Vec<Former> {
        let newest: Vec<&FrameChoice> = column.choices.iter().filter(|choice| !choice.is_former).collect();
        let is_known = |name: &str| newest.iter().any(|choice| choice.name == name);
        let has_changed_epoch = epoch == Some(Epoch::Wards2025) && self.epoch(choices) == Some(Epoch::Legacy2024);
        let former = |(name, label): &(String, Label)| {
            let successor = has_changed_epoch.then(|| self.units.whole_successor(name));
            let unit = successor.map(|whole| if whole.is_some() { UnitFate::Whole } else { UnitFate::Split });
            let decided = renamed.get(&(column.name.clone(), name.clone())).cloned();
            let settled = decided.or_else(|| match successor {
                Some(Some(whole)) => Some(whole.code.clone()),
                Some(None) => self.decisions.get(name).cloned(),
                None => Some(name.clone()),
            });
            let successors = self.units.successors(name);
            let proposed: Vec<String> = if unit.is_some() {
                successors.iter().map(|successor| successor.code.code.clone()).collect()
            } else {
                let alike = newest.iter().filter(|choice| choice.label == *label);
                alike.map(|choice| choice.name.clone()).collect()
            };
            let likely = if unit.is_some() {
                let home = successors
                    .iter()
                    .find(|successor| successor.extent == Extent::Part { is_default: true });
                home.map(|successor| successor.code.code.clone())
            } else {
                match proposed.as_slice() {
                    [only] => Some(only.clone()),
                    _ => None,
                }
            };
            Former {
                name: name.clone(),
                label: label.clone(),
                current: settled.filter(|name| is_known(name)),
                likely: likely.filter(|name| is_known(name)),
                proposed,
                unit,
            }
        };
        choices.iter().map(former).collect()
    }

    /// The epoch whose units these choices are: a code alone does not tell, so the names must fit too.
    pub(super) fn epoch(&self, choices: &[(String, Label)]) -> Option<Epoch> {
        let fits = |epoch: Epoch| {
            let fits = |(code, label): &&(String, Label)| {
                let unit = self.units.get(epoch, code);
                unit.is_some_and(|unit| fold(&unit.name).ends_with(&fold(bare(label.get(Lang::Vi)))))
            };
            choices.iter().filter(fits).count()
        };
        let (old, new) = (fits(Epoch::Legacy2024), fits(Epoch::Wards2025));
        let best = if old > new { Epoch::Legacy2024 } else { Epoch::Wards2025 };
        (old.max(new) * 2 > choices.len()).then_some(best)
    }
}

/// `Phường Ba Đình` → `Ba Đình`: lists write the kind of unit or leave it out.
fn bare(label: &str) -> &str {
    let kinds = ["Phường ", "Xã ", "Thị trấn "];
    kinds.iter().find_map(|kind| label.strip_prefix(kind)).unwrap_or(label)
}
