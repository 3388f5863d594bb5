//! [`Sandbox`]: the service that answers everything: the control path, faults on request, and the operations of the contract.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ::http::{Request, Response};
use bytes::Bytes;
use tower_service::Service;

use super::answer::Answer;
use super::backend::{self, Backend};
use super::body::{Body, Broken};
use super::call::Call;
use super::control;
use super::cors;
use super::credentials;
use super::file::DataFile;
use super::gate::Gate;
use super::incoming::{self, NotRead};
use super::prefer::{Fault, Preferences};
use super::received::Entry;
use super::settings::Settings;
use crate::apis::Api;
use crate::contract::Contract;
use crate::error::Error;
use crate::http::HeldContract;
use crate::server::Connection;

/// A server that behaves as a contract documents.
#[derive(Debug, Clone)]
pub struct Sandbox(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    backend: Arc<Backend>,
    gate: Gate,
    secrets: Vec<String>,
    body_bytes: usize,
}

impl Sandbox {
    /// The sandbox of an API, with state.
    #[must_use]
    pub fn of_api(api: Api, settings: &Settings) -> Self {
        Self::new(backend::of_api(api, settings), settings)
    }

    /// The sandbox of any document, without state.
    #[must_use]
    pub fn of_contract(contract: impl Into<HeldContract>) -> Self {
        Self::new(backend::of_contract(contract.into()), &Settings::default())
    }

    fn new(backend: Backend, settings: &Settings) -> Self {
        let (backend, body_bytes) = (Arc::new(backend), settings.body_bytes);
        let (secrets, gate) = (credentials::names(backend.contract()), Gate::new(Arc::clone(&backend), body_bytes));
        Self(Arc::new(Inner { backend, gate, secrets, body_bytes }))
    }

    /// The contract that it answers by.
    #[must_use]
    pub fn contract(&self) -> &Contract {
        self.0.backend.contract()
    }

    /// Takes the state from the file at `path`, where there is one, and writes it there where there is none.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or written, or holds no state of this API; it is left as it is.
    pub fn load(&self, path: &Path) -> Result<Saved, Error> {
        let Backend::Api(worlds) = &*self.0.backend else {
            return Err(Error::settings("a document without state has nothing to keep in a file"));
        };
        let mut saved = Saved { file: DataFile::new(path), changes: None };
        match saved.file.read()? {
            Some(bytes) => {
                let unusable = |why| Error::document(format!("`{}` cannot be used: {why}", path.display()));
                worlds.read_json(&bytes).map_err(unusable)?;
                saved.changes = Some(worlds.changes());
            }
            None => self.save(&mut saved)?,
        }
        Ok(saved)
    }

    /// Writes the state if something has changed since.
    ///
    /// # Errors
    ///
    /// When the file cannot be written; it is as it was.
    pub fn save(&self, saved: &mut Saved) -> Result<(), Error> {
        let Backend::Api(worlds) = &*self.0.backend else { return Ok(()) };
        // Before the state is read: what changes meanwhile is written next time.
        let changes = worlds.changes();
        if saved.changes == Some(changes) {
            return Ok(());
        }
        let cannot =
            |error| Error::io(format!("cannot write `{}`", saved.file.path().display()), std::io::Error::from(error));
        saved.file.write(&worlds.to_json().map_err(cannot)?)?;
        saved.changes = Some(changes);
        Ok(())
    }

    async fn respond<B>(self, request: Request<B>) -> Result<Response<Body>, Broken>
    where
        B: http_body::Body<Data = Bytes> + Send,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let Inner { backend, body_bytes, .. } = &*self.0;
        let mut request = match incoming::read(request, *body_bytes).await {
            Ok(request) => request,
            Err(NotRead::TooLong) => {
                let why = format!("the body has more than {body_bytes} bytes");
                return Ok(whole(Answer::problem(413, "The body is too large", why).outside(UNDECLARED)));
            }
            Err(NotRead::Gone) => return Err(Broken::on_purpose()),
        };
        if let Some(preflight) = cors::preflight(&request) {
            return Ok(whole(preflight.outside(UNDECLARED)));
        }
        if control::is_control(request.uri().path()) {
            return Ok(whole(control::respond(backend, &request)));
        }
        if let Backend::Mock(mock) = &**backend
            && let Some(uri) = mock.rebased(&request)
        {
            *request.uri_mut() = uri;
        }
        let preferences = match Preferences::of(request.headers()) {
            Ok(preferences) => preferences,
            Err(why) => {
                return Ok(whole(
                    Answer::problem(400, "Unusable `Prefer`", why).outside("the preference cannot be used"),
                ));
            }
        };
        if let Some(delay) = preferences.delay {
            tokio::time::sleep(delay).await;
        }
        let fault = preferences.fault;
        if let Some(Fault::Reset | Fault::Empty) = fault {
            self.receive(&request, None);
            if let (Some(Fault::Reset), Some(connection)) = (fault, request.extensions().get::<Connection>()) {
                connection.reset();
            }
            return Err(Broken::on_purpose());
        }
        let mut answer = self.answer(&request, &preferences).await;
        self.receive(&request, Some(answer.status));
        if let Some(applied) = preferences.applied(matches!(**backend, Backend::Mock(_))) {
            answer = answer.header("preference-applied", applied);
        }
        answer = cors::allowed(answer, request.headers());
        Ok(match fault {
            Some(Fault::Truncate) => {
                let cut = Body::cut(&answer.body);
                answer.outside("the body is cut, as the request asked").into_response().map(|_| cut)
            }
            _ => whole(answer),
        })
    }

    /// The answer to a request of the contract, marked where it is none that the contract declares.
    async fn answer(&self, request: &Request<Bytes>, preferences: &Preferences) -> Answer {
        let backend = &*self.0.backend;
        let call = Call::of(backend.contract(), request);
        let is_declared = |status: u16| call.as_ref().is_some_and(|call| call.endpoint.response(status).is_some());
        let undeclared = preferences.code.filter(|code| !is_declared(*code));
        let answer = match (undeclared, &call) {
            (Some(code), Some(call)) => backend.forced(call.endpoint, request, code),
            _ if self.is_full() && backend::is_write(request.method()) => backend.full(),
            _ => self.0.gate.respond(request, preferences).await,
        };
        match is_declared(answer.status) && !answer.is_own {
            true => answer,
            false => answer.outside(UNDECLARED),
        }
    }

    fn is_full(&self) -> bool {
        matches!(&*self.0.backend, Backend::Api(worlds) if worlds.is_full())
    }

    /// Remembers a request for the control path.
    fn receive(&self, request: &Request<Bytes>, status: Option<u16>) {
        let Backend::Api(worlds) = &*self.0.backend else { return };
        let call = Call::of(self.contract(), request);
        let operation = call.as_ref().map(Call::operation);
        let entry = Entry { request, operation, status, secrets: &self.0.secrets };
        if let Ok(name) = backend::world(request) {
            // Where there is no room for a world, nothing is remembered for it.
            let _ = worlds.within(name, |room| room.received.add(&entry));
        }
    }
}

/// Why an answer is marked.
const UNDECLARED: &str = "the contract declares no such answer";

fn whole(answer: Answer) -> Response<Body> {
    answer.into_response().map(Body::whole)
}

/// A file that the state is kept in, and how much of it is there.
#[derive(Debug, Clone)]
pub struct Saved {
    file: DataFile,
    changes: Option<u64>,
}

impl<B> Service<Request<B>> for Sandbox
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Response = Response<Body>;
    type Error = Broken;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Broken>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        Box::pin(self.clone().respond(request))
    }
}
