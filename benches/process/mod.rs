//! What a process takes: time, time of all its threads together, and memory.
//!
//! The peak memory is that of the kernel (`VmHWM`), where there is a `/proc`.

#![allow(dead_code, reason = "each benchmark uses what it needs")]

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a run took. The peak is in kilobytes.
pub(crate) struct Took {
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
    pub(crate) peak: Option<u64>,
}

pub(crate) fn run(command: &mut Command) -> Took {
    let (began, before) = (Instant::now(), cpu(15));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let id = child.id().to_string();
    let (mut peak, mut asked) = (None, Instant::now());
    loop {
        // Seldom, because reading it stops the process that is measured.
        if asked.elapsed() > Duration::from_millis(20) {
            asked = Instant::now();
            peak = peak.max(self::peak(&id));
        }
        if let Some(status) = child.try_wait().unwrap() {
            assert!(matches!(status.code(), Some(0 | 1)), "{command:?}: {status}");
            return Took { wall: began.elapsed(), cpu: cpu(15) - before, peak };
        }
        std::thread::sleep(Duration::from_micros(if began.elapsed() > Duration::from_millis(50) { 1000 } else { 100 }));
    }
}

/// The peak memory of the process with this id, or of this one for `self`, in kilobytes.
pub(crate) fn peak(id: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

pub(crate) fn measured(work: impl FnOnce()) -> Took {
    let (began, before) = (Instant::now(), cpu(13));
    work();
    Took { wall: began.elapsed(), cpu: cpu(13) - before, peak: None }
}

/// User and system time, from this field of `man 5 proc_pid_stat` on, counted from 0: of this process, or of its children that ended.
fn cpu(field: usize) -> Duration {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in parentheses may have blanks.
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at - 2).and_then(|ticks| ticks.parse::<u64>().ok()).unwrap_or(0);
    Duration::from_millis(10 * (ticks(field) + ticks(field + 1)))
}
