//! The report as JUnit XML.

use std::fmt::Write;

use super::{escape, introduction, lines, operations, place, sentence};
use crate::diff::comparison::Comparison;
use crate::diff::verdict::Verdict;

/// One suite with a case for each change: breaking ones fail, undecided and waived ones are skipped.
#[must_use]
pub fn junit(comparison: &Comparison) -> String {
    let fails = |change: &&crate::diff::Change| change.verdict == Verdict::Breaking && change.waiver.is_none();
    let skips = |change: &&crate::diff::Change| {
        change.verdict == Verdict::Undecided || change.waiver.is_some() && change.verdict == Verdict::Breaking
    };
    let failures = comparison.changes.iter().filter(fails).count();
    let skipped = comparison.changes.iter().filter(skips).count();
    let name = escape(&format!("{} to {}", comparison.base, comparison.revision));
    let tests = comparison.changes.len();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    _ = writeln!(out, "<testsuites tests=\"{tests}\" failures=\"{failures}\" skipped=\"{skipped}\">");
    _ = writeln!(out, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" skipped=\"{skipped}\">");
    for change in &comparison.changes {
        let title = escape(&format!("{} {}", sentence(change), operations(change)));
        let class = escape(change.rule.id);
        _ = write!(out, "    <testcase classname=\"{class}\" name=\"{title} {}\"", change.fingerprint);
        let site = change.revision.as_ref().or(change.base.as_ref()).map(place).unwrap_or_default();
        if fails(&change) {
            let witness = change.witness.as_ref();
            let proof = witness.map(|witness| format!("this {}:\n{}", introduction(witness), lines(witness).join("\n")));
            let text = escape(&format!("{site}\n{}", proof.unwrap_or_default()));
            _ = writeln!(out, ">\n      <failure message=\"{}\">{text}</failure>\n    </testcase>", escape(&sentence(change)));
        } else if skips(&change) {
            let reasons = change.reasons.iter().map(|open| open.summary().to_owned());
            let reasons: Vec<String> = reasons.chain(change.waiver.clone()).collect();
            _ = writeln!(out, ">\n      <skipped message=\"{}\"/>\n    </testcase>", escape(&reasons.join("; ")));
        } else {
            _ = writeln!(out, "/>");
        }
    }
    _ = writeln!(out, "  </testsuite>\n</testsuites>");
    out
}
