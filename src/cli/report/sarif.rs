//! SARIF 2.1.0 (OASIS): one run with its rules and results, for code scanning.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use super::places::Root;
use super::rules::about;
use super::{BaselineState, File, Finding, Level};
use crate::plain::{Joined, Plain, Sarif as Message, Shown, lines, plain};

/// Code scanning keeps so many results of a run.
const MOST: usize = 5000;

/// A log that is filled finding by finding.
#[derive(Debug, Default)]
pub(in crate::cli) struct Sarif {
    /// Rule ids to their place in the list, and what they are about.
    rules: BTreeMap<String, (usize, String)>,
    results: Vec<Value>,
    /// How many were found beyond those that are kept.
    left_out: usize,
    notifications: Vec<Value>,
    root: Option<Root>,
    /// How often a fingerprint was made, so that equal findings in one file get different ones.
    made: HashMap<String, usize>,
}

impl Sarif {
    /// Adds a finding; `summary` says what its rule is for, where it has no page.
    pub(in crate::cli) fn add(&mut self, finding: &Finding, summary: &str) {
        if self.results.len() >= MOST {
            self.left_out += 1;
            return;
        }
        let next = self.rules.len();
        let index = self.rules.entry(finding.rule.to_owned()).or_insert_with(|| (next, summary.to_owned())).0;
        let place = (&finding.file, finding.line, finding.column, finding.end_column);
        let fingerprint = self.fingerprint(finding);
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
        self.results.push(result);
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

    /// The finding's own, else one of what it says: lines may move without it becoming another.
    fn fingerprint(&mut self, finding: &Finding) -> String {
        if let Some(fingerprint) = &finding.fingerprint {
            return fingerprint.clone();
        }
        let message = finding.message.iter().map(Plain::as_str).collect::<Vec<_>>().join("\n");
        let made = crate::diff::fingerprint(&[finding.rule, &finding.file.name, &message]);
        let times = self.made.entry(made.clone()).or_default();
        *times += 1;
        match *times {
            1 => made,
            times => format!("{made}:{times}"),
        }
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
        // 3.27.24: all results of a run have a state, or none has.
        if self.results.iter().any(|result| result.get("baselineState").is_some()) {
            let lack = self.results.iter_mut().filter(|result| result.get("baselineState").is_none());
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
            "results": std::mem::take(&mut self.results),
        });
        if self.left_out > 0 {
            let text = format!("{} more results were left out: readers of this format keep {MOST}", self.left_out);
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
    use super::{MOST, Sarif};
    use crate::cli::report::{File, Finding};

    #[test]
    fn equal_findings_are_told_apart_and_too_many_are_counted() {
        let mut sarif = Sarif::default();
        let finding = Finding { rule: "minimum", file: File::input("a.json"), ..Finding::default() };
        for _ in 0..MOST + 2 {
            sarif.add(&finding, "");
        }
        let run = sarif.finish("validate", true);
        let of = |number: usize| run["results"][number]["partialFingerprints"]["orderContracts/v1"].clone();
        assert_eq!(format!("{}:2", of(0).as_str().unwrap_or_default()), of(1).as_str().unwrap_or_default());
        let notification = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
        assert!(notification.as_str().is_some_and(|text| text.starts_with("2 more results")), "{notification}");
    }
}
