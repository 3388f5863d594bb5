//! The traffic of contracts, checked as `validate` does it.

use clap::Parser;

use super::checked::{Checked, Run};
use crate::cli::config::{Config, Selected, Traffic};
use crate::cli::diff::Format;
use crate::cli::validate::{self, ReportFormat};
use crate::cli::{Context, Outcome};
use crate::error::Error;
use crate::limits::ALL;

/// So many violations of one contract are shown; the rest is counted.
const SHOWN: &str = "1000";

/// The command line of `validate`, whose options are those of the configuration.
#[derive(Parser)]
struct Line {
    #[command(flatten)]
    arguments: validate::Arguments,
}

/// Checks the traffic of every contract that has some.
pub(super) fn check_all(config: &Config, checked: &mut [Checked], formats: &[Format], context: &mut Context<'_, '_>) {
    let mut reports: Vec<ReportFormat> = formats.iter().filter_map(|format| report(*format)).collect();
    reports.dedup();
    for checked in checked {
        let Some(traffic) = checked.selected.traffic.clone() else { continue };
        if checked.is_unchanged || checked.error.is_some() {
            continue;
        }
        if checked.is_unread || context.interrupt.is_requested() {
            checked.is_unread = true;
            continue;
        }
        let run = line(config, &checked.selected, &traffic)
            .and_then(|line| validate::kept(&line.arguments, &reports, context));
        match run {
            Ok((finished, kept)) => {
                checked.is_unread |= finished.outcome == Outcome::Interrupted;
                checked.traffic = Some(Run { finished, kept });
            }
            Err(error) => checked.error = Some(error),
        }
    }
}

/// The format of `validate` that is part of a report; Markdown has counts only, and a page shows one run.
fn report(format: Format) -> Option<ReportFormat> {
    match format {
        Format::Text => Some(ReportFormat::Text),
        Format::Json => Some(ReportFormat::Json),
        Format::Sarif => Some(ReportFormat::Sarif),
        Format::Github => Some(ReportFormat::Github),
        Format::Gitlab => Some(ReportFormat::Gitlab),
        Format::Junit => Some(ReportFormat::Junit),
        Format::Markdown | Format::Summary | Format::Changelog | Format::Html => None,
    }
}

fn line(config: &Config, document: &Selected, traffic: &Traffic) -> Result<Line, Error> {
    let mut words: Vec<String> =
        ["validate", "--max-violations", SHOWN, "--contract", &document.path].map(str::to_owned).to_vec();
    if traffic.strict.value {
        words.push("--strict".to_owned());
    }
    if let Some(percent) = &traffic.min_coverage {
        words.push(format!("--min-coverage={}", percent.value));
    }
    if let Some(baseline) = &traffic.baseline {
        words.push(format!("--baseline={}", baseline.value.display()));
    }
    for limit in ALL.iter().filter(|limit| config.limits_from.iter().any(|(name, _)| name == limit.name)) {
        words.push(format!("--limit={}={}", limit.name, limit.of(&config.limits)));
    }
    words.push("--".to_owned());
    words.extend(traffic.schema.as_ref().map(|schema| schema.value.clone()));
    for input in config.inputs(traffic)? {
        let name = input.to_string_lossy();
        // A name alone could be that of a schema.
        words.push(if name.contains('/') { name.into_owned() } else { format!("./{name}") });
    }
    Line::try_parse_from(words).map_err(|error| {
        let said = error.to_string();
        let first = said.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        Error::settings(format!("the traffic of `{}` cannot be checked: {first}", document.name))
    })
}
