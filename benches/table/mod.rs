//! Results as a Markdown table, on standard output and in `src/docs/speed.md`.
//!
//! A benchmark prints its tables. With `UPDATE_SPEED=1` it also writes each into the page, between the comments with its name, so
//! that every figure there is one that a run has printed.

#![allow(dead_code, reason = "each benchmark uses what it needs")]
#![expect(clippy::expect_used, reason = "a benchmark may fail by panicking")]

use std::path::Path;

/// A table with a name, a heading and rows.
pub(crate) struct Table {
    name: &'static str,
    lines: Vec<String>,
    columns: usize,
}

impl Table {
    pub(crate) fn new(name: &'static str, columns: &[&str]) -> Self {
        let rule = vec!["---"; columns.len()];
        let lines = vec![line(columns), line(&rule)];
        Self { name, lines, columns: columns.len() }
    }

    pub(crate) fn row(&mut self, cells: &[String]) {
        assert_eq!(cells.len(), self.columns, "a cell for each column of `{}`", self.name);
        self.lines.push(line(cells));
    }

    /// Prints the table, and writes it into the page where that is asked for.
    pub(crate) fn finish(self) {
        let text = self.lines.join("\n");
        println!("\n{text}\n");
        if std::env::var_os("UPDATE_SPEED").is_some() {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/docs/speed.md");
            let page = std::fs::read_to_string(&path).expect("the page is there");
            let page = replaced(&page, self.name, &text).expect("the page has a place for each table");
            std::fs::write(&path, page).expect("the page can be written");
            println!("written to {}", path.display());
        }
    }
}

fn line<T: AsRef<str>>(cells: &[T]) -> String {
    let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
    format!("| {} |", cells.join(" | "))
}

/// The page with this text between `<!-- NAME -->` and the next `<!-- end -->`.
fn replaced(page: &str, name: &str, text: &str) -> Option<String> {
    let begin = format!("<!-- {name} -->\n");
    let (before, rest) = page.split_once(&begin)?;
    let (_, after) = rest.split_once("<!-- end -->")?;
    Some(format!("{before}{begin}{text}\n<!-- end -->{after}"))
}

/// A duration in the unit that suits it.
pub(crate) fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        small if small < 10_000.0 => format!("{small:.0} ns"),
        medium if medium < 10_000_000.0 => format!("{:.0} µs", medium / 1e3),
        large if large < 10_000_000_000.0 => format!("{:.0} ms", large / 1e6),
        huge => format!("{:.1} s", huge / 1e9),
    }
}

/// How many times `other` is as long, such as `4.9 ×`.
pub(crate) fn times(other: f64, nanoseconds: f64) -> String {
    format!("{:.1} ×", other / nanoseconds)
}
