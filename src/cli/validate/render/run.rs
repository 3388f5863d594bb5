//! What is reported of an input or of a run as a whole: what was not read, not checked and not shown.

use super::{Renderer, Shown, verdict};
use crate::cli::input::Layout;
use crate::cli::output::Output;
use crate::cli::report::{Case, CaseOutcome, File, Finding, Level};
use crate::cli::validate::arguments::ReportFormat;
use crate::cli::validate::stream::End;
use crate::cli::validate::tally::{Counts, Tally, counted};
use crate::plain::{Plain, plain};

/// The ids of what is reported of an input rather than of a record.
const NOTHING_CHECKED: &str = "nothing-checked";
const INTERRUPTED: &str = "interrupted";
const UNREADABLE: &str = "unreadable";
/// The ids of what is reported of a run.
const NOT_CHECKED: &str = "not-checked";
const NOT_SHOWN: &str = "not-shown";
const UNCOVERED: &str = "coverage-below-minimum";

/// Why an input is neither valid nor invalid as a whole: the id, and a sentence.
pub(super) fn incomplete(counts: Counts, end: End) -> Option<(&'static str, Plain)> {
    match end {
        End::Interrupted => {
            Some((INTERRUPTED, plain(format_args!("interrupted after {}", counted(counts.total(), "record")))))
        }
        End::Complete if counts.total() == 0 => {
            Some((NOTHING_CHECKED, plain(format_args!("nothing checked: {}", counts.instead()))))
        }
        End::Complete | End::Stopped | End::Broken => None,
    }
}

fn about_run(rule: &str) -> &'static str {
    match rule {
        NOTHING_CHECKED => "The input has no record that could be checked.",
        _ => "The run was interrupted before the end of the input.",
    }
}

impl Renderer {
    /// An input that was not read at all.
    pub(in crate::cli::validate) fn unread(&mut self, out: &mut Output<'_>, name: &str, why: &str) {
        self.input(out, name, Layout::Whole);
        self.input_end(out, Counts::default(), End::Broken, Some(why));
    }

    /// An input ends, at its end or before; `why` it could not be read on.
    pub(in crate::cli::validate) fn input_end(
        &mut self,
        out: &mut Output<'_>,
        counts: Counts,
        end: End,
        why: Option<&str>,
    ) {
        match self.format {
            ReportFormat::Text => self.input_end_as_text(out, counts, end, why),
            ReportFormat::Json => self.json.end(out, (counts, end), verdict(counts, end), why),
            ReportFormat::Html => self.input_end_as_row(counts, end, why),
            ReportFormat::Sarif | ReportFormat::Github | ReportFormat::Gitlab | ReportFormat::Junit => {
                if self.format == ReportFormat::Junit && counts.valid > 0 {
                    let name = plain(counted(counts.valid, "valid record"));
                    self.cases.push(Case { suite: plain(&self.name), name, outcome: CaseOutcome::Passed });
                }
                let file = File::input(&self.name);
                if let Some(why) = why.filter(|_| self.others.may_show()) {
                    let (rule, message) = (UNREADABLE, vec![plain(why)]);
                    self.about_input(Finding { rule, message, file, ..Finding::default() });
                } else if let Some((rule, message)) = incomplete(counts, end) {
                    let is_asked = rule == NOTHING_CHECKED && self.allow_empty;
                    let level = if is_asked { Level::Note } else { Level::Warning };
                    let message = vec![message];
                    self.about_input(Finding { rule, level, message, file, ..Finding::default() });
                }
            }
        }
    }

    fn about_input(&mut self, finding: Finding) {
        match self.format {
            ReportFormat::Sarif if finding.rule == UNREADABLE => {
                self.sarif.notify(finding.level, &finding.message, Some(&finding.file));
            }
            ReportFormat::Sarif => self.sarif.add(&finding, about_run(finding.rule)),
            ReportFormat::Github => self.annotations.add(&finding),
            ReportFormat::Gitlab => self.gitlab.add(&finding),
            _ => {
                let outcome = match finding.rule == UNREADABLE {
                    true => CaseOutcome::Errored { rule: finding.rule, message: finding.message },
                    false => CaseOutcome::Skipped(finding.message),
                };
                self.cases.push(Case { suite: plain(&self.name), name: plain(finding.rule), outcome });
            }
        }
    }

    /// What was not checked, and what is not shown, for the formats that have no summary.
    pub(super) fn about_the_run(&mut self, tally: &Tally, too_little: Option<(f64, f64)>) {
        let checked = not_checked(tally).into_iter().map(|message| (NOT_CHECKED, Level::Note, message));
        let shown = not_shown(&self.violations, &self.others).map(|message| (NOT_SHOWN, Level::Warning, message));
        let uncovered = too_little.map(|(percent, wanted)| {
            let message = format!("coverage is {percent:.1} %, less than the {wanted} % of `--min-coverage`");
            (UNCOVERED, Level::Error, plain(message))
        });
        for (rule, level, message) in checked.chain(shown).chain(uncovered) {
            let message = vec![message];
            match self.format {
                ReportFormat::Sarif => self.sarif.notify(level, &message, None),
                ReportFormat::Github => {
                    let finding = Finding { rule, level, message, ..Finding::default() };
                    self.annotations.add(&finding);
                }
                // It has findings of files only, and only such as ask for attention.
                ReportFormat::Gitlab => {
                    let file = File::input(&self.name);
                    self.gitlab.add(&Finding { rule, level, message, file, ..Finding::default() });
                }
                _ => {
                    let (suite, name) = (plain(&self.run), plain(rule));
                    let outcome = match level {
                        Level::Error => CaseOutcome::Failed { rule, message },
                        Level::Warning | Level::Note => CaseOutcome::Skipped(message),
                    };
                    self.cases.push(Case { suite, name, outcome });
                }
            }
        }
    }
}

/// What was left out on purpose, in sentences.
pub(super) fn not_checked(tally: &Tally) -> Vec<Plain> {
    let all = tally.all;
    let parts = [
        (all.elsewhere, all.with_other_hosts()),
        (all.not_http, all.without_http()),
        (all.preflights, all.cors_preflights()),
        (all.assumed, all.marked_as_assumed()),
        (tally.skipped_files, format!("{} that are not JSON by name", counted(tally.skipped_files, "file"))),
        (tally.unread_inputs, counted(tally.unread_inputs, "more input")),
    ];
    parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(_, part)| plain(format_args!("not checked: {part}")))
        .collect()
}

/// How much was found and is not shown, in sentences.
pub(super) fn not_shown(violations: &Shown, others: &Shown) -> impl Iterator<Item = Plain> + use<> {
    let kinds = [("violations", violations.hidden), ("unreadable records and undecided checks", others.hidden)];
    let kinds = kinds.into_iter().filter(|(_, hidden)| *hidden > 0);
    kinds.map(|(kind, hidden)| plain(format_args!("{kind} not shown: {hidden} (see `--max-violations`)")))
}
