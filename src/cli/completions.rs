//! `completions`: a script that completes commands and options in a shell.

use clap::Args;
use clap_complete::Shell;

use crate::error::Error;
use crate::plain::{lines, plain};

use super::{Context, Outcome};

const PROGRAM: &str = "order-contracts";

/// The name under which the bash script is generated: clap_complete spells a hyphen as `__` in the variable that holds the
/// command, and as `__subcmd__` in the cases that compare it, so that options of subcommands would never be completed.
const WITHOUT_HYPHEN: &str = "order_contracts";

#[derive(Args)]
#[command(after_help = "\
To install the script:
  bash: order-contracts completions bash > ~/.local/share/bash-completion/completions/order-contracts
  zsh:  order-contracts completions zsh > DIR/_order-contracts, with DIR in $fpath
  fish: order-contracts completions fish > ~/.config/fish/completions/order-contracts.fish

To try it in one session of bash: source <(order-contracts completions bash)")]
pub(super) struct Arguments {
    /// The shell
    shell: Shell,
}

pub(super) fn run(
    arguments: &Arguments,
    command: clap::Command,
    context: &mut Context<'_, '_>,
) -> Result<Outcome, Error> {
    for line in lines(script(arguments.shell, command).trim_end_matches('\n')) {
        context.stdout.line(plain(line));
    }
    Ok(Outcome::Clean)
}

fn script(shell: Shell, mut command: clap::Command) -> String {
    let mut script = Vec::new();
    if shell != Shell::Bash {
        clap_complete::generate(shell, &mut command, PROGRAM, &mut script);
        return String::from_utf8_lossy(&script).into_owned();
    }
    clap_complete::generate(shell, &mut command, WITHOUT_HYPHEN, &mut script);
    let script = String::from_utf8_lossy(&script);
    let lines = script.lines().map(|line| match line.trim_start().starts_with("complete ") {
        // The name of the program that is completed, at the end of the line.
        true => line.strip_suffix(WITHOUT_HYPHEN).map_or_else(|| line.to_owned(), |start| format!("{start}{PROGRAM}")),
        false => line.to_owned(),
    });
    lines.flat_map(|line| [line, "\n".to_owned()]).collect()
}
