//! The `order-contracts` program: hands arguments and streams to `order_contracts::cli`, exits with its code.

use std::process::ExitCode;

#[cfg(feature = "cli")]
fn main() -> ExitCode {
    use std::io::{self, IsTerminal};

    use order_contracts::cli::{self, Interrupt, Stdin, Streams};

    static INTERRUPT: Interrupt = Interrupt::new();

    let choice = cli::color_choice(std::env::args_os());
    // Without handlers, the first signal ends the process without a report.
    let _ = INTERRUPT.listen();
    let mut stdin = Stdin::new(&INTERRUPT);
    // The streams are locked for each write and not for the run: the thread that draws the progress bar writes to standard
    // error too, and would wait forever.
    let code = cli::run(
        std::env::args_os(),
        Streams {
            stdin_is_terminal: io::stdin().is_terminal(),
            stdin: &mut stdin,
            stdout_is_terminal: io::stdout().is_terminal(),
            progress: io::stderr().is_terminal(),
            interrupt: &INTERRUPT,
            stdout: &mut *cli::stream(io::stdout(), choice),
            stderr: &mut *cli::stream(io::stderr(), choice),
        },
    );
    ExitCode::from(code)
}

/// Without the commands the program says so. With `required-features` in its place, `cargo install` would install nothing
/// and exit with 0.
#[cfg(not(feature = "cli"))]
fn main() -> ExitCode {
    use std::io::Write;

    let message = b"error: this program was built without its commands; install it with `--features cli`\n";
    // An error that standard error does not take cannot be reported anywhere.
    let _ = std::io::stderr().write_all(message);
    ExitCode::from(2)
}
