//! The command line of `validate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::input::Layout;

const EXAMPLES: &str = "\
Examples:
  order-contracts validate kohortpay createOrder order.json
  order-contracts validate kohortpay createOrder.response.201 log.ndjson.zst
  order-contracts validate threekit session.har
  order-contracts validate --contract openapi.yaml exchanges/ --strict --coverage

Exit codes: 0 everything holds, 1 something breaks the contract, 2 something could not be checked, 130 interrupted.";

#[derive(Args)]
#[command(
    override_usage = "\
order-contracts validate [OPTIONS] <API> <NAME> [INPUT]...
       order-contracts validate [OPTIONS] <API> [INPUT]...
       order-contracts validate [OPTIONS] --contract <FILE> [NAME] [INPUT]...",
    after_help = EXAMPLES
)]
pub(in crate::cli) struct Arguments {
    /// API, NAME and INPUTs.
    ///
    /// API is `kohortpay` or `threekit`. With NAME, the inputs hold payloads of that schema: a component (`CreateOrder`),
    /// a request body (`createOrder`), a response body (`createOrder.response.201`). Without, they hold recorded
    /// exchanges, each checked against the operation that it calls: JSON objects with `request` and `response`, or HAR
    /// captures. An INPUT is a file, a folder, or `-` for standard input, which is also read when there is none:
    /// `.ndjson` and `.jsonl` hold one record a line, `.har` is a capture, everything else one record; gzip and zstd are
    /// unpacked.
    #[arg(value_name = "WORD")]
    pub(super) words: Vec<PathBuf>,
    /// Another contract: an OpenAPI 3.0 or 3.1 document, in YAML or JSON
    #[arg(long, value_name = "FILE")]
    pub(super) contract: Option<PathBuf>,
    /// How inputs are cut into records, whatever their names say
    #[arg(long = "as", value_name = "LAYOUT")]
    pub(super) layout: Option<LayoutArgument>,
    /// Also report what is sent and not declared: properties, query parameters, headers, bodies
    #[arg(long)]
    pub(super) strict: bool,
    /// With `--strict`, a header that may be sent all the same
    #[arg(long, value_name = "NAME", requires = "strict")]
    pub(super) allow_header: Vec<String>,
    /// The base path of the requests, where it is not that of the declared servers
    #[arg(long, value_name = "PATH")]
    pub(super) base_path: Option<String>,
    /// Check exchanges with any host, not only with those of the declared servers
    #[arg(long)]
    pub(super) any_host: bool,
    /// Show the values that break the contract: they may be personal data
    #[arg(long)]
    pub(super) show_values: bool,
    /// Show at most so many violations; all are counted [default: 1000, as JSON no bound]
    #[arg(long, value_name = "NUMBER")]
    pub(super) max_violations: Option<u64>,
    /// Stop at the first record that breaks the contract
    #[arg(long)]
    pub(super) fail_fast: bool,
    /// Tell which operations, parameters, properties, enum values and constraints were exercised
    #[arg(long)]
    pub(super) coverage: bool,
    /// Exit with 1 when less than so many percent of them were exercised
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(super) min_coverage: Option<f64>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: ReportFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LayoutArgument {
    /// One record
    Json,
    /// One record a line
    Ndjson,
    /// A HAR capture
    Har,
}

impl From<LayoutArgument> for Layout {
    fn from(layout: LayoutArgument) -> Self {
        match layout {
            LayoutArgument::Json => Self::Whole,
            LayoutArgument::Ndjson => Self::Lines,
            LayoutArgument::Har => Self::Har,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// JUnit XML, for test reports
    Junit,
}

impl Arguments {
    pub(super) fn measures_coverage(&self) -> bool {
        self.coverage || self.min_coverage.is_some()
    }
}

fn percent(text: &str) -> Result<f64, String> {
    let percent: f64 = text.parse().map_err(|_| "wanted a number from 0 to 100".to_owned())?;
    if (0.0..=100.0).contains(&percent) { Ok(percent) } else { Err("wanted a number from 0 to 100".to_owned()) }
}
