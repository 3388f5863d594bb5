//! `waive`: changes accepted by their fingerprints, and waivers taken out that accept none any more.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::check::compared_all;
use super::config::{Config, ConfigArguments, Overrides};
use super::waivers::{self, Accepted};
use super::{Context, Outcome};
use crate::diff::{Change, Waiver, waive};
use crate::error::Error;
use crate::plain::plain;
use crate::similar::nearest;

/// What a waiver says beside the change that it accepts.
#[derive(Debug, Clone, Args)]
pub(super) struct Entry {
    /// Why the changes are accepted
    #[arg(long, value_name = "TEXT", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    reason: Option<String>,
    /// The last day that the waivers hold, such as `2027-01-31`
    #[arg(long, value_name = "DATE", value_parser = waivers::day, requires = "reason")]
    until: Option<String>,
    /// Who accepts the changes
    #[arg(long, value_name = "NAME", requires = "reason")]
    by: Option<String>,
}

impl Entry {
    /// The waiver of a change; `None` without a reason.
    pub(super) fn of(&self, change: &Change) -> Option<Waiver> {
        let mut waiver = Waiver::of(change, self.reason.as_ref()?);
        if let Some(until) = &self.until {
            waiver = waiver.until(until);
        }
        Some(match &self.by {
            Some(name) => waiver.by(name),
            None => waiver,
        })
    }
}

#[derive(Args)]
#[command(after_help = "\
The changes are those of the contracts of the configuration, or of `--contract`, each compared with its base. Waivers are written \
to the file that `[waivers] file` names, or to `--file`; a waiver of the same change is replaced, everything else stays as it is.

Examples:
  order-contracts waive ba2b6cbb172726af --reason 'agreed with all clients' --until 2027-01-31
  order-contracts waive --prune

Exit codes: 0 written, 2 error.")]
pub(super) struct Arguments {
    /// The fingerprints of the changes, as reports print them
    #[arg(value_name = "FINGERPRINT", required_unless_present = "prune", requires = "reason")]
    fingerprints: Vec<String>,
    #[command(flatten)]
    entry: Entry,
    /// Take out the waivers that accept no change: those that match none, that expired, or that are of another rule
    #[arg(long, conflicts_with_all = ["fingerprints", "reason"])]
    prune: bool,
    /// The file of the waivers
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: Option<PathBuf>,
    /// Look for changes in this contract only, a name or a document; may be repeated
    #[arg(long = "contract", value_name = "NAME", conflicts_with = "prune")]
    contracts: Vec<String>,
    #[command(flatten)]
    config: ConfigArguments,
    #[command(flatten)]
    overrides: Overrides,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let mut config = Config::load(&arguments.config, context)?;
    arguments.overrides.apply(&mut config)?;
    let configured = config.waivers.file.as_ref().map(|file| file.value.clone());
    let file = arguments.file.clone().or(configured).ok_or_else(|| {
        Error::settings("no file for waivers: name one with `--file`, or with `file` in the table `[waivers]`")
    })?;
    let accepted = match file.exists() || arguments.prune {
        true => Accepted::load(&config, Some(&file))?,
        false => Accepted::default(),
    };
    let (selected, _) = config.select(&arguments.contracts, false)?;
    let mut checked = compared_all(&config, &selected, false, context);
    let failed = checked.iter_mut().filter_map(|checked| checked.error.take()).collect::<Vec<_>>();
    let changes = checked.iter_mut().filter_map(|checked| checked.compared.as_mut());
    let changes = changes.flat_map(|compared| compared.comparison.changes.iter_mut());
    if arguments.prune {
        if let Some(error) = failed.into_iter().next() {
            // A waiver that seems to be of no use may be one of this contract.
            return Err(error);
        }
        return prune(&file, &accepted, changes, &config, context);
    }
    let changes: Vec<&Change> = changes.map(|change| &*change).collect();
    let mut new = Vec::new();
    for fingerprint in &arguments.fingerprints {
        match changes.iter().find(|change| change.fingerprint == *fingerprint) {
            Some(change) => new.extend(arguments.entry.of(change)),
            None => {
                failed.iter().for_each(|error| context.fail(error));
                let near = nearest(fingerprint, changes.iter().map(|change| change.fingerprint.as_str()));
                let hint = near.map(|near| format!("; did you mean `{near}`?"));
                let what = format!("no change has the fingerprint `{fingerprint}`{}", hint.unwrap_or_default());
                return Err(Error::unknown_name(what));
            }
        }
    }
    waivers::add(&file, &new, &config)?;
    for waiver in &new {
        let (rule, change) = (waiver.rule.as_deref().unwrap_or_default(), waiver.change.as_deref().unwrap_or_default());
        context.stdout.line(("waived ", plain(&waiver.fingerprint), " ", plain(rule), ": ", plain(change)));
    }
    let noun = if new.len() == 1 { "waiver" } else { "waivers" };
    context.stderr.line(("wrote ", new.len(), " ", noun, " to ", plain(file.display())));
    Ok(Outcome::Clean)
}

fn prune<'c>(
    file: &std::path::Path,
    accepted: &Accepted,
    changes: impl Iterator<Item = &'c mut Change>,
    config: &Config,
    context: &mut Context<'_, '_>,
) -> Result<Outcome, Error> {
    let stale = waive(changes, &accepted.waivers, Some(&waivers::today()));
    let fingerprints: Vec<String> = stale.iter().map(|stale| stale.fingerprint.clone()).collect();
    if !fingerprints.is_empty() {
        waivers::remove(file, &fingerprints, config)?;
    }
    for waiver in &stale {
        context.stdout.line(("removed: ", plain(waiver)));
    }
    let noun = if stale.len() == 1 { "waiver" } else { "waivers" };
    context.stderr.line(("removed ", stale.len(), " ", noun, " from ", plain(file.display())));
    Ok(Outcome::Clean)
}
