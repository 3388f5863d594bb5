//! SARIF of several contracts: a run for each, with an id of its own, and one for its traffic.

use serde_json::{Value, json};

use super::checked::Checked;
use super::findings::{not_checked, of_waivers};
use super::summary::Summary;
use crate::cli::diff::as_run;
use crate::cli::report::{Level, Sarif};
use crate::cli::validate::ReportFormat;

/// The log: a run for each contract, one for the traffic of each, and one for what could not be checked.
pub(super) fn log(all: &[Checked], summary: &Summary) -> Value {
    let mut runs = Vec::new();
    for checked in all {
        let name = &checked.selected.name;
        if let Some(compared) = &checked.compared {
            runs.push(as_run(&compared.comparison, &compared.sides, &compared.name));
        }
        if let Some(kept) = checked.traffic.as_ref().and_then(|run| run.report(ReportFormat::Sarif)) {
            let log: Value = serde_json::from_slice(kept.as_bytes()).unwrap_or_default();
            for run in log["runs"].as_array().into_iter().flatten() {
                let mut run = run.clone();
                run["automationDetails"] =
                    json!({ "id": format!("order-contracts/validate/{}/", crate::plain::plain(name)) });
                runs.push(run);
            }
        }
    }
    let mut about = Sarif::default();
    let mut is_needed = runs.is_empty();
    for (checked, error) in all.iter().filter_map(|checked| Some((checked, checked.error.as_ref()?))) {
        let finding = not_checked(checked, error);
        about.notify(Level::Error, &finding.message, Some(&finding.file));
        is_needed = true;
    }
    for finding in of_waivers(summary) {
        about.notify(finding.level, &finding.message, None);
        is_needed = true;
    }
    if is_needed {
        runs.push(about.finish("check", all.iter().all(|checked| checked.error.is_none())));
    }
    Sarif::log(runs)
}
