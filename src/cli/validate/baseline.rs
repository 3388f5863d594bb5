//! `--baseline` and `--write-baseline`: the kinds of violation that are accepted, and what comes of them in this run.
//!
//! What is accepted is counted; [`Ledger`] counts it in the order of the input.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::accepted::{Accepted, Known};
use super::arguments::{Arguments, ReportFormat};
use super::judge::Judged;
use crate::cli::Context;
use crate::cli::document;
use crate::cli::waivers::today;
use crate::cli::written::Target;
use crate::contract::{Contract, SchemaUse};
use crate::error::Error;
use crate::limits::Limits;
use crate::plain::plain;
use crate::schema::Direction;
use crate::validate::{Baseline, BaselineComparison, Kind, Kinds, Subject};

use super::tally::counted;

impl Judged {
    /// Whether it has a violation that is not accepted.
    pub(super) fn is_new(&self) -> bool {
        self.compared.as_ref().is_none_or(|compared| compared.is_new())
    }

    /// How many accepted violations are in its reports no more.
    pub(super) fn taken_out(&self) -> u64 {
        self.compared.as_ref().map_or(0, |compared| compared.taken_out)
    }

    /// The kind of each violation in the reports, and whether it is accepted; `None` without a baseline.
    pub(super) fn kinds(&self) -> impl Iterator<Item = Option<(&Kind, bool)>> {
        let kinds = self.compared.as_ref().map(|compared| {
            let is_left = move |known: &&Arc<Known>| compared.taken_out == 0 || !known.is_accepted;
            let of_half = self.halves.iter().zip(&compared.kinds);
            of_half.flat_map(move |((_, report), kinds)| kinds.iter().filter(is_left).take(report.violations().len()))
        });
        let kinds = kinds.into_iter().flatten().map(|known| Some((&known.kind, known.is_accepted)));
        kinds.chain(std::iter::repeat(None))
    }
}

/// What a run found, for the baseline in a file.
pub(super) struct Ledger {
    accepted: Accepted,
    kinds: Kinds,
    file: PathBuf,
    writes: Writes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writes {
    Nothing,
    Pruned,
    Renewed,
}

impl Ledger {
    /// The ledger of a run with a baseline.
    pub(super) fn open(arguments: &Arguments, contract: &Contract) -> Result<Option<Self>, Error> {
        let limits = arguments.limits.limits();
        let is_shown = !matches!(arguments.format, ReportFormat::Text | ReportFormat::Github);
        let ledger = |baseline: Option<Baseline>, file: &Path, writes| {
            let baseline = baseline.unwrap_or_else(|| Baseline::of(contract, &Kinds::new()));
            let accepted = Accepted::new(baseline.on(&today()), writes == Writes::Renewed, is_shown);
            Self { accepted, kinds: Kinds::new(), file: file.to_owned(), writes }
        };
        match (&arguments.baseline, &arguments.write_baseline) {
            (Some(file), _) => {
                let writes = if arguments.prune_baseline { Writes::Pruned } else { Writes::Nothing };
                Ok(Some(ledger(Some(read(file, contract, &limits)?), file, writes)))
            }
            (None, Some(file)) => {
                // Whether it can be written is known before hours of work.
                target(file)?;
                let known = file.exists().then(|| read(file, contract, &limits)).transpose()?;
                Ok(Some(ledger(known, file, Writes::Renewed)))
            }
            (None, None) => Ok(None),
        }
    }

    pub(super) fn accepted(&self) -> &Accepted {
        &self.accepted
    }

    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// Counts payloads that hold.
    pub(super) fn hold(&mut self, schema: &SchemaUse, records: u64) {
        self.kinds.checked(&Subject::of_schema(schema), Direction::Neutral, records);
    }

    /// Counts a record.
    pub(super) fn count(&mut self, judged: &Judged) {
        let Some(compared) = &judged.compared else { return };
        for (subject, direction) in &compared.checked {
            self.kinds.checked(subject, *direction, 1);
        }
        compared.kinds.iter().flatten().for_each(|known| self.kinds.add_numbered(known.number, &known.kind, 1));
        self.kinds.leave_out(compared.not_compared);
    }

    /// What is accepted, new and gone. Where the file is written, everything is accepted.
    pub(super) fn compare(&self) -> BaselineComparison<'_, '_> {
        self.accepted.baseline.compare(&self.kinds)
    }

    pub(super) fn accepts_all(&self) -> bool {
        self.accepted.accepts_all
    }

    /// Writes the file, if that was asked for; only if the run was complete, since an entry that it did not come to would be lost.
    pub(super) fn write(&self, incomplete: Option<&str>, context: &mut Context<'_, '_>) -> Result<(), Error> {
        let (baseline, kinds) = (&self.accepted.baseline, &self.kinds);
        if self.writes == Writes::Nothing {
            return Ok(());
        }
        let name = self.file.display();
        if let Some(why) = incomplete {
            return Err(Error::settings(format!("`{name}` was not written: {why}")));
        }
        if self.writes == Writes::Pruned {
            let stale = self.compare().stale.len() as u64;
            if stale > 0 {
                target(&self.file)?.write(&baseline.pruned(kinds).shown())?;
                let entries = if stale == 1 { "1 entry".to_owned() } else { format!("{stale} entries") };
                context.note(plain(format_args!("removed {entries} from {name}")));
            }
            return Ok(());
        }
        let left_out = kinds.left_out();
        if left_out > 0 {
            let violations = counted(left_out, "violation");
            let why = "more than 10000 kinds, or more than 10000 violations of one record";
            return Err(Error::settings(format!("`{name}` was not written: {violations} without an entry ({why})")));
        }
        target(&self.file)?.write(&baseline.renewed(kinds).shown())?;
        let times = kinds.found().iter().map(|found| found.times).sum();
        let (kinds, times) = (counted(kinds.found().len() as u64, "kind"), counted(times, "violation"));
        context.note(plain(format_args!("wrote {kinds} of violation to {name} ({times})")));
        Ok(())
    }
}

/// The baseline in a file.
fn read(file: &Path, contract: &Contract, limits: &Limits) -> Result<Baseline, Error> {
    let bytes = document::read(&file.to_string_lossy(), &mut io::empty(), limits)?;
    let unusable = |why: &dyn std::fmt::Display| {
        Error::settings(format!("cannot use the baseline in `{}`: {why}", file.display()))
    };
    let text = str::from_utf8(&bytes).map_err(|error| unusable(&error))?;
    let baseline = Baseline::read(text).map_err(|error| unusable(&error))?;
    baseline.check(contract).map_err(|error| unusable(&error))?;
    Ok(baseline)
}

fn target(file: &Path) -> Result<Target, Error> {
    Target::of(file, |text| Baseline::read(text).is_ok())
}
