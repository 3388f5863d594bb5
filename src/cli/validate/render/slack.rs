//! The slack of a contract as a table, and in files.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::new_file::NewFile;
use crate::cli::validate::tally::{counted, table};
use crate::contract::Contract;
use crate::error::Error;
use crate::plain::{Plain, plain, schema_pretty};
use crate::schema::Direction;
use crate::validate::{Slack, SlackFinding};

/// The files that it is written to.
#[derive(Default)]
pub(in crate::cli::validate) struct SlackFiles {
    report: Option<NewFile>,
    overlay: Option<NewFile>,
}

impl SlackFiles {
    /// Begins those that have a path.
    pub(in crate::cli::validate) fn create(report: Option<&Path>, overlay: Option<&Path>) -> Result<Self, Error> {
        let create = |path: &Path| NewFile::create(path);
        Ok(Self { report: report.map(create).transpose()?, overlay: overlay.map(create).transpose()? })
    }

    pub(in crate::cli::validate) fn write(self, slack: &Slack, contract: &Contract, least: u64) -> Result<(), Error> {
        let write = |file: Option<NewFile>, value: &dyn Fn() -> Value| match file {
            None => Ok(()),
            Some(mut file) => {
                file.line(&schema_pretty(&value()));
                file.finish()
            }
        };
        write(self.report, &|| as_json(slack, contract, least))?;
        write(self.overlay, &|| slack.overlay(contract, least))
    }
}

/// The findings as a table.
pub(super) fn as_text(slack: &Slack, contract: &Contract, least: u64) -> Vec<Plain> {
    let findings = slack.findings(contract, least);
    let counts = [(Direction::Request, "request"), (Direction::Response, "response"), (Direction::Neutral, "payload")];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(direction, _)| slack.payloads(*direction) > 0)
        .map(|(direction, noun)| counted(slack.payloads(direction), noun))
        .collect();
    let counts = if counts.is_empty() { "nothing valid".to_owned() } else { counts.join(", ") };
    let mut out = vec![plain(format_args!(
        "slack: {} ({counts}; nothing is said of fewer than {})",
        counted(findings.len() as u64, "statement"),
        counted(least, "value")
    ))];
    if findings.is_empty() {
        return out;
    }
    let mut rows = vec![["schema", "in", "values", "at most", "could say"].map(plain)];
    rows.extend(findings.iter().map(row));
    out.extend(table(&rows));
    out.push(plain(
        "(\"at most\": the share of values that may be otherwise, at a confidence of 95 %, if the traffic is typical)",
    ));
    out
}

fn row(finding: &SlackFinding) -> [Plain; 5] {
    [
        plain(&finding.schema),
        plain(finding.direction_name()),
        plain(finding.values),
        plain(format_args!("{:.2} %", finding.at_most_percent())),
        plain(finding),
    ]
}

/// The findings for programs.
pub(super) fn as_json(slack: &Slack, contract: &Contract, least: u64) -> Value {
    json!({
        "version": 1,
        "requests": slack.payloads(Direction::Request),
        "responses": slack.payloads(Direction::Response),
        "payloads": slack.payloads(Direction::Neutral),
        "least": least,
        "findings": slack.findings(contract, least),
    })
}
