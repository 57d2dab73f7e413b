//! Questions side by side: how the widths that the author gives them (`w1` … `w12`) fill the lines of a page.
//!
//! A line is as many units wide as the group says, four unless it says so, and so is a question of which nothing is said. A line that
//! is not full is stretched. Where there is no room for that many questions on one line, there are fewer of them on more lines.

use super::outline::Part;
use crate::form::Appearance;
use crate::gui::theme::space;
use crate::interview::{At, Interview};

/// Units of a group or a question of which nothing is said.
const USUAL: usize = 4;
/// The widest width there is.
const WIDEST: usize = 12;
/// A narrower question has no room for its words and its answer.
const NARROWEST: f32 = 132.0;
/// The air between two questions.
pub const AIR: f32 = space::L;

/// A question with the width it gets.
pub type Placed = (At, f32);

/// The questions at the head of `parts` that share a line `width` wide; one or none where nothing stands side by side.
pub fn first_line(interview: &Interview, parts: &[Part], width: f32) -> Vec<Placed> {
    let asked: Vec<At> = siblings(interview, parts);
    let Some(&first) = asked.first() else { return Vec::new() };
    let of_group = interview.parent(first).and_then(|group| units(appearance(interview, group)));
    let own: Vec<Option<usize>> = asked.iter().map(|at| units(appearance(interview, *at))).collect();
    if of_group.is_none() && own.iter().all(Option::is_none) {
        return Vec::new();
    }
    let wanted: Vec<usize> = own.into_iter().map(|own| own.unwrap_or(USUAL)).collect();
    asked.into_iter().zip(shared(&wanted, of_group.unwrap_or(USUAL), width)).collect()
}

/// The questions at the head of `parts`, as far as they stand in one group and may share a line.
fn siblings(interview: &Interview, parts: &[Part]) -> Vec<At> {
    let asked = parts.iter().map_while(|part| match part {
        Part::Question(at) => Some(*at),
        _ => None,
    });
    let group = asked.clone().next().and_then(|at| interview.parent(at));
    asked.take_while(|at| interview.parent(*at) == group).take(WIDEST).collect()
}

fn appearance(interview: &Interview, at: At) -> &Appearance {
    &interview.form().node(interview.node(at)).appearance
}

/// What an appearance says of the width.
fn units(appearance: &Appearance) -> Option<usize> {
    let mut said = appearance.words.iter().filter_map(|word| word.strip_prefix('w')?.parse().ok());
    said.find(|units| (1..=WIDEST).contains(units))
}

/// The widths of those that fit on the first line.
fn shared(wanted: &[usize], line: usize, width: f32) -> Vec<f32> {
    let mut taken = 0;
    let fits = |units: &&usize| {
        taken += (**units).min(line);
        taken <= line
    };
    let units: Vec<usize> = wanted.iter().take_while(fits).map(|units| (*units).min(line)).collect();
    let room = width - AIR * units.len().saturating_sub(1) as f32;
    let whole = units.iter().sum::<usize>() as f32;
    let widths: Vec<f32> = units.iter().map(|units| (room * *units as f32 / whole).floor()).collect();
    if line > 1 && widths.len() > 1 && widths.iter().any(|width| *width < NARROWEST) {
        return shared(wanted, line / 2, width);
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_as_many_as_its_units_and_is_stretched_to_its_width() {
        assert_eq!(shared(&[3, 6, 3, 4], 12, 656.0), [156.0, 312.0, 156.0]);
        assert_eq!(shared(&[4, 2], 12, 616.0), [400.0, 200.0], "what is left over is shared");
        assert_eq!(shared(&[2, 2, 2], 4, 656.0), [320.0, 320.0]);
        assert_eq!(shared(&[8, 1], 4, 656.0), [656.0], "nothing is wider than its line");
    }

    #[test]
    fn where_there_is_no_room_fewer_share_a_line() {
        assert_eq!(shared(&[1, 1, 1, 1], 4, 400.0), [192.0, 192.0]);
        assert_eq!(shared(&[2, 2], 4, 200.0), [200.0]);
    }
}
