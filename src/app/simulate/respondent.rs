//! A respondent who was never born: a level of satisfaction, a readiness to answer, and what a form makes of both.

use std::collections::{BTreeMap, BTreeSet};

use crate::form::expression::RuleKind;
use crate::form::{DataType, Form, NodeId};
use crate::interview::chance::Chance;
use crate::interview::{At, Interview, Missing};

/// A list of this many choices that is asked once names where the respondent lives.
const LEAST_UNITS: usize = 20;

/// A scale is used by at least this many questions.
const LEAST_ITEMS: usize = 3;

/// Scales have so many steps at most.
const MOST_STEPS: usize = 11;

/// One respondent.
#[derive(Debug)]
pub(super) struct Respondent {
    pub(super) chance: Chance,
    /// How content compared with others of the same unit, about -0.1 to 0.1.
    contentment: f64,
    /// How likely a yes is.
    experience: f64,
    /// The unit's level, once it is known.
    level: f64,
}

impl Respondent {
    pub(super) fn new(seed: u64) -> Self {
        let chance = Chance::new(seed);
        let contentment = bell(&chance) * 0.12;
        let experience = if chance.share() < 0.15 { 0.0 } else { 0.2 + 0.4 * chance.share() };
        Self {
            chance,
            contentment,
            experience,
            level: 0.7,
        }
    }
}

/// How the questions of a form are met.
#[derive(Debug)]
pub(super) struct Habits {
    /// Lists that rate: their questions may be answered with don't know.
    scales: BTreeSet<String>,
    /// The question that says which unit is rated.
    unit: Option<NodeId>,
    /// Questions whose answers say how often something is asked anew.
    counts: BTreeSet<NodeId>,
    /// Questions whose answers point at a person.
    pub(super) identifiers: BTreeSet<NodeId>,
}

impl Habits {
    pub(super) fn of(form: &Form) -> Self {
        let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
        let chosen_from = |id: NodeId| {
            let question = form
                .question(id)
                .filter(|question| question.data == DataType::SelectOne && question.is_asked)?;
            question.choices.as_ref().map(|itemset| itemset.list.as_str())
        };
        for list in form.ids().filter_map(chosen_from) {
            *uses.entry(list).or_default() += 1;
        }
        let length = |list: &str| form.lists.get(list).map_or(0, |list| list.choices.len());
        let is_scale = |list: &str, uses: usize| uses >= LEAST_ITEMS && (2..=MOST_STEPS).contains(&length(list));
        let scales: BTreeSet<String> = uses
            .iter()
            .filter(|(list, uses)| is_scale(list, **uses))
            .map(|(list, _)| (*list).to_owned())
            .collect();
        let unit = form
            .ids()
            .find(|&id| chosen_from(id).is_some_and(|list| length(list) >= LEAST_UNITS));
        let other = || {
            form.ids()
                .find(|&id| chosen_from(id).is_some_and(|list| !scales.contains(list)) && !is_consent(form, id))
        };
        let unit = unit.or_else(other);
        Self {
            scales,
            unit,
            counts: counts(form),
            identifiers: BTreeSet::new(),
        }
    }

    /// Whether an answer says how many members, fields or children are asked after one by one.
    pub(super) fn is_count(&self, node: NodeId) -> bool {
        self.counts.contains(&node)
    }

    /// Whether a question rates, on a scale that others use too.
    pub(super) fn is_rating(&self, form: &Form, node: NodeId) -> bool {
        let itemset = form
            .question(node)
            .filter(|question| question.data == DataType::SelectOne)
            .and_then(|question| question.choices.as_ref());
        itemset.is_some_and(|itemset| self.scales.contains(&itemset.list))
    }

    /// Why the respondent gives no answer to a question, if that is so.
    pub(super) fn missing(&self, respondent: &mut Respondent, interview: &Interview, at: At) -> Option<Missing> {
        let (form, node) = (interview.form(), interview.node(at));
        let question = form.question(node)?;
        let share = respondent.chance.share();
        if self.is_rating(form, node) {
            return match share {
                share if share < 0.03 => Some(Missing::DontKnow),
                share if share < 0.04 => Some(Missing::Refused),
                share if share < 0.05 && !interview.is_required(at) => Some(Missing::Empty),
                _ => None,
            };
        }
        let silence = match question.data {
            // A form never carries files that are not there.
            DataType::Image | DataType::Audio | DataType::Video | DataType::File => 1.0,
            DataType::Text => 0.6,
            DataType::Acknowledge => 0.0,
            _ => 0.05,
        };
        (share < silence && !interview.is_required(at)).then_some(Missing::Empty)
    }

    /// Learns the unit's level when the unit is named.
    pub(super) fn remember(&self, respondent: &mut Respondent, interview: &Interview, at: At) {
        if Some(interview.node(at)) == self.unit {
            respondent.level = level(interview.value(at));
        }
    }

    /// Which of `steps` choices, the best last, a respondent ticks.
    pub(super) fn rate(respondent: &mut Respondent, item: &str, steps: usize) -> usize {
        if steps == 2 {
            let is_yes = respondent.chance.share() < respondent.experience;
            return usize::from(!is_yes);
        }
        let ease = (share_of(item) - 0.5) * 0.12;
        let mood = respondent.level + respondent.contentment + ease + bell(&respondent.chance) * 0.2;
        ((mood.clamp(0.0, 0.999)) * steps as f64) as usize
    }
}

/// What the counts of repeats depend on.
fn counts(form: &Form) -> BTreeSet<NodeId> {
    let settled = form.settled();
    let counts = settled.rules.iter().filter(|rule| rule.kind == RuleKind::Count);
    counts.flat_map(|rule| settled.causes_of(rule)).collect()
}

/// The question that is called `consent` is answered yes, or there would be no interview.
pub(super) fn is_consent(form: &Form, node: NodeId) -> bool {
    form.node(node).name == "consent"
}

/// A unit's level of satisfaction, 0.55 to 0.85 of the scale: told by its name alone.
fn level(unit: &str) -> f64 {
    0.55 + 0.3 * share_of(unit)
}

/// A number in [0, 1) that a name always gives.
fn share_of(name: &str) -> f64 {
    let hash = blake3::hash(name.as_bytes());
    let seed = hash
        .as_bytes()
        .iter()
        .take(8)
        .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    Chance::new(seed).share()
}

/// Around 0, seldom beyond ±1: the mean of four throws.
fn bell(chance: &Chance) -> f64 {
    (0..4).map(|_| chance.share()).sum::<f64>() - 2.0
}
