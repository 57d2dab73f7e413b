//! What the judge says of a form that compiles: each judgement is a message of the catalogue.

/// One thing that its author cannot have meant. The fields are the names in the message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are the names in the message")]
pub enum Judgement {
    /// An answer compared with a value that its list does not have.
    NotAChoice {
        name: String,
        value: String,
        list: String,
        suggestion: Option<String>,
    },
    /// `=` between all that was chosen and one choice.
    ComparesSeveral { name: String, value: String },
    /// A number compared with text that spells none.
    NotANumber { name: String, value: String },
    /// A whole number that would have to equal a fraction.
    NotWhole { name: String, value: String },
    /// Choices put in order, though none of them is a number.
    NoNumbers { name: String, list: String },
    /// A date compared with text that is none.
    NotADate { name: String, value: String },
    /// A date compared with a plain number.
    NumberForDate { name: String, value: String },
    /// A date compared with the answer to a question for numbers.
    DateAndNumber { date: String, number: String },
    /// Two answers whose lists have no value in common.
    NothingInCommon { left: String, right: String },
    /// An acknowledgement is `OK` or nothing.
    OnlyOk { name: String, value: String },
    /// A column that no choice of the list fills in.
    UnknownChoiceColumn {
        column: String,
        list: String,
        suggestion: Option<String>,
    },
    /// A column that is read from an attached file, which has none of that name.
    UnknownAttachedColumn {
        column: String,
        file: String,
        suggestion: Option<String>,
    },
    /// An instance that nothing in the form or beside it makes.
    UnknownInstance { name: String, suggestion: Option<String> },
    /// A choice that no filter lets through.
    UnreachableChoice {
        list: String,
        choice: String,
        column: String,
        value: String,
        name: String,
    },
    /// A choice whose column has a value that no filter wants.
    ChoiceNotAskedFor {
        list: String,
        choice: String,
        column: String,
        value: String,
    },
    /// Many choices that no filter lets through.
    UnreachableChoices {
        list: String,
        column: String,
        count: usize,
        first: String,
    },
    /// A condition that never holds, whatever is answered.
    NeverAsked { name: String },
    /// Conditions, a node's own and those above it, that cannot hold together.
    ContradictingConditions { name: String, about: String },
    /// A constraint that no answer satisfies.
    UnsatisfiableConstraint { name: String },
    /// Must be answered, cannot be changed, and begins empty.
    LockedButRequired { name: String },
    /// A list that nothing uses.
    UnusedList { list: String },
    /// Two choices offered together that read the same.
    SameLabel {
        list: String,
        label: String,
        first: String,
        second: String,
    },
    /// A default that is none of the choices.
    DefaultNotAChoice {
        name: String,
        value: String,
        list: String,
        suggestion: Option<String>,
    },
    /// A default that the type cannot hold.
    DefaultOfWrongType { name: String, value: String, type_name: String },
    /// A question without a word to ask it by.
    MissingLabel { name: String },
    /// A repeat that adding another cannot name.
    MissingRepeatLabel { name: String },
    /// A language without the code by which programs know it.
    LanguageWithoutCode { language: String },
}

impl Judgement {
    /// The message's key in the catalogue.
    pub fn key(&self) -> &'static str {
        self.parts().0
    }

    /// What fills the message's variables.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        let (_, arguments) = self.parts();
        let mut arguments: Vec<_> = arguments.into_iter().map(|(name, text)| (name, text.clone())).collect();
        if let Self::UnreachableChoices { count, .. } = self {
            arguments.push(("count", count.to_string()));
        }
        arguments
    }

    /// What was probably meant.
    pub fn suggestion(&self) -> Option<&String> {
        match self {
            Self::NotAChoice { suggestion, .. }
            | Self::UnknownChoiceColumn { suggestion, .. }
            | Self::UnknownAttachedColumn { suggestion, .. }
            | Self::UnknownInstance { suggestion, .. }
            | Self::DefaultNotAChoice { suggestion, .. } => suggestion.as_ref(),
            _ => None,
        }
    }

    fn parts(&self) -> (&'static str, Vec<(&'static str, &String)>) {
        match self {
            Self::NotAChoice { name, value, list, .. } => ("judge-not-a-choice", vec![("name", name), ("value", value), ("list", list)]),
            Self::ComparesSeveral { name, value } => ("judge-compares-several", vec![("name", name), ("value", value)]),
            Self::NotANumber { name, value } => ("judge-not-a-number", vec![("name", name), ("value", value)]),
            Self::NotWhole { name, value } => ("judge-not-whole", vec![("name", name), ("value", value)]),
            Self::NoNumbers { name, list } => ("judge-no-numbers", vec![("name", name), ("list", list)]),
            Self::NotADate { name, value } => ("judge-not-a-date", vec![("name", name), ("value", value)]),
            Self::NumberForDate { name, value } => ("judge-number-for-date", vec![("name", name), ("value", value)]),
            Self::DateAndNumber { date, number } => ("judge-date-and-number", vec![("date", date), ("number", number)]),
            Self::NothingInCommon { left, right } => ("judge-nothing-in-common", vec![("left", left), ("right", right)]),
            Self::OnlyOk { name, value } => ("judge-only-ok", vec![("name", name), ("value", value)]),
            Self::UnknownChoiceColumn { column, list, .. } => ("judge-unknown-choice-column", vec![("column", column), ("list", list)]),
            Self::UnknownAttachedColumn { column, file, .. } => ("judge-unknown-attached-column", vec![("column", column), ("file", file)]),
            Self::UnknownInstance { name, .. } => ("judge-unknown-instance", vec![("name", name)]),
            Self::UnreachableChoice {
                list,
                choice,
                column,
                value,
                name,
            } => (
                "judge-unreachable-choice",
                vec![
                    ("list", list),
                    ("choice", choice),
                    ("column", column),
                    ("value", value),
                    ("name", name),
                ],
            ),
            Self::ChoiceNotAskedFor {
                list,
                choice,
                column,
                value,
            } => (
                "judge-choice-not-asked-for",
                vec![("list", list), ("choice", choice), ("column", column), ("value", value)],
            ),
            Self::UnreachableChoices { list, column, first, .. } => (
                "judge-unreachable-choices",
                vec![("list", list), ("column", column), ("first", first)],
            ),
            Self::NeverAsked { name } => ("judge-never-asked", vec![("name", name)]),
            Self::ContradictingConditions { name, about } => ("judge-contradicting-conditions", vec![("name", name), ("about", about)]),
            Self::UnsatisfiableConstraint { name } => ("judge-unsatisfiable-constraint", vec![("name", name)]),
            Self::LockedButRequired { name } => ("judge-locked-but-required", vec![("name", name)]),
            Self::UnusedList { list } => ("judge-unused-list", vec![("list", list)]),
            Self::SameLabel {
                list,
                label,
                first,
                second,
            } => (
                "judge-same-label",
                vec![("list", list), ("label", label), ("first", first), ("second", second)],
            ),
            Self::DefaultNotAChoice { name, value, list, .. } => {
                ("judge-default-not-a-choice", vec![("name", name), ("value", value), ("list", list)])
            }
            Self::DefaultOfWrongType { name, value, type_name } => (
                "judge-default-of-wrong-type",
                vec![("name", name), ("value", value), ("type_name", type_name)],
            ),
            Self::MissingLabel { name } => ("judge-missing-label", vec![("name", name)]),
            Self::MissingRepeatLabel { name } => ("judge-missing-repeat-label", vec![("name", name)]),
            Self::LanguageWithoutCode { language } => ("judge-language-without-code", vec![("language", language)]),
        }
    }
}
