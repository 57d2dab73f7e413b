//! How a column can be made coarser, step by step: ward → old district → city, years of age → bands → broader bands.

use std::collections::BTreeMap;

use crate::privacy::microdata::{BLANK, CodedColumn};

/// Coarser and coarser levels of one column. Level 0 is the column as answered, and each level keeps together what the one before does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hierarchy {
    levels: Vec<Level>,
}

/// One level.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Level {
    name: String,
    labels: Vec<String>,
    /// For each code as answered the code at this level.
    code_of: Vec<u32>,
}

/// Why a level does not fit on a hierarchy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HierarchyError {
    /// The level before keeps two values together that this one tells apart.
    #[error("level `{level}` tells `{one}` and `{other}` apart, which the level before keeps together")]
    NotCoarser {
        /// The level.
        level: String,
        /// One label, as answered.
        one: String,
        /// The other.
        other: String,
    },
    /// A value has no place at this level.
    #[error("level `{level}` has no value for `{label}`")]
    NoParent {
        /// The level.
        level: String,
        /// The label, as answered.
        label: String,
    },
}

impl Hierarchy {
    /// The column as answered, and nothing coarser yet.
    pub fn new(column: &CodedColumn) -> Self {
        Self {
            levels: vec![Level {
                name: column.name().to_owned(),
                labels: column.labels().to_vec(),
                code_of: (0..column.labels().len() as u32).collect(),
            }],
        }
    }

    /// A coarser level, by what each label as answered becomes. Labels keep the order in which they are first met, so the order of
    /// answers is kept where neighbours are put together.
    ///
    /// ```
    /// use phieu::privacy::microdata::CodedColumn;
    /// use phieu::privacy::recoding::Hierarchy;
    ///
    /// let ward = CodedColumn::from_texts("ward", ["Hàng Bạc", "Hàng Đào", "Kim Mã"]);
    /// let ward = Hierarchy::new(&ward)
    ///     .level("district", |ward| Some(if ward.starts_with("Hàng") { "Hoàn Kiếm" } else { "Ba Đình" }.to_owned()))?
    ///     .withheld();
    /// assert_eq!(ward.len(), 3);
    /// assert_eq!(ward.labels(1), ["Hoàn Kiếm", "Ba Đình"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn level(mut self, name: impl Into<String>, parent: impl Fn(&str) -> Option<String>) -> Result<Self, HierarchyError> {
        let name = name.into();
        let answered = self.labels(0).to_vec();
        let mut codes: BTreeMap<String, u32> = BTreeMap::new();
        let mut labels = Vec::new();
        let mut code_of = Vec::with_capacity(answered.len());
        for label in &answered {
            let Some(own) = parent(label) else {
                return Err(HierarchyError::NoParent {
                    level: name,
                    label: label.clone(),
                });
            };
            let next = labels.len() as u32;
            let code = *codes.entry(own.clone()).or_insert(next);
            if code == next {
                labels.push(own);
            }
            code_of.push(code);
        }
        self.check(&name, &code_of)?;
        self.levels.push(Level { name, labels, code_of });
        Ok(self)
    }

    /// A coarser level that puts neighbours of the last one together. `starts` are the positions at which its labels begin, 0 among
    /// them or not; `label` names a new label by those that it stands for.
    ///
    /// ```
    /// use phieu::privacy::microdata::CodedColumn;
    /// use phieu::privacy::recoding::Hierarchy;
    ///
    /// let age = CodedColumn::from_texts("age", ["18", "25", "35", "45", "60"]);
    /// let join = |labels: &[String]| format!("{}..{}", labels[0], labels[labels.len() - 1]);
    /// let age = Hierarchy::new(&age).merged("bands", &[2, 4], join).merged("halves", &[1], join);
    /// assert_eq!(age.labels(1), ["18..25", "35..45", "60..60"]);
    /// assert_eq!(age.labels(2), ["18..25..18..25", "35..45..60..60"]);
    /// ```
    #[must_use]
    pub fn merged(mut self, name: impl Into<String>, starts: &[usize], label: impl Fn(&[String]) -> String) -> Self {
        let Some(last) = self.levels.last() else { return self };
        let band_of = |code: usize| starts.iter().filter(|start| **start > 0 && **start <= code).count();
        let bands = (0..last.labels.len()).map(band_of).max().map_or(0, |last| last + 1);
        let members = |band: usize| {
            let labels = last.labels.iter().enumerate().filter(|(code, _)| band_of(*code) == band);
            labels.map(|(_, label)| label.clone()).collect::<Vec<String>>()
        };
        let labels = (0..bands).map(|band| label(&members(band))).collect();
        let code_of = last
            .code_of
            .iter()
            .map(|code| if *code == BLANK { BLANK } else { band_of(*code as usize) as u32 })
            .collect();
        self.levels.push(Level {
            name: name.into(),
            labels,
            code_of,
        });
        self
    }

    /// The last level: the column is withheld, every cell of it blank.
    #[must_use]
    pub fn withheld(mut self) -> Self {
        let code_of = vec![BLANK; self.labels(0).len()];
        self.levels.push(Level {
            name: String::new(),
            labels: Vec::new(),
            code_of,
        });
        self
    }

    fn check(&self, name: &str, code_of: &[u32]) -> Result<(), HierarchyError> {
        let Some(before) = self.levels.last() else { return Ok(()) };
        let mut first: BTreeMap<u32, (usize, u32)> = BTreeMap::new();
        for (at, (before, code)) in before.code_of.iter().zip(code_of).enumerate() {
            let (one, expected) = *first.entry(*before).or_insert((at, *code));
            if expected != *code {
                let label = |at: usize| self.labels(0).get(at).cloned().unwrap_or_default();
                return Err(HierarchyError::NotCoarser {
                    level: name.to_owned(),
                    one: label(one),
                    other: label(at),
                });
            }
        }
        Ok(())
    }

    /// How many levels, the answered one among them.
    pub fn len(&self) -> usize {
        self.levels.len()
    }

    /// Never: there is always the level as answered.
    pub fn is_empty(&self) -> bool {
        self.levels.is_empty()
    }

    /// The name of a level; empty where the column is withheld.
    pub fn name(&self, level: usize) -> &str {
        self.levels.get(level).map_or("", |level| level.name.as_str())
    }

    /// The labels of a level; none where the column is withheld.
    pub fn labels(&self, level: usize) -> &[String] {
        self.levels.get(level).map_or(&[][..], |level| level.labels.as_slice())
    }

    /// The code at a level of a code as answered; [`BLANK`] where the column is withheld.
    pub fn code(&self, level: usize, answered: u32) -> u32 {
        let code = self.levels.get(level).and_then(|level| level.code_of.get(answered as usize));
        code.copied().unwrap_or(BLANK)
    }

    /// The column at a level.
    pub fn apply(&self, column: &CodedColumn, level: usize) -> CodedColumn {
        let codes = column.codes().iter().map(|code| self.code(level, *code)).collect();
        column.with(self.labels(level).to_vec(), codes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ward() -> CodedColumn {
        CodedColumn::from_texts("ward", ["a1", "a2", "b1", ""])
    }

    #[test]
    fn a_level_that_tells_apart_what_was_together_is_refused() {
        let district = Hierarchy::new(&ward())
            .level("district", |ward| Some(ward[..1].to_owned()))
            .unwrap();
        let error = district.level("odd", |ward| Some(ward[1..].to_owned())).unwrap_err();
        assert_eq!(
            error.to_string(),
            "level `odd` tells `a1` and `a2` apart, which the level before keeps together"
        );
    }

    #[test]
    fn a_value_without_a_parent_is_named() {
        let error = Hierarchy::new(&ward())
            .level("district", |ward| ward.starts_with('a').then(|| "a".to_owned()))
            .unwrap_err();
        assert_eq!(error.to_string(), "level `district` has no value for `b1`");
    }

    #[test]
    fn a_missing_answer_stays_missing_and_a_withheld_column_tells_nothing() {
        let hierarchy = Hierarchy::new(&ward())
            .level("district", |ward| Some(ward[..1].to_owned()))
            .unwrap()
            .withheld();
        let district = hierarchy.apply(&ward(), 1);
        assert_eq!(
            (district.labels(), district.codes()),
            (&["a".to_owned(), "b".to_owned()][..], &[0, 0, 1, BLANK][..])
        );
        let withheld = hierarchy.apply(&ward(), 2);
        assert_eq!((withheld.labels().len(), withheld.blanks()), (0, 4));
    }
}
