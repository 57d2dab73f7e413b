//! Any bytes as a form: a workbook, old or new, tables in Markdown, CSV. What is accepted is also filled in.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phieu_fuzz::fill_in;

fuzz_target!(|bytes: &[u8]| fill_in("fuzz", bytes));
