//! [`Checks`]: one run over all inputs, from records to their reports.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use super::arguments::{Arguments, ReportFormat, SlackReport};
use super::baseline::Ledger;
use super::collector::Collector;
use super::fix_file::FixFile;
use super::fixes::Fixes;
use super::judge::{Exchanges, Judgement, Payloads, Watch, take_coverage};
use super::pieces::Judge;
use super::render::{Renderers, Sink, SlackFiles};
use super::room::{Bounded, Room};
use super::source::Supply;
use super::spots::Snippets;
use super::stream::{self, End, Taken};
use super::tally::{Counts, Tally};
use super::workers::Workers;
use crate::cli::document::Document;
use crate::cli::input::{Input, Layout, Reading};
use crate::cli::output::Output;
use crate::cli::progress::Progress;
use crate::cli::{Context, Interrupt, Outcome, report_error};
use crate::contract::SchemaUse;
use crate::error::Error;
use crate::limits::Limits;
use crate::validate::{Coverage, Options, Slack, Strictness, Verdict};

/// The default maximum of violations for people, and for formats with limits.
pub(super) const SHOWN: u64 = 1000;

/// A report without a maximum is written record by record; so many violations of one record are held for it.
const OF_A_RECORD: usize = 10_000;

/// A run.
pub(super) struct Checks<'r, 'o> {
    pub(super) arguments: &'r Arguments,
    pub(super) document: &'r Document,
    pub(super) schema: Option<Arc<SchemaUse>>,
    options: Options,
    limits: Limits,
    pub(super) coverage: Option<Coverage>,
    pub(super) ledger: Option<Ledger>,
    fixes: Option<Fixes>,
    pub(super) fix_file: Option<FixFile>,
    pub(super) slack: Option<Arc<Collector>>,
    pub(super) slack_files: SlackFiles,
    pub(super) renderer: Renderers<'o>,
    workers: Workers,
    room: Arc<Room>,
    /// The most violations that are shown, and the most other findings.
    maximum: Option<u64>,
    pub(super) tally: Tally,
    /// The inputs that were opened.
    pub(super) inputs: u64,
    /// The inputs that were read and how many of their records were checked, for a file of coverage.
    pub(super) read: Vec<(String, u64)>,
    /// The member names of the first record that is no exchange.
    pub(super) members: Vec<String>,
    pub(super) outcome: Outcome,
    pub(super) progress: Progress,
}

impl<'r, 'o> Checks<'r, 'o> {
    pub(super) fn new(
        arguments: &'r Arguments,
        document: &'r Document,
        schema: Option<SchemaUse>,
        inputs: &[Result<Input, (String, Error)>],
        (sinks, ledger): (Vec<Sink<'o>>, Option<Ledger>),
        context: &mut Context<'_, '_>,
    ) -> Result<Self, Error> {
        let limits = arguments.limits.limits();
        let mut options = Options::new().allow_headers(&arguments.allow_header).limits(limits);
        if arguments.strict {
            options = options.strict(Strictness::ALL);
        }
        if let Some(base) = &arguments.base_path {
            options = options.base_path(base);
        }
        if arguments.credentials_stripped {
            options = options.credentials_stripped();
        }
        if arguments.allow_read_only {
            options = options.allow_read_only();
        }
        if arguments.check_preflights {
            options = options.check_preflights();
        }
        let bound = |format| match (arguments.max_violations, format) {
            // A page counts all of them by kind; the maximum is of kinds.
            (_, ReportFormat::Html) | (None, ReportFormat::Json) => u64::MAX,
            (Some(bound), _) => bound,
            (None, _) => SHOWN,
        };
        let maximum = sinks.iter().map(|(format, _)| bound(*format)).max().filter(|bound| *bound < u64::MAX);
        let has_page = sinks.iter().any(|(format, _)| *format == ReportFormat::Html);
        // A bar would be drawn over what is being typed.
        let is_typed = context.stdin_is_terminal && inputs.iter().flatten().any(|input| *input == Input::Stdin);
        let sizes: Option<Vec<u64>> =
            inputs.iter().filter_map(|input| input.as_ref().ok()).map(Input::stored_size).collect();
        let mut renderer = Renderers::new(arguments, schema.is_none(), sinks, bound);
        let fix_file =
            arguments.fix_out.as_deref().map(|path| FixFile::create(path, arguments.show_values)).transpose()?;
        let slack_files = SlackFiles::create(
            arguments.slack.as_ref().and_then(SlackReport::file),
            arguments.slack_overlay.as_deref(),
        )?;
        let slack = arguments.measures_slack().then(|| match &schema {
            None => Slack::of(document.contract()),
            Some(schema) => Slack::of_schema(document.contract(), schema),
        });
        renderer.begin(context.stdout);
        Ok(Self {
            arguments,
            document,
            fixes: Fixes::new(&options, arguments.fix, fix_file.is_some()),
            fix_file,
            slack: slack.map(|slack| Arc::new(Collector::new(&slack.options(&options)))),
            slack_files,
            options,
            limits,
            coverage: (arguments.measures_coverage() || has_page).then(|| match &schema {
                None => Coverage::of(document.contract()),
                Some(schema) => Coverage::of_schema(document.contract(), schema),
            }),
            schema: schema.map(Arc::new),
            ledger,
            renderer,
            workers: Workers::start(),
            room: Arc::default(),
            maximum,
            tally: Tally::default(),
            inputs: 0,
            read: Vec::new(),
            members: Vec::new(),
            outcome: Outcome::Clean,
            progress: Progress::new(sizes.map(|sizes| sizes.iter().sum()), context.progress && !is_typed),
        })
    }

    /// Counts the files of folders that were skipped.
    pub(super) fn skip_files(&mut self, count: u64) {
        self.tally.skipped_files += count;
    }

    /// Counts an input that was not opened because the run was interrupted.
    pub(super) fn leave_unread(&mut self) {
        self.tally.unread_inputs += 1;
    }

    /// Reports an input, if it is one, that cannot be read.
    pub(super) fn fail(&mut self, name: Option<&str>, error: &Error, context: &mut Context<'_, '_>) {
        let Context { stdout, stderr, .. } = context;
        let _ = match name {
            Some(name) => self.unread(name, error, stdout, stderr),
            None => self.unreadable(error, stderr),
        };
    }

    /// Reports a folder without any input.
    pub(super) fn empty(&mut self, folder: &str, context: &mut Context<'_, '_>) {
        self.renderer.input(context.stdout, folder, Layout::Whole);
        self.renderer.input_end(context.stdout, Counts::default(), End::Complete, None);
    }

    /// Checks one input; breaks when no more are to be checked.
    pub(super) fn input(&mut self, input: &Input, context: &mut Context<'_, '_>) -> ControlFlow<()> {
        let Context { stdin, stdout, stderr, interrupt, .. } = context;
        let consumed = Arc::clone(self.progress.consumed());
        let reading = Reading { consumed: &consumed, interrupt, limits: self.limits };
        let layout = self.arguments.layout.map(Layout::from).or_else(|| input.layout());
        // What is collected of every record is collected in their order.
        let may_share = self.coverage.is_none() && self.slack.is_none();
        let (layout, supply) = match Supply::open(input, layout, &mut **stdin, &reading, may_share) {
            Ok(opened) => opened,
            Err(_) if interrupt.is_requested() => {
                self.interrupt();
                return ControlFlow::Break(());
            }
            Err(error) => {
                return self.unread(&input.name(), &error, stdout, stderr);
            }
        };
        if layout == Layout::Har && self.schema.is_some() {
            let message = format!("`{}` is a capture of exchanges: leave out the name of the schema", input.name());
            return self.unread(&input.name(), &Error::settings(message), stdout, stderr);
        }
        let snippets = match (self.renderer.has_snippets(), self.arguments.show_values) {
            (true, false) => Snippets::Masked,
            (true, true) => Snippets::Plain,
            (false, _) => Snippets::None,
        };
        self.inputs += 1;
        let coverage = self.coverage.take().map(Mutex::new);
        let accepted = self.ledger.as_ref().map(|ledger| ledger.accepted().clone());
        // What a record violates is counted by keyword too, or by kind.
        let is_counted = coverage.is_some() || accepted.is_some();
        let options = Bounded::new(&self.options, self.most(), is_counted.then_some(OF_A_RECORD), &self.room);
        let opened = Opened { input, layout, supply, interrupt };
        let (document, limits) = (self.document.clone(), self.limits);
        let watch = Watch { accepted, fixes: self.fixes.clone(), slack: self.slack.clone() };
        let result;
        match self.schema.clone() {
            Some(schema) => {
                let subject: Arc<str> = self.subject(&schema).into();
                let judge =
                    Arc::new(Payloads { document, schema, subject, options, limits, snippets, watch, coverage });
                result = self.stream(opened, &judge, stdout);
                self.coverage = take_coverage(&judge.coverage);
            }
            None => {
                let any_host = self.arguments.any_host;
                let judge = Exchanges { document, any_host, options, limits, snippets, layout, watch, coverage };
                let judge = Arc::new(judge);
                result = self.stream(opened, &judge, stdout);
                self.coverage = take_coverage(&judge.coverage);
            }
        }
        if interrupt.is_requested() {
            self.interrupt();
        }
        match result {
            Ok(End::Complete) if !self.tally.interrupted => ControlFlow::Continue(()),
            Ok(_) => ControlFlow::Break(()),
            Err(error) => self.unreadable(&error, stderr),
        }
    }

    /// The most violations, and the most other findings, that are shown of one record.
    fn most(&self) -> (usize, usize) {
        let most = self.maximum.map_or(OF_A_RECORD, |most| usize::try_from(most).unwrap_or(usize::MAX));
        (most, most.min(OF_A_RECORD))
    }

    fn interrupt(&mut self) {
        self.outcome = Outcome::Interrupted;
        self.tally.interrupted = true;
    }

    /// Reports an input that was not read at all.
    fn unread(
        &mut self,
        name: &str,
        error: &Error,
        stdout: &mut Output<'_>,
        stderr: &mut Output<'_>,
    ) -> ControlFlow<()> {
        self.tally.unreadable_inputs += 1;
        self.progress.around(|| {
            self.renderer.unread(stdout, name, &why(error));
            stdout.show();
        });
        self.unreadable(error, stderr)
    }

    fn unreadable(&mut self, error: &Error, stderr: &mut Output<'_>) -> ControlFlow<()> {
        self.progress.around(|| {
            report_error(error, stderr);
            stderr.show();
        });
        self.outcome = self.outcome.max(Outcome::Failed);
        ControlFlow::Continue(())
    }

    pub(super) fn subject(&self, schema: &SchemaUse) -> String {
        let (name, contract) = (schema.pointer().last().unwrap_or_default(), self.document.contract());
        match schema.pointer().as_str().strip_prefix("/components/schemas/") {
            Some(_) => format!("{} {name}", contract.name()),
            None => format!("{} {}", contract.name(), schema.pointer()),
        }
    }

    fn stream<J: Judge<Judgement = Judgement>>(
        &mut self,
        opened: Opened<'_>,
        judge: &Arc<J>,
        stdout: &mut Output<'_>,
    ) -> Result<End, Error> {
        let Opened { input, layout, supply, interrupt } = opened;
        let mut counts = Counts::default();
        self.renderer.input(stdout, &input.name(), layout);
        let subject = self.schema.as_ref().map(|schema| self.subject(schema)).unwrap_or_default();
        let Self {
            renderer,
            workers,
            room,
            tally,
            members,
            outcome,
            progress,
            arguments,
            ledger,
            read,
            fix_file,
            limits,
            ..
        } = self;
        let (schema, name) = (self.schema.as_deref(), input.name());
        let mut take = |taken: Taken<Judgement>| {
            let (at, judgement) = match taken {
                Taken::Held(records) => {
                    counts.valid += records;
                    tally.hold(&subject, records);
                    if let (Some(ledger), Some(schema)) = (ledger.as_mut(), schema) {
                        ledger.hold(schema, records);
                    }
                    renderer.course(Verdict::Valid, records);
                    return ControlFlow::Continue(());
                }
                Taken::Judged(at, judgement) => (at, judgement),
            };
            let mut is_new = true;
            let verdict = match &judgement {
                Judgement::Judged(judged) => {
                    is_new = judged.is_new();
                    ledger.iter_mut().for_each(|ledger| ledger.count(judged));
                    if let Some(file) = fix_file.as_mut() {
                        file.write(&name, at, judged);
                    }
                    let known = tally.rules().len();
                    tally.record(judged, renderer.left().0, |spot| renderer.place(at, spot));
                    if tally.rules().len() > known {
                        tally.rules().for_each(|rule| room.know(rule));
                    }
                    judged.verdict()
                }
                Judgement::Passed(passed) => {
                    counts.pass(*passed);
                    tally.all.pass(*passed);
                    return ControlFlow::Continue(());
                }
                Judgement::Unreadable(unreadable) => {
                    tally.unreadable += 1;
                    if members.is_empty() {
                        members.clone_from(&unreadable.members);
                    }
                    if !members.is_empty() {
                        room.without_members();
                    }
                    Verdict::Undecided
                }
            };
            counts.add(verdict);
            counts.accepted += u64::from(verdict == Verdict::Invalid && !is_new);
            renderer.course(verdict, 1);
            *outcome = (*outcome).max(match verdict {
                Verdict::Valid => Outcome::Clean,
                // What was not checked may hide anything.
                Verdict::Invalid if !is_new && has_open_checks(&judgement) => Outcome::Failed,
                Verdict::Invalid if !is_new => Outcome::Clean,
                Verdict::Invalid => Outcome::Findings,
                Verdict::Undecided => Outcome::Failed,
            });
            if verdict != Verdict::Valid {
                progress.around(|| {
                    renderer.record(stdout, at, &judgement);
                    stdout.show();
                });
                let (violations, others) = renderer.left();
                room.left(violations, others);
            }
            match arguments.fail_fast && verdict == Verdict::Invalid && is_new || stdout.is_closed() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        };
        let result = stream::run(input, supply, (judge, *limits), (workers, interrupt), &mut take);
        if arguments.coverage_out.is_some() {
            read.push((input.name(), counts.total()));
        }
        progress.around(|| {
            let why = result.as_ref().err().map(why);
            tally.unreadable_inputs += u64::from(why.is_some());
            renderer.input_end(stdout, counts, *result.as_ref().unwrap_or(&End::Broken), why.as_deref());
            stdout.show();
        });
        result
    }
}

/// Why an input could not be read, beside its name.
fn why(error: &Error) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}

/// An input that is open.
struct Opened<'s> {
    input: &'s Input,
    layout: Layout,
    supply: Supply<'s>,
    interrupt: &'s Interrupt,
}

/// Whether something of a record could not be checked, but for the response of an operation that the contract does not know.
fn has_open_checks(judgement: &Judgement) -> bool {
    let Judgement::Judged(judged) = judgement else { return false };
    judged.undecided().any(|(_, undecided)| undecided.reason().id() != "operation-not-declared")
}
