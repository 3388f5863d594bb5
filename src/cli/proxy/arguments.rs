//! The command line of `proxy`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum, ValueHint};

use crate::cli::limit::LimitArguments;
use crate::cli::validate::CoverageDetail;
use crate::limits::amount_of;
use crate::proxy::{Forwarding, MaskPath, Rotation, Settings, Upstream};
use crate::server::Address;
use crate::validate::{Options, Strictness};

const EXAMPLES: &str = "\
Examples:
  order-contracts proxy --contract kohortpay --upstream https://api.kohortpay.dev
  order-contracts proxy --contract openapi.yaml --upstream http://127.0.0.1:3000 --mode enforce
  order-contracts proxy --contract openapi.yaml --upstream http://127.0.0.1:3000 --record day.ndjson --mask '/**/email'
  order-contracts validate --contract openapi.yaml day.ndjson --coverage

Ctrl-C or SIGTERM ends it: what has begun is answered, then totals and coverage are printed.

Exit codes: 0 no violations, 1 violations, 2 error.";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Arguments {
    /// Check against `kohortpay`, `threekit`, or this document: OpenAPI 3.0 or 3.1, in YAML or JSON
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) contract: PathBuf,
    /// Pass requests on to this URL; a path in it is put before theirs
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url, overrides_with = "upstream")]
    upstream: Upstream,
    /// Listen on a port of this machine, which no other machine reaches, or on an address with a port; 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(super) listen: Address,
    /// What is done with messages that violate the contract
    #[arg(long, value_name = "MODE", default_value = "observe")]
    mode: Mode,
    /// Write every exchange into this file, without credentials, to be read by `validate`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) record: Option<PathBuf>,
    /// Go on in another file before one is longer than this; `validate day*.ndjson` reads them in order
    #[arg(long, value_name = "BYTES", requires = "record", value_parser = size)]
    record_max_bytes: Option<u64>,
    /// Keep only so many files, the newest ones
    #[arg(long, value_name = "NUMBER", requires = "record_max_bytes", value_parser = files)]
    record_files: Option<usize>,
    /// Mask these values of all bodies in the recording: a JSON Pointer such as `/email`, `/items/*/note` or `/**/email`
    #[arg(long, value_name = "POINTER", requires = "record")]
    pub(super) mask: Vec<MaskPath>,
    /// Also report properties, query parameters, headers and bodies that are sent but not declared
    #[arg(long)]
    strict: bool,
    /// With `--strict`, a header that is not reported
    #[arg(long, value_name = "NAME", requires = "strict")]
    allow_header: Vec<String>,
    /// Base path of the requests, if it differs from that of the declared servers
    #[arg(long, value_name = "PATH")]
    base_path: Option<String>,
    /// Check bodies up to this size; longer ones are passed on, or refused with `--mode enforce`
    #[arg(long, value_name = "BYTES", default_value = "2MiB", value_parser = bytes)]
    body_limit: usize,
    /// Trust the certificate of the upstream if an authority in this file (PEM) has signed it, instead of those of the system
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    upstream_ca: Option<PathBuf>,
    /// Start even if the upstream cannot be reached
    #[arg(long)]
    pub(super) allow_down: bool,
    /// Use HTTP/2 with an upstream that has no TLS to negotiate it
    #[arg(long)]
    upstream_http2: bool,
    /// Send `Host` as the client has sent it, instead of that of the upstream
    #[arg(long)]
    preserve_host: bool,
    /// Send `X-Forwarded-For`, `-Host` and `-Proto` instead of `Forwarded`
    #[arg(long)]
    x_forwarded: bool,
    /// Keep what other proxies have sent of these, instead of removing it
    #[arg(long)]
    trust_forwarded: bool,
    /// Time for a connection to the upstream
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    connect_timeout: Duration,
    /// Time for the upstream to begin its answer
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    timeout: Duration,
    /// Time that a body may pause
    #[arg(long, value_name = "SECONDS", default_value = "300", value_parser = seconds)]
    idle_timeout: Duration,
    /// How much of the coverage is printed at the end
    #[arg(long, value_name = "DETAIL", default_value = "table")]
    pub(super) coverage: CoverageDetail,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: Format,
    #[command(flatten)]
    pub(super) limits: LimitArguments,
}

/// What is done with messages that violate the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    /// They are reported
    Observe,
    /// They are reported, requests are refused, and responses are replaced by a 502
    Enforce,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// For programs: a JSON object for each finding, on a line of its own, and one for the totals
    Ndjson,
}

impl Arguments {
    pub(super) fn settings(&self) -> Settings {
        let mut settings = Settings::new(self.upstream.clone());
        settings.authorities.clone_from(&self.upstream_ca);
        settings.enforces = self.mode == Mode::Enforce;
        settings.body_limit = self.body_limit;
        settings.preserves_host = self.preserve_host;
        settings.http2 = self.upstream_http2;
        settings.forwarding = Forwarding { x_forwarded: self.x_forwarded, trusts_others: self.trust_forwarded };
        settings.connect = self.connect_timeout;
        settings.answer = self.timeout;
        settings.pause = self.idle_timeout;
        settings
    }

    pub(super) fn rotation(&self) -> Rotation {
        Rotation { bytes: self.record_max_bytes, files: self.record_files }
    }

    pub(super) fn options(&self) -> Options {
        let mut options = Options::new().allow_headers(&self.allow_header).limits(self.limits.limits());
        if self.strict {
            options = options.strict(Strictness::ALL);
        }
        if let Some(base) = &self.base_path {
            options = options.base_path(base);
        }
        options
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let duration = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    // A timer for a longer time than this would never fire.
    let duration = duration.filter(|duration| !duration.is_zero() && duration.as_secs() <= 365 * 24 * 3600);
    duration.ok_or_else(|| "expected a number of seconds above 0, such as `2.5`".to_owned())
}

fn files(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "expected a number of files above 0".to_owned())
}

fn size(text: &str) -> Result<u64, String> {
    let bytes = amount_of(text, true).filter(|bytes| *bytes > 0);
    bytes.ok_or_else(|| "expected a number of bytes above 0, such as `65536` or `100MiB`".to_owned())
}

fn bytes(text: &str) -> Result<usize, String> {
    let bytes = amount_of(text, true).and_then(|bytes| usize::try_from(bytes).ok());
    bytes.ok_or_else(|| "expected a number of bytes, such as `65536` or `2MiB`".to_owned())
}
