//! JUnit XML: a suite for each input, a case for each thing that was judged. It is the dialect of Jenkins' xUnit plugin, the
//! strictest that has a schema.

use std::collections::HashMap;
use std::fmt::Write;

use crate::cli::style::plain;
use crate::plain::plain_lines;

/// One case of a suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Case {
    pub(in crate::cli) suite: String,
    pub(in crate::cli) name: String,
    pub(in crate::cli) outcome: Outcome,
}

/// What a case came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Outcome {
    Passed,
    /// It is wrong: the rule, and the text, whose first line is the message.
    Failed {
        rule: String,
        message: String,
    },
    /// It could not be read: the same.
    Errored {
        rule: String,
        message: String,
    },
    /// It could not be judged, or was accepted: the reason.
    Skipped(String),
}

/// The document; the cases of a suite are together, in the order they came.
pub(in crate::cli) fn junit(name: &str, cases: &[Case]) -> String {
    let mut suites: Vec<(String, Vec<&Case>)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for case in cases {
        let suite = plain(&case.suite);
        let number = *known.entry(suite.clone()).or_insert(suites.len());
        match suites.get_mut(number) {
            Some((_, cases)) => cases.push(case),
            None => suites.push((suite, vec![case])),
        }
    }
    let failed = |cases: &[&Case]| cases.iter().filter(|case| matches!(case.outcome, Outcome::Failed { .. })).count();
    let errors = |cases: &[&Case]| cases.iter().filter(|case| matches!(case.outcome, Outcome::Errored { .. })).count();
    let all: Vec<&Case> = cases.iter().collect();
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let (tests, failures, errored) = (all.len(), failed(&all), errors(&all));
    _ = writeln!(
        out,
        "<testsuites name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errored}\">",
        attribute(name)
    );
    for (suite, cases) in &suites {
        let skipped = cases.iter().filter(|case| matches!(case.outcome, Outcome::Skipped(_))).count();
        let (name, tests, failures, errored) = (attribute(suite), cases.len(), failed(cases), errors(cases));
        _ = write!(
            out,
            "    <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errored}\""
        );
        _ = writeln!(out, " skipped=\"{skipped}\">");
        for case in cases {
            write_case(&mut out, &name, case);
        }
        out.push_str("    </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn write_case(out: &mut String, suite: &str, case: &Case) {
    _ = write!(out, "        <testcase name=\"{}\" classname=\"{suite}\"", attribute(&plain(&case.name)));
    let (element, rule, message) = match &case.outcome {
        Outcome::Passed => return out.push_str("/>\n"),
        Outcome::Failed { rule, message } => ("failure", format!(" type=\"{}\"", attribute(rule)), message),
        Outcome::Errored { rule, message } => ("error", format!(" type=\"{}\"", attribute(rule)), message),
        Outcome::Skipped(message) => ("skipped", String::new(), message),
    };
    let message = plain_lines(message);
    let first = message.lines().next().unwrap_or_default();
    _ = writeln!(
        out,
        ">\n            <{element} message=\"{}\"{rule}>{}</{element}>",
        attribute(first),
        escaped(&message)
    );
    out.push_str("        </testcase>\n");
}

/// A text as the value of an attribute, on one line.
fn attribute(text: &str) -> String {
    escaped(text).replace('"', "&quot;").replace('\n', "&#10;")
}

/// A text between tags. What no escape can bring into XML 1.0 (2.2, Char) is spelled out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' => out.push(character),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.extend(character.escape_unicode()),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Case, Outcome, junit};

    #[test]
    fn cases_of_one_name_are_one_suite_whatever_is_in_it() {
        let case = |suite: &str, outcome| Case { suite: suite.to_owned(), name: "n\u{1b}<".to_owned(), outcome };
        let failed = Outcome::Failed { rule: "r".to_owned(), message: "one \"\u{fffe}\" & ]]>\ntwo".to_owned() };
        let cases =
            [case("a\u{7}", failed), case("b", Outcome::Passed), case("a\u{7}", Outcome::Skipped("why".to_owned()))];
        let wanted = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="t" tests="3" failures="1" errors="0">
    <testsuite name="a\u{7}" tests="2" failures="1" errors="0" skipped="1">
        <testcase name="n\u{1b}&lt;" classname="a\u{7}">
            <failure message="one &quot;\u{fffe}&quot; &amp; ]]&gt;" type="r">one "\u{fffe}" &amp; ]]&gt;
two</failure>
        </testcase>
        <testcase name="n\u{1b}&lt;" classname="a\u{7}">
            <skipped message="why">why</skipped>
        </testcase>
    </testsuite>
    <testsuite name="b" tests="1" failures="0" errors="0" skipped="0">
        <testcase name="n\u{1b}&lt;" classname="b"/>
    </testsuite>
</testsuites>
"#;
        assert_eq!(junit("t", &cases), wanted);
    }
}
