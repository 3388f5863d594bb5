//! [`CallOptions`]: what is special about a single call.

use std::time::Duration;

use http::header::{CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING};

use super::retry::Retry;

/// The header that names a call, so that a server does not do it twice (draft-ietf-httpapi-idempotency-key-header).
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// What is special about one call; everything else is as the client's [`Settings`](super::Settings) say.
///
/// Every builder of a call takes them. What cannot be sent, such as a header with a line break, is an error of the call.
///
/// # Examples
///
/// ```no_run
/// use std::time::Duration;
/// use order_contracts::client::CallOptions;
/// # use order_contracts::kohortpay;
///
/// # async fn run(client: kohortpay::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let options = CallOptions::default()
///     .idempotency_key("order-1234")
///     .header("X-Request-Id", "5e4f")
///     .timeout(Duration::from_secs(5));
/// let order = client.create_order().options(options).body_map(|order| order.amount(35000)).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct CallOptions {
    headers: Headers,
    pub(super) timeout: Option<Duration>,
    pub(super) retry: Option<Retry>,
    has_key: bool,
}

impl CallOptions {
    /// The time limit of this call, its repetitions and the waits between them included.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    /// When this call is repeated.
    #[must_use]
    pub fn retry(self, retry: Retry) -> Self {
        Self { retry: Some(retry), ..self }
    }

    /// A header of this call, in place of one with the same name among those of the client. The credentials are sent in any case.
    #[must_use]
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.headers.set(name.as_ref(), value.as_ref());
        self
    }

    /// Sends `key` as `Idempotency-Key`, the same with each attempt, and so allows any call to be repeated: a server that knows the
    /// header does the work once. Whether it does is for you to know; neither document says so of its API.
    ///
    /// The key is sent as it is, between 1 and 255 visible characters of ASCII.
    #[must_use]
    pub fn idempotency_key(mut self, key: impl AsRef<str>) -> Self {
        let key = key.as_ref();
        if (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()) {
            self.headers.set(IDEMPOTENCY_KEY.as_str(), key);
            self.has_key = true;
        } else {
            self.headers.refuse("the idempotency key: expected 1 to 255 visible characters of ASCII".to_owned());
        }
        self
    }

    pub(super) fn has_key(&self) -> bool {
        self.has_key
    }

    pub(super) fn headers(&self) -> Result<&HeaderMap, String> {
        self.headers.get()
    }
}

/// Headers that somebody wants to be sent. `Debug` shows their names alone.
#[derive(Clone, Default)]
pub(super) struct Headers {
    map: HeaderMap,
    problem: Option<String>,
}

impl Headers {
    pub(super) fn set(&mut self, name: &str, value: &str) {
        match header(name, value) {
            Ok((name, value)) => {
                self.map.insert(name, value);
            }
            Err(problem) => self.refuse(problem),
        }
    }

    /// Keeps the first problem.
    fn refuse(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    pub(super) fn get(&self) -> Result<&HeaderMap, String> {
        self.problem.clone().map_or(Ok(&self.map), Err)
    }
}

impl std::fmt::Debug for Headers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.map.keys()).finish()
    }
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let name = HeaderName::try_from(name).map_err(|_| {
        let shown = name.chars().all(|char| char.is_ascii_graphic()) && (1..=100).contains(&name.len());
        if shown {
            format!("the header `{name}`: this is not a name of a header")
        } else {
            "a header has no valid name".to_owned()
        }
    })?;
    if [HOST, CONTENT_LENGTH, TRANSFER_ENCODING].contains(&name) {
        return Err(format!("the header `{name}`: it follows from the URL and the body"));
    }
    let mut value = HeaderValue::try_from(value).map_err(|_| {
        format!("the header `{name}`: a character of its value is not allowed in a header, such as a line break")
    })?;
    // It may be a secret of another system, and whoever logs requests should not show it.
    value.set_sensitive(true);
    Ok((name, value))
}
