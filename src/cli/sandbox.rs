//! `sandbox`: a server that behaves as one of the APIs is documented, or as any document says.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, ValueHint};

use crate::apis::Api;
use crate::contract::Contract;
use crate::error::Error;
use crate::plain::plain;
use crate::sandbox::{Sandbox, Saved, Settings};
use crate::server::{self, Address, Listener};

use super::document::Document;
use super::limit::LimitArguments;
use super::{Context, Outcome};

/// Serve an API with state as it is documented, or any document with generated answers
#[derive(Args)]
#[command(
    override_usage = "\
order-contracts sandbox [OPTIONS] <API>
       order-contracts sandbox [OPTIONS] --contract <FILE>",
    after_help = "\
The first line of the output is the URL for clients. `/_sandbox/` on the same port controls the state and has calls fail on purpose.

Exit codes: 2 error, 130 interrupted (143 by SIGTERM)."
)]
pub(super) struct Arguments {
    /// `kohortpay` or `threekit`
    #[arg(value_name = "API", value_parser = super::api, required_unless_present = "contract", conflicts_with = "contract")]
    api: Option<Api>,
    /// Serve this document instead, without state: documented examples, else the smallest valid values
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    contract: Option<String>,
    /// The address to listen on: a port of the loopback interface, or an address with a port; port 0 for one that is free
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: Address,
    /// Keep the state in this file, of one sandbox at a time: read at the start, written while it runs and at the end
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "contract")]
    data: Option<PathBuf>,
    /// What ids are made from: the same seed and the same calls give the same answers
    #[arg(long, value_name = "N", default_value = "0", conflicts_with = "contract")]
    seed: u64,
    /// Begin without the objects that the documented requests name
    #[arg(long, conflicts_with = "contract")]
    empty: bool,
    /// How many orders a group takes (kohortpay)
    #[arg(long, value_name = "N", default_value = "10", conflicts_with = "contract")]
    max_participants: usize,
    /// The least amount of an order in a group, in cents (kohortpay)
    #[arg(long, value_name = "CENTS", default_value = "0", conflicts_with = "contract")]
    minimum_amount: u64,
    /// A host that public tokens work from; may be repeated (threekit; default: all)
    #[arg(long = "allowed-domain", value_name = "HOST", conflicts_with = "contract")]
    allowed_domains: Vec<String>,
    /// How much memory the state may take, in MiB; what goes beyond is answered with 507
    #[arg(long, value_name = "MIB", default_value = "256", value_parser = clap::value_parser!(u64).range(1..=1 << 20), conflicts_with = "contract")]
    max_state: u64,
    #[command(flatten)]
    limits: LimitArguments,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    context.interrupt.watch();
    let sandbox = sandbox(arguments, context)?;
    let mut saved = arguments.data.as_deref().map(|path| sandbox.load(path)).transpose()?;
    let listener = Listener::bind(&arguments.listen)?;
    let runtime = server::runtime()?;
    let url = (plain(listener.address()), plain(base_path(sandbox.contract())));
    context.stdout.line(("http://", url.0, url.1));
    context.stdout.flush();
    let interrupt = context.interrupt;
    let ended = async {
        while !interrupt.is_requested() {
            tokio::time::sleep(NOTICED).await;
        }
    };
    let cut = runtime.block_on(async {
        let serving = server::serve(listener, sandbox.clone(), server::Settings::new(0), ended);
        tokio::select! {
            cut = serving => cut,
            () = keep(&sandbox, &mut saved, context) => Ok(0),
        }
    })?;
    if cut > 0 {
        context.note((cut, " connections were cut: their answers took too long"));
    }
    if let Some(saved) = &mut saved {
        // A state that is being written is there before this one.
        drop(runtime);
        sandbox.save(saved)?;
    }
    Ok(Outcome::Interrupted)
}

/// How often a request to end is looked for.
const NOTICED: Duration = Duration::from_millis(20);

/// How often the state is written, if it changes. What takes long is written less often.
const KEPT: Duration = Duration::from_secs(1);

fn sandbox(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Sandbox, Error> {
    let settings = Settings {
        seed: arguments.seed,
        empty: arguments.empty,
        max_participants: arguments.max_participants,
        minimum_amount: arguments.minimum_amount,
        allowed_domains: arguments.allowed_domains.clone(),
        state_bytes: arguments.max_state << 20,
        ..Settings::default()
    };
    match (arguments.api, &arguments.contract) {
        (Some(api), _) => Ok(Sandbox::of_api(api, &settings)),
        (None, Some(file)) => {
            let document = Document::open(file, context.stdin, &arguments.limits.limits())?;
            let contract = document.contract();
            match contract.problems().len() {
                0 => {}
                1 => context.note("the document has 1 problem; what it affects is answered with 501"),
                number => {
                    context.note(("the document has ", number, " problems; what they affect is answered with 501"));
                }
            }
            match document {
                Document::Embedded(contract) => Ok(Sandbox::of_contract(contract)),
                Document::Loaded(contract) => Ok(Sandbox::of_contract(contract)),
            }
        }
        (None, None) => Err(Error::settings("no API: name `kohortpay` or `threekit`, or a document with `--contract`")),
    }
}

/// Writes the state whenever it has changed, for ever.
async fn keep(sandbox: &Sandbox, saved: &mut Option<Saved>, context: &mut Context<'_, '_>) {
    let mut pause = KEPT;
    let mut has_failed = false;
    loop {
        tokio::time::sleep(pause).await;
        // Taken out while it is used, so that a server that ends meanwhile writes everything anew.
        let Some(mut taken) = saved.clone() else { continue };
        let writer = sandbox.clone();
        let begun = Instant::now();
        let written = tokio::task::spawn_blocking(move || writer.save(&mut taken).map(|()| taken)).await;
        pause = KEPT.max(10 * begun.elapsed());
        match written {
            Ok(Ok(taken)) => (*saved, has_failed) = (Some(taken), false),
            // Once is enough: it is tried again, and the end says whether it worked.
            Ok(Err(error)) if !has_failed => {
                context.fail(&error);
                context.stderr.flush();
                has_failed = true;
            }
            Ok(Err(_)) | Err(_) => {}
        }
    }
}

/// The path below which the operations are, of the first server that declares one.
fn base_path(contract: &Contract) -> String {
    let servers = contract.endpoints().first().map(|endpoint| endpoint.servers.as_slice()).unwrap_or_default();
    servers.first().map(|server| server.base_path().trim_end_matches('/').to_owned()).unwrap_or_default()
}
