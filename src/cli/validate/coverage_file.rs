//! `--coverage-out`: what a run exercised, in a file that adds up with others.

use std::path::Path;

use crate::cli::written::Target;
use crate::contract::Contract;
use crate::error::Error;
use crate::validate::{Coverage, CoverageData};

/// A file for coverage.
pub(in crate::cli) fn target(file: &Path) -> Result<Target, Error> {
    Target::of(file, |text| CoverageData::read(text).is_ok())
}

/// Writes the file of coverage, if everything was read.
pub(super) fn write(
    file: &Path,
    (contract, coverage): (&Contract, &Coverage),
    inputs: Vec<(String, u64)>,
    incomplete: Option<&str>,
) -> Result<(), Error> {
    match incomplete {
        Some(why) => Err(Error::settings(format!("`{}` was not written: {why}", file.display()))),
        None => target(file)?.write(&CoverageData::of(contract, coverage, inputs).shown()),
    }
}
