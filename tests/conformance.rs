//! Holds the program to cases recorded from the suites of public form engines.
//!
//! The packs lie in the folder that `PHIEU_CONFORMANCE` names; without it every test here says so and passes. Each pack prints one
//! line, `<pack>: <passed>/<counted> passed, <left out> left out`, then its first failures, and fails when its share falls below the
//! one recorded beside it. `PHIEU_FAILURES=1000` prints more of them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a damaged pack fails its test; the shares are for people to read"
)]

#[path = "conformance/briefcase.rs"]
mod briefcase;
#[path = "conformance/central.rs"]
mod central;
#[path = "conformance/complaint.rs"]
mod complaint;
#[path = "conformance/javarosa.rs"]
mod javarosa;
#[path = "conformance/judged.rs"]
mod judged;
#[path = "conformance/pack.rs"]
mod pack;
#[path = "conformance/pyxform.rs"]
mod pyxform;
#[path = "conformance/shape.rs"]
mod shape;
#[path = "conformance/trace_cursor.rs"]
mod trace_cursor;
#[path = "conformance/trace_state.rs"]
mod trace_state;
#[path = "conformance/traces.rs"]
mod traces;
#[path = "conformance/world.rs"]
mod world;
#[path = "conformance/xpath.rs"]
mod xpath;
