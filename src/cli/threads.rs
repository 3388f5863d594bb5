//! How many threads work at once.

use std::thread;

/// Says how many threads judge or compare, instead of one for each core.
const THREADS: &str = "ORDER_CONTRACTS_THREADS";

/// As many as the environment says, or else as there are cores.
pub(super) fn threads() -> usize {
    let asked = std::env::var(THREADS).ok().and_then(|number| number.parse().ok());
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    asked.filter(|number| (1..=1024).contains(number)).unwrap_or_else(cores)
}
