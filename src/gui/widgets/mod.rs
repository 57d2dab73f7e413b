//! The pieces that screens are made of. Each is a function that draws a value and tells what was done to it; none knows the program.

mod buttons;
mod calendar;
mod choice_row;
mod choice_tile;
mod date_field;
mod drop_down;
mod follow;
mod frames;
mod markdown;
pub mod markup;
mod number;
mod rank_row;
mod search_list;
mod sign;
mod slider;
mod stars;
mod text_field;
mod word_text;

pub use buttons::{button_width, danger_button, link_button, primary_button, quiet_button};
pub use choice_row::{ChoiceRow, Mark, answer_focus, choice_row_ui};
pub(in crate::gui) use choice_row::{focus_ring, tick};
pub use choice_tile::{Tile, scale_ui};
pub use date_field::{DateField, Precision, TimeField};
pub(in crate::gui) use date_field::{parse_time, write_date};
pub use drop_down::DropDown;
pub use follow::follow_focus;
pub use frames::{banner, caption, card, column, headline, progress_bar, rule, sheet};
pub use markdown::{Pen, markdown_job, markdown_ui};
pub use number::{grouped_as_stored, number_as_stored, number_as_typed, number_grouped, whole_as_stored};
pub use rank_row::{RankRow, moves_with_alt, rank_row_ui};
pub use search_list::{SearchList, SearchOutcome};
pub use sign::{Sign, sign_ui};
pub use slider::{Slide, Slider, Tick};
pub use stars::stars_ui;
pub use text_field::TextField;
pub use word_text::{WordText, WordTouch};
