//! The report for people as [`Line`]s of texts and their roles: a text has no colours, a terminal has, and both have the
//! same words.

use std::fmt::Display;

use super::{
    LEGEND, Named, OVERLAPPING, documentation_with, introduction, leveled, message_lines, place, renamed_question,
    sentence, shortened, summary, waived,
};
use crate::diff::change::Change;
use crate::diff::comparison::Comparison;
use crate::diff::verdict::{Facet, Step, Verdict};
use crate::plain::{Plain, Screen, Shown, plain};

/// A body with more characters is cut: `--witnesses` writes it whole.
const LONGEST_BODY: usize = 2000;

/// What follows labels begins in one column, where there is room.
const COLUMN: usize = 15;

/// A blank at which no line is broken.
const UNBROKEN: char = '\u{a0}';

/// Terminals with fewer columns have none for labels.
const NARROW: usize = 60;

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// How bad it is.
    Level(Verdict),
    /// The id of a rule, and other headings.
    Heading,
    /// What names the text that follows, and what is beside the point.
    Faint,
    /// Something to take care of.
    Note,
    /// Everything else.
    Text,
}

/// A line of the report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// How far it is from the margin: 0 for headings, 1 for what belongs to them, 2 for what is quoted.
    depth: usize,
    label: Option<&'static str>,
    pieces: Vec<(Role, Plain)>,
    /// To be copied, and so never broken.
    is_verbatim: bool,
}

impl Line {
    fn new(depth: usize, pieces: Vec<(Role, Plain)>) -> Self {
        Self { depth, pieces, ..Self::default() }
    }

    fn labelled(label: &'static str, text: impl Display) -> Self {
        Self { label: Some(label), ..Self::new(1, vec![piece(Role::Text, text)]) }
    }

    /// The line as rows for a terminal of `width` columns, or unbroken; each row is runs of one role.
    pub(crate) fn rows(&self, width: Option<usize>) -> Vec<Vec<(Role, Plain)>> {
        let is_narrow = width.is_some_and(|width| width < NARROW);
        let column = if is_narrow { 4 } else { COLUMN };
        let (margin, hang) = match self.depth {
            0 => (0, 2),
            1 if self.label.is_some() => (2, column),
            1 => (2, 4),
            _ => (column, column),
        };
        let mut rows = Rows::default();
        rows.blanks(margin);
        let mut at = margin;
        if let Some(label) = self.label {
            let gap = if is_narrow { 1 } else { COLUMN.saturating_sub(margin + label.len()).max(1) };
            rows.run(Role::Faint, label);
            rows.blanks(gap);
            at += label.len() + gap;
        }
        for (role, text) in &self.pieces {
            // Each run of one role on one line is painted as a whole.
            let mut run = String::new();
            let mut blanks = 0;
            for (number, word) in text.as_str().split(' ').enumerate() {
                // Pieces follow each other without a blank of their own.
                blanks += usize::from(number > 0);
                let length = word.chars().count();
                if length == 0 {
                    continue;
                }
                let is_full = width.is_some_and(|width| at + blanks + length > width);
                if is_full && blanks > 0 && at > hang && !self.is_verbatim {
                    rows.run(*role, &run);
                    rows.break_here();
                    rows.blanks(hang);
                    run.clear();
                    at = hang;
                } else {
                    run.push_str(&" ".repeat(blanks));
                    at += blanks;
                }
                run.push_str(word);
                at += length;
                blanks = 0;
            }
            run.push_str(&" ".repeat(blanks));
            at += blanks;
            rows.run(*role, &run);
        }
        rows.break_here();
        rows.done
    }
}

/// Rows in the making.
#[derive(Default)]
struct Rows {
    done: Vec<Vec<(Role, Plain)>>,
    row: Vec<(Role, String)>,
}

impl Rows {
    /// Blanks have no role: they would be an escape sequence for nothing.
    fn run(&mut self, role: Role, text: &str) {
        let role = if text.trim().is_empty() { Role::Text } else { role };
        self.row.push((role, text.replace(UNBROKEN, " ")));
    }

    fn blanks(&mut self, number: usize) {
        self.run(Role::Text, &" ".repeat(number));
    }

    /// Ends the row, without the blanks at its end.
    fn break_here(&mut self) {
        let mut row = std::mem::take(&mut self.row);
        while let Some((_, last)) = row.last_mut() {
            last.truncate(last.trim_end().len());
            if !last.is_empty() {
                break;
            }
            row.pop();
        }
        let row = row.into_iter().filter(|(_, text)| !text.is_empty());
        self.done.push(row.map(|(role, text)| (role, plain(text))).collect());
    }
}

fn piece(role: Role, text: impl Display) -> (Role, Plain) {
    (role, plain(text))
}

/// The whole report: the worst first, each change with its places and its example, then what it comes to.
pub(crate) fn lines(comparison: &Comparison) -> Vec<Line> {
    let mut out = Vec::new();
    let of = |verdict| comparison.changes.iter().filter(move |change: &&Change| change.verdict == verdict);
    for verdict in [Verdict::Breaking, Verdict::Undecided, Verdict::Compatible] {
        for change in of(verdict) {
            push_change(&mut out, change);
        }
    }
    for change in of(Verdict::Docs).filter(|change| change.rule.id != "documentation-changed") {
        push_change(&mut out, change);
    }
    let texts = super::documentation(comparison);
    if texts > 0 {
        let noun = if texts == 1 { "text" } else { "texts" };
        let pieces = vec![
            piece(Role::Level(Verdict::Docs), Verdict::Docs.name()),
            piece(Role::Text, format_args!(": {texts} documentation {noun} changed")),
        ];
        out.extend([Line::new(0, pieces), Line::default()]);
    }
    for site in &comparison.overlapping {
        let text = format!(": {}  {}: {OVERLAPPING}", place(site), site.pointer);
        out.extend([Line::new(0, vec![piece(Role::Note, "note"), piece(Role::Text, text)]), Line::default()]);
    }
    for stale in &comparison.stale_waivers {
        let pieces = vec![piece(Role::Note, "note"), piece(Role::Text, format_args!(": {stale}"))];
        out.extend([Line::new(0, pieces), Line::default()]);
    }
    if !out.is_empty() {
        out.extend([Line::new(0, vec![piece(Role::Faint, LEGEND)]), Line::default()]);
    }
    let names = format!("{} -> {}: ", comparison.base, comparison.revision);
    let (verdict, counts) = summary(comparison);
    let counts = Shown::<Screen>::of(counts);
    let level = Role::Level(comparison.verdict());
    let pieces = vec![piece(Role::Text, names), piece(level, verdict), piece(Role::Text, counts.as_str())];
    out.push(Line::new(0, pieces));
    for facet in Facet::ALL {
        if comparison.step(facet) != Step::None {
            let verdict = comparison.verdict_of(facet);
            let next = match comparison.next_version(facet) {
                Some(version) => format!(", next version {version}"),
                None => format!(", needs a new {} version", comparison.step(facet)),
            };
            let pieces = vec![piece(Role::Level(verdict), verdict.name()), piece(Role::Text, next)];
            out.push(Line { label: Some(facet.name()), ..Line::new(1, pieces) });
        }
    }
    out
}

fn push_change(out: &mut Vec<Line>, change: &Change) {
    let facet = change.rule.facet;
    let level = match change.waiver {
        Some(_) => vec![piece(Role::Note, "waived"), piece(Role::Text, format_args!(" ({})", change.verdict))],
        None => vec![piece(Role::Level(change.verdict), change.verdict.name())],
    };
    let rest =
        [piece(Role::Faint, format_args!(" [{facet}]")), piece(Role::Heading, format_args!(" {}", change.rule.id))];
    out.push(Line::new(0, level.into_iter().chain(rest).collect()));
    out.push(Line::new(1, vec![piece(Role::Text, sentence(change))]));
    let short = change.verdict <= Verdict::Compatible;
    match (&change.base, &change.revision) {
        (_, Some(site)) | (Some(site), None) if short => out.push(Line::labelled("at", place(site))),
        (base, revision) => {
            for (name, site) in [("base", base), ("revision", revision)] {
                if let Some(site) = site {
                    out.push(Line::labelled(name, format_args!("{}  {}", place(site), site.pointer)));
                }
            }
        }
    }
    if let Some(renamed) = &change.renamed {
        out.push(Line::new(1, vec![piece(Role::Note, renamed_question(renamed))]));
    }
    if let Some(why) = change.why {
        out.push(Line::labelled("because", why));
    }
    if let Some(texts) = documentation_with(change) {
        out.push(Line::labelled("also", texts));
    }
    if !change.operations.is_empty() {
        let names = change.operations.iter().map(|name| plain(name.replace(' ', "\u{a0}")));
        let names = Shown::<Screen>::of(Named(&names.collect::<Vec<_>>()));
        out.push(Line::labelled("affects", names.as_str()));
    }
    if let Some(witness) = &change.witness {
        out.push(Line::labelled("example", introduction(change, witness).concat()));
        let (head, body) = message_lines(witness);
        for text in head.into_iter().chain(body.map(|body| shortened(&body, LONGEST_BODY))) {
            out.push(Line { is_verbatim: true, ..Line::new(2, vec![(Role::Text, plain(text))]) });
        }
    }
    for reason in &change.reasons {
        out.push(Line::labelled(
            "undecided because",
            format_args!("{} ({})", reason.cause.summary(), reason.cause.id()),
        ));
    }
    if let Some(level) = &change.level {
        out.push(Line::labelled("level", leveled(level)));
    }
    if let Some(waiver) = &change.waiver {
        out.push(Line::labelled("waived", waived(waiver)));
    }
    if change.verdict >= Verdict::Undecided {
        out.push(Line::labelled("fingerprint", &change.fingerprint));
    }
    out.push(Line::default());
}

#[cfg(test)]
mod tests {
    use super::{Line, Role, piece};

    fn rendered(line: &Line, width: Option<usize>) -> String {
        let run = |(role, text)| if role == Role::Text { format!("{text}") } else { format!("<{text}>") };
        let row = |row: Vec<_>| row.into_iter().map(run).collect::<String>();
        line.rows(width).into_iter().map(row).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn lines_are_broken_at_blanks_and_painted_by_runs() {
        let pieces = vec![piece(Role::Heading, "one two"), piece(Role::Text, " three four")];
        let line = Line::new(0, pieces);
        assert_eq!(rendered(&line, None), "<one two> three four");
        assert_eq!(rendered(&line, Some(13)), "<one two> three\n  four");
        assert_eq!(rendered(&line, Some(6)), "<one>\n<  two>\n  three\n  four".replace("<  two>", "  <two>"));
    }

    #[test]
    fn labels_have_a_column_where_there_is_room() {
        let line = Line::labelled("at", "a.yaml:1:1  /paths/a/very/long/pointer");
        assert_eq!(rendered(&line, None), "  <at>           a.yaml:1:1  /paths/a/very/long/pointer");
        assert_eq!(rendered(&line, Some(40)), "  <at> a.yaml:1:1\n    /paths/a/very/long/pointer");
        assert_eq!(
            rendered(&Line { is_verbatim: true, ..Line::new(2, vec![piece(Role::Text, "a  b")]) }, Some(3)),
            "    a  b"
        );
    }
}
