//! Every control that takes an answer: pressed by keyboard and by mouse, read back from the file.

mod attached;
mod chosen;
mod typed;
