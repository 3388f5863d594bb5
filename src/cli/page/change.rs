//! [`Block`]: one change as the page shows it, in full or on one line.

use std::collections::HashMap;

use super::proof::{Proof, proof};
use super::prose::{Prose, cut, prose};
use crate::contract::{Contract, SourceLocation};
use crate::diff::report::{Quote, Quotes, waived};
use crate::diff::{Change, Verdict};
use crate::pointer::Pointer;

/// How many operations are listed before the rest is counted.
const NAMED: usize = 12;

/// A change.
#[derive(Debug)]
pub(super) struct Block {
    /// Where links lead to.
    pub(super) anchor: String,
    pub(super) verdict: &'static str,
    pub(super) facet: &'static str,
    pub(super) direction: Option<&'static str>,
    pub(super) rule: &'static str,
    pub(super) summary: Prose,
    pub(super) subject: Prose,
    /// The property that it is in: `customer.address`.
    pub(super) property: String,
    pub(super) place: String,
    pub(super) fingerprint: String,
    pub(super) waived: Option<String>,
    pub(super) operations: Vec<String>,
    pub(super) more_operations: usize,
    pub(super) renamed: Option<(String, String)>,
    /// What is shown only in full.
    pub(super) full: Option<Full>,
}

/// What a change on one line has not.
#[derive(Debug)]
pub(super) struct Full {
    pub(super) sides: Vec<Side>,
    pub(super) proof: Option<Proof>,
    pub(super) reasons: Vec<Reason>,
    pub(super) why: Option<(&'static str, &'static str)>,
    pub(super) documentation: Vec<String>,
    pub(super) page: Vec<(&'static str, Prose)>,
    pub(super) may_be_waived: bool,
}

/// The lines of one document.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) name: &'static str,
    pub(super) quote: Option<Quote>,
    pub(super) place: String,
    pub(super) pointer: String,
}

/// Why it is undecided.
#[derive(Debug)]
pub(super) struct Reason {
    pub(super) summary: Prose,
    pub(super) id: &'static str,
    pub(super) place: Option<String>,
    pub(super) advice: Prose,
}

/// The changes of one schema, operation or other part of the documents.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) blocks: Vec<Block>,
}

/// What turns changes into blocks: it knows which names of blocks are taken.
pub(super) struct Blocks<'c> {
    documents: Option<(&'c Contract, &'c Contract, Quotes<'c>)>,
    anchors: HashMap<String, usize>,
    /// Names the contract among several.
    prefix: String,
}

impl<'c> Blocks<'c> {
    pub(super) fn new(documents: Option<(&'c Contract, &'c Contract)>, prefix: String) -> Self {
        let documents = documents.map(|(base, revision)| (base, revision, Quotes::new(base, revision)));
        Self { documents, anchors: HashMap::new(), prefix }
    }

    /// These changes by the part of the document that they are in, in the order of the first of each; the first `full` in full.
    pub(super) fn groups<'a>(&mut self, changes: impl Iterator<Item = &'a Change>, full: &mut usize) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let mut numbers: HashMap<(&'static str, String), usize> = HashMap::new();
        for change in changes {
            let is_full = *full > 0;
            *full = full.saturating_sub(1);
            let block = self.block(change, is_full);
            let key = part_of(change);
            let number = *numbers.entry(key.clone()).or_insert_with(|| {
                groups.push(Group { kind: key.0, name: cut(&key.1), blocks: Vec::new() });
                groups.len() - 1
            });
            groups[number].blocks.push(block);
        }
        groups
    }

    fn block(&mut self, change: &Change, is_full: bool) -> Block {
        // Two changes may have one fingerprint.
        let seen = self.anchors.entry(change.fingerprint.clone()).or_default();
        *seen += 1;
        let anchor = match *seen {
            1 => format!("{}{}", self.prefix, change.fingerprint),
            number => format!("{}{}-{number}", self.prefix, change.fingerprint),
        };
        let site = change.revision.as_ref().or(change.base.as_ref());
        let full = if is_full { self.full(change) } else { None };
        // On one line there is no room for them, and mostly the heading of the group says it.
        let named = if is_full { NAMED } else { 0 };
        Block {
            anchor,
            verdict: change.verdict.name(),
            facet: change.rule.facet.name(),
            direction: change.direction.map(|direction| direction.name()),
            rule: change.rule.id,
            summary: prose(change.rule.summary),
            subject: prose(&change.subject),
            property: deepest(change).map(|site| cut(&property(&site.pointer))).unwrap_or_default(),
            place: site.map(place).unwrap_or_default(),
            fingerprint: change.fingerprint.clone(),
            waived: change.waiver.as_ref().map(|waiver| cut(&waived(waiver))),
            operations: change.operations.iter().take(named).map(|operation| cut(operation)).collect(),
            more_operations: if is_full { change.operations.len().saturating_sub(NAMED) } else { 0 },
            renamed: change.renamed.as_ref().map(|renamed| (cut(&renamed.from), cut(&renamed.to))),
            full,
        }
    }

    fn full(&mut self, change: &Change) -> Option<Full> {
        let (base, revision, quotes) = self.documents.as_mut()?;
        let side = |name, quote: Option<Quote>, site: Option<&SourceLocation>| Side {
            name,
            quote,
            place: site.map(place).unwrap_or_default(),
            pointer: site.map(|site| cut(site.pointer.as_str())).unwrap_or_default(),
        };
        let [old, new] = quotes.of(change);
        let sides = vec![side("base", old, change.base.as_ref()), side("revision", new, change.revision.as_ref())];
        let reason = |reason: &crate::diff::UndecidedReason| Reason {
            summary: prose(reason.cause.summary()),
            id: reason.cause.id(),
            place: reason.pointer.as_ref().map(|pointer| cut(pointer.as_str())),
            advice: prose(reason.cause.advice()),
        };
        Some(Full {
            sides,
            proof: proof(change, base, revision),
            reasons: change.reasons.iter().map(reason).collect(),
            why: change.why.map(|why| (why.basis.name(), why.clause)),
            documentation: change.documentation.iter().take(NAMED).map(place).collect(),
            page: page(change.rule.page),
            may_be_waived: change.verdict >= Verdict::Undecided && change.waiver.is_none(),
        })
    }
}

/// The page of a rule: its parts by their names.
fn page(page: &'static str) -> Vec<(&'static str, Prose)> {
    let parts = page.trim_end().split("\n\n").map(|part| part.split_once(": ").unwrap_or(("", part)));
    parts.map(|(name, text)| (name, prose(text))).collect()
}

/// `openapi.yaml:12`.
fn place(site: &SourceLocation) -> String {
    match site.line {
        0 => cut(&site.file),
        line => format!("{}:{line}", cut(&site.file)),
    }
}

/// The part of the document that a change is in: a component, an operation, or the document itself.
fn part_of(change: &Change) -> (&'static str, String) {
    deepest(change).map_or(("the document", String::new()), |site| named(&site.pointer))
}

/// The place of a change in the document that has it.
fn deepest(change: &Change) -> Option<&SourceLocation> {
    let sites = [&change.base, &change.revision].into_iter().flatten();
    sites.max_by_key(|site| site.pointer.tokens().count())
}

/// The names of the properties that lead to a place.
fn property(pointer: &Pointer) -> String {
    let (mut out, mut tokens) = (String::new(), pointer.tokens());
    while let Some(token) = tokens.next() {
        match token.as_str() {
            "properties" => {
                let name = tokens.next().unwrap_or_default();
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(&name);
            }
            "items" if !out.is_empty() => out.push_str("[]"),
            _ => {}
        }
    }
    out
}

fn named(pointer: &Pointer) -> (&'static str, String) {
    let tokens: Vec<String> = pointer.tokens().take(3).collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    match tokens.as_slice() {
        ["components", "schemas", name] => ("schema", (*name).to_owned()),
        ["components", "parameters", name] => ("parameter", (*name).to_owned()),
        ["components", "responses", name] => ("response", (*name).to_owned()),
        ["components", "securitySchemes", name] => ("security scheme", (*name).to_owned()),
        ["components", _, name] => ("component", (*name).to_owned()),
        ["paths", path, method] if *method != "parameters" && *method != "servers" => {
            ("operation", format!("{} {path}", method.to_ascii_uppercase()))
        }
        ["paths", path, ..] => ("path", (*path).to_owned()),
        ["webhooks", name, ..] => ("webhook", (*name).to_owned()),
        [first, ..] => ("the document", (*first).to_owned()),
        [] => ("the document", String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::{named, property};
    use crate::pointer::Pointer;

    #[test]
    fn a_change_is_named_by_its_place() {
        let of = |text: &str| {
            let pointer = Pointer::parse(text).unwrap_or_default();
            (named(&pointer), property(&pointer))
        };
        let order = of("/components/schemas/Order/properties/lines/items/properties/sku/maxLength");
        assert_eq!(order, (("schema", "Order".to_owned()), "lines[].sku".to_owned()));
        assert_eq!(of("/paths/~1orders/post/responses/200"), (("operation", "POST /orders".to_owned()), String::new()));
        assert_eq!(of("/paths/~1orders/parameters/0").0, ("path", "/orders".to_owned()));
        assert_eq!(of("/webhooks/paid").0, ("webhook", "paid".to_owned()));
        assert_eq!(of("").0, ("the document", String::new()));
    }
}
