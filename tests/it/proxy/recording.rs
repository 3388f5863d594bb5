//! The files of a recording: when another one begins, what is kept, and what happens when the system refuses one.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use order_contracts::contract::Contract;
use order_contracts::proxy::{Masks, Recording, Rotation};
use order_contracts::validate::{Options, Recorded};
use serde_json::{Value, json};

use super::SHOP;
use super::program::{Running, arguments, begun, shop, validate};

/// An exchange whose line has a hundred bytes and more.
fn exchange(number: usize) -> Recorded {
    let target = format!("/v1/orders/{number}?token=x");
    Recorded::from_value(&json!({"request": {"method": "GET", "target": target}, "response": {"status": 200}})).unwrap()
}

fn recording(path: &Path, bytes: Option<u64>, files: Option<usize>) -> (Contract, Recording) {
    let contract = Contract::from_path(SHOP.as_ref()).unwrap();
    let mut rotation = Rotation::default();
    (rotation.bytes, rotation.files) = (bytes, files);
    let recording = Recording::create(path, Masks::of(&contract), Options::new(), rotation).unwrap();
    (contract, recording)
}

/// The names of a folder in their order, and the exchanges in all of these files, in that order.
fn read(folder: &Path) -> (Vec<String>, Vec<String>) {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let texts = names.iter().map(|name| fs::read_to_string(folder.join(name)).unwrap());
    let lines: Vec<String> = texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    (names, lines)
}

fn number(line: &str) -> usize {
    let recorded = Recorded::from_json(line.as_bytes()).unwrap();
    recorded.request.target.split(['/', '?']).nth(3).unwrap().parse().unwrap()
}

#[test]
fn names_sort_as_the_exchanges_came_and_nothing_is_lost_between_files() {
    let folder = tempfile::tempdir().unwrap();
    let (contract, mut recording) = recording(&folder.path().join("day.ndjson"), Some(1000), None);
    for number in 0..100 {
        recording.write(&contract, exchange(number)).unwrap();
        if number % 7 == 0 {
            recording.flush().unwrap();
        }
    }
    recording.flush().unwrap();
    let (names, lines) = read(folder.path());
    assert_eq!(lines.iter().map(|line| number(line)).collect::<Vec<_>>(), (0..100).collect::<Vec<_>>());
    assert!(names.len() > 8 && names[0] == "day.000001.ndjson" && names.last().unwrap() == "day.ndjson", "{names:?}");
    assert_eq!((recording.files(), recording.exchanges()), (names.len() as u64, 100));
    for name in names {
        let metadata = fs::metadata(folder.path().join(&name)).unwrap();
        assert!(metadata.len() <= 1000, "{name}: {}", metadata.len());
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777, 0o600, "{name}");
    }
}

#[test]
fn an_exchange_that_is_longer_than_a_file_has_one_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let (contract, mut recording) = recording(&folder.path().join("day"), Some(1), None);
    (0..3).for_each(|number| recording.write(&contract, exchange(number)).unwrap());
    recording.flush().unwrap();
    let (names, lines) = read(folder.path());
    assert_eq!((names, lines.len()), (["day", "day.000001", "day.000002"].map(str::to_owned).to_vec(), 3));
}

#[test]
fn the_newest_files_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (contract, mut recording) = recording(&folder.path().join("day.ndjson"), Some(1), Some(3));
    for number in 0..10 {
        recording.write(&contract, exchange(number)).unwrap();
        if number == 4 {
            // Somebody takes one away before its time.
            fs::remove_file(folder.path().join("day.000003.ndjson")).unwrap();
        }
    }
    recording.flush().unwrap();
    let (names, lines) = read(folder.path());
    assert_eq!(names, ["day.000008.ndjson", "day.000009.ndjson", "day.ndjson"]);
    assert_eq!(lines.iter().map(|line| number(line)).collect::<Vec<_>>(), [7, 8, 9]);
    assert_eq!((recording.files(), recording.exchanges(), recording.removed()), (3, 3, (7, 7)));
}

#[test]
fn an_earlier_recording_is_replaced_with_all_its_files_and_nothing_else_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("day.ndjson");
    let (contract, mut first) = recording(&path, Some(1), None);
    (0..5).for_each(|number| first.write(&contract, exchange(number)).unwrap());
    drop(first);
    // Names that are like those of files of a recording.
    let others = ["day.00001.ndjson", "day.000001.ndjson.gz", "day.00000a.ndjson", "other.000001.ndjson"];
    others.iter().for_each(|name| fs::write(folder.path().join(name), "mine").unwrap());
    let (_, second) = recording(&path, Some(1), None);
    drop(second);
    let (names, _) = read(folder.path());
    assert_eq!(names.len(), 1 + others.len(), "{names:?}");
    // One that only looks like a file of a recording is an error, and nothing was removed.
    fs::write(&path, serde_json::to_string(&exchange(1)).unwrap()).unwrap();
    fs::write(folder.path().join("day.000007.ndjson"), "mine").unwrap();
    let mut rotation = Rotation::default();
    rotation.bytes = Some(1);
    let error = Recording::create(&path, Masks::of(&contract), Options::new(), rotation).unwrap_err();
    assert!(error.to_string().ends_with("day.000007.ndjson`"), "{error}");
    assert!(fs::metadata(&path).unwrap().len() > 0);
}

/// A proxy whose shell has run these commands before.
fn start_after(commands: &str, folder: &Path, more: &[&str]) -> Running {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{commands}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_order-contracts")]);
    begun(command.args(arguments(shop())).args(more).current_dir(folder))
}

/// The limit of the system for files is as good as a disk that is full. It cuts a line in the middle.
#[test]
fn a_disk_that_is_full_ends_the_recording_and_not_the_traffic() {
    let folder = tempfile::tempdir().unwrap();
    for format in ["text", "ndjson"] {
        let more = ["--record", "day.ndjson", "--format", format];
        let running = start_after("trap '' XFSZ; ulimit -f 4", folder.path(), &more);
        let note = "x".repeat(40);
        let answers: Vec<_> = (0..60).map(|_| running.order(&note)).collect();
        assert!(answers.iter().all(|answer| answer.contains(" 201 ")), "{answers:?}");
        let (code, out, err) = running.end("-TERM");
        assert_eq!(code, Some(2), "{err}");
        let errors: Vec<_> = err.lines().filter(|line| line.starts_with("error: ")).collect();
        assert!(
            errors.len() == 1 && errors[0].starts_with("error: cannot write `day.ndjson`: File too large"),
            "{err}"
        );
        let text = fs::read_to_string(folder.path().join("day.ndjson")).unwrap();
        assert!(text.ends_with('\n') && text.lines().all(|line| Recorded::from_json(line.as_bytes()).is_ok()));
        let recorded = text.lines().count();
        assert!(recorded > 0 && recorded < 60);
        if format == "text" {
            assert!(err.contains(&format!("note: not recorded: {} exchanges\n", 60 - recorded)), "{err}");
        } else {
            let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let of = |kind: &str| lines.iter().filter(|line| line["type"] == kind).collect::<Vec<_>>();
            let stopped = of("recording_stopped");
            assert!(stopped.len() == 1 && stopped[0]["reason"].as_str().unwrap().contains("File too large"), "{out}");
            let summary = &of("summary")[0]["recorded"];
            assert_eq!((&summary["exchanges"], &summary["not_recorded"]), (&json!(recorded), &json!(60 - recorded)));
        }
    }
}

#[test]
fn a_recording_that_is_taken_away_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let running = start_after(":", folder.path(), &["--record", "day.ndjson"]);
    running.order("good");
    fs::remove_file(folder.path().join("day.ndjson")).unwrap();
    assert!(running.order("good").contains(" 201 "));
    let (code, _, err) = running.end("-TERM");
    assert!(code == Some(2) && err.starts_with("error: cannot write `day.ndjson`: it was removed\n"), "{code:?} {err}");
}

#[test]
fn the_files_are_validated_together_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let more = ["--record", "day.ndjson", "--record-max-bytes", "1KiB"];
    let running = start_after(":", folder.path(), &more);
    (0..20).for_each(|number| drop(running.order(if number == 7 { "bad" } else { "good" })));
    let (code, _, err) = running.end("-TERM");
    let (names, lines) = read(folder.path());
    assert_eq!((code, lines.len()), (Some(1), 20), "{err}");
    assert_eq!(err, format!("note: recorded: 20 exchanges in {} files\n", names.len()));
    let report = validate(folder.path(), &names.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(report["summary"]["records"], json!({"valid": 19, "invalid": 1, "undecided": 0}));
}

#[test]
fn settings_of_a_recording_that_is_none_are_refused() {
    for (more, wanted) in [
        (&["--mask", "/a"][..], "--record <FILE>"),
        (&["--record-max-bytes", "1MiB"], "--record <FILE>"),
        (&["--record", "a", "--record-files", "2"], "--record-max-bytes <BYTES>"),
        (
            &["--record", "a", "--record-max-bytes", "0"],
            "expected a number of bytes above 0, such as `65536` or `100MiB`",
        ),
        (&["--record", "a", "--record-max-bytes", "1", "--record-files", "0"], "expected a number of files above 0"),
        (&["--record", "a", "--mask", "note"], "did you mean `/note`?"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_order-contracts"))
            .args(arguments(([127, 0, 0, 1], 1).into()))
            .args(more)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && error.contains(wanted), "{more:?}: {error}");
    }
}
