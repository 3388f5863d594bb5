//! [`Overrides`]: options that win over the configuration.

use clap::Args;

use super::values::{Config, Origin, Setting};
use crate::cli::limit::LimitArguments;
use crate::diff::Gate;
use crate::error::Error;

#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct Overrides {
    /// Compare with this instead: a revision of git, a document, a folder with documents of the same name, or `auto`, the commit
    /// where this branch left the default branch
    #[arg(long, value_name = "REVISION")]
    base: Option<String>,
    /// The least severe verdict that makes the exit code 1: `breaking`, `undecided`, `any` or `off`, for all changes or by what
    /// they affect, as in `wire=undecided,code=off`; the facets are `wire`, `code`, `policy` and `docs`
    #[arg(long, value_name = "VERDICT", value_parser = gate)]
    fail_on: Option<String>,
    #[command(flatten)]
    limits: LimitArguments,
}

impl Overrides {
    /// Puts what is said into the configuration.
    pub(in crate::cli) fn apply(&self, config: &mut Config) -> Result<(), Error> {
        if let Some(base) = &self.base {
            config.base = Setting { value: base.clone(), from: Origin::Flag("--base") };
            config.contracts.iter_mut().for_each(|entry| entry.base = None);
        }
        config.fail_on(self.fail_on.as_deref())?;
        for name in self.limits.set_in(&mut config.limits) {
            config.limits_from.retain(|(known, _)| *known != name);
            config.limits_from.push((name, Origin::Flag("--limit")));
        }
        Ok(())
    }
}

impl Config {
    /// Takes what `--fail-on` says.
    pub(in crate::cli) fn fail_on(&mut self, text: Option<&str>) -> Result<(), Error> {
        let Some(text) = text else { return Ok(()) };
        self.gate = self.gate.with(text)?;
        for (facet, from) in Gate::FACETS.into_iter().zip(&mut self.gate_from) {
            let names = |part: &str| part.split_once('=').is_none_or(|(name, _)| name.trim() == facet);
            if text.split(',').map(str::trim).any(names) {
                *from = Origin::Flag("--fail-on");
            }
        }
        Ok(())
    }
}

/// For clap: what `--fail-on` says.
pub(in crate::cli) fn gate(text: &str) -> Result<String, String> {
    Gate::default().with(text).map(|_| text.to_owned()).map_err(|error| error.to_string())
}
