//! [`Repository`]: what git says of a folder: files of revisions, the default branch, and where a branch left it.
//!
//! Answers are read from exit codes and plumbing commands, never from messages, which are written for people.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::contract::{Contract, Twin};
use crate::error::Error;
use crate::limits::{Exceeded, Limits};
use crate::similar::nearest;

/// Where others start from, the likeliest first, where `origin` does not say.
const DEFAULT_BRANCHES: [&str; 4] = ["origin/main", "origin/master", "main", "master"];

/// The repository that a folder is part of.
#[derive(Debug)]
pub(super) struct Repository {
    folder: PathBuf,
    top: PathBuf,
}

/// A branch, and the commit where the working tree left it.
#[derive(Debug)]
pub(super) struct Fork {
    pub(super) branch: String,
    pub(super) commit: String,
}

impl Repository {
    /// The repository whose working tree `folder` is part of; `None` when it is part of none.
    pub(super) fn around(folder: &Path) -> Result<Option<Self>, Error> {
        let top = run(folder, &["rev-parse", "--show-toplevel"])?;
        if !top.status.success() {
            // A repository that belongs to another user is there, and git says what to do about it.
            let said = first_line(&top.stderr);
            return if said.contains("safe.directory") || said.contains("dubious ownership") {
                Err(Error::settings(format!("git refuses this repository: {said}")))
            } else {
                Ok(None)
            };
        }
        Ok(Some(Self { folder: folder.to_owned(), top: PathBuf::from(text(&top.stdout)) }))
    }

    /// The folder that the whole working tree is below.
    pub(super) fn top(&self) -> &Path {
        &self.top
    }

    /// What git calls a file of this folder: its path from the top.
    pub(super) fn path_of(&self, name: &str) -> Result<String, Error> {
        let prefix = run(&self.folder, &["rev-parse", "--show-prefix"])?;
        Ok(format!("{}{name}", text(&prefix.stdout)))
    }

    /// Whether anything was ever committed.
    pub(super) fn has_commits(&self) -> Result<bool, Error> {
        self.resolve("HEAD^{commit}").map(|commit| commit.is_some())
    }

    /// The commit that a revision is.
    pub(super) fn commit(&self, revision: &str) -> Result<Option<String>, Error> {
        self.resolve(&format!("{revision}^{{commit}}"))
    }

    /// The nearest name of a branch or tag, for an unknown revision.
    pub(super) fn did_you_mean(&self, revision: &str) -> Result<String, Error> {
        let listed = run(&self.folder, &["for-each-ref", "--format=%(refname:short)"])?;
        Ok(did_you_mean(revision, &text(&listed.stdout)))
    }

    /// The object that a name refers to.
    fn resolve(&self, name: &str) -> Result<Option<String>, Error> {
        let output = run(&self.folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", name])?;
        Ok(output.status.success().then(|| text(&output.stdout)))
    }

    /// Where the working tree left the default branch: what `origin` says it is, else a branch of the usual name.
    pub(super) fn fork(&self) -> Result<Fork, Error> {
        let branch = self.default_branch()?;
        let output = run(&self.folder, &["merge-base", "--end-of-options", &branch, "HEAD"])?;
        let commit = text(&output.stdout);
        if output.status.success() && !commit.is_empty() {
            return Ok(Fork { branch, commit });
        }
        let hint = if self.is_shallow()? {
            "; this clone is shallow: run `git fetch --unshallow`, or name both documents"
        } else {
            ": name both documents"
        };
        Err(Error::settings(format!("`{branch}` and HEAD have no common commit{hint}")))
    }

    fn default_branch(&self) -> Result<String, Error> {
        let head = run(&self.folder, &["rev-parse", "--abbrev-ref", "--verify", "--quiet", "origin/HEAD"])?;
        if head.status.success() {
            return Ok(text(&head.stdout));
        }
        for branch in DEFAULT_BRANCHES {
            if self.resolve(&format!("{branch}^{{commit}}"))?.is_some() {
                return Ok(branch.to_owned());
            }
        }
        let tried = "there is no `origin/HEAD`, `main` or `master`";
        let hint = if self.is_shallow()? { ", or fetch more of this shallow clone" } else { "" };
        let example = "order-contracts diff BRANCH:api.yaml api.yaml";
        Err(Error::settings(format!("no default branch found: {tried}; name both documents, as in `{example}`{hint}")))
    }

    fn is_shallow(&self) -> Result<bool, Error> {
        let output = run(&self.folder, &["rev-parse", "--is-shallow-repository"])?;
        Ok(text(&output.stdout) == "true")
    }

    /// A commit as people write it.
    pub(super) fn short(&self, commit: &str) -> Result<String, Error> {
        let output = run(&self.folder, &["rev-parse", "--short", commit])?;
        Ok(if output.status.success() { text(&output.stdout) } else { commit.to_owned() })
    }

    /// The file at `path` from the top of `commit`; `None` when it has none there.
    pub(super) fn file(&self, commit: &str, path: &str, limits: &Limits) -> Result<Option<Vec<u8>>, Error> {
        let size = run(&self.folder, &["cat-file", "-s", &format!("{commit}:{path}")])?;
        if text(&size.stdout).parse().is_ok_and(|size: u64| size > limits.document_bytes) {
            let exceeded = Exceeded::new("document-bytes", limits);
            return Err(Error::document(format!("`{path}` of `{commit}` cannot be read: {exceeded}")));
        }
        let output = run(&self.folder, &["cat-file", "blob", &format!("{commit}:{path}")])?;
        Ok(output.status.success().then_some(output.stdout))
    }

    /// The contract in `bytes`, the file at `path` from the top of `commit`, with the files there that it refers to.
    pub(super) fn contract(
        &self,
        (commit, path): (&str, &str),
        bytes: Vec<u8>,
        name: &str,
        (limits, twin): (&Limits, Twin),
    ) -> Result<Contract, Error> {
        let (folder, file) = path.split_at(path.rfind('/').map_or(0, |at| at + 1));
        let read = |name: &str| match self.file(commit, &format!("{folder}{name}"), limits) {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err("refers to a missing file".to_owned()),
            Err(error) => Err(format!("refers to a file that cannot be read: {error}")),
        };
        Contract::from_files_beside(bytes, (name, file), &read, (limits, twin))
    }

    /// The path that the file at `path` had in `commit`, if git takes it for one that was renamed since.
    pub(super) fn renamed_from(&self, commit: &str, path: &str) -> Result<Option<String>, Error> {
        let mut renames = self.renames(commit)?.into_iter();
        Ok(renames.find(|(_, new)| new == path).map(|(old, _)| old))
    }

    /// The old paths and the new ones of the files that git takes for renamed since `commit`.
    pub(super) fn renames(&self, commit: &str) -> Result<Vec<(String, String)>, Error> {
        let renames = ["diff", "--find-renames", "--diff-filter=R", "--name-status", "--no-ext-diff", "-z", commit];
        let output = run(&self.top, &renames)?;
        let listed = String::from_utf8_lossy(&output.stdout);
        let mut fields = listed.split('\0');
        let mut out = Vec::new();
        // Each is three fields: how alike they are, the old path, the new one.
        while let (Some(_), Some(old), Some(new)) = (fields.next(), fields.next(), fields.next()) {
            out.push((old.to_owned(), new.to_owned()));
        }
        Ok(out)
    }

    /// The paths of all files of `commit`, from the top.
    pub(super) fn files(&self, commit: &str) -> Result<Vec<String>, Error> {
        let output = run(&self.top, &["ls-tree", "-r", "-z", "--name-only", commit])?;
        let listed = String::from_utf8_lossy(&output.stdout);
        Ok(listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
    }

    /// The contract that `REVISION:PATH` names.
    fn named(&self, revision: &str, path: &str, (limits, twin): (&Limits, Twin)) -> Result<Contract, Error> {
        let Some(tree) = self.resolve(&format!("{revision}^{{tree}}"))? else {
            let hint = self.did_you_mean(revision)?;
            return Err(Error::settings(format!("unknown git revision `{revision}`{hint}")));
        };
        if let Some(bytes) = self.file(&tree, path, limits)? {
            return self.contract((&tree, path), bytes, &format!("{revision}:{path}"), (limits, twin));
        }
        if path.is_empty() {
            return Err(Error::settings(format!("`{revision}:` names no file; expected `{revision}:PATH`")));
        }
        if self.resolve(&format!("{tree}:{path}"))?.is_some() {
            return Err(Error::settings(format!("`{path}` is a folder in `{revision}`: name a file")));
        }
        // Paths are from the top; one from here begins with `./`.
        let hint = if self.resolve(&format!("{tree}:./{path}"))?.is_some() {
            format!("; did you mean `{revision}:./{path}`?")
        } else {
            let listed = run(&self.top, &["-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", &tree])?;
            did_you_mean(path, &text(&listed.stdout))
        };
        Err(Error::settings(format!("`{revision}` has no file `{path}`{hint}")))
    }
}

/// The contract that `REVISION:PATH` names in the repository around the current folder.
pub(super) fn contract_of_revision(revision: &str, path: &str, limits: &Limits, twin: Twin) -> Result<Contract, Error> {
    match Repository::around(Path::new("."))? {
        Some(repository) => repository.named(revision, path, (limits, twin)),
        None => Err(Error::settings(format!(
            "there is no file `{revision}:{path}`, and no git repository with a revision `{revision}`"
        ))),
    }
}

/// The difference between two files as git prints it, between the lines that name the files; `None` when it fails.
pub(super) fn hunks(old: &str, new: &str) -> Result<Option<String>, Error> {
    // Without colours of git every escape sequence in the output is the document's own, and is spelled out.
    let arguments = ["diff", "--no-index", "--no-ext-diff", "--no-textconv", "--color=never", "--", old, new];
    let output = run(Path::new("."), &arguments)?;
    if !matches!(output.status.code(), Some(0 | 1)) {
        return Ok(None);
    }
    let whole = String::from_utf8_lossy(&output.stdout);
    let is_named = |line: &&str| !line.contains("@@") && !line.contains("Binary files");
    Ok(Some(whole.lines().skip_while(is_named).map(|line| format!("{line}\n")).collect()))
}

fn did_you_mean(wanted: &str, listed: &str) -> String {
    nearest(wanted, listed.lines()).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

fn run(folder: &Path, arguments: &[&str]) -> Result<Output, Error> {
    let failed = |error| Error::io(format!("cannot run `git {}`", arguments.join(" ")), error);
    Command::new("git").arg("-C").arg(folder).args(arguments).env("LC_ALL", "C").output().map_err(failed)
}

fn text(bytes: &[u8]) -> String {
    // Names may end in a blank, but not in a line break that git puts there.
    String::from_utf8_lossy(bytes).trim_end_matches(['\n', '\r']).to_owned()
}

fn first_line(bytes: &[u8]) -> String {
    text(bytes).lines().next().unwrap_or_default().trim_start_matches("fatal: ").to_owned()
}
