//! What a release risks and what it loses: figures for programs, and a page for people in either language.

use serde::Serialize;

use super::page::Page;
use super::release::{FoundRelease, Part};
use crate::privacy::risk::{ReadingRisk, RiskReport};
use crate::words::{Lang, Words};

/// Everything that is said about a release: `risk.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RiskStatement {
    /// The form's id.
    pub form: String,
    /// The form's version.
    pub version: String,
    /// How many records.
    pub records: u64,
    /// What was asked for.
    pub k: u32,
    /// Different answers to each sensitive item.
    pub l: usize,
    /// How far a group's answers may be from everybody's.
    pub t: Option<f64>,
    /// The highest individual risk.
    pub ceiling: Option<f64>,
    /// Whether records stand for more persons than themselves in the figures.
    pub is_weighted: bool,
    /// Risk of the file as it is.
    pub before: RiskFigures,
    /// Risk of the release.
    pub after: RiskFigures,
    /// The columns with what became of them.
    pub columns: Vec<ColumnReport>,
    /// Cells that were blanked.
    pub suppressed_cells: u64,
    /// Records that lost a cell.
    pub suppressed_records: u64,
    /// What the quasi-identifiers no longer tell, as a share of what they told.
    pub information_loss: f64,
    /// Σ size² over the groups.
    pub discernibility: u64,
    /// Persons in a group, on average.
    pub average_group: f64,
    /// Recodings that were looked at.
    pub looked_at: usize,
    /// Whether every recoding that loses less was looked at.
    pub is_search_complete: bool,
    /// Texts that were read and let out.
    pub texts_let_out: u64,
    /// Texts that stay.
    pub texts_kept: u64,
    /// How many tables of repeats stay.
    pub repeats_kept: usize,
    /// Which these are, by name.
    pub repeats: Vec<String>,
    /// Why they stay; empty where there are none.
    pub repeats_reason: String,
}

/// Risk in both readings of a blank cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RiskFigures {
    /// Groups of alike persons.
    pub groups: u64,
    /// A blank matches any value.
    pub wildcard: ReadingFigures,
    /// A blank is a value of its own.
    pub strict: ReadingFigures,
    /// Records that few quasi-identifiers set apart (SUDA2); `None` with too many quasi-identifiers.
    pub special: Option<u64>,
    /// The highest such score.
    pub highest_special: Option<u64>,
}

/// Risk in one reading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReadingFigures {
    /// The size of the smallest group.
    pub k: u64,
    /// Records in smaller groups than asked for.
    pub below: u64,
    /// Records that are alone.
    pub uniques: u64,
    /// The highest individual risk.
    pub highest_risk: f64,
    /// Records that somebody who looks for everybody can expect to find.
    pub expected: f64,
    /// The same as a share.
    pub share: f64,
    /// Sensitive items.
    pub items: Vec<ItemFigures>,
}

/// What groups give away of a sensitive item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemFigures {
    /// The question by path.
    pub question: String,
    /// The fewest different answers of a group.
    pub l: usize,
    /// The fewest by entropy.
    pub l_entropy: f64,
    /// The greatest distance, answers in their order.
    pub t_ordered: f64,
    /// The greatest distance, answers without an order.
    pub t_equal: f64,
}

/// What became of a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnReport {
    /// The question by path.
    pub question: String,
    /// What it is.
    pub part: Part,
    /// How it leaves: `as answered`, a level's name, `withheld`.
    pub how: String,
    /// Cells that were blanked.
    pub blanked: u64,
    /// What it no longer tells; only of quasi-identifiers.
    pub loss: Option<f64>,
}

impl ColumnReport {
    /// How it leaves, in words where the level has a name of the program's own.
    pub fn how_in(&self, words: Words) -> String {
        let key = format!("publish-how-{}", self.how.replace(' ', "-"));
        if words.has(&key) { words.say(&key) } else { self.how.clone() }
    }

    /// The keys of the heads over [`ColumnReport::row`].
    pub const HEADS: [&str; 5] = [
        "publish-page-question",
        "publish-page-part",
        "publish-page-how",
        "publish-page-blanked",
        "publish-page-share",
    ];

    /// What became of it, in words.
    pub fn row(&self, words: Words) -> Vec<String> {
        let loss = self.loss.map(|loss| format!("{} %", words.decimal(loss * 100.0, 1)));
        vec![
            self.question.clone(),
            words.say(self.part.key()),
            self.how_in(words),
            words.integer(self.blanked as i64),
            loss.unwrap_or_default(),
        ]
    }
}

/// How a column leaves that does not.
pub(super) const WITHHELD: &str = "withheld";

/// The reason for programs that read the figures.
const REPEATS_STAY: &str = "the risk of linked rows is not measured: how many rows a person has, and what they answer, can point at one";

impl FoundRelease {
    /// Everything that can be said before anything is written.
    pub fn statement(&self) -> RiskStatement {
        let figures = |report: &RiskReport| RiskFigures {
            groups: report.classes,
            wildcard: self.reading(&report.readings[0]),
            strict: self.reading(&report.readings[1]),
            special: report.special.as_ref().map(|special| special.records),
            highest_special: report.special.as_ref().map(|special| special.highest),
        };
        let (let_out, kept) = self.texts();
        RiskStatement {
            form: self.instrument.form.id.clone(),
            version: self.instrument.form.version.clone(),
            records: self.records,
            k: self.wish.k,
            l: self.wish.l,
            t: self.wish.t,
            ceiling: self.wish.ceiling,
            is_weighted: self.microdata.is_weighted(),
            before: figures(&self.plan.before),
            after: figures(&self.plan.after),
            columns: self
                .columns
                .iter()
                .map(|column| self.column_report(&column.path, column.part))
                .collect(),
            suppressed_cells: self.plan.loss.cells,
            suppressed_records: self.plan.loss.records,
            information_loss: self.plan.loss.total,
            discernibility: self.plan.loss.discernibility,
            average_group: self.plan.loss.average_class,
            looked_at: self.plan.looked,
            is_search_complete: self.plan.is_complete,
            texts_let_out: let_out,
            texts_kept: kept,
            repeats_kept: self.repeats.len(),
            repeats_reason: if self.repeats.is_empty() {
                String::new()
            } else {
                REPEATS_STAY.to_owned()
            },
            repeats: self.repeats.clone(),
        }
    }

    fn reading(&self, risk: &ReadingRisk) -> ReadingFigures {
        let items = risk.items.iter().map(|item| ItemFigures {
            question: self.column(item.column).map_or_else(String::new, |column| column.path.clone()),
            l: item.distinct,
            l_entropy: item.entropy,
            t_ordered: item.ordered,
            t_equal: item.equal,
        });
        ReadingFigures {
            k: risk.least,
            below: risk.below,
            uniques: risk.uniques,
            highest_risk: risk.global.highest,
            expected: risk.global.expected,
            share: risk.global.share,
            items: items.collect(),
        }
    }

    /// How a column leaves.
    fn column_report(&self, path: &str, part: Part) -> ColumnReport {
        let place = (0..self.held.len()).find(|place| self.column(*place).is_some_and(|column| column.path == path));
        let number = place.and_then(|place| self.plan.quasi().iter().position(|quasi| quasi.column == place));
        let lost = number.and_then(|number| self.plan.loss.columns.get(number));
        ColumnReport {
            question: path.to_owned(),
            part,
            how: match (part, number) {
                (Part::Told, _) => WITHHELD.to_owned(),
                (Part::Text, _) => "read row by row".to_owned(),
                (_, Some(number)) => self.level_name(number),
                _ => "as answered".to_owned(),
            },
            blanked: lost.map_or(0, |lost| lost.blanked),
            loss: lost.map(|lost| lost.share),
        }
    }

    /// The level of a quasi-identifier, in the words of codebooks.
    pub(super) fn level_name(&self, number: usize) -> String {
        let (Some(quasi), Some(level)) = (self.plan.quasi().get(number), self.plan.levels().get(number)) else {
            return WITHHELD.to_owned();
        };
        let is_all_blank = self.plan.loss.columns.get(number).is_some_and(|lost| lost.blanked == self.records);
        match (*level, quasi.hierarchy.name(*level)) {
            _ if is_all_blank => WITHHELD.to_owned(),
            (0, _) => "as answered".to_owned(),
            (_, "") => WITHHELD.to_owned(),
            (_, name) => name.to_owned(),
        }
    }
}

impl RiskStatement {
    /// The page for people: no scripts, nothing from elsewhere.
    pub fn page(&self, title: &str, lang: Lang) -> String {
        let words = Words::new(lang);
        let mut page = Page::begin(words, title);
        let counts = [("n", self.records.into()), ("k", self.k.into()), ("l", self.l.into())];
        page.paragraph(&words.say_with("publish-page-intro", &counts));
        if let Some(t) = self.t {
            page.paragraph(&words.say_with("publish-page-t", &[("t", words.decimal(t, 2).into())]));
        }
        if let Some(ceiling) = self.ceiling {
            page.paragraph(&words.say_with("publish-page-ceiling", &[("risk", words.decimal(ceiling, 3).into())]));
        }
        page.heading("publish-page-risk");
        page.table(&["", "publish-page-before", "publish-page-after"], self.risk_rows(words));
        page.heading("publish-page-lost");
        let lost = [
            ("cells", self.suppressed_cells.into()),
            ("records", self.suppressed_records.into()),
            ("loss", words.decimal(self.information_loss * 100.0, 1).into()),
        ];
        page.paragraph(&words.say_with("publish-page-loss", &lost));
        page.table(&ColumnReport::HEADS, self.columns.iter().map(|column| column.row(words)).collect());
        let kept = [
            ("out", self.texts_let_out.into()),
            ("kept", self.texts_kept.into()),
            ("repeats", self.repeats_kept.into()),
        ];
        page.paragraph(&words.say_with("publish-page-kept", &kept));
        if let Some(sentence) = self.repeats_left_out(words) {
            page.paragraph(&sentence);
        }
        page.paragraph(&words.say("publish-page-law"));
        page.end()
    }

    /// Which repeats were left out and why, in words; `None` where the form has none that could have left.
    pub fn repeats_left_out(&self, words: Words) -> Option<String> {
        let names = self.repeats.join(", ");
        (!names.is_empty()).then(|| words.say_with("publish-page-repeats", &[("names", names.into())]))
    }

    /// Before and after: what is measured, and each figure in both readings where they differ.
    pub fn risk_rows(&self, words: Words) -> Vec<Vec<String>> {
        let number = |of: &dyn Fn(&ReadingFigures) -> String, figures: &RiskFigures| {
            let (wildcard, strict) = (of(&figures.wildcard), of(&figures.strict));
            if wildcard == strict {
                wildcard
            } else {
                format!("{wildcard} / {strict}")
            }
        };
        let whole = |value: u64| words.integer(value as i64);
        let row =
            |key: &str, of: &dyn Fn(&ReadingFigures) -> String| vec![words.say(key), number(of, &self.before), number(of, &self.after)];
        let mut rows = vec![
            row("publish-risk-k", &|reading| whole(reading.k)),
            row("publish-risk-below", &|reading| whole(reading.below)),
            row("publish-risk-uniques", &|reading| whole(reading.uniques)),
            row("publish-risk-highest", &|reading| words.decimal(reading.highest_risk, 4)),
            row("publish-risk-expected", &|reading| words.decimal(reading.expected, 2)),
            row("publish-risk-share", &|reading| {
                format!("{} %", words.decimal(reading.share * 100.0, 2))
            }),
        ];
        let special = |figures: &RiskFigures| figures.special.map_or_else(|| "–".to_owned(), whole);
        rows.push(vec![words.say("publish-risk-special"), special(&self.before), special(&self.after)]);
        for (at, item) in self.after.strict.items.iter().enumerate() {
            let of = |figures: &ReadingFigures, pick: &dyn Fn(&ItemFigures) -> String| figures.items.get(at).map(pick).unwrap_or_default();
            let l = |reading: &ReadingFigures| of(reading, &|item| item.l.to_string());
            let t = |reading: &ReadingFigures| of(reading, &|item| words.decimal(item.t_ordered, 3));
            for (key, pick) in [("publish-risk-l", &l as &dyn Fn(&ReadingFigures) -> String), ("publish-risk-t", &t)] {
                let name = words.say_with(key, &[("question", item.question.as_str().into())]);
                rows.push(vec![name, number(pick, &self.before), number(pick, &self.after)]);
            }
        }
        rows
    }
}
