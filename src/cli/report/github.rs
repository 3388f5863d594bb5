//! GitHub Actions' workflow commands: a finding becomes a remark on a line of a pull request.

use super::{Finding, Level};

/// The command, one line.
pub(in crate::cli) fn annotation(finding: &Finding) -> String {
    let command = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let mut properties = vec![format!("file={}", property(&finding.file))];
    properties.extend(finding.line.map(|line| format!("line={line}")));
    properties.extend(finding.column.map(|column| format!("col={column}")));
    properties.push(format!("title={}", property(&finding.rule)));
    format!("::{command} {}::{}", properties.join(","), data(&finding.message))
}

/// The escapes of the runner's toolkit: without them a line break would end the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::{Finding, Level};
    use super::annotation;

    #[test]
    fn commands_stay_on_one_line() {
        let finding = Finding {
            rule: "max-length".to_owned(),
            level: Level::Error,
            message: "100 % wrong\nhere".to_owned(),
            file: "a,b:c.json".to_owned(),
            line: Some(3),
            column: Some(4),
        };
        let wanted = "::error file=a%2Cb%3Ac.json,line=3,col=4,title=max-length::100 %25 wrong%0Ahere";
        assert_eq!(annotation(&finding), wanted);
    }
}
