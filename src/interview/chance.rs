//! Chance that can be had again: the same seed draws the same numbers.

use std::cell::Cell;

/// `SplitMix64`. Drawing needs no exclusive access, since an expression draws while it reads the interview.
#[derive(Debug, Clone)]
pub struct Chance {
    state: Cell<u64>,
}

impl Chance {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self { state: Cell::new(seed) }
    }

    /// Any number.
    pub fn draw(&self) -> u64 {
        let state = self.state.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.state.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// In [0, 1).
    pub fn share(&self) -> f64 {
        // 53 bits fill a double's fraction.
        (self.draw() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn the_same_seed_draws_the_same_numbers() {
        let (one, other) = (Chance::new(7), Chance::new(7));
        assert_eq!((one.draw(), one.draw()), (other.draw(), other.draw()));
        assert_ne!(Chance::new(7).draw(), Chance::new(8).draw());
    }
}
