//! The files of accepted changes: where they are, what they must be like, and which waivers the base revision does not have.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::config::Config;
use super::document;
use super::git::Repository;
use super::new_file::NewFile;
use crate::diff::{Policy, Waiver, prune, with_entries};
use crate::error::Error;
use crate::limits::Limits;
use crate::tables::Source;

/// The waivers of a run.
#[derive(Debug, Default)]
pub(super) struct Accepted {
    pub(super) waivers: Vec<Waiver>,
    /// The file, if it is there.
    file: Option<PathBuf>,
}

impl Accepted {
    /// The waivers in `file`, or else in that of the configuration, which need not be there yet.
    pub(super) fn load(config: &Config, file: Option<&Path>) -> Result<Self, Error> {
        let configured = config.waivers.file.as_ref().map(|file| file.value.as_path());
        let Some(path) = file.or(configured.filter(|path| path.exists())) else { return Ok(Self::default()) };
        let text = read(path, &config.limits)?;
        let waivers = Waiver::read(&text).map_err(|error| unusable(path, &error))?;
        policy(config).check(&waivers, &today()).map_err(|error| unusable(path, &error))?;
        Ok(Self { waivers, file: Some(path.to_owned()) })
    }

    /// The fingerprints of waivers that a commit does not have, or has in other words: those of this pull request. None where git
    /// does not know the file's history.
    pub(super) fn new_since(&self, base: &str, limits: &Limits) -> Result<Vec<String>, Error> {
        let Some(file) = &self.file else { return Ok(Vec::new()) };
        let Ok(whole) = file.canonicalize() else { return Ok(Vec::new()) };
        let (Some(folder), Some(name)) = (whole.parent(), whole.file_name().and_then(|name| name.to_str())) else {
            return Ok(Vec::new());
        };
        let Some(repository) = Repository::around(folder)? else { return Ok(Vec::new()) };
        if !repository.has_commits()? {
            return Ok(Vec::new());
        }
        let commit = match repository.commit(base)? {
            Some(commit) if base != "auto" => commit,
            _ => match repository.fork() {
                Ok(fork) => fork.commit,
                Err(_) => return Ok(Vec::new()),
            },
        };
        let bytes = repository.file(&commit, &repository.path_of(name)?, limits)?;
        let old = bytes.and_then(|bytes| Waiver::read(Source::text_of(&bytes).ok()?).ok()).unwrap_or_default();
        let new = self.waivers.iter().filter(|waiver| !old.contains(waiver));
        Ok(new.map(|waiver| waiver.fingerprint.clone()).collect())
    }
}

/// What the configuration requires of waivers.
pub(super) fn policy(config: &Config) -> Policy {
    let days = config.waivers.max_days.as_ref();
    days.map_or_else(Policy::default, |days| Policy::default().max_days(days.value))
}

/// Adds waivers to the file at `path`, which is created if needed; those of the same changes are replaced. Returns how many are new
/// in it.
pub(super) fn add(path: &Path, waivers: &[Waiver], config: &Config) -> Result<usize, Error> {
    policy(config).check(waivers, &today())?;
    let old = if path.exists() { read(path, &config.limits)? } else { String::new() };
    let fingerprints: Vec<String> = waivers.iter().map(|waiver| waiver.fingerprint.clone()).collect();
    let known = Waiver::read(&old).map_err(|error| unusable(path, &error))?;
    let is_known = known.iter().any(|waiver| fingerprints.contains(&waiver.fingerprint));
    let kept = if is_known { prune(&old, &fingerprints).map_err(|error| unusable(path, &error))? } else { old };
    let text = with_entries(&kept, waivers).map_err(|error| unusable(path, &error))?;
    write(path, &text)?;
    Ok(Waiver::read(&text).map_or(0, |all| all.len()).saturating_sub(known.len()))
}

/// Takes the entries of these fingerprints out of the file at `path`.
pub(super) fn remove(path: &Path, fingerprints: &[String], config: &Config) -> Result<(), Error> {
    let text = read(path, &config.limits)?;
    let text = prune(&text, fingerprints).map_err(|error| unusable(path, &error))?;
    write(path, &text)
}

fn read(path: &Path, limits: &Limits) -> Result<String, Error> {
    let bytes = document::read(&path.to_string_lossy(), &mut io::empty(), limits)?;
    Source::text_of(&bytes).map(str::to_owned).map_err(|error| unusable(path, &error))
}

fn unusable(path: &Path, why: &Error) -> Error {
    Error::settings(format!("cannot use the waivers in `{}`: {why}", path.display()))
}

/// What is there was written by people and stays as it is.
fn write(path: &Path, text: &str) -> Result<(), Error> {
    let mut file = NewFile::create(path)?;
    file.write_edited(text)?;
    file.finish()
}

/// The day in UTC, as `2027-01-31`.
pub(super) fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let days = i64::try_from(seconds / 86_400).unwrap_or_default();
    match chrono::DateTime::from_timestamp(days * 86_400, 0) {
        Some(day) => day.format("%Y-%m-%d").to_string(),
        None => String::new(),
    }
}

/// For clap: a day.
pub(super) fn day(text: &str) -> Result<String, String> {
    match text.len() == 10 && text.parse::<chrono::NaiveDate>().is_ok() {
        true if *text < *today() => Err("this day is over: nothing would be accepted".to_owned()),
        true => Ok(text.to_owned()),
        false => Err("expected a date, such as `2027-01-31`".to_owned()),
    }
}
