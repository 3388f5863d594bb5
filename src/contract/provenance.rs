//! [`Provenance`]: where a statement of a document comes from.

use serde::Serialize;
use serde_json::Value;

use crate::pointer::Pointer;

/// Where a statement comes from: pages of the public documentation, or an inference of this contract, or both.
///
/// A document says it in `x-source` and `x-inferred`, beside the statement or above it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// The sources that say so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// Why the contract says so where the documentation does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inferred: Option<String>,
}

/// A source that a document declares in `info.x-sources`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

impl Provenance {
    /// The provenance of the statement at `place`: what stands beside it, else beside the nearest statement above.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::contract::Provenance;
    /// use order_contracts::pointer::Pointer;
    /// use order_contracts::Api;
    ///
    /// let place = "/components/schemas/CreateOrder/properties/customerFirstName/maxLength";
    /// let provenance = Provenance::of(Api::KohortPay.document(), &Pointer::parse(place).unwrap());
    /// assert_eq!(provenance.sources[0].id, "create-order");
    /// ```
    #[must_use]
    pub fn of(document: &Value, place: &Pointer) -> Self {
        let mut place = place.clone();
        loop {
            if let Some(found) = place.resolve(document).and_then(|value| Self::beside(document, value)) {
                return found;
            }
            if place.pop().is_none() {
                return Self::default();
            }
        }
    }

    fn beside(document: &Value, statement: &Value) -> Option<Self> {
        let ids = statement.get("x-source").and_then(Value::as_array);
        let inferred = statement.get("x-inferred").and_then(Value::as_str);
        if ids.is_none() && inferred.is_none() {
            return None;
        }
        let ids = ids.into_iter().flatten().filter_map(Value::as_str);
        Some(Self {
            sources: ids.map(|id| Source::declared(document, id)).collect(),
            inferred: inferred.map(|text| text.trim().to_owned()),
        })
    }

    /// Whether the document says nothing of the statement's origin.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.inferred.is_none()
    }
}

impl Source {
    fn declared(document: &Value, id: &str) -> Self {
        let entry = document.get("info").and_then(|info| info.get("x-sources")).and_then(|sources| sources.get(id));
        let text = |key: &str| entry.and_then(|entry| entry.get(key)).and_then(Value::as_str).map(str::to_owned);
        Self { id: id.to_owned(), title: text("title"), url: text("url") }
    }
}
