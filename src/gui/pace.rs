//! Hands key presses out one a frame, so that none is lost when a frame takes longer than a keystroke.
//!
//! A screen asks "was 3 pressed?" once a frame: two presses in one frame would be one answer, and a digit typed after Enter would answer the
//! page that Enter is about to leave. On an old laptop a frame can last a quarter of a second, and a practised surveyor is faster.
//! While a text is being typed its letters stay together, and only the keys that leave it are set apart.

use std::collections::VecDeque;

use eframe::egui::{Event, Key};

/// What waits for its frame.
#[derive(Debug, Default)]
pub struct Pace {
    waiting: VecDeque<Event>,
    /// The last frame held a key that turns the page: the next one only draws, so that the new page's field can take the keyboard.
    is_settling: bool,
}

impl Pace {
    /// Leaves in `events` what this frame may see; returns whether another frame is needed soon.
    pub fn apply(&mut self, events: &mut Vec<Event>, is_typing: bool) -> bool {
        self.waiting.extend(events.drain(..));
        if self.is_settling {
            self.is_settling = false;
            return !self.waiting.is_empty();
        }
        let mut has_press = false;
        while let Some(event) = self.waiting.front() {
            if let Some(key) = pressed(event) {
                if self.is_settling || (has_press && !is_typing) {
                    break;
                }
                has_press = true;
                self.is_settling = leaves(key);
            } else if self.is_settling && matches!(event, Event::Text(_) | Event::Ime(_)) {
                break;
            }
            events.extend(self.waiting.pop_front());
        }
        if self.waiting.is_empty() {
            self.is_settling = false;
        }
        !self.waiting.is_empty()
    }
}

fn pressed(event: &Event) -> Option<Key> {
    match event {
        Event::Key { key, pressed: true, .. } => Some(*key),
        _ => None,
    }
}

/// Keys after which another field or page has the keyboard.
fn leaves(key: Key) -> bool {
    matches!(key, Key::Enter | Key::Tab | Key::Escape)
}

#[cfg(test)]
mod tests {
    use eframe::egui::Modifiers;

    use super::*;

    fn press(key: Key) -> Vec<Event> {
        let event = |pressed| Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers: Modifiers::NONE,
        };
        let letter = match key {
            Key::Enter | Key::Tab => None,
            _ => Some(Event::Text(key.symbol_or_name().to_lowercase())),
        };
        [Some(event(true)), letter, Some(event(false))].into_iter().flatten().collect()
    }

    /// The keys pressed in each frame when `keys` all arrive before the first.
    fn frames(keys: &[Key], is_typing: bool) -> Vec<Vec<Key>> {
        let mut pace = Pace::default();
        let mut arriving: Vec<Event> = keys.iter().flat_map(|key| press(*key)).collect();
        let mut frames = Vec::new();
        loop {
            let mut events = std::mem::take(&mut arriving);
            let goes_on = pace.apply(&mut events, is_typing);
            frames.push(events.iter().filter_map(pressed).collect());
            if !goes_on {
                return frames;
            }
        }
    }

    #[test]
    fn three_digits_in_one_slow_frame_answer_three_rows() {
        let expected = vec![vec![Key::Num3], vec![Key::Num3], vec![Key::Num4]];
        assert_eq!(frames(&[Key::Num3, Key::Num3, Key::Num4], false), expected);
    }

    #[test]
    fn a_digit_typed_after_enter_answers_the_next_page() {
        let expected = vec![vec![Key::Num1], vec![Key::Enter], vec![], vec![Key::Num2]];
        assert_eq!(frames(&[Key::Num1, Key::Enter, Key::Num2], false), expected);
    }

    #[test]
    fn letters_of_a_text_stay_together_and_enter_ends_it() {
        let expected = vec![vec![Key::H, Key::A, Key::Enter], vec![], vec![Key::B]];
        assert_eq!(frames(&[Key::H, Key::A, Key::Enter, Key::B], true), expected);
    }

    #[test]
    fn nothing_is_held_back_when_little_happens() {
        let mut pace = Pace::default();
        let mut events = press(Key::Enter);
        assert!(!pace.apply(&mut events, false));
        assert_eq!(events, press(Key::Enter));
        let mut events = press(Key::Num1);
        assert!(!pace.apply(&mut events, false));
        assert_eq!(events, press(Key::Num1));
    }
}
