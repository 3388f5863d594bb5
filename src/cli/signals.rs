//! [`each`]: the signals that ask a process to end.

use std::io;
#[cfg(unix)]
use std::io::IsTerminal;

/// Calls `handle` with the number of each signal that asks the process to end, on a thread of its own.
#[cfg(unix)]
pub(super) fn each(handle: impl Fn(u8) + Send + 'static) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    let ignored = ignored();
    let caught = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0);
    let mut signals = Signals::new(caught)?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for signal in signals.forever() {
            handle(u8::try_from(signal).unwrap_or_default());
        }
    })?;
    Ok(())
}

/// The signals that whoever started the process had it ignore, as `nohup` does: they stay ignored. One bit for each, that of
/// signal 1 lowest.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    // Where the system does not say: `nohup` leaves no stream on the terminal.
    mask.unwrap_or_else(|| u64::from(!io::stderr().is_terminal()))
}

/// The same where there is only Ctrl-C.
#[cfg(not(unix))]
pub(super) fn each(handle: impl Fn(u8) + Send + 'static) -> io::Result<()> {
    ctrlc::set_handler(move || handle(2)).map_err(io::Error::other)
}
