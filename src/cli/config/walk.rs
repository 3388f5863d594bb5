//! [`matches`]: the files that a pattern matches, found without following links and without end.
//!
//! A pattern may come with a pull request, and so may the tree that it is looked for in: a link can lead out of the repository, or back
//! to where it is.

use std::fs;
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern};

/// A wildcard matches within one folder, and no hidden file; `**` matches folders.
pub(super) const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

/// How many files and folders the search for one pattern may visit.
const MOST: usize = 200_000;

/// Whether a text has wildcards.
pub(super) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// The files below `folder` that the pattern matches, in the order of their names, as paths that begin with `folder`. Links are
/// passed over, and so are names that are not UTF-8, which no pattern matches.
pub(super) fn matches(folder: &Path, text: &str) -> Result<Vec<PathBuf>, String> {
    let pattern = Pattern::new(text).map_err(|error| format!("`{text}` is no pattern: {}", error.msg))?;
    // What comes before the first wildcard is one folder.
    let literal = text.split(['*', '?', '[']).next().unwrap_or_default();
    let start = &literal[..literal.rfind('/').map_or(0, |end| end + 1)];
    let rest = &text[start.len()..];
    let depth = if rest.contains("**") { usize::MAX } else { rest.matches('/').count() };
    let mut found = Vec::new();
    let mut open = vec![(start.trim_end_matches('/').to_owned(), 0)];
    if start.starts_with('/') && open[0].0.is_empty() {
        open[0].0 = "/".to_owned();
    }
    let mut seen = 0;
    while let Some((name, at)) = open.pop() {
        let here = if name.is_empty() { folder.to_owned() } else { folder.join(&name) };
        let Ok(entries) = fs::read_dir(if here.as_os_str().is_empty() { Path::new(".") } else { &here }) else {
            continue;
        };
        for entry in entries.flatten() {
            seen += 1;
            if seen > MOST {
                return Err(format!("`{text}` would visit more than {MOST} files and folders; begin it with a folder"));
            }
            let (Ok(own), Ok(kind)) = (entry.file_name().into_string(), entry.file_type()) else { continue };
            let below = match name.as_str() {
                "" => own,
                "/" => format!("/{own}"),
                name => format!("{name}/{own}"),
            };
            if kind.is_file() && pattern.matches_with(&below, OPTIONS) {
                found.push(folder.join(&below));
            } else if kind.is_dir() && at < depth && !below.rsplit('/').next().is_some_and(|own| own.starts_with('.')) {
                open.push((below, at + 1));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether a path leads above the top of the repository around `folder`; outside of any, above `folder`.
pub(super) fn is_outside(path: &Path, folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else { return false };
    let below = folder.ancestors().position(|above| above.join(".git").exists()).unwrap_or(0);
    let top = folder.ancestors().nth(below).unwrap_or(&folder);
    // By its words, for what is not there, and by where links lead.
    let mut depth = i64::try_from(below).unwrap_or(i64::MAX);
    for part in path.components() {
        match part {
            Component::ParentDir => depth -= 1,
            Component::Normal(_) => depth += 1,
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
        if depth < 0 {
            return true;
        }
    }
    folder.join(path).canonicalize().is_ok_and(|whole| !whole.starts_with(top))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::fs;
    use std::path::Path;

    use super::matches;

    #[test]
    fn files_are_found_within_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        fs::create_dir_all(at.join("a/b/c")).unwrap();
        fs::create_dir_all(at.join("a/.hidden")).unwrap();
        for file in ["x.yaml", "a/y.yaml", "a/b/z.yaml", "a/b/c/z.yaml", "a/b/z.json", "a/.hidden/h.yaml", "a/.h.yaml"]
        {
            fs::write(at.join(file), "").unwrap();
        }
        let found = |text: &str| -> Vec<String> {
            let files = matches(at, text).unwrap();
            files.iter().map(|file| file.strip_prefix(at).unwrap().to_str().unwrap().to_owned()).collect()
        };
        assert_eq!(found("*.yaml"), ["x.yaml"]);
        assert_eq!(found("a/*.yaml"), ["a/y.yaml"]);
        assert_eq!(found("a/*/z.*"), ["a/b/z.json", "a/b/z.yaml"]);
        assert_eq!(found("**/*.yaml"), ["a/b/c/z.yaml", "a/b/z.yaml", "a/y.yaml", "x.yaml"]);
        assert_eq!(found("a/**/z.yaml"), ["a/b/c/z.yaml", "a/b/z.yaml"]);
        assert_eq!(found("nowhere/*.yaml"), [""; 0]);
        assert!(matches(Path::new(""), "src/cli/config/w*.rs").unwrap()[0].ends_with("walk.rs"));
        assert!(matches(at, "a/***").unwrap_err().contains("is no pattern"));
    }

    /// Two links to the folder that they are in had no end, and one led out of the repository.
    #[cfg(unix)]
    #[test]
    fn links_are_passed_over_and_names_that_are_not_text() {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        fs::write(at.join("a.yaml"), "").unwrap();
        for name in ["one", "two"] {
            symlink(".", at.join(name)).unwrap();
        }
        symlink("/", at.join("up")).unwrap();
        symlink("a.yaml", at.join("b.yaml")).unwrap();
        // A file system may refuse such a name.
        let _ = fs::write(at.join(std::ffi::OsStr::from_bytes(b"z\xff.yaml")), "");
        assert_eq!(matches(at, "**/*.yaml").unwrap(), [at.join("a.yaml")]);
        assert_eq!(matches(at, "*").unwrap(), [at.join("a.yaml")]);
    }
}
