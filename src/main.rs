//! The `order-contracts` program: hands arguments and streams to [`order_contracts::cli`], exits with its code.

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use order_contracts::cli::{self, Streams};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

fn main() -> ExitCode {
    let choice = cli::color_choice(std::env::args_os());
    // The first Ctrl-C asks for an early end, the second one does not ask. Without a handler the first one kills.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    let mut stdin = io::stdin();
    let code = cli::run(
        std::env::args_os(),
        Streams {
            stdin_is_terminal: stdin.is_terminal(),
            stdin: &mut stdin,
            progress: io::stderr().is_terminal(),
            interrupted: &INTERRUPTED,
            stdout: &mut anstream::AutoStream::new(io::stdout().lock(), choice),
            stderr: &mut anstream::AutoStream::new(io::stderr().lock(), choice),
        },
    );
    ExitCode::from(code)
}
