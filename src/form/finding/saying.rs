//! Findings in words: which message of the catalogue says a problem, and what fills its variables.

use super::{AttachmentFault, Damage, Finding, FindingKind, nearest};
use crate::words::Words;
use crate::xpath::{ErrorKind, XmlFault, function_names};

/// A message's key and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// `finding-…`.
    pub key: &'static str,
    /// By the variable's name.
    pub arguments: Vec<(&'static str, String)>,
    /// What was probably meant.
    pub suggestion: Option<String>,
}

impl Saying {
    fn of(key: &'static str, arguments: &[(&'static str, &String)]) -> Self {
        Self {
            key,
            arguments: arguments.iter().map(|(name, text)| (*name, (*text).clone())).collect(),
            suggestion: None,
        }
    }

    fn suggesting(mut self, suggestion: Option<&String>) -> Self {
        self.suggestion = suggestion.cloned();
        self
    }
}

impl Finding {
    /// The problem in words, with a suggestion where there is one; without its place.
    pub fn say(&self, words: Words) -> String {
        match &self.kind {
            FindingKind::BadExpression { source, reason } => {
                let arguments = [("source", source.clone()), ("reason", say_reason(reason, words))];
                say(words, "finding-bad-expression", &arguments)
            }
            FindingKind::Damaged { damage } => say(words, "finding-damaged", &[("reason", say_damage(damage, words))]),
            FindingKind::Unreadable { fault } => say(words, "finding-unreadable", &[("reason", say_xml(fault, words))]),
            FindingKind::BadAttachment { file, fault } => {
                let arguments = [("file", file.clone()), ("reason", say_attachment(fault, words))];
                say(words, "finding-bad-attachment", &arguments)
            }
            _ => self.say_above(words),
        }
    }

    /// The problem in words above the text that it is about: without quoting that text.
    pub fn say_above(&self, words: Words) -> String {
        match &self.kind {
            FindingKind::BadExpression { reason, .. } => return say_reason(reason, words),
            FindingKind::Damaged { .. } | FindingKind::Unreadable { .. } | FindingKind::BadAttachment { .. } => return self.say(words),
            _ => {}
        }
        let saying = self.kind.saying();
        let mut text = say(words, saying.key, &saying.arguments);
        if let Some(suggestion) = saying.suggestion {
            text.push_str(&say(words, "finding-suggestion", &[("suggestion", suggestion)]));
        }
        text
    }
}

fn say(words: Words, key: &str, arguments: &[(&str, String)]) -> String {
    let arguments: Vec<_> = arguments.iter().map(|(name, text)| (*name, text.as_str().into())).collect();
    words.say_with(key, &arguments)
}

/// What is wrong with an expression, in words.
fn say_reason(reason: &ErrorKind, words: Words) -> String {
    let (key, found) = match reason {
        ErrorKind::UnexpectedCharacter(found) => ("expression-unexpected-character", found.to_string()),
        ErrorKind::UnclosedText => ("expression-unclosed-text", String::new()),
        ErrorKind::UnexpectedToken(found) => ("expression-unexpected-token", found.clone()),
        ErrorKind::UnexpectedEnd => ("expression-unexpected-end", String::new()),
        ErrorKind::TooDeep => ("expression-too-deep", String::new()),
        ErrorKind::UnknownAxis(found) => ("expression-unknown-axis", found.clone()),
        ErrorKind::UnknownFunction(found) => {
            let text = say(words, "expression-unknown-function", &[("found", found.clone())]);
            let suggestion = nearest(found, function_names());
            return suggestion.map_or(text.clone(), |suggestion| {
                text + &say(words, "finding-suggestion", &[("suggestion", suggestion)])
            });
        }
        ErrorKind::WrongArgumentCount { function, given } => {
            let arguments = [("found", function.clone()), ("given", given.to_string())];
            return say(words, "expression-wrong-argument-count", &arguments);
        }
        ErrorKind::BadPattern(found) => ("expression-bad-pattern", found.clone()),
        ErrorKind::NoPlace(found) => ("expression-no-place", found.clone()),
        ErrorKind::WrongType(found) => ("expression-wrong-type", found.clone()),
        other => ("expression-refused", other.to_string()),
    };
    say(words, key, &[("found", found)])
}

/// What of a workbook is damaged, in words.
fn say_damage(damage: &Damage, words: Words) -> String {
    let (key, arguments) = match damage {
        Damage::Packing => ("damage-packing", Vec::new()),
        Damage::MissingPart(part) => ("damage-missing-part", vec![("found", part.clone())]),
        Damage::Sheet(sheet) => ("damage-sheet", vec![("found", sheet.clone())]),
        Damage::Frame => ("damage-frame", Vec::new()),
        Damage::Contradiction => ("damage-contradiction", Vec::new()),
        Damage::Line(line) => ("attached-damaged", vec![("line", line.to_string())]),
    };
    say(words, key, &arguments)
}

/// Why a text is no XML, in words.
fn say_xml(fault: &XmlFault, words: Words) -> String {
    let one = |key, found: &str| (key, vec![("found", found.to_owned())]);
    let (key, arguments) = match fault {
        XmlFault::Unclosed(sign) => one("xml-unclosed", sign),
        XmlFault::NamelessTag => ("xml-nameless-tag", Vec::new()),
        XmlFault::NamelessAttribute => ("xml-nameless-attribute", Vec::new()),
        XmlFault::NoValue(name) => one("xml-no-value", name),
        XmlFault::DuplicateAttribute(name) => one("xml-duplicate-attribute", name),
        XmlFault::Ampersand => ("xml-ampersand", Vec::new()),
        XmlFault::UnknownEntity(name) => one("xml-unknown-entity", name),
        XmlFault::NoCharacter(name) => one("xml-no-character", name),
        XmlFault::ClosesNothing(name) => one("xml-closes-nothing", name),
        XmlFault::Crossed { found, open } => ("xml-crossed", vec![("found", found.to_string()), ("open", open.to_string())]),
        XmlFault::Open(name) => one("xml-open", name),
        XmlFault::NoRoot => ("xml-no-root", Vec::new()),
        XmlFault::TwoRoots => ("xml-two-roots", Vec::new()),
        XmlFault::TooDeep(most) => one("xml-too-deep", &most.to_string()),
        XmlFault::TooMany(most) => one("xml-too-many", &most.to_string()),
    };
    say(words, key, &arguments)
}

/// Why an attached file cannot be read, in words.
fn say_attachment(fault: &AttachmentFault, words: Words) -> String {
    let (key, arguments) = match fault {
        AttachmentFault::Encoding => ("attached-encoding", Vec::new()),
        AttachmentFault::Kind => ("attached-kind", Vec::new()),
        AttachmentFault::TooLarge { megabytes } => ("attached-too-large", vec![("most", megabytes.to_string())]),
        AttachmentFault::TooManyCells { most } => ("attached-too-many-cells", vec![("most", most.to_string())]),
        AttachmentFault::Xml(error) => {
            let arguments = vec![("line", error.line.to_string()), ("reason", say_xml(&error.fault, words))];
            ("attached-xml", arguments)
        }
        AttachmentFault::Damaged { line } => ("attached-damaged", vec![("line", line.to_string())]),
        AttachmentFault::NoFeatures => ("attached-no-features", Vec::new()),
    };
    say(words, key, &arguments)
}

impl FindingKind {
    /// The message that says it. Reasons, of a bad expression or file, are worded by [`Finding::say`], because they are messages of their own.
    pub fn saying(&self) -> Saying {
        match self {
            Self::BadExpression { source, .. } => Saying::of("finding-bad-expression", &[("source", source)]),
            Self::Annex(problem) => Saying {
                key: problem.key(),
                arguments: problem.arguments(),
                suggestion: None,
            },
            Self::Judged(judgement) => Saying {
                key: judgement.key(),
                arguments: judgement.arguments(),
                suggestion: judgement.suggestion().cloned(),
            },
            Self::Cycle { path } => Saying::of("finding-cycle", &[("path", &path.join(" → "))]),
            Self::UnknownFormat => Saying::of("finding-unknown-format", &[]),
            Self::Incomplete => Saying::of("finding-incomplete", &[]),
            Self::NoWorkbook => Saying::of("finding-no-workbook", &[]),
            Self::Locked => Saying::of("finding-locked", &[]),
            Self::Damaged { .. } => Saying::of("finding-damaged", &[]),
            Self::Unreadable { .. } => Saying::of("finding-unreadable", &[]),
            Self::TooLarge => Saying::of("finding-too-large", &[]),
            Self::MissingSheet { sheet, alike } => {
                let names = (!alike.is_empty()).then(|| alike.join("`, `"));
                Saying::of("finding-missing-sheet", &[("sheet", sheet)]).suggesting(names.as_ref())
            }
            Self::UnknownSheet { sheet, suggestion } => {
                Saying::of("finding-unknown-sheet", &[("sheet", sheet)]).suggesting(suggestion.as_ref())
            }
            Self::MissingColumn { column, suggestion } => {
                Saying::of("finding-missing-column", &[("column", column)]).suggesting(suggestion.as_ref())
            }
            Self::DuplicateColumn { column, first } => Saying::of("finding-duplicate-column", &[("column", column), ("first", first)]),
            Self::UnknownMedia { column } => Saying::of("finding-unknown-media", &[("column", column)]),
            Self::MissingLabel { name } => Saying::of("finding-missing-label", &[("name", name)]),
            Self::RootName { name } => Saying::of("finding-root-name", &[("name", name)]),
            Self::OrOtherWithoutList { name } => Saying::of("finding-or-other-without-list", &[("name", name)]),
            Self::SearchInFile { name } => Saying::of("finding-search-in-file", &[("name", name)]),
            Self::BadSearch { found } => Saying::of("finding-bad-search", &[("found", found)]),
            Self::SearchConflict { name, list, others } => {
                Saying::of("finding-search-conflict", &[("name", name), ("list", list), ("others", others)])
            }
            Self::UnknownColumn { column, suggestion } => {
                Saying::of("finding-unknown-column", &[("column", column)]).suggesting(suggestion.as_ref())
            }
            Self::UnknownType { found, suggestion } => {
                Saying::of("finding-unknown-type", &[("found", found)]).suggesting(suggestion.as_ref())
            }
            Self::ForeignType { found, of } => Saying::of("finding-foreign-type", &[("found", found), ("of", &(*of).to_owned())]),
            Self::NoXForm { namespace } => Saying::of("finding-no-xform", &[("namespace", namespace)]),
            Self::MissingFormId { root } => Saying::of("finding-missing-form-id", &[("root", root)]),
            Self::MissingType => Saying::of("finding-missing-type", &[]),
            Self::MissingName { type_name } => Saying::of("finding-missing-name", &[("type_name", type_name)]),
            Self::UnknownList { list, suggestion } => Saying::of("finding-unknown-list", &[("list", list)]).suggesting(suggestion.as_ref()),
            Self::UnknownReference { name, column, suggestion } => {
                Saying::of("finding-unknown-reference", &[("name", name), ("column", column)]).suggesting(suggestion.as_ref())
            }
            Self::AmbiguousReference { name, column } => Saying::of("finding-ambiguous-reference", &[("name", name), ("column", column)]),
            Self::MalformedReference { found, column } => {
                Saying::of("finding-malformed-reference", &[("found", found), ("column", column)])
            }
            Self::DuplicateName { name } => Saying::of("finding-duplicate-name", &[("name", name)]),
            Self::SimilarName { name } => Saying::of("finding-similar-name", &[("name", name)]),
            Self::DuplicateRepeat { name } => Saying::of("finding-duplicate-repeat", &[("name", name)]),
            Self::ReservedName { name } => Saying::of("finding-reserved-name", &[("name", name)]),
            Self::DuplicateChoice { list, name } => Saying::of("finding-duplicate-choice", &[("list", list), ("name", name)]),
            Self::MissingChoiceName { list } => Saying::of("finding-missing-choice-name", &[("list", list)]),
            Self::MissingChoiceLabel { list, name } => Saying::of("finding-missing-choice-label", &[("list", list), ("name", name)]),
            Self::ChoiceNameWithSpace { list, name } => Saying::of("finding-choice-name-with-space", &[("list", list), ("name", name)]),
            Self::InvalidName { name, column } => Saying::of("finding-invalid-name", &[("name", name), ("column", column)]),
            Self::NoChoices { name } => Saying::of("finding-no-choices", &[("name", name)]),
            Self::FarTarget { name, repeat } => Saying::of("finding-far-target", &[("name", name), ("repeat", repeat)]),
            Self::MissingText { id } => Saying::of("finding-missing-text", &[("id", id)]),
            Self::UnknownEvent { event } => Saying::of("finding-unknown-event", &[("event", event)]),
            Self::UnknownPath { path } => Saying::of("finding-unknown-path", &[("path", path)]),
            Self::UnbalancedGroup { found, begin } => {
                Saying::of("finding-unbalanced-group", &[("found", found), ("begin", &(*begin).to_owned())])
            }
            Self::CrossedGroup { found, begin, open, row } => Saying::of(
                "finding-crossed-group",
                &[
                    ("found", found),
                    ("begin", &(*begin).to_owned()),
                    ("open", open),
                    ("row", &row.to_string()),
                ],
            ),
            Self::UnclosedGroup { type_name, name } => Saying::of("finding-unclosed-group", &[("type_name", type_name), ("name", name)]),
            Self::NestedTooDeep { limit } => Saying::of("finding-nested-too-deep", &[("limit", &limit.to_string())]),
            Self::MissingCalculation { name } => Saying::of("finding-missing-calculation", &[("name", name)]),
            Self::OrOtherWithFilter { name } => Saying::of("finding-or-other-with-filter", &[("name", name)]),
            Self::TableListMismatch { expected, found } => {
                Saying::of("finding-table-list-mismatch", &[("expected", expected), ("found", found)])
            }
            Self::MalformedParameters { found } => Saying::of("finding-malformed-parameters", &[("found", found)]),
            Self::UnknownParameter { parameter, accepted } => {
                Saying::of("finding-unknown-parameter", &[("parameter", parameter), ("accepted", accepted)])
            }
            Self::BadParameter {
                type_name,
                parameter,
                found,
                expected,
            } => Saying::of(
                "finding-bad-parameter",
                &[
                    ("type_name", &(*type_name).to_owned()),
                    ("parameter", &parameter.to_string()),
                    ("found", found),
                    ("expected", &expected.to_string()),
                ],
            ),
            Self::MissingCell { column, type_name } => Saying::of("finding-missing-cell", &[("column", column), ("type_name", type_name)]),
            Self::ForbiddenCell { column, type_name } => {
                Saying::of("finding-forbidden-cell", &[("column", column), ("type_name", type_name)])
            }
            Self::BadCell { column, found, expected } => {
                Saying::of("finding-bad-cell", &[("column", column), ("found", found), ("expected", expected)])
            }
            Self::HiddenTrigger { name } => Saying::of("finding-hidden-trigger", &[("name", name)]),
            Self::UnknownFileKind { file } => Saying::of("finding-unknown-file-kind", &[("file", file)]),
            Self::MissingAttachment { file } => Saying::of("finding-missing-attachment", &[("file", file)]),
            Self::BadAttachment { file, .. } => Saying::of("finding-bad-attachment", &[("file", file)]),
            Self::InstanceConflict { name, first, second } => {
                Saying::of("finding-instance-conflict", &[("name", name), ("first", first), ("second", second)])
            }
            Self::BadSetting { setting, found } => Saying::of("finding-bad-setting", &[("setting", setting), ("found", found)]),
            Self::UnknownLanguage { found, suggestion } => {
                Saying::of("finding-unknown-language", &[("found", found)]).suggesting(suggestion.as_ref())
            }
            Self::MissingTranslation { language, column } => {
                Saying::of("finding-missing-translation", &[("language", language), ("column", column)])
            }
            Self::Unsupported { name, feature } => Saying::of("finding-unsupported", &[("name", name), ("feature", feature)]),
            Self::NoSource { name, feature } => Saying::of("finding-no-source", &[("name", name), ("feature", feature)]),
            Self::Entity(problem) => Saying {
                key: problem.key(),
                arguments: problem.arguments(),
                suggestion: problem.suggestion().cloned(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{NoAttachments, Place, read};
    use super::super::{Damage, Finding, FindingKind};
    use crate::words::{Lang, Words};

    #[test]
    fn a_misspelt_function_is_answered_with_the_one_meant() {
        let form = "| survey |\n| | type | name | label | relevant |\n| | text | a | A | |\n| | text | b | B | slected(${a}, 'x') |\n";
        let (_, findings) = read("form.md", form.as_bytes(), &NoAttachments);
        let [finding] = findings.as_slice() else { panic!("{findings:?}") };
        assert_eq!(
            finding.say_above(Words::new(Lang::En)),
            "no function `slected`; did you mean `selected`?"
        );
    }

    #[test]
    fn a_workbook_that_broke_inside_a_sheet_names_the_sheet() {
        let finding = Finding::new(
            FindingKind::Damaged {
                damage: Damage::Sheet("survey".to_owned()),
            },
            Place::default(),
        );
        assert_eq!(
            finding.say(Words::new(Lang::Vi)),
            "sổ tính bị hỏng, không đọc được hết trang tính `survey`: hãy mở bằng Excel hoặc LibreOffice rồi lưu lại"
        );
        assert_eq!(
            finding.say(Words::new(Lang::En)),
            "the workbook is damaged, sheet `survey` cannot be read to its end: open it in Excel or LibreOffice and save it anew"
        );
    }

    #[test]
    fn a_problem_is_said_in_both_languages() {
        let form = "| survey |\n| | type | name | label | relevant |\n| | intger | a | A | |\n| | text | b | B | 1 + |\n";
        let (_, findings) = read("form.md", form.as_bytes(), &NoAttachments);
        let say = |lang| -> Vec<String> { findings.iter().map(|finding| finding.say(Words::new(lang))).collect() };
        assert_eq!(
            say(Lang::En),
            [
                "no question type `intger`; did you mean `integer`?",
                "the expression ends too early: `1 +`"
            ]
        );
        assert_eq!(
            say(Lang::Vi),
            [
                "không có loại câu hỏi `intger`; có phải là `integer` không?",
                "biểu thức chưa hết: `1 +`"
            ]
        );
    }
}
