//! How many connections the files suffice for that the process may open.

/// More are not accepted, however many files there may be.
const MOST: usize = 10_000;

/// For everything else that the process opens.
const RESERVED: usize = 64;

/// With so many files for each. Where the system does not say how many there may be, the usual number is assumed.
pub(super) fn connections(files: usize) -> usize {
    const USUAL: usize = 1024;
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let available = open_files(&limits).unwrap_or(USUAL);
    (available.saturating_sub(RESERVED) / files.max(1)).clamp(16, MOST)
}

/// The first number of `Max open files`, which is the one that is enforced (proc(5)).
fn open_files(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    match line.split_whitespace().next()? {
        "unlimited" => Some(usize::MAX),
        number => number.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::open_files;

    #[test]
    fn the_limit_that_is_enforced_is_read() {
        let limits = "Limit          Soft Limit  Hard Limit  Units\nMax open files   1024    524288    files\n";
        assert_eq!(open_files(limits), Some(1024));
        assert_eq!(open_files("Max open files  unlimited unlimited files"), Some(usize::MAX));
        assert_eq!(open_files(""), None);
    }
}
