//! Use cases: what both front ends call. The clock, chance, ids and cancellation enter here.

pub mod attach;
pub mod canary;
pub mod check;
pub mod collect;
pub mod convert;
pub mod desk;
pub mod export;
pub mod form_file;
pub mod form_media;
pub mod index;
pub mod instrument;
pub mod keys;
pub mod merge;
pub mod moment;
pub mod practice;
pub mod preferences;
pub mod publish;
pub mod receipt;
pub mod simulate;
pub mod tell;
pub mod training;
pub mod try_form;
pub mod workspace;
