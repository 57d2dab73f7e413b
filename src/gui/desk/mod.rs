//! At the desk: packages into the master, the numbers out of it.

pub mod export_preview;
pub mod figures;
pub mod index;
pub mod merge;
pub mod tabs;

pub use figures::Figures;
