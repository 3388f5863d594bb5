//! [`Settings`]: how a client behaves, and the session that holds it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::{HeaderMap, HeaderValue};
use url::Url;

use crate::apis::Api;
use crate::error::Error;

use super::credentials::Credentials;
use super::hook::Hook;
use super::options::Headers;
use super::retry::{Budget, Retry};
use super::transport::Transport;

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
#[derive(Clone)]
pub struct Settings {
    timeout: Duration,
    attempt_timeout: Option<Duration>,
    connect_timeout: Duration,
    retry: Retry,
    max_response_bytes: usize,
    strict_responses: bool,
    user_agent: String,
    headers: Headers,
    proxy: Option<String>,
    root_certificates: Vec<Vec<u8>>,
    hooks: Vec<Arc<dyn Hook>>,
}

impl Default for Settings {
    /// 30 s per call, 10 s to connect, up to three attempts where that is harmless, responses of at most 16 MiB, lenient.
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            attempt_timeout: None,
            connect_timeout: Duration::from_secs(10),
            retry: Retry::default(),
            max_response_bytes: 16 * 1024 * 1024,
            strict_responses: false,
            user_agent: concat!("order-contracts/", env!("CARGO_PKG_VERSION")).to_owned(),
            headers: Headers::default(),
            proxy: None,
            root_certificates: Vec::new(),
            hooks: Vec::new(),
        }
    }
}

impl Settings {
    /// The time limit of a call, from connecting to the last byte, its repetitions and the waits between them included.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// The time limit of each attempt, from connecting to the last byte. By default it is what is left of the call's, so that a server
    /// that never answers is called once.
    #[must_use]
    pub fn attempt_timeout(self, attempt_timeout: Duration) -> Self {
        Self { attempt_timeout: Some(attempt_timeout), ..self }
    }

    /// When calls are repeated.
    #[must_use]
    pub fn retry(self, retry: Retry) -> Self {
        Self { retry, ..self }
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
    /// the body is decoded where possible, whatever its media type is: unlisted enum values are kept, and optional members of
    /// another type are [left out](super::ResponseValue::left_out).
    #[must_use]
    pub fn strict_responses(self, strict_responses: bool) -> Self {
        Self { strict_responses, ..self }
    }

    /// The value of the `User-Agent` header.
    #[must_use]
    pub fn user_agent(self, user_agent: impl Into<String>) -> Self {
        Self { user_agent: user_agent.into(), ..self }
    }

    /// A header of every request. The credentials are sent in any case, and a call may have other
    /// [headers](super::CallOptions::header).
    #[must_use]
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.headers.set(name.as_ref(), value.as_ref());
        self
    }

    /// The URL of a proxy for every request, in place of the one that the environment names.
    #[must_use]
    pub fn proxy(self, url: impl Into<String>) -> Self {
        Self { proxy: Some(url.into()), ..self }
    }

    /// A root certificate to trust beside those of the system, as PEM: that of a proxy, or of a test.
    #[must_use]
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Sees every attempt of every call. Several are called in the order in which they were added.
    #[must_use]
    pub fn hook(mut self, hook: impl Hook + 'static) -> Self {
        self.hooks.push(Arc::new(hook));
        self
    }

    fn http_client(&self) -> Result<reqwest::Client, Error> {
        let refused = |what: &str, error: reqwest::Error| Error::settings(format!("{what}: {}", error.without_url()));
        let mut builder = reqwest::Client::builder()
            .connect_timeout(self.connect_timeout)
            // Following a redirect would send a token, in the query or in a Referer, to another server.
            .redirect(reqwest::redirect::Policy::none())
            .referer(false);
        if let Some(url) = &self.proxy {
            let proxy =
                reqwest::Proxy::all(url).map_err(|error| refused("the URL of the proxy cannot be used", error))?;
            builder = builder.proxy(proxy);
        }
        for pem in &self.root_certificates {
            let certificates = reqwest::Certificate::from_pem_bundle(pem)
                .map_err(|error| refused("a root certificate cannot be read as PEM", error))?;
            if certificates.is_empty() {
                return Err(Error::settings("a root certificate cannot be read as PEM: there is none in it"));
            }
            builder = builder.tls_certs_merge(certificates);
        }
        builder.build().map_err(|error| refused("the HTTP client cannot be built", error))
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { timeout, attempt_timeout, connect_timeout, retry, max_response_bytes, .. } = self;
        f.debug_struct("Settings")
            .field("timeout", timeout)
            .field("attempt_timeout", attempt_timeout)
            .field("connect_timeout", connect_timeout)
            .field("retry", retry)
            .field("max_response_bytes", max_response_bytes)
            .field("strict_responses", &self.strict_responses)
            .field("user_agent", &self.user_agent)
            .field("headers", &self.headers)
            // Its URL may have a password.
            .field("proxy", &self.proxy.is_some())
            .field("root_certificates", &self.root_certificates.len())
            .field("hooks", &self.hooks.len())
            .finish()
    }
}

/// What a generated client holds, next to the HTTP client that makes its requests.
#[derive(Clone)]
pub(crate) struct Session {
    pub(super) api: Api,
    pub(super) credentials: Credentials,
    pub(super) transport: Transport,
    pub(super) timeout: Duration,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) retry: Retry,
    pub(super) budget: Arc<Budget>,
    pub(super) strict_responses: bool,
    pub(super) max_response_bytes: usize,
    pub(super) user_agent: HeaderValue,
    pub(super) headers: HeaderMap,
    pub(super) hooks: Vec<Arc<dyn Hook>>,
}

impl Session {
    /// The session, and the HTTP client that makes its requests. Without a `transport`, they are sent by the client that the
    /// settings describe.
    pub(crate) fn new(
        api: Api,
        credentials: Credentials,
        settings: &Settings,
        transport: Option<Transport>,
    ) -> Result<(Self, reqwest::Client), Error> {
        let transport = match transport {
            Some(transport) => transport,
            None => Transport::from(settings.http_client()?),
        };
        let requests = transport
            .requests()
            .map_err(|error| Error::settings(format!("the HTTP client cannot be built: {}", error.without_url())))?;
        let user_agent = HeaderValue::try_from(&settings.user_agent).map_err(|_| {
            Error::settings("the user agent has a character that is not allowed in a header, such as a line break")
        })?;
        let session = Self {
            api,
            credentials,
            transport,
            timeout: settings.timeout,
            attempt_timeout: settings.attempt_timeout,
            retry: settings.retry.clone(),
            budget: Arc::default(),
            strict_responses: settings.strict_responses,
            max_response_bytes: settings.max_response_bytes,
            user_agent,
            headers: settings.headers.get().map_err(Error::settings)?.clone(),
            hooks: settings.hooks.clone(),
        };
        Ok((session, requests))
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("api", &self.api)
            .field("credentials", &self.credentials)
            .field("transport", &self.transport)
            .field("strict_responses", &self.strict_responses)
            .field("max_response_bytes", &self.max_response_bytes)
            .finish_non_exhaustive()
    }
}

/// `base_url` as the generated code appends paths to it: without a slash at its end. `example` is one that works.
pub(crate) fn base_url(base_url: &str, example: &str) -> Result<String, Error> {
    let refused = |why: &str| Error::settings(format!("the base URL cannot be used: {why}"));
    let relative = || match host(base_url) {
        Some(host) => {
            refused(&format!("expected an absolute URL such as `{example}`, found `{host}` without a scheme"))
        }
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
