//! What a schema is compiled to: a [`Graph`] of [`Node`]s with [`Keyword`]s.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use serde_json::Value;

use super::choice::Choice;
use super::number::Bound;
use crate::json::Decimal;
use crate::pointer::Pointer;
use crate::schema::assertion::Assertion;
use crate::schema::expectation::Expectation;
use crate::schema::format::Format;
use crate::schema::pattern::Pattern;
use crate::schema::unjudged::Cause;
use crate::tree::{Text, Tree};

pub(super) type NodeId = usize;

/// The node without keywords, which accepts everything.
pub(super) const ANY: NodeId = 0;

/// A schema, compiled.
#[derive(Debug)]
pub(in crate::schema) struct Graph {
    pub(super) nodes: Vec<Node>,
    pub(super) root: NodeId,
    /// Whether some keyword asks what other keywords evaluated.
    pub(super) has_unevaluated: bool,
    /// The definitions that it leads to, by number.
    #[cfg(feature = "diff")]
    pub(super) definitions: Vec<u32>,
}

#[cfg(feature = "diff")]
impl Graph {
    /// The definitions that it leads to, by number.
    pub(in crate::schema) fn definitions(&self) -> &[u32] {
        &self.definitions
    }

    /// Whether some keyword asks what other keywords evaluated.
    pub(in crate::schema) fn has_unevaluated(&self) -> bool {
        self.has_unevaluated
    }
}

/// A subschema.
#[derive(Debug)]
pub(super) struct Node {
    /// Where it is in the document.
    pub(super) place: Pointer,
    /// In the order in which they are evaluated: `unevaluated*` last.
    pub(super) keywords: Vec<Rule>,
    /// Whether the pair of this node and a value can be met more than once.
    pub(super) is_shared: bool,
    /// Whether no keyword leads to another node.
    pub(super) is_leaf: bool,
}

/// A keyword and what it requires, which every violation of it shares.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) keyword: Keyword,
    pub(super) expectation: Arc<Expectation>,
}

/// The name of a keyword, as it is written in the document.
pub(super) type Token = &'static str;

/// A keyword with its operands.
#[derive(Debug)]
pub(super) enum Keyword {
    /// `false`; for a property that is `readOnly` or `writeOnly`, the word.
    Never(Option<Token>),
    /// Something in the schema that cannot be used, and where.
    Unusable(Pointer, Cause),
    Type(Types),
    Choice(Token, Box<Choice>),
    MinLength(u64),
    MaxLength(u64),
    Pattern(Box<TextPattern>),
    Format(Box<(Format, String)>),
    Content(Box<Content>),
    Bound(Bound),
    MultipleOf(Box<(Decimal, String)>),
    MinItems(u64),
    MaxItems(u64),
    UniqueItems,
    Items(Box<Items>),
    Contains(Box<Contains>),
    MinProperties(u64),
    MaxProperties(u64),
    Required(Names),
    DependentRequired(Token, Vec<(String, Names)>),
    Members(Box<Members>),
    PropertyNames(NodeId),
    DependentSchemas(Vec<(String, NodeId)>),
    /// `$ref` and `allOf`: what must hold besides.
    All(Vec<NodeId>),
    AnyOf(Box<Alternatives>),
    OneOf(Box<Alternatives>),
    Not(NodeId),
    /// What the definition of this number says, which has a graph of its own.
    #[cfg(feature = "diff")]
    Defined(u32),
    /// `if`, `then`, `else`.
    If(NodeId, NodeId, NodeId),
    UnevaluatedItems(NodeId),
    UnevaluatedProperties(NodeId),
}

/// Names that must be there, and what is required by each.
pub(super) type Names = Vec<(String, Arc<Expectation>)>;

/// `type`: one bit for each type.
#[derive(Debug)]
pub(super) struct Types {
    pub(super) bits: u8,
    /// Whether `1.0` is an integer: not in draft 4.
    pub(super) wholes_are_integers: bool,
    pub(super) names: Vec<String>,
}

/// `pattern`, compiled on first use at the latest.
#[derive(Debug)]
pub(super) struct TextPattern {
    source: String,
    compiled: OnceLock<Option<Pattern>>,
}

impl TextPattern {
    pub(super) fn new(source: &str) -> Self {
        Self { source: source.to_owned(), compiled: OnceLock::new() }
    }

    /// `None` for one that cannot be used.
    pub(super) fn compiled(&self) -> Option<&Pattern> {
        self.compiled.get_or_init(|| Pattern::new(&self.source).ok()).as_ref()
    }
}

/// `contentEncoding` and `contentMediaType` in the drafts in which they are assertions.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) token: Token,
    pub(super) name: String,
    pub(super) assertion: Assertion,
}

/// `prefixItems`, `items`, `additionalItems`.
#[derive(Debug)]
pub(super) struct Items {
    pub(super) prefix: Vec<NodeId>,
    /// The schema of the rest, with its keyword.
    pub(super) rest: Option<(Token, NodeId)>,
}

/// `contains` with `minContains` and `maxContains`.
#[derive(Debug)]
pub(super) struct Contains {
    pub(super) node: NodeId,
    pub(super) min: u64,
    pub(super) max: Option<u64>,
    /// The keyword that is violated by too few.
    pub(super) too_few: Token,
    /// Whether it evaluates the items that match: not in 2019-09.
    pub(super) evaluates: bool,
}

/// `properties`, `patternProperties`, `additionalProperties`.
#[derive(Debug, Default)]
pub(super) struct Members {
    pub(super) named: BTreeMap<String, NodeId>,
    pub(super) patterns: Vec<(Pattern, NodeId)>,
    pub(super) additional: Option<Additional>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Additional {
    /// `false`.
    None,
    Schema(NodeId),
}

/// `anyOf` or `oneOf`.
#[derive(Debug)]
pub(super) struct Alternatives {
    pub(super) nodes: Vec<NodeId>,
    pub(super) discriminator: Option<Discriminator>,
}

/// A Discriminator Object (OpenAPI 3.0.3, 4.7.25): which alternative a value was meant for.
#[derive(Debug)]
pub(super) struct Discriminator {
    property: String,
    /// The number of the alternative that each value of the property names.
    branches: HashMap<String, usize>,
}

impl Discriminator {
    /// That of `schema`, which has these alternatives.
    pub(super) fn of(schema: &Tree, alternatives: &[Tree]) -> Option<Self> {
        let object = schema.get("discriminator")?;
        let property = object.get("propertyName")?.as_str()?.to_owned();
        let mut branches = HashMap::new();
        let mut targets: HashMap<&str, Vec<&Text>> = HashMap::new();
        for (value, target) in object.get("mapping").and_then(Tree::as_object).into_iter().flatten() {
            targets.entry(target.as_str().unwrap_or_default()).or_default().push(value);
        }
        for (number, alternative) in alternatives.iter().enumerate() {
            let Some(reference) = alternative.get("$ref").and_then(Tree::as_str) else { continue };
            let name = reference.rsplit('/').next().unwrap_or(reference);
            branches.insert(name.to_owned(), number);
            for value in [reference, name].iter().filter_map(|target| targets.get(target)).flatten() {
                branches.insert(value.to_string(), number);
            }
        }
        Some(Self { property, branches })
    }

    /// The number of the alternative that `value` names.
    pub(super) fn choice(&self, value: &Value) -> Option<usize> {
        self.branches.get(value.get(&self.property)?.as_str()?).copied()
    }
}

impl Node {
    pub(super) fn new(place: Pointer, keywords: Vec<Keyword>) -> Self {
        let keywords = keywords.into_iter().map(Rule::new).collect();
        Self { place, keywords, is_shared: false, is_leaf: true }
    }

    /// The same where nobody asks what is violated.
    #[cfg(feature = "diff")]
    pub(super) fn silent(keywords: Vec<Keyword>, nothing: &Arc<Expectation>) -> Self {
        let rule = |keyword| Rule { keyword, expectation: Arc::clone(nothing) };
        let keywords = keywords.into_iter().map(rule).collect();
        Self { place: Pointer::root(), keywords, is_shared: false, is_leaf: true }
    }

    /// The only other node that it asks, if it has nothing to say itself.
    pub(super) fn alias(&self) -> Option<NodeId> {
        match self.keywords.as_slice() {
            [Rule { keyword: Keyword::All(nodes), .. }] => match nodes.as_slice() {
                &[only] => Some(only),
                _ => None,
            },
            _ => None,
        }
    }
}

impl Rule {
    pub(super) fn new(keyword: Keyword) -> Self {
        let expectation = Arc::new(keyword.expectation());
        Self { keyword, expectation }
    }
}

impl Keyword {
    /// What it requires, where that does not depend on the value.
    fn expectation(&self) -> Expectation {
        match self {
            Self::Never(Some(word)) => Expectation::NotInThisDirection((*word).to_owned()),
            Self::Type(types) => Expectation::Type(types.names.clone()),
            Self::Choice(token, choice) => match (*token, choice.values.as_slice()) {
                ("const", [only]) => Expectation::Const(only.clone()),
                (_, values) => Expectation::Enum(values.to_vec()),
            },
            Self::MinLength(limit) => Expectation::MinLength(*limit),
            Self::MaxLength(limit) => Expectation::MaxLength(*limit),
            Self::Pattern(pattern) => Expectation::Pattern(pattern.source.clone()),
            Self::Format(format) => Expectation::Format(format.1.clone()),
            Self::Content(content) => Expectation::Content(content.name.clone()),
            Self::Bound(bound) => bound.expectation(),
            Self::MultipleOf(divisor) => Expectation::MultipleOf(divisor.1.clone()),
            Self::MinItems(limit) => Expectation::MinItems(*limit),
            Self::MaxItems(limit) => Expectation::MaxItems(*limit),
            Self::UniqueItems => Expectation::UniqueItems,
            Self::MinProperties(limit) => Expectation::MinProperties(*limit),
            Self::MaxProperties(limit) => Expectation::MaxProperties(*limit),
            Self::Contains(_) => Expectation::Contains,
            Self::AnyOf(any) => Expectation::AnyOf(any.nodes.len()),
            Self::OneOf(one) => Expectation::OneOf(one.nodes.len()),
            Self::Not(_) => Expectation::Not,
            Self::UnevaluatedItems(_) => Expectation::DeclaredItems,
            #[cfg(feature = "diff")]
            Self::Defined(_) => Expectation::Nothing,
            // Violated by `false`, or by something inside, or by names.
            Self::Never(None)
            | Self::Unusable(..)
            | Self::Items(_)
            | Self::Required(_)
            | Self::DependentRequired(..)
            | Self::Members(_)
            | Self::PropertyNames(_)
            | Self::DependentSchemas(_)
            | Self::All(_)
            | Self::If(..)
            | Self::UnevaluatedProperties(_) => Expectation::Nothing,
        }
    }

    /// Whether it asks other schemas about the same value, which may evaluate parts of it.
    pub(super) fn evaluates_in_place(&self) -> bool {
        matches!(self, Self::All(_) | Self::AnyOf(_) | Self::OneOf(_) | Self::If(..) | Self::DependentSchemas(_))
    }

    /// Passes every node that it leads to, and whether the answer may come from elsewhere than from there.
    pub(super) fn links(&mut self, each: &mut dyn FnMut(&mut NodeId, bool)) {
        match self {
            #[cfg(feature = "diff")]
            Self::Defined(_) => {}
            Self::Never(_)
            | Self::Unusable(..)
            | Self::Type(_)
            | Self::Choice(..)
            | Self::MinLength(_)
            | Self::MaxLength(_)
            | Self::Pattern(_)
            | Self::Format(_)
            | Self::Content(_)
            | Self::Bound(_)
            | Self::MultipleOf(_)
            | Self::MinItems(_)
            | Self::MaxItems(_)
            | Self::UniqueItems
            | Self::MinProperties(_)
            | Self::MaxProperties(_)
            | Self::Required(_)
            | Self::DependentRequired(..) => {}
            Self::Items(items) => {
                items.prefix.iter_mut().for_each(|node| each(node, false));
                items.rest.iter_mut().for_each(|(_, node)| each(node, false));
            }
            Self::Contains(contains) => each(&mut contains.node, true),
            Self::Members(members) => {
                members.named.values_mut().for_each(|node| each(node, false));
                members.patterns.iter_mut().for_each(|(_, node)| each(node, false));
                if let Some(Additional::Schema(node)) = &mut members.additional {
                    each(node, false);
                }
            }
            Self::DependentSchemas(schemas) => schemas.iter_mut().for_each(|(_, node)| each(node, false)),
            Self::All(nodes) => nodes.iter_mut().for_each(|node| each(node, false)),
            Self::AnyOf(any) | Self::OneOf(any) => any.nodes.iter_mut().for_each(|node| each(node, true)),
            Self::If(test, then, other) => [test, then, other].into_iter().for_each(|node| each(node, true)),
            Self::PropertyNames(node)
            | Self::Not(node)
            | Self::UnevaluatedItems(node)
            | Self::UnevaluatedProperties(node) => each(node, true),
        }
    }
}
