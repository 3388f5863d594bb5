//! [`ContractLayer`]: how services are checked.

use std::fmt;
use std::sync::Arc;

use ::http::StatusCode;
use tower_layer::Layer;

use super::authorize::Authorize;
use super::control::Control;
use super::held::HeldContract;
use super::mode::{Mode, Undeclared, Unjudged};
use super::select::Select;
use super::service::ContractService;
use super::shared::Shared;
use super::sink::Sink;
use crate::error::Error;
use crate::validate::Options;

/// Checks what a service receives and answers against a contract; see the [module](super) for what is checked when, and how
/// requests are refused.
///
/// Requests are enforced and responses observed, unless other modes are set. Clones share their modes.
#[derive(Clone)]
pub struct ContractLayer {
    shared: Arc<Shared>,
}

/// How many bytes of a body are held in memory unless something else is set.
const BODY_LIMIT: usize = 2 << 20;

impl ContractLayer {
    /// A layer for `contract`: an `Arc<Contract>`, a `&'static Contract`, or one of its own.
    #[must_use]
    pub fn new(contract: impl Into<HeldContract>) -> Self {
        let shared = Shared {
            control: Control::new(contract.into(), BODY_LIMIT),
            options: Options::new().for_services(),
            sinks: Vec::new(),
            passed: Vec::new(),
            unjudged: Unjudged::RefuseEvasive,
            shows_sources: false,
            replacement: StatusCode::INTERNAL_SERVER_ERROR,
            authorize: None,
            checks_accept: false,
        };
        Self { shared: Arc::new(shared) }
    }

    /// Sets the mode of all requests: [`Mode::Enforce`] unless it is called. It also decides about undeclared ones: they are
    /// refused, reported or passed on; see [`ContractLayer::undeclared`].
    #[must_use]
    pub fn requests(self, mode: Mode) -> Self {
        self.shared.control.requests(mode);
        self.shared.control.undeclared(match mode {
            Mode::Enforce => Undeclared::Refuse,
            Mode::Observe => Undeclared::Report,
            Mode::Off | Mode::Sample(_) => Undeclared::Pass,
        });
        self
    }

    /// Sets the mode of all responses: [`Mode::Observe`] unless it is called.
    #[must_use]
    pub fn responses(self, mode: Mode) -> Self {
        self.shared.control.responses(mode);
        self
    }

    /// Sets the mode of the requests of some operations.
    ///
    /// # Errors
    ///
    /// When the contract has no such operation.
    pub fn requests_of(self, select: impl Into<Select>, mode: Mode) -> Result<Self, Error> {
        self.shared.control.requests_of(&select.into(), mode)?;
        Ok(self)
    }

    /// Sets the mode of the responses of some operations.
    ///
    /// # Errors
    ///
    /// When the contract has no such operation.
    pub fn responses_of(self, select: impl Into<Select>, mode: Mode) -> Result<Self, Error> {
        self.shared.control.responses_of(&select.into(), mode)?;
        Ok(self)
    }

    /// Sets what is done with requests that call no declared operation.
    #[must_use]
    pub fn undeclared(self, undeclared: Undeclared) -> Self {
        self.shared.control.undeclared(undeclared);
        self
    }

    /// Passes requests to this path on although it is not declared, such as `/health`; with `*` at the end, to all paths that
    /// begin so.
    #[must_use]
    pub fn pass(self, path: impl Into<String>) -> Self {
        self.change(|shared| shared.passed.push(path.into()))
    }

    /// Sets what is done with requests of which some part cannot be checked: [`Unjudged::RefuseEvasive`] unless it is called.
    #[must_use]
    pub fn unjudged(self, unjudged: Unjudged) -> Self {
        self.change(|shared| shared.unjudged = unjudged)
    }

    /// Sets how many bytes of a body are held in memory, before and after it is unpacked: 2 MiB unless it is called. A request
    /// with a longer one is refused with 413, or passed on while it is observed; a longer response is passed on.
    #[must_use]
    pub fn body_limit(self, bytes: usize) -> Self {
        self.shared.control.set_body_limit(bytes);
        self
    }

    /// Sets the same for some operations.
    ///
    /// # Errors
    ///
    /// When the contract has no such operation.
    pub fn body_limit_of(self, select: impl Into<Select>, bytes: usize) -> Result<Self, Error> {
        self.shared.control.body_limit_of(&select.into(), bytes)?;
        Ok(self)
    }

    /// Sets how messages are checked: 100 violations of each are reported unless these set another number. The base path is that of the declared servers unless these set it: below a prefix that
    /// is stripped before the layer, as by `nest` of `axum`, it is `""`.
    #[must_use]
    pub fn options(self, options: Options) -> Self {
        self.change(|shared| shared.options = options.for_services())
    }

    /// Reports to `sink`, and to those that were added before.
    #[must_use]
    pub fn sink(self, sink: impl Sink + 'static) -> Self {
        self.change(|shared| shared.sinks.push(Arc::new(sink)))
    }

    /// Answers with everything that is known of a violation: where the contract declares what is violated, and what was found
    /// in a response. For services whose clients may know, and for development.
    #[must_use]
    pub fn show_sources(self) -> Self {
        self.change(|shared| shared.shows_sources = true)
    }

    /// Sets the status that replaces a response that violates the contract: 500 unless it is called. A gateway answers 502.
    #[must_use]
    pub fn replacement_status(self, status: StatusCode) -> Self {
        self.change(|shared| shared.replacement = status)
    }

    /// Asks `authorize` about the credentials of requests whose operations declare some, before their bodies are read.
    #[must_use]
    pub fn authorize(self, authorize: impl Authorize + 'static) -> Self {
        self.change(|shared| shared.authorize = Some(Arc::new(authorize)))
    }

    /// Refuses requests of clients that accept no declared response to a request that succeeds, with 406. The standard leaves it
    /// to a service to answer them nevertheless, so this is off unless it is called.
    #[must_use]
    pub fn check_accept(self) -> Self {
        self.change(|shared| shared.checks_accept = true)
    }

    /// Compiles all schemas of the contract now, so that no request waits for them. A large document takes seconds.
    #[must_use]
    pub fn warm(self) -> Self {
        self.shared.contract().warm();
        self
    }

    /// The modes, to be changed while services run.
    #[must_use]
    pub fn control(&self) -> Control {
        self.shared.control.clone()
    }

    fn change(mut self, change: impl FnOnce(&mut Shared)) -> Self {
        change(Arc::make_mut(&mut self.shared));
        self
    }
}

impl<S> Layer<S> for ContractLayer {
    type Service = ContractService<S>;

    fn layer(&self, inner: S) -> ContractService<S> {
        ContractService::new(inner, Arc::clone(&self.shared))
    }
}

impl fmt::Debug for ContractLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContractLayer").field("contract", &self.shared.contract().name()).finish_non_exhaustive()
    }
}
