//! The `order-contracts` program, one file per command.
//!
//! [`run`] takes its arguments and streams from the caller and returns the exit code, so a test can be the caller:
//! 0 no findings, 1 findings, 2 error, 130 interrupted (143 by SIGTERM, 129 by SIGHUP).
//!
//! Hidden from the docs of the library, and exempt from its versioning: the interface is the program.
//!
#![doc = include_str!("../docs/reports.md")]

mod check;
mod colors;
mod completions;
mod config;
mod coverage;
mod covers;
mod diff;
mod document;
mod explain;
mod git;
mod input;
mod interrupt;
mod limit;
mod lint;
mod list;
mod man;
mod new_file;
mod output;
mod page;
mod process;
mod progress;
mod proxy;
mod report;
mod reports;
mod sandbox;
mod schema;
mod signals;
mod stdin;
mod style;
mod threads;
mod validate;
mod waive;
mod waivers;
mod written;

use std::ffi::OsString;
use std::io::{Read, Write};

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use crate::apis::Api;
use crate::error::Error;

use crate::plain::{Screen, Show, plain};
pub use colors::stream;
pub use interrupt::Interrupt;
use output::Output;
pub use process::main;
pub use stdin::Stdin;

/// What a command reads and writes.
pub struct Streams<'a> {
    /// Standard input.
    pub stdin: &'a mut (dyn Read + Send),
    /// Whether standard input is a terminal, so that a person would have to type it.
    pub stdin_is_terminal: bool,
    /// Whether a bar may be drawn on the terminal while long work runs.
    pub progress: bool,
    /// Whether standard output is a terminal, on which the bar and the results share the screen.
    pub stdout_is_terminal: bool,
    /// Asks a command from outside to stop early.
    pub interrupt: &'a Interrupt,
    /// Results; may contain ANSI colours, which the caller strips for files and pipes.
    pub stdout: &'a mut dyn Write,
    /// Errors and notes; the same.
    pub stderr: &'a mut dyn Write,
}

impl std::fmt::Debug for Streams<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Streams").field("stdin_is_terminal", &self.stdin_is_terminal).finish_non_exhaustive()
    }
}

#[derive(Parser)]
#[command(
    name = "order-contracts",
    version,
    about = "Validate payloads and compare contracts: the KohortPay and Threekit order APIs, or any OpenAPI document",
    after_help = "Exit codes: 0 no findings, 1 findings, 2 error, 130 interrupted.",
    styles = style::CLAP,
    propagate_version = true
)]
struct Arguments {
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = 900)]
    color: Color,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the operations and schemas of the contracts
    List(list::Arguments),
    /// Print a JSON Schema, or write all of them into a folder
    Schema(schema::Arguments),
    /// Validate JSON payloads and recorded exchanges, and report every violation
    Validate(validate::Arguments),
    /// Check documents: what is wrong with them, contradicts itself or has no effect
    Lint(lint::Arguments),
    /// Compare two contracts: report breaking changes, each with an exchange that proves it
    Diff(diff::Arguments),
    /// Add up what several runs of `validate` have exercised of a contract
    Coverage(coverage::Arguments),
    /// Stand before a service, and check what passes against its contract
    Proxy(Box<proxy::Arguments>),
    /// Decide whether one JSON Schema accepts everything that another one accepts
    Covers(covers::Arguments),
    /// Serve an API with state as it is documented, or any document with generated answers
    Sandbox(sandbox::Arguments),
    /// Explain an id that a report prints, with examples, or where a statement of a contract comes from
    Explain(explain::Arguments),
    /// Check every contract of the configuration: compare it with its base, and check its traffic
    Check(check::Arguments),
    /// Accept changes by their fingerprints, or take out waivers that accept none
    Waive(waive::Arguments),
    /// Show the effective configuration, and where each value comes from
    Config(config::Arguments),
    /// Print the completion script of a shell, or write those of all
    Completions(completions::Arguments),
    /// Print a manual page, or write all of them into a folder
    Man(man::Arguments),
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// Only on a terminal
    Auto,
    /// Always, also in files and pipes
    Always,
    /// Never
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

/// The result of a command, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Clean,
    Findings,
    Failed,
    Interrupted,
}

/// Runs the program on these streams and returns its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>, streams: Streams<'_>) -> u8 {
    let Streams { stdin, stdin_is_terminal, stdout_is_terminal, progress, interrupt, stdout, stderr } = streams;
    let mut stdout = Output::answer(stdout, stdout_is_terminal, interrupt);
    let mut stderr = Output::new(stderr, progress);
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let outcome = match Arguments::try_parse_from(&arguments) {
        Ok(arguments) => {
            let (stdout, stderr) = (&mut stdout, &mut stderr);
            Context { stdin, stdin_is_terminal, progress, interrupt, stdout, stderr }.run(&arguments)
        }
        Err(error) => {
            let out = if error.use_stderr() { &mut stderr } else { &mut stdout };
            out.text(usage(&error, &arguments));
            if error.use_stderr() { Outcome::Failed } else { Outcome::Clean }
        }
    };
    let outcome = match stdout.finish() {
        Ok(()) => outcome,
        Err(error) => {
            stderr.line((style::error("error"), ": standard output: ", plain(error)));
            outcome.max(Outcome::Failed)
        }
    };
    // An error while writing to standard error cannot be reported anywhere.
    let _ = stderr.finish();
    match outcome {
        Outcome::Clean => 0,
        Outcome::Findings => 1,
        Outcome::Failed => 2,
        Outcome::Interrupted => interrupt.exit_code(),
    }
}

/// The colour choice of `arguments`, which is needed before anything is written.
#[must_use]
pub fn color_choice(arguments: impl IntoIterator<Item = OsString>) -> anstream::ColorChoice {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let color = match Arguments::try_parse_from(&arguments) {
        Ok(arguments) => arguments.color,
        // Errors and help have colours too.
        Err(_) => requested_color(&arguments).unwrap_or(Color::Auto),
    };
    match color {
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
        Color::Auto => anstream::ColorChoice::Auto,
    }
}

/// The value of `--color` among arguments that do not parse.
fn requested_color(arguments: &[OsString]) -> Option<Color> {
    let at = arguments.iter().position(|argument| argument == "--color");
    let next = at.and_then(|at| arguments.get(at + 1)).and_then(|value| value.to_str());
    let value = next.or_else(|| arguments.iter().find_map(|argument| argument.to_str()?.strip_prefix("--color=")))?;
    Color::from_str(value, false).ok()
}

struct Context<'c, 's> {
    stdin: &'c mut (dyn Read + Send),
    stdin_is_terminal: bool,
    progress: bool,
    interrupt: &'c Interrupt,
    stdout: &'c mut Output<'s>,
    stderr: &'c mut Output<'s>,
}

impl Context<'_, '_> {
    fn run(&mut self, arguments: &Arguments) -> Outcome {
        let result = match &arguments.command {
            Command::List(arguments) => list::run(arguments, self),
            Command::Schema(arguments) => schema::run(arguments, self),
            Command::Validate(arguments) => validate::run(arguments, self),
            Command::Lint(arguments) => lint::run(arguments, self),
            Command::Diff(arguments) => diff::run(arguments, self),
            Command::Coverage(arguments) => coverage::run(arguments, self),
            Command::Proxy(arguments) => proxy::run(arguments, self),
            Command::Covers(arguments) => covers::run(arguments, self),
            Command::Sandbox(arguments) => sandbox::run(arguments, self),
            Command::Explain(arguments) => explain::run(arguments, self),
            Command::Check(arguments) => check::run(arguments, self),
            Command::Waive(arguments) => waive::run(arguments, self),
            Command::Config(arguments) => config::run(arguments, self),
            Command::Completions(arguments) => completions::run(arguments, Arguments::command(), self),
            Command::Man(arguments) => man::run(arguments, Arguments::command(), self),
        };
        result.unwrap_or_else(|error| {
            self.fail(&error);
            Outcome::Failed
        })
    }

    /// Prints a note on standard error.
    fn note(&mut self, text: impl Show<Screen>) {
        self.stderr.line((style::warning("note"), ": ", text));
    }

    /// Prints an error on standard error.
    fn fail(&mut self, error: &Error) {
        report_error(error, self.stderr);
    }
}

/// Prints an error with its cause.
fn report_error(error: &Error, stderr: &mut Output<'_>) {
    let cause = std::error::Error::source(error).map(|cause| (": ", plain(cause)));
    stderr.line((style::error("error"), ": ", plain(error), cause));
}

/// What clap says of arguments that it cannot use, or its help. It quotes arguments as they are, so they are made plain first:
/// that makes no argument right, with rare exceptions, which have no colours.
fn usage(error: &clap::Error, arguments: &[OsString]) -> style::Rendered {
    let harmless = arguments.iter().map(|argument| plain(argument.to_string_lossy()).to_string());
    match Arguments::try_parse_from(harmless) {
        Err(harmless) if harmless.kind() == error.kind() => style::rendered(&harmless.render().ansi().to_string()),
        _ => style::rendered(&error.render().to_string()),
    }
}

/// For clap: a name of an API.
fn api(name: &str) -> Result<Api, String> {
    name.parse().map_err(|error: Error| error.to_string())
}
