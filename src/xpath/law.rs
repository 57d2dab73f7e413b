//! How many cases a law is tried on.

use proptest::test_runner::{Config, RngSeed};

/// These few cases, the same each time, where every push waits for them; a hundred times as many, new each time, with `PHIEU_LONG=1`.
pub(crate) fn law(few: u32) -> Config {
    let is_long = std::env::var_os("PHIEU_LONG").is_some();
    Config {
        cases: if is_long { few * 100 } else { few },
        rng_seed: if is_long { RngSeed::Random } else { RngSeed::Fixed(2026) },
        failure_persistence: None,
        max_global_rejects: 1 << 20,
        ..Config::default()
    }
}
