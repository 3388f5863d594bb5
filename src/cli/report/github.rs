//! GitHub Actions' workflow commands: a finding becomes a remark on a line of a pull request.

use super::{Finding, Level};
use crate::cli::style::plain;
use crate::plain::plain_lines;

/// The command, one line.
pub(in crate::cli) fn annotation(finding: &Finding) -> String {
    let command = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(path) = &finding.file.path {
        properties.push(format!("file={}", property(&path.display().to_string())));
        properties.extend(finding.line.map(|line| format!("line={line}")));
        properties.extend(finding.column.map(|column| format!("col={column}")));
    }
    let waived = if finding.waiver.is_some() { "waived: " } else { "" };
    properties.push(format!("title={}", property(&format!("{waived}{}", finding.rule))));
    format!("::{command} {}::{}", properties.join(","), data(&plain_lines(&finding.message)))
}

/// The escapes of the runner's toolkit: without them a line break would end the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The runner knows no escapes for other control characters: they are spelled out, or a terminal would swallow what follows.
fn property(text: &str) -> String {
    data(&plain(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::{File, Finding, Level};
    use super::annotation;

    #[test]
    fn commands_stay_on_one_line() {
        let finding = Finding {
            rule: "max-length".to_owned(),
            level: Level::Error,
            message: "100 % wrong\nhere\u{1b}[31m".to_owned(),
            file: File::input("a,b:c\u{1b}]0;.json"),
            line: Some(3),
            column: Some(4),
            ..Finding::default()
        };
        let wanted =
            "::error file=a%2Cb%3Ac\\u{1b}]0;.json,line=3,col=4,title=max-length::100 %25 wrong%0Ahere\\u{1b}[31m";
        assert_eq!(annotation(&finding), wanted);
    }

    #[test]
    fn what_is_no_file_has_no_line() {
        let finding = Finding {
            rule: "minimum".to_owned(),
            file: File::input("standard input"),
            line: Some(3),
            ..Finding::default()
        };
        assert_eq!(annotation(&finding), "::error title=minimum::");
    }
}
