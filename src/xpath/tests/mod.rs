//! The language from outside: what is read, what it is worth, what must hold for all of it.

mod evaluating;
mod lists;
mod properties;
mod reading;
mod world;
