//! The report as a comment on a pull request.
//!
//! Whoever opens a pull request chooses the names, paths and values in its documents. All of them are written in code spans and
//! fences that they cannot close, where nothing is a link, a mention, an image or a heading.

use super::{
    LEGEND_IN_MARKDOWN, LONG, Named, OVERLAPPING, documentation_with, introduction, leveled, message_lines, place,
    renamed_question, shortened, subject, summary, waived,
};
use crate::diff::change::Change;
use crate::diff::comparison::Comparison;
use crate::diff::verdict::{Facet, Step, Verdict};
use crate::plain::{Fence, Joined, Markdown, Marked, Plain, Show, Shown, lines, plain};

/// Markdown: a headline, a table of facets, what breaks with its witness, and the rest folded away.
#[must_use]
pub fn markdown(comparison: &Comparison) -> String {
    comment(comparison).into_string()
}

/// The same, to be written.
pub(crate) fn comment(comparison: &Comparison) -> Shown<Markdown> {
    let mut out = Shown::new();
    let (verdict, counts) = summary(comparison);
    out.push(("### ", verdict, counts, "\n\n"));
    out.push((name(&comparison.base), " → ", name(&comparison.revision), "\n\n"));
    if Facet::ALL.iter().any(|facet| comparison.step(*facet) != Step::None) {
        out.push("| facet | verdict | next version |\n|---|---|---|\n");
        for facet in Facet::ALL {
            let step = comparison.step(facet);
            if step != Step::None {
                let next = comparison.next_version(facet).and_then(|version| Version::parse(&version));
                let needed = next.is_none().then_some(("a new ", step.name(), " version"));
                let verdict = comparison.verdict_of(facet).name();
                out.push(("| ", facet.name(), " | ", verdict, " | ", next, needed, " |\n"));
            }
        }
        out.push("\n");
    }
    for verdict in [Verdict::Breaking, Verdict::Undecided] {
        for change in comparison.changes.iter().filter(|change| change.verdict == verdict) {
            write_change(&mut out, change);
        }
    }
    let others: Vec<&Change> = comparison.changes.iter().filter(|change| change.verdict < Verdict::Undecided).collect();
    if !others.is_empty() {
        let noun = if others.len() == 1 { "change that breaks" } else { "changes that break" };
        out.push(("<details><summary>", others.len(), " ", noun, " nothing</summary>\n\n"));
        for change in others {
            write_short(&mut out, change);
        }
        out.push("\n</details>\n\n");
    }
    for site in &comparison.overlapping {
        let at = format!("{} {}", place(site), site.pointer);
        out.push(("> ", name(&at), ": ", OVERLAPPING, "\n\n"));
    }
    for stale in &comparison.stale_waivers {
        out.push(("> ", name(stale), "\n\n"));
    }
    if !comparison.changes.is_empty() {
        out.push((LEGEND_IN_MARKDOWN, "\n"));
    }
    out
}

/// A name or a text of others, not longer than a comment has room for.
fn name(text: &str) -> Plain {
    plain(text).shortened(LONG)
}

/// Three numbers: the only part of a document that is not code.
struct Version(u64, u64, u64);

impl Version {
    fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(|number| number.parse().ok());
        Some(Self(numbers.next()??, numbers.next()??, numbers.next()??))
    }
}

impl Show<Markdown> for Version {
    fn show(&self, out: &mut Shown<Markdown>) {
        out.push((self.0, ".", self.1, ".", self.2));
    }
}

fn write_change(out: &mut Shown<Markdown>, change: &Change) {
    let waived_before = if change.waiver.is_some() { "waived, " } else { "" };
    let (verdict, facet) = (change.verdict.name(), change.rule.facet.name());
    out.push(("#### ", waived_before, verdict, " `", facet, "`: ", Described(change), "\n\n"));
    let places: Vec<Plain> =
        [&change.base, &change.revision].into_iter().flatten().map(|site| name(&place(site))).collect();
    out.push(("- rule `", change.rule.id, "` at ", Joined(&places, " → "), "\n"));
    if !change.operations.is_empty() {
        let names: Vec<Plain> = change.operations.iter().map(|operation| name(operation)).collect();
        out.push(("- affects ", Named(&names), "\n"));
    }
    if let Some(renamed) = &change.renamed {
        out.push(("- ", Marked(&renamed_question(renamed)), "\n"));
    }
    if let Some(texts) = documentation_with(change) {
        out.push(("- also ", name(&texts), "\n"));
    }
    for reason in &change.reasons {
        out.push(("- undecided because ", reason.cause.summary(), "\n"));
    }
    if let Some(level) = &change.level {
        out.push(("- level ", name(&leveled(level)), "\n"));
    }
    if let Some(waiver) = &change.waiver {
        out.push(("- waived: ", name(&waived(waiver)), "\n"));
    }
    out.push(("- fingerprint ", plain(&change.fingerprint), "\n"));
    if let Some(witness) = &change.witness {
        let (head, body) = message_lines(witness);
        let mut text: Vec<Plain> = head.iter().map(|line| name(line)).collect();
        if let Some(body) = body {
            text.push(Plain::default());
            text.extend(lines(&shortened(&body, LONG)).map(plain));
        }
        let introduction = introduction(change, witness);
        out.push(("\nFor example, ", introduction, "\n\n", Fence { language: "http", lines: &text }, "\n"));
    }
    out.push("\n");
}

fn write_short(out: &mut Shown<Markdown>, change: &Change) {
    let at = change.revision.as_ref().or(change.base.as_ref()).map(|site| (" at ", name(&place(site))));
    let waived = change.waiver.as_ref().map(|waiver| (", waived: ", name(&waived(waiver))));
    let level = change.level.as_ref().map(|level| (", level ", name(&leveled(level))));
    let renamed = change.renamed.as_ref().map(renamed_question);
    let renamed = renamed.as_ref().map(|question| ("; ", Marked(question)));
    let texts = documentation_with(change).map(|texts| ("; also ", name(&texts)));
    let why = change.why.map(|why| ("; ", why.basis.name(), ": ", why.clause));
    out.push(("- `", change.rule.id, "` ", Described(change), at, renamed, texts, why, waived, level, "\n"));
}

/// What a change is about: the rule's words are ours, the subject is the documents'.
struct Described<'c>(&'c Change);

impl Show<Markdown> for Described<'_> {
    fn show(&self, out: &mut Shown<Markdown>) {
        out.push(self.0.rule.summary);
        let subject = subject(self.0);
        if !subject.is_empty() {
            out.push((": ", Marked(&subject)));
        }
    }
}
