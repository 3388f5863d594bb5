//! [`Side`]: the two documents that are compared, what they are called, and where they are on this machine.

use std::io::{self, Read};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use crate::apis::Api;
use crate::cli::document::Document;
use crate::cli::git::Repository;
use crate::cli::threads::threads;
use crate::contract::{Contract, Twin};
use crate::error::Error;
use crate::limits::Limits;
use crate::plain::shell_word;
use crate::tree::Map;

/// One of two documents.
pub(in crate::cli) struct Side {
    document: Document,
    /// Its file, where it has one on this machine or had one in the repository.
    file: Option<PathBuf>,
}

/// Both of them, as far as they are more than a name.
#[derive(Default)]
pub(in crate::cli) struct Sides {
    pub(in crate::cli) base: Option<Side>,
    pub(in crate::cli) revision: Option<Side>,
}

/// What a document is compared with when it is named alone.
pub(in crate::cli) enum Base {
    /// The same file where the branch began.
    Known(Side),
    /// It was not there, and is new since: `main (dd42ae6)`.
    New(String),
}

impl Side {
    pub(in crate::cli) fn contract(&self) -> &Contract {
        self.document.contract()
    }

    /// A document that is nowhere on this machine.
    pub(super) fn loaded(contract: Contract) -> Self {
        Self { document: Document::Loaded(Arc::new(contract)), file: None }
    }

    /// Two documents, which are read at once if both are files. What is wrong with the first is said first.
    pub(super) fn open_both(
        (base, revision): (&str, &str),
        stdin: &mut dyn Read,
        limits: &Limits,
    ) -> Result<(Self, Self), Error> {
        // What may have to be waited for must not keep what is wrong with the other from being said.
        let may_wait = |name: &str| name == "-" || Path::new(name).metadata().is_ok_and(|data| !data.is_file());
        let (first, second) = Twin::pair();
        if threads() == 1 || may_wait(base) || may_wait(revision) {
            let base = Self::open_beside(base, stdin, limits, first)?;
            return Ok((base, Self::open_beside(revision, stdin, limits, second)?));
        }
        let open = |name: &str, twin: Twin| Self::open_beside(name, &mut io::empty(), limits, twin);
        thread::scope(|scope| {
            let other = thread::Builder::new().spawn_scoped(scope, || open(revision, second));
            let base = open(base, first);
            let revision = match other {
                Ok(other) => other.join().unwrap_or_else(|panic| resume_unwind(panic)),
                Err(_) => open(revision, Twin::None),
            };
            Ok((base?, revision?))
        })
    }

    /// The file of this machine that a report names: the document, or one that it refers to.
    pub(in crate::cli) fn file(&self, name: &str) -> Option<PathBuf> {
        let file = self.file.as_ref()?;
        if name == self.contract().name() {
            return Some(file.clone());
        }
        Some(file.parent()?.join(name))
    }

    /// The document that `name` names.
    pub(in crate::cli) fn open(name: &str, stdin: &mut dyn Read, limits: &Limits) -> Result<Self, Error> {
        Self::open_beside(name, stdin, limits, Twin::None)
    }

    /// The same, read beside another version.
    pub(in crate::cli) fn open_beside(
        name: &str,
        stdin: &mut dyn Read,
        limits: &Limits,
        twin: Twin,
    ) -> Result<Self, Error> {
        if is_url(name) {
            let example = format!("curl -o api.yaml {}", shell_word(name));
            return Err(Error::settings(format!("`{name}` is a URL: download the document first, as in `{example}`")));
        }
        let document = Document::open_beside(name, stdin, limits, twin)?;
        let file = match (&document, name) {
            (Document::Embedded(_), _) | (_, "-") => None,
            (Document::Loaded(_), _) if Path::new(name).exists() => Some(PathBuf::from(name)),
            (Document::Loaded(_), _) => {
                let repository = Repository::around(Path::new("."))?;
                let path = name.split_once(':').map(|(_, path)| path);
                match (repository, path.map(|path| (path, path.starts_with('.')))) {
                    // From the folder that the program runs in.
                    (Some(_), Some((path, true))) => Some(PathBuf::from(path)),
                    (Some(repository), Some((path, false))) => Some(repository.top().join(path)),
                    _ => None,
                }
            }
        };
        Ok(Self { document, file })
    }
}

impl Base {
    /// The file as it was where the working tree left the default branch.
    pub(in crate::cli) fn of(name: &str, limits: &Limits, twin: Twin) -> Result<Self, Error> {
        let (repository, file) = located(name)?;
        if !repository.has_commits()? {
            return Ok(Self::New("the repository has no commits yet".to_owned()));
        }
        match Self::commit(&repository, None)? {
            Some((commit, since)) => Self::at(&repository, (&commit, &since), &file, (limits, twin)),
            None => Ok(Self::New("it has no earlier version".to_owned())),
        }
    }

    /// The file as it was in a revision of git, if there is such a revision.
    pub(in crate::cli) fn of_revision(
        name: &str,
        revision: &str,
        (limits, twin): (&Limits, Twin),
    ) -> Result<Option<Self>, Error> {
        let (repository, file) = located(name)?;
        let Some((commit, since)) = Self::commit(&repository, Some(revision))? else { return Ok(None) };
        Self::at(&repository, (&commit, &since), &file, (limits, twin)).map(Some)
    }

    /// The revision that was probably meant: `; did you mean ...?`.
    pub(in crate::cli) fn did_you_mean(name: &str, revision: &str) -> Result<String, Error> {
        located(name)?.0.did_you_mean(revision)
    }

    /// The commit that a document of `repository` is compared with by default, or at a revision; and what it is called.
    pub(in crate::cli) fn commit(
        repository: &Repository,
        revision: Option<&str>,
    ) -> Result<Option<(String, String)>, Error> {
        let Some(revision) = revision else {
            let fork = repository.fork()?;
            let since = format!("{} ({})", fork.branch, repository.short(&fork.commit)?);
            return Ok(Some((fork.commit, since)));
        };
        let Some(commit) = repository.commit(revision)? else { return Ok(None) };
        let short = repository.short(&commit)?;
        let since = if commit.starts_with(revision) { short } else { format!("{revision} ({short})") };
        Ok(Some((commit, since)))
    }

    /// A document of `commit` that is gone since, and one that declares nothing in its place.
    pub(in crate::cli) fn removed(
        repository: &Repository,
        (commit, since): (&str, &str),
        path: &str,
        limits: &Limits,
    ) -> Result<Option<(Self, Side)>, Error> {
        let Some(bytes) = repository.file(commit, path, limits)? else { return Ok(None) };
        let base = repository.contract((commit, path), bytes, &format!("{since}:{path}"), (limits, Twin::None))?;
        let mut nothing = base.tree().clone();
        if let Some(members) = nothing.as_object_mut() {
            members.insert("paths", Map::new().into());
            members.remove("webhooks");
        }
        let nothing = Contract::from_bytes_within(nothing.to_string().into_bytes(), "/dev/null", limits)?;
        let file = Some(repository.top().join(path));
        let base = Self::Known(Side { document: Document::Loaded(Arc::new(base)), file });
        Ok(Some((base, Side::loaded(nothing))))
    }

    fn at(
        repository: &Repository,
        (commit, since): (&str, &str),
        file: &str,
        (limits, twin): (&Limits, Twin),
    ) -> Result<Self, Error> {
        let mut path = repository.path_of(file)?;
        let mut bytes = repository.file(commit, &path, limits)?;
        if bytes.is_none()
            && let Some(old) = repository.renamed_from(commit, &path)?
        {
            bytes = repository.file(commit, &old, limits)?;
            path = old;
        }
        let Some(bytes) = bytes else { return Ok(Self::New(format!("it is not in {since}"))) };
        let contract = repository.contract((commit, &path), bytes, &format!("{since}:{path}"), (limits, twin))?;
        let file = Some(repository.top().join(path));
        Ok(Self::Known(Side { document: Document::Loaded(Arc::new(contract)), file }))
    }
}

/// The repository that a document is in, and the name of its file.
fn located(name: &str) -> Result<(Repository, String), Error> {
    // A link is followed as the document itself was.
    let whole = Path::new(name).canonicalize().ok().filter(|whole| whole.is_file());
    let whole = whole.filter(|_| name != "-" && name.parse::<Api>().is_err());
    let place = whole.as_deref().and_then(|whole| Some((whole.parent()?, whole.file_name()?.to_str()?)));
    let Some((folder, file)) = place else {
        let what = match name {
            "-" => "standard input has no earlier version",
            name if name.parse::<Api>().is_ok() => "an embedded contract has no earlier version",
            _ => "only a file of a working tree has an earlier version",
        };
        return Err(Error::settings(format!(
            "{what}: name both documents, as in `order-contracts diff BASE {}`",
            shell_word(name)
        )));
    };
    let Some(repository) = Repository::around(folder)? else {
        let example = format!("order-contracts diff old.yaml {}", shell_word(name));
        let message = format!("`{name}` is not in a git repository: name both documents, as in `{example}`");
        return Err(Error::settings(message));
    };
    Ok((repository, file.to_owned()))
}

fn is_url(name: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| name.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}
