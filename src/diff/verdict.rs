//! [`Verdict`], [`Facet`] and [`Step`]: how bad a change is, for whom, and what it means for the version.

use std::fmt;

use serde::Serialize;

/// What a change means, from harmless to harmful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
// Complete: yes, no, undecided, and changes that raise no question.
pub enum Verdict {
    /// Only documentation changed.
    Docs,
    /// What worked with base keeps working.
    Compatible,
    /// Neither was proved; the change has the reasons.
    Undecided,
    /// Something that worked with base stops working.
    Breaking,
}

/// What a change affects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
// Complete: what is sent, what is compiled, what was promised.
pub enum Facet {
    /// The messages that are exchanged.
    Wire,
    /// Code that was generated from the document.
    Code,
    /// What was promised about deprecation and removal.
    Policy,
}

/// Which part of a version of three numbers is raised, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
// Complete: what semantic versioning has, and nothing.
pub enum Step {
    /// None: nothing changed.
    None,
    /// The third.
    Patch,
    /// The second.
    Minor,
    /// The first.
    Major,
}

impl Verdict {
    /// The name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Docs => "docs",
            Self::Compatible => "compatible",
            Self::Undecided => "undecided",
            Self::Breaking => "breaking",
        }
    }
}

impl Facet {
    /// Every facet, in the order of reports.
    pub const ALL: [Self; 3] = [Self::Wire, Self::Code, Self::Policy];

    /// The name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Wire => "wire",
            Self::Code => "code",
            Self::Policy => "policy",
        }
    }
}

impl Step {
    /// The name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Facet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
