//! JUnit XML: a suite for each input, a case for each thing that was judged. It is the dialect of Jenkins' xUnit plugin, the
//! strictest that has a schema.

use std::collections::HashMap;

use crate::plain::{Joined, Plain, Show, Shown, Xml};

/// One case of a suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Case {
    pub(in crate::cli) suite: Plain,
    pub(in crate::cli) name: Plain,
    pub(in crate::cli) outcome: Outcome,
}

/// What a case came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Outcome {
    Passed,
    /// It is wrong: the rule, and the text, whose first line is the message.
    Failed {
        rule: &'static str,
        message: Vec<Plain>,
    },
    /// It could not be read: the same.
    Errored {
        rule: &'static str,
        message: Vec<Plain>,
    },
    /// It could not be judged, or was accepted: the reason.
    Skipped(Vec<Plain>),
}

/// The document; the cases of a suite are together, in the order they came.
pub(in crate::cli) fn junit(name: &'static str, cases: &[Case]) -> Shown<Xml> {
    let mut suites: Vec<(&Plain, Vec<&Case>)> = Vec::new();
    let mut known: HashMap<&Plain, usize> = HashMap::new();
    for case in cases {
        let number = *known.entry(&case.suite).or_insert(suites.len());
        match suites.get_mut(number) {
            Some((_, cases)) => cases.push(case),
            None => suites.push((&case.suite, vec![case])),
        }
    }
    let failed = |cases: &[&Case]| cases.iter().filter(|case| matches!(case.outcome, Outcome::Failed { .. })).count();
    let errors = |cases: &[&Case]| cases.iter().filter(|case| matches!(case.outcome, Outcome::Errored { .. })).count();
    let all: Vec<&Case> = cases.iter().collect();
    let mut out = Shown::new();
    out.push("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push(("<testsuites name=\"", name, "\"", counts(all.len(), failed(&all), errors(&all)), ">\n"));
    for (suite, cases) in &suites {
        let skipped = cases.iter().filter(|case| matches!(case.outcome, Outcome::Skipped(_))).count();
        out.push(("    <testsuite name=\"", *suite, "\"", counts(cases.len(), failed(cases), errors(cases))));
        out.push((" skipped=\"", skipped, "\">\n"));
        for case in cases {
            write_case(&mut out, case);
        }
        out.push("    </testsuite>\n");
    }
    out.push("</testsuites>\n");
    out
}

fn counts(tests: usize, failures: usize, errors: usize) -> impl Show<Xml> {
    (" tests=\"", tests, "\" failures=\"", failures, "\" errors=\"", errors, "\"")
}

fn write_case(out: &mut Shown<Xml>, case: &Case) {
    out.push(("        <testcase name=\"", &case.name, "\" classname=\"", &case.suite, "\""));
    let (element, rule, message) = match &case.outcome {
        Outcome::Passed => return out.push("/>\n"),
        Outcome::Failed { rule, message } => ("failure", Some((" type=\"", *rule, "\"")), message),
        Outcome::Errored { rule, message } => ("error", Some((" type=\"", *rule, "\"")), message),
        Outcome::Skipped(message) => ("skipped", None, message),
    };
    out.push((">\n            <", element, " message=\"", message.first(), "\"", rule, ">"));
    out.push((Joined(message, "\n"), "</", element, ">\n        </testcase>\n"));
}

#[cfg(test)]
mod tests {
    use super::{Case, Outcome, junit};
    use crate::plain::plain;

    #[test]
    fn cases_of_one_name_are_one_suite_whatever_is_in_it() {
        let case = |suite: &str, outcome| Case { suite: plain(suite), name: plain("n\u{1b}<"), outcome };
        let message = vec![plain("one \"\u{fffe}\" & ]]>"), plain("two")];
        let failed = Outcome::Failed { rule: "r", message };
        let cases =
            [case("a\u{7}", failed), case("b", Outcome::Passed), case("a\u{7}", Outcome::Skipped(vec![plain("why")]))];
        let wanted = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="t" tests="3" failures="1" errors="0">
    <testsuite name="a\u{7}" tests="2" failures="1" errors="0" skipped="1">
        <testcase name="n\u{1b}&lt;" classname="a\u{7}">
            <failure message="one &quot;\u{fffe}&quot; &amp; ]]&gt;" type="r">one &quot;\u{fffe}&quot; &amp; ]]&gt;
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
        assert_eq!(junit("t", &cases).as_str(), wanted);
    }
}
