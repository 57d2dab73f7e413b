//! `pyxform_cases.jsonl`: one XLSForm in Markdown a row, with the XForm that its reference compiler makes of it, or its rejection.
//!
//! A form that is accepted must have the nodes, types, conditions, defaults, choices and texts of the XForm; a form that is rejected must
//! be rejected at the same sheet and row, in a message that names the same things.

use phieu::form::{Condition, Finding, Form, Kind, NoAttachments, NodeId, Question, Severity, Template, Text, read, sheet};
use phieu::words::{Lang, Words};
use serde_json::Value as Json;

use crate::pack::{self, Tally, field};

/// Rows that are left out, by the start of their names, with the reason.
const LEFT_OUT: [(&str, &str); 4] = [
    ("tests.entities.", "entities live on a server"),
    ("tests.test_loop.", "loops over choices were taken out of the standard"),
    (
        "tests.test_validate_unicode_exception.",
        "what no engine can evaluate is compiled as it stands",
    ),
    (
        "tests.test_settings.TestSettings.test_name__from_file__invalid_characters__error",
        "the wrong name is given outside the form",
    ),
];

#[test]
fn forms_that_the_reference_compiler_accepts() {
    let Some(rows) = pack::rows("pyxform_cases.jsonl") else { return };
    let mut tally = Tally::of("pyxform (accepted)");
    for row in rows.iter().filter(|row| row["xform"].is_string()) {
        count(&mut tally, row, agrees);
    }
    tally.hold_to(970);
}

#[test]
fn forms_that_the_reference_compiler_rejects() {
    let Some(rows) = pack::rows("pyxform_cases.jsonl") else { return };
    let mut tally = Tally::of("pyxform (rejected)");
    for row in rows.iter().filter(|row| argument(row, "errored") == Some(&Json::Bool(true))) {
        count(&mut tally, row, rejects);
    }
    tally.hold_to(990);
}

fn count(tally: &mut Tally, row: &Json, check: fn(&Json, &str) -> Result<(), String>) {
    let test = field(row, "test");
    match argument(row, "md").and_then(Json::as_str) {
        Some(markdown) if !LEFT_OUT.iter().any(|(start, _)| test.starts_with(start)) => tally.count(test, check(row, markdown)),
        // A few rows give the form as something other than Markdown.
        _ => tally.leave_out(),
    }
}

fn argument<'r>(row: &'r Json, name: &str) -> Option<&'r Json> {
    row.get("args")?.get(name)
}

fn agrees(row: &Json, markdown: &str) -> Result<(), String> {
    let ours = compiled("data.md", markdown)?;
    let reference = compiled("data.xml", field(row, "xform"))?;
    let (ours, reference) = (shape(&ours), shape(&reference));
    let only = |left: &[String], right: &[String]| left.iter().filter(|line| !right.contains(line)).cloned().collect::<Vec<_>>();
    if ours == reference {
        return Ok(());
    }
    Err(format!(
        "ours {:#?}\nreference {:#?}",
        only(&ours, &reference),
        only(&reference, &ours)
    ))
}

fn compiled(name: &str, source: &str) -> Result<Form, String> {
    let (form, findings) = read(name, source.as_bytes(), &NoAttachments);
    form.ok_or_else(|| format!("{name} refused: {:?}", errors(&findings)))
}

fn errors(findings: &[Finding]) -> Vec<&Finding> {
    findings
        .iter()
        .filter(|finding| finding.kind.severity() == Severity::Error)
        .collect()
}

/// One line for each node, without what the two kinds of files cannot have in common: the root's name, spaces in expressions, labels
/// of what is never shown.
fn shape(form: &Form) -> Vec<String> {
    form.ids().skip(1).map(|id| line(form, id)).collect()
}

fn line(form: &Form, id: NodeId) -> String {
    let node = form.node(id);
    let root = format!("/{}", form.root);
    let path = form.path(id).strip_prefix(&root).unwrap_or_default().to_owned();
    let source = |condition: &Option<Condition>| {
        let source = condition.as_ref()?.expression.source.split_whitespace().collect::<String>();
        Some(source.replace(&format!("{root}/"), "/data/"))
    };
    let mut words = node.appearance.words.clone();
    words.sort();
    let (kind, details, is_shown) = match &node.kind {
        Kind::Root | Kind::Group => ("group".to_owned(), String::new(), true),
        Kind::Repeat { count } => (format!("repeat {:?}", source(count)), String::new(), true),
        Kind::Question(question) => (format!("{:?}", question.data), question_line(question, &source), question.is_asked),
    };
    let label = is_shown.then(|| text(&node.label)).flatten();
    let conditions = (source(&node.relevant), source(&node.read_only));
    format!("{path} {kind} {label:?} {conditions:?} {words:?} {details}")
}

fn question_line(question: &Question, source: &dyn Fn(&Option<Condition>) -> Option<String>) -> String {
    let rules = [
        &question.required,
        &question.constraint,
        &question.calculate,
        &question.dynamic_default,
    ]
    .map(source);
    let choices = question.choices.as_ref().map(|itemset| {
        (
            &itemset.list,
            source(&itemset.nodeset),
            source(&itemset.filter),
            itemset.is_randomized,
        )
    });
    let texts = [
        text(&question.hint),
        text(&question.constraint_message),
        text(&question.required_message),
    ];
    format!("{:?} {rules:?} {:?} {choices:?} {texts:?}", question.is_asked, question.default)
}

/// The first language's words; the reference writes `-` for a translation that is missing.
fn text(text: &Text) -> Option<String> {
    let literals = text.by_language.iter().flatten().map(Template::literal);
    let words = literals.map(|literal| literal.split_whitespace().collect::<Vec<_>>().join(" "));
    words.into_iter().find(|words| words != "-")
}

fn rejects(row: &Json, markdown: &str) -> Result<(), String> {
    let (form, findings) = read("data.md", markdown.as_bytes(), &NoAttachments);
    if form.is_some() {
        return Err("accepted".to_owned());
    }
    let expected: Vec<&str> = argument(row, "error__contains")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
        .filter_map(Json::as_str)
        .collect();
    let complaint = Complaint::read(&expected.join(" "));
    let workbook = sheet::read(markdown.as_bytes()).unwrap_or_default();
    let is_same = |finding: &&&Finding| complaint.is_about(finding, &workbook);
    if errors(&findings).iter().find(is_same).is_some() {
        return Ok(());
    }
    Err(format!("{expected:?}\n    {:?}", errors(&findings)))
}

/// Where the reference compiler sees the problem, and what it names.
struct Complaint {
    row: Option<usize>,
    sheet: Option<String>,
    column: Option<String>,
    name: Option<String>,
}

impl Complaint {
    fn read(message: &str) -> Self {
        let between = |start: &str, end: &str| {
            let rest = message.split_once(start)?.1;
            Some(rest.split_once(end)?.0.to_owned())
        };
        Self {
            row: between("[row : ", "]").and_then(|row| row.parse().ok()),
            sheet: between("On the '", "' sheet"),
            column: between("the '", "' value is invalid").filter(|column| !column.contains('\'')),
            name: between("the name '", "'").or_else(|| between("'name' value '", "'")),
        }
    }

    fn is_about(&self, finding: &Finding, workbook: &sheet::Workbook) -> bool {
        let sheet = workbook.sheet(&finding.place.sheet);
        let row = sheet.and_then(|sheet| sheet.rows.iter().position(|(line, _)| *line == finding.place.row));
        let said = finding.say(Words::new(Lang::En));
        let is_row = self.row.is_none_or(|wanted| row.is_some_and(|row| row + 2 == wanted));
        let is_sheet = self
            .sheet
            .as_ref()
            .is_none_or(|wanted| finding.place.sheet.eq_ignore_ascii_case(wanted));
        let is_column = self.column.as_ref().is_none_or(|wanted| {
            let head = sheet.and_then(|sheet| sheet.header.iter().find(|head| head.column == finding.place.column));
            let bare = wanted.split_whitespace().next().unwrap_or_default();
            said.contains(bare) || head.is_some_and(|head| head.text.to_lowercase().starts_with(bare))
        });
        is_row && is_sheet && is_column && self.name.as_ref().is_none_or(|name| said.contains(name))
    }
}
