//! A document and its base, compared as the configuration has it.

use super::formats::Compared;
use super::sides::{Base, Side, Sides};
use crate::at_once::at_once;
use crate::cli::config::Config;
use crate::cli::threads::threads;
use crate::contract::Contract;
use crate::diff::{self, Comparison, Settings};

/// How a contract is compared, without its waivers.
pub(in crate::cli) fn settings(config: &Config, contract: Option<&str>) -> Settings {
    Settings::new()
        .undeclared_sent(config.undeclared_sent.value)
        .overlapping_sent(config.overlapping_sent.value)
        .levels(config.levels(contract))
        .threads(threads())
}

/// Compares a document with its base. Where there is none nothing breaks: then it is a comparison without changes.
pub(in crate::cli) fn compared(name: Option<String>, base: Base, revision: Side, settings: &Settings) -> Compared {
    let (comparison, base, new) = match base {
        Base::Known(base) => (beside_problems(&base, &revision, settings), Some(base), None),
        Base::New(why) => {
            let mut comparison = beside_problems(&revision, &revision, settings);
            (comparison.base, comparison.base_version) = ("/dev/null".to_owned(), None);
            (comparison, None, Some(why))
        }
    };
    let name = name.unwrap_or_else(|| comparison.revision.clone());
    Compared { name, comparison, sides: Sides { base, revision: Some(revision) }, new }
}

/// Compares two documents, and finds their problems at the same time: notes are made of these in any case, and much of a comparison
/// takes one thread.
fn beside_problems(base: &Side, revision: &Side, settings: &Settings) -> Comparison {
    let (base, revision) = (base.contract(), revision.contract());
    let problems = || [base, revision].map(|contract| contract.problems().len());
    let compared = || {
        let comparison = diff::compare(base, revision, settings);
        // If they are not being looked for already.
        let _ = revision.problems();
        comparison
    };
    at_once(threads(), problems, compared).1
}

/// What readers must know of the documents themselves: that parts of them could not be read.
pub(in crate::cli) fn problems(contract: &Contract) -> Option<String> {
    let first = contract.problems().first()?;
    let name = contract.name();
    Some(match contract.problems().len() {
        1 => format!("1 problem in `{name}`: {first}"),
        count => format!("{count} problems in `{name}`, the first: {first}"),
    })
}

impl Compared {
    /// The problems of both documents.
    pub(in crate::cli) fn problems(&self) -> Vec<String> {
        let sides = [&self.sides.base, &self.sides.revision];
        sides.into_iter().flatten().filter_map(|side| problems(side.contract())).collect()
    }
}
