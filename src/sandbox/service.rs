//! [`Sandbox`]: the service that answers everything: the control path, faults on request, and the operations of the contract.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ::http::request::Parts;
use ::http::{Request, Response, Version};
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
use super::incoming::{self, Arrived, Arriving};
use super::prefer::{Fault, Preferences};
use super::received::{self, Entry};
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

    /// Takes the state from the file at `path`, where there is one, and writes it there where there is none. The file is locked
    /// for as long as what is returned is there.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or written, is that of another sandbox, or holds no state of this API; it is left as it is.
    pub fn load(&self, path: &Path) -> Result<Saved, Error> {
        let Backend::Api(worlds) = &*self.0.backend else {
            return Err(Error::settings("a document without state has nothing to keep in a file"));
        };
        let mut saved = Saved { file: DataFile::take(path)?, changes: None };
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
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (head, body) = request.into_parts();
        let (version, connection) = (head.version, head.extensions.get::<Connection>().cloned());
        let (body, arrived) = Arriving::new(body);
        let response = self.answer(head, body, &arrived).await;
        match (arrived.rest(), connection) {
            (Some(rest), _) if version == Version::HTTP_2 => {
                tokio::spawn(incoming::drain(rest, self.0.body_bytes));
            }
            // One of HTTP/1 ends with the connection.
            (Some(_), Some(connection)) => connection.linger(),
            (None, _) | (_, None) => {}
        }
        response
    }

    async fn answer(&self, mut head: Parts, body: Arriving, arrived: &Arrived) -> Result<Response<Body>, Broken> {
        let Inner { backend, body_bytes, .. } = &*self.0;
        if let Some(preflight) = cors::preflight(&head) {
            return Ok(whole(preflight.outside(UNDECLARED)));
        }
        if control::is_control(head.uri.path()) {
            return Ok(whole(control::respond(backend, &head, (body, arrived), *body_bytes).await));
        }
        if let Backend::Mock(mock) = &**backend
            && let Some(uri) = mock.rebased(&head)
        {
            head.uri = uri;
        }
        let preferences = match Preferences::of(&head.headers) {
            Ok(preferences) => preferences,
            Err(why) => {
                let answer = Answer::problem(400, "Unusable `Prefer`", why);
                return Ok(whole(answer.outside("the preference cannot be used")));
            }
        };
        let (mut answer, preferences) = self.0.gate.respond(&head, (body, arrived), preferences).await;
        let fault = preferences.fault;
        let is_broken = matches!(fault, Some(Fault::Reset | Fault::Empty));
        let call = Call::of_head(backend.contract(), &head);
        self.receive(&head, arrived, call.as_ref(), (!is_broken).then_some(answer.status), &preferences);
        if is_broken {
            if let (Some(Fault::Reset), Some(connection)) = (fault, head.extensions.get::<Connection>()) {
                connection.reset();
            }
            return Err(Broken::on_purpose());
        }
        if answer.is_own || call.is_none_or(|call| call.endpoint.response(answer.status).is_none()) {
            answer = answer.outside(UNDECLARED);
        }
        if let Some(applied) = preferences.applied(matches!(**backend, Backend::Mock(_))) {
            answer = answer.header("preference-applied", applied);
        }
        if preferences.is_by_rule {
            answer = answer.header(FAULT, preferences.faults());
        }
        answer = cors::allowed(answer, &head.headers);
        Ok(match fault {
            Some(Fault::Truncate) => {
                let cut = Body::cut(&answer.body);
                answer.outside("the body is cut on purpose").into_response().map(|_| cut)
            }
            _ => whole(answer),
        })
    }

    /// Remembers a request for the control path.
    fn receive(
        &self,
        head: &Parts,
        arrived: &Arrived,
        call: Option<&Call<'_>>,
        status: Option<u16>,
        preferences: &Preferences,
    ) {
        let Backend::Api(worlds) = &*self.0.backend else { return };
        let (bytes, length) = arrived.read();
        // As it came where it unpacks to more than is remembered.
        let body = incoming::unpacked(&head.headers, bytes.clone(), received::BYTES).unwrap_or(bytes);
        let operation = call.map(Call::operation);
        let (fault, secrets) = (preferences.faults(), self.0.secrets.as_slice());
        let entry = Entry { head, body: (body, length), operation, status, fault, secrets };
        if let Ok(name) = backend::world(&head.headers) {
            // Where there is no room for a world, nothing is remembered for it.
            let _ = worlds.within(name, |room| room.received.add(entry));
        }
    }
}

/// The header of an answer that went wrong by a rule, with what went wrong.
const FAULT: &str = "x-sandbox-fault";

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
