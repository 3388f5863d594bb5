//! A file of waivers as it is changed: entries are added behind what is there, or taken out, and everything else, comments among
//! it, stays as it is.

use std::collections::BTreeSet;

use super::Waiver;
use crate::error::Error;

/// `text`, a file of waivers in TOML, with `waivers` behind what is there. One whose fingerprint is there already is left out.
///
/// # Errors
///
/// When the text is no such file, or is in JSON, or a waiver could not be read again: its reason is empty, or its `until` is not a
/// date.
///
/// # Examples
///
/// ```
/// use order_contracts::diff::{Waiver, prune, with_entries};
///
/// let text = "# agreed in the meeting of May\n";
/// let text = with_entries(text, &[Waiver::new("ba2b6cbb172726af", "no client sends \"it\"")])?;
/// assert_eq!(text, "# agreed in the meeting of May\n\n[[waiver]]\nfingerprint = \"ba2b6cbb172726af\"\nreason = \"no client sends \\\"it\\\"\"\n");
/// assert_eq!(with_entries(&text, &Waiver::read(&text)?)?, text);
/// assert_eq!(prune(&text, &["ba2b6cbb172726af".to_owned()])?, "# agreed in the meeting of May\n");
/// # Ok::<(), order_contracts::Error>(())
/// ```
pub fn with_entries(text: &str, waivers: &[Waiver]) -> Result<String, Error> {
    let mut all = in_toml(text)?;
    let mut known: BTreeSet<String> = all.iter().map(|waiver| waiver.fingerprint.clone()).collect();
    let mut out = text.to_owned();
    for waiver in waivers {
        if !known.insert(waiver.fingerprint.clone()) {
            continue;
        }
        if !out.is_empty() {
            out.push_str(if out.ends_with('\n') { "\n" } else { "\n\n" });
        }
        let Waiver { fingerprint, reason, until, rule, change, by } = waiver;
        out.push_str("[[waiver]]\n");
        let mut line = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                out.push_str(&format!("{name} = {}\n", quoted(value)));
            }
        };
        line("fingerprint", Some(fingerprint));
        line("rule", rule.as_deref());
        line("change", change.as_deref());
        line("reason", Some(reason));
        line("by", by.as_deref());
        if let Some(until) = until {
            out.push_str(&format!("until = {until}\n"));
        }
        all.push(waiver.clone());
    }
    match in_toml(&out) {
        Ok(read) if read == all => Ok(out),
        Ok(_) => Err(Error::settings("a waiver cannot be written: a text of it is no date")),
        Err(error) => Err(Error::settings(format!("a waiver cannot be written: {error}"))),
    }
}

/// `text`, a file of waivers in TOML, without the entries of these fingerprints and the comments that are right above them.
///
/// # Errors
///
/// When the text is no such file, is in JSON, or has waivers in another form than `[[waiver]]`.
pub fn prune(text: &str, fingerprints: &[String]) -> Result<String, Error> {
    let waivers = in_toml(text)?;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let headers: Vec<usize> = (0..lines.len()).filter(|number| is_header(lines[*number])).collect();
    if headers.len() != waivers.len() {
        return Err(Error::settings("waivers are not all written as `[[waiver]]` tables: edit the file by hand"));
    }
    // An entry begins with the comments right above it, and ends where the next one begins.
    let start = |number: usize| {
        let above = lines[..number].iter().rev().take_while(|line| line.trim_start().starts_with('#')).count();
        number - above
    };
    let mut kept = vec![true; lines.len()];
    for (place, (header, waiver)) in headers.iter().zip(&waivers).enumerate() {
        if fingerprints.contains(&waiver.fingerprint) {
            let end = headers.get(place + 1).map_or(lines.len(), |next| start(*next));
            kept[start(*header)..end].fill(false);
        }
    }
    let mut out: String = lines.iter().zip(kept).filter(|(_, kept)| *kept).map(|(line, _)| *line).collect();
    while out.ends_with("\n\n") {
        out.pop();
    }
    // What is left says the same as before, without what was taken out.
    let left: Vec<Waiver> = waivers.into_iter().filter(|waiver| !fingerprints.contains(&waiver.fingerprint)).collect();
    match in_toml(&out) {
        Ok(read) if read == left => Ok(out),
        _ => Err(Error::settings("the file is too unusual to be edited: remove the entries by hand")),
    }
}

fn is_header(line: &str) -> bool {
    let line: String = line.split('#').next().unwrap_or_default().split_whitespace().collect();
    line == "[[waiver]]"
}

fn in_toml(text: &str) -> Result<Vec<Waiver>, Error> {
    if text.trim_start().starts_with(['[', '{']) && serde_json::from_str::<serde_json::Value>(text).is_ok() {
        return Err(Error::settings("waivers in JSON are only read: write them as `[[waiver]]` tables in a TOML file"));
    }
    Waiver::read(text)
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = "\"".to_owned();
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // Also what a terminal would obey that shows the file.
            other if crate::plain::is_obeyed(other) => {
                out.push_str(&format!("\\U{:08X}", u32::from(other)));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
