//! What can be wrong with the declarations of entities: records of things that a server keeps up to date from what forms say.

/// A problem with the sheet `entities`, or with a cell `save_to` that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are the names in the message")]
pub enum EntityProblem {
    /// Columns that the sheet does not have.
    UnknownColumns { columns: String },
    /// A declaration that does not say of which list.
    MissingList,
    /// A list's name that begins with two underscores.
    ReservedList { list: String },
    /// A list's name with a full stop in it.
    ListWithPeriod { list: String },
    /// A list's name that XML does not allow.
    InvalidList { list: String },
    /// Two declarations of one list.
    DuplicateList { list: String },
    /// Entities are created, and nothing says what they are called.
    MissingLabel { list: String },
    /// Entities are updated or created, and nothing says when which.
    MissingUpdateIf { list: String },
    /// Entities are updated under a condition, and nothing says which.
    MissingId { list: String },
    /// `save_to` without a declaration that it could belong to.
    NoDeclaration,
    /// `save_to` names a list that is not declared.
    UnknownList { list: String, suggestion: Option<String> },
    /// With several lists, `save_to` must say which.
    WhichList { property: String },
    /// More than one `#` in `save_to`.
    TwoHashes { found: String },
    /// `save_to` on a group or repeat.
    OnContainer,
    /// A property that two questions are saved to.
    DuplicateProperty { property: String, row: u32 },
    /// A property whose name the standard keeps for itself: `name`, `label`.
    ReservedProperty { property: String },
    /// A property's name that begins with two underscores.
    UnderscoredProperty { property: String },
    /// A property's name that XML does not allow.
    InvalidProperty { property: String },
    /// What is saved to an entity comes from repeats that have nothing to do with one another.
    PropertyOutOfScope { list: String, scope: String, other: String },
    /// What a declaration reads comes from repeats that have nothing to do with one another.
    QuestionOutOfScope {
        list: String,
        question: String,
        scope: String,
        other: String,
    },
    /// Each group, repeat or form holds one entity, and others have taken them all.
    NoRoom { list: String, scope: String, row: u32 },
}

impl EntityProblem {
    /// Key in the catalogue.
    pub fn key(&self) -> &'static str {
        self.parts().0
    }

    /// Arguments of the message, by name.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        self.parts().1
    }

    /// What was probably meant.
    pub fn suggestion(&self) -> Option<&String> {
        match self {
            Self::UnknownList { suggestion, .. } => suggestion.as_ref(),
            _ => None,
        }
    }

    fn parts(&self) -> (&'static str, Vec<(&'static str, String)>) {
        let of =
            |key, arguments: &[(&'static str, &String)]| (key, arguments.iter().map(|(name, text)| (*name, (*text).clone())).collect());
        match self {
            Self::UnknownColumns { columns } => of("finding-entity-unknown-columns", &[("columns", columns)]),
            Self::MissingList => of("finding-entity-missing-list", &[]),
            Self::ReservedList { list } => of("finding-entity-reserved-list", &[("list", list)]),
            Self::ListWithPeriod { list } => of("finding-entity-list-with-period", &[("list", list)]),
            Self::InvalidList { list } => of("finding-entity-invalid-list", &[("list", list)]),
            Self::DuplicateList { list } => of("finding-entity-duplicate-list", &[("list", list)]),
            Self::MissingLabel { list } => of("finding-entity-missing-label", &[("list", list)]),
            Self::MissingUpdateIf { list } => of("finding-entity-missing-update-if", &[("list", list)]),
            Self::MissingId { list } => of("finding-entity-missing-id", &[("list", list)]),
            Self::NoDeclaration => of("finding-entity-no-declaration", &[]),
            Self::UnknownList { list, .. } => of("finding-entity-unknown-list", &[("list", list)]),
            Self::WhichList { property } => of("finding-entity-which-list", &[("property", property)]),
            Self::TwoHashes { found } => of("finding-entity-two-hashes", &[("found", found)]),
            Self::OnContainer => of("finding-entity-on-container", &[]),
            Self::DuplicateProperty { property, row } => of(
                "finding-entity-duplicate-property",
                &[("property", property), ("row", &row.to_string())],
            ),
            Self::ReservedProperty { property } => of("finding-entity-reserved-property", &[("property", property)]),
            Self::UnderscoredProperty { property } => of("finding-entity-underscored-property", &[("property", property)]),
            Self::InvalidProperty { property } => of("finding-entity-invalid-property", &[("property", property)]),
            Self::PropertyOutOfScope { list, scope, other } => of(
                "finding-entity-property-out-of-scope",
                &[("list", list), ("scope", scope), ("other", other)],
            ),
            Self::QuestionOutOfScope {
                list,
                question,
                scope,
                other,
            } => of(
                "finding-entity-question-out-of-scope",
                &[("list", list), ("question", question), ("scope", scope), ("other", other)],
            ),
            Self::NoRoom { list, scope, row } => of(
                "finding-entity-no-room",
                &[("list", list), ("scope", scope), ("row", &row.to_string())],
            ),
        }
    }
}
