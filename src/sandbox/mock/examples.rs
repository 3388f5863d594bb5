//! Documented examples of a response: `example` and `examples` of a Media Type Object (OpenAPI 3.0.3, 4.7.14).

use super::choice::Chosen;
use crate::contract::{Contract, MediaType};
use crate::pointer::Pointer;
use crate::sandbox::answer::Answer;
use crate::similar;
use crate::tree::Tree;

/// References in a row that are followed.
const FOLLOWED: usize = 16;

/// The examples of a media type with their names, as the document orders them; the one without a name first.
pub(super) fn of<'c>(contract: &'c Contract, declared: &MediaType) -> Vec<(Option<&'c str>, &'c Tree)> {
    let document = contract.tree();
    let Some(object) = declared.pointer.find(document) else { return Vec::new() };
    let only = object.get("example").map(|value| (None, value));
    let named = object.get("examples").and_then(Tree::as_object).into_iter().flatten();
    // An example of another kind is a file elsewhere, which is not fetched.
    let named =
        named.filter_map(|(name, example)| Some((Some(name.as_str()), followed(document, example)?.get("value")?)));
    only.into_iter().chain(named).collect()
}

/// The name of a documented example, if there is one.
pub(super) fn known(contract: &Contract, chosen: &Chosen<'_>, name: &str) -> Result<String, Answer> {
    let declared = chosen.media_type.and_then(|number| chosen.response.content.media_types.get(number));
    let names: Vec<&str> = declared
        .map(|declared| of(contract, declared))
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(name, _)| name)
        .collect();
    if names.contains(&name) {
        return Ok(name.to_owned());
    }
    let near = similar::nearest(name, names.iter().copied());
    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    let detail = match names.is_empty() {
        true => "the response has no named examples".to_owned(),
        false => format!("the response has no example of this name{near}"),
    };
    Err(Answer::problem_at(400, "Unknown example in `Prefer`", detail, chosen.response.pointer.as_str()))
}

/// An Example Object, behind its references.
fn followed<'c>(document: &'c Tree, mut example: &'c Tree) -> Option<&'c Tree> {
    for _ in 0..FOLLOWED {
        let Some(reference) = example.get("$ref").and_then(Tree::as_str) else { return Some(example) };
        example = Pointer::from_reference(reference)?.find(document)?;
    }
    None
}
