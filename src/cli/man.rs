//! `man`: the manual pages of the program, one for each command.

use std::path::PathBuf;

use clap::{Args, Command, ValueHint};
use clap_mangen::Man;

use crate::error::Error;
use crate::plain::{Screen, Shown, lines, plain};

use super::written::Folder;
use super::{Context, Outcome};

#[derive(Args)]
#[command(after_help = "\
To read one: order-contracts man | man -l -
To install them: order-contracts man --out ~/.local/share/man/man1")]
pub(super) struct Arguments {
    /// The command, such as `diff`; without it, the page of the program
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    command: Option<String>,
    /// Write every page to this folder, which is created if needed
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, command: Command, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let pages = pages(command)?;
    if let Some(folder) = &arguments.out {
        let out = Folder::create(folder, is_own)?;
        for (name, _) in &pages {
            out.check(name)?;
        }
        for (name, page) in &pages {
            out.write(name, page)?;
        }
        context.stderr.line(("wrote ", pages.len(), " pages to ", plain(folder.display())));
        return Ok(Outcome::Clean);
    }
    let wanted = match &arguments.command {
        Some(name) => format!("{PROGRAM}-{name}.1"),
        None => format!("{PROGRAM}.1"),
    };
    match pages.iter().find(|(name, _)| *name == wanted) {
        Some((_, page)) => context.stdout.text(page),
        None => {
            let name = arguments.command.as_deref().unwrap_or_default();
            let names =
                pages.iter().filter_map(|(file, _)| file.strip_prefix(PROGRAM)?.strip_prefix('-')?.strip_suffix(".1"));
            let near = crate::similar::nearest(name, names);
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            return Err(Error::settings(format!("unknown command `{name}`{near}")));
        }
    }
    Ok(Outcome::Clean)
}

const PROGRAM: &str = "order-contracts";

/// File names and texts, the page of the program first.
fn pages(command: Command) -> Result<Vec<(String, Shown<Screen>)>, Error> {
    // clap fills in what commands inherit, such as the options that all have.
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let mut out = vec![(format!("{PROGRAM}.1"), page(&command, PROGRAM)?)];
    push(&mut out, &command, PROGRAM)?;
    Ok(out)
}

/// The pages of the commands below one: `order-contracts-coverage-merge.1`.
fn push(out: &mut Vec<(String, Shown<Screen>)>, command: &Command, above: &str) -> Result<(), Error> {
    for command in command.get_subcommands().filter(|command| !command.is_hide_set()) {
        let name = format!("{above}-{}", command.get_name());
        out.push((format!("{name}.1"), page(command, &name)?));
        push(out, command, &name)?;
    }
    Ok(())
}

fn page(command: &Command, name: &str) -> Result<Shown<Screen>, Error> {
    let command = command.clone().display_name(name.to_owned());
    let mut bytes = Vec::new();
    let man =
        Man::new(command).title(name).section("1").date("").source(format!("{PROGRAM} {}", env!("CARGO_PKG_VERSION")));
    man.render(&mut bytes).map_err(|error| Error::io("cannot write a manual page", error))?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Shown::of(lines(text.trim_end_matches('\n')).map(|line| (plain(line), "\n")).collect::<Vec<_>>()))
}

/// Whether a text is a page that this command writes.
fn is_own(text: &str) -> bool {
    text.lines().take(5).any(|line| line.starts_with(".TH order-contracts"))
}
