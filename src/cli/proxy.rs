//! `proxy`: a service behind a contract, checked while it is used.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::error::Error;
use crate::plain::plain;
use crate::proxy::{Proxy, Settings, Upstream};
use crate::server::{self, Address, Listener};

use super::{Context, Outcome, style};

#[derive(Args)]
pub(super) struct Arguments {
    /// Pass requests on to this URL; a path in it is put before theirs
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    upstream: Upstream,
    /// Listen on this port of this machine only, or on an address with a port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: Address,
    /// Trust the certificate of the upstream when an authority in this file has signed it, and no other
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    upstream_ca: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let proxy = Proxy::new(arguments.upstream.clone(), Settings::default(), arguments.upstream_ca.as_deref())?;
    let listener = Listener::bind(&arguments.listen)?;
    let runtime = server::runtime()?;
    context.interrupt.watch();
    let (address, upstream) = (plain(listener.address()), plain(&arguments.upstream));
    context.stderr.line((style::good("listening"), " on http://", address, ", upstream ", upstream));
    context.stderr.show();
    let cut =
        runtime.block_on(server::serve(listener, proxy, server::Settings::new(1), context.interrupt.requested()))?;
    if cut > 0 {
        context.note((cut, " connections were cut"));
    }
    Ok(Outcome::Clean)
}
