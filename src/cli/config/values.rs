//! [`Config`]: what `order-contracts.toml` says, what holds where it says nothing, and where each value comes from.

use std::path::{Path, PathBuf};

use crate::diff::{Gate, Level, Levels};
use crate::limits::Limits;

/// Where a value comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::cli) enum Origin {
    /// Nothing was said.
    #[default]
    Default,
    /// A line of the configuration.
    Line(usize),
    /// An option of the command.
    Flag(&'static str),
    /// A variable of the environment.
    Environment(&'static str),
    /// A file with the usual name, in this folder or above.
    Found,
}

/// A value, and where it comes from.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::cli) struct Setting<T> {
    pub(in crate::cli) value: T,
    pub(in crate::cli) from: Origin,
}

impl<T> Setting<T> {
    pub(in crate::cli) fn usual(value: T) -> Self {
        Self { value, from: Origin::Default }
    }

    /// Takes what was found instead.
    pub(super) fn set(&mut self, found: Option<Self>) {
        if let Some(found) = found {
            *self = found;
        }
    }
}

/// The effective configuration.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Config {
    pub(in crate::cli) file: Option<Setting<PathBuf>>,
    /// What contracts are compared with.
    pub(in crate::cli) base: Setting<String>,
    pub(in crate::cli) gate: Gate,
    /// Where the thresholds of the gate come from, in the order of [`Gate::FACETS`].
    pub(in crate::cli) gate_from: [Origin; 4],
    pub(in crate::cli) undeclared_sent: Setting<bool>,
    pub(in crate::cli) overlapping_sent: Setting<bool>,
    pub(in crate::cli) rules: Vec<RuleSetting>,
    pub(in crate::cli) waivers: Waivers,
    pub(in crate::cli) limits: Limits,
    /// The limits that were set, and where.
    pub(in crate::cli) limits_from: Vec<(String, Origin)>,
    pub(in crate::cli) contracts: Vec<Entry>,
}

/// The level of a rule, for every contract or for some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct RuleSetting {
    pub(in crate::cli) rule: String,
    pub(in crate::cli) level: Level,
    pub(in crate::cli) reason: Option<String>,
    pub(in crate::cli) contracts: Option<Vec<String>>,
    pub(in crate::cli) line: usize,
}

/// Which changes were accepted, and what becomes of waivers that are of no use.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::cli) struct Waivers {
    pub(in crate::cli) file: Option<Setting<PathBuf>>,
    pub(in crate::cli) max_days: Option<Setting<u64>>,
    /// For those that accept no change.
    pub(in crate::cli) stale: Setting<Level>,
    /// For those that are not in the base revision.
    pub(in crate::cli) new: Setting<Level>,
}

/// One table `[[contract]]`: a document, or those that a pattern matches.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::cli) struct Entry {
    pub(in crate::cli) name: Option<String>,
    /// As it is written, relative to the folder of the configuration.
    pub(in crate::cli) path: String,
    pub(in crate::cli) base: Option<Setting<String>>,
    pub(in crate::cli) traffic: Option<Traffic>,
    /// The line and the column of `path`.
    pub(in crate::cli) place: (usize, usize),
}

/// What was recorded of a contract's traffic.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::cli) struct Traffic {
    /// Files, folders and patterns, each with its line and column.
    pub(in crate::cli) inputs: Vec<(String, (usize, usize))>,
    /// The schema that the inputs are payloads of; exchanges have none.
    pub(in crate::cli) schema: Option<Setting<String>>,
    pub(in crate::cli) baseline: Option<Setting<PathBuf>>,
    pub(in crate::cli) min_coverage: Option<Setting<f64>>,
    pub(in crate::cli) strict: Setting<bool>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            file: None,
            base: Setting::usual("auto".to_owned()),
            gate: Gate::default(),
            gate_from: [Origin::Default; 4],
            undeclared_sent: Setting::usual(false),
            overlapping_sent: Setting::usual(true),
            rules: Vec::new(),
            waivers: Waivers {
                file: None,
                max_days: None,
                stale: Setting::usual(Level::Warn),
                new: Setting::usual(Level::Allow),
            },
            limits: Limits::default(),
            limits_from: Vec::new(),
            contracts: Vec::new(),
        }
    }
}

impl Config {
    /// What paths in the configuration are relative to.
    pub(in crate::cli) fn folder(&self) -> &Path {
        let file = self.file.as_ref().and_then(|file| file.value.parent());
        file.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// A path that is written in the configuration, from the folder that the program runs in.
    pub(in crate::cli) fn path(&self, written: impl AsRef<Path>) -> PathBuf {
        match self.folder() {
            here if here == Path::new(".") => written.as_ref().to_owned(),
            folder => folder.join(written),
        }
    }

    /// A place in the file, as errors name it.
    pub(in crate::cli) fn place(&self, (line, column): (usize, usize)) -> String {
        let file = self.file.as_ref().map(|file| file.value.display().to_string()).unwrap_or_default();
        format!("{file}:{line}:{column}")
    }

    /// The levels of rules for the contract of this name; for one without a name, those for every contract.
    pub(in crate::cli) fn levels(&self, contract: Option<&str>) -> Levels {
        let mut levels = Levels::default();
        let is_for = |rule: &&RuleSetting| match (&rule.contracts, contract) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(names), Some(contract)) => names.iter().any(|name| is_part(name, contract)),
        };
        for RuleSetting { rule, level, reason, .. } in self.rules.iter().filter(is_for) {
            // The reader has refused unknown rules.
            let _ = levels.set(rule, *level, reason.as_deref());
        }
        levels
    }
}

/// Whether `contract` has this name, or is one of several documents under it.
pub(in crate::cli) fn is_part(name: &str, contract: &str) -> bool {
    contract.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
