//! `--limit`: the budgets of [`Limits`] on the command line.

use clap::Args;

use crate::limits::{ALL, Limits};

/// The option of every command that reads inputs or contracts.
#[derive(Debug, Clone, Args)]
pub(super) struct LimitArguments {
    /// Set a budget; may be repeated
    #[arg(long = "limit", value_name = "NAME=NUMBER", value_parser = limit, long_help = long_help())]
    limits: Vec<(String, String)>,
}

impl LimitArguments {
    /// The defaults, and what is set instead.
    pub(super) fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        self.set_in(&mut limits);
        limits
    }

    /// Sets them in `limits`, and returns which those are.
    pub(super) fn set_in(&self, limits: &mut Limits) -> Vec<String> {
        for (name, amount) in &self.limits {
            // Its errors were reported when the arguments were parsed.
            let _ = limits.set(name, amount);
        }
        self.limits.iter().map(|(name, _)| name.clone()).collect()
    }
}

/// For clap: `NAME=NUMBER` of a budget.
fn limit(text: &str) -> Result<(String, String), String> {
    let (name, amount) = text.split_once('=').ok_or("expected `NAME=NUMBER`, such as `record-bytes=64MiB`")?;
    Limits::default().set(name, amount).map_err(|error| error.to_string())?;
    Ok((name.to_owned(), amount.to_owned()))
}

fn long_help() -> String {
    let defaults = Limits::default();
    let mut out = "Set a budget; may be repeated. What goes beyond one is undecided. The budgets and their defaults:\n"
        .to_owned();
    for limit in &ALL {
        let amount = amount(limit.of(&defaults), limit.name);
        out.push_str(&format!("\n- {}={amount}: {}", limit.name, limit.summary));
    }
    out
}

fn amount(number: u64, name: &str) -> String {
    let units = [("GiB", 30), ("MiB", 20), ("KiB", 10)];
    let unit = units.iter().find(|(_, shift)| name.ends_with("bytes") && number.is_multiple_of(1 << shift));
    unit.map_or_else(|| number.to_string(), |(unit, shift)| format!("{}{unit}", number >> shift))
}
