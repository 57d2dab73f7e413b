//! The program `phieu`: see the library for everything that it does.

fn main() {}
