//! A ranking in the making: which choices have a rank, in which order, and which have none yet.

/// Positions in the list of choices: first those ranked, in their order, then the others in the list's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranking {
    rows: Vec<usize>,
    ranked: usize,
}

impl Ranking {
    /// The ranking in which `ranked` of `count` choices have their ranks; a position beyond the list, or named twice, does not count.
    pub fn of(ranked: impl IntoIterator<Item = usize>, count: usize) -> Self {
        let mut rows: Vec<usize> = Vec::with_capacity(count);
        for position in ranked {
            if position < count && !rows.contains(&position) {
                rows.push(position);
            }
        }
        let ranked = rows.len();
        let others = (0..count).filter(|position| !rows.contains(position)).collect::<Vec<_>>();
        rows.extend(others);
        Self { rows, ranked }
    }

    /// All choices as they are shown.
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// Those that have a rank, the best first.
    pub fn ranked(&self) -> &[usize] {
        self.rows.get(..self.ranked).unwrap_or_default()
    }

    /// Whether every choice has its rank.
    pub fn is_complete(&self) -> bool {
        self.ranked == self.rows.len()
    }

    /// The rank of a row, the first 1.
    pub fn rank(&self, row: usize) -> Option<usize> {
        (row < self.ranked).then_some(row + 1)
    }

    /// Gives a row without a rank the next one. What is left alone at the end has the last rank: there is no other.
    #[must_use]
    pub fn picked(&self, row: usize) -> Self {
        if row < self.ranked || row >= self.rows.len() {
            return self.clone();
        }
        self.moved(row, self.ranked)
    }

    /// Takes the rank of a row away.
    #[must_use]
    pub fn dropped(&self, row: usize) -> Self {
        let kept = self.ranked().iter().enumerate().filter(|(index, _)| *index != row);
        Self::of(kept.map(|(_, position)| *position), self.rows.len())
    }

    /// Moves a row to a place among the ranked ones; beyond them it goes to their end.
    #[must_use]
    pub fn moved(&self, row: usize, to: usize) -> Self {
        let Some(&position) = self.rows.get(row) else { return self.clone() };
        let mut ranked: Vec<usize> = self.ranked().iter().copied().filter(|other| *other != position).collect();
        ranked.insert(to.min(ranked.len()), position);
        let moved = Self::of(ranked, self.rows.len());
        if moved.ranked + 1 == moved.rows.len() {
            return Self {
                ranked: moved.rows.len(),
                rows: moved.rows,
            };
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Ranking;

    #[test]
    fn choices_are_picked_in_the_order_of_preference() {
        let ranking = Ranking::of([], 4).picked(2);
        assert_eq!((ranking.rows(), ranking.ranked()), (&[2, 0, 1, 3][..], &[2][..]));
        let ranking = ranking.picked(3);
        assert_eq!(ranking.ranked(), [2, 3]);
        assert_eq!(ranking.dropped(0).ranked(), [3]);
        let ranking = ranking.picked(2);
        assert!(ranking.is_complete(), "the last one has no choice: {ranking:?}");
        assert_eq!(ranking.ranked(), [2, 3, 0, 1]);
        assert_eq!(ranking.moved(3, 0).ranked(), [1, 2, 3, 0]);
        assert_eq!(ranking.moved(0, 9).ranked(), [3, 0, 1, 2]);
    }

    #[test]
    fn a_row_without_a_rank_can_be_dropped_between_two_that_have_one() {
        let ranking = Ranking::of([0, 1], 5);
        assert_eq!(ranking.moved(4, 1).ranked(), [0, 4, 1]);
        assert_eq!(ranking.moved(0, 4).ranked(), [1, 0]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_whatever_is_moved(count in 1..8_usize, moves in prop::collection::vec((0..9_usize, 0..9_usize, 0..3_u8), 0..12)) {
            let mut ranking = Ranking::of([], count);
            for (row, to, kind) in moves {
                ranking = match kind {
                    0 => ranking.picked(row),
                    1 => ranking.dropped(row),
                    _ => ranking.moved(row, to),
                };
                let mut rows = ranking.rows().to_vec();
                rows.sort_unstable();
                prop_assert_eq!(rows, (0..count).collect::<Vec<_>>());
            }
        }
    }
}
