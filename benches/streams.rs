//! The program on long inputs, and start-up: NDJSON of valid, few invalid and only invalid payloads, packed, and a capture,
//! beside loops over the same lines on one thread.
//!
//! `cargo bench --bench streams --features cli`. The files are written to the temporary folder and removed: a gigabyte, or as many
//! megabytes as `STREAMS_MB` says. "CPU" is what all threads took together. The peak memory is that of the kernel (`VmHWM`), where
//! there is a `/proc`.

#![expect(clippy::unwrap_used, reason = "a benchmark may fail by panicking")]

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use order_contracts::Api;
use order_contracts::validate::{Options, payload_bytes};
use serde_json::{Value, json};

mod process;
mod table;

use process::{Took, measured, run};
use table::Table;

const PROGRAM: &str = env!("CARGO_BIN_EXE_order-contracts");
const PAYLOADS: [&str; 3] = ["validate", "kohortpay", "createOrder"];
const CAPTURE: [&str; 2] = ["validate", "kohortpay"];

fn main() {
    let megabytes = std::env::var("STREAMS_MB").ok().and_then(|number| number.parse().ok()).unwrap_or(1000);
    let bytes = megabytes * 1_000_000;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let valid = example("CreateOrderRequest").to_string();
    let mut broken = example("CreateOrderRequest");
    broken["customerEmail"] = json!("nobody");
    broken["amount"] = json!(-1);
    broken["locale"] = json!("xx_XX");
    let broken = broken.to_string();

    let mut rows = Table::new("streams", &["input", "by", "seconds", "CPU seconds", "MB/s", "peak memory"]);
    let mut print = |name: &str, bytes: usize, took: Took, by: &str| row(&mut rows, name, bytes, &took, by);
    let path = at("valid.ndjson");
    let length = lines(&path, bytes, |_| &valid);
    let looped = print("valid", length, measured(|| by_library(&path)), "a loop over `payload_bytes`");
    print("valid", length, measured(|| by_others(&path)), "a loop over serde_json and jsonschema");
    let one = print("valid", length, on_one_core(|| program(&PAYLOADS, &[], &path)), "the program on one core");
    let two = print("valid", length, program(&PAYLOADS, &[], &path), "the program");

    let packed = at("valid.ndjson.gz");
    let mut encoder = GzEncoder::new(File::create(&packed).unwrap(), Compression::default());
    std::io::copy(&mut File::open(&path).unwrap(), &mut encoder).unwrap();
    encoder.finish().unwrap();
    print("valid, gzip", length, program(&PAYLOADS, &[], &packed), "the program");
    print("valid, gzip", length, unpacked("gzip", &packed), "gzip -dc");
    let packed = at("valid.ndjson.zst");
    zstd::stream::copy_encode(File::open(&path).unwrap(), File::create(&packed).unwrap(), 3).unwrap();
    print("valid, zstd", length, program(&PAYLOADS, &[], &packed), "the program");
    print("valid, zstd", length, unpacked("zstd", &packed), "zstd -dc");

    let length = lines(&path, bytes, |number| if number % 100 == 0 { &broken } else { &valid });
    print("1 % invalid", length, program(&PAYLOADS, &[], &path), "the program");
    let length = lines(&path, bytes / 10, |_| &broken);
    print("all invalid", length, program(&PAYLOADS, &[], &path), "the program, 1000 shown");
    for format in ["text", "json"] {
        let all = ["--max-violations", "1000000000", "--format", format];
        print("all invalid", length, program(&PAYLOADS, &all, &path), &format!("the program, all shown as {format}"));
    }
    let path = at("capture.har");
    let length = capture(&path, bytes / 5);
    print("capture", length, on_one_core(|| program(&CAPTURE, &[], &path)), "the program on one core");
    print("capture", length, program(&CAPTURE, &[], &path), "the program");

    let payload = at("order.json");
    fs::write(&payload, valid).unwrap();
    let mut runs: Vec<Duration> = (0..50).map(|_| program(&PAYLOADS, &[], &payload).wall).collect();
    runs.sort_unstable();
    rows.finish();
    println!("the program on one core / loop: {:.2}; one core / all cores: {:.2}", one / looped, one / two);
    println!("start-up to verdict on one payload: {:.1} ms (minimum of 50)", runs[0].as_secs_f64() * 1e3);
}

fn example(name: &str) -> Value {
    Api::KohortPay.document().pointer(&format!("/components/examples/{name}/value")).unwrap().clone()
}

/// Writes about so many bytes of lines; how many they are.
fn lines<'l>(path: &Path, bytes: usize, line: impl Fn(usize) -> &'l str) -> usize {
    let mut file = BufWriter::new(File::create(path).unwrap());
    let (mut written, mut number) = (0, 0);
    while written < bytes {
        let line = line(number);
        writeln!(file, "{line}").unwrap();
        (written, number) = (written + line.len() + 1, number + 1);
    }
    file.into_inner().unwrap();
    written
}

/// The same for a capture of documented exchanges.
fn capture(path: &Path, bytes: usize) -> usize {
    let headers = json!([
        {"name": "authorization", "value": "Bearer sk_test_4eC39HqLyjWDarjtT1zdp7dc"},
        {"name": "content-type", "value": "application/json"},
        {"name": "user-agent", "value": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"},
    ]);
    let entry = |method: &str, path: &str, sent: Option<&str>, status: u16, received: &str| {
        let mut entry = json!({
            "startedDateTime": "2026-01-01T00:00:00.000Z",
            "time": 12.5,
            "request": {
                "method": method, "url": format!("https://api.kohortpay.com{path}"), "httpVersion": "HTTP/2.0",
                "headers": headers, "queryString": [], "cookies": [], "headersSize": -1, "bodySize": -1,
            },
            "response": {
                "status": status, "statusText": "", "httpVersion": "HTTP/2.0", "headers": headers, "cookies": [],
                "content": {"size": 0, "mimeType": "application/json", "text": example(received).to_string()},
                "redirectURL": "", "headersSize": -1, "bodySize": -1,
            },
            "cache": {},
            "timings": {"send": 0.1, "wait": 12.0, "receive": 0.4},
        });
        if let Some(sent) = sent {
            let text = example(sent).to_string();
            entry["request"]["postData"] = json!({"mimeType": "application/json", "text": text});
        }
        entry.to_string()
    };
    let entries = [
        entry("POST", "/orders", Some("CreateOrderRequest"), 201, "OrderResponse"),
        entry("GET", "/orders", None, 200, "OrderListResponse"),
        entry("POST", "/customers", Some("CreateCustomerRequest"), 201, "CustomerResponse"),
    ]
    .join(",\n");
    let text = vec![entries; bytes / 5_000].join(",\n");
    let text = format!("{{\"log\": {{\"version\": \"1.2\", \"entries\": [{text}]}}}}");
    fs::write(path, &text).unwrap();
    text.len()
}

fn program(words: &[&str], options: &[&str], path: &Path) -> Took {
    run(Command::new(PROGRAM).args(words).args(options).arg(path))
}

fn unpacked(command: &str, path: &Path) -> Took {
    run(Command::new(command).arg("-dc").arg(path))
}

#[cfg(target_os = "linux")]
fn on_one_core(run: impl FnOnce() -> Took) -> Took {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    let all = sched_getaffinity(None).unwrap();
    let mut one = CpuSet::new();
    one.set((0..CpuSet::MAX_CPU).find(|core| all.is_set(*core)).unwrap());
    sched_setaffinity(None, &one).unwrap();
    let took = run();
    sched_setaffinity(None, &all).unwrap();
    took
}

#[cfg(not(target_os = "linux"))]
fn on_one_core(run: impl FnOnce() -> Took) -> Took {
    run()
}

/// What a user of the library writes.
fn by_library(path: &Path) {
    let contract = Api::KohortPay.contract();
    let schema = contract.schema_named("createOrder").unwrap();
    let options = Options::new();
    let mut lines = BufReader::with_capacity(1 << 20, File::open(path).unwrap());
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).unwrap() > 0 {
        assert!(payload_bytes(contract, &schema, &line, &options).is_valid());
        line.clear();
    }
}

fn by_others(path: &Path) {
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(Api::KohortPay.schema("CreateOrder").unwrap().value())
        .unwrap();
    for line in BufReader::with_capacity(1 << 20, File::open(path).unwrap()).split(b'\n') {
        let value: Value = serde_json::from_slice(&line.unwrap()).unwrap();
        assert!(validator.is_valid(&value));
    }
}

/// Adds a row; the seconds that it took.
fn row(rows: &mut Table, name: &str, bytes: usize, took: &Took, by: &str) -> f64 {
    let (seconds, cpu) = (took.wall.as_secs_f64(), took.cpu.as_secs_f64());
    let peak = took.peak.map_or_else(|| "-".to_owned(), |kilobytes| format!("{:.0} MB", kilobytes as f64 / 1e3));
    let input = format!("{name}, {} MB", bytes / 1_000_000);
    let rate = bytes as f64 / 1e6 / seconds;
    rows.row(&[input, by.to_owned(), format!("{seconds:.2}"), format!("{cpu:.2}"), format!("{rate:.0}"), peak]);
    seconds
}
