//! [`Select`]: some of the operations of a contract.

use crate::contract::{Contract, Endpoint};
use crate::error::Error;
use crate::similar::nearest;
use crate::tree::Tree;

/// Operations that share a name, a tag or a path. A text is an `operationId`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Select {
    /// The operation with this `operationId`.
    Operation(String),
    /// The operations with this tag.
    Tag(String),
    /// The operations of this path, as the document spells it: `/orders/{id}`.
    Path(String),
}

impl Select {
    /// The numbers of the operations.
    ///
    /// # Errors
    ///
    /// When there are none.
    pub(crate) fn resolve(&self, contract: &Contract) -> Result<Vec<usize>, Error> {
        let endpoints = contract.endpoints();
        let has = |endpoint: &Endpoint| match self {
            Self::Operation(id) => endpoint.operation.id() == Some(id),
            Self::Tag(tag) => tags(contract, endpoint).any(|known| known == tag),
            Self::Path(path) => endpoint.operation.path() == path,
        };
        let numbers: Vec<usize> = (0..endpoints.len()).filter(|&number| has(&endpoints[number])).collect();
        if !numbers.is_empty() {
            return Ok(numbers);
        }
        let (noun, name) = match self {
            Self::Operation(name) => ("operation", name),
            Self::Tag(name) => ("tag", name),
            Self::Path(name) => ("path", name),
        };
        let known = endpoints.iter().flat_map(|endpoint| match self {
            Self::Operation(_) => endpoint.operation.id().into_iter().collect(),
            Self::Tag(_) => tags(contract, endpoint).collect(),
            Self::Path(_) => vec![endpoint.operation.path()],
        });
        let near = nearest(name, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Err(Error::unknown_name(format!("unknown {noun} `{name}`{near}")))
    }
}

fn tags<'c>(contract: &'c Contract, endpoint: &Endpoint) -> impl Iterator<Item = &'c str> {
    let tags = endpoint.operation.pointer().find(contract.tree()).and_then(|operation| operation.get("tags"));
    tags.and_then(Tree::as_array).into_iter().flatten().filter_map(Tree::as_str)
}

impl From<&str> for Select {
    fn from(id: &str) -> Self {
        Self::Operation(id.to_owned())
    }
}

impl From<String> for Select {
    fn from(id: String) -> Self {
        Self::Operation(id)
    }
}
