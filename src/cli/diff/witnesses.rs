//! `diff --witnesses`: the example of each change as a file that `validate` reads.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::json;

use crate::cli::Context;
use crate::cli::written::Folder;
use crate::diff::{Comparison, Reading};
use crate::error::Error;
use crate::json;
use crate::plain::{Shown, json_pretty, plain};
use crate::validate::Recorded;

/// Writes the witnesses of `comparison` to `path`, and removes those of an earlier run.
pub(super) fn write(path: &Path, comparison: &Comparison, context: &mut Context<'_, '_>) -> Result<(), Error> {
    let folder = Folder::create(path, is_own)?;
    let (mut names, mut files, mut left_out, mut any_of) = (BTreeSet::new(), Vec::new(), 0_usize, 0_usize);
    for change in &comparison.changes {
        let Some(witness) = &change.witness else { continue };
        if witness.callback.is_some() {
            left_out += 1;
            continue;
        }
        let stem = format!("{}-{}", change.rule.id, change.fingerprint);
        // Two changes may have one fingerprint.
        let number = (2..).map(|number| format!("{stem}-{number}.json"));
        let name = std::iter::once(format!("{stem}.json")).chain(number).find(|name| !names.contains(name));
        let Some(name) = name else { continue };
        names.insert(name.clone());
        any_of += usize::from(witness.reading == Reading::AnyOf);
        files.push((name, Shown::of((json_pretty(&json!(witness.exchange)), "\n"))));
    }
    for (name, _) in &files {
        folder.check(name)?;
    }
    for (name, text) in &files {
        folder.write(name, text)?;
    }
    let removed = folder.remove_others(is_named, &names)?;
    let (written, noun) = (files.len(), if files.len() == 1 { "witness" } else { "witnesses" });
    context.stderr.line(("wrote ", written, " ", noun, " to ", plain(path.display())));
    if removed > 0 {
        let noun = if removed == 1 { "witness" } else { "witnesses" };
        context.note(("removed ", removed, " ", noun, " of an earlier run"));
    }
    if any_of > 0 {
        let (noun, verb) = if any_of == 1 { ("witness", "holds") } else { ("witnesses", "hold") };
        context.note((
            any_of,
            " ",
            noun,
            " ",
            verb,
            " with `oneOf` read as `anyOf`; `validate` takes `oneOf` at its word",
        ));
    }
    if left_out > 0 {
        let noun =
            if left_out == 1 { "witness of a callback or webhook" } else { "witnesses of callbacks or webhooks" };
        let reason = "`validate` finds operations by path, and these have none";
        context.note(("left out ", left_out, " ", noun, ": ", reason));
    }
    Ok(())
}

/// Whether a file has the name of a witness, of this or another version: the id of a rule, and a fingerprint.
fn is_named(name: &str) -> bool {
    let is_fingerprint = |part: &str| part.len() == 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let Some(stem) = name.strip_suffix(".json") else { return false };
    let is_rule = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    match stem.rsplit_once('-') {
        Some((rule, fingerprint)) if is_fingerprint(fingerprint) => is_rule(rule),
        Some((rest, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            rest.rsplit_once('-').is_some_and(|(rule, fingerprint)| is_rule(rule) && is_fingerprint(fingerprint))
        }
        _ => false,
    }
}

/// Whether a text is one that this command writes: an exchange, in the form in which it is printed here.
fn is_own(text: &str) -> bool {
    json::parse(text.as_bytes()).is_ok_and(|value| {
        Recorded::from_value(&value).is_ok() && Some(json_pretty(&value).as_str()) == text.strip_suffix('\n')
    })
}

#[cfg(test)]
mod tests {
    use super::is_named;

    #[test]
    fn a_witness_is_named_by_its_rule_and_fingerprint() {
        assert!(is_named("request-max-length-decreased-0123456789abcdef.json"));
        assert!(is_named("request-max-length-decreased-0123456789abcdef-2.json"));
        for name in ["order.json", "a-0123456789abcde.json", "A-0123456789abcdef.json", "a-0123456789abcdef.txt"] {
            assert!(!is_named(name), "{name}");
        }
    }
}
