//! [`Renderer`]: what is told of a run, in each format, as it goes along.

mod coverage;
mod json_report;
mod text;

use super::arguments::{Arguments, ReportFormat};
use super::judge::{Judgement, Spot};
use super::stream::At;
use super::tally::{Counts, Tally};
use crate::cli::input::Layout;
use crate::cli::output::Output;
use crate::cli::report::{Case, CaseOutcome, File, Finding, Level, Sarif, annotation, junit};
use crate::cli::style::plain;
use crate::validate::{Coverage, Verdict, Violation, rule};

/// Tells a run to standard output.
pub(super) struct Renderer {
    format: ReportFormat,
    show_values: bool,
    show_coverage: bool,
    /// Whether the records are exchanges, which say themselves what they are cases of.
    exchanges: bool,
    /// How many violations may still be shown.
    left: u64,
    /// How many were not.
    hidden: u64,
    inputs: usize,
    name: String,
    layout: Layout,
    json: json_report::Inputs,
    sarif: Sarif,
    cases: Vec<Case>,
    /// What the run is called among others: `validate/kohortpay`.
    run: String,
}

impl Renderer {
    pub(super) fn new(arguments: &Arguments, exchanges: bool, bound: u64) -> Self {
        Self {
            format: arguments.format,
            show_values: arguments.show_values,
            show_coverage: arguments.coverage,
            exchanges,
            left: bound,
            hidden: 0,
            inputs: 0,
            name: String::new(),
            layout: Layout::Whole,
            json: json_report::Inputs::default(),
            sarif: Sarif::default(),
            cases: Vec::new(),
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

    /// Where something in a record is, as people write it.
    pub(super) fn place(&self, at: At, spot: Option<&Spot>) -> String {
        let name = plain(&self.name);
        match (self.position(at, spot), self.layout) {
            ((Some(line), Some(column)), _) => format!("{name}:{line}:{column}"),
            ((Some(line), None), Layout::Har) => format!("{name}:{line}: entry {}", at.record),
            ((Some(line), None), _) => format!("{name}:{line}"),
            ((None, _), _) => name,
        }
    }

    fn position(&self, at: At, spot: Option<&Spot>) -> (Option<u64>, Option<u64>) {
        match (spot, self.layout) {
            (Some(spot), _) => (Some(at.line + spot.position.line as u64 - 1), Some(spot.position.column as u64)),
            (None, Layout::Whole) => (None, None),
            (None, _) => (Some(at.line), None),
        }
    }

    /// Tells of a record that does not hold, or could not be judged.
    pub(super) fn record(&mut self, out: &mut Output<'_>, at: At, judgement: &Judgement) {
        match self.format {
            ReportFormat::Text => self.record_as_text(out, at, judgement),
            ReportFormat::Json => self.record_as_json(out, at, judgement),
            ReportFormat::Sarif | ReportFormat::Github | ReportFormat::Junit => {
                for (finding, about) in self.findings(at, judgement) {
                    match self.format {
                        ReportFormat::Sarif => self.sarif.add(&finding, &about),
                        ReportFormat::Github => out.line(format_args!("{}", annotation(&finding))),
                        _ => self.cases.push(self.case(at, &finding)),
                    }
                }
            }
        }
    }

    /// Whether one more violation may be shown.
    fn may_show(&mut self) -> bool {
        let may = self.left > 0;
        match may {
            true => self.left -= 1,
            false => self.hidden += 1,
        }
        may
    }

    fn findings(&mut self, at: At, judgement: &Judgement) -> Vec<(Finding, String)> {
        let mut out = Vec::new();
        let mut finding = |this: &Self, rule: &str, level, message: String, spot: Option<&Spot>, about: String| {
            let (line, column) = this.position(at, spot);
            let file = File::input(&this.name);
            let rule = rule.to_owned();
            out.push((Finding { rule, level, message, file, line, column, ..Finding::default() }, about));
        };
        match judgement {
            Judgement::Elsewhere => {}
            Judgement::Unreadable(why) => {
                let about = "The record could not be read.".to_owned();
                finding(self, "unreadable", Level::Error, plain(why), None, about);
            }
            Judgement::Judged(judged) => {
                for (half, violation, spot) in judged.violations() {
                    if self.may_show() {
                        let message = text::message(half, violation, self.exchanges.then_some(&*judged.subject));
                        let message = with_origin(message, violation);
                        let about = about(violation.id());
                        finding(self, violation.id(), Level::Error, message, spot, about);
                    }
                }
                self.hidden += judged.left_out() as u64;
                for (_, undecided) in judged.undecided() {
                    let about = about(undecided.reason().id());
                    finding(self, undecided.reason().id(), Level::Warning, plain(undecided), None, about);
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
            Level::Error => CaseOutcome::Failed { rule: finding.rule.clone(), message: finding.message.clone() },
            Level::Warning | Level::Note => CaseOutcome::Skipped(finding.message.clone()),
        };
        Case { suite: self.name.clone(), name: format!("{name}: {}", finding.rule), outcome }
    }

    /// An input ends; `broken` says that not all of it could be read.
    pub(super) fn input_end(&mut self, out: &mut Output<'_>, counts: Counts, broken: bool) {
        match self.format {
            ReportFormat::Text if !broken || counts.total() > 0 => self.input_end_as_text(out, counts),
            ReportFormat::Json => self.json.end(out, verdict(counts, broken), counts),
            ReportFormat::Junit if counts.valid > 0 => {
                let name = if counts.valid == 1 {
                    "1 valid record".to_owned()
                } else {
                    format!("{} valid records", counts.valid)
                };
                self.cases.push(Case { suite: self.name.clone(), name, outcome: CaseOutcome::Passed });
            }
            _ => {}
        }
    }

    /// The run ends.
    pub(super) fn finish(self, out: &mut Output<'_>, tally: &Tally, coverage: Option<&Coverage>) {
        let coverage = coverage.filter(|_| self.show_coverage);
        match self.format {
            ReportFormat::Text => self.finish_as_text(out, tally, coverage),
            ReportFormat::Json => json_report::finish(out, tally, self.hidden, coverage),
            ReportFormat::Sarif => out.line(format_args!("{:#}", self.sarif.finish(&self.run))),
            ReportFormat::Github => {}
            ReportFormat::Junit => out.text(junit("order-contracts validate", &self.cases)),
        }
    }
}

/// What a rule says.
fn about(id: &str) -> String {
    rule(id).map_or(id, |rule| rule.summary).to_owned()
}

fn verdict(counts: Counts, broken: bool) -> Verdict {
    match counts {
        Counts { invalid: 1.., .. } => Verdict::Invalid,
        Counts { undecided: 0, .. } if !broken => Verdict::Valid,
        _ => Verdict::Undecided,
    }
}

/// The message with who says so behind it: these reports have no place of their own for that.
fn with_origin(message: String, violation: &Violation) -> String {
    match violation.provenance() {
        unknown if unknown.is_empty() => message,
        provenance => format!("{message} ({})", plain(provenance)),
    }
}
