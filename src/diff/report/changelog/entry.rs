//! The entries: changes that are one edit become one line, under the heading for its kind.

use std::collections::BTreeMap;

use crate::diff::change::Change;
use crate::diff::comparison::Comparison;
use crate::diff::report::{LONG, Named, schema_name, sentence_parts};
use crate::diff::verdict::Verdict;
use crate::plain::{Joined, Markdown, Marked, Plain, Shown, plain};
use crate::pointer::Pointer;

/// The headings, in their order: those of Keep a Changelog, with what may break above them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Heading {
    Breaking,
    PerhapsBreaking,
    Added,
    Changed,
    Deprecated,
    Removed,
    Security,
    Documentation,
}

impl Heading {
    pub(super) const ALL: [Self; 8] = [
        Self::Breaking,
        Self::PerhapsBreaking,
        Self::Added,
        Self::Changed,
        Self::Deprecated,
        Self::Removed,
        Self::Security,
        Self::Documentation,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Breaking => "Breaking",
            Self::PerhapsBreaking => "Perhaps breaking",
            Self::Added => "Added",
            Self::Changed => "Changed",
            Self::Deprecated => "Deprecated",
            Self::Removed => "Removed",
            Self::Security => "Security",
            Self::Documentation => "Documentation",
        }
    }

    fn of(change: &Change) -> Self {
        let id = change.rule.id;
        match change.verdict {
            Verdict::Breaking => Self::Breaking,
            Verdict::Undecided => Self::PerhapsBreaking,
            Verdict::Docs if id == "documentation-changed" => Self::Documentation,
            _ if id.contains("security") => Self::Security,
            _ if id.contains("deprecated") || id.contains("sunset") => Self::Deprecated,
            _ if id.ends_with("-added") => Self::Added,
            _ if id.ends_with("-removed") => Self::Removed,
            _ => Self::Changed,
        }
    }
}

/// The lines under each heading, by operation.
pub(super) fn entries_of(comparison: &Comparison) -> Vec<(Heading, Vec<Shown<Markdown>>)> {
    // The changes of one edit, which are the same place and subject in both directions, or the two names of one rename.
    let mut edits: Vec<(Key<'_>, Vec<&Change>)> = Vec::new();
    let mut known: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    for change in &comparison.changes {
        let key = Key::of(change);
        let number = *known.entry(key.clone()).or_insert(edits.len());
        match edits.get_mut(number) {
            Some((_, changes)) => changes.push(change),
            None => edits.push((key, vec![change])),
        }
    }
    let mut headings: BTreeMap<Heading, Vec<Line>> = BTreeMap::new();
    for (_, changes) in &edits {
        // The worst comes first.
        let Some(first) = changes.first() else { continue };
        headings.entry(Heading::of(first)).or_default().push(line(changes, first));
    }
    if let Some(lines) = headings.get_mut(&Heading::Documentation) {
        lines.clear();
        lines.push((Vec::new(), Shown::of("- descriptions, examples and other texts were revised")));
    }
    headings
        .into_iter()
        .map(|(heading, mut lines)| {
            lines.sort_by(|(left, _), (right, _)| left.cmp(right));
            (heading, lines.into_iter().map(|(_, line)| line).collect())
        })
        .collect()
}

/// What distinguishes edits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'c> {
    Renamed(&'c str, &'c str),
    Edited(Option<&'c Pointer>, Option<&'c Pointer>, &'c str),
}

impl<'c> Key<'c> {
    fn of(change: &'c Change) -> Self {
        match &change.renamed {
            Some(renamed) => Self::Renamed(&renamed.from, &renamed.to),
            None => {
                let pointers = [&change.base, &change.revision].map(|site| site.as_ref().map(|site| &site.pointer));
                Self::Edited(pointers[0], pointers[1], &change.subject)
            }
        }
    }
}

/// A line, behind the operations by which it is sorted.
type Line = (Vec<String>, Shown<Markdown>);

fn line(changes: &[&Change], first: &Change) -> Line {
    let mut operations: Vec<String> = Vec::new();
    let mut rules: Vec<&'static str> = Vec::new();
    for change in changes {
        operations
            .extend(change.operations.iter().filter(|name| !operations.contains(name)).cloned().collect::<Vec<_>>());
        if !rules.contains(&change.rule.id) {
            rules.push(change.rule.id);
        }
    }
    let mut out = Shown::of("- ");
    if !operations.is_empty() {
        let names: Vec<Plain> = operations.iter().map(|name| short(name)).collect();
        out.push((Named(&names), ": "));
    }
    match &first.renamed {
        Some(renamed) => {
            let perhaps = if renamed.is_certain { "" } else { "perhaps " };
            out.push((perhaps, "renamed ", short(&renamed.from), " to ", short(&renamed.to)));
        }
        None => {
            let (summary, subject) = sentence_parts(first);
            out.push(summary);
            if !subject.is_empty() {
                out.push((": ", Marked(&subject)));
            }
        }
    }
    let place = first.base.as_ref().or(first.revision.as_ref()).and_then(|site| schema_name(&site.pointer));
    out.push(place.map(|place| (" in ", short(&place))));
    out.push((" [", Joined(&rules, ", "), "]"));
    (operations, out)
}

fn short(text: &str) -> Plain {
    plain(text).shortened(LONG)
}
