//! The command line of `validate`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, ValueHint};

use crate::cli::input::Layout;
use crate::cli::limit::LimitArguments;
use crate::cli::reports::{Wanted, wanted};

const EXAMPLES: &str = "\
Examples:
  order-contracts validate kohortpay createOrder order.json
  order-contracts validate kohortpay createOrder.response.201 log.ndjson.zst
  order-contracts validate threekit session.har
  order-contracts validate --contract openapi.yaml exchanges/ --strict --coverage
  order-contracts validate kohortpay day.ndjson --baseline accepted.json

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
    /// Propose the smallest patch that makes an invalid payload valid; nothing is changed
    #[arg(long)]
    pub(super) fix: bool,
    /// Write the proposed patches to this file: NDJSON, one line for each invalid record
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) fix_out: Option<PathBuf>,
    /// Report what the contract could say more tightly, given the valid bodies; with FILE, write that as JSON instead
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "", value_parser = SlackReport::parse)]
    pub(super) slack: Option<SlackReport>,
    /// Write what `--slack` finds as an OpenAPI Overlay, which tightens the document
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) slack_overlay: Option<PathBuf>,
    /// Say nothing of schemas with fewer values than this
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) slack_min: u64,
    /// Report how much of the contract was exercised: a table per operation, or a list of what was not
    #[arg(long, value_name = "DETAIL", num_args = 0..=1, require_equals = true, default_missing_value = "table")]
    pub(super) coverage: Option<CoverageDetail>,
    /// Exit with 1 when less than this percentage of the contract was exercised
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(super) min_coverage: Option<f64>,
    /// Write what was exercised to this file, for `coverage merge`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "fail_fast")]
    pub(super) coverage_out: Option<PathBuf>,
    /// Accept the kinds of violation in this file, and exit with 1 on new ones only
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) baseline: Option<PathBuf>,
    /// With `--baseline`, remove the entries whose violations no longer occur
    #[arg(long, requires = "baseline", conflicts_with = "fail_fast")]
    pub(super) prune_baseline: bool,
    /// Accept the violations of this run: write their kinds to this file, for `--baseline`
    ///
    /// A file that is there keeps the `reason` and `until` of its entries, and the entries of operations and schemas that this
    /// run does not check.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["baseline", "fail_fast"])]
    pub(super) write_baseline: Option<PathBuf>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: ReportFormat,
    /// Write a report to this file as well; may be repeated. `-` is standard output, in place of `--format`
    #[arg(long = "report", value_name = "FORMAT=FILE", value_parser = wanted::<ReportFormat>)]
    pub(super) reports: Vec<Wanted<ReportFormat>>,
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
pub(in crate::cli) enum ReportFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations for GitHub Actions
    Github,
    /// Code Quality report of GitLab
    Gitlab,
    /// JUnit XML, for test reports
    Junit,
    /// One HTML page, for a browser, with coverage
    Html,
}

/// Where `--slack` goes: to the report of the run, or to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SlackReport {
    Here,
    File(PathBuf),
}

impl SlackReport {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(if text.is_empty() { Self::Here } else { Self::File(PathBuf::from(text)) })
    }

    pub(super) fn file(&self) -> Option<&Path> {
        match self {
            Self::Here => None,
            Self::File(path) => Some(path),
        }
    }
}

impl Arguments {
    pub(super) fn measures_slack(&self) -> bool {
        self.slack.is_some() || self.slack_overlay.is_some()
    }

    pub(super) fn measures_coverage(&self) -> bool {
        self.coverage.is_some() || self.min_coverage.is_some() || self.coverage_out.is_some()
    }
}

pub(in crate::cli) fn percent(text: &str) -> Result<f64, String> {
    let percent = text.parse().ok().filter(|percent| (0.0..=100.0).contains(percent));
    percent.ok_or_else(|| "expected a number from 0 to 100".to_owned())
}
