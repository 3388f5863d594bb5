//! The section of one comparison: what fits, the worst first, and how much did not.

use super::block::{block, line, row};
use super::room::Room;
use super::{Section, name};
use crate::diff::change::Change;
use crate::diff::comparison::Comparison;
use crate::diff::report::{OVERLAPPING, place, summary};
use crate::diff::verdict::{Facet, Step, Verdict};
use crate::plain::{Hidden, Joined, Markdown, Show, Shown};

/// Kept for the sentences below a part.
const SENTENCES: usize = 400;

/// The section, or nothing where not even its headline fits.
pub(super) fn section(section: &Section<'_>, room: Room) -> Option<Shown<Markdown>> {
    let mut room = room.without(SENTENCES);
    let Section { comparison, is_new, .. } = *section;
    let mut out = Shown::new();
    if !room.try_push(&mut out, headline(section)) {
        return None;
    }
    if is_new {
        return Some(out);
    }
    let mut attention: Vec<&Change> =
        comparison.changes.iter().filter(|change| change.verdict >= Verdict::Undecided).collect();
    attention.sort_by_key(|change| change.waiver.is_some());
    let others: Vec<&Change> = comparison.changes.iter().filter(|change| change.verdict < Verdict::Undecided).collect();
    if !attention.is_empty() {
        let mut table = Shown::new();
        table.push("| | change | affects | where |\n|---|---|---|---|\n");
        // The proofs share the room with the table.
        let mut half = room.without(SENTENCES).share(2);
        let shown = attention.iter().take_while(|change| half.try_push(&mut table, row(change))).count();
        left_out(&mut table, attention.len() - shown, " in this table");
        table.push("\n");
        room.push(&mut out, table);
        let mut blocks = Shown::new();
        let mut most = room.without(2 * SENTENCES);
        let shown = attention.iter().take_while(|change| most.try_push(&mut blocks, block(change))).count();
        left_out(&mut blocks, attention.len() - shown, " with details");
        room.push(&mut out, blocks);
    }
    if !others.is_empty() {
        let noun = if others.len() == 1 { "change that breaks" } else { "changes that break" };
        let mut list = Shown::of(("<details><summary>", others.len(), " ", noun, " nothing</summary>\n\n"));
        let mut most = room.without(SENTENCES);
        let shown = others.iter().take_while(|change| most.try_push(&mut list, line(change))).count();
        left_out(&mut list, others.len() - shown, "");
        list.push("\n</details>\n\n");
        room.push(&mut out, list);
    }
    notes(&mut out, comparison, &mut room);
    Some(out)
}

fn headline(section: &Section<'_>) -> Shown<Markdown> {
    let comparison = section.comparison;
    let (verdict, counts) = summary(comparison);
    let mut out = Shown::of(("<!-- order-contracts diff ", Hidden(section.name), " -->\n"));
    if section.is_new {
        out.push(("### new document: ", name(section.name), ", nothing to compare\n\n"));
        return out;
    }
    out.push(("### ", verdict, ": ", name(section.name), counts, "\n\n"));
    let steps = Facet::ALL.into_iter().filter(|facet| comparison.step(*facet) != Step::None);
    let worst = steps.clone().max_by_key(|facet| (comparison.step(*facet), std::cmp::Reverse(*facet)));
    if let Some(worst) = worst {
        match comparison.next_version(worst).and_then(|version| Version::parse(&version)) {
            Some(version) => {
                let now = comparison.base_version.as_deref().map(|now| (" after ", name(now)));
                out.push(("Next version **", version, "**", now, ": "));
            }
            None => out.push(("A new ", comparison.step(worst).name(), " version is needed: ")),
        }
        let verdicts = steps.map(|facet| (facet.name(), " ", comparison.verdict_of(facet).name()));
        out.push((Joined(&verdicts.collect::<Vec<_>>(), ", "), ". "));
    }
    out.push(("Compared with ", name(&comparison.base), ".\n\n"));
    out
}

fn left_out(out: &mut Shown<Markdown>, count: usize, from: &'static str) {
    if count > 0 {
        let noun = if count == 1 { " more change is" } else { " more changes are" };
        out.push((
            "\n",
            count,
            noun,
            " not shown",
            from,
            ": a report has only so much room. JSON has all of them.\n\n",
        ));
    }
}

fn notes(out: &mut Shown<Markdown>, comparison: &Comparison, room: &mut Room) {
    let overlapping = comparison.overlapping.iter().map(|site| {
        let at = format!("{} {}", place(site), site.pointer);
        Shown::of(("> ", name(&at), ": ", OVERLAPPING, "\n\n"))
    });
    let stale = comparison.stale_waivers.iter().map(|stale| Shown::of(("> ", name(stale), "\n\n")));
    let mut most = room.without(SENTENCES);
    let all: Vec<Shown<Markdown>> = overlapping.chain(stale).collect();
    let count = all.len();
    let shown = all.into_iter().take_while(|note| most.try_push(out, note.clone())).count();
    if shown < count {
        out.push(("> ", count - shown, " more notes are not shown.\n\n"));
    }
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
