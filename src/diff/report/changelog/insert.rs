//! Entries put into the text of a changelog, which somebody else wrote: what is there is kept byte by byte.

use super::entry::Heading;
use crate::error::Error;

/// The text with these entries below its heading `Unreleased`.
pub(super) fn insert(text: &str, entries: &[(Heading, Vec<String>)]) -> Result<String, Error> {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let Some(start) = headings(&lines, 2).into_iter().find(|number| is_unreleased(&lines[*number])) else {
        let message = "no heading `## [Unreleased]`; add one where the entries are to be";
        return Err(Error::settings(message));
    };
    for (heading, new) in entries {
        let stop = section_end(&lines, start);
        let known = &lines[start..stop];
        let mut missing: Vec<String> = Vec::new();
        for line in new {
            if !known.iter().chain(&missing).any(|known| known.trim_end() == line) {
                missing.push(line.clone());
            }
        }
        if missing.is_empty() {
            continue;
        }
        match subsections(&lines, start, stop).into_iter().find(|(_, name)| name.eq_ignore_ascii_case(heading.name())) {
            Some((at, _)) => {
                let last = subsection_end(&lines, at, stop);
                lines.splice(last..last, missing);
            }
            None => {
                let at = place_of(&lines, (start, stop), *heading);
                let mut block = vec![format!("### {}", heading.name()), String::new()];
                block.extend(missing);
                // A blank line on both sides.
                if at > 0 && !lines[at - 1].trim().is_empty() {
                    block.insert(0, String::new());
                }
                if lines.get(at).is_some_and(|line| !line.trim().is_empty()) {
                    block.push(String::new());
                }
                lines.splice(at..at, block);
            }
        }
    }
    let mut out = lines.join(end);
    // An empty file has no line to end.
    if !out.is_empty() && (text.ends_with('\n') || out.len() > text.len()) {
        out.push_str(end);
    }
    Ok(out)
}

/// The lines that are headings of so many signs, outside of blocks of code.
fn headings(lines: &[String], depth: usize) -> Vec<usize> {
    let mark = format!("{} ", "#".repeat(depth));
    let mut fence: Option<&str> = None;
    let mut out = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let is_fence = |mark: &&str| line.trim_start().starts_with(mark);
        match fence {
            Some(open) if is_fence(&open) => fence = None,
            Some(_) => {}
            None => match ["```", "~~~"].into_iter().find(is_fence) {
                Some(open) => fence = Some(open),
                None if line.starts_with(&mark) => out.push(number),
                None => {}
            },
        }
    }
    out
}

fn is_unreleased(line: &str) -> bool {
    let name = line.trim_start_matches('#').trim().trim_start_matches('[');
    name.get(..10).is_some_and(|start| start.eq_ignore_ascii_case("unreleased"))
}

/// Where the section ends: at the next heading as high, at the definitions of links, or at the end.
fn section_end(lines: &[String], start: usize) -> usize {
    let next = [1, 2].into_iter().flat_map(|depth| headings(lines, depth)).filter(|number| *number > start).min();
    let is_definition = |line: &String| line.starts_with('[') && line.contains("]: ");
    let definitions = lines.iter().skip(start + 1).position(is_definition).map(|at| at + start + 1);
    next.into_iter().chain(definitions).min().unwrap_or(lines.len())
}

/// The headings in the section, and their names.
fn subsections(lines: &[String], start: usize, stop: usize) -> Vec<(usize, String)> {
    let inside = headings(lines, 3).into_iter().filter(|number| (start..stop).contains(number));
    inside.map(|number| (number, lines[number].trim_start_matches('#').trim().to_owned())).collect()
}

/// Behind the last line that is not blank.
fn subsection_end(lines: &[String], at: usize, stop: usize) -> usize {
    let next = headings(lines, 3).into_iter().find(|number| *number > at).map_or(stop, |next| next.min(stop));
    let last = (at..next).rev().find(|number| !lines[*number].trim().is_empty()).unwrap_or(at);
    last + 1
}

/// Where a heading that is not there belongs: before the first that comes later, or at the end of the section.
fn place_of(lines: &[String], (start, stop): (usize, usize), heading: Heading) -> usize {
    let later =
        |name: &str| Heading::ALL.into_iter().any(|other| other > heading && other.name().eq_ignore_ascii_case(name));
    let next = subsections(lines, start, stop).into_iter().find(|(_, name)| later(name));
    match next {
        Some((at, _)) => at,
        None => {
            let last = (start..stop).rev().find(|number| !lines[*number].trim().is_empty()).unwrap_or(start);
            last + 1
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::Heading;
    use super::insert;

    fn entry(heading: Heading, line: &str) -> (Heading, Vec<String>) {
        (heading, vec![line.to_owned()])
    }

    #[test]
    fn entries_find_their_heading_and_nothing_else_is_touched() {
        let text =
            "# Changes\n\n## [Unreleased]\n\n### Added\n\n- by hand\n\n### Removed\n- old\n\n## 1.0.0\n\n- first\n";
        let all = [
            entry(Heading::Breaking, "- b"),
            entry(Heading::Added, "- a"),
            entry(Heading::Changed, "- c"),
            entry(Heading::Removed, "- old"),
        ];
        let wanted = "# Changes\n\n## [Unreleased]\n\n### Breaking\n\n- b\n\n### Added\n\n- by hand\n- a\n\n### Changed\n\n- c\n\n### Removed\n- old\n\n## 1.0.0\n\n- first\n";
        let once = insert(text, &all);
        assert_eq!(once.as_deref().ok(), Some(wanted));
        assert_eq!(insert(wanted, &all).as_deref().ok(), Some(wanted));
    }

    #[test]
    fn an_empty_section_and_other_line_ends() {
        let all = [entry(Heading::Added, "- a")];
        let of = |text: &str| insert(text, &all).unwrap_or_default();
        assert_eq!(of("## unreleased"), "## unreleased\n\n### Added\n\n- a\n");
        assert_eq!(of("## Unreleased\r\n## 1\r\n"), "## Unreleased\r\n\r\n### Added\r\n\r\n- a\r\n\r\n## 1\r\n");
        assert_eq!(
            of("## [Unreleased]\n\n[Unreleased]: https://x\n"),
            "## [Unreleased]\n\n### Added\n\n- a\n\n[Unreleased]: https://x\n"
        );
        assert!(insert("```\n## Unreleased\n```\n", &all).is_err());
    }
}
