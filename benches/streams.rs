//! NDJSON from end to end, and start-up: the program on files of 10 MB and 1 GB against a loop of `serde_json` and
//! `jsonschema` over the same lines, and the time that a process takes to check one payload.
//!
//! `cargo bench --bench streams --features cli`. The files are written to the temporary folder and removed. The peak
//! memory is that of the kernel (`VmHWM`), where there is a `/proc`.

#![expect(clippy::unwrap_used, reason = "a benchmark may fail by panicking")]

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use order_contracts::Api;
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_order-contracts");

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let pointer = "/components/examples/CreateOrderRequest/value";
    let line = Api::KohortPay.document().pointer(pointer).unwrap().to_string();
    println!("{:<9} {:>10} {:>12} {:>12}  by", "input", "seconds", "MB/s", "peak memory");
    for (name, megabytes) in [("10 MB", 10_usize), ("1 GB", 1000)] {
        let path = folder.path().join("orders.ndjson");
        let mut file = BufWriter::new(File::create(&path).unwrap());
        let mut written = 0;
        while written < megabytes * 1_000_000 {
            writeln!(file, "{line}").unwrap();
            written += line.len() + 1;
        }
        file.into_inner().unwrap();
        let (took, peak) = program(&path);
        print(name, written, took, peak, "order-contracts validate");
        let began = Instant::now();
        loop_over(&path);
        print(name, written, began.elapsed(), None, "a loop of serde_json + jsonschema, one thread");
    }
    let payload = folder.path().join("order.json");
    fs::write(&payload, line).unwrap();
    let mut runs: Vec<Duration> = (0..50).map(|_| program(&payload).0).collect();
    runs.sort_unstable();
    println!("start-up to verdict on one payload: {:.1} ms (minimum of 50)", runs[0].as_secs_f64() * 1e3);
}

fn program(path: &Path) -> (Duration, Option<u64>) {
    let began = Instant::now();
    let mut child = Command::new(PROGRAM)
        .args(["validate", "kohortpay", "createOrder"])
        .arg(path)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    loop {
        // Seldom, because reading it stops the process that is measured.
        if began.elapsed() > Duration::from_millis(50)
            && let Ok(text) = fs::read_to_string(&status)
        {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
            peak = peak.max(kilobytes);
        }
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "the documented payload is valid");
            return (began.elapsed(), peak);
        }
        let pause = if began.elapsed() > Duration::from_millis(50) { 20_000 } else { 100 };
        std::thread::sleep(Duration::from_micros(pause));
    }
}

fn loop_over(path: &Path) {
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(Api::KohortPay.schema("CreateOrder").unwrap().value())
        .unwrap();
    for line in BufReader::with_capacity(1 << 20, File::open(path).unwrap()).split(b'\n') {
        let value: Value = serde_json::from_slice(&line.unwrap()).unwrap();
        assert!(validator.is_valid(&value));
    }
}

fn print(name: &str, bytes: usize, took: Duration, peak: Option<u64>, by: &str) {
    let seconds = took.as_secs_f64();
    let rate = bytes as f64 / 1e6 / seconds;
    let peak = peak.map_or_else(|| "-".to_owned(), |kilobytes| format!("{:.0} MB", kilobytes as f64 / 1e3));
    println!("{name:<9} {seconds:>10.3} {rate:>12.0} {peak:>12}  {by}");
}
