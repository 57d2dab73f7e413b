//! The window: `collect/` for the surveyor in the field, `desk/` for the coordinator.

pub mod collect;
pub mod command;
pub mod fonts;
pub mod ime;
pub mod menu;
pub mod route;
pub mod theme;
pub mod view;
pub mod widgets;
