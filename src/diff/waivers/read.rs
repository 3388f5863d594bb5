//! Waivers as they are in files: tables in TOML, or a list in JSON.

use super::Waiver;
use crate::error::Error;
use crate::tables::{At, Source, Table};

/// So many mistakes of a file are named.
const SAID: usize = 3;

impl Waiver {
    /// The waivers in a text: in TOML tables `[[waiver]]` with `fingerprint`, `reason` and, optionally, `rule`, `change`, `by` and
    /// `until`, in JSON a list of objects with the same members.
    ///
    /// # Errors
    ///
    /// When the text is neither, a reason is empty, an `until` is not a date, or a fingerprint is there twice.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::diff::Waiver;
    ///
    /// let text = "[[waiver]]\nfingerprint = \"ba2b6cbb172726af\"\nreason = \"agreed with all clients\"\nuntil = 2027-01-31\n";
    /// let waivers = Waiver::read(text)?;
    /// assert_eq!(waivers, [Waiver::new("ba2b6cbb172726af", "agreed with all clients").until("2027-01-31")]);
    ///
    /// let error = Waiver::read(&text.replace("reason", "reson")).unwrap_err();
    /// assert!(error.to_string().ends_with("line 3, column 1: unknown key `reson`; did you mean `reason`?"));
    /// # Ok::<(), order_contracts::Error>(())
    /// ```
    pub fn read(text: &str) -> Result<Vec<Self>, Error> {
        if is_json(text) { from_json(text) } else { from_toml(text) }
    }
}

/// No text in TOML begins with a list, and one that begins with `[` has the name of a table behind it.
fn is_json(text: &str) -> bool {
    let mut characters = text.trim_start().chars();
    match characters.next() {
        Some('[') => matches!(characters.as_str().trim_start().chars().next(), None | Some('{' | ']')),
        first => first == Some('{'),
    }
}

fn from_json(text: &str) -> Result<Vec<Waiver>, Error> {
    let waivers: Vec<Waiver> =
        serde_json::from_str(text).map_err(|error| Error::syntax(format!("not a JSON list of waivers: {error}")))?;
    for (number, waiver) in waivers.iter().enumerate() {
        let wrong = |what: &str| Err(Error::settings(format!("the waiver `{}` {what}", waiver.fingerprint)));
        if waiver.reason.trim().is_empty() {
            return wrong("has no reason");
        }
        // Dates are compared as text, so each must have all its digits.
        let is_date = |text: &String| text.len() == 10 && text.parse::<chrono::NaiveDate>().is_ok();
        if waiver.until.as_ref().is_some_and(|until| !is_date(until)) {
            return wrong("has an `until` that is not a date; expected one such as `2027-01-31`");
        }
        if waivers[..number].iter().any(|earlier| earlier.fingerprint == waiver.fingerprint) {
            return wrong("is there twice");
        }
    }
    Ok(waivers)
}

fn from_toml(text: &str) -> Result<Vec<Waiver>, Error> {
    let source = Source::new(text);
    let mut root = source.root();
    let mut waivers: Vec<Waiver> = Vec::new();
    for table in root.tables("waiver", "[[waiver]]") {
        let Some(waiver) = from_table(table) else { continue };
        let At { value: waiver, at } = waiver;
        if waivers.iter().any(|earlier| earlier.fingerprint == waiver.fingerprint) {
            source.mistake(at, format!("the waiver `{}` is there twice", waiver.fingerprint));
        }
        waivers.push(waiver);
    }
    root.finish();
    let mistakes: Vec<String> = source.mistakes().iter().map(ToString::to_string).collect();
    match mistakes.len() {
        0 => Ok(waivers),
        // One mistake is often the cause of another: a misspelt key is missing by its right name.
        1..=SAID => Err(Error::settings(mistakes.join("; "))),
        count => Err(Error::settings(format!("{} (and {} more)", mistakes[..SAID].join("; "), count - SAID))),
    }
}

fn from_table(mut table: Table<'_, '_>) -> Option<At<Waiver>> {
    let [fingerprint, reason, rule, change, by] =
        ["fingerprint", "reason", "rule", "change", "by"].map(|name| table.text(name));
    let until = table.date("until");
    for (name, value) in [("fingerprint", &fingerprint), ("reason", &reason)] {
        // What is there and wrong was reported.
        if value.is_none() && !table.has(name) {
            table.missing(name);
        }
    }
    table.finish();
    let fingerprint = fingerprint?;
    let value = |found: Option<At<String>>| found.map(|found| found.value);
    let waiver = Waiver {
        fingerprint: fingerprint.value,
        reason: value(reason)?,
        until: value(until),
        rule: value(rule),
        change: value(change),
        by: value(by),
    };
    Some(At { value: waiver, at: fingerprint.at })
}
