//! `--report FORMAT=FILE`: further reports of the same run, each in a file of its own.
//!
//! Files are opened before the work begins, so that a wrong path costs nothing, and are put in their places when all is done.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::Context;
use super::new_file::NewFile;
use crate::error::Error;
use crate::plain::{Screen, Shown};
use crate::similar::nearest;

/// A report that was asked for, in one of the formats `F` of its command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted<F> {
    format: F,
    /// `None` is standard output.
    file: Option<PathBuf>,
}

/// Who reads a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// A stream that strips colours where they do no good; a terminal has so many columns.
    Stream(Option<usize>),
    /// A file.
    File,
}

impl Look {
    pub(super) fn columns(self) -> Option<usize> {
        match self {
            Self::Stream(columns) => columns,
            Self::File => None,
        }
    }
}

/// For clap: `FORMAT=FILE`.
pub(super) fn wanted<F: ValueEnum>(text: &str) -> Result<Wanted<F>, String> {
    let (name, file) = text.split_once('=').ok_or("expected `FORMAT=FILE`, such as `json=report.json`")?;
    let format = F::from_str(name, false).map_err(|_| {
        let names: Vec<String> = F::value_variants()
            .iter()
            .filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()))
            .collect();
        match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("unknown format `{name}`; did you mean `{near}`?"),
            None => format!("unknown format `{name}`; the formats are {}", names.join(", ")),
        }
    })?;
    match file {
        "" => Err(format!("no file behind `{name}=`; `-` is standard output")),
        "-" => Ok(Wanted { format, file: None }),
        file => Ok(Wanted { format, file: Some(PathBuf::from(file)) }),
    }
}

/// The files that are named for reports.
pub(super) fn files<F>(wanted: &[Wanted<F>]) -> impl Iterator<Item = &Path> {
    wanted.iter().filter_map(|report| report.file.as_deref())
}

/// The reports of a run.
pub(super) struct Reports<F> {
    /// What standard output gets.
    pub(super) stdout: F,
    /// What is written to files.
    pub(super) files: Vec<(F, NewFile)>,
}

impl<F: Copy + PartialEq> Reports<F> {
    /// Opens the files of `wanted`. Standard output gets `format`, or what `wanted` names for `-`.
    pub(super) fn open(format: F, usual: F, wanted: &[Wanted<F>]) -> Result<Self, Error> {
        let mut stdout = wanted.iter().filter(|report| report.file.is_none()).map(|report| report.format);
        let first = stdout.next();
        if first.is_some() && (stdout.next().is_some() || format != usual) {
            return Err(Error::settings("standard output takes one report: name a file for each of the others"));
        }
        let mut files = Vec::new();
        for report in wanted {
            let Some(file) = &report.file else { continue };
            files.push((report.format, NewFile::create(file)?));
        }
        Ok(Self { stdout: first.unwrap_or(format), files })
    }

    /// Writes everything, each report as `render` makes it.
    pub(super) fn write(
        self,
        context: &mut Context<'_, '_>,
        render: impl Fn(F, Look) -> Shown<Screen>,
    ) -> Result<(), Error> {
        let look = Look::Stream(context.stdout.columns());
        context.stdout.text(render(self.stdout, look));
        for (format, mut file) in self.files {
            file.write(&render(format, Look::File))?;
            file.finish()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::wanted;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
    enum Format {
        Json,
        Markdown,
    }

    #[test]
    fn a_report_is_a_format_and_a_file() {
        let report = wanted::<Format>("json=a=b.json");
        assert!(report.is_ok_and(|report| report.format == Format::Json && report.file == Some("a=b.json".into())));
        assert!(wanted::<Format>("markdown=-").is_ok_and(|report| report.file.is_none()));
        let refused = |text| wanted::<Format>(text).err().unwrap_or_default();
        assert_eq!(refused("json"), "expected `FORMAT=FILE`, such as `json=report.json`");
        assert_eq!(refused("jsn=x"), "unknown format `jsn`; did you mean `json`?");
        assert_eq!(refused("xml=x"), "unknown format `xml`; the formats are json, markdown");
        assert_eq!(refused("json="), "no file behind `json=`; `-` is standard output");
    }
}
