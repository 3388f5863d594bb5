//! JUnit XML: a suite for each input, a case for each thing that was judged.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

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
    /// It was found wrong: the rule, and the text.
    Failed {
        rule: String,
        message: String,
    },
    /// It could not be judged: the reason.
    Skipped(String),
}

/// The document; cases of one suite stand together in the order they came.
pub(in crate::cli) fn junit(name: &str, cases: &[Case]) -> Result<String, String> {
    let mut suites: Vec<TestSuite> = Vec::new();
    for case in cases {
        let status = match &case.outcome {
            Outcome::Passed => TestCaseStatus::success(),
            Outcome::Failed { rule, message } => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                status.set_type(rule.as_str()).set_message(message.as_str());
                status
            }
            Outcome::Skipped(reason) => {
                let mut status = TestCaseStatus::skipped();
                status.set_message(reason.as_str());
                status
            }
        };
        let test = TestCase::new(case.name.as_str(), status);
        match suites.iter_mut().find(|suite| suite.name.as_str() == case.suite) {
            Some(suite) => suite.add_test_case(test),
            None => {
                let mut suite = TestSuite::new(case.suite.as_str());
                suite.add_test_case(test);
                suites.push(suite);
                continue;
            }
        };
    }
    let mut report = Report::new(name);
    report.add_test_suites(suites);
    report.to_string().map_err(|error| error.to_string())
}
