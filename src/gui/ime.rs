//! Repairs what an input method under X11 does to keys pressed while a syllable is being composed.
//!
//! With ibus the press of Tab or Enter never arrives: the method passes it back as committed text ("\t"), and only the key's release
//! is seen. So control characters are taken out of what is committed, and a release without its press brings the press back.

use std::collections::HashSet;

use eframe::egui::{Event, ImeEvent, Key};

/// What has to be remembered between frames.
#[derive(Debug, Default)]
pub struct ImeFix {
    down: HashSet<Key>,
    has_composed: bool,
}

impl ImeFix {
    /// Rewrites one frame's events in place.
    pub fn apply(&mut self, events: &mut Vec<Event>) {
        let mut repaired = Vec::with_capacity(events.len());
        for event in events.drain(..) {
            self.pass(event, &mut repaired);
        }
        *events = repaired;
    }

    fn pass(&mut self, event: Event, repaired: &mut Vec<Event>) {
        match event {
            Event::Ime(ImeEvent::Preedit { ref text, .. }) => {
                self.has_composed |= !text.is_empty();
                repaired.push(event);
            }
            Event::Ime(ImeEvent::Commit(text)) => {
                let kept: String = text.chars().filter(|c| !c.is_control()).collect();
                if !kept.is_empty() || text.is_empty() {
                    repaired.push(Event::Ime(ImeEvent::Commit(kept)));
                }
            }
            Event::Key {
                key,
                physical_key,
                pressed: false,
                modifiers,
                ..
            } => {
                if !self.down.remove(&key) && self.has_composed && is_eaten(key) {
                    self.has_composed = false;
                    repaired.push(Event::Key {
                        key,
                        physical_key,
                        pressed: true,
                        repeat: false,
                        modifiers,
                    });
                }
                repaired.push(event);
            }
            Event::Key { key, pressed: true, .. } => {
                self.down.insert(key);
                self.has_composed = false;
                repaired.push(event);
            }
            _ => repaired.push(event),
        }
    }
}

/// Keys that a method swallows to end a syllable.
fn is_eaten(key: Key) -> bool {
    matches!(
        key,
        Key::Tab | Key::Enter | Key::Escape | Key::ArrowUp | Key::ArrowDown | Key::PageUp | Key::PageDown
    )
}

#[cfg(test)]
mod tests {
    use eframe::egui::Modifiers;

    use super::*;

    fn key(key: Key, pressed: bool) -> Event {
        Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers: Modifiers::NONE,
        }
    }

    fn preedit(text: &str) -> Event {
        Event::Ime(ImeEvent::Preedit {
            text: text.to_owned(),
            active_range_chars: None,
        })
    }

    #[test]
    fn tab_in_the_middle_of_a_syllable_still_moves_on() {
        let mut fix = ImeFix::default();
        let mut events = vec![
            preedit("việ"),
            Event::Ime(ImeEvent::Commit("việt".into())),
            Event::Ime(ImeEvent::Commit("\t".into())),
            key(Key::Tab, false),
        ];
        fix.apply(&mut events);
        let expected = vec![
            preedit("việ"),
            Event::Ime(ImeEvent::Commit("việt".into())),
            key(Key::Tab, true),
            key(Key::Tab, false),
        ];
        assert_eq!(events, expected);
    }

    #[test]
    fn an_ordinary_key_arrives_once() {
        let mut fix = ImeFix::default();
        let mut events = vec![
            preedit("a"),
            Event::Ime(ImeEvent::Commit("a".into())),
            key(Key::Enter, true),
            key(Key::Enter, false),
        ];
        let before = events.clone();
        fix.apply(&mut events);
        assert_eq!(events, before);
    }

    #[test]
    fn a_release_left_over_from_before_the_window_had_focus_presses_nothing() {
        let mut fix = ImeFix::default();
        let mut events = vec![key(Key::Enter, false)];
        fix.apply(&mut events);
        assert_eq!(events, vec![key(Key::Enter, false)]);
    }
}
