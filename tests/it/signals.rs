//! SIGTERM, SIGHUP and Ctrl-C through pipes: one is enough, and the report is complete.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A hang is a failure, and not a test that never ends.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program with pipes, and its standard input.
fn start(folder: &Path, arguments: &[&str]) -> (Child, ChildStdin) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_order-contracts"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stdin = child.stdin.take().unwrap();
    (child, stdin)
}

/// Waits until the process is ready, sends it a signal, and returns its exit code and both streams.
fn interrupted(mut child: Child, signal: &str, is_ready: impl Fn(u32) -> bool) -> (i32, String, String) {
    let begun = Instant::now();
    while !is_ready(child.id()) {
        assert!(begun.elapsed() < PATIENCE && child.try_wait().unwrap().is_none(), "never ready");
        std::thread::sleep(Duration::from_millis(5));
    }
    let kill = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let mut streams = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let read = |stream: &mut dyn Read| {
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    };
    // Reading ends with the process.
    let watch = std::thread::spawn(move || {
        let begun = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if begun.elapsed() > PATIENCE {
                child.kill().unwrap();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        child.wait().unwrap().code().unwrap_or(-1)
    });
    let (out, err) = (read(&mut streams.0), read(&mut streams.1));
    (watch.join().unwrap(), out, err)
}

/// Whether the process catches SIGINT, and has been idle for a while: it waits.
fn waits(process: u32) -> bool {
    let ticks = || {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        let fields: Vec<String> = stat.rsplit(')').next().unwrap_or_default().split(' ').map(str::to_owned).collect();
        fields.get(12..14).map(<[String]>::to_vec)
    };
    let before = ticks();
    std::thread::sleep(Duration::from_millis(400));
    catches_signals(process) && before == ticks()
}

fn catches_signals(process: u32) -> bool {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let caught = text.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 0b10 != 0)
}

const SIGNALS: [(&str, i32); 3] = [("INT", 130), ("TERM", 143), ("HUP", 129)];

#[test]
fn a_signal_ends_a_run_that_waits_for_standard_input_with_what_was_read() {
    let folder = tempfile::tempdir().unwrap();
    for (signal, code) in SIGNALS {
        let (child, mut stdin) =
            start(folder.path(), &["validate", "kohortpay", "CreateOrder", "--format", "json", "-"]);
        stdin.write_all(b"{\"amount\":1}\n{\"amount\":-1}\n{\"amount\":").unwrap();
        let (ended, out, err) = interrupted(child, signal, waits);
        assert_eq!(ended, code, "{out}{err}");
        let report: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(report["summary"]["interrupted"], true, "{out}");
        assert_eq!(
            report["summary"]["records"],
            serde_json::json!({"valid": 1, "invalid": 1, "undecided": 0}),
            "{out}"
        );
        assert_eq!(report["inputs"][0]["interrupted"], true, "{out}");
        assert!(err.contains("interrupted after 2 records"), "{err}");
    }
}

#[test]
fn a_signal_ends_a_run_that_waits_for_a_fifo() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("fifo")).status().unwrap().success());
    let (child, _stdin) = start(folder.path(), &["validate", "kohortpay", "CreateOrder", "fifo", "--format", "json"]);
    let (ended, out, err) = interrupted(child, "TERM", waits);
    assert_eq!(ended, 143, "{out}{err}");
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["summary"]["interrupted"], true, "{out}");
}

/// One record that takes long is left alone, and what was judged before it is reported.
#[test]
fn a_signal_ends_a_run_while_one_record_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let items =
        vec![format!("{{\"a\":\"{}\"}}", "x".repeat(30)); if cfg!(debug_assertions) { 700_000 } else { 4_000_000 }];
    fs::write(folder.path().join("long.json"), format!("{{\"amount\":-1,\"x\":[{}]}}", items.join(","))).unwrap();
    fs::write(folder.path().join("short.json"), "{\"amount\":-1}").unwrap();
    for (format, signal, code) in
        [("json", "TERM", 143), ("junit", "HUP", 129), ("sarif", "INT", 130), ("text", "TERM", 143)]
    {
        let inputs = ["short.json", "long.json", "long.json", "--format", format, "--limit", "values=1000000000"];
        let (child, _stdin) = start(folder.path(), &[&["validate", "kohortpay", "CreateOrder"], &inputs[..]].concat());
        let sent = Instant::now();
        let (ended, out, err) = interrupted(child, signal, |process| {
            // It has read the long record.
            let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
            let size = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            size.and_then(|size| size.trim().trim_end_matches(" kB").parse().ok())
                .is_some_and(|size: u64| size > 60_000)
        });
        assert_eq!(ended, code, "{format} after {:?}: {out}{err}", sent.elapsed());
        let is_complete = match format {
            "json" | "sarif" => serde_json::from_str::<Value>(&out).is_ok(),
            "junit" => out.trim_end().ends_with("</testsuites>"),
            _ => out.contains("interrupted after 1 record"),
        };
        assert!(is_complete && out.contains("minimum"), "{format}: {out}{err}");
    }
}

/// What has no part of an answer says so, and writes nothing that could be taken for one.
#[test]
fn a_signal_ends_the_other_commands_at_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), "{}").unwrap();
    let commands: [&[&str]; 4] = [
        &["diff", "-", "kohortpay", "--format", "json"],
        &["covers", "a.json", "-", "--format", "json"],
        &["list", "--contract", "-"],
        &["validate", "--contract", "-", "a.json", "a.json"],
    ];
    for (command, (signal, code)) in commands.into_iter().zip(SIGNALS.into_iter().cycle()) {
        let (child, _stdin) = start(folder.path(), command);
        let (ended, out, err) = interrupted(child, signal, waits);
        assert_eq!((ended, out.as_str(), err.as_str()), (code, "", "interrupted\n"), "{command:?}");
    }
}

/// `nohup` has it ignore SIGHUP.
#[test]
fn a_signal_that_is_ignored_stays_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new("nohup")
        .arg(env!("CARGO_BIN_EXE_order-contracts"))
        .args(["validate", "kohortpay", "CreateOrder", "-"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let id = child.id();
    let ender = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(500));
        stdin.write_all(b"{\"amount\":1}\n").unwrap();
    });
    let (ended, out, err) = interrupted(child, "HUP", |_| catches_signals(id));
    ender.join().unwrap();
    assert_eq!(ended, 0, "{out}{err}");
}
