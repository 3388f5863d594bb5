//! The `order-contracts` program: hands arguments and streams to `order_contracts::cli`, exits with its code.

use std::process::ExitCode;

/// Comparing contracts allocates many small values, for which this one takes less time than that of the system.
#[cfg(feature = "cli")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(feature = "cli")]
fn main() -> ExitCode {
    ExitCode::from(order_contracts::cli::main(std::env::args_os()))
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
