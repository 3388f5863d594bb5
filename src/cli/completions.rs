//! `completions`: a script that teaches a shell the commands and options.

use clap::Args;
use clap_complete::Shell;

use crate::error::Error;

use super::{Context, Outcome};

#[derive(Args)]
pub(super) struct Arguments {
    /// The shell
    shell: Shell,
}

pub(super) fn run(
    arguments: &Arguments,
    mut command: clap::Command,
    context: &mut Context<'_, '_>,
) -> Result<Outcome, Error> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "order-contracts", &mut script);
    context.stdout.bytes(&script);
    Ok(Outcome::Clean)
}
