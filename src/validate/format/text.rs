//! The text for people: each violation as a compiler tells an error, with the line of the input underlined.

use std::io::{self, Write};

use super::snippet::Snippet;
use super::{Entry, Rendering, plain};
use crate::validate::origin::Origin;
use crate::validate::undecided::Undecided;
use crate::validate::violation::Violation;

/// Writes every finding of an input, and nothing when there is none.
///
/// # Errors
///
/// When `out` fails.
///
/// # Examples
///
/// ```
/// use order_contracts::{Api, validate};
/// use order_contracts::validate::format::{self, Entry, Rendering};
///
/// let text = b"{\n  \"amount\": 35000,\n  \"locale\": \"fr_FT\"\n}";
/// let report = validate::payload_json(Api::KohortPay.schema("CreateOrder")?, text)?;
/// let mut out = Vec::new();
/// format::text(&mut out, &Entry { name: "order.json", text: Some(text), report: &report }, &Rendering::new())?;
/// let shown = String::from_utf8(out)?;
/// assert!(shown.contains("\n  --> order.json:3:13\n"));
/// assert!(shown.contains("\n3 |   \"locale\": \"…\"\n  |             ^^^ "));
/// assert!(!shown.contains("fr_FT"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn text(out: &mut dyn Write, entry: &Entry<'_>, rendering: &Rendering) -> io::Result<()> {
    let paint = Paint { on: rendering.colour };
    for violation in entry.report.violations() {
        write_violation(out, entry, violation, rendering, &paint)?;
        out.write_all(b"\n")?;
    }
    if entry.report.left_out() > 0 {
        writeln!(out, "{}\n", paint.strong(&format!("and {} more violations", entry.report.left_out())))?;
    }
    for undecided in entry.report.undecided() {
        write_undecided(out, entry, undecided, &paint)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn write_violation(
    out: &mut dyn Write,
    entry: &Entry<'_>,
    violation: &Violation,
    rendering: &Rendering,
    paint: &Paint,
) -> io::Result<()> {
    let title = match (violation.part(), violation.instance().as_str()) {
        (super::super::Part::Body, pointer) if !pointer.is_empty() => format!("`{pointer}`"),
        (part, "") => part.describe(violation.name()),
        (part, pointer) => format!("{} at `{pointer}`", part.describe(violation.name())),
    };
    let what = format!("wanted {}, found {}", violation.wanted(), violation.found());
    let label = paint.error(&format!("error[{}]", violation.id()));
    writeln!(out, "{label}: {}", paint.strong(&format!("{}: {}", plain(&title), plain(&what))))?;
    let snippet = entry.text.and_then(|text| Snippet::of(text, violation, rendering.show_values));
    let number = snippet.as_ref().map(|snippet| snippet.line.to_string()).unwrap_or_default();
    let margin = " ".repeat(number.len().max(1));
    let bar = paint.frame("|");
    let place = violation.position().map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
    writeln!(out, "{margin} {} {}{place}", paint.frame("-->"), plain(entry.name))?;
    if let Some(Snippet { text, underline, .. }) = snippet {
        let marks = format!("{}{}", " ".repeat(underline.start), paint.error(&"^".repeat(underline.len())));
        writeln!(out, "{margin} {bar}")?;
        writeln!(out, "{} {bar} {text}", paint.frame(&number))?;
        writeln!(out, "{margin} {bar} {marks} {}", plain(&format!("wanted {}", violation.wanted())))?;
    }
    let mut note =
        |name: &str, text: &str| writeln!(out, "{margin} {} {}: {}", paint.frame("="), paint.strong(name), plain(text));
    if let (true, Some(value)) = (rendering.show_values, violation.value()) {
        note("value", &value.to_string())?;
    }
    if let Some(hint) = violation.hint() {
        note("help", hint)?;
    }
    for closest in violation.closest() {
        note("nearest alternative", &closest.to_string())?;
    }
    if let Some(origin) = violation.origin() {
        note("contract", &statement(origin, violation.keyword().as_str()))?;
    }
    for source in &violation.provenance().sources {
        let title = source.title.as_deref().unwrap_or(&source.id);
        let url = source.url.as_ref().map(|url| format!(" ({url})")).unwrap_or_default();
        note("source", &format!("{title}{url}"))?;
    }
    if let Some(inferred) = &violation.provenance().inferred {
        note("inferred", &inferred.split_whitespace().collect::<Vec<_>>().join(" "))?;
    }
    Ok(())
}

fn write_undecided(out: &mut dyn Write, entry: &Entry<'_>, undecided: &Undecided, paint: &Paint) -> io::Result<()> {
    let label = paint.warning(&format!("undecided[{}]", undecided.reason().id()));
    let what = format!("{}: {}", undecided.part().describe(undecided.name()), undecided.reason());
    writeln!(out, "{label}: {}", paint.strong(&plain(&what)))?;
    writeln!(out, "  {} {}", paint.frame("-->"), plain(entry.name))?;
    if let (Some(origin), Some(keyword)) = (undecided.origin(), undecided.keyword()) {
        let statement = plain(&statement(origin, keyword.as_str()));
        writeln!(out, "  {} {}: {statement}", paint.frame("="), paint.strong("contract"))?;
    }
    Ok(())
}

fn statement(origin: &Origin, keyword: &str) -> String {
    format!("{}:{}:{} ({keyword})", origin.file, origin.line, origin.column)
}

/// The escape sequences of a terminal, or none.
struct Paint {
    on: bool,
}

impl Paint {
    fn error(&self, text: &str) -> String {
        self.with("1;31", text)
    }

    fn warning(&self, text: &str) -> String {
        self.with("1;33", text)
    }

    fn frame(&self, text: &str) -> String {
        self.with("1;34", text)
    }

    fn strong(&self, text: &str) -> String {
        self.with("1", text)
    }

    fn with(&self, code: &str, text: &str) -> String {
        if self.on { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
