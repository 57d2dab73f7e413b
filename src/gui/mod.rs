//! The window: `collect/` for the surveyor in the field, `desk/` for the coordinator.

pub mod fonts;
pub mod ime;
pub mod theme;
pub mod widgets;
