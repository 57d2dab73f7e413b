//! An imagined form as the Markdown tables of a workbook.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Imagined, Item, Languages, Looks, Question, Sort, Term, Truth};

/// The columns of the survey sheet that are written.
const COLUMNS: [&str; 23] = [
    "type",
    "name",
    "relevant",
    "read_only",
    "required",
    "constraint",
    "constraint_message",
    "soft_constraint",
    "minimum_seconds",
    "calculation",
    "default",
    "trigger",
    "choice_filter",
    "repeat_count",
    "appearance",
    "parameters",
    "guidance_hint",
    "bind::odk:note",
    "instance::tag",
    "label",
    "hint",
    "image",
    "required_message",
];

/// A question or repeat that others can read.
#[derive(Debug, Clone)]
struct Named {
    name: String,
    sort: Option<Sort>,
    /// The repeats around it, outermost first; a repeat itself is the last of its own.
    around: Vec<String>,
}

/// The tables being written.
struct Writing<'a> {
    form: &'a Imagined,
    /// Every question, in order.
    all: Vec<Named>,
    /// How many of them have been written.
    written: usize,
    rows: Vec<BTreeMap<String, String>>,
    around: Vec<String>,
    number: usize,
    /// The question being written: it does not read itself, for then its value would depend on how it came about.
    own: String,
}

impl Imagined {
    /// The form as its author would have written it.
    pub(crate) fn written(&self) -> String {
        let mut all = Vec::new();
        let mut number = 0;
        name_all(&self.items, &mut Vec::new(), &mut number, &mut all);
        let mut writing = Writing {
            form: self,
            all,
            written: 0,
            rows: Vec::new(),
            around: Vec::new(),
            number: 0,
            own: String::new(),
        };
        writing.items(&self.items);
        writing.tables()
    }
}

fn name_all(items: &[Item], around: &mut Vec<String>, number: &mut usize, all: &mut Vec<Named>) {
    for item in items {
        let name = next_name(item, number);
        match item {
            Item::Question(question) => all.push(Named {
                name,
                sort: Some(question.sort),
                around: around.clone(),
            }),
            Item::Group { items, .. } => name_all(items, around, number, all),
            Item::Repeat { items, .. } => {
                around.push(name.clone());
                all.push(Named {
                    name,
                    sort: None,
                    around: around.clone(),
                });
                name_all(items, around, number, all);
                around.pop();
            }
        }
    }
}

fn next_name(item: &Item, number: &mut usize) -> String {
    *number += 1;
    let letter = match item {
        Item::Question(_) => "q",
        Item::Group { .. } => "g",
        Item::Repeat { .. } => "r",
    };
    format!("{letter}{number}")
}

impl Writing<'_> {
    fn items(&mut self, items: &[Item]) {
        for item in items {
            let name = next_name(item, &mut self.number);
            self.own.clone_from(&name);
            match item {
                Item::Question(question) => {
                    self.question(question, &name);
                    self.written += 1;
                }
                Item::Group { looks, items } => {
                    self.begin("group", &name, looks, None);
                    self.items(items);
                    self.end("group");
                }
                Item::Repeat { looks, count, items } => {
                    let count = count.as_ref().map(|count| format!("({}) mod 4", self.term(count)));
                    self.begin("repeat", &name, looks, count);
                    self.written += 1;
                    self.around.push(name);
                    self.items(items);
                    self.around.pop();
                    self.end("repeat");
                }
            }
        }
    }

    fn row(&mut self, type_name: &str, name: &str, looks: &Looks) -> BTreeMap<String, String> {
        let mut row = BTreeMap::new();
        let mut put = |column: &str, text: String| row.insert(column.to_owned(), text);
        put("type", type_name.to_owned());
        put("name", name.to_owned());
        if let Some(relevant) = &looks.relevant {
            put("relevant", self.truth(relevant));
        }
        if let Some(read_only) = &looks.read_only {
            put("read_only", self.truth(read_only));
        }
        let outputs = self
            .pick(usize::from(looks.label), |_| true)
            .filter(|_| looks.label.is_multiple_of(3));
        let output = outputs.map(|named| format!(" of ${{{}}}?", named.name)).unwrap_or_default();
        for (column, language) in self.text_columns("label") {
            // Now and then a translation is missing, but never all.
            if language == 0 || !looks.label.is_multiple_of(5) {
                put(&column, format!("Label {language} <{name}>{output}"));
            }
        }
        if looks.more.is_multiple_of(7) {
            for (column, language) in self.text_columns("image") {
                put(&column, format!("picture{language}.png"));
            }
        }
        row
    }

    fn text_columns(&self, column: &str) -> Vec<(String, usize)> {
        let languages: &[&str] = match self.form.languages {
            Languages::Nameless => return vec![(column.to_owned(), 0)],
            Languages::One => &["Tiếng Việt (vi)"],
            Languages::Two => &["English (en)", "Tiếng Việt (vi)"],
        };
        let names = languages.iter().enumerate();
        names.map(|(at, language)| (format!("{column}::{language}"), at)).collect()
    }

    fn begin(&mut self, container: &str, name: &str, looks: &Looks, count: Option<String>) {
        let mut row = self.row(&format!("begin_{container}"), name, looks);
        if looks.more.is_multiple_of(4) {
            row.insert("appearance".to_owned(), "field-list".to_owned());
        }
        row.extend(count.map(|count| ("repeat_count".to_owned(), count)));
        self.rows.push(row);
    }

    fn end(&mut self, container: &str) {
        self.rows.push(BTreeMap::from([("type".to_owned(), format!("end_{container}"))]));
    }

    fn question(&mut self, question: &Question, name: &str) {
        let mut row = self.row(&self.type_name(question.sort), name, &question.looks);
        let mut cells: Vec<(&str, Option<String>)> = vec![
            ("required", question.required.as_ref().map(|truth| self.truth(truth))),
            ("constraint", question.constraint.as_ref().map(|truth| self.truth(truth))),
            ("parameters", parameters(question)),
        ];
        let is_computed = question.sort == Sort::Calculate;
        let calculation = question.calculation.clone().or_else(|| is_computed.then_some(Term::Number(1)));
        let can_compute = !matches!(question.sort, Sort::Metadata(_) | Sort::Hidden | Sort::FromRepeat(_));
        let calculation = calculation.filter(|_| can_compute).map(|term| self.term(&term));
        let is_computed = calculation.is_some();
        cells.push(("calculation", calculation));
        let trigger = question
            .trigger
            .and_then(|pick| self.pick(pick, |named| named.sort.is_some_and(is_asked)));
        if matches!(question.sort, Sort::Text | Sort::Calculate | Sort::Integer) {
            cells.push(("trigger", trigger.map(|named| format!("${{{}}}", named.name))));
        }
        // Of two that set a value, the one that came last would have it.
        let default = question.default.as_ref().filter(|_| !is_computed);
        cells.push(("default", default.and_then(|term| self.default(question.sort, term))));
        let has_list = matches!(question.sort, Sort::One(_) | Sort::Several(_) | Sort::Rank(_) | Sort::FromFile);
        let filter = question.filter.as_ref().filter(|_| has_list).map(|truth| self.filter(truth));
        cells.push(("choice_filter", filter));
        let more = question.looks.more;
        if question.constraint.is_some() {
            cells.push((
                "constraint_message",
                more.is_multiple_of(2).then(|| "Not \"that\" & this".to_owned()),
            ));
        }
        cells.push(("minimum_seconds", more.is_multiple_of(11).then(|| "3".to_owned())));
        cells.push(("bind::odk:note", more.is_multiple_of(13).then(|| "a < b".to_owned())));
        cells.push(("instance::tag", more.is_multiple_of(7).then(|| "hidden & kept".to_owned())));
        cells.push(("guidance_hint", more.is_multiple_of(6).then(|| "Take your time.".to_owned())));
        cells.push(("hint", more.is_multiple_of(5).then(|| "Thử xem".to_owned())));
        row.extend(cells.into_iter().filter_map(|(column, text)| Some((column.to_owned(), text?))));
        self.rows.push(row);
    }

    fn type_name(&self, sort: Sort) -> String {
        match sort {
            Sort::Text => "text".to_owned(),
            Sort::Integer => "integer".to_owned(),
            Sort::Decimal => "decimal".to_owned(),
            Sort::Date => "date".to_owned(),
            Sort::Time => "time".to_owned(),
            Sort::DateTime => "dateTime".to_owned(),
            Sort::One(list) => format!("select_one l{list}"),
            Sort::OneOther => "select_one open or_other".to_owned(),
            Sort::Several(list) => format!("select_multiple l{list}"),
            Sort::Rank(list) => format!("rank l{list}"),
            Sort::FromFile => "select_one_from_file units.csv".to_owned(),
            Sort::FromRepeat(pick) => {
                let is_fit = |named: &Named| named.sort == Some(Sort::Text) && !named.around.is_empty();
                match self.pick(pick, is_fit) {
                    Some(named) => format!("select_one ${{{}}}", named.name),
                    None => "text".to_owned(),
                }
            }
            Sort::Range => "range".to_owned(),
            Sort::Note => "note".to_owned(),
            Sort::Acknowledge => "acknowledge".to_owned(),
            Sort::Barcode => "barcode".to_owned(),
            Sort::Geopoint => "geopoint".to_owned(),
            Sort::Image => "image".to_owned(),
            Sort::Audio => "audio".to_owned(),
            Sort::Calculate => "calculate".to_owned(),
            Sort::Hidden => "hidden".to_owned(),
            Sort::Metadata(name) => name.to_owned(),
        }
    }

    /// A question that fits: seldom from all, else from those before.
    fn pick(&self, pick: usize, fits: impl Fn(&Named) -> bool) -> Option<&Named> {
        let reach = if pick.is_multiple_of(31) { self.all.len() } else { self.written };
        let known = self.all.get(..reach).unwrap_or_default();
        let fitting: Vec<&Named> = known.iter().filter(|named| named.name != self.own && fits(named)).collect();
        fitting.get(pick.checked_rem(fitting.len())?).copied()
    }

    fn filter(&self, truth: &Truth) -> String {
        match truth {
            Truth::Compared(_, operator, right) => format!("k {operator} {}", self.term(right)),
            Truth::Chosen(field, _) => match self.pick(*field, |named| named.sort.is_some_and(has_choices)) {
                Some(named) => format!("not(selected(${{{}}}, name))", named.name),
                None => "k != 9".to_owned(),
            },
            Truth::Both(left, right) => format!("{} and {}", self.filter(left), self.filter(right)),
            Truth::Either(left, right) => format!("({}) or {}", self.filter(left), self.filter(right)),
            Truth::Not(inner) => format!("not({})", self.filter(inner)),
            Truth::Constant(_) | Truth::Matches(_) => "name != 'b'".to_owned(),
        }
    }

    fn truth(&self, truth: &Truth) -> String {
        match truth {
            Truth::Constant(true) => "true()".to_owned(),
            Truth::Constant(false) => "1 = 2".to_owned(),
            Truth::Compared(left, operator, right) => format!("{} {operator} {}", self.term(left), self.term(right)),
            Truth::Chosen(field, choice) => match self.pick(*field, |named| named.sort.is_some_and(has_choices)) {
                Some(named) => format!("selected(${{{}}}, '{}')", named.name, choice_name(*choice)),
                None => "1 = 1".to_owned(),
            },
            Truth::Not(inner) => format!("not({})", self.truth(inner)),
            Truth::Both(left, right) => format!("({}) and ({})", self.truth(left), self.truth(right)),
            Truth::Either(left, right) => format!("({}) or ({})", self.truth(left), self.truth(right)),
            Truth::Matches(field) => match self.answer(*field) {
                Some(answer) => format!("regex({answer}, '^[a-c0-9]*$')"),
                None => "1 = 1".to_owned(),
            },
        }
    }

    fn answer(&self, field: usize) -> Option<String> {
        let named = self.pick(field, |named| named.sort.is_some())?;
        Some(format!("${{{}}}", named.name))
    }

    fn term(&self, term: &Term) -> String {
        let or_one = |text: Option<String>| text.unwrap_or_else(|| "1".to_owned());
        match term {
            Term::Number(number) => number.to_string(),
            Term::Text(choice) => format!("'{}'", choice_name(*choice)),
            Term::Own => ".".to_owned(),
            Term::Answer(field) => or_one(self.answer(*field)),
            Term::Sum(field) => or_one(self.answer(*field).map(|answer| format!("sum({answer})"))),
            Term::Count(field) => {
                let repeat = self.pick(*field, |named| named.sort.is_none());
                or_one(repeat.map(|named| format!("count(${{{}}})", named.name)))
            }
            Term::CountChosen(field) => {
                let field = self.pick(*field, |named| named.sort.is_some_and(has_choices));
                or_one(field.map(|named| format!("count-selected(${{{}}})", named.name)))
            }
            Term::Position if self.around.is_empty() => "1".to_owned(),
            Term::Position => "position(..)".to_owned(),
            Term::Indexed(field, index) => {
                let field = self.pick(*field, |named| named.sort.is_some() && !named.around.is_empty());
                or_one(field.and_then(|named| {
                    let repeat = named.around.last()?;
                    Some(format!("indexed-repeat(${{{}}}, ${{{repeat}}}, {})", named.name, self.term(index)))
                }))
            }
            Term::Plus(left, right) => format!("({} + {})", self.term(left), self.term(right)),
            Term::Times(left, right) => format!("({} * {})", self.term(left), self.term(right)),
            Term::If(truth, yes, no) => format!("if({}, {}, {})", self.truth(truth), self.term(yes), self.term(no)),
            Term::Joined(field) => or_one(self.answer(*field).map(|answer| format!("join('-', {answer})"))),
            Term::ChoiceName(field) => {
                let field = self.pick(*field, |named| matches!(named.sort, Some(Sort::One(_))));
                or_one(field.map(|named| format!("jr:choice-name(${{{0}}}, '${{{0}}}')", named.name)))
            }
            Term::LookedUp(field) => or_one(
                self.answer(*field)
                    .map(|answer| format!("instance('l0')/root/item[name = {answer}]/k")),
            ),
            Term::Today => "string-length(today())".to_owned(),
            Term::Coalesced(one, other) => {
                let both = self.answer(*one).zip(self.answer(*other));
                or_one(both.map(|(one, other)| format!("coalesce({one}, {other})")))
            }
        }
    }

    /// A literal of the type, or an expression.
    fn default(&self, sort: Sort, term: &Term) -> Option<String> {
        let literal = match sort {
            Sort::Text | Sort::Hidden => "chữ",
            Sort::Integer | Sort::Range => "2",
            Sort::Decimal => "1.5",
            Sort::Date => "2026-11-22",
            Sort::One(_) | Sort::Several(_) => "a",
            _ => return None,
        };
        let is_expression = matches!(term, Term::Plus(..) | Term::Times(..) | Term::Answer(_));
        Some(if is_expression && sort != Sort::Date {
            format!("{} + 1", self.term(term))
        } else {
            literal.to_owned()
        })
    }

    fn tables(&self) -> String {
        let mut out = String::from("| survey |\n");
        let mut columns: Vec<String> = COLUMNS.iter().map(|column| (*column).to_owned()).collect();
        for text in ["label", "image"] {
            columns.retain(|column| column != text);
            columns.extend(self.text_columns(text).into_iter().map(|(column, _)| column));
        }
        let line = |out: &mut String, cells: &mut dyn Iterator<Item = &str>| {
            out.push('|');
            for cell in std::iter::once("").chain(cells) {
                write!(out, " {cell} |").unwrap();
            }
            out.push('\n');
        };
        line(&mut out, &mut columns.iter().map(String::as_str));
        for row in &self.rows {
            line(
                &mut out,
                &mut columns.iter().map(|column| row.get(column).map_or("", String::as_str)),
            );
        }
        let labels: Vec<String> = self.text_columns("label").into_iter().map(|(column, _)| column).collect();
        out.push_str("| choices |\n");
        let heads = ["list_name", "name", "k"].into_iter().chain(labels.iter().map(String::as_str));
        line(&mut out, &mut heads.into_iter());
        for list in ["l0", "l1", "l2", "open"] {
            for (at, name) in ["a", "b", "c"].into_iter().enumerate() {
                let k = (at + 1).to_string();
                let texts: Vec<String> = labels.iter().map(|label| format!("{list} {name} {}", label.len())).collect();
                line(&mut out, &mut [list, name, &k].into_iter().chain(texts.iter().map(String::as_str)));
            }
        }
        let style = if self.form.is_paged { "pages" } else { "" };
        let name = if self.form.names_records { "concat('Record ', 1)" } else { "" };
        writeln!(
            out,
            "| settings |\n| | form_id | version | style | instance_name |\n| | imagined | 3 | {style} | {name} |"
        )
        .unwrap();
        out
    }
}

fn choice_name(choice: u8) -> &'static str {
    match choice {
        0 => "a",
        1 => "b",
        2 => "c",
        _ => "",
    }
}

fn has_choices(sort: Sort) -> bool {
    matches!(sort, Sort::One(_) | Sort::Several(_) | Sort::Rank(_) | Sort::OneOther)
}

/// Whether somebody answers it, so that the answer can trigger something.
fn is_asked(sort: Sort) -> bool {
    !matches!(sort, Sort::Calculate | Sort::Hidden | Sort::Metadata(_) | Sort::FromRepeat(_))
}

fn parameters(question: &Question) -> Option<String> {
    let is_set = question.parameters.is_multiple_of(3);
    let text = match question.sort {
        Sort::Range if is_set => "start=0 end=6 step=2",
        Sort::One(_) | Sort::Several(_) if question.parameters.is_multiple_of(7) => "randomize=true seed=42",
        Sort::Text if is_set => "rows=3",
        Sort::Image if is_set => "max-pixels=640",
        Sort::Audio if is_set => "quality=low",
        Sort::Geopoint if is_set => "capture-accuracy=5",
        _ => return None,
    };
    Some(text.to_owned())
}
