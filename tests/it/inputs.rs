//! What the program reads: in bounded memory, to its end, and with everything reported that it leaves out.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::cli::run_in;

const LINE: &str = "{\"amount\":-1}\n";

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn zstd(text: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// Text that hardly packs, so that damage is found where it is: one broken record and `lines` others.
fn varied(lines: u64) -> String {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 20
    };
    let more = |_| format!("{{\"amount\":{},\"cartId\":\"{:x}{:x}\"}}\n", next() % 100_000, next(), next());
    std::iter::once(LINE.to_owned()).chain((0..lines).map(more)).collect()
}

fn validate(folder: &Path, file: &str, bytes: &[u8], more: &[&str]) -> String {
    fs::write(folder.join(file), bytes).unwrap();
    run_in(folder, &[&["validate", "kohortpay", "CreateOrder", file], more].concat(), b"")
}

/// The counts of `valid` and `invalid` in the JSON report.
fn counts(printed: &str) -> (u64, u64) {
    let report = printed.split_once("--- stdout\n").unwrap().1.split_once("--- stderr\n").unwrap().0;
    let report: Value = serde_json::from_str(report).unwrap();
    let records = &report["summary"]["records"];
    (records["valid"].as_u64().unwrap(), records["invalid"].as_u64().unwrap())
}

#[test]
fn what_was_unpacked_before_a_broken_tail_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let lines = 20_000;
    let text = varied(lines);
    let whole = (lines, 1);
    for (name, packed) in [("t.ndjson.gz", gzip(text.as_bytes())), ("t.ndjson.zst", zstd(text.as_bytes()))] {
        let json = |bytes: &[u8]| validate(folder.path(), name, bytes, &["--format", "json"]);
        let printed = json(&packed);
        assert!(printed.starts_with("exit 1\n"), "{printed}");
        assert_eq!(counts(&printed), whole, "{name}");
        // Cut anywhere: the more there is, the more is judged.
        let mut before = 0;
        for cut in [packed.len() / 2, packed.len() * 3 / 4, packed.len() - 1000, packed.len() - 1] {
            let printed = json(&packed[..cut]);
            assert!(printed.starts_with("exit 2\n") && printed.contains("error: cannot read"), "{printed}");
            let (valid, invalid) = counts(&printed);
            assert!(invalid == 1 && valid > before, "{name} cut at {cut}: {valid} valid, {before} before");
            before = valid;
        }
        assert!(before > lines * 9 / 10, "{name}: {before}");
        // A check sum that is wrong, and something else behind the end.
        let mut wrong = packed.clone();
        let sum = if name.ends_with("gz") { packed.len() - 8 } else { packed.len() - 1 };
        wrong[sum] ^= 1;
        for broken in [wrong, [&packed[..], b"garbage"].concat()] {
            let printed = json(&broken);
            assert!(printed.starts_with("exit 2\n"), "{printed}");
            assert!(counts(&printed).0 > lines * 9 / 10, "{name}: {:?}", counts(&printed));
        }
    }
}

#[test]
fn entries_before_a_broken_tail_are_judged() {
    let folder = tempfile::tempdir().unwrap();
    let document = r#"{"openapi": "3.0.3", "info": {"title": "a", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"204": {"description": "none"}}}}}}"#;
    fs::write(folder.path().join("doc.json"), document).unwrap();
    let entry = |status: u16| {
        format!(
            r#"{{"request": {{"method": "GET", "url": "/a"}}, "response": {{"status": {status}, "headers": [
            {{"name": "x-{status}", "value": "{}"}}]}}}}"#,
            status.wrapping_mul(40_503)
        )
    };
    let entries: Vec<String> = (200..600).cycle().take(8000).map(entry).collect();
    let text = format!(r#"{{"log": {{"entries": [{}]}}}}"#, entries.join(",\n"));
    for (name, packed) in [("t.har.gz", gzip(text.as_bytes())), ("t.har.zst", zstd(text.as_bytes()))] {
        let run = |bytes: &[u8]| {
            fs::write(folder.path().join(name), bytes).unwrap();
            run_in(folder.path(), &["validate", "--contract", "doc.json", name, "--format", "json"], b"")
        };
        assert_eq!(counts(&run(&packed)), (20, 7980));
        for broken in [&packed[..packed.len() - 20], &[&packed[..], b"x"].concat()] {
            let printed = run(broken);
            assert!(printed.starts_with("exit 2\n"), "{printed}");
            assert!(counts(&printed).1 > 6000, "{name}: {:?}", counts(&printed));
        }
    }
}

/// Standard input has no name: its first lines decide what it is, and they are judged too.
#[test]
fn a_broken_tail_of_standard_input_loses_nothing_either() {
    let folder = tempfile::tempdir().unwrap();
    let text = LINE.repeat(5);
    let packed = gzip(&[text.as_bytes(), varied(500).as_bytes()].concat());
    let printed = run_in(
        folder.path(),
        &["validate", "kohortpay", "CreateOrder", "--format", "json"],
        &packed[..packed.len() - 9],
    );
    assert!(printed.starts_with("exit 2\n") && printed.contains("cannot read standard input"), "{printed}");
    assert_eq!(counts(&printed).1, 6);
}

#[test]
fn a_byte_order_mark_is_no_error_packed_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let text = [b"\xEF\xBB\xBF", &b"{\"amount\":1}\n"[..]].concat();
    for (name, bytes) in [("t.json", text.clone()), ("t.json.gz", gzip(&text)), ("t.ndjson.zst", zstd(&text))] {
        let printed = validate(folder.path(), name, &bytes, &[]);
        assert!(printed.starts_with("exit 0\n"), "{name}: {printed}");
    }
}

#[test]
fn a_record_beyond_the_limit_is_undecided_and_the_next_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let long = format!("{{\"amount\":1,\"cartId\":\"{}\"}}\n", "x".repeat(5_000_000));
    let text = [LINE, &long, LINE, &long].concat();
    let limit = ["--limit", "record-bytes=1000KiB"];
    let wanted = "more than 1024000 bytes of one record (limit `record-bytes`)";
    let hint = "note: limit `record-bytes` reached by 2 records: `--limit record-bytes=NUMBER` raises it";
    for (name, bytes) in [
        ("t.ndjson", text.clone().into_bytes()),
        ("t.ndjson.gz", gzip(text.as_bytes())),
        ("t.ndjson.zst", zstd(text.as_bytes())),
    ] {
        let printed = validate(folder.path(), name, &bytes, &limit);
        assert!(printed.starts_with("exit 2\n"), "{printed}");
        let lines: Vec<&str> = printed.lines().filter(|line| line.starts_with(&format!("{name}:"))).collect();
        for (line, id) in [(1, "minimum"), (2, "limit-exceeded"), (3, "minimum"), (4, "limit-exceeded")] {
            let (at, found) = (format!("{name}:{line}:"), lines[line - 1]);
            assert!(found.starts_with(&at) && found.contains(id), "{line}: {printed}");
        }
        assert!(printed.contains(wanted) && printed.contains(hint), "{printed}");
    }
    for (name, bytes) in [("t.json", long.clone().into_bytes()), ("t.json.gz", gzip(long.as_bytes()))] {
        let printed = validate(folder.path(), name, &bytes, &limit);
        assert!(printed.starts_with("exit 2\n") && printed.contains(wanted), "{printed}");
        assert!(printed.contains(&format!("{name}: undecided")), "{printed}");
        let printed = validate(folder.path(), name, &bytes, &[]);
        assert!(printed.starts_with("exit 0\n"), "{printed}");
    }
    // In the JSON form of an exchange and in a capture.
    let exchange = format!(r#"{{"request":{{"method":"GET","target":"/{}"}}}}"#, "x".repeat(2_000_000));
    let capture = format!(r#"{{"log":{{"entries":[{{"request":{{}}}},{exchange}]}}}}"#);
    for (name, text) in [("t.ndjson", exchange), ("t.har", capture)] {
        fs::write(folder.path().join(name), text).unwrap();
        let printed = run_in(folder.path(), &["validate", "kohortpay", name, limit[0], limit[1]], b"");
        assert!(printed.starts_with("exit 2\n") && printed.contains(wanted), "{printed}");
    }
}

#[test]
fn what_unpacks_to_more_than_the_limit_is_not_read_on() {
    let folder = tempfile::tempdir().unwrap();
    for (name, packed) in
        [("t.ndjson.gz", gzip(varied(20_000).as_bytes())), ("t.ndjson.zst", zstd(varied(20_000).as_bytes()))]
    {
        let more = ["--limit", "unpacked-bytes=500KiB", "--format", "json"];
        let printed = validate(folder.path(), name, &packed, &more);
        let error = format!(
            "error: cannot read `{name}`: more than 512000 bytes a packed input unpacks to (limit `unpacked-bytes`)"
        );
        assert!(printed.starts_with("exit 2\n") && printed.contains(&error), "{printed}");
        let (valid, invalid) = counts(&printed);
        assert!(invalid == 1 && valid > 5000, "{valid}");
    }
}

#[test]
fn a_limit_that_is_none_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let error = |limit: &str| {
        let commands: [&[&str]; 6] = [
            &["validate", "kohortpay", "CreateOrder", "a.json"],
            &["diff", "kohortpay", "kohortpay"],
            &["covers", "a.json", "a.json"],
            &["list"],
            &["schema", "kohortpay", "CreateOrder"],
            &["explain"],
        ];
        let printed: Vec<String> = commands
            .iter()
            .map(|command| run_in(folder.path(), &[command, &["--limit", limit][..]].concat(), b""))
            .collect();
        assert!(printed.iter().all(|one| one.starts_with("exit 2\n")), "{printed:?}");
        printed[0].clone()
    };
    assert!(error("nestin=3").contains("unknown limit `nestin`; did you mean `nesting`?"));
    assert!(error("nesting").contains("expected `NAME=NUMBER`, such as `record-bytes=64MiB`"));
    assert!(error("nesting=0").contains("limit `nesting`: `0` is not a whole number above 0"));
}

#[test]
fn a_schema_or_document_beyond_the_limit_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), r#"{"type": "string"}"#).unwrap();
    for arguments in [&["covers", "a.json", "a.json"][..], &["covers", "-", "a.json"], &["diff", "-", "kohortpay"]] {
        let printed =
            run_in(folder.path(), &[arguments, &["--limit", "document-bytes=10"]].concat(), b"{\"type\": \"string\"}");
        let wanted = "cannot be read: more than 10 bytes of a contract's documents (limit `document-bytes`)";
        assert!(printed.starts_with("exit 2\n") && printed.contains(wanted), "{printed}");
    }
}

/// Nothing of a folder makes the program wait, leads out of it, or is left out without a word.
#[cfg(unix)]
#[test]
fn what_a_folder_has_is_read_or_reported() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path("in/sub")).unwrap();
    fs::create_dir_all(path("outside")).unwrap();
    for good in ["in/a.json", "in/sub/b.json", "outside/c.json"] {
        fs::write(path(good), "{\"amount\":1}").unwrap();
    }
    let run = || run_in(folder.path(), &["validate", "kohortpay", "CreateOrder", "in"], b"");
    symlink("a.json", path("in/inside.json")).unwrap();
    symlink("../a.json", path("in/sub/inside.json")).unwrap();
    let printed = run();
    assert!(printed.starts_with("exit 0\n") && printed.contains("4        0          0"), "{printed}");
    let mkfifo = |name: &str| assert!(Command::new("mkfifo").arg(path(name)).status().unwrap().success());
    let mut deep = path("in/deep");
    (0..70).for_each(|_| deep.push("d"));
    let check = |make: &dyn Fn(), wanted: &str| {
        make();
        let printed = run();
        assert!(printed.starts_with("exit 2\n") && printed.contains(wanted), "{wanted}: {printed}");
        assert!(printed.contains("in/a.json: valid") && printed.contains("in/sub/b.json: valid"), "{printed}");
    };
    check(&|| mkfifo("in/fifo.json"), "error: cannot read `in/fifo.json`: it is not a regular file");
    fs::remove_file(path("in/fifo.json")).unwrap();
    let links = [
        ("../outside/c.json", "out.json", "it is a link out of the folder; name it as an input of its own"),
        ("../outside", "linked", "it is a link to a folder; name it as an input of its own"),
        ("..", "up", "it is a link to a folder; name it as an input of its own"),
        ("nowhere", "dangling.json", "it is a link to a file that is not there"),
        ("/dev/zero", "zero.json", "it is not a regular file"),
        ("loop.json", "loop.json", "Too many levels of symbolic links"),
    ];
    for (target, name, why) in links {
        let make = || symlink(target, path("in").join(name)).unwrap();
        check(&make, &format!("error: cannot read `in/{name}`: {why}"));
        fs::remove_file(path("in").join(name)).unwrap();
    }
    check(&|| fs::create_dir_all(&deep).unwrap(), "it is more than 64 folders deep; name it as an input of its own");
    fs::remove_dir_all(path("in/deep")).unwrap();
    // What is named is read, whatever it is.
    let named = |name: &str| run_in(folder.path(), &["validate", "kohortpay", "CreateOrder", name], b"{\"amount\":1}");
    symlink("outside", path("linked")).unwrap();
    for name in ["linked", "outside/c.json", "/dev/stdin"] {
        assert!(named(name).starts_with("exit 0\n"), "{}", named(name));
    }
    mkfifo("fifo");
    let write = std::thread::spawn({
        let fifo = path("fifo");
        move || fs::write(fifo, "{\"amount\":1}").unwrap()
    });
    assert!(named("fifo").starts_with("exit 0\n"));
    write.join().unwrap();
}

/// A device without an end is one record that is too long.
#[cfg(unix)]
#[test]
fn a_device_without_an_end_ends_at_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["validate", "kohortpay", "CreateOrder", "/dev/zero", "--limit", "record-bytes=1MiB"];
    let printed = run_in(folder.path(), &arguments, b"");
    assert!(printed.starts_with("exit 2\n") && printed.contains("/dev/zero: undecided"), "{printed}");
}

/// The program itself takes little, so that what it is given decides: many long lines take no more than a few of them.
#[cfg(target_os = "linux")]
#[test]
fn a_batch_is_bounded_in_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let mut encoder = GzEncoder::new(fs::File::create(folder.path().join("t.ndjson.gz")).unwrap(), Compression::fast());
    let line = vec![b'['; 12 << 20];
    for _ in 0..24 {
        encoder.write_all(&line).unwrap();
        encoder.write_all(b"\n").unwrap();
    }
    encoder.finish().unwrap();
    let peak = |threads: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_order-contracts"))
            .args(["validate", "kohortpay", "CreateOrder", "t.ndjson.gz", "--limit", "batch-bytes=16MiB"])
            .current_dir(folder.path())
            .env("ORDER_CONTRACTS_THREADS", threads)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let status = format!("/proc/{}/status", child.id());
        let mut peak = 0;
        while child.try_wait().unwrap().is_none() {
            let text = fs::read_to_string(&status).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            peak = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(peak).max(peak);
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        assert_eq!(child.wait().unwrap().code(), Some(2));
        peak / 1024
    };
    for threads in ["1", "8"] {
        let peak: u64 = peak(threads);
        assert!((1..120).contains(&peak), "{threads} threads: {peak} MiB");
    }
}

/// Files are read by the threads that judge, standard input by the one that takes.
#[test]
fn a_file_has_the_report_of_the_same_lines_on_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let valid = r#"{"amount": 1, "locale": "en_US", "customerEmail": "a@example.com", "lineItems": []}"#;
    let mut text = format!("{valid}\n").repeat(40_000);
    for number in 0..3_000 {
        text += &format!("{{\"amount\": -{number}}}\n\n[\n{valid}\r\n");
    }
    text += &format!("\"{}\"\n", "x".repeat(700_000));
    text += &format!("{valid}\n").repeat(9_000);
    text += "{\"amount\": 1";
    fs::write(folder.path().join("day.ndjson"), &text).unwrap();
    let report = |threads: &str, input: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_order-contracts"))
            .args(["validate", "kohortpay", "CreateOrder", "--format", "json", input])
            .current_dir(folder.path())
            .env("ORDER_CONTRACTS_THREADS", threads)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        if input == "-" {
            let text = text.clone();
            std::thread::spawn(move || stdin.write_all(text.as_bytes()).unwrap());
        }
        let output = child.wait_with_output().unwrap();
        String::from_utf8(output.stdout).unwrap().replace("standard input", "day.ndjson")
    };
    let piped = report("2", "-");
    assert!(piped.lines().count() > 6_000, "{}", &piped[..piped.len().min(900)]);
    for threads in ["1", "2", "7"] {
        assert!(report(threads, "day.ndjson") == piped, "{threads} threads");
    }
}
