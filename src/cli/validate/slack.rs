//! [`Collector`]: what a run sees of the slack of its contract, on several threads, and how that is reported.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use serde_json::{Value, json};

use super::arguments::Arguments;
use super::tally::{counted, table};
use crate::cli::new_file::NewFile;
use crate::contract::Contract;
use crate::error::Error;
use crate::plain::{Plain, json_pretty, plain};
use crate::schema::Direction;
use crate::validate::{Slack, SlackFinding};

/// One for each thread that is counting: which thread saw what makes no difference in the end.
#[derive(Debug)]
pub(super) struct Collector(Vec<Mutex<Slack>>);

/// As many threads count at once.
const PARTS: usize = 16;

impl Collector {
    pub(super) fn new(slack: &Slack) -> Self {
        Self((0..PARTS).map(|_| Mutex::new(slack.clone())).collect())
    }

    /// Counts something in one of the parts that nobody uses.
    pub(super) fn count(&self, count: impl FnOnce(&mut Slack)) {
        let free = self.0.iter().find_map(|part| match part.try_lock() {
            Ok(part) => Some(part),
            Err(TryLockError::Poisoned(part)) => Some(part.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        });
        let Some(mut part) = free.or_else(|| self.0.first().map(locked)) else { return };
        count(&mut part);
    }

    /// What was seen in all.
    pub(super) fn merged(&self) -> Option<Slack> {
        let mut parts = self.0.iter().map(locked);
        let mut merged = parts.next()?.clone();
        parts.for_each(|part| merged.merge(&part));
        Some(merged)
    }
}

fn locked(part: &Mutex<Slack>) -> MutexGuard<'_, Slack> {
    part.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The files that it is written to.
#[derive(Default)]
pub(super) struct SlackFiles {
    report: Option<NewFile>,
    overlay: Option<NewFile>,
}

impl SlackFiles {
    pub(super) fn create(arguments: &Arguments) -> Result<Self, Error> {
        let create = |path: &Path| NewFile::create(path);
        Ok(Self {
            report: arguments.slack.as_ref().and_then(|report| report.file()).map(create).transpose()?,
            overlay: arguments.slack_overlay.as_deref().map(create).transpose()?,
        })
    }

    pub(super) fn write(self, slack: &Slack, contract: &Contract, least: u64) -> Result<(), Error> {
        let write = |file: Option<NewFile>, value: &dyn Fn() -> Value| match file {
            None => Ok(()),
            Some(mut file) => {
                file.line(&json_pretty(&value()));
                file.finish()
            }
        };
        write(self.report, &|| as_json(slack, contract, least))?;
        write(self.overlay, &|| slack.overlay(contract, least))
    }
}

/// Where `--slack` goes: to the report of the run, or to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SlackReport {
    Here,
    File(PathBuf),
}

impl SlackReport {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        Ok(if text.is_empty() { Self::Here } else { Self::File(PathBuf::from(text)) })
    }

    fn file(&self) -> Option<&Path> {
        match self {
            Self::Here => None,
            Self::File(path) => Some(path),
        }
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
