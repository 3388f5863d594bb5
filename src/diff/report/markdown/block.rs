//! One change: a row of the table, a block that is folded below it, or a line of the list.

use super::{Described, LONG, name};
use crate::diff::change::{Change, Renamed};
use crate::diff::report::{
    Named, documentation_with, introduction, leveled, message_lines, place, schema_name, shortened, waived,
};
use crate::plain::{Cell, CodeSpans, Fence, Joined, Markdown, Plain, Show, Shown, lines, plain};

/// A row: how bad it is, what it is, whom it affects, where it is.
pub(super) fn row(change: &Change) -> Shown<Markdown> {
    let mut row: Shown<Cell> = Shown::new();
    let waived = change.waiver.as_ref().map(|_| "waived, ");
    let level = change.level.as_ref().map(|level| (", level ", level.level.name()));
    row.push((
        "| ",
        waived,
        "**",
        change.verdict.name(),
        "** ",
        change.rule.facet.name(),
        level,
        " | ",
        Described(change),
    ));
    let schema = change.base.as_ref().or(change.revision.as_ref()).and_then(|site| schema_name(&site.pointer));
    row.push(schema.map(|schema| (" in ", name(&schema))));
    row.push((change.renamed.as_ref().map(|renamed| ("; ", Question(renamed))), " | "));
    let operations: Vec<Plain> = change.operations.iter().map(|operation| name(operation)).collect();
    row.push((Named(&operations), " | "));
    row.push((change.revision.as_ref().or(change.base.as_ref()).map(|site| name(&place(site))), " |\n"));
    Shown::of(row)
}

/// What proves it, and how it is accepted, folded.
pub(super) fn block(change: &Change) -> Shown<Markdown> {
    let mut out = Shown::new();
    let waived_before = change.waiver.as_ref().map(|_| "waived, ");
    out.push(("<details><summary>", waived_before, change.verdict.name(), ": ", change.rule.id, "</summary>\n\n"));
    out.push((Described(change), "\n\n"));
    let places: Vec<Plain> =
        [&change.base, &change.revision].into_iter().flatten().map(|site| name(&place(site))).collect();
    out.push(("- rule `", change.rule.id, "` at ", Joined(&places, " → "), "\n"));
    if !change.operations.is_empty() {
        let names: Vec<Plain> = change.operations.iter().map(|operation| name(operation)).collect();
        out.push(("- affects ", Named(&names), "\n"));
    }
    out.push(change.renamed.as_ref().map(|renamed| ("- ", Question(renamed), "\n")));
    if let Some(texts) = documentation_with(change) {
        out.push(("- also ", name(&texts), "\n"));
    }
    for reason in &change.reasons {
        out.push(("- undecided because ", reason.cause.summary(), "\n"));
    }
    if let Some(level) = &change.level {
        out.push(("- level ", name(&leveled(level)), "\n"));
    }
    match &change.waiver {
        Some(waiver) => out.push(("- waived: ", name(&waived(waiver)), "\n")),
        None => {
            let accept = format!("order-contracts waive {} --reason '…'", change.fingerprint);
            out.push(("- to accept it: ", plain(accept), "\n"));
        }
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
    out.push("\n</details>\n\n");
    out
}

/// An item of the list of changes that break nothing.
pub(super) fn line(change: &Change) -> Shown<Markdown> {
    let at = change.revision.as_ref().or(change.base.as_ref()).map(|site| (" at ", name(&place(site))));
    let waived = change.waiver.as_ref().map(|waiver| (", waived: ", name(&waived(waiver))));
    let level = change.level.as_ref().map(|level| (", level ", name(&leveled(level))));
    let renamed = change.renamed.as_ref().map(|renamed| ("; ", Question(renamed)));
    let texts = documentation_with(change).map(|texts| ("; also ", name(&texts)));
    let why = change.why.map(|why| ("; ", why.basis.name(), ": ", why.clause));
    Shown::of(("- `", change.rule.id, "` ", Described(change), at, renamed, texts, why, waived, level, "\n"))
}

/// Whether something was renamed.
struct Question<'r>(&'r Renamed);

impl<D: CodeSpans> Show<D> for Question<'_> {
    fn show(&self, out: &mut Shown<D>) {
        let end = if self.0.is_certain { "" } else { "?" };
        out.push(("renamed ", name(&self.0.from), " to ", name(&self.0.to), end));
    }
}
