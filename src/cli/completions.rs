//! `completions`: a script that completes commands and options in a shell.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use clap_complete::{Generator, Shell};

use crate::error::Error;
use crate::plain::{Screen, Shown, lines, plain};

use super::written::Folder;
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

All of them: order-contracts completions --out DIR

To try it in one session of bash: source <(order-contracts completions bash)")]
pub(super) struct Arguments {
    /// The shell
    #[arg(required_unless_present = "out", conflicts_with = "out")]
    shell: Option<Shell>,
    /// Write the scripts of all shells to this folder, which is created if needed
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
}

pub(super) fn run(
    arguments: &Arguments,
    command: clap::Command,
    context: &mut Context<'_, '_>,
) -> Result<Outcome, Error> {
    if let Some(shell) = arguments.shell {
        context.stdout.text(shown(&script(shell, command.clone())));
    }
    if let Some(folder) = &arguments.out {
        let out = Folder::create(folder, is_own)?;
        let scripts: Vec<(String, Shown<Screen>)> = Shell::value_variants()
            .iter()
            .map(|shell| (file_name(*shell), shown(&script(*shell, command.clone()))))
            .collect();
        for (name, _) in &scripts {
            out.check(name)?;
        }
        for (name, script) in &scripts {
            out.write(name, script)?;
        }
        context.stderr.line(("wrote ", scripts.len(), " scripts to ", plain(folder.display())));
    }
    Ok(Outcome::Clean)
}

fn shown(script: &str) -> Shown<Screen> {
    Shown::of(lines(script.trim_end_matches('\n')).map(|line| (plain(line), "\n")).collect::<Vec<_>>())
}

/// The name by which a shell finds the script.
fn file_name(shell: Shell) -> String {
    // bash looks for the name of the program alone, which would say nothing of the file here.
    match shell {
        Shell::Bash => format!("{PROGRAM}.bash"),
        other => other.file_name(PROGRAM),
    }
}

/// Whether a text is a script that this command writes.
fn is_own(text: &str) -> bool {
    text.contains(PROGRAM) && (text.contains("complet") || text.contains("Complet"))
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
