//! [`Settings`]: time-outs, size limit and strictness of a client, and the session that holds them.

use std::time::Duration;

use url::Url;

use crate::apis::Api;
use crate::error::Error;

use super::credentials::Credentials;

/// How a client behaves; [`Settings::default`] is suitable for production.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use order_contracts::client::Settings;
/// use order_contracts::kohortpay;
///
/// let settings = Settings::default().timeout(Duration::from_secs(5)).strict_responses(true);
/// let client = kohortpay::Client::with_settings(kohortpay::BASE_URL, "sk_test_xxxx", &settings)?;
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Settings {
    timeout: Duration,
    connect_timeout: Duration,
    max_response_bytes: usize,
    strict_responses: bool,
    user_agent: String,
}

impl Default for Settings {
    /// 30 s per call, 10 s to connect, responses of at most 16 MiB, lenient.
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            max_response_bytes: 16 * 1024 * 1024,
            strict_responses: false,
            user_agent: concat!("order-contracts/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

impl Settings {
    /// The time limit of a call, from connecting to the last byte.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// The time limit for connecting.
    #[must_use]
    pub fn connect_timeout(self, connect_timeout: Duration) -> Self {
        Self { connect_timeout, ..self }
    }

    /// The largest response body that is read, in bytes.
    #[must_use]
    pub fn max_response_bytes(self, max_response_bytes: usize) -> Self {
        Self { max_response_bytes, ..self }
    }

    /// Whether a response that violates the contract, or cannot be checked, is an error: its body or its media type. By default
    /// the body is decoded where possible, whatever its media type is, and unlisted enum values are kept.
    #[must_use]
    pub fn strict_responses(self, strict_responses: bool) -> Self {
        Self { strict_responses, ..self }
    }

    /// The value of the `User-Agent` header.
    #[must_use]
    pub fn user_agent(self, user_agent: impl Into<String>) -> Self {
        Self { user_agent: user_agent.into(), ..self }
    }

    pub(crate) fn http_client(&self) -> Result<reqwest::Client, Error> {
        reqwest::Client::builder()
            .timeout(self.timeout)
            .connect_timeout(self.connect_timeout)
            .user_agent(&self.user_agent)
            // Following a redirect would send a token, in the query or in a Referer, to another server.
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .build()
            .map_err(|error| Error::settings(format!("the HTTP client cannot be built: {}", error.without_url())))
    }
}

/// What a generated client holds, next to its HTTP client.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(super) api: Api,
    pub(super) credentials: Credentials,
    pub(super) strict_responses: bool,
    pub(super) max_response_bytes: usize,
}

impl Session {
    pub(crate) fn new(api: Api, credentials: Credentials, settings: &Settings) -> Self {
        Self {
            api,
            credentials,
            strict_responses: settings.strict_responses,
            max_response_bytes: settings.max_response_bytes,
        }
    }
}

/// `base_url` as the generated code appends paths to it: without a slash at its end. `example` is one that works.
pub(crate) fn base_url(base_url: &str, example: &str) -> Result<String, Error> {
    let refused = |why: &str| Error::settings(format!("the base URL cannot be used: {why}"));
    let relative = || match host(base_url) {
        Some(host) => refused(&format!("expected an absolute URL such as `{example}`, found `{host}`")),
        None => refused(&format!("expected an absolute URL such as `{example}`")),
    };
    let url = match Url::parse(base_url) {
        // `localhost:8080` and `user:password@host` parse, with a scheme that was not meant.
        Ok(url) if url.has_authority() => url,
        Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase) => return Err(relative()),
        Err(error) => return Err(refused(&error.to_string())),
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refused(&format!("expected `http` or `https`, found `{}`", url.scheme())));
    }
    if !url.username().is_empty() || url.password().is_some() {
        // They would be sent in place of the token, and shown by `Debug`.
        return Err(refused("it has a user name or a password, and the API takes a token"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refused("it has a query or a fragment"));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// The host and port at the start of `text`, where they are safe to repeat: a text that is not a URL may be the key,
/// passed in the wrong order.
fn host(text: &str) -> Option<&str> {
    let authority = text.split('/').next().unwrap_or_default();
    let (name, port) = authority.split_once(':').unwrap_or((authority, ""));
    let is_label = |label: &str| {
        let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=30).contains(&label.len()) && label.bytes().all(letters)
    };
    let is_domain = name
        .rsplit_once('.')
        .is_some_and(|(_, top)| (2..=12).contains(&top.len()) && top.bytes().all(|byte| byte.is_ascii_lowercase()));
    let known = name == "localhost" || is_domain || name.parse::<std::net::Ipv4Addr>().is_ok();
    let safe = known && name.split('.').all(is_label) && port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit());
    safe.then_some(authority)
}
