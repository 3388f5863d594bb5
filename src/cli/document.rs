//! Where commands find the documents that they are given: files, standard input, git revisions, the embedded ones.

use std::fs;
use std::io::Read;
use std::path::Path;

use super::git;
use crate::apis::Api;
use crate::contract::Contract;
use crate::error::Error;

/// A document that was loaded, or one that is always there.
pub(super) enum Document {
    Embedded(&'static Contract),
    Loaded(Box<Contract>),
}

impl Document {
    pub(super) fn contract(&self) -> &Contract {
        match self {
            Self::Embedded(contract) => contract,
            Self::Loaded(contract) => contract,
        }
    }

    /// The document that `name` names: `-`, an embedded contract, a file, or `REVISION:PATH` of git.
    pub(super) fn open(name: &str, stdin: &mut dyn Read) -> Result<Self, Error> {
        if name == "-" {
            let mut bytes = Vec::new();
            stdin.read_to_end(&mut bytes).map_err(|error| Error::io("cannot read standard input", error))?;
            return Contract::from_bytes(bytes, "standard input").map(Box::new).map(Self::Loaded);
        }
        let path = Path::new(name);
        if path.exists() {
            return Contract::from_path(path).map(Box::new).map(Self::Loaded);
        }
        if let Ok(api) = name.parse::<Api>() {
            return Ok(Self::Embedded(api.contract()));
        }
        if let Some((revision, path)) = name.split_once(':').filter(|(revision, _)| !revision.is_empty()) {
            return Self::of_revision(revision, path);
        }
        // Says what stands in the way.
        fs::metadata(path).map_err(|error| Error::io(format!("cannot read `{name}`"), error))?;
        Contract::from_path(path).map(Box::new).map(Self::Loaded)
    }

    /// The file at `path` of a git revision. Files that it refers to are not read.
    fn of_revision(revision: &str, path: &str) -> Result<Self, Error> {
        let bytes = git::file_of_revision(revision, path)?;
        Contract::from_bytes(bytes, &format!("{revision}:{path}")).map(Box::new).map(Self::Loaded)
    }
}
