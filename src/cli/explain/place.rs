//! A place of a contract explained: where it is in its file, what it declares, and which source says so.

use serde_json::json;

use crate::contract::{Contract, Provenance};
use crate::error::Error;
use crate::json::exact::tree_text;
use crate::plain::{Plain, plain, schema_pretty};
use crate::pointer::Pointer;
use crate::similar::nearest;
use crate::tree::{Map, Text, Tree};

use super::super::{Context, Format, style};

/// Longer values are left to the file.
const SHOWN: usize = 60;

/// Explains the value at `pointer`, in which a report names a keyword.
pub(super) fn explain(
    contract: &Contract,
    pointer: &str,
    format: Format,
    context: &mut Context<'_, '_>,
) -> Result<(), Error> {
    let (pointer, value) = resolve(contract, pointer)?;
    let place = contract.place(&pointer);
    let provenance = |pointer: &Pointer| Provenance::in_tree(contract.tree(), pointer);
    if format == Format::Json {
        let mut out = json!({
            "version": 1,
            "contract": contract.title(),
            "pointer": pointer,
            "value": value,
            "origin": provenance(&pointer),
        });
        if let (Some(place), Some(members)) = (&place, out.as_object_mut()) {
            members.insert("file".to_owned(), json!(place.file));
            members.insert("line".to_owned(), json!(place.position.line));
            members.insert("column".to_owned(), json!(place.position.column));
        }
        context.stdout.line(schema_pretty(&out));
        return Ok(());
    }
    context.stdout.line(style::heading(plain(&pointer)));
    if let Some(place) = place {
        let (file, position) = (plain(place.file), place.position);
        context.stdout.line(style::faint((file, ":", position.line, ":", position.column)));
    }
    let keywords = value.as_object().into_iter().flat_map(Map::iter).filter(|(name, _)| !name.starts_with("x-"));
    let keywords: Vec<(&Text, &Tree)> = keywords.collect();
    if keywords.is_empty() {
        context.stdout.line(("\n", short(value)));
        origin(&provenance(&pointer), context);
    }
    for (name, value) in keywords {
        context.stdout.line(("\n", style::heading(plain(name)), ": ", short(value)));
        origin(&provenance(&pointer.clone().key(name)), context);
    }
    Ok(())
}

fn origin(provenance: &Provenance, context: &mut Context<'_, '_>) {
    for source in &provenance.sources {
        context.stdout.line(("  ", style::faint("source:"), " ", plain(source)));
    }
    for inferred in &provenance.inferred {
        context.stdout.line(("  ", style::faint("inferred:"), " ", plain(inferred)));
    }
    if provenance.is_empty() {
        context.stdout.line(("  ", style::faint("the contract does not say where this comes from")));
    }
}

fn short(value: &Tree) -> Plain {
    match value {
        Tree::Object(members) => plain(format_args!("an object with {} members", members.len())),
        other => {
            let text = tree_text(other);
            match text.char_indices().nth(SHOWN) {
                Some((end, _)) => plain(format_args!("{}…", &text[..end])),
                None => plain(text),
            }
        }
    }
}

fn resolve<'c>(contract: &'c Contract, text: &str) -> Result<(Pointer, &'c Tree), Error> {
    let nothing = |pointer: &Pointer, hint: &str| {
        Error::unknown_name(format!("nothing at `{pointer}` in `{}`{hint}", contract.title()))
    };
    let pointer = Pointer::parse(text.strip_prefix('#').unwrap_or(text)).filter(|pointer| !pointer.is_root());
    let Some(pointer) = pointer else {
        return Err(Error::settings(format!("expected a JSON Pointer such as `/components/schemas`, found `{text}`")));
    };
    if let Some(value) = pointer.find(contract.tree()) {
        return Ok((pointer, value));
    }
    let mut above = pointer.clone();
    let mut missing = String::new();
    loop {
        if let Some(value) = above.find(contract.tree()) {
            let names = value.as_object().into_iter().flat_map(Map::keys).map(Text::as_str);
            let near = nearest(&missing, names).map(|near| format!("; did you mean `{}`?", above.clone().key(near)));
            let near = near.unwrap_or_else(|| format!("; the nearest place above is `{above}`"));
            return Err(nothing(&pointer, &near));
        }
        match above.pop() {
            Some(token) => missing = token,
            None => return Err(nothing(&pointer, "")),
        }
    }
}
