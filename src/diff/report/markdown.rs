//! The report as a comment on a pull request.
//!
//! Whoever opens a pull request chooses the names, paths and values in its documents. All of them are written in code spans and
//! fences that they cannot close, where nothing is a link, a mention, an image or a heading.

use std::fmt::Write;

use super::{LEGEND, LONG, introduction, message_lines, named, place, shortened, summary, waived};
use crate::diff::change::Change;
use crate::diff::comparison::Comparison;
use crate::diff::verdict::{Facet, Step, Verdict};
use crate::plain::{plain, plain_lines};

/// Markdown: a headline, a table of facets, what breaks with its witness, and the rest folded away.
#[must_use]
pub fn markdown(comparison: &Comparison) -> String {
    let mut out = String::new();
    let (verdict, counts) = summary(comparison);
    _ = writeln!(out, "### {verdict}{counts}\n");
    _ = writeln!(out, "{} → {}\n", code(&comparison.base), code(&comparison.revision));
    if Facet::ALL.iter().any(|facet| comparison.step(*facet) != Step::None) {
        _ = writeln!(out, "| facet | verdict | next version |\n|---|---|---|");
        for facet in Facet::ALL {
            let step = comparison.step(facet);
            if step != Step::None {
                let next = comparison.next_version(facet).unwrap_or_else(|| format!("a new {step} version"));
                _ = writeln!(out, "| {facet} | {} | {next} |", comparison.verdict_of(facet));
            }
        }
        out.push('\n');
    }
    for verdict in [Verdict::Breaking, Verdict::Undecided] {
        for change in comparison.changes.iter().filter(|change| change.verdict == verdict) {
            write_change(&mut out, change);
        }
    }
    let others: Vec<&Change> = comparison.changes.iter().filter(|change| change.verdict < Verdict::Undecided).collect();
    if !others.is_empty() {
        let noun = if others.len() == 1 { "change that breaks" } else { "changes that break" };
        _ = writeln!(out, "<details><summary>{} {noun} nothing</summary>\n", others.len());
        for change in others {
            write_short(&mut out, change);
        }
        _ = writeln!(out, "\n</details>\n");
    }
    for stale in &comparison.stale_waivers {
        _ = writeln!(out, "> {}\n", spans(stale));
    }
    if !comparison.changes.is_empty() {
        _ = writeln!(out, "{}", LEGEND.replace(['[', ']'], "`"));
    }
    out
}

fn write_change(out: &mut String, change: &Change) {
    let waived_before = if change.waiver.is_some() { "waived, " } else { "" };
    _ = writeln!(out, "#### {waived_before}{} `{}`: {}\n", change.verdict, change.rule.facet, described(change));
    let places: Vec<String> =
        [&change.base, &change.revision].into_iter().flatten().map(|site| code(&place(site))).collect();
    _ = writeln!(out, "- rule `{}` at {}", change.rule.id, places.join(" → "));
    if !change.operations.is_empty() {
        let names = change.operations.iter().map(|name| code(name));
        _ = writeln!(out, "- affects {}", named(names, change.operations.len()));
    }
    for reason in &change.reasons {
        _ = writeln!(out, "- undecided because {}", reason.cause.summary());
    }
    if let Some(waiver) = &change.waiver {
        _ = writeln!(out, "- waived: {}", code(&waived(waiver)));
    }
    _ = writeln!(out, "- fingerprint `{}`", change.fingerprint);
    if let Some(witness) = &change.witness {
        let (head, body) = message_lines(witness);
        let mut text = head.iter().map(plain).collect::<Vec<_>>().join("\n");
        if let Some(body) = body {
            text = format!("{text}\n\n{}", plain_lines(shortened(&body, LONG)));
        }
        // A fence that the text cannot close.
        let fence = "`".repeat(3.max(longest_run(&text) + 1));
        let introduction = introduction(change, witness);
        _ = writeln!(out, "\nFor example, {introduction}\n\n{fence}http\n{text}\n{fence}");
    }
    out.push('\n');
}

fn write_short(out: &mut String, change: &Change) {
    let at = change.revision.as_ref().or(change.base.as_ref()).map(|site| format!(" at {}", code(&place(site))));
    let waived = change.waiver.as_ref().map(|waiver| format!(", waived: {}", code(&waived(waiver))));
    let (at, waived) = (at.unwrap_or_default(), waived.unwrap_or_default());
    _ = writeln!(out, "- `{}` {}{at}{waived}", change.rule.id, described(change));
}

/// What a change is about: the rule's words are ours, the subject is the documents'.
fn described(change: &Change) -> String {
    match change.subject.as_str() {
        "" => change.rule.summary.to_owned(),
        subject => format!("{}: {}", change.rule.summary, spans(subject)),
    }
}

/// A text that marks what comes from documents by backticks, with nothing but plain words between them. A name with backticks
/// of its own could say anything there: then all of it becomes code.
fn spans(text: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || " ,:()".contains(character);
    let parts: Vec<&str> = text.split('`').collect();
    let last = parts.len() - 1;
    let is_ours = parts.iter().enumerate().all(|(number, part)| match (number % 2, number) {
        (0, number) => part.chars().all(is_plain) && (!part.is_empty() || number == 0 || number == last),
        _ => !part.is_empty() && number < last,
    });
    if !is_ours {
        return code(text);
    }
    parts
        .into_iter()
        .enumerate()
        .map(|(number, part)| if number % 2 == 0 { part.to_owned() } else { code(part) })
        .collect()
}

/// A code span that its text cannot close, on one line.
fn code(text: &str) -> String {
    let text = plain(text);
    let fence = "`".repeat(longest_run(&text) + 1);
    // A blank is taken off on both sides where both have one.
    let is_padded = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) || text.is_empty();
    let pad = if is_padded { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{code, spans};

    #[test]
    fn code_spans_are_closed_by_their_fence_alone() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`a\n@everyone"), r"`` `a\u{a}@everyone ``");
        assert_eq!(code(""), "`  `");
    }

    #[test]
    fn what_is_not_of_plain_words_is_all_code() {
        assert_eq!(spans("`a` to `b`, and 3 more"), "`a` to `b`, and 3 more");
        assert_eq!(spans("header `x`"), "header `x`");
        assert_eq!(spans("`x` @all www.example.com `y`"), "`` `x` @all www.example.com `y` ``");
        assert_eq!(spans("`a``b`"), "``` `a``b` ```");
        assert_eq!(spans("`a"), "`` `a ``");
    }
}
