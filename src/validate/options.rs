//! [`Options`] and [`Strictness`]: how exchanges are checked.

use super::message::Request;
use super::target::Target;
use crate::contract::Contract;
use crate::limits::Limits;

/// How exchanges are checked. The default follows the standard, and reports every violation.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::validate::{Options, Request, Strictness};
///
/// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
/// let request = Request::new("GET", "/orders?colour=blue").header("authorization", "Bearer secret");
/// let report = Options::new().base_path("").strict(Strictness::ALL).request(&contract, &request);
/// assert_eq!(report.to_string(), "undeclared query parameter `colour`");
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub(super) strictness: Strictness,
    pub(super) allowed_headers: Vec<String>,
    pub(super) max_violations: Option<usize>,
    pub(super) max_undecided: Option<usize>,
    pub(super) base_path: Option<String>,
    /// Whether nothing is searched for that was probably meant: an unknown path is compared with all that are declared.
    pub(super) without_hints: bool,
    pub(super) credentials_stripped: bool,
    pub(super) read_only_allowed: bool,
    pub(super) preflights_checked: bool,
    pub(super) limits: Limits,
    /// Whether nothing that is compiled for a body is kept.
    #[cfg(feature = "diff")]
    pub(super) is_sparing: bool,
}

/// What is reported although the standard allows it: undeclared parts of a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Strictness {
    /// Undeclared properties, in objects whose schema does not mention additional properties.
    pub properties: bool,
    /// Query parameters.
    pub query: bool,
    /// Undeclared headers, except those that HTTP itself, browsers and proxies send.
    pub headers: bool,
    /// Undeclared bodies.
    pub bodies: bool,
}

impl Strictness {
    /// None of them.
    pub const NONE: Self = Self { properties: false, query: false, headers: false, bodies: false };
    /// All of them.
    pub const ALL: Self = Self { properties: true, query: true, headers: true, bodies: true };
}

impl Options {
    /// The default.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Also reports undeclared parts of a message.
    #[must_use]
    pub fn strict(mut self, strictness: Strictness) -> Self {
        self.strictness = strictness;
        self
    }

    /// Headers that strict mode allows in addition to the usual ones.
    #[must_use]
    pub fn allow_headers<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.allowed_headers.extend(names.into_iter().map(Into::into));
        self
    }

    /// Reports at most this many violations of each request and response, and counts the rest.
    #[must_use]
    pub fn max_violations(mut self, limit: usize) -> Self {
        self.max_violations = Some(limit);
        self
    }

    /// The same for checks that could not be made.
    #[cfg(any(feature = "server", feature = "diff"))]
    pub(crate) fn max_undecided(mut self, limit: usize) -> Self {
        self.max_undecided = Some(limit);
        self
    }

    /// Judges within these budgets; what exceeds one is undecided.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The base path that requests have instead of those of the declared servers: `""` behind a proxy that strips it.
    #[must_use]
    pub fn base_path(mut self, base: impl Into<String>) -> Self {
        self.base_path = Some(base.into());
        self
    }

    /// For captures without credentials, such as the "sanitized" ones of browsers: those that are missing are undecided and no
    /// violation. These are what `security` asks for, cookies, and headers such as `Authorization` and `Set-Cookie`.
    #[must_use]
    pub fn credentials_stripped(mut self) -> Self {
        self.credentials_stripped = true;
        self
    }

    /// For single messages of many operations: nothing that is compiled for a body is kept, and of a schema for JSON no more is
    /// compiled than the body can use.
    #[cfg(feature = "diff")]
    pub(crate) fn sparing(mut self) -> Self {
        self.is_sparing = true;
        self
    }

    /// Accepts `readOnly` properties in requests and `writeOnly` ones in responses. The standard says that they should not be sent
    /// (OpenAPI 3.0.3, 4.7.24.1), and clients send back what they have read. Neither is required in any case.
    #[must_use]
    pub fn allow_read_only(mut self) -> Self {
        self.read_only_allowed = true;
        self
    }

    /// Checks CORS preflights like other requests. Browsers ask before they send the request of a page to another host, and servers
    /// answer without the operation; by default one for a path that declares no `OPTIONS` is undecided
    /// ([`Reason::Preflight`](super::Reason::Preflight)).
    #[must_use]
    pub fn check_preflights(mut self) -> Self {
        self.preflights_checked = true;
        self
    }

    /// For answers to anyone: no more findings than someone reads, so that an answer is not many times as long as what was
    /// sent, and no search for a path that was probably meant, which takes the longer the more paths there are.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::contract::Contract;
    /// use order_contracts::validate::{Options, Request};
    ///
    /// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
    /// let report = Options::new().for_services().request(&contract, &Request::new("GET", "/v1/order"));
    /// assert_eq!(report.violations()[0].hint(), None);
    /// # Ok::<(), order_contracts::Error>(())
    /// ```
    #[must_use]
    pub fn for_services(mut self) -> Self {
        const FINDINGS: usize = 100;
        self.without_hints = true;
        self.max_violations.get_or_insert(FINDINGS);
        self.max_undecided.get_or_insert(FINDINGS);
        self
    }

    /// Whether a pass over the bytes of a body may show that it is valid; it is compiled for schemas that judge many.
    pub(super) fn passes_over_bytes(&self) -> bool {
        #[cfg(feature = "diff")]
        if self.is_sparing {
            return false;
        }
        !self.strictness.properties
    }

    /// The base paths, when the path of `request` is below none of them: that of [`Options::base_path`], else those of the
    /// declared servers.
    pub(crate) fn outside_base(&self, contract: &Contract, request: &Request<'_>) -> Option<Vec<String>> {
        let path = Target::parse(&request.target)?.path;
        if let Some(base) = &self.base_path {
            let is_below = path.strip_prefix(base.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'));
            return (!is_below).then(|| vec![base.clone()]);
        }
        let mut bases = Vec::new();
        for server in contract.endpoints().iter().flat_map(|endpoint| &endpoint.servers) {
            if server.strip(path).is_some() {
                return None;
            }
            let base = server.base_path().to_owned();
            if !bases.contains(&base) {
                bases.push(base);
            }
        }
        (!bases.is_empty()).then_some(bases)
    }
}
