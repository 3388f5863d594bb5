//! [`main`]: the program on the streams and signals of its process.

use std::ffi::OsString;
use std::io::{self, IsTerminal};

use super::{Interrupt, Stdin, Streams, color_choice, run, stream};

/// Runs the program on the streams and signals of this process, and returns its exit code.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    static INTERRUPT: Interrupt = Interrupt::new();

    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let choice = color_choice(arguments.clone());
    // Without handlers, the first signal ends the process without a report.
    let _ = INTERRUPT.listen();
    let mut stdin = Stdin::new(&INTERRUPT);
    // The streams are locked for each write and not for the run: the thread that draws the progress bar writes to standard
    // error too, and would wait forever.
    let streams = Streams {
        stdin_is_terminal: io::stdin().is_terminal(),
        stdin: &mut stdin,
        stdout_is_terminal: io::stdout().is_terminal(),
        progress: io::stderr().is_terminal(),
        interrupt: &INTERRUPT,
        stdout: &mut *stream(io::stdout(), choice),
        stderr: &mut *stream(io::stderr(), choice),
    };
    run(arguments, streams)
}
