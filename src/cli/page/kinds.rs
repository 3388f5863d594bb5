//! [`Kinds`]: the findings of a run by kind, in bounded memory: what is the same a thousand times is one entry with a count.

use std::collections::HashMap;
use std::sync::Arc;

use super::prose::{Prose, cut, prose};
use crate::cli::validate::missing_property;
use crate::contract::Contract;
use crate::diff::fingerprint;
use crate::plain::Plain;
use crate::validate::{Undecided, Violation, rule};

/// So many kinds are kept apart; findings of further kinds are counted.
const MOST: usize = 10_000;

/// So many kinds are shown in full.
const FULL: usize = 300;

/// So many violations of the nearest alternative are shown.
const CLOSEST: usize = 4;

/// Where a finding is.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Place {
    /// `day.ndjson:12:40`.
    pub(in crate::cli) text: Plain,
    /// The line, and the mark below it.
    pub(in crate::cli) snippet: Option<[Plain; 2]>,
}

/// What makes two findings the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    class: Class,
    id: &'static str,
    subject: String,
    half: Option<&'static str>,
    place: String,
    statement: String,
}

/// Which part of the page it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    Violation,
    Undeclared,
    Undecided,
    Unreadable,
}

/// A kind of finding.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) class: Class,
    pub(super) id: &'static str,
    pub(super) about: &'static str,
    pub(super) subject: String,
    pub(super) half: Option<&'static str>,
    /// The part of the message, and the place in it.
    pub(super) place: String,
    pub(super) message: Prose,
    pub(super) count: u64,
    /// In how many records it is, and the last of them.
    records: u64,
    last: u64,
    /// Stays the same in another run over other records.
    pub(super) fingerprint: String,
    pub(super) share: String,
    pub(super) first: Plain,
    /// What was sent, in pieces, and whether each is what is wrong.
    pub(super) sent: Vec<(bool, String)>,
    pub(super) value: Option<String>,
    pub(super) closest: Vec<Prose>,
    /// Where the contract says so.
    pub(super) contract: Option<Said>,
    origin: Option<(Arc<str>, usize)>,
    pub(super) keyword: String,
    pub(super) sources: Vec<String>,
    pub(super) inferred: Vec<String>,
    /// Whether all of it is shown, and not only that it was found.
    pub(super) is_full: bool,
    order: usize,
}

/// A place in the contract, and the lines there.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) place: String,
    pub(super) lines: Vec<(usize, bool, String)>,
}

/// All of them.
#[derive(Debug, Default)]
pub(in crate::cli) struct Kinds {
    kinds: HashMap<Key, Kind>,
    /// The number of the record that findings are of.
    record: u64,
    /// Findings that are counted only.
    left_out: u64,
}

impl Kinds {
    /// What follows is of the next record or input.
    pub(in crate::cli) fn next(&mut self) {
        self.record += 1;
    }

    /// Counts a violation; `subject` is the operation or schema that it is of.
    pub(in crate::cli) fn violation(
        &mut self,
        (subject, half): (&str, Option<&'static str>),
        violation: &Violation,
        show_values: bool,
        place: impl FnOnce() -> Place,
    ) {
        let id = violation.id();
        let undeclared = matches!(id, "undeclared-body" | "undeclared-parameter" | "undeclared-property");
        let class = if undeclared { Class::Undeclared } else { Class::Violation };
        let part = match violation.name() {
            Some(name) => format!("{} {name}", violation.part()),
            None => violation.part().to_string(),
        };
        let instance = general(violation.instance().as_str());
        let at = if instance.is_empty() { part } else { format!("{part} {instance}") };
        let key = Key {
            class,
            id,
            subject: subject.to_owned(),
            half,
            place: at.clone(),
            statement: format!("{} {}", violation.keyword(), missing_property(violation).unwrap_or_default()),
        };
        self.count(key, |order| {
            let Place { text, snippet } = place();
            Kind {
                class,
                id,
                about: rule(id).map_or("", |rule| rule.summary),
                subject: cut(subject),
                half,
                place: cut(&at),
                message: prose(&violation.to_string()),
                count: 0,
                records: 0,
                last: 0,
                fingerprint: String::new(),
                share: String::new(),
                first: text,
                sent: snippet.map(marked).unwrap_or_default(),
                value: violation.value().filter(|_| show_values).map(|value| cut(&value.to_string())),
                closest: violation.closest().iter().take(CLOSEST).map(|closest| prose(&closest.to_string())).collect(),
                contract: None,
                origin: violation.origin().map(|origin| (Arc::clone(&origin.file), origin.line)),
                keyword: cut(violation.keyword().as_str()),
                sources: violation.provenance().sources.iter().map(|source| cut(&source.to_string())).collect(),
                inferred: violation.provenance().inferred.iter().map(|text| cut(&text.to_string())).collect(),
                is_full: true,
                order,
            }
        });
    }

    /// Counts a check that could not be made.
    pub(in crate::cli) fn undecided(
        &mut self,
        (subject, half): (&str, Option<&'static str>),
        undecided: &Undecided,
        place: impl FnOnce() -> Place,
    ) {
        let (id, message) = (undecided.reason().id(), undecided.to_string());
        let class = Class::Undecided;
        let key =
            Key { class, id, subject: subject.to_owned(), half, place: String::new(), statement: message.clone() };
        let about = rule(id).map_or("", |rule| rule.summary);
        self.count(key, |order| Kind::plain((class, id, about), (subject, half), &message, place(), order));
    }

    /// Counts a record or an input that could not be read.
    pub(in crate::cli) fn unreadable(&mut self, why: &str, place: impl FnOnce() -> Place) {
        let (class, id) = (Class::Unreadable, "unreadable");
        let (subject, half) = (String::new(), None);
        let key = Key { class, id, subject, half, place: String::new(), statement: why.to_owned() };
        let about = "It could not be read, so that nothing of it was checked.";
        self.count(key, |order| Kind::plain((class, id, about), ("", half), why, place(), order));
    }

    /// So many findings were counted and not built.
    pub(in crate::cli) fn leave_out(&mut self, count: u64) {
        self.left_out += count;
    }

    fn count(&mut self, key: Key, new: impl FnOnce(usize) -> Kind) {
        let (order, last) = (self.kinds.len(), self.record);
        match self.kinds.get_mut(&key) {
            Some(kind) => {
                kind.count += 1;
                kind.records += u64::from(kind.last != last);
                kind.last = last;
            }
            None if order >= MOST => self.left_out += 1,
            None => {
                let Key { class: _, id, subject, half, place, statement } = &key;
                let fingerprint = fingerprint(&[id, subject, half.unwrap_or_default(), place, statement]);
                self.kinds.insert(key, Kind { count: 1, records: 1, last, fingerprint, ..new(order) });
            }
        }
    }

    /// The kinds, the most frequent first, at most `most` of them; and how many findings are not among them.
    pub(super) fn sorted(self, most: usize, records: u64, contract: &Contract) -> (Vec<Kind>, u64) {
        let mut kinds: Vec<Kind> = self.kinds.into_values().collect();
        kinds.sort_by_key(|kind| (kind.class, std::cmp::Reverse(kind.count), kind.order));
        let mut left_out = self.left_out;
        if kinds.len() > most {
            left_out += kinds.drain(most..).map(|kind| kind.count).sum::<u64>();
        }
        let mut files = HashMap::new();
        kinds.iter_mut().skip(FULL).for_each(|kind| kind.is_full = false);
        for kind in &mut kinds {
            kind.share = percent(kind.records, records);
            if let Some((file, line)) = kind.origin.as_ref().filter(|_| kind.is_full) {
                let lines = files.entry(Arc::clone(file));
                let lines = lines.or_insert_with(|| contract.text_of(file).unwrap_or_default().lines().collect());
                kind.contract = Some(said(lines, file, *line));
            }
        }
        (kinds, left_out)
    }
}

impl Kind {
    fn plain(
        (class, id, about): (Class, &'static str, &'static str),
        (subject, half): (&str, Option<&'static str>),
        message: &str,
        first: Place,
        order: usize,
    ) -> Self {
        Self {
            class,
            id,
            about,
            subject: cut(subject),
            half,
            place: String::new(),
            message: prose(message),
            count: 0,
            records: 0,
            last: 0,
            fingerprint: String::new(),
            share: String::new(),
            first: first.text,
            sent: first.snippet.map(marked).unwrap_or_default(),
            value: None,
            closest: Vec::new(),
            contract: None,
            origin: None,
            keyword: String::new(),
            sources: Vec::new(),
            inferred: Vec::new(),
            is_full: true,
            order,
        }
    }
}

/// The line and the marks below it as one line with what is marked, without the margin.
fn marked([line, marks]: [Plain; 2]) -> Vec<(bool, String)> {
    const MARGIN: usize = 4;
    let is_marked: Vec<bool> = marks.as_str().chars().skip(MARGIN).map(|mark| mark == '^').collect();
    let mut out: Vec<(bool, String)> = Vec::new();
    for (column, character) in line.as_str().chars().skip(MARGIN).enumerate() {
        let is_marked = is_marked.get(column).copied().unwrap_or(false);
        match out.last_mut() {
            Some((last, text)) if *last == is_marked => text.push(character),
            _ => out.push((is_marked, character.to_string())),
        }
    }
    out
}

/// The place with `*` for each position in a list: the items of a list are alike.
fn general(instance: &str) -> String {
    let is_index = |token: &str| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    let tokens = instance.split('/').map(|token| if is_index(token) { "*" } else { token });
    tokens.collect::<Vec<_>>().join("/")
}

/// The line of the contract, between its neighbours.
fn said(lines: &Vec<&str>, file: &str, line: usize) -> Said {
    let from = line.saturating_sub(2);
    let near = lines.iter().enumerate().take(line + 1).skip(from).filter(|_| line > 0);
    let lines = near.map(|(index, text)| (index + 1, index + 1 == line, cut(text))).collect();
    Said { place: format!("{}:{line}", cut(file)), lines }
}

/// A share of all records, in words that never round to nothing or all.
pub(super) fn percent(part: u64, all: u64) -> String {
    if all == 0 {
        return "–".to_owned();
    }
    let thousandths = u128::from(part) * 1000 / u128::from(all);
    match thousandths {
        0 if part > 0 => "under 0.1 %".to_owned(),
        999 if part < all => "over 99.9 %".to_owned(),
        tenths => format!("{}.{} %", tenths / 10, tenths % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::{general, marked, percent};
    use crate::plain::plain;

    #[test]
    fn marks_are_in_the_line() {
        let pieces = marked([plain("  | {\"a\": …}"), plain("  |      ^^")]);
        assert_eq!(pieces, [(false, "{\"a\":".to_owned()), (true, " …".to_owned()), (false, "}".to_owned())]);
    }

    #[test]
    fn items_of_a_list_are_alike() {
        assert_eq!(general("/lines/12/sku"), "/lines/*/sku");
        assert_eq!(general(""), "");
        assert_eq!(general("/1st"), "/1st");
    }

    #[test]
    fn shares_are_not_rounded_away() {
        assert_eq!(percent(1, 3), "33.3 %");
        assert_eq!(percent(1, 100_000), "under 0.1 %");
        assert_eq!(percent(99_999, 100_000), "over 99.9 %");
        assert_eq!(percent(5, 5), "100.0 %");
        assert_eq!(percent(0, 0), "–");
    }
}
