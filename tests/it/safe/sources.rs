//! The sources have no way around the types that make texts safe.

use crate::layers::{code_lines, sources};

/// What would be a way around, and the files where it is none, with the reason.
const DOORS: &[(&str, &[&str])] = &[
    // Only a dialect says what is harmless in it.
    ("Dialect for", &["plain/"]),
    ("push_made", &["plain/"]),
    // A text of others must not become `&'static str`, which counts as our own.
    (".leak()", &[]),
    ("::leak(", &[]),
    ("_unchecked(", &[]),
    ("transmute", &[]),
    // Streams are behind `Output`. The bar draws no text of others; columns are asked of the terminal.
    ("::stdout()", &["cli/process.rs", "cli/output.rs"]),
    ("::stderr()", &["main.rs", "cli/process.rs", "cli/progress.rs", "cli/interrupt.rs", "cli/signals.rs"]),
    // Files are read by people too: `Folder`, `Pending` and `Recording` write what can be shown. The state of a sandbox is data for the
    // next one.
    ("fs::write(", &[]),
    // A stream without colours passes on what `Output` wrote. A changelog that lines are added to is kept byte by byte.
    (
        ".write_all(",
        &[
            "main.rs",
            "cli/colors.rs",
            "cli/output.rs",
            "cli/new_file.rs",
            "cli/written.rs",
            "proxy/recording.rs",
            "sandbox/file.rs",
            "cli/diff/changelog.rs",
        ],
    ),
    ("writeln!(", &["codegen/"]),
    // Colours are written by their names.
    ("\\u{1b}", &["cli/style.rs", "plain/shown.rs"]),
    ("\\x1b", &[]),
];

#[test]
fn there_is_no_way_around_the_types() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let path = path.display().to_string().replace('\\', "/");
        for (number, line) in code_lines(&text).enumerate() {
            for (way, doors) in DOORS {
                let is_literal = line.contains(&format!("{way}b\""));
                if line.contains(way) && !is_literal && !doors.iter().any(|door| path.starts_with(door)) {
                    wrong.push(format!("src/{path}, code line {}: `{way}`: {}", number + 1, line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "ways around `Plain` and `Shown`:\n{}", wrong.join("\n"));
}
