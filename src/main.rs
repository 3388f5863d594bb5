//! The `order-contracts` program: hands arguments and streams to [`order_contracts::cli`], exits with its code.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use order_contracts::cli::{self, Streams};

fn main() -> ExitCode {
    let choice = cli::color_choice(std::env::args_os());
    let mut stdin = io::stdin().lock();
    let code = cli::run(
        std::env::args_os(),
        Streams {
            stdin_is_terminal: stdin.is_terminal(),
            stdin: &mut stdin,
            stdout: &mut anstream::AutoStream::new(io::stdout().lock(), choice),
            stderr: &mut anstream::AutoStream::new(io::stderr().lock(), choice),
        },
    );
    ExitCode::from(code)
}
