//! The report for people as [`Line`]s of what is said in which role: a text has no colours, a terminal has, and both have the
//! same words.

use super::{LEGEND, introduction, message_lines, named, place, sentence, shortened, summary, waived};
use crate::diff::change::Change;
use crate::diff::comparison::Comparison;
use crate::diff::verdict::{Facet, Step, Verdict};
use crate::plain::plain;

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
    /// What names the text that follows, and what is said beside the point.
    Faint,
    /// Something to take care of.
    Note,
    /// Everything else.
    Text,
}

/// A line of the report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// How far it is from the margin: 0 for headings, 1 for what is said of them, 2 for what is quoted.
    depth: usize,
    label: Option<&'static str>,
    pieces: Vec<(Role, String)>,
    /// To be copied, and so never broken.
    is_verbatim: bool,
}

impl Line {
    fn new(depth: usize, pieces: Vec<(Role, String)>) -> Self {
        Self { depth, pieces, ..Self::default() }
    }

    fn labelled(label: &'static str, text: String) -> Self {
        Self { label: Some(label), ..Self::new(1, vec![(Role::Text, text)]) }
    }

    /// The line for a terminal of `width` columns, or unbroken; `paint` decides what a role looks like.
    pub(crate) fn render(&self, width: Option<usize>, paint: impl Fn(Role, &str) -> String) -> String {
        let is_narrow = width.is_some_and(|width| width < NARROW);
        let column = if is_narrow { 4 } else { COLUMN };
        let (margin, hang) = match self.depth {
            0 => (0, 2),
            1 if self.label.is_some() => (2, column),
            1 => (2, 4),
            _ => (column, column),
        };
        let mut out = " ".repeat(margin);
        let mut at = margin;
        if let Some(label) = self.label {
            let gap = if is_narrow { 1 } else { COLUMN.saturating_sub(margin + label.len()).max(1) };
            out.push_str(&paint(Role::Faint, label));
            out.push_str(&" ".repeat(gap));
            at += label.len() + gap;
        }
        for (role, text) in &self.pieces {
            // Each run of one role on one line is painted as a whole.
            let mut run = String::new();
            let mut blanks = 0;
            for (number, word) in text.split(' ').enumerate() {
                // Pieces follow each other without a blank of their own.
                blanks += usize::from(number > 0);
                let length = word.chars().count();
                if length == 0 {
                    continue;
                }
                let is_full = width.is_some_and(|width| at + blanks + length > width);
                if is_full && blanks > 0 && at > hang && !self.is_verbatim {
                    out.push_str(&painted(&paint, *role, &run));
                    out.push('\n');
                    out.push_str(&" ".repeat(hang));
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
            out.push_str(&painted(&paint, *role, &run));
        }
        out.truncate(out.trim_end().len());
        out.replace(UNBROKEN, " ")
    }
}

/// Nothing is not painted: it would be an escape sequence for nothing.
fn painted(paint: impl Fn(Role, &str) -> String, role: Role, text: &str) -> String {
    if text.trim().is_empty() { text.to_owned() } else { paint(role, text) }
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
            (Role::Level(Verdict::Docs), Verdict::Docs.name().to_owned()),
            (Role::Text, format!(": {texts} documentation {noun} changed")),
        ];
        out.extend([Line::new(0, pieces), Line::default()]);
    }
    for stale in &comparison.stale_waivers {
        let pieces = vec![(Role::Note, "note".to_owned()), (Role::Text, format!(": {}", plain(stale)))];
        out.extend([Line::new(0, pieces), Line::default()]);
    }
    if !out.is_empty() {
        out.extend([Line::new(0, vec![(Role::Faint, LEGEND.to_owned())]), Line::default()]);
    }
    let names = format!("{} -> {}: ", plain(&comparison.base), plain(&comparison.revision));
    let (verdict, counts) = summary(comparison);
    let pieces = vec![(Role::Text, names), (Role::Level(comparison.verdict()), verdict), (Role::Text, counts)];
    out.push(Line::new(0, pieces));
    for facet in Facet::ALL {
        if comparison.step(facet) != Step::None {
            let verdict = comparison.verdict_of(facet);
            let next = match comparison.next_version(facet) {
                Some(version) => format!(", next version {version}"),
                None => format!(", needs a new {} version", comparison.step(facet)),
            };
            let pieces = vec![(Role::Level(verdict), verdict.name().to_owned()), (Role::Text, next)];
            out.push(Line { label: Some(facet.name()), ..Line::new(1, pieces) });
        }
    }
    out
}

fn push_change(out: &mut Vec<Line>, change: &Change) {
    let facet = change.rule.facet;
    let level = match change.waiver {
        Some(_) => vec![(Role::Note, "waived".to_owned()), (Role::Text, format!(" ({})", change.verdict))],
        None => vec![(Role::Level(change.verdict), change.verdict.name().to_owned())],
    };
    let rest = [(Role::Faint, format!(" [{facet}]")), (Role::Heading, format!(" {}", change.rule.id))];
    out.push(Line::new(0, level.into_iter().chain(rest).collect()));
    out.push(Line::new(1, vec![(Role::Text, plain(sentence(change)))]));
    let short = change.verdict <= Verdict::Compatible;
    match (&change.base, &change.revision) {
        (_, Some(site)) | (Some(site), None) if short => out.push(Line::labelled("at", plain(place(site)))),
        (base, revision) => {
            for (name, site) in [("base", base), ("revision", revision)] {
                if let Some(site) = site {
                    out.push(Line::labelled(name, plain(format_args!("{}  {}", place(site), site.pointer))));
                }
            }
        }
    }
    if !change.operations.is_empty() {
        let names = change.operations.iter().map(|name| name.replace(' ', "\u{a0}"));
        out.push(Line::labelled("affects", plain(named(names, change.operations.len()))));
    }
    if let Some(witness) = &change.witness {
        out.push(Line::labelled("example", introduction(change, witness)));
        let (head, body) = message_lines(witness);
        for text in head.into_iter().chain(body.map(|body| shortened(&body, LONGEST_BODY))) {
            out.push(Line { is_verbatim: true, ..Line::new(2, vec![(Role::Text, plain(text))]) });
        }
    }
    for reason in &change.reasons {
        out.push(Line::labelled("undecided because", format!("{} ({})", reason.cause.summary(), reason.cause.id())));
    }
    if let Some(waiver) = &change.waiver {
        out.push(Line::labelled("waived", plain(waived(waiver))));
    }
    if change.verdict >= Verdict::Undecided {
        out.push(Line::labelled("fingerprint", change.fingerprint.clone()));
    }
    out.push(Line::default());
}

#[cfg(test)]
mod tests {
    use super::{Line, Role};

    fn rendered(line: &Line, width: Option<usize>) -> String {
        line.render(width, |role, text| if role == Role::Text { text.to_owned() } else { format!("<{text}>") })
    }

    #[test]
    fn lines_are_broken_at_blanks_and_painted_by_runs() {
        let pieces = vec![(Role::Heading, "one two".to_owned()), (Role::Text, " three four".to_owned())];
        let line = Line::new(0, pieces);
        assert_eq!(rendered(&line, None), "<one two> three four");
        assert_eq!(rendered(&line, Some(13)), "<one two> three\n  four");
        assert_eq!(rendered(&line, Some(6)), "<one>\n<  two>\n  three\n  four".replace("<  two>", "  <two>"));
    }

    #[test]
    fn labels_have_a_column_where_there_is_room() {
        let line = Line::labelled("at", "a.yaml:1:1  /paths/a/very/long/pointer".to_owned());
        assert_eq!(rendered(&line, None), "  <at>           a.yaml:1:1  /paths/a/very/long/pointer");
        assert_eq!(rendered(&line, Some(40)), "  <at> a.yaml:1:1\n    /paths/a/very/long/pointer");
        assert_eq!(
            rendered(&Line { is_verbatim: true, ..Line::new(2, vec![(Role::Text, "a  b".to_owned())]) }, Some(3)),
            "    a  b"
        );
    }
}
