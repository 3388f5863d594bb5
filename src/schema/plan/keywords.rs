//! The keywords of one subschema, read into a [`Node`].
//!
//! A keyword that is not in the list, or whose value is not what the standard wants, makes the node unknown; so does
//! everything that can change what a `$ref` means.

use super::compile::Graph;
use super::members::{Members, Set};
use super::names::Names;
use super::node::{ANY, Amount, Array, Branches, Choice, Divisor, Node, NodeId, Number, Object, Text, types};
use crate::json::exact;
use crate::schema::format::Format;
use crate::schema::pattern::Pattern;
use crate::schema::vocabulary::Draft;
use crate::tree::{Map, Tree};

type Schema = Map;

/// Keywords that assert nothing about the value in draft 2020-12, and those of OpenAPI's Schema Object.
const ANNOTATIONS: &[&str] = &[
    "title",
    "description",
    "default",
    "examples",
    "example",
    "deprecated",
    "readOnly",
    "writeOnly",
    "$comment",
    "$defs",
    "definitions",
    "xml",
    "externalDocs",
    "discriminator",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
];

/// The node of `schema`; `None` when something in it is not known.
pub(super) fn read<'s>(graph: &mut Graph<'s>, schema: &'s Schema, depth: usize, root: bool) -> Option<Node> {
    let mut node = Node::any();
    let mut branches = Branches::default();
    let link = |graph: &mut Graph<'s>, schema: &'s Tree| graph.add(schema, depth + 1);
    for (keyword, value) in schema {
        match keyword.as_str() {
            "type" => node.types = types_of(value)?,
            "enum" => node.choice = Some(Box::new(choice(value.as_array()?)?)),
            "const" if schema.contains_key("enum") => return None,
            "const" => node.choice = Some(Box::new(choice(std::slice::from_ref(value))?)),
            "minLength" => node.text().min = size(value)?,
            "maxLength" => node.text().max = size(value)?,
            "format" => match Format::new(value.as_str()?, Draft::Y2020) {
                None => {}
                Some(format) => node.text().format = Some(format),
            },
            "pattern" => node.text().pattern = Some(Pattern::new(value.as_str()?).ok()?),
            "minimum" => node.number().minimum = Some(amount(value)?),
            "maximum" => node.number().maximum = Some(amount(value)?),
            "exclusiveMinimum" => node.number().above = Some(amount(value)?),
            "exclusiveMaximum" => node.number().below = Some(amount(value)?),
            "multipleOf" => node.number().multiple_of = Some(Divisor::of(value.as_number()?)),
            "items" => node.array().items = link(graph, value),
            "prefixItems" => node.array().prefix = value.as_array()?.iter().map(|each| link(graph, each)).collect(),
            "minItems" => node.array().min = size(value)?,
            "maxItems" => node.array().max = size(value)?,
            "uniqueItems" => node.array().unique = value.as_bool()?,
            "properties"
            | "required"
            | "dependentRequired"
            | "patternProperties"
            | "additionalProperties"
            | "propertyNames"
            | "minProperties"
            | "maxProperties" => {
                if node.object.is_none() {
                    let name = match schema.get("propertyNames") {
                        None => None,
                        Some(names) => Some(Box::new(name_of(graph, names, depth)?)),
                    };
                    node.object = Some(Box::new(object(schema, name, |schema| link(graph, schema))?));
                }
            }
            "$ref" => branches.all.push(graph.reference(value.as_str()?)),
            "allOf" => branches.all.extend(some(value)?.iter().map(|each| link(graph, each))),
            "anyOf" => branches.any = Some(some(value)?.iter().map(|each| link(graph, each)).collect()),
            "oneOf" => branches.one = Some(some(value)?.iter().map(|each| link(graph, each)).collect()),
            "not" => branches.not = Some(link(graph, value)),
            "if" => {
                let mut part = |keyword| schema.get(keyword).map_or(ANY, |part| link(graph, part));
                branches.condition = Some((part("if"), part("then"), part("else")));
            }
            "then" | "else" => {}
            "$schema" if root && value == "https://json-schema.org/draft/2020-12/schema" => {}
            "$id" if root && !value.as_str()?.contains('#') => {}
            other if ANNOTATIONS.contains(&other) || other.starts_with("x-") => {}
            _ => return None,
        }
    }
    node.object.take_if(|object| object.is_free());
    branches.all.retain(|&id| id != ANY);
    branches.bare = node.is_any();
    if branches.is_empty() {
        return Some(node);
    }
    if let (true, Some(only)) = (branches.bare, branches.only()) {
        return Some(Node::alias(only));
    }
    node.branches = Some(Box::new(branches));
    Some(node)
}

fn some(value: &Tree) -> Option<&Vec<Tree>> {
    value.as_array().filter(|values| !values.is_empty())
}

/// A size: an integer, also written as a float.
fn size(value: &Tree) -> Option<u64> {
    value.as_u64().or_else(|| match Amount::of(value.as_number()?)? {
        Amount::Int(int) => u64::try_from(int).ok(),
        Amount::Float(_) => None,
    })
}

fn amount(value: &Tree) -> Option<Amount> {
    Amount::of(value.as_number()?)
}

fn types_of(value: &Tree) -> Option<u8> {
    let one = |name: &Tree| {
        Some(match name.as_str()? {
            "null" => types::NULL,
            "boolean" => types::BOOLEAN,
            "integer" => types::INTEGER,
            "number" => types::INTEGER | types::FRACTION,
            "string" => types::STRING,
            "array" => types::ARRAY,
            "object" => types::OBJECT,
            _ => return None,
        })
    };
    match value {
        Tree::Array(names) => names.iter().try_fold(0, |all, name| Some(all | one(name)?)).filter(|&all| all != 0),
        name => one(name),
    }
}

fn choice(values: &[Tree]) -> Option<Choice> {
    let mut choice = Choice::default();
    let mut texts = Vec::new();
    for value in values {
        match value {
            Tree::Null => choice.null = true,
            Tree::Bool(true) => choice.yes = true,
            Tree::Bool(false) => choice.no = true,
            Tree::Number(number) => choice.numbers.push(Amount::of(number)?),
            // Of a number that no `f64` holds, and what it is in: the evaluator knows it.
            value if exact::has_digits(value) => return None,
            Tree::String(text) => texts.push(text.as_str()),
            Tree::Array(_) | Tree::Object(_) => choice.containers = true,
        }
    }
    choice.texts = (texts.len() < 1 << 15).then(|| Names::new(texts))?;
    Some(choice)
}

/// The node of `propertyNames`; `None` for one that says more than a node says of a string by itself.
fn name_of<'s>(graph: &mut Graph<'s>, names: &'s Tree, depth: usize) -> Option<Node> {
    let node = match names {
        Tree::Bool(true) => Node::any(),
        Tree::Bool(false) => Node::never(),
        names => read(graph, names.as_object()?, depth + 1, false)?,
    };
    (node.alias.is_none() && node.branches.is_none() && !node.unknown).then_some(node)
}

/// More names than this are left to the evaluator: one bit for each.
const MOST_NAMES: usize = 128;

fn object<'s>(schema: &'s Schema, name: Option<Box<Node>>, mut link: impl FnMut(&'s Tree) -> NodeId) -> Option<Object> {
    let members = |keyword: &str| match schema.get(keyword) {
        None => Some(Vec::new()),
        Some(members) => Some(members.as_object()?.iter().collect()),
    };
    let properties: Vec<(&crate::tree::Text, &Tree)> = members("properties")?;
    let required = strings(schema.get("required"))?;
    if properties.len() > MOST_NAMES || required.len() > MOST_NAMES {
        return None;
    }
    let dependent: Vec<(&str, Vec<&str>)> = members("dependentRequired")?
        .into_iter()
        .map(|(trigger, wanted)| Some((trigger.as_str(), strings(Some(wanted))?)))
        .collect::<Option<_>>()?;

    let additional = schema.get("additionalProperties").map_or(ANY, &mut link);
    let mut names: Vec<&str> = properties.iter().map(|(name, _)| name.as_str()).collect();
    let mut nodes: Vec<NodeId> = properties.iter().map(|(_, property)| link(property)).collect();
    let declared = names.len();
    let mentioned = dependent.iter().flat_map(|(trigger, wanted)| [*trigger].into_iter().chain(wanted.iter().copied()));
    for name in required.iter().copied().chain(mentioned) {
        if !names.contains(&name) {
            names.push(name);
            nodes.push(additional);
        }
    }
    if names.len() > MOST_NAMES {
        return None;
    }
    let set = |wanted: &[&str]| -> Set {
        wanted.iter().filter_map(|name| names.iter().position(|other| other == name)).collect()
    };
    let patterns = members("patternProperties")?
        .into_iter()
        .map(|(pattern, schema)| Some((Pattern::new(pattern).ok()?, link(schema))))
        .collect::<Option<_>>()?;
    Some(Object {
        required: set(&required),
        dependent: dependent.iter().map(|(trigger, wanted)| (set(&[*trigger]), set(wanted))).collect(),
        undeclared: (declared..names.len()).collect(),
        members: Members::new(&names, &nodes),
        patterns,
        additional,
        name,
        min: schema.get("minProperties").map_or(Some(0), size)?,
        max: schema.get("maxProperties").map_or(Some(u64::MAX), size)?,
    })
}

fn strings(value: Option<&Tree>) -> Option<Vec<&str>> {
    value.map_or(Some(Vec::new()), |value| value.as_array()?.iter().map(Tree::as_str).collect())
}

impl Node {
    fn text(&mut self) -> &mut Text {
        self.text.get_or_insert_with(|| Box::new(Text { min: 0, max: u64::MAX, format: None, pattern: None }))
    }

    fn number(&mut self) -> &mut Number {
        self.number.get_or_insert_default()
    }

    fn array(&mut self) -> &mut Array {
        self.array.get_or_insert_with(|| {
            Box::new(Array { prefix: Vec::new(), items: ANY, min: 0, max: u64::MAX, unique: false })
        })
    }
}
