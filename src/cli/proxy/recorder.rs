//! [`Recorder`]: the recording of a proxy, until it ends or cannot be written any more, which is no reason for traffic to stop.

use serde_json::{Map, Value, json};

use super::arguments::Arguments;
use crate::cli::validate::counted;
use crate::contract::Contract;
use crate::error::Error;
use crate::proxy::{Masks, Recording};
use crate::validate::Recorded;

/// Writes exchanges, if that is wanted.
pub(super) struct Recorder {
    recording: Option<Recording>,
    /// Whether there may be several files.
    rotates: bool,
    /// How many exchanges were to be written.
    offered: u64,
    /// Why nothing is written any more.
    stopped: Option<String>,
    /// The same, unless it was reported.
    error: Option<Error>,
}

impl Recorder {
    /// With its first file.
    ///
    /// # Errors
    ///
    /// When that cannot be written.
    pub(super) fn create(arguments: &Arguments, contract: &Contract) -> Result<Self, Error> {
        let create = |path| {
            let masks = Masks::of(contract).bodies(arguments.mask.clone());
            Recording::create(path, masks, arguments.options(), arguments.rotation())
        };
        let recording = arguments.record.as_deref().map(create).transpose()?;
        let rotates = arguments.rotation().bytes.is_some();
        Ok(Self { recording, rotates, offered: 0, stopped: None, error: None })
    }

    pub(super) fn write(&mut self, contract: &Contract, recorded: Recorded) {
        self.offered += 1;
        self.go_on(|recording| recording.write(contract, recorded));
    }

    pub(super) fn flush(&mut self) {
        self.go_on(Recording::flush);
    }

    fn go_on(&mut self, write: impl FnOnce(&mut Recording) -> Result<(), Error>) {
        let Some(recording) = self.recording.as_mut().filter(|_| self.stopped.is_none()) else { return };
        if let Err(error) = write(recording) {
            let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
            self.stopped = Some(format!("{error}{cause}"));
            self.error = Some(error);
        }
    }

    /// Why nothing is written any more, once.
    pub(super) fn take_error(&mut self) -> Option<Error> {
        self.error.take()
    }

    /// Why nothing is written any more.
    pub(super) fn stopped(&self) -> Option<&str> {
        self.stopped.as_deref()
    }

    /// What there is, for programs.
    pub(super) fn as_json(&self) -> Option<Value> {
        let recording = self.recording.as_ref()?;
        let mut members = Map::new();
        members.insert("exchanges".to_owned(), json!(recording.exchanges()));
        members.insert("assumed".to_owned(), json!(recording.assumed()));
        members.insert("files".to_owned(), json!(recording.files()));
        let (files, exchanges) = recording.removed();
        if files > 0 {
            members.insert("removed".to_owned(), json!({ "files": files, "exchanges": exchanges }));
        }
        let unmatched: Vec<String> = recording.unmatched().map(ToString::to_string).collect();
        if !unmatched.is_empty() {
            members.insert("unmatched_masks".to_owned(), json!(unmatched));
        }
        if self.stopped.is_some() {
            members.insert("not_recorded".to_owned(), json!(self.not_recorded(recording)));
        }
        Some(Value::Object(members))
    }

    fn not_recorded(&self, recording: &Recording) -> u64 {
        self.offered - recording.exchanges() - recording.removed().1
    }

    /// What there is, for people.
    pub(super) fn notes(&self) -> Vec<String> {
        let Some(recording) = &self.recording else { return Vec::new() };
        let mut notes = Vec::new();
        if self.rotates {
            let (exchanges, files) = (recording.exchanges(), recording.files());
            notes.push(format!("recorded: {} in {}", counted(exchanges, "exchange"), counted(files, "file")));
        }
        if let (files @ 1.., exchanges) = recording.removed() {
            let (files, exchanges) = (counted(files, "older file"), counted(exchanges, "exchange"));
            notes.push(format!("removed, as `--record-files` wants it: {files} with {exchanges}"));
        }
        if recording.assumed() > 0 {
            let exchanges = counted(recording.assumed(), "exchange");
            let why = "what is masked of them would be judged differently";
            notes.push(format!("recorded as assumed, so that `validate` does not check them: {exchanges}; {why}"));
        }
        if self.offered > 0 {
            let unmatched = recording.unmatched();
            notes.extend(unmatched.map(|path| format!("`--mask {path}` has masked nothing: no body has such a value")));
        }
        if self.stopped.is_some() {
            notes.push(format!("not recorded: {}", counted(self.not_recorded(recording), "exchange")));
        }
        notes
    }
}
