//! [`Quote`]: the lines of a document that a change is about, with the edited words marked, beside those of the other document.
//!
//! What belongs to a place is found by its indentation, as readers find it: that is right for YAML, and for JSON over several
//! lines. A long line is cut around its column.

use std::collections::{HashMap, HashSet};

use super::words::differing;
use crate::contract::{Contract, SourceLocation};
use crate::diff::change::Change;
use crate::plain::lines;

/// Lines before and behind what was edited.
const AROUND: usize = 2;

/// So many lines are shown of one document.
const MOST: usize = 18;

/// So many lines of what belongs to a place are read.
const READ: usize = 600;

/// A longer line is cut.
const WIDTH: usize = 180;

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quote {
    /// Where it is.
    pub(crate) site: SourceLocation,
    /// Whether this document does not have it, so that the nearest place above is shown.
    pub(crate) is_above: bool,
    /// None where the place is not in a text.
    pub(crate) lines: Vec<QuotedLine>,
    /// How many edited lines are left out behind them.
    pub(crate) left_out: usize,
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QuotedLine {
    /// From 1.
    pub(crate) number: usize,
    /// How many lines are left out before it.
    pub(crate) skipped: usize,
    /// Whether the other document does not have it.
    pub(crate) is_edited: bool,
    /// Its text in pieces, and whether each was edited.
    pub(crate) pieces: Vec<(bool, String)>,
}

/// Two documents, by lines.
pub(crate) struct Quotes<'c> {
    base: Lines<'c>,
    revision: Lines<'c>,
}

/// A contract, and the lines of those of its files that were asked for.
struct Lines<'c> {
    contract: &'c Contract,
    files: HashMap<String, Vec<&'c str>>,
}

impl<'c> Quotes<'c> {
    pub(crate) fn new(base: &'c Contract, revision: &'c Contract) -> Self {
        let of = |contract| Lines { contract, files: HashMap::new() };
        Self { base: of(base), revision: of(revision) }
    }

    /// The lines of base and of revision that `change` is about.
    pub(crate) fn of(&mut self, change: &Change) -> [Option<Quote>; 2] {
        let depth = |site: &Option<SourceLocation>| site.as_ref().map(|site| site.pointer.tokens().count());
        let (old, new) = (depth(&change.base), depth(&change.revision));
        let old_site = change.base.as_ref().map(|site| self.base.quote(site, old < new));
        let new_site = change.revision.as_ref().map(|site| self.revision.quote(site, new < old));
        let mut quotes = [old_site, new_site];
        if let [Some(old), Some(new)] = &mut quotes {
            let (of_old, of_new) = (self.base.texts(&old.site), self.revision.texts(&new.site));
            mark(old, &of_new);
            mark(new, &of_old);
            if !old.is_above && !new.is_above {
                mark_words(&mut old.lines, &mut new.lines);
            }
        } else {
            quotes.iter_mut().flatten().for_each(|quote| mark(quote, &HashSet::new()));
        }
        quotes.iter_mut().flatten().for_each(focus);
        quotes
    }
}

/// The text of a place: its first line, and those below it that belong to it.
struct Passage<'t> {
    lines: Vec<&'t str>,
    first: usize,
    /// Behind the last line of it.
    end: usize,
}

impl<'c> Lines<'c> {
    fn passage(&mut self, site: &SourceLocation) -> Option<Passage<'c>> {
        if !self.files.contains_key(&site.file) {
            let text = self.contract.text_of(&site.file)?;
            // What is behind the last line break is no line.
            let text = text.strip_suffix('\n').unwrap_or(text);
            self.files.insert(site.file.clone(), lines(text).collect());
        }
        let first = site.line.checked_sub(1)?;
        let from = first.saturating_sub(AROUND);
        let lines: Vec<&str> = self.files.get(&site.file)?.iter().skip(from).take(READ).copied().collect();
        let first = first - from;
        let own = indentation(lines.get(first)?);
        let belongs = |line: &&&str| line.trim().is_empty() || indentation(line) > own;
        let mut end = first + 1 + lines[first + 1..].iter().take_while(belongs).count();
        let closes = |line: &&&str| indentation(line) == own && line.trim_start().starts_with(['}', ']']);
        if lines.get(end).filter(closes).is_some() {
            end += 1;
        }
        while end > first + 1 && lines[end - 1].trim().is_empty() {
            end -= 1;
        }
        Some(Passage { lines, first, end })
    }

    /// The lines of a place and those around it, all of them edited as far as is known.
    fn quote(&mut self, site: &SourceLocation, is_above: bool) -> Quote {
        let none = Quote { site: site.clone(), is_above, lines: Vec::new(), left_out: 0 };
        let Some(Passage { lines, first, end }) = self.passage(site) else { return none };
        // Of the place above, what is in it is beside the point.
        let own = if is_above { first + 1 } else { end };
        let from = site.line - 1 - first;
        let line = |(index, text): (usize, &&str)| QuotedLine {
            number: from + index + 1,
            skipped: 0,
            is_edited: !is_above && (first..own).contains(&index),
            pieces: vec![(false, cut(text, if index == first { site.column } else { 1 }))],
        };
        let lines = lines[..(own + AROUND).min(lines.len())].iter().enumerate().map(line).collect();
        Quote { lines, ..none }
    }

    /// The texts of the lines of a place, without what is around them.
    fn texts(&mut self, site: &SourceLocation) -> HashSet<&'c str> {
        let Some(Passage { lines, first, end }) = self.passage(site) else { return HashSet::new() };
        lines[first..end].iter().map(|line| key(line)).collect()
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Keeps what was edited with the lines around it, and the line of the place itself.
fn focus(quote: &mut Quote) {
    let edited: Vec<usize> = quote.lines.iter().filter(|line| line.is_edited).map(|line| line.number).collect();
    let site = quote.site.line;
    let is_near = |number: usize| {
        let next = edited.partition_point(|edited| edited + AROUND < number);
        edited.get(next).is_some_and(|edited| number + AROUND >= *edited)
    };
    let is_kept = |number: usize| number == site || is_near(number) || edited.is_empty() && number <= site + 2 * AROUND;
    let mut skipped = 0;
    let mut kept = Vec::new();
    for mut line in std::mem::take(&mut quote.lines) {
        if kept.len() >= MOST {
            quote.left_out += usize::from(line.is_edited);
        } else if is_kept(line.number) {
            line.skipped = std::mem::take(&mut skipped);
            kept.push(line);
        } else if !kept.is_empty() {
            skipped += 1;
        }
    }
    quote.lines = kept;
}

/// A comma behind the last member says nothing.
fn key(line: &str) -> &str {
    line.trim().trim_end_matches(',')
}

/// Leaves marked only the lines that the other document does not have.
fn mark(quote: &mut Quote, others: &HashSet<&str>) {
    for line in quote.lines.iter_mut().filter(|line| line.is_edited) {
        let text: String = line.pieces.iter().map(|(_, text)| text.as_str()).collect();
        line.is_edited = !text.trim().is_empty() && !others.contains(key(&text));
        line.pieces = vec![(false, text)];
    }
}

/// Marks the words of edited lines that differ from those of the line that took its place.
fn mark_words(old: &mut [QuotedLine], new: &mut [QuotedLine]) {
    let pairs = old.iter_mut().filter(|line| line.is_edited).zip(new.iter_mut().filter(|line| line.is_edited));
    for (old, new) in pairs {
        let text = |line: &QuotedLine| line.pieces.iter().map(|(_, text)| text.as_str()).collect::<String>();
        let (left, right) = (text(old), text(new));
        if let Some((left, right)) = differing(&left, &right) {
            (old.pieces, new.pieces) = (left, right);
        }
    }
}

/// A line that is not much longer than a screen is wide, cut around its column.
fn cut(line: &str, column: usize) -> String {
    let total = line.chars().count();
    if total <= WIDTH {
        return line.to_owned();
    }
    let from = column.saturating_sub(WIDTH / 3).min(total - WIDTH);
    let shown: String = line.chars().skip(from).take(WIDTH).collect();
    let before = if from > 0 { "…" } else { "" };
    let after = if from + WIDTH < total { "…" } else { "" };
    format!("{before}{shown}{after}")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "a test fails by panicking")]

    use super::{Quote, Quotes, cut};
    use crate::contract::Contract;
    use crate::diff::{Settings, compare};

    const BASE: &str = "\
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /orders:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'200': {description: D}}
components:
  schemas:
    Order:
      type: object
      properties:
        name:
          type: string
          maxLength: 255
        note: {type: string}
";

    /// `>` before edited lines, and brackets around edited words.
    fn drawn(quote: &Option<Quote>) -> String {
        let Some(quote) = quote else { return "none".to_owned() };
        let line = |line: &super::QuotedLine| {
            let piece = |(edited, text): &(bool, String)| if *edited { format!("[{text}]") } else { text.clone() };
            let mark = if line.is_edited { '>' } else { ' ' };
            format!("{mark}{} {}", line.number, line.pieces.iter().map(piece).collect::<String>())
        };
        quote.lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn of(base: &str, revision: &str) -> [String; 2] {
        let base = Contract::from_str(base, "base.yaml").expect("a document");
        let revision = Contract::from_str(revision, "revision.yaml").expect("a document");
        let comparison = compare(&base, &revision, &Settings::new());
        let change = comparison.changes.first().expect("a change");
        Quotes::new(&base, &revision).of(change).map(|quote| drawn(&quote))
    }

    #[test]
    fn edited_words_are_marked() {
        let [old, new] = of(BASE, &BASE.replace("maxLength: 255", "maxLength: 100"));
        let drawn = |most: u64| {
            format!(
                " 13         name:\n 14           type: string\n>15           maxLength: [{most}]\n 16         note: {{type: string}}"
            )
        };
        assert_eq!((old, new), (drawn(255), drawn(100)));
    }

    #[test]
    fn what_was_removed_is_marked_where_it_was() {
        let [old, new] = of(BASE, &BASE.replace("        note: {type: string}\n", ""));
        assert!(old.ends_with(">16         note: {type: string}"), "{old}");
        assert!(new.contains("properties:") && !new.contains('>'), "{new}");
    }

    #[test]
    fn lines_between_edited_ones_are_left_out() {
        let names: String = (0..40).map(|number| format!("        n{number}: {{type: string}}\n")).collect();
        let base = BASE.replace("        name:", &format!("{names}        name:"));
        let revision = base.replace("type: object", "type: object\n      minProperties: 1").replace("255", "100");
        let [old, new] = of(&base, &revision);
        assert!(old.lines().count() < 8 && new.lines().count() < 8, "{old}\n{new}");
    }

    #[test]
    fn a_long_line_is_cut_around_its_column() {
        let line = format!("{}here{}", "a".repeat(500), "b".repeat(500));
        let cut = cut(&line, 501);
        assert!(cut.contains("here") && cut.starts_with('…') && cut.ends_with('…') && cut.chars().count() < 190);
    }
}
