//! Finds the documents that commands name: files, standard input, git revisions, the embedded contracts.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::git;
use super::input::read_whole;
use crate::apis::Api;
use crate::contract::{Contract, Twin};
use crate::error::Error;
use crate::limits::{Exceeded, Limits};
use crate::similar::nearest;

/// A document that was loaded, or an embedded one.
#[derive(Clone)]
pub(super) enum Document {
    Embedded(&'static Contract),
    Loaded(Arc<Contract>),
}

impl Document {
    pub(super) fn contract(&self) -> &Contract {
        match self {
            Self::Embedded(contract) => contract,
            Self::Loaded(contract) => contract,
        }
    }

    /// The document that `name` names: `-`, an embedded contract, a file, or `REVISION:PATH` of git. A file that is called
    /// like an embedded contract is named by a path, such as `./kohortpay`.
    pub(super) fn open(name: &str, stdin: &mut dyn Read, limits: &Limits) -> Result<Self, Error> {
        Self::open_beside(name, stdin, limits, Twin::None)
    }

    /// The same, read beside another version.
    pub(super) fn open_beside(name: &str, stdin: &mut dyn Read, limits: &Limits, twin: Twin) -> Result<Self, Error> {
        if name == "-" {
            let bytes = read(name, stdin, limits)?;
            return Contract::from_bytes_within(bytes, "standard input", limits).map(Arc::new).map(Self::Loaded);
        }
        if let Ok(api) = name.parse::<Api>() {
            return Ok(Self::Embedded(api.contract()));
        }
        let path = Path::new(name);
        if path.exists() {
            return Contract::from_path_beside(path, limits, twin).map(Arc::new).map(Self::Loaded);
        }
        if let Some((revision, path)) = name.split_once(':').filter(|(revision, _)| !revision.is_empty()) {
            return git::contract_of_revision(revision, path, limits, twin).map(Arc::new).map(Self::Loaded);
        }
        fs::metadata(path).map_err(|error| cannot_read(path, error))?;
        Contract::from_path_beside(path, limits, twin).map(Arc::new).map(Self::Loaded)
    }
}

/// The bytes of the file at `name`, or of standard input for `-`: a document, a schema, or what else a command reads whole.
pub(super) fn read(name: &str, stdin: &mut dyn Read, limits: &Limits) -> Result<Vec<u8>, Error> {
    let (shown, read) = match name {
        "-" => ("standard input".to_owned(), read_whole(stdin, limits.document_bytes)),
        file => {
            let read = File::open(file).and_then(|mut file| read_whole(&mut file, limits.document_bytes));
            (format!("`{file}`"), read)
        }
    };
    match read {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => {
            let exceeded = Exceeded::new("document-bytes", limits);
            Err(Error::document(format!("{shown} cannot be read: {exceeded}")))
        }
        Err(error) if name == "-" => Err(Error::io("cannot read standard input", error)),
        Err(error) => Err(cannot_read(Path::new(name), error)),
    }
}

/// The error of a file that cannot be read; it names the file or the embedded contract that was probably meant.
pub(super) fn cannot_read(path: &Path, error: io::Error) -> Error {
    let error = match near_file(path).filter(|_| error.kind() == io::ErrorKind::NotFound) {
        Some(near) => io::Error::new(error.kind(), format!("no such file; did you mean `{near}`?")),
        None => error,
    };
    Error::io(format!("cannot read `{}`", path.display()), error)
}

/// The nearest name in the folder of `path`, or of an embedded contract.
fn near_file(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let apis = Api::ALL.into_iter().filter(|_| folder.is_none()).map(|api| api.name().to_owned());
    let files = entries.flatten().take(MAX_NAMES).filter_map(|entry| entry.file_name().into_string().ok());
    let names: Vec<String> = apis.chain(files).collect();
    let near = nearest(wanted, names.iter().map(String::as_str))?;
    Some(folder.map_or_else(|| near.to_owned(), |folder| folder.join(near).display().to_string()))
}

/// A folder with more files is not searched any further for a misspelt name.
const MAX_NAMES: usize = 10_000;
