//! SARIF 2.1.0 (OASIS): one run with its rules and results, for code scanning.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::fingerprints::Fingerprints;
use super::places::Root;
use super::rules::about;
use super::{BaselineState, File, Finding, Level};
use crate::plain::platform::SARIF_RESULTS;
use crate::plain::{Joined, Plain, Sarif as Message, Shown, lines, plain};

/// A log that is filled finding by finding.
#[derive(Debug, Default)]
pub(in crate::cli) struct Sarif {
    /// Rule ids to their place in the list, and what they are about.
    rules: BTreeMap<String, (usize, String)>,
    /// By level, the worst first; of each no more than a reader keeps of all.
    results: [Vec<(usize, Value)>; 3],
    /// How many findings were added.
    added: usize,
    notifications: Vec<Value>,
    root: Option<Root>,
    fingerprints: Fingerprints,
}

impl Sarif {
    /// Adds a finding; `summary` says what its rule is for, where it has no page.
    pub(in crate::cli) fn add(&mut self, finding: &Finding, summary: &str) {
        let number = self.added;
        self.added += 1;
        if self.results[finding.level.rank()].len() >= SARIF_RESULTS {
            return;
        }
        let next = self.rules.len();
        let index = self.rules.entry(finding.rule.to_owned()).or_insert_with(|| (next, summary.to_owned())).0;
        let place = (&finding.file, finding.line, finding.column, finding.end_column);
        let fingerprint = self.fingerprints.of(finding);
        let mut message = message(&finding.message);
        let related = finding.base.as_ref().map(|(file, line, column)| {
            message.push("\n[base](1)");
            let mut related = self.location((file, Some(*line), Some(*column), None));
            related["id"] = json!(1);
            related["message"] = json!({ "text": "in base" });
            related
        });
        let mut result = json!({
            "ruleId": finding.rule,
            "ruleIndex": index,
            "level": finding.level.name(),
            "message": { "text": message.as_str() },
            "locations": [self.location(place)],
            "partialFingerprints": { "primaryLocationLineHash": fingerprint, "orderContracts/v1": fingerprint },
        });
        if let Some(related) = related {
            result["relatedLocations"] = json!([related]);
        }
        if let Some(reason) = &finding.waiver {
            let suppression = json!({ "kind": "external", "status": "accepted", "justification": reason });
            result["suppressions"] = json!([suppression]);
        }
        if let Some(kind) = &finding.kind {
            result["partialFingerprints"]["orderContractsKind/v1"] = json!(kind);
        }
        if let Some(state) = finding.baseline {
            result["baselineState"] = json!(state.name());
        }
        self.results[finding.level.rank()].push((number, result));
    }

    fn location(&mut self, place: (&File, Option<u64>, Option<u64>, Option<u64>)) -> Value {
        let (file, line, column, end_column) = place;
        let artifact = match &file.path {
            Some(path) => json!({ "uri": self.root.get_or_insert_with(Root::of_current_folder).uri(path) }),
            None => json!({ "description": { "text": message(&[plain(&file.name)]).as_str() } }),
        };
        let mut location = json!({ "artifactLocation": artifact });
        if let Some(line) = line {
            location["region"] = json!({ "startLine": line, "endLine": line });
            if let Some(column) = column {
                location["region"]["startColumn"] = json!(column);
            }
            if let Some(column) = end_column {
                location["region"]["endColumn"] = json!(column);
            }
        }
        json!({ "physicalLocation": location })
    }

    /// Adds what is to be known of the run itself: a file that could not be read, findings that were left out.
    pub(in crate::cli) fn notify(&mut self, level: Level, lines: &[Plain], file: Option<&File>) {
        let locations: Vec<Value> = file.map(|file| self.location((file, None, None, None))).into_iter().collect();
        let mut notification = json!({ "level": level.name(), "message": { "text": message(lines).as_str() } });
        if !locations.is_empty() {
            notification["locations"] = json!(locations);
        }
        self.notifications.push(notification);
    }

    /// The log of these runs.
    pub(in crate::cli) fn log(runs: Vec<Value>) -> Value {
        json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": runs,
        })
    }

    /// The run. `of` says which it is, among others of the same program: two of one name replace each other. A run has
    /// `succeeded` when everything was read and decided.
    pub(in crate::cli) fn finish(mut self, of: &str, succeeded: bool) -> Value {
        let mut rules: Vec<_> = std::mem::take(&mut self.rules).into_iter().collect();
        rules.sort_by_key(|(_, (index, _))| *index);
        let rules: Vec<Value> = rules
            .into_iter()
            .map(|(id, (_, summary))| {
                let about = about(&id, &summary);
                json!({
                    "id": id,
                    "shortDescription": { "text": text(&about.summary) },
                    "fullDescription": { "text": text(&about.full) },
                    "help": { "text": text(&about.page), "markdown": braces_doubled(&about.markdown) },
                })
            })
            .collect();
        let mut results = std::mem::take(&mut self.results).into_iter().flatten().collect::<Vec<_>>();
        results.truncate(SARIF_RESULTS);
        let left_out = self.added - results.len();
        // The worst were kept; a reader wants them as they were found.
        results.sort_by_key(|(number, _)| *number);
        let mut results: Vec<Value> = results.into_iter().map(|(_, result)| result).collect();
        // 3.27.24: all results of a run have a state, or none has.
        if results.iter().any(|result| result.get("baselineState").is_some()) {
            let lack = results.iter_mut().filter(|result| result.get("baselineState").is_none());
            lack.for_each(|result| result["baselineState"] = json!(BaselineState::New.name()));
        }
        let mut run = json!({
            "tool": { "driver": {
                "name": "order-contracts",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "automationDetails": { "id": format!("order-contracts/{}/", plain(of)) },
            "columnKind": "unicodeCodePoints",
            "results": results,
        });
        if left_out > 0 {
            let text = format!(
                "{left_out} more results were left out, the least severe: readers of this format keep {SARIF_RESULTS}"
            );
            self.notify(Level::Warning, &[plain(text)], None);
        }
        if !self.notifications.is_empty() || !succeeded {
            let notifications = std::mem::take(&mut self.notifications);
            run["invocations"] =
                json!([{ "executionSuccessful": succeeded, "toolExecutionNotifications": notifications }]);
        }
        run
    }
}

/// Lines as a message, in which links and placeholders of others are none.
fn message(lines: &[Plain]) -> Shown<Message> {
    Shown::of(Joined(lines, "\n"))
}

/// A page of ours as a message.
fn text(page: &str) -> String {
    message(&lines(page).map(plain).collect::<Vec<_>>()).into_string()
}

/// What braces are in a message (3.11.5), in Markdown too.
fn braces_doubled(page: &str) -> String {
    page.replace('{', "{{").replace('}', "}}")
}

impl BaselineState {
    fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Unchanged => "unchanged",
            Self::Absent => "absent",
        }
    }
}

impl Level {
    /// The place among the levels, from the worst.
    pub(super) fn rank(self) -> usize {
        match self {
            Self::Error => 0,
            Self::Warning => 1,
            Self::Note => 2,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sarif;
    use crate::cli::report::{File, Finding, Level};
    use crate::plain::platform::SARIF_RESULTS;

    #[test]
    fn equal_findings_are_told_apart_and_the_worst_are_kept() {
        let mut sarif = Sarif::default();
        let of = |level| Finding { rule: "minimum", level, file: File::input("a.json"), ..Finding::default() };
        sarif.add(&of(Level::Error), "");
        for _ in 0..SARIF_RESULTS {
            sarif.add(&of(Level::Warning), "");
        }
        sarif.add(&of(Level::Error), "");
        let run = sarif.finish("validate", true);
        let of = |number: usize| run["results"][number]["partialFingerprints"]["orderContracts/v1"].clone();
        assert_eq!(format!("{}:2", of(0).as_str().unwrap_or_default()), of(1).as_str().unwrap_or_default());
        let results = run["results"].as_array().map_or(&[][..], Vec::as_slice);
        let errors = results.iter().filter(|result| result["level"] == "error").count();
        assert_eq!((results.len(), errors), (SARIF_RESULTS, 2));
        let notification = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
        assert!(notification.as_str().is_some_and(|text| text.starts_with("2 more results")), "{notification}");
    }
}
