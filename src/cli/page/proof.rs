//! [`Proof`]: the exchange that proves a change, to be run, and to be read with the offending part marked.

use super::prose::{Prose, cut, prose};
use crate::contract::Contract;
use crate::diff::{Change, Reading, UndecidedCause, Verdict, Witness, refusal};
use crate::json;
use crate::plain::{lines, shell_word};
use crate::pointer::Pointer;
use crate::validate::{Part, Recorded, Violation};

/// A body with more characters is cut: `--witnesses` writes it whole.
const LONGEST: usize = 4_000;

/// A body with more lines is shown around what is refused.
const TALL: usize = 36;

/// The exchange of a change.
#[derive(Debug)]
pub(super) struct Proof {
    /// `request` or `response`.
    pub(super) message: &'static str,
    /// Which document allows it, and which does not.
    pub(super) sender: &'static str,
    pub(super) receiver: &'static str,
    pub(super) is_undeclared: bool,
    pub(super) is_any_of: bool,
    /// The command that sends the request, by lines; none for a callback, which servers send.
    pub(super) curl: Vec<String>,
    /// The message that matters, head and body.
    pub(super) head: Vec<String>,
    pub(super) body: Vec<Line>,
    /// All lines, where `body` has only those around what is refused.
    pub(super) whole: Vec<Line>,
    pub(super) left_out: usize,
    /// Why the receiver refuses it.
    pub(super) refusals: Vec<Prose>,
}

/// A line of a body in pieces, and whether each is what is refused.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// How many lines are left out before it.
    pub(super) skipped: usize,
    pub(super) pieces: Vec<(bool, String)>,
}

/// The proof of `change`, where it has one.
pub(super) fn proof(change: &Change, base: &Contract, revision: &Contract) -> Option<Proof> {
    let witness = change.witness.as_ref()?;
    let violations = refusal(witness, base, revision);
    let Recorded { request, response, .. } = &witness.exchange;
    let (head, headers, body) = match response {
        Some(response) => (format!("HTTP {}", response.status), &response.headers, &response.body),
        None => (format!("{} {}", request.method, request.target), &request.headers, &request.body),
    };
    let header = |(name, value): (&str, &[u8])| format!("{name}: {}", String::from_utf8_lossy(value));
    let head = std::iter::once(head).chain(headers.iter().map(|(name, value)| header((name, value))));
    let violations: Vec<(&Violation, &Violation)> = violations.iter().map(|top| (top, nearest(top))).collect();
    let (whole, left_out) = marked(&String::from_utf8_lossy(body), &violations);
    let (body, whole) = if whole.len() > TALL { (near_marks(&whole), whole) } else { (whole, Vec::new()) };
    let (sender, receiver) = if witness.is_of_revision() { ("revision", "base") } else { ("base", "revision") };
    let is_undeclared = change.verdict == Verdict::Undecided
        && change.reasons.iter().any(|open| open.cause == UndecidedCause::Undeclared);
    Some(Proof {
        message: if response.is_some() { "response" } else { "request" },
        sender,
        receiver,
        is_undeclared,
        is_any_of: witness.reading == Reading::AnyOf,
        curl: if witness.callback.is_none() { curl(witness) } else { Vec::new() },
        head: head.map(|line| cut(&line)).collect(),
        body,
        whole,
        left_out,
        refusals: violations.iter().map(refused).collect(),
    })
}

/// What it is refused for in the end: of alternatives, by the one that comes nearest.
fn nearest(violation: &Violation) -> &Violation {
    let mut violation = violation;
    while let Some(first) = violation.closest().first() {
        violation = first;
    }
    violation
}

fn refused((top, nearest): &(&Violation, &Violation)) -> Prose {
    match top.closest().is_empty() {
        true => prose(&top.to_string()),
        false => prose(&format!("{top}; nearest alternative: {nearest}")),
    }
}

/// The first lines, and those around what is marked.
fn near_marks(lines: &[Line]) -> Vec<Line> {
    const FIRST: usize = 5;
    const AROUND: usize = 6;
    let marked: Vec<usize> = (0..lines.len()).filter(|line| lines[*line].pieces.iter().any(|(is, _)| *is)).collect();
    let is_kept = |line: usize| {
        let next = marked.partition_point(|marked| marked + AROUND < line);
        line < FIRST || line + 1 == lines.len() || marked.get(next).is_some_and(|marked| line + AROUND >= *marked)
    };
    let mut skipped = 0;
    let mut kept = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        match is_kept(number) {
            true => kept.push(Line { skipped: std::mem::take(&mut skipped), ..line.clone() }),
            false => skipped += 1,
        }
    }
    kept
}

/// The request as a command; the server is a variable of the shell, since a document may name several.
fn curl(witness: &Witness) -> Vec<String> {
    let request = &witness.exchange.request;
    let mut lines = vec![format!("curl -X {} \"$SERVER\"{}", shell_word(&request.method), shell_word(&request.target))];
    for (name, value) in request.headers.iter() {
        lines.push(format!("-H {}", shell_word(format_args!("{name}: {}", String::from_utf8_lossy(value)))));
    }
    if !request.body.is_empty() {
        let body = String::from_utf8_lossy(&request.body);
        match body.chars().count() {
            ..=LONGEST => lines.push(format!("--data-raw {}", shell_word(body))),
            count => lines.push(format!("--data-binary @body.json  # {count} characters: `--witnesses` writes them")),
        }
    }
    lines
}

/// The lines of a body, laid out where it is JSON, with what is refused marked.
fn marked(body: &str, violations: &[(&Violation, &Violation)]) -> (Vec<Line>, usize) {
    if body.is_empty() {
        return (Vec::new(), 0);
    }
    let is_json = json::parse(body.as_bytes()).is_ok();
    let text = if is_json { laid_out(body) } else { body.to_owned() };
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(end, _)| end);
    let of_body = violations
        .iter()
        .map(|(_, nearest)| nearest)
        .filter(|violation| violation.part() == Part::Body && violation.name().is_none());
    let pointers: Vec<Pointer> = of_body.map(|violation| violation.instance().clone()).collect();
    let spans = if is_json { json::spans(text.as_bytes(), &pointers) } else { Vec::new() };
    let mut marks = Vec::new();
    for span in spans.into_iter().flatten() {
        let value = text.get(span.value.clone()).unwrap_or_default();
        // Of an object or a list its name and the opening bracket say enough.
        let until = if value.contains('\n') { span.value.start + 1 } else { span.value.end };
        marks.push((span.key.map_or(span.value.start, |key| key.start), until));
    }
    let mut out = Vec::new();
    let mut at = 0;
    for line in lines(&text[..end]) {
        let pieces = split(line, at, &marks).into_iter().map(|(is_marked, text)| (is_marked, cut(&text)));
        out.push(Line { skipped: 0, pieces: pieces.collect() });
        at += line.len() + 1;
    }
    (out, text[end..].chars().count())
}

/// JSON over several lines, with every number as it was written.
fn laid_out(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let (mut depth, mut is_string, mut is_escaped) = (0_usize, false, false);
    let mut characters = json.chars().peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth.min(40)));
    };
    while let Some(character) = characters.next() {
        if is_string {
            out.push(character);
            is_string = character != '"' || is_escaped;
            is_escaped = character == '\\' && !is_escaped;
            continue;
        }
        match character {
            '"' => {
                out.push('"');
                is_string = true;
            }
            '{' | '[' => {
                out.push(character);
                while characters.next_if(|next| next.is_ascii_whitespace()).is_some() {}
                match characters.next_if(|next| matches!(next, '}' | ']')) {
                    Some(closing) => out.push(closing),
                    None => {
                        depth += 1;
                        line(&mut out, depth);
                    }
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(character);
            }
            ',' => {
                out.push(',');
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            blank if blank.is_ascii_whitespace() => {}
            other => out.push(other),
        }
    }
    out
}

/// A line that begins at `at`, cut where marks begin and end.
fn split(line: &str, at: usize, marks: &[(usize, usize)]) -> Vec<(bool, String)> {
    let mut cuts = vec![0, line.len()];
    for (start, end) in marks {
        cuts.extend([start, end].map(|mark| mark.saturating_sub(at).min(line.len())));
    }
    cuts.sort_unstable();
    cuts.dedup();
    let is_marked = |from: usize| marks.iter().any(|(start, end)| (*start..*end).contains(&(at + from)));
    let pieces = cuts.windows(2).filter_map(|pair| Some((is_marked(pair[0]), line.get(pair[0]..pair[1])?.to_owned())));
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use super::{laid_out, split};

    #[test]
    fn json_is_laid_out_as_it_is_written() {
        let text = laid_out(r#"{"a":[1.0,{}, "x,\"{"],"b":12345678901234567890123}"#);
        assert_eq!(
            text,
            "{\n  \"a\": [\n    1.0,\n    {},\n    \"x,\\\"{\"\n  ],\n  \"b\": 12345678901234567890123\n}"
        );
    }

    #[test]
    fn marks_cut_lines() {
        let pieces = |line, at| split(line, at, &[(2, 5)]);
        assert_eq!(
            pieces("abcdefg", 0),
            [(false, "ab".to_owned()), (true, "cde".to_owned()), (false, "fg".to_owned())]
        );
        assert_eq!(pieces("abc", 4), [(true, "a".to_owned()), (false, "bc".to_owned())]);
        assert_eq!(pieces("", 4), []);
    }
}
