//! [`MediaRange`]: the key of a `content` map: a media type, or a range of them (RFC 9110, 8.3.1 and 12.5.1).

use std::fmt;

/// A media type or range in lower case: `application/json`, `text/*`, `*/*`; parameters apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaRange {
    main: String,
    sub: String,
    parameters: Vec<(String, String)>,
}

impl MediaRange {
    /// The media type that `text` spells; `None` when it has no `type/subtype`.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::contract::MediaRange;
    ///
    /// let sent = MediaRange::parse("Application/Problem+JSON; charset=\"utf-8\"").ok_or("no media type")?;
    /// assert!(sent.is_json());
    /// assert_eq!(sent.parameter("charset"), Some("utf-8"));
    /// assert_eq!(sent.essence(), "application/problem+json");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = split_parameters(text).into_iter();
        let essence = parts.next()?.trim().to_ascii_lowercase();
        let (main, sub) = essence.split_once('/')?;
        if !is_token(main) || !is_token(sub) {
            return None;
        }
        let parameters = parts.filter_map(|part| {
            let (name, value) = part.split_once('=')?;
            let value = value.trim();
            let unquoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
            let value = unquoted.map_or_else(|| value.to_owned(), |value| value.replace('\\', ""));
            Some((name.trim().to_ascii_lowercase(), value))
        });
        Some(Self { main: main.to_owned(), sub: sub.to_owned(), parameters: parameters.collect() })
    }

    /// `application/json`.
    #[must_use]
    pub(crate) fn json() -> Self {
        Self { main: "application".to_owned(), sub: "json".to_owned(), parameters: Vec::new() }
    }

    /// `type/subtype`.
    #[must_use]
    pub fn essence(&self) -> String {
        format!("{}/{}", self.main, self.sub)
    }

    /// The parameter of this name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether its texts are JSON: `application/json` or the suffix `+json` (RFC 6839, 3.1).
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.sub == "json" && matches!(self.main.as_str(), "application" | "text") || self.sub.ends_with("+json")
    }

    /// Whether its texts are those of HTML forms.
    #[must_use]
    pub(crate) fn is_form(&self) -> bool {
        self.main == "application" && self.sub == "x-www-form-urlencoded"
    }

    /// Whether its texts are forms in parts (RFC 7578).
    #[must_use]
    #[cfg(feature = "validate")]
    pub(crate) fn is_multipart_form(&self) -> bool {
        self.main == "multipart" && self.sub == "form-data"
    }

    /// Whether it is text of some kind.
    #[must_use]
    pub(crate) fn is_text(&self) -> bool {
        self.main == "text"
    }

    /// Whether it is a stream of events, which has no end.
    #[must_use]
    pub(crate) fn is_event_stream(&self) -> bool {
        self.main == "text" && self.sub == "event-stream"
    }

    /// Whether it matches several media types.
    #[must_use]
    pub(crate) fn is_range(&self) -> bool {
        self.main == "*" || self.sub.starts_with('*')
    }

    /// How well `sent` fits: `None` not at all, else the higher the nearer. A parameter here must be there too.
    #[must_use]
    pub(crate) fn covers(&self, sent: &Self) -> Option<u32> {
        let fits = |(name, value): &(String, String)| {
            sent.parameter(name).is_some_and(|sent| sent.eq_ignore_ascii_case(value))
                // Without `charset`, any character set is possible (RFC 8259, 11: JSON has no `charset`).
                || name == "charset" && sent.parameter(name).is_none()
        };
        if !self.parameters.iter().all(fits) {
            return None;
        }
        let nearness = if self.main == sent.main && self.sub == sent.sub {
            3
        } else if self.main == sent.main && self.sub == "*" {
            1
        } else if self.main == sent.main
            && self
                .sub
                .strip_prefix("*+")
                .is_some_and(|suffix| sent.sub.rsplit_once('+').is_some_and(|(_, sent)| sent == suffix))
        {
            2
        } else if self.main == "*" && self.sub == "*" {
            0
        } else {
            return None;
        };
        Some(nearness * 16 + u32::try_from(self.parameters.len().min(15)).unwrap_or_default())
    }
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// The parts between semicolons outside quotes.
fn split_parameters(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

impl fmt::Display for MediaRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.main, self.sub)?;
        self.parameters.iter().try_for_each(|(name, value)| write!(f, "; {name}={value}"))
    }
}
