//! [`JUnit`]: the XML of test reports: a suite for each input, a case for each finding.

use std::io::{self, Write};

use super::{Entry, plain};

/// Writes one document: [`JUnit::begin`], an [`entry`](JUnit::entry) for each input, [`finish`](JUnit::finish).
#[derive(Debug)]
pub struct JUnit<W> {
    out: W,
}

impl<W: Write> JUnit<W> {
    /// Begins the document.
    ///
    /// # Errors
    ///
    /// When `out` fails.
    pub fn begin(mut out: W) -> io::Result<Self> {
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"order-contracts\">\n")?;
        Ok(Self { out })
    }

    /// Writes the suite of an input: one passed case when everything holds.
    ///
    /// # Errors
    ///
    /// When the writer fails.
    pub fn entry(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        let Entry { name, report, .. } = entry;
        let out = &mut self.out;
        let (failures, skipped) = (report.violations().len(), report.undecided().len());
        let tests = (failures + skipped).max(1);
        let class = escape(name);
        writeln!(
            out,
            "  <testsuite name=\"{class}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">"
        )?;
        if failures + skipped == 0 {
            writeln!(out, "    <testcase classname=\"{class}\" name=\"holds\"/>")?;
        }
        for violation in report.violations() {
            let id = violation.id();
            let place = match (violation.name(), violation.instance().as_str()) {
                (Some(name), pointer) => format!("{name}{pointer}"),
                (None, "") => violation.part().to_string(),
                (None, pointer) => pointer.to_owned(),
            };
            let position = violation.position().map(|at| format!("{name}:{}:{}: ", at.line, at.column));
            writeln!(out, "    <testcase classname=\"{class}\" name=\"{}\">", escape(&format!("{id} at {place}")))?;
            let message = escape(&violation.to_string());
            let text = escape(&format!("{}{violation}", position.unwrap_or_default()));
            writeln!(out, "      <failure type=\"{id}\" message=\"{message}\">{text}</failure>\n    </testcase>")?;
        }
        for undecided in report.undecided() {
            let case = escape(&format!("{} at {}", undecided.reason().id(), undecided.part()));
            let message = escape(&undecided.to_string());
            writeln!(out, "    <testcase classname=\"{class}\" name=\"{case}\">")?;
            writeln!(out, "      <skipped message=\"{message}\"/>\n    </testcase>")?;
        }
        if report.left_out() > 0 {
            writeln!(out, "    <system-out>and {} more violations</system-out>", report.left_out())?;
        }
        writeln!(out, "  </testsuite>")
    }

    /// Ends the document and gives the writer back.
    ///
    /// # Errors
    ///
    /// When the writer fails.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(b"</testsuites>\n")?;
        Ok(self.out)
    }
}

fn escape(text: &str) -> String {
    // XML 1.0, 2.2: two code points beside the control characters may not stand in a document at all.
    let text = plain(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
