//! [`Spot`]: where a violation is in a record, and the line that it is on.

use std::ops::Range;

use super::half::Half;
use super::room::Room;
use super::snippet::{snippets as marked_lines, syntax_snippet};
use crate::json::{Position, spans, values_at};
use crate::plain::Plain;
use crate::pointer::Pointer;
use crate::validate::{First, Part, Report, Violation};

/// A place in a record, and the line that it is on as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Spot {
    pub(super) position: Position,
    pub(super) snippet: Option<[Plain; 2]>,
}

/// Whether offending lines are shown, and their values with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Snippets {
    None,
    Masked,
    Plain,
}

/// Where the violations are in the record, and where the rules are broken first that the report does not know yet.
pub(super) fn spots(
    halves: &mut [(Option<Half>, Report)],
    record: &[u8],
    snippets: Snippets,
    room: &Room,
) -> (Vec<Option<Spot>>, Vec<(&'static str, Spot)>) {
    let mut firsts: Vec<(Option<Half>, First)> = Vec::new();
    for (half, report) in halves.iter_mut() {
        for first in report.take_firsts() {
            if !room.knows(first.rule) && !firsts.iter().any(|(_, known)| known.rule == first.rule) {
                firsts.push((*half, first));
            }
        }
    }
    let violations =
        || halves.iter().flat_map(|(half, report)| report.violations().iter().map(move |violation| (*half, violation)));
    // A payload is the record, and the report has its places.
    if snippets == Snippets::None && firsts.is_empty() && halves.iter().all(|(half, _)| half.is_none()) {
        let spot = |position| Spot { position, snippet: None };
        return (violations().map(|(_, violation)| violation.position().map(spot)).collect(), Vec::new());
    }
    if let (true, Some(positions)) = (firsts.is_empty(), known(violations())) {
        let values = values_at(record, &positions);
        let spots = positions.into_iter().zip(lines(record, &values, snippets));
        return (spots.map(|(position, snippet)| Some(Spot { position, snippet })).collect(), Vec::new());
    }
    let of_violations = violations().map(|(half, violation)| pointer(half, violation.part(), violation.instance()));
    let of_firsts = firsts.iter().map(|(half, first)| pointer(*half, first.part, &first.instance));
    let pointers: Vec<Pointer> = of_violations.chain(of_firsts).collect();
    if pointers.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let spans = spans(record, &pointers);
    let starts: Vec<usize> = spans.iter().map(|span| span.as_ref().map_or(0, |span| span.value.start)).collect();
    let positions = Position::of_each(record, &starts);
    let values = spans.into_iter().map(|span| span.map(|span| span.value));
    let (values, of_firsts) = split(values.zip(positions).collect(), pointers.len() - firsts.len());
    let ranges: Vec<_> = values.iter().map(|(value, _)| value.clone()).collect();
    let spots = values.into_iter().zip(lines(record, &ranges, snippets)).zip(violations());
    let spots = spots.map(|(((value, position), snippet), (half, violation))| {
        // A payload that is not JSON has no spans, but a place where it stops being JSON.
        match (violation.position(), half) {
            (Some(position), None) if violation.id() == "json-syntax" => {
                Some(Spot { position, snippet: syntax_spot_snippet(record, position, snippets) })
            }
            _ => value.map(|_| Spot { position, snippet }),
        }
    });
    let firsts = of_firsts.into_iter().zip(&firsts).filter_map(|((value, position), (half, first))| {
        let position = first.position.filter(|_| half.is_none()).or(value.map(|_| position));
        Some((first.rule, Spot { position: position?, snippet: None }))
    });
    (spots.collect(), firsts.collect())
}

/// Where violations of payloads are, in the order of the text, if that is known of all of them.
fn known<'v>(violations: impl Iterator<Item = (Option<Half>, &'v Violation)>) -> Option<Vec<Position>> {
    // A text that is no JSON has no values.
    let position = |(half, violation): (Option<Half>, &Violation)| match half {
        None if violation.id() != "json-syntax" => violation.position(),
        _ => None,
    };
    let positions: Vec<Position> = violations.map(position).collect::<Option<_>>()?;
    positions.is_sorted().then_some(positions)
}

/// The lines with the values in these ranges.
fn lines(record: &[u8], values: &[Option<Range<usize>>], snippets: Snippets) -> Vec<Option<[Plain; 2]>> {
    match snippets {
        Snippets::None => vec![None; values.len()],
        Snippets::Masked => marked_lines(record, values, false),
        Snippets::Plain => marked_lines(record, values, true),
    }
}

fn split<T>(mut first: Vec<T>, at: usize) -> (Vec<T>, Vec<T>) {
    let second = first.split_off(at);
    (first, second)
}

/// Where something is in a record: in the payload itself, or in the JSON form of an exchange, which contains the bodies.
fn pointer(half: Option<Half>, part: Part, instance: &Pointer) -> Pointer {
    let Some(half) = half else { return instance.clone() };
    let root = Pointer::root().key(half.name());
    match part {
        Part::Body => root.key("body").join(instance),
        Part::Status => root.key("status"),
        Part::Route | Part::Path | Part::Query => root.key("target"),
        Part::Header | Part::Cookie => root.key("headers"),
        _ => root,
    }
}

pub(super) fn syntax_spot_snippet(record: &[u8], position: Position, snippets: Snippets) -> Option<[Plain; 2]> {
    match snippets {
        Snippets::None => None,
        Snippets::Masked => syntax_snippet(record, position, false),
        Snippets::Plain => syntax_snippet(record, position, true),
    }
}
