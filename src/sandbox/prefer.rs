//! [`Preferences`]: what a request asks of its answer by `Prefer` (RFC 7240), or a rule in its place.

use std::time::Duration;

use ::http::HeaderMap;

use crate::similar;

/// The longest that an answer is delayed.
const LONGEST: u64 = 60_000;

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Preferences {
    /// `code=409`: this status in the place of what the operation would answer.
    pub(super) code: Option<u16>,
    /// `delay=250`: so many milliseconds before the answer.
    pub(super) delay: Option<Duration>,
    /// `fault=reset`: a connection that breaks.
    pub(super) fault: Option<Fault>,
    /// `example=name`: the documented example of this name.
    pub(super) example: Option<String>,
    /// `dynamic=true`: a generated value, also where an example is documented.
    pub(super) is_dynamic: bool,
    /// Whether a rule of the control path has it so, and not the request.
    pub(super) is_by_rule: bool,
}

/// How a connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// By a reset.
    Reset,
    /// In the middle of the body.
    Truncate,
    /// Without an answer.
    Empty,
}

const FAULTS: [(&str, Fault); 3] = [("reset", Fault::Reset), ("truncate", Fault::Truncate), ("empty", Fault::Empty)];

impl Preferences {
    /// What `headers` ask for. Preferences that are not ours are passed over, as the RFC has it; ours with a value that is none
    /// are an error, since a test would pass for the wrong reason.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, String> {
        let mut read = Self::default();
        let mut known: Vec<String> = Vec::new();
        for line in headers.get_all("prefer") {
            let line = String::from_utf8_lossy(line.as_bytes());
            for (name, value) in pairs(&line) {
                // Only the first of each counts (RFC 7240, 2).
                if known.contains(&name) {
                    continue;
                }
                read.take(&name, &value).map_err(|wanted| format!("`Prefer: {name}`: {wanted}"))?;
                known.push(name);
            }
        }
        Ok(read)
    }

    /// Takes the preference `name` if it is one of ours; the error says what was wanted.
    pub(super) fn take(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "code" => {
                let code = value.parse().ok().filter(|code| (200..=599).contains(code));
                self.code = Some(code.ok_or("wanted a status from 200 to 599")?);
            }
            "delay" => {
                let delay = value.parse().ok().filter(|delay| *delay <= LONGEST);
                let delay = delay.ok_or_else(|| format!("wanted milliseconds, at most {LONGEST}"))?;
                self.delay = Some(Duration::from_millis(delay));
            }
            "fault" => {
                let fault = FAULTS.iter().find(|(name, _)| *name == value).map(|(_, fault)| *fault);
                self.fault = Some(fault.ok_or_else(|| {
                    let near = similar::nearest(value, FAULTS.iter().map(|(name, _)| *name));
                    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                    format!("wanted `reset`, `truncate` or `empty`{near}")
                })?);
            }
            "example" => self.example = Some(value.to_owned()),
            "dynamic" => {
                self.is_dynamic = match value {
                    "" | "true" => true,
                    "false" => false,
                    _ => return Err("wanted `true` or `false`".to_owned()),
                };
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether something is to go wrong, or to take long.
    pub(super) fn is_fault(&self) -> bool {
        self.code.is_some() || self.delay.is_some() || self.fault.is_some()
    }

    /// The same with the faults of a rule.
    pub(super) fn with_rule(self, rule: &Self) -> Self {
        Self { example: self.example, is_dynamic: self.is_dynamic, is_by_rule: true, ..rule.clone() }
    }

    /// What is left of it where an operation is not called.
    pub(super) fn only_delay(&self) -> Self {
        Self { delay: self.delay, ..Self::default() }
    }

    /// The faults, as `Prefer` writes them; empty when there is none.
    pub(super) fn faults(&self) -> String {
        let code = self.code.map(|code| format!("code={code}"));
        let delay = self.delay.map(|delay| format!("delay={}", delay.as_millis()));
        let fault = self.fault.map(|fault| format!("fault={}", fault.name()));
        [code, delay, fault].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// The value of `Preference-Applied`; `None` when nothing was asked for. `example` and `dynamic` are for those who choose
    /// among examples.
    pub(super) fn applied(&self, has_examples: bool) -> Option<String> {
        let faults = Some(self.faults()).filter(|faults| !faults.is_empty() && !self.is_by_rule);
        let example = self.example.as_ref().filter(|_| has_examples).map(|name| format!("example=\"{name}\""));
        let dynamic = (self.is_dynamic && has_examples).then(|| "dynamic=true".to_owned());
        let applied: Vec<String> = [faults, example, dynamic].into_iter().flatten().collect();
        (!applied.is_empty()).then(|| applied.join(", "))
    }

    /// Waits as long as the answer is to be delayed.
    pub(super) async fn wait(&self) {
        if let Some(delay) = self.delay {
            tokio::time::sleep(delay).await;
        }
    }
}

impl Fault {
    pub(super) fn name(self) -> &'static str {
        FAULTS.iter().find(|(_, fault)| *fault == self).map_or("", |(name, _)| name)
    }
}

/// The preferences of a line: names in lower case and values without quotes; their parameters are passed over.
fn pairs(line: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for preference in split(line, ',') {
        let Some(pair) = split(preference, ';').into_iter().next() else { continue };
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
        let unquoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        let value =
            unquoted.map_or_else(|| value.to_owned(), |value| value.replace("\\\"", "\"").replace("\\\\", "\\"));
        if !name.is_empty() {
            pairs.push((name, value));
        }
    }
    pairs
}

/// The parts of `text` between separators outside quotes.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let parts = text.split(|character: char| {
        let was_escaped = std::mem::take(&mut is_escaped);
        match character {
            '\\' if is_quoted && !was_escaped => is_escaped = true,
            '"' if !was_escaped => is_quoted = !is_quoted,
            _ => return character == separator && !is_quoted,
        }
        false
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ::http::{HeaderMap, HeaderValue};

    use super::{Fault, Preferences};

    fn read(lines: &[&'static str]) -> Result<Preferences, String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("prefer", HeaderValue::from_static(line));
        }
        Preferences::of(&headers)
    }

    #[test]
    fn preferences_are_read_from_all_lines_and_only_the_first_counts() {
        let read = read(&["respond-async, Code=409; q=1, delay = 250", "code=500, fault=reset", "example=\"a, b\""]);
        let read = read.unwrap_or_default();
        assert_eq!((read.code, read.delay), (Some(409), Some(Duration::from_millis(250))));
        assert_eq!((read.fault, read.example.as_deref()), (Some(Fault::Reset), Some("a, b")));
        assert_eq!(read.applied(false).as_deref(), Some("code=409, delay=250, fault=reset"));
        assert_eq!(Preferences::default().applied(true), None);
    }

    #[test]
    fn a_value_that_means_nothing_is_an_error() {
        for wrong in ["code=abc", "code=99", "delay=-1", "delay=60001", "fault=rest", "dynamic=maybe"] {
            assert!(read(&[wrong]).is_err(), "{wrong}");
        }
        assert!(read(&["fault=rest"]).is_err_and(|error| error.ends_with("did you mean `reset`?")));
        assert_eq!(read(&["wait=10", ""]), Ok(Preferences::default()));
    }
}
