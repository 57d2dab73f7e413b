//! Chance: numbers, identifiers, shuffled sets.

use sha2::{Digest as _, Sha256};

use super::{Arguments, Function, Outcome, function};
use crate::xpath::error::Error;
use crate::xpath::host::Host;
use crate::xpath::number;
use crate::xpath::value::{Nodes, Value};

pub(super) const ALL: &[Function] = &[
    function("random", 0, 0, |arguments| Ok(Value::Number(arguments.host().random()))),
    function("uuid", 0, 1, uuid),
    function("randomize", 1, 2, randomize),
];

/// The longest text that `uuid(length)` makes.
const LONGEST: f64 = 10_000.0;

/// A version 4 UUID, or a random text of a given length.
fn uuid<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    const SYMBOLS: [char; 36] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P',
        'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z',
    ];
    let host = arguments.host();
    if !arguments.has(0) {
        let bytes: [u8; 16] = std::array::from_fn(|_| below(host, 256) as u8);
        return Ok(Value::from(uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()));
    }
    let length = arguments.number(0)?;
    if length.is_nan() || length > LONGEST {
        return Err(arguments.refuse("uuid needs a length"));
    }
    let symbols = (0..length.max(0.0) as usize).filter_map(|_| SYMBOLS.get(below(host, SYMBOLS.len())));
    Ok(Value::from(symbols.collect::<String>()))
}

fn below(host: &dyn Host, bound: usize) -> usize {
    (host.random() * bound as f64) as usize
}

/// The set in a random order; the same seed gives the same order on every client of the specification.
fn randomize<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let nodes = arguments.nodes(0)?;
    if !arguments.has(1) {
        return Ok(Value::Nodes(shuffle(&nodes, || arguments.host().random())));
    }
    let mut generator = ParkMiller::new(seed(arguments)?);
    Ok(Value::Nodes(shuffle(&nodes, || generator.next())))
}

/// A number is cut to a whole one, saturating; text that is no number is hashed; no text is zero.
fn seed(arguments: &Arguments<'_>) -> Result<i64, Error> {
    let value = arguments.value(1)?;
    let seed = value.to_number(arguments.host());
    if !seed.is_nan() {
        return Ok(seed as i64);
    }
    let text = value.into_text(arguments.host());
    if text.is_empty() || text == number::to_text(f64::NAN) {
        return Ok(0);
    }
    let first = Sha256::digest(text.as_bytes())
        .iter()
        .take(8)
        .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    Ok(first as i64)
}

/// Inside-out Fisher–Yates.
fn shuffle(nodes: &Nodes, mut random: impl FnMut() -> f64) -> Nodes {
    let mut shuffled = Nodes::new();
    for (ix, &node) in nodes.iter().enumerate() {
        let place = ((random() * (ix + 1) as f64) as usize).min(ix);
        shuffled.push(node);
        shuffled.swap(place, ix);
    }
    shuffled
}

/// Park and Miller's minimal standard generator, as the specification asks for.
struct ParkMiller {
    state: i64,
}

impl ParkMiller {
    const MODULUS: i64 = 2_147_483_647;

    fn new(seed: i64) -> Self {
        let state = seed % Self::MODULUS;
        Self {
            state: if state <= 0 { state + Self::MODULUS - 1 } else { state },
        }
    }

    /// In [0, 1).
    fn next(&mut self) -> f64 {
        self.state = self.state * 16_807 % Self::MODULUS;
        (self.state - 1) as f64 / (Self::MODULUS - 1) as f64
    }
}
