//! [`Finished`]: what a run came to, from the rest of the reports to the exit code, which is 0 only if something was checked.

use super::arguments::{ReportFormat, SlackReport};
use super::checks::{Checks, SHOWN};
use super::fix_file::FixFile;
use super::render::{About, Covered};
use super::tally::{Tally, counted};
use super::{coverage_file, unnamed};
use crate::cli::report::Case;
use crate::cli::{Context, Outcome};
use crate::error::Error;
use crate::plain::plain;
use crate::validate::{self, Coverage};

/// What a run came to.
pub(in crate::cli) struct Finished {
    pub(in crate::cli) outcome: Outcome,
    pub(in crate::cli) tally: Tally,
    /// How much of the contract was exercised, where that was measured.
    pub(in crate::cli) percent: Option<f64>,
    /// The cases for test reports, where there is one.
    pub(in crate::cli) cases: Vec<Case>,
}

impl Checks<'_, '_> {
    /// Prints the rest of the reports and returns what the run came to.
    pub(super) fn finish(mut self, context: &mut Context<'_, '_>) -> Finished {
        let schema = self.schema.as_ref().map(|schema| self.subject(schema));
        drop(self.progress);
        if let Some(Err(error)) = self.fix_file.take().map(FixFile::finish) {
            context.fail(&error);
            self.outcome = self.outcome.max(Outcome::Failed);
        }
        if self.arguments.min_coverage.is_some()
            && self.coverage.as_ref().is_some_and(|coverage| coverage.statements().next().is_none())
        {
            context.fail(&Error::settings(
                "there is nothing to cover, so `--min-coverage` says nothing: the contract states nothing",
            ));
            self.outcome = self.outcome.max(Outcome::Failed);
        }
        let too_little = match (&self.coverage, self.arguments.min_coverage) {
            (Some(coverage), Some(wanted)) if coverage.percent() < wanted => Some((coverage.percent(), wanted)),
            _ => None,
        };
        let operations = match (&self.coverage, &self.schema) {
            (Some(coverage), None) => validate::by_operation(self.document.contract(), coverage),
            _ => Vec::new(),
        };
        let covered = self.coverage.as_ref().map(|coverage| Covered { coverage, operations: &operations });
        let slack = self.slack.as_ref().and_then(|slack| slack.merged());
        if let Some(slack) = &slack
            && let Err(error) = self.slack_files.write(slack, self.document.contract(), self.arguments.slack_min)
        {
            context.fail(&error);
            self.outcome = self.outcome.max(Outcome::Failed);
        }
        let slack = slack.filter(|_| self.arguments.slack == Some(SlackReport::Here));
        let slack = slack.as_ref().map(|slack| (slack, self.document.contract()));
        let succeeded = self.outcome <= Outcome::Findings;
        let about = About {
            contract: self.document.contract(),
            schema: schema.as_deref(),
            coverage: self.coverage.as_ref(),
            covered: covered.as_ref(),
            ledger: self.ledger.as_ref(),
            slack,
            too_little,
            most: self.arguments.max_violations.unwrap_or(SHOWN),
        };
        let finished = self.renderer.finish(context.stdout, &self.tally, about, succeeded);
        let cases = finished.unwrap_or_else(|error| {
            context.fail(&error);
            self.outcome = self.outcome.max(Outcome::Failed);
            Vec::new()
        });
        if let Some((percent, wanted)) = too_little {
            let note = format!("coverage is {percent:.1} %, less than the {wanted} % of `--min-coverage`");
            context.note(plain(note));
            self.outcome = self.outcome.max(Outcome::Findings);
        }
        let incomplete = match &self.tally {
            tally if tally.interrupted || tally.unreadable_inputs > 0 => Some("not everything was read"),
            tally if tally.records() == 0 => Some("nothing was checked"),
            _ => None,
        };
        let written = self.arguments.coverage_out.as_deref().zip(self.coverage.as_ref()).map(|(file, covered)| {
            coverage_file::write(file, (self.document.contract(), covered), self.read, incomplete)
        });
        if let Some(Err(error)) = written {
            context.fail(&error);
            self.outcome = self.outcome.max(Outcome::Failed);
        }
        let incomplete = incomplete.or((self.tally.unreadable > 0).then_some("not everything could be read"));
        if let Some(Err(error)) = self.ledger.as_ref().map(|ledger| ledger.write(incomplete, context)) {
            context.fail(&error);
            self.outcome = self.outcome.max(Outcome::Failed);
        }
        if !self.members.is_empty() {
            let names = unnamed::schemas_like(self.document.contract(), &self.members);
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let such_as = if names.is_empty() { String::new() } else { format!(", such as {}", names.join(" or ")) };
            let note = format!("a record is not an exchange: did you leave out the name of its schema{such_as}?");
            context.note(plain(note));
        }
        self.tally.advice().into_iter().for_each(|note| context.note(note));
        if self.outcome == Outcome::Interrupted && !matches!(self.arguments.format, ReportFormat::Text) {
            context.note(plain(format_args!("interrupted after {}", counted(self.tally.records(), "record"))));
        }
        if self.outcome <= Outcome::Findings && self.tally.records() == 0 {
            let inputs = counted(self.inputs, "input");
            let reason = format!("nothing was checked: {inputs}, {}", self.tally.all.instead());
            if self.arguments.allow_empty {
                context.note(plain(reason));
            } else {
                context.fail(&Error::settings(format!("{reason}; `--allow-empty` accepts this")));
                self.outcome = Outcome::Failed;
            }
        }
        let percent = self.coverage.as_ref().map(Coverage::percent);
        Finished { outcome: self.outcome, tally: self.tally, percent, cases }
    }
}
