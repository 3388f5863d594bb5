//! Workflow commands of GitHub Actions, which become annotations on the lines of a pull request.

use std::io::{self, Write};

use super::{Entry, Rendering, plain};

/// Writes one command a finding: `error` for a violation, `warning` for what could not be judged.
///
/// # Errors
///
/// When `out` fails.
pub fn github(out: &mut dyn Write, entry: &Entry<'_>, _: &Rendering) -> io::Result<()> {
    let Entry { name, report, .. } = entry;
    let file = property(name);
    for violation in report.violations() {
        let place = violation.position().map(|at| format!(",line={},col={}", at.line, at.column)).unwrap_or_default();
        let title = property(violation.id());
        writeln!(out, "::error file={file}{place},title={title}::{}", data(&violation.to_string()))?;
    }
    if report.left_out() > 0 {
        writeln!(out, "::error file={file}::and {} more violations", report.left_out())?;
    }
    for undecided in report.undecided() {
        let title = property(undecided.reason().id());
        writeln!(out, "::warning file={file},title={title}::{}", data(&undecided.to_string()))?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    plain(text).replace('%', "%25")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
