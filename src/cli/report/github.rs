//! GitHub Actions' workflow commands: a finding becomes a remark on a line of a pull request.

use super::places::Root;
use super::{Finding, Level};
use crate::plain::platform::ANNOTATIONS;
use crate::plain::{Data, Joined, Property, Screen, Shown, plain};

/// The commands of a run: the worst first, and of each level no more than a step shows.
#[derive(Debug, Default)]
pub(in crate::cli) struct Annotations {
    /// By level, and how many there were of each.
    levels: [(Vec<Shown<Screen>>, usize); 3],
    root: Option<Root>,
}

impl Annotations {
    pub(in crate::cli) fn add(&mut self, finding: &Finding) {
        let (commands, found) = &mut self.levels[finding.level.rank()];
        *found += 1;
        if commands.len() < ANNOTATIONS {
            let root = self.root.get_or_insert_with(Root::of_current_folder);
            let path = finding.file.path.as_ref().map(|path| root.path(path));
            commands.push(annotation(finding, path.as_deref()));
        }
    }

    /// The lines. Where there are more than are shown, the last of a level says how many more.
    pub(in crate::cli) fn finish(self) -> Shown<Screen> {
        let mut out = Shown::new();
        for (level, (mut commands, found)) in [Level::Error, Level::Warning, Level::Note].into_iter().zip(self.levels) {
            if found > ANNOTATIONS {
                commands.truncate(ANNOTATIONS - 1);
            }
            let more = found - commands.len();
            out.push(commands.iter().map(|command| (command, "\n")).collect::<Vec<_>>());
            if more > 0 {
                out.push((
                    start(level),
                    "title=order-contracts::and ",
                    more,
                    " more, which are in the other reports of this run\n",
                ));
            }
        }
        out
    }
}

fn start(level: Level) -> &'static str {
    match level {
        Level::Error => "::error ",
        Level::Warning => "::warning ",
        Level::Note => "::notice ",
    }
}

/// The command, one line.
fn annotation(finding: &Finding, path: Option<&str>) -> Shown<Screen> {
    let mut out = Shown::new();
    out.push(start(finding.level));
    if let Some(path) = path {
        out.push(("file=", Shown::<Property>::of(plain(path))));
        out.push(finding.line.map(|line| (",line=", line)));
        out.push(finding.column.map(|column| (",col=", column)));
        out.push(",");
    }
    let waived = if finding.waiver.is_some() { "waived: " } else { "" };
    out.push(("title=", Shown::<Property>::of(plain(format_args!("{waived}{}", finding.rule)))));
    out.push(("::", Shown::<Data>::of(Joined(&finding.message, "%0A"))));
    out
}

#[cfg(test)]
mod tests {
    use super::super::{File, Finding, Level};
    use super::{ANNOTATIONS, Annotations, annotation};
    use crate::plain::plain;

    fn named(finding: &Finding) -> Option<&str> {
        finding.file.path.as_ref().and_then(|path| path.to_str())
    }

    #[test]
    fn commands_stay_on_one_line() {
        let finding = Finding {
            rule: "max-length",
            level: Level::Error,
            message: vec![plain("100 % wrong"), plain("here\u{1b}[31m")],
            file: File::input("a,b:c\u{1b}]0;.json"),
            line: Some(3),
            column: Some(4),
            ..Finding::default()
        };
        let wanted =
            "::error file=a%2Cb%3Ac\\u{1b}]0;.json,line=3,col=4,title=max-length::100 %25 wrong%0Ahere\\u{1b}[31m";
        assert_eq!(annotation(&finding, named(&finding)).as_str(), wanted);
    }

    #[test]
    fn what_is_no_file_has_no_line() {
        let finding =
            Finding { rule: "minimum", file: File::input("standard input"), line: Some(3), ..Finding::default() };
        assert_eq!(annotation(&finding, named(&finding)).as_str(), "::error title=minimum::");
    }

    #[test]
    fn the_worst_come_first_and_the_last_line_says_how_many_more() {
        let mut annotations = Annotations::default();
        let finding = |level| Finding { rule: "r", level, ..Finding::default() };
        for _ in 0..ANNOTATIONS {
            annotations.add(&finding(Level::Warning));
        }
        for _ in 0..ANNOTATIONS + 3 {
            annotations.add(&finding(Level::Error));
        }
        let text = annotations.finish().into_string();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2 * ANNOTATIONS);
        assert!(lines[..ANNOTATIONS].iter().all(|line| line.starts_with("::error ")), "{text}");
        assert!(lines[ANNOTATIONS - 1].contains("::and 4 more"), "{text}");
        assert!(lines[ANNOTATIONS..].iter().all(|line| *line == "::warning title=r::"), "{text}");
    }
}
