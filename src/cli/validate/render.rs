//! [`Renderer`]: the report of a run, in each format, written as the run goes along.

mod accepted;
mod coverage;
mod fix;
mod json_report;
mod json_violation;
mod mistake;
mod page;
mod run;
mod several;
mod slack;
mod text;

use std::collections::HashSet;

use super::arguments::{Arguments, CoverageDetail, ReportFormat};
use super::baseline::Ledger;
use super::judge::{Judged, Judgement};
use super::spots::Spot;
use super::stream::{At, End};
use super::tally::{Counts, Tally};
use crate::cli::input::Layout;
use crate::cli::output::Output;
use crate::cli::report::{Annotations, BaselineState, Case, CaseOutcome, File, Finding, Gitlab, Level, Sarif, junit};
use crate::contract::Contract;
use crate::plain::{Joined, Plain, json_pretty, plain};
use crate::validate::{Coverage, Kind, Slack, Verdict, Violation, rule};
pub(in crate::cli) use coverage::{Covered, as_json as coverage_as_json, table as coverage_table};
pub(in crate::cli) use json_report::{name_file, name_files};
pub(in crate::cli) use mistake::{missing_property, mistakes};
pub(in crate::cli::validate) use several::{Renderers, Sink};
pub(in crate::cli::validate) use slack::SlackFiles;

/// How many findings of a kind are shown.
struct Shown {
    /// How many more may be.
    left: u64,
    /// How many were not.
    hidden: u64,
}

impl Shown {
    /// Whether one more may be shown; it is counted.
    fn may_show(&mut self) -> bool {
        let may = self.left > 0;
        match may {
            true => self.left -= 1,
            false => self.hidden += 1,
        }
        may
    }
}

/// Writes the report of a run to standard output.
pub(super) struct Renderer {
    format: ReportFormat,
    show_values: bool,
    /// Whether proposed patches are shown.
    fix: bool,
    slack_min: u64,
    coverage: Option<CoverageDetail>,
    allow_empty: bool,
    /// Whether the records are exchanges, each of an operation of its own.
    exchanges: bool,
    violations: Shown,
    /// Records that could not be read, and checks that could not be made.
    others: Shown,
    inputs: usize,
    name: String,
    layout: Layout,
    json: json_report::Inputs,
    sarif: Sarif,
    annotations: Annotations,
    gitlab: Gitlab,
    cases: Vec<Case>,
    /// The accepted kinds of violation that were shown, by fingerprint.
    accepted_kinds: HashSet<String>,
    page: page::Collected,
    origins: text::Origins,
    /// What the run is called among others: `validate/kohortpay`.
    run: String,
}

/// What was collected over the whole run.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) contract: &'a Contract,
    /// What the payloads are instances of; `None` for exchanges.
    pub(super) schema: Option<&'a str>,
    pub(super) coverage: Option<&'a Coverage>,
    pub(super) covered: Option<&'a Covered<'a>>,
    pub(super) ledger: Option<&'a Ledger>,
    pub(super) slack: Option<(&'a Slack, &'a Contract)>,
    /// The percentage that is covered, and the one that was wanted, where that is more.
    pub(super) too_little: Option<(f64, f64)>,
    /// How many kinds of finding a page shows.
    pub(super) most: u64,
}

impl Renderer {
    pub(super) fn new(arguments: &Arguments, format: ReportFormat, exchanges: bool, bound: u64) -> Self {
        Self {
            format,
            show_values: arguments.show_values,
            fix: arguments.fix,
            slack_min: arguments.slack_min,
            coverage: arguments.coverage,
            allow_empty: arguments.allow_empty,
            exchanges,
            violations: Shown { left: bound, hidden: 0 },
            others: Shown { left: bound, hidden: 0 },
            inputs: 0,
            name: String::new(),
            layout: Layout::Whole,
            json: json_report::Inputs::default(),
            sarif: Sarif::default(),
            annotations: Annotations::default(),
            gitlab: Gitlab::default(),
            cases: Vec::new(),
            accepted_kinds: HashSet::new(),
            page: page::Collected::default(),
            origins: text::Origins::default(),
            run: match (&arguments.contract, arguments.words.first()) {
                (Some(contract), _) | (None, Some(contract)) => format!("validate/{}", contract.display()),
                (None, None) => "validate".to_owned(),
            },
        }
    }

    pub(super) fn begin(&mut self, out: &mut Output<'_>) {
        if self.format == ReportFormat::Json {
            json_report::begin(out);
        }
    }

    /// An input begins.
    pub(super) fn input(&mut self, out: &mut Output<'_>, name: &str, layout: Layout) {
        self.inputs += 1;
        name.clone_into(&mut self.name);
        self.layout = layout;
        if self.format == ReportFormat::Json {
            self.json.begin(out, name);
        }
    }

    /// Where something in a record is: `file:line:column`.
    pub(super) fn place(&self, at: At, spot: Option<&Spot>) -> Plain {
        let name = &self.name;
        match (self.position(at, spot), self.layout) {
            ((Some(line), Some(column)), _) => plain(format_args!("{name}:{line}:{column}")),
            ((Some(line), None), Layout::Har) => plain(format_args!("{name}:{line}: entry {}", at.record)),
            ((Some(line), None), _) => plain(format_args!("{name}:{line}")),
            ((None, _), _) => plain(name),
        }
    }

    fn position(&self, at: At, spot: Option<&Spot>) -> (Option<u64>, Option<u64>) {
        match (spot, self.layout) {
            (Some(spot), _) => (Some(at.line + spot.position.line as u64 - 1), Some(spot.position.column as u64)),
            (None, Layout::Whole) => (None, None),
            (None, _) => (Some(at.line), None),
        }
    }

    /// Reports a record that is not valid.
    pub(super) fn record(&mut self, out: &mut Output<'_>, at: At, judgement: &Judgement) {
        match self.format {
            ReportFormat::Text => self.record_as_text(out, at, judgement),
            ReportFormat::Json => self.record_as_json(out, at, judgement),
            ReportFormat::Html => self.record_as_kinds(at, judgement),
            ReportFormat::Sarif | ReportFormat::Github | ReportFormat::Gitlab | ReportFormat::Junit => {
                for (finding, about) in self.findings(at, judgement) {
                    match self.format {
                        ReportFormat::Sarif => self.sarif.add(&finding, &about),
                        ReportFormat::Github => self.annotations.add(&finding),
                        ReportFormat::Gitlab => self.gitlab.add(&finding),
                        _ => self.cases.push(self.case(at, &finding)),
                    }
                }
            }
        }
    }

    /// How many more violations, and how many more of the rest, are shown.
    pub(super) fn left(&self) -> (u64, u64) {
        (self.violations.left, self.others.left)
    }

    /// Counts what was not even built.
    fn leave_out(&mut self, judged: &Judged) {
        let left_out = judged.left_out().map(|(_, count)| count as u64).sum::<u64>();
        self.violations.hidden += left_out - judged.taken_out();
        self.others.hidden += judged.undecided_left_out() as u64;
    }

    fn findings(&mut self, at: At, judgement: &Judgement) -> Vec<(Finding, String)> {
        let mut out = Vec::new();
        let mut finding = |this: &Self,
                           (rule, level): (&'static str, Level),
                           message: Plain,
                           spot: Option<&Spot>,
                           kind: Option<(&Kind, bool)>,
                           about: String| {
            let (line, column) = this.position(at, spot);
            let file = File::input(&this.name);
            let message = vec![message];
            let finding = Finding { rule, level, message, file, line, column, ..Finding::default() };
            out.push((marked(finding, kind), about));
        };
        match judgement {
            Judgement::Passed(_) => {}
            Judgement::Unreadable(_) if !self.others.may_show() => {}
            Judgement::Unreadable(unreadable) => {
                let about = "The record could not be read.".to_owned();
                let spot = unreadable.spot.as_ref();
                finding(self, ("unreadable", Level::Error), plain(&unreadable.why), spot, None, about);
            }
            Judgement::Judged(judged) => {
                for ((half, violation, spot), kind) in judged.violations().zip(judged.kinds()) {
                    let may_show = match kind {
                        Some((kind, true)) => self.shows_accepted(&kind.fingerprint()),
                        _ => self.violations.may_show(),
                    };
                    if may_show {
                        let message = text::message(half, violation, self.exchanges.then_some(judged));
                        let message = with_origin(message, violation);
                        let about = about(violation.id());
                        finding(self, (violation.id(), Level::Error), message, spot, kind, about);
                    }
                }
                self.leave_out(judged);
                for (_, undecided) in judged.undecided() {
                    if !self.others.may_show() {
                        continue;
                    }
                    let about = about(undecided.reason().id());
                    let id = undecided.reason().id();
                    finding(self, (id, Level::Warning), plain(undecided), None, None, about);
                }
            }
        }
        out
    }

    fn case(&self, at: At, finding: &Finding) -> Case {
        let name = match (finding.line, finding.column) {
            (Some(line), Some(column)) => format!("record {}, line {line}, column {column}", at.record),
            _ => format!("record {}", at.record),
        };
        let outcome = match finding.level {
            Level::Error if finding.rule == "unreadable" => {
                CaseOutcome::Errored { rule: finding.rule, message: finding.message.clone() }
            }
            Level::Error => CaseOutcome::Failed { rule: finding.rule, message: finding.message.clone() },
            Level::Warning | Level::Note => {
                let why = finding.waiver.iter().map(plain);
                CaseOutcome::Skipped(why.chain(finding.message.iter().cloned()).collect())
            }
        };
        Case { suite: plain(&self.name), name: plain(format_args!("{name}: {}", finding.rule)), outcome }
    }

    /// The run ends; the cases of a test report are returned.
    pub(super) fn finish(
        mut self,
        out: &mut Output<'_>,
        tally: &Tally,
        about: About<'_>,
        succeeded: bool,
    ) -> Vec<Case> {
        let About { covered, ledger, slack, .. } = about;
        let slack_min = self.slack_min;
        let covered = self.coverage.and_then(|detail| Some((covered?, detail)));
        if !matches!(self.format, ReportFormat::Text | ReportFormat::Json | ReportFormat::Html) {
            self.about_the_run(tally, about.too_little);
            ledger.into_iter().for_each(|ledger| self.about_baseline(ledger));
        }
        let cases = std::mem::take(&mut self.cases);
        match self.format {
            ReportFormat::Text => {
                self.finish_as_text(out, tally, covered, ledger);
                if let Some((slack, contract)) = slack {
                    out.line(("\n", Joined(&slack::as_text(slack, contract, slack_min), "\n")));
                }
            }
            ReportFormat::Json => {
                let slack = slack.map(|(slack, contract)| slack::as_json(slack, contract, slack_min));
                let collected = (covered.map(|(covered, _)| covered), ledger, slack.as_ref());
                json_report::finish(out, tally, (&self.violations, &self.others), collected);
            }
            ReportFormat::Sarif => {
                out.line(json_pretty(&Sarif::log(vec![self.sarif.finish(&self.run, succeeded)])));
            }
            ReportFormat::Github => out.text(self.annotations.finish()),
            ReportFormat::Gitlab => out.line(json_pretty(&self.gitlab.finish())),
            ReportFormat::Junit => out.text(junit("order-contracts validate", &cases)),
            ReportFormat::Html => out.text(self.into_page(tally, &about)),
        }
        cases
    }
}

/// The finding of a violation, with what a baseline says of it.
fn marked(finding: Finding, kind: Option<(&Kind, bool)>) -> Finding {
    let Some((kind, is_accepted)) = kind else { return finding };
    let finding = Finding { kind: Some(kind.fingerprint()), ..finding };
    match is_accepted {
        false => Finding { baseline: Some(BaselineState::New), ..finding },
        true => Finding {
            level: Level::Note,
            waiver: Some("accepted by the baseline".to_owned()),
            baseline: Some(BaselineState::Unchanged),
            ..finding
        },
    }
}

/// The summary of a rule.
fn about(id: &str) -> String {
    rule(id).map_or(id, |rule| rule.summary).to_owned()
}

/// The verdict of an input; `None` when nothing of it was checked.
fn verdict(counts: Counts, end: End) -> Option<Verdict> {
    match (counts, end) {
        (Counts { invalid: 1.., .. }, _) => Some(Verdict::Invalid),
        (Counts { undecided: 1.., .. }, _) | (_, End::Interrupted | End::Broken) => Some(Verdict::Undecided),
        (Counts { valid: 0, .. }, _) => None,
        _ => Some(Verdict::Valid),
    }
}

/// The message with who says so behind it: these reports have no place of their own for that.
fn with_origin(message: Plain, violation: &Violation) -> Plain {
    match violation.provenance() {
        unknown if unknown.is_empty() => message,
        provenance => plain(format_args!("{message} ({provenance})")),
    }
}
