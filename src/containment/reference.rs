//! [`Reference`]: what a `$ref` in a definition names: another definition by its number, or a token.

use crate::tree::Tree;

/// The number of a definition, and the form of it that is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct DefinitionId(u32);

/// The forms of a definition that one compound may have side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As it is written.
    Written = 0,
    /// As its sender uses it ([`close`](super::close)).
    Closed = 1,
    /// As it is written, beside others that are closed or edited.
    Original = 2,
    /// One that is made for a question.
    Named = 3,
}

impl DefinitionId {
    pub(crate) const fn new(number: u32, form: Form) -> Self {
        Self(number << 2 | form as u32)
    }

    pub(crate) const fn number(self) -> u32 {
        self.0 >> 2
    }

    pub(super) const fn raw(self) -> u32 {
        self.0
    }

    /// The one of which this is all.
    pub(super) const fn of_raw(raw: u32) -> Self {
        Self(raw)
    }

    /// The same definition in another form.
    pub(super) fn formed(self, form: Form) -> Self {
        Self::new(self.number(), form)
    }
}

/// What a `$ref` in a definition names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Reference {
    Definition(DefinitionId),
    /// A schema of which nothing is known but its number: two with the same one are the same.
    Token(u32),
}

const DEFINITION: &str = "definition:";
const TOKEN: &str = "token:";

impl Reference {
    pub(crate) fn read(text: &str) -> Option<Self> {
        if let Some(number) = text.strip_prefix(DEFINITION) {
            return number.parse().ok().map(DefinitionId).map(Self::Definition);
        }
        text.strip_prefix(TOKEN)?.parse().ok().map(Self::Token)
    }

    /// What the `$ref` of `schema` names.
    pub(crate) fn of(schema: &Tree) -> Option<Self> {
        Self::read(schema.get("$ref")?.as_str()?)
    }

    pub(crate) fn text(self) -> String {
        match self {
            Self::Definition(DefinitionId(number)) => format!("{DEFINITION}{number}"),
            Self::Token(number) => format!("{TOKEN}{number}"),
        }
    }
}
