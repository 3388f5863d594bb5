//! GitHub Actions' workflow commands: a finding becomes a remark on a line of a pull request.

use super::{Finding, Level};
use crate::plain::{Data, Joined, Property, Screen, Shown, plain};

/// The command, one line.
pub(in crate::cli) fn annotation(finding: &Finding) -> Shown<Screen> {
    let mut out = Shown::new();
    out.push(match finding.level {
        Level::Error => "::error ",
        Level::Warning => "::warning ",
        Level::Note => "::notice ",
    });
    if let Some(path) = &finding.file.path {
        out.push(("file=", Shown::<Property>::of(plain(path.display()))));
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
    use super::annotation;
    use crate::plain::plain;

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
        assert_eq!(annotation(&finding).as_str(), wanted);
    }

    #[test]
    fn what_is_no_file_has_no_line() {
        let finding =
            Finding { rule: "minimum", file: File::input("standard input"), line: Some(3), ..Finding::default() };
        assert_eq!(annotation(&finding).as_str(), "::error title=minimum::");
    }
}
