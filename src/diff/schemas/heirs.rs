//! [`Heirs`]: which components inherit from which, by having them in their `allOf`.

use std::collections::{BTreeSet, HashMap};

use crate::pointer::Pointer;
use crate::tree::Tree;

const SCHEMAS: &str = "/components/schemas/";
/// More heirs of one schema than this are not compared with it.
pub(super) const MAX_HEIRS: usize = 2_000;

/// The name of the component at `place`.
pub(super) fn component_name(place: &Pointer) -> Option<String> {
    place.as_str().strip_prefix(SCHEMAS).filter(|rest| !rest.contains('/'))?;
    place.last()
}

/// The components that name others in their `allOf`, by those that they name.
#[derive(Debug, Default)]
pub(super) struct Heirs(HashMap<String, Vec<String>>);

impl Heirs {
    pub(super) fn of(document: &Tree) -> Self {
        let mut heirs: HashMap<String, Vec<String>> = HashMap::new();
        let schemas = document.get("components").and_then(|components| components.get("schemas"));
        for (name, schema) in schemas.and_then(Tree::as_object).into_iter().flatten() {
            let parts = schema.get("allOf").and_then(Tree::as_array).into_iter().flatten();
            let references = parts.filter_map(|part| part.get("$ref")?.as_str());
            for parent in references.filter_map(Pointer::from_reference).filter_map(|place| component_name(&place)) {
                heirs.entry(parent).or_default().push(name.to_string());
            }
        }
        Self(heirs)
    }

    /// Everything that inherits from the component `name`, at any distance.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        let (mut known, mut found) = (BTreeSet::from([name]), Vec::new());
        let mut open = vec![name];
        while let Some(parent) = open.pop().filter(|_| found.len() < MAX_HEIRS) {
            for heir in self.0.get(parent).into_iter().flatten() {
                if known.insert(heir) {
                    found.push(heir.clone());
                    open.push(heir);
                }
            }
        }
        found.truncate(MAX_HEIRS);
        found
    }
}
