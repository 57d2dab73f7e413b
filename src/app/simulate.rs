//! Fills in forms by a seeded walk: training, tests and benchmarks need interviews that nobody gave.
//!
//! Each unit has a level of satisfaction of its own, the same in every run and on every laptop, so that an index tells units apart;
//! respondents and items scatter around it. The same form, seed and first moment give the same interviews.

mod reply;
mod respondent;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{ToSpan as _, Zoned};

use crate::form::{Kind, NodeId};
use crate::interview::chance::Chance;
use crate::interview::{Ambient, Answer, At, Event, Interview, Missing, Plan, Step, Violation};
use respondent::Respondent;

/// After so many passes over the form, what is still open stays open.
const MOST_PASSES: usize = 20;

/// How often an answer that breaks a rule is tried anew at the end.
const MOST_REPAIRS: usize = 5;

/// An interview that nobody gave, with its journal.
#[derive(Debug)]
pub struct Simulated {
    /// Finished and without a violation, unless the form allows none.
    pub interview: Interview,
    /// What the first moment knew.
    pub opening: Ambient,
    /// Every step: replaying them gives the interview.
    pub events: Vec<Event>,
    /// The moment of the last step.
    pub finished: Zoned,
}

/// Interviews without end, one after the other, in office hours.
#[derive(Debug)]
pub struct Simulation {
    plan: Arc<Plan>,
    habits: respondent::Habits,
    chance: Chance,
    clock: Zoned,
    device: BTreeMap<String, String>,
}

impl Simulation {
    /// Interviews with a form from a moment on; `device` holds the values of metadata questions.
    pub fn new(plan: Arc<Plan>, seed: u64, first: Zoned, device: BTreeMap<String, String>) -> Self {
        let habits = respondent::Habits::of(plan.form());
        Self {
            plan,
            habits,
            chance: Chance::new(seed),
            clock: first,
            device,
        }
    }

    /// The same interviews, but that these questions are answered with what no other question is.
    #[must_use]
    pub fn identifying(mut self, questions: BTreeSet<NodeId>) -> Self {
        self.habits.identifiers = questions;
        self
    }

    /// The next interview's first moment: some minutes after the last one, tomorrow when the day is over.
    fn wait(&mut self) {
        let pause = 4 + (self.chance.draw() % 12) as i64;
        let next = &self.clock + pause.minutes();
        let is_evening = next.hour() >= 18 || next.hour() < 7;
        let tomorrow = || next.tomorrow().ok()?.with().hour(8).minute(0).build().ok();
        self.clock = if is_evening {
            tomorrow().unwrap_or_else(|| next.clone())
        } else {
            next
        };
    }
}

impl Iterator for Simulation {
    type Item = Simulated;

    fn next(&mut self) -> Option<Simulated> {
        self.wait();
        let opening = Ambient {
            now: self.clock.clone(),
            seed: self.chance.draw(),
            device: self.device.clone(),
        };
        let walk = Walk {
            interview: Interview::begin(Arc::clone(&self.plan), &opening),
            habits: &self.habits,
            respondent: Respondent::new(self.chance.draw()),
            clock: self.clock.clone(),
            events: Vec::new(),
            seen: BTreeSet::new(),
        };
        let walk = walk.finish();
        self.clock = walk.clock.clone();
        Some(Simulated {
            interview: walk.interview,
            opening,
            events: walk.events,
            finished: walk.clock,
        })
    }
}

struct Walk<'a> {
    interview: Interview,
    habits: &'a respondent::Habits,
    respondent: Respondent,
    clock: Zoned,
    events: Vec<Event>,
    seen: BTreeSet<At>,
}

impl Walk<'_> {
    fn finish(mut self) -> Self {
        for _ in 0..MOST_PASSES {
            if !self.pass() {
                break;
            }
        }
        for _ in 0..MOST_REPAIRS {
            if !self.repair() {
                break;
            }
        }
        self
    }

    /// Meets everything that is asked and has not been met; whether there was anything.
    fn pass(&mut self) -> bool {
        let mut has_moved = false;
        for at in self.interview.all() {
            if !self.interview.exists(at) || !self.interview.is_relevant(at) || !self.seen.insert(at) {
                // What is not asked yet may be asked later.
                continue;
            }
            has_moved |= match self.interview.form().node(self.interview.node(at)).kind {
                Kind::Question(_) => self.ask(at),
                Kind::Root | Kind::Group | Kind::Repeat { .. } => self.lengthen_repeats(at),
            };
        }
        has_moved
    }

    fn ask(&mut self, at: At) -> bool {
        if !self.interview.is_asked_for(at) || self.interview.is_read_only(at) || !self.interview.value(at).is_empty() {
            return false;
        }
        match self.habits.missing(&mut self.respondent, &self.interview, at) {
            Some(Missing::Empty) => {}
            Some(missing) => self.take(at, Answer::Missing(missing)),
            None => self.answer(at),
        }
        true
    }

    /// Tries answers until one is acceptable; a question that accepts none is refused.
    fn answer(&mut self, at: At) {
        for text in self.habits.replies(&mut self.respondent, &self.interview, at, &self.clock) {
            let event = self.event(at, Answer::Text(text));
            if self.is_acceptable(at, &event) && self.apply(event) && !self.interview.value(at).is_empty() {
                self.habits.remember(&mut self.respondent, &self.interview, at);
                return;
            }
        }
        self.take(at, Answer::Missing(Missing::Refused));
    }

    /// Whether an answer keeps the question's constraint. It is tried on a copy, so that what does not leaves no trace.
    fn is_acceptable(&self, at: At, event: &Event) -> bool {
        let question = self.interview.form().question(self.interview.node(at));
        if question.is_none_or(|question| question.constraint.is_none()) {
            return true;
        }
        let mut trial = self.interview.clone();
        trial.apply(&event.step, &event.ambient).is_ok() && trial.violation(at).is_none()
    }

    fn take(&mut self, at: At, answer: Answer) {
        let event = self.event(at, answer);
        self.apply(event);
    }

    /// Whether the interview took the step.
    fn apply(&mut self, event: Event) -> bool {
        let is_taken = self.interview.apply(&event.step, &event.ambient).is_ok();
        if is_taken {
            self.clock = event.ambient.now.clone();
            self.events.push(event);
        }
        is_taken
    }

    fn event(&mut self, at: At, answer: Answer) -> Event {
        let at = self.interview.reference(at);
        self.step(Step::Answer { at, answer })
    }

    /// A step some seconds after the last.
    fn step(&mut self, step: Step) -> Event {
        let pause = 2 + (self.respondent.chance.draw() % 8) as i64;
        let ambient = Ambient {
            now: &self.clock + pause.seconds(),
            seed: self.respondent.chance.draw(),
            device: BTreeMap::new(),
        };
        Event { step, ambient }
    }

    /// Adds up to three instances to each repeat below a node whose number is the respondent's to say.
    fn lengthen_repeats(&mut self, at: At) -> bool {
        let form = Arc::clone(self.interview.form());
        let is_open = |child: &&NodeId| matches!(form.node(**child).kind, Kind::Repeat { count: None });
        let mut has_moved = false;
        for &repeat in form.node(self.interview.node(at)).children.iter().filter(is_open) {
            for _ in 0..self.respondent.chance.draw() % 4 {
                let reference = format!("{}/{}", self.interview.reference(at), form.node(repeat).name);
                let event = self.step(Step::Add { repeat: reference });
                self.apply(event);
                has_moved = true;
            }
        }
        has_moved
    }

    /// Answers anew what a later answer made wrong; whether there was anything.
    fn repair(&mut self) -> bool {
        let wrong: Vec<At> = self
            .interview
            .all()
            .into_iter()
            .filter(|&at| self.interview.is_asked_for(at) && self.interview.violation(at).is_some())
            .collect();
        for &at in &wrong {
            if !self.interview.exists(at) || self.interview.is_read_only(at) {
                continue;
            }
            match self.interview.violation(at) {
                Some(Violation::Required | Violation::Constraint) => self.answer(at),
                None => {}
            }
        }
        !wrong.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::sync::Arc;

    use super::Simulation;
    use crate::form::{self, Form, NoAttachments};
    use crate::interview::{Missing, Plan, replay};

    const POLL: &str = "
| survey |
| | type | name | label | required | relevant | constraint | parameters | choice_filter |
| | select_one yn | consent | May I ask? | yes | | | | |
| | begin_group | main | Main | | ${consent} = 'y' | | | |
| | select_one unit | unit | Unit | yes | | | | |
| | integer | age | Age | yes | | . >= 18 and . <= 99 | | |
| | integer | children | Children | | | . < ${age} | | |
| | decimal | rent | Rent | | | . > 2.5 and . < 3 | | |
| | date | visit | Visit | yes | | . <= today() | | |
| | time | hour | Hour | | | | | |
| | text | phone | Phone | yes | | regex(., '^0[0-9]{9}$') | | |
| | select_multiple unit | known | Known | yes | | count-selected(.) <= 2 | | |
| | rank scale | order | Order | yes | | | | |
| | range | mark | Mark | yes | | | start=0 end=10 step=2 | |
| | select_one scale | q1 | Q1 | yes | | | | |
| | select_one scale | q2 | Q2 | yes | | | | |
| | select_one scale | q3 | Q3 | yes | | | | |
| | acknowledge | seen | Seen | yes | | | | |
| | geopoint | at | Where | yes | | | | |
| | image | photo | Photo | | | | | |
| | begin_repeat | visitor | Visitor | | | | | |
| | text | who | Who | yes | | | | |
| | end_repeat | | | | | | | |
| | end_group | | | | | | | |
| choices |
| | list_name | name | label |
| | yn | y | Yes |
| | yn | n | No |
| | unit | a | A |
| | unit | b | B |
| | unit | c | C |
| | scale | 1 | Bad |
| | scale | 2 | Poor |
| | scale | 3 | Fair |
| | scale | 4 | Good |
| | scale | 5 | Best |
";

    fn plan() -> Arc<Plan> {
        plan_of(POLL)
    }

    fn plan_of(markdown: &str) -> Arc<Plan> {
        let (form, findings) = form::read("poll.md", markdown.as_bytes(), &NoAttachments);
        Plan::of(Arc::new(form.unwrap_or_else(|| panic!("{findings:#?}"))) as Arc<Form>)
    }

    fn simulation(plan: &Arc<Plan>, seed: u64) -> Simulation {
        let first = "2026-11-02T08:00:00+07:00[Asia/Ho_Chi_Minh]".parse().unwrap();
        Simulation::new(Arc::clone(plan), seed, first, BTreeMap::new())
    }

    #[test]
    fn every_interview_is_valid_and_its_journal_gives_it_again() {
        let plan = plan();
        for simulated in simulation(&plan, 7).take(50) {
            let interview = &simulated.interview;
            let wrong: Vec<String> = interview
                .all()
                .into_iter()
                .filter(|&at| interview.violation(at).is_some())
                .map(|at| interview.reference(at))
                .collect();
            assert!(wrong.is_empty(), "{wrong:?}");
            assert_eq!(replay(&plan, &simulated.opening, &simulated.events).unwrap().xml(), interview.xml());
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_interviews_and_another_seed_others() {
        let plan = plan();
        let xml = |seed| {
            simulation(&plan, seed)
                .take(3)
                .map(|simulated| simulated.interview.xml())
                .collect::<Vec<_>>()
        };
        assert_eq!(xml(1), xml(1));
        assert_ne!(xml(1), xml(2));
    }

    #[test]
    fn units_differ_and_now_and_then_an_answer_is_missing() {
        let plan = plan();
        let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
        let mut reasons = BTreeSet::new();
        for simulated in simulation(&plan, 3).take(300) {
            let interview = &simulated.interview;
            let at = |reference: &str| interview.find(reference).unwrap();
            let unit = sums.entry(interview.value(at("/data/main/unit")).to_owned()).or_default();
            if let Ok(mark) = interview.value(at("/data/main/q1")).parse::<f64>() {
                *unit = (unit.0 + mark, unit.1 + 1.0);
            }
            reasons.extend(interview.missing(at("/data/main/q1")));
        }
        let means: Vec<f64> = sums.values().map(|(sum, count)| sum / count).collect();
        assert_eq!(means.len(), 3);
        assert!(means.iter().all(|mean| (2.0..5.0).contains(mean)), "{means:?}");
        assert!(means.iter().any(|mean| (mean - means[0]).abs() > 0.2), "{means:?}");
        assert!(reasons.contains(&Missing::DontKnow));
    }

    #[test]
    fn a_household_has_as_many_members_as_families_have() {
        let plan = plan_of(
            "
| survey |
| | type | name | label | calculation | repeat_count |
| | integer | men | Men | | |
| | integer | women | Women | | |
| | calculate | all | | ${men} + ${women} | |
| | begin_repeat | member | Member | | ${all} |
| | text | called | Name | | |
| | end_repeat | | | | |
",
        );
        let households = simulation(&plan, 4).take(60).map(|simulated| {
            let members = simulated.interview.all().into_iter();
            members.filter(|at| simulated.interview.reference(*at).ends_with("/called")).count()
        });
        let sizes: BTreeSet<usize> = households.collect();
        assert!(sizes.len() > 4 && sizes.iter().all(|size| *size <= 8), "{sizes:?}");
    }

    #[test]
    fn interviews_take_place_one_after_the_other_by_day() {
        let plan = plan();
        let mut last = None;
        for simulated in simulation(&plan, 5).take(60) {
            assert!(last.is_none_or(|last| last < simulated.opening.now));
            assert!(simulated.finished > simulated.opening.now);
            assert!((7..18).contains(&simulated.opening.now.hour()));
            last = Some(simulated.finished);
        }
    }
}
