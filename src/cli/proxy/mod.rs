//! `proxy`: a service behind its contract, checked while it is used.

mod arguments;
mod kinds;
mod live;
mod recorder;

use std::io;
use std::thread;
use std::time::Duration;

use serde_json::json;
use tokio::sync::{Notify, oneshot};

use crate::error::Error;
use crate::http::HeldContract;
use crate::plain::{json as shown, plain};
use crate::proxy::{Proxy, Queue};
use crate::server::{self, Listener};

use super::document::Document;
use super::validate::counted;
use super::{Context, Outcome, style};
pub(super) use arguments::Arguments;
use arguments::Format;
use live::Live;
use recorder::Recorder;

/// Findings are taken together with those that come within this time: a wake-up for each would cost more than it.
const BATCH: Duration = Duration::from_millis(50);

/// What is still under way when the server has ended is dropped after this time.
const REST: Duration = Duration::from_millis(500);

/// The server has a socket of the upstream for each connection.
const FILES_PER_CONNECTION: usize = 1;

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    context.interrupt.watch();
    let limits = arguments.limits.limits();
    let document = Document::open(&arguments.contract.to_string_lossy(), context.stdin, &limits)?;
    let contract = document.contract();
    for problem in contract.problems() {
        context.note(plain(problem));
    }
    let held: HeldContract = match &document {
        Document::Embedded(contract) => (*contract).into(),
        Document::Loaded(contract) => contract.clone().into(),
    };
    let settings = arguments.settings();
    let proxy = Proxy::new(settings.clone(), held, arguments.options())?;
    let listener = Listener::bind(&arguments.listen)?;
    let runtime = server::runtime()?;
    if !arguments.allow_down {
        let reached = runtime.block_on(async {
            tokio::select! {
                reached = proxy.reach() => reached,
                () = context.interrupt.requested() => Err(Error::settings("interrupted before the upstream was reached")),
            }
        });
        if let Err(error) = reached {
            context.fail(&error);
            context.note("`--allow-down` starts without it");
            return Ok(Outcome::Failed);
        }
    }
    let recorder = Recorder::create(arguments, contract)?;
    let address = listener.address();
    match arguments.format {
        Format::Text => {
            let upstream = plain(&settings.upstream);
            context.stdout.line((style::good("listening"), " on http://", plain(address), ", upstream ", upstream));
        }
        Format::Ndjson => {
            let upstream = settings.upstream.to_string();
            context.stdout.line(shown(&json!({ "type": "listening", "address": address, "upstream": upstream })));
        }
    }
    context.stdout.flush();
    context.stderr.flush();
    let mut live = Live::new(arguments, contract, recorder);
    let (queue, (stop, stopped)) = (proxy.queue(), oneshot::channel::<()>());
    let end = async {
        // Dropped without being used, it is the same.
        let _ = stopped.await;
    };
    let mut serving = runtime.spawn(server::serve(listener, proxy, server::Settings::new(FILES_PER_CONNECTION), end));
    let (interrupt, enough) = (context.interrupt, Notify::new());
    let served = thread::scope(|scope| {
        // Whoever reports may have much to do, and the end is not to wait for that.
        scope.spawn(|| {
            runtime.handle().block_on(async {
                tokio::select! {
                    () = interrupt.requested() => {}
                    () = enough.notified() => {}
                }
            });
            drop(stop);
        });
        let _enough = Enough(&enough);
        runtime.block_on(async {
            loop {
                tokio::select! {
                    served = &mut serving => break served,
                    () = queue.filled() => tokio::time::sleep(BATCH).await,
                }
                take(&mut live, &queue, context);
                // Nobody reads any more.
                if context.stdout.is_closed() {
                    enough.notify_one();
                }
            }
        })
    });
    // What no connection waits for any more ends with the runtime, and is then over.
    runtime.shutdown_timeout(REST);
    take(&mut live, &queue, context);
    let outcome = live.finish(context);
    let cut = served.map_err(|error| Error::io("the server stopped", io::Error::other(error)))??;
    if cut > 0 {
        let connections = counted(cut as u64, "connection");
        context.note(plain(format_args!("cut because it did not end: {connections}")));
    }
    Ok(outcome)
}

/// Ends the thread that waits for an interrupt, however the report ends.
struct Enough<'n>(&'n Notify);

impl Drop for Enough<'_> {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

/// Reports what has come.
fn take(live: &mut Live<'_>, queue: &Queue, context: &mut Context<'_, '_>) {
    live.take(queue.take(), context.stdout);
    if let Some(error) = live.take_error(context.stdout) {
        context.fail(&error);
        context.note("traffic goes on without the recording");
        context.stderr.flush();
    }
}
