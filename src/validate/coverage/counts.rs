//! [`Coverage`]: which statements of a contract some traffic has exercised, and from which side.
//!
//! A statement is an operation, a parameter, a response, a property, an enum value or a constraint. A payload exercises it from the
//! accepted side when it reaches the statement and holds there, from the refused side when it breaks it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::pointer::Pointer;
use crate::schema::walk::{self, Inside, Step};
use crate::tree::Tree;

/// What kind of statement is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Statement {
    /// An operation that was called.
    Operation,
    /// A parameter that was sent.
    Parameter,
    /// A response of an operation, with a declared status, that was sent.
    Response,
    /// A property that was there.
    Property,
    /// A value of an `enum` that was sent.
    EnumValue,
    /// A keyword that judged a value: `maxLength`, `minimum`, `required`, ...
    Constraint,
}

impl Statement {
    /// Every kind, in the order of reports.
    pub const ALL: &'static [Self] =
        &[Self::Operation, Self::Parameter, Self::Response, Self::Property, Self::EnumValue, Self::Constraint];

    /// The name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::Response => "response",
            Self::Property => "property",
            Self::EnumValue => "enum value",
            Self::Constraint => "constraint",
        }
    }
}

/// How often a statement was exercised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exercised {
    /// The kind of statement.
    pub statement: Statement,
    /// How many values held there.
    pub accepted: u64,
    /// How many broke it.
    pub refused: u64,
}

/// The statements of a contract by their places in the document, with what exercised them.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::validate::{self, Coverage, Options, Statement};
///
/// let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    Order:\n      \
///     properties: {amount: {type: integer}, locale: {type: string, enum: [en, fr]}}\n";
/// let contract = Contract::from_str(text, "orders.yaml")?;
/// let schema = contract.schema_named("Order")?;
/// let payload = br#"{"locale": "fr"}"#;
/// let report = validate::payload_bytes(&contract, &schema, payload, &Options::new());
///
/// let mut coverage = Coverage::of_schema(&contract, &schema);
/// coverage.count_payload(&contract, &schema, &serde_json::from_slice(payload)?, &report);
/// assert_eq!(coverage.share(Statement::Property), Some((1, 2)));
/// assert_eq!(coverage.share(Statement::EnumValue), Some((1, 2)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    statements: BTreeMap<Pointer, Exercised>,
}

/// Keywords that judge a value and are counted as constraints.
const CONSTRAINTS: &[(&str, &[Kind])] = &[
    ("type", &[Kind::Any]),
    ("enum", &[Kind::Any]),
    ("const", &[Kind::Any]),
    ("required", &[Kind::Object]),
    ("minProperties", &[Kind::Object]),
    ("maxProperties", &[Kind::Object]),
    ("minLength", &[Kind::String]),
    ("maxLength", &[Kind::String]),
    ("pattern", &[Kind::String]),
    ("format", &[Kind::String, Kind::Number]),
    ("minimum", &[Kind::Number]),
    ("maximum", &[Kind::Number]),
    ("exclusiveMinimum", &[Kind::Number]),
    ("exclusiveMaximum", &[Kind::Number]),
    ("multipleOf", &[Kind::Number]),
    ("minItems", &[Kind::Array]),
    ("maxItems", &[Kind::Array]),
    ("uniqueItems", &[Kind::Array]),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Any,
    String,
    Number,
    Array,
    Object,
}

impl Kind {
    fn has(self, value: &Value) -> bool {
        match self {
            Self::Any => true,
            Self::String => value.is_string(),
            Self::Number => value.is_number(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
        }
    }
}

/// The violations of a payload, by the places of the value and of the keyword.
struct Broken<'p> {
    keywords: BTreeSet<(&'p str, &'p str)>,
    /// Whether these are all of them. Of other statements it is not known whether they hold, and they are not counted.
    is_complete: bool,
}

impl Broken<'_> {
    fn has(&self, instance: &Pointer, keyword: &Pointer) -> bool {
        self.keywords.contains(&(instance.as_str(), keyword.as_str()))
    }

    /// Whether the value at this place, or one inside of it, breaks anything.
    fn has_within(&self, place: &Pointer) -> bool {
        let below = format!("{place}/");
        let mut own = self.keywords.range((place.as_str(), "")..);
        let mut inside = self.keywords.range((below.as_str(), "")..);
        own.next().is_some_and(|(instance, _)| *instance == place.as_str())
            || inside.next().is_some_and(|(instance, _)| instance.starts_with(&below))
    }
}

impl Coverage {
    /// Declares the statements of the schema at `root` of `document`, and of all that it refers to.
    pub(super) fn declare(&mut self, document: &Tree, root: &Pointer) {
        let mut seen = BTreeSet::new();
        let mut pending = vec![root.clone()];
        while let Some(place) = pending.pop() {
            if !seen.insert(place.clone()) {
                continue;
            }
            let Some(schema) = place.find(document) else { continue };
            for (keyword, _) in CONSTRAINTS {
                if schema.get(*keyword).is_some() {
                    self.state(place.clone().key(keyword), Statement::Constraint);
                }
            }
            for position in 0..schema.get("enum").and_then(Tree::as_array).map_or(0, Vec::len) {
                self.state(place.clone().key("enum").index(position), Statement::EnumValue);
            }
            for (step, below) in applied(schema, &place) {
                if step.is_some_and(|step| step.keyword == "properties") {
                    self.state(below.clone(), Statement::Property);
                }
                pending.push(below);
            }
        }
    }

    /// Declares one statement that is no schema: an operation, a parameter or a response.
    pub(super) fn state(&mut self, place: Pointer, statement: Statement) {
        self.statements.entry(place).or_insert(Exercised { statement, accepted: 0, refused: 0 });
    }

    /// Counts one use of the statement at `place`, if it is declared.
    pub(super) fn count(&mut self, place: &Pointer, held: bool) {
        if let Some(exercised) = self.statements.get_mut(place) {
            let side = if held { &mut exercised.accepted } else { &mut exercised.refused };
            *side += 1;
        }
    }

    /// Counts what `payload` exercises below the schema at `root`. `broken` are the keyword places of its violations, all of them or not;
    /// `fits` tells whether a value holds under the schema at a place, to find the branches of `anyOf` and `oneOf`.
    pub(super) fn observe(
        &mut self,
        document: &Tree,
        root: &Pointer,
        payload: &Value,
        (broken, is_complete): (&[(Pointer, Pointer)], bool),
        fits: &dyn Fn(&Pointer, &Value) -> bool,
    ) {
        let broken = Broken {
            is_complete,
            keywords: broken.iter().map(|(instance, keyword)| (instance.as_str(), keyword.as_str())).collect(),
        };
        let mut pending = vec![(root.clone(), Pointer::root(), payload)];
        let mut seen = BTreeSet::new();
        while let Some((place, instance, value)) = pending.pop() {
            // A reference that leads back to the same value, or a schema reached twice by the same one.
            if !seen.insert((place.clone(), instance.clone())) {
                continue;
            }
            let Some(schema) = place.find(document) else { continue };
            for (keyword, kinds) in CONSTRAINTS {
                if schema.get(*keyword).is_some() && kinds.iter().any(|kind| kind.has(value)) {
                    let keyword = place.clone().key(keyword);
                    let is_broken = broken.has(&instance, &keyword);
                    if is_broken || broken.is_complete {
                        self.count(&keyword, !is_broken);
                    }
                }
            }
            if let Some(position) = schema
                .get("enum")
                .and_then(Tree::as_array)
                .and_then(|values| values.iter().position(|listed| listed == value))
            {
                self.count(&place.clone().key("enum").index(position), true);
            }
            self.descend(schema, (&place, &instance, value), &broken, fits, &mut pending);
        }
    }

    fn descend<'v>(
        &mut self,
        schema: &Tree,
        (place, instance, value): (&Pointer, &Pointer, &'v Value),
        broken: &Broken<'_>,
        fits: &dyn Fn(&Pointer, &Value) -> bool,
        pending: &mut Vec<(Pointer, Pointer, &'v Value)>,
    ) {
        for (step, below) in applied(schema, place) {
            match (step.map(|step| (step.keyword, step.inside)), value) {
                (Some(("properties", Inside::Name(name))), Value::Object(members)) => {
                    if let Some(member) = members.get(name) {
                        let at = instance.clone().key(name);
                        let is_broken = broken.has_within(&at);
                        if is_broken || broken.is_complete {
                            self.count(&below, !is_broken);
                        }
                        pending.push((below, at, member));
                    }
                }
                (Some(("additionalProperties", _)), Value::Object(members)) => {
                    let declared = schema.get("properties").and_then(Tree::as_object);
                    for (name, member) in members {
                        if !declared.is_some_and(|declared| declared.contains_key(name)) {
                            pending.push((below.clone(), instance.clone().key(name), member));
                        }
                    }
                }
                (Some(("items", _)), Value::Array(items)) => {
                    for (position, item) in items.iter().enumerate() {
                        pending.push((below.clone(), instance.clone().index(position), item));
                    }
                }
                (None | Some(("allOf", _)), _) => pending.push((below, instance.clone(), value)),
                (Some(("anyOf" | "oneOf", _)), _) if fits(&below, value) => {
                    pending.push((below, instance.clone(), value));
                }
                _ => {}
            }
        }
    }

    /// Adds what another part of the traffic exercised.
    pub fn merge(&mut self, other: &Self) {
        for (place, exercised) in &other.statements {
            self.state(place.clone(), exercised.statement);
            self.add(place, exercised.statement, (exercised.accepted, exercised.refused));
        }
    }

    /// Adds what was counted elsewhere to the statement at `place`, if it is declared and of that kind.
    pub(super) fn add(&mut self, place: &Pointer, statement: Statement, (accepted, refused): (u64, u64)) {
        if let Some(own) = self.statements.get_mut(place).filter(|own| own.statement == statement) {
            own.accepted = own.accepted.saturating_add(accepted);
            own.refused = own.refused.saturating_add(refused);
        }
    }

    /// How often the statement at `place` was exercised, if it is declared.
    pub(super) fn exercised(&self, place: &Pointer) -> Option<&Exercised> {
        self.statements.get(place)
    }

    /// Every statement by its place.
    pub fn statements(&self) -> impl Iterator<Item = (&Pointer, &Exercised)> {
        self.statements.iter()
    }

    /// Of the statements of one kind, how many were exercised from the accepted side, and how many there are; `None`
    /// when there are none.
    #[must_use]
    pub fn share(&self, statement: Statement) -> Option<(usize, usize)> {
        let of_kind: Vec<_> = self.statements.values().filter(|exercised| exercised.statement == statement).collect();
        let accepted = of_kind.iter().filter(|exercised| exercised.accepted > 0).count();
        (!of_kind.is_empty()).then_some((accepted, of_kind.len()))
    }

    /// Of all statements, how many in a hundred were exercised from the accepted side; 100 where nothing is stated.
    #[must_use]
    pub fn percent(&self) -> f64 {
        let total = self.statements.len();
        let accepted = self.statements.values().filter(|exercised| exercised.accepted > 0).count();
        #[expect(clippy::cast_precision_loss, reason = "counts of statements are small")]
        let percent = if total == 0 { 100.0 } else { accepted as f64 * 100.0 / total as f64 };
        percent
    }
}

/// The schemas that `schema`, at `place`, applies, where they stand: its own parts, and where its reference leads.
fn applied<'s>(schema: &'s Tree, place: &Pointer) -> Vec<(Option<Step<'s>>, Pointer)> {
    let mut applied = Vec::new();
    if let Some(target) = schema.get("$ref").and_then(Tree::as_str).and_then(|text| text.strip_prefix('#')) {
        applied.extend(Pointer::parse(target).map(|target| (None, target)));
    }
    walk::each_inside(schema, &mut |step, inside| {
        let is_counted = match (step.keyword, step.inside) {
            ("items" | "additionalProperties", Inside::Whole) => inside.is_object(),
            ("properties", _) | ("allOf" | "anyOf" | "oneOf", _) => true,
            _ => false,
        };
        if is_counted {
            applied.push((Some(step), step.place(place)));
        }
    });
    applied
}
