//! [`Provenance`]: where a statement of a document comes from, keyword by keyword.
//!
//! A document says it in two extensions, beside the statement. `x-source` is a list of source ids for the whole
//! object, or a map from keyword to list. `x-inferred` is a reason for the whole object, or a map from keyword to
//! reason. For a keyword whose value is a list of names (`required`) both maps may go one level deeper, from name to
//! list or reason. A keyword with a reason has no sources but those that a map of `x-source` names for it.

use std::collections::HashSet;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::pointer::Pointer;
use crate::stack::deep;
use crate::tree::{Map, Text, Tree};

/// Where a statement comes from: pages of the public documentation, or an inference of this contract, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Provenance {
    /// The sources that say so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// What the contract says without a source, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inferred: Vec<Inference>,
}

/// A source that a document declares in `info.x-sources`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Source {
    /// The id that statements name.
    pub id: String,
    /// The title of the page or publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its address, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Why the contract says something that no source says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Inference {
    /// The keyword that the reason is about; `None` when it is about all that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyword: Option<String>,
    /// The reason, one line.
    pub reason: String,
}

impl Provenance {
    /// The provenance of the statement at `place`.
    ///
    /// A place inside an object is about one keyword of it, so an error about a documented `minimum` does not show the
    /// reason for an inferred `type`. An object itself is about all of its keywords. Where an object does not say
    /// where a keyword comes from, the nearest object above it does.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::contract::Provenance;
    /// use order_contracts::pointer::Pointer;
    /// use serde_json::json;
    ///
    /// let amount = json!({
    ///     "type": "integer",
    ///     "minimum": 0,
    ///     "x-source": ["guide"],
    ///     "x-inferred": {"type": "the guide says number; cents are whole"},
    /// });
    /// let document = json!({"components": {"schemas": {"Amount": amount}}});
    /// let amount = Pointer::parse("/components/schemas/Amount").unwrap();
    /// let of = |place: Pointer| Provenance::of(&document, &place);
    ///
    /// let minimum = of(amount.clone().key("minimum"));
    /// assert_eq!(minimum.sources[0].id, "guide");
    /// assert!(minimum.inferred.is_empty());
    ///
    /// let whole = of(amount.clone().key("type"));
    /// assert_eq!(whole.inferred[0].reason, "the guide says number; cents are whole");
    /// assert_eq!(of(amount).inferred[0].to_string(), "`type`: the guide says number; cents are whole");
    /// ```
    #[must_use]
    pub fn of(document: &Value, place: &Pointer) -> Self {
        let mut spine = spine(document, &mut place.tokens());
        if let (Tree::Object(members), Some(info)) = (&mut spine, document.get("info")) {
            members.insert("info", Tree::from(info));
        }
        Self::at(&spine, place, None)
    }

    /// The same of a document of a contract.
    #[cfg(feature = "validate")]
    pub(crate) fn in_tree(document: &Tree, place: &Pointer) -> Self {
        Self::at(document, place, None)
    }

    /// The same of `name`, an element of the list at `place`.
    #[cfg(feature = "validate")]
    pub(crate) fn of_name(document: &Tree, place: &Pointer, name: &str) -> Self {
        Self::at(document, place, Some(name))
    }

    fn at(document: &Tree, place: &Pointer, name: Option<&str>) -> Self {
        let mut place = place.clone();
        // The way down from the object that is asked next, last token first.
        let mut below: Vec<String> = Vec::new();
        loop {
            if let Some(statement) = place.find(document).and_then(Tree::as_object) {
                let mut way = below.iter().rev();
                let found = match way.next() {
                    None => Self::of_statement(document, statement),
                    Some(keyword) => {
                        let element = way
                            .next()
                            .and_then(|position| statement.get(keyword)?.get(position.parse::<usize>().ok()?));
                        Self::of_keyword(
                            document,
                            statement,
                            keyword,
                            element.and_then(Tree::as_str).or(name.filter(|_| below.len() == 1)),
                        )
                    }
                };
                if !found.is_empty() {
                    return found;
                }
            }
            match place.pop() {
                Some(token) => below.push(token),
                None => return Self::default(),
            }
        }
    }

    /// All that is said beside `statement`.
    fn of_statement(document: &Tree, statement: &Map) -> Self {
        let inferred = match statement.get("x-inferred") {
            Some(Tree::Object(reasons)) => {
                reasons.iter().flat_map(|(keyword, reason)| Inference::all(Some(keyword), reason)).collect()
            }
            Some(reason) => Inference::all(None, reason),
            None => Vec::new(),
        };
        Self { sources: Source::all(document, statement.get("x-source")), inferred }
    }

    /// What is said of `keyword`, or of `element` in its list.
    fn of_keyword(document: &Tree, statement: &Map, keyword: &str, element: Option<&str>) -> Self {
        let part = |said: &Map| match (said.get(keyword)?, element) {
            (Tree::Object(by_element), Some(element)) => by_element.get(element).cloned(),
            (said, _) => Some(said.clone()),
        };
        let (reason, replaces_the_list) = match statement.get("x-inferred") {
            Some(Tree::Object(reasons)) => {
                let reason = part(reasons);
                let of_all = reason.as_ref().is_some_and(Tree::is_string);
                (reason, of_all)
            }
            reason => (reason.cloned(), false),
        };
        let sources = match statement.get("x-source") {
            Some(Tree::Object(by_keyword)) => part(by_keyword),
            sources => sources.filter(|_| !replaces_the_list).cloned(),
        };
        Self {
            sources: Source::all(document, sources.as_ref()),
            inferred: reason.map_or_else(Vec::new, |reason| Inference::all(None, &reason)),
        }
    }

    /// Whether the document says nothing of the statement's origin.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.inferred.is_empty()
    }

    /// The inferences as one line, as reports for programs have them.
    #[cfg(feature = "validate")]
    pub(crate) fn inferred_text(&self) -> Option<String> {
        let texts: Vec<String> = self.inferred.iter().map(Inference::to_string).collect();
        (!texts.is_empty()).then(|| texts.join("; "))
    }
}

/// One line: `source: Create an order <https://...>; inferred: read off the sample value`.
impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sources = self.sources.iter().map(|source| format!("source: {source}"));
        let inferred = self.inferred.iter().map(|inferred| format!("inferred: {inferred}"));
        f.write_str(&sources.chain(inferred).collect::<Vec<_>>().join("; "))
    }
}

/// The title, or else the id, and the address.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title.as_deref().unwrap_or(&self.id))?;
        match &self.url {
            Some(url) => write!(f, " <{url}>"),
            None => Ok(()),
        }
    }
}

impl Source {
    /// The sources that `said`, a list of ids or a map to such lists, names; each once.
    fn all(document: &Tree, said: Option<&Tree>) -> Vec<Self> {
        let ids = said.map(texts).unwrap_or_default();
        ids.into_iter().map(|id| Self::declared(document, id)).collect()
    }

    fn declared(document: &Tree, id: &str) -> Self {
        let entry = document.get("info").and_then(|info| info.get("x-sources")).and_then(|sources| sources.get(id));
        let text = |key: &str| entry.and_then(|entry| entry.get(key)).and_then(Tree::as_str).map(str::to_owned);
        Self { id: id.to_owned(), title: text("title"), url: text("url") }
    }
}

/// The values on the way to a place, each with what is said beside it of where it comes from.
fn spine(value: &Value, tokens: &mut impl Iterator<Item = String>) -> Tree {
    let Some(token) = tokens.next() else { return Tree::from(value) };
    match value {
        Value::Object(members) => {
            let said =
                ["x-inferred", "x-source"].into_iter().filter_map(|name| Some((name, members.get(name)?.into())));
            let mut spine: Map = said.collect();
            if let Some(next) = members.get(&token) {
                spine.insert(token, deep(|| self::spine(next, tokens)));
            }
            spine.into()
        }
        Value::Array(items) => {
            let mut spine: Vec<Tree> = items.iter().map(|item| item.as_str().map_or(Tree::Null, Tree::from)).collect();
            let at = token.parse::<usize>().ok().filter(|&at| at < items.len());
            if let Some(at) = at {
                spine[at] = deep(|| self::spine(&items[at], tokens));
            }
            spine.into()
        }
        scalar => Tree::from(scalar),
    }
}

/// The texts in lists and maps, each once, in the order of the document.
fn texts(value: &Tree) -> Vec<&str> {
    let (mut found, mut seen, mut open) = (Vec::new(), HashSet::new(), vec![value]);
    while let Some(value) = open.pop() {
        match value {
            Tree::String(text) if seen.insert(text.as_str()) => found.push(text.as_str()),
            Tree::Array(elements) => open.extend(elements.iter().rev()),
            Tree::Object(members) => open.extend(members.values().rev()),
            _ => {}
        }
    }
    found
}

impl Inference {
    fn all(keyword: Option<&Text>, said: &Tree) -> Vec<Self> {
        let one = |reason: String| Self { keyword: keyword.map(Text::to_string), reason };
        match said {
            Tree::String(reason) => vec![one(reason.trim().to_owned())],
            Tree::Object(by_element) => {
                let reasons = by_element.iter().filter_map(|(name, reason)| Some((name, reason.as_str()?.trim())));
                reasons.map(|(name, reason)| one(format!("`{name}`, {reason}"))).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for Inference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.keyword {
            Some(keyword) => write!(f, "`{keyword}`: {}", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}
