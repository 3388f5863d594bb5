//! The command line of `validate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use crate::cli::input::Layout;
use crate::cli::limit::LimitArguments;

const EXAMPLES: &str = "\
Examples:
  order-contracts validate kohortpay createOrder order.json
  order-contracts validate kohortpay createOrder.response.201 log.ndjson.zst
  order-contracts validate threekit session.har
  order-contracts validate --contract openapi.yaml exchanges/ --strict --coverage

Exit codes: 0 no violations, 1 violations, 2 error, undecided, or nothing was checked, 130 interrupted.";

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
    /// API is `kohortpay`, `threekit`, or the path of a document, such as `./openapi.yaml`. With NAME, the inputs are
    /// payloads of that schema: a component (`CreateOrder`), a request body (`createOrder`), or a response body
    /// (`createOrder.response.201`). Without NAME, they are recorded exchanges, each checked against the operation that it
    /// calls: JSON objects with `request` and `response`, or HAR captures. An INPUT is a file, a folder, or `-` for standard
    /// input, which is the default. `.ndjson` and `.jsonl` files have one record per line, `.har` files are captures, and
    /// other files are one record each; gzip and zstd are unpacked.
    #[arg(value_name = "WORD", value_hint = ValueHint::FilePath)]
    pub(super) words: Vec<PathBuf>,
    /// Check against this document instead: OpenAPI 3.0 or 3.1, in YAML or JSON
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) contract: Option<PathBuf>,
    /// Input format; overrides the file extension
    #[arg(long = "as", value_name = "FORMAT")]
    pub(super) layout: Option<LayoutArgument>,
    /// Also report properties, query parameters, headers and bodies that are sent but not declared
    #[arg(long)]
    pub(super) strict: bool,
    /// With `--strict`, a header that is not reported
    #[arg(long, value_name = "NAME", requires = "strict")]
    pub(super) allow_header: Vec<String>,
    /// Base path of the requests, if it differs from that of the declared servers
    #[arg(long, value_name = "PATH")]
    pub(super) base_path: Option<String>,
    /// Check exchanges with any host; by default, those with hosts that the contract does not declare are skipped
    #[arg(long)]
    pub(super) any_host: bool,
    /// For captures without credentials (a browser's "sanitized" HAR): missing ones are undecided and no violation
    #[arg(long)]
    pub(super) credentials_stripped: bool,
    /// Accept `readOnly` properties in requests and `writeOnly` ones in responses
    #[arg(long)]
    pub(super) allow_read_only: bool,
    /// Check CORS preflights too; by default, those for paths that declare no `OPTIONS` are skipped
    #[arg(long)]
    pub(super) check_preflights: bool,
    /// Exit with 0 instead of 2 when nothing was checked
    #[arg(long)]
    pub(super) allow_empty: bool,
    /// Show the offending values, which may be personal data
    #[arg(long)]
    pub(super) show_values: bool,
    /// Maximum number of violations, and of other findings, to print; totals are unaffected [default: 1000; for JSON no
    /// maximum, but 10000 of one record; for HTML so many kinds of findings]
    #[arg(long, value_name = "NUMBER")]
    pub(super) max_violations: Option<u64>,
    /// Stop at the first record with a violation
    #[arg(long)]
    pub(super) fail_fast: bool,
    /// Report how much of the contract was exercised: a table per operation, or a list of what was not
    #[arg(long, value_name = "DETAIL", num_args = 0..=1, require_equals = true, default_missing_value = "table")]
    pub(super) coverage: Option<CoverageDetail>,
    /// Exit with 1 when less than this percentage of the contract was exercised
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(super) min_coverage: Option<f64>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: ReportFormat,
    #[command(flatten)]
    pub(super) limits: LimitArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LayoutArgument {
    /// One record
    Json,
    /// One record per line
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

/// How much `--coverage` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CoverageDetail {
    /// A table with one row per operation
    Table,
    /// The table, and everything that was not exercised
    Full,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations for GitHub Actions
    Github,
    /// JUnit XML, for test reports
    Junit,
    /// One HTML page, for a browser, with coverage
    Html,
}

impl Arguments {
    pub(super) fn measures_coverage(&self) -> bool {
        self.coverage.is_some() || self.min_coverage.is_some() || self.format == ReportFormat::Html
    }
}

fn percent(text: &str) -> Result<f64, String> {
    let percent = text.parse().ok().filter(|percent| (0.0..=100.0).contains(percent));
    percent.ok_or_else(|| "expected a number from 0 to 100".to_owned())
}
