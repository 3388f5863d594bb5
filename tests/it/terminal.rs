//! The program on a pseudo-terminal: the screen that a person sees, at several sizes.
//!
//! Pipes hide what only a terminal shows: a lock that the thread of the progress bar waits for, a bar that is left behind,
//! colours, and Ctrl-C.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, ExitStatus, PtySize, native_pty_system};

/// A hang is a failure, and not a test that never ends.
const PATIENCE: Duration = Duration::from_secs(120);

/// Rows and columns: the size that terminals open with, and a narrow one.
const SIZES: [(u16, u16); 2] = [(24, 80), (10, 40)];

/// What became of a program on a terminal.
struct Session {
    status: ExitStatus,
    /// Everything that it wrote, escape sequences included.
    written: String,
    /// The screen and what scrolled off it, one line per row of the terminal, without trailing blanks.
    lines: Vec<String>,
    /// Whether a bar was on the screen at any time.
    bar_was_drawn: bool,
    /// From the key that was pressed to the end.
    after_key: Option<Duration>,
}

impl Session {
    fn text(&self) -> String {
        self.lines.join("\n")
    }

    fn bar_is_left(&self) -> bool {
        self.lines.iter().any(|line| is_bar(line))
    }
}

/// Whether a row of the screen is one of the progress bar: rates are shown nowhere else.
fn is_bar(line: &str) -> bool {
    line.contains("B/s")
}

/// Runs the program in `folder` on a terminal of `size`; presses `key` once the bar is shown.
fn run_on_terminal(
    folder: &Path,
    size: (u16, u16),
    arguments: &[&str],
    environment: &[(&str, &str)],
    key: Option<u8>,
) -> Session {
    let (rows, cols) = size;
    let pair = native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_order-contracts"));
    command.args(arguments);
    command.cwd(folder);
    // `CI` counts as support for colours, whatever `TERM` says.
    for name in ["CI", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM"] {
        command.env_remove(name);
    }
    command.env("TERM", "xterm-256color");
    for (name, value) in environment {
        command.env(name, value);
    }
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut writer = pair.master.take_writer().unwrap();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        // Linux reports the end of a terminal as an error.
        while let Ok(read @ 1..) = reader.read(&mut buffer) {
            if sender.send(buffer[..read].to_vec()).is_err() {
                break;
            }
        }
    });
    let [rows_shown, cols_shown] = [rows, cols].map(|size| NonZero::new(size).unwrap());
    let mut screen = vt100::Parser::new(rows_shown, cols_shown, 100_000);
    let mut written = Vec::new();
    let mut bar_was_drawn = false;
    let mut pressed: Option<Instant> = None;
    let deadline = Instant::now() + PATIENCE;
    loop {
        match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(bytes) => {
                written.extend_from_slice(&bytes);
                screen.process(&bytes);
                bar_was_drawn |= screen.screen().rows(0, cols).any(|row| is_bar(&row));
                if let (Some(key), true, None) = (key, bar_was_drawn, pressed) {
                    writer.write_all(&[key]).unwrap();
                    pressed = Some(Instant::now());
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                child.kill().unwrap();
                panic!("hangs on a terminal: {arguments:?}; the screen:\n{}", screen.screen().contents());
            }
        }
    }
    let after_key = pressed.map(|pressed| pressed.elapsed());
    let status = child.wait().unwrap();
    let lines = history(&mut screen);
    Session { status, written: String::from_utf8_lossy(&written).into_owned(), lines, bar_was_drawn, after_key }
}

/// Every row that is or was on the screen, the oldest first.
fn history(parser: &mut vt100::Parser) -> Vec<String> {
    let (rows, cols) = parser.screen().size();
    let (rows, cols) = (rows.get(), cols.get());
    parser.screen_mut().set_scrollback(usize::MAX);
    let scrolled = parser.screen().scrollback();
    let mut lines = Vec::new();
    for offset in (0..=scrolled).rev() {
        parser.screen_mut().set_scrollback(offset);
        // Each step shows one more row at the bottom; the first shows a whole screen.
        let all: Vec<String> = parser.screen().rows(0, cols).collect();
        let new = if offset == scrolled { 0 } else { usize::from(rows) - 1 };
        lines.extend(all.into_iter().skip(new).map(|row| row.trim_end().to_owned()));
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// NDJSON that takes more than a second to check, its last line broken.
fn long_file(folder: &Path) {
    let line = "{\"amount\":35000,\"customerEmail\":\"customer@example.com\",\"locale\":\"en_US\"}\n";
    let megabytes = if cfg!(debug_assertions) { 48 } else { 768 };
    let block = line.repeat((1 << 20) / line.len());
    let mut file = std::io::BufWriter::new(std::fs::File::create(folder.join("long.ndjson")).unwrap());
    for _ in 0..megabytes {
        file.write_all(block.as_bytes()).unwrap();
    }
    file.write_all(b"{\"amount\":-1}\n").unwrap();
    file.flush().unwrap();
}

const FIRST: [&str; 5] =
    ["validate", "kohortpay", "createOrder", "examples/payloads/order.json", "examples/payloads/broken-order.json"];

#[test]
fn validate_ends_on_a_terminal() {
    for size in SIZES {
        let session = run_on_terminal(root(), size, &FIRST, &[], None);
        assert_eq!(session.status.exit_code(), 1, "{}", session.text());
        assert!(session.text().contains("examples/payloads/order.json: valid"), "{}", session.text());
        assert!(!session.bar_was_drawn, "work that is over at once draws no bar:\n{}", session.text());
    }
}

#[test]
fn the_bar_is_drawn_and_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    long_file(folder.path());
    for size in SIZES {
        let arguments = ["validate", "kohortpay", "CreateOrder", "long.ndjson"];
        let session = run_on_terminal(folder.path(), size, &arguments, &[], None);
        assert_eq!(session.status.exit_code(), 1, "{}", session.text());
        assert!(session.bar_was_drawn, "no bar at {size:?}:\n{}", session.text());
        assert!(!session.bar_is_left(), "the bar is left at {size:?}:\n{}", session.text());
    }
}

#[test]
fn one_ctrl_c_ends_the_run_with_a_complete_report() {
    let folder = tempfile::tempdir().unwrap();
    long_file(folder.path());
    let arguments = ["validate", "kohortpay", "CreateOrder", "long.ndjson"];
    let session = run_on_terminal(folder.path(), SIZES[0], &arguments, &[], Some(3));
    assert_eq!(session.status.exit_code(), 130, "{}", session.text());
    assert!(session.after_key.unwrap() < Duration::from_secs(5), "took {:?}", session.after_key);
    assert!(!session.bar_is_left(), "{}", session.text());
    assert!(session.text().contains("long.ndjson: interrupted after"), "{}", session.text());
    assert!(!session.text().contains("long.ndjson: valid"), "{}", session.text());
    assert!(session.text().contains("undecided"), "the summary is there:\n{}", session.text());
    assert!(session.lines.last().is_some_and(|line| line.starts_with("interrupted after")), "{}", session.text());
}

#[test]
fn one_ctrl_c_ends_a_run_that_waits_for_input() {
    // It waits for the payload, or the document, that is to be typed.
    for arguments in [&["validate", "kohortpay", "CreateOrder", "-"][..], &["diff", "-", "threekit"]] {
        let mut typing = Typing::begin(arguments);
        // Before it reads, it ends without a report.
        std::thread::sleep(Duration::from_millis(1200));
        let pressed = Instant::now();
        typing.press(&[3]);
        let (code, screen) = typing.end();
        assert_eq!(code, 130, "{arguments:?}: {screen}");
        assert!(pressed.elapsed() < Duration::from_secs(5), "{arguments:?} took {:?}", pressed.elapsed());
        assert_eq!(screen.contains("interrupted after 0 records"), arguments[0] == "validate", "{screen}");
    }
}

#[test]
fn nothing_is_drawn_over_what_is_typed() {
    let mut typing = Typing::begin(&["validate", "kohortpay", "CreateOrder", "-"]);
    typing.press(b"{\"amount\":-1}\n");
    // A bar would be drawn after half a second.
    std::thread::sleep(Duration::from_millis(1200));
    typing.press(&[4]);
    let (code, screen) = typing.end();
    assert_eq!(code, 1, "{screen}");
    assert!(screen.contains("standard input:1:11: minimum"), "{screen}");
    assert!(!is_bar(&screen), "{screen}");
}

/// A run of the program that reads what is typed.
struct Typing {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    /// Kept until the end: a writer that is dropped types the end of the input.
    writer: Box<dyn Write + Send>,
    reader: std::thread::JoinHandle<String>,
}

impl Typing {
    /// Starts the program and waits until it handles signals.
    fn begin(arguments: &[&str]) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_order-contracts"));
        command.args(arguments);
        command.env("NO_COLOR", "1");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut from = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let reader = std::thread::spawn(move || {
            let mut all = Vec::new();
            // Linux reports the end of a terminal as an error.
            let _ = from.read_to_end(&mut all);
            String::from_utf8_lossy(&all).into_owned()
        });
        wait_until_signals_are_caught(child.process_id().unwrap());
        Self { child, writer, reader }
    }

    fn press(&mut self, keys: &[u8]) {
        self.writer.write_all(keys).unwrap();
        self.writer.flush().unwrap();
    }

    /// The exit code, and everything that was on the screen.
    fn end(mut self) -> (u32, String) {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if begun.elapsed() > PATIENCE {
                self.child.kill().unwrap();
                panic!("goes on after the last key");
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        (status.exit_code(), self.reader.join().unwrap())
    }
}

#[test]
fn an_interrupted_run_says_so_in_json() {
    let folder = tempfile::tempdir().unwrap();
    long_file(folder.path());
    let arguments = ["validate", "kohortpay", "CreateOrder", "long.ndjson", "long.ndjson", "--format", "json"];
    let session = run_on_terminal(folder.path(), (24, 2000), &arguments, &[], Some(3));
    assert_eq!(session.status.exit_code(), 130, "{}", session.text());
    let text = session.text();
    assert!(text.contains(r#""verdict": "undecided""#) && !text.contains(r#""verdict": "valid""#), "{text}");
    assert!(text.contains(r#"}, "interrupted": true}"#) && text.contains(r#""unread_inputs":1"#), "{text}");
}

#[test]
fn colours_on_a_terminal_unless_they_are_unwanted() {
    let is_coloured = |arguments: &[&str], environment: &[(&str, &str)]| {
        run_on_terminal(root(), SIZES[0], arguments, environment, None).written.contains("\u{1b}[")
    };
    assert!(is_coloured(&FIRST, &[]));
    assert!(!is_coloured(&FIRST, &[("NO_COLOR", "1")]));
    assert!(!is_coloured(&FIRST, &[("TERM", "dumb")]));
    let never: Vec<&str> = FIRST.into_iter().chain(["--color", "never"]).collect();
    assert!(!is_coloured(&never, &[]));
    // Arguments that do not parse have a choice too.
    assert!(is_coloured(&["list", "--nope"], &[]));
    assert!(!is_coloured(&["--color", "never", "list", "--nope"], &[]));
    assert!(!is_coloured(&["list", "--nope", "--color=never"], &[]));
}

#[test]
fn diff_is_coloured_and_as_wide_as_the_terminal() {
    let arguments = ["diff", "threekit", "examples/contracts/threekit-next.yaml"];
    let wide = run_on_terminal(root(), SIZES[0], &arguments, &[], None);
    assert!(wide.written.contains("\u{1b}[31mbreaking"), "the level is red:\n{}", wide.written);
    assert!(wide.lines.iter().any(|line| line == "breaking [wire] request-max-length-decreased"), "{}", wide.text());
    let narrow = run_on_terminal(root(), SIZES[1], &arguments, &[], None);
    for line in ["breaking [wire]", "  request-max-length-decreased", "  affects POST /orders"] {
        assert!(narrow.lines.iter().any(|row| row == line), "no `{line}`:\n{}", narrow.text());
    }
    let plain = run_on_terminal(root(), SIZES[0], &arguments, &[("NO_COLOR", "1")], None);
    assert!(!plain.written.contains("\u{1b}["), "{}", plain.written);
    assert_eq!(plain.text(), wide.text());
}

/// A key that is pressed before ends the process as if it had no handler.
fn wait_until_signals_are_caught(process: u32) {
    let begun = Instant::now();
    let status = format!("/proc/{process}/status");
    while begun.elapsed() < PATIENCE {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let caught = text.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        if caught.is_some_and(|mask| mask & 0b10 != 0) {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("no handler of Ctrl-C");
}

#[test]
fn every_command_ends_on_a_terminal() {
    let next = "examples/contracts/threekit-next.yaml";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.json"), r#"{"maxLength":5}"#).unwrap();
    std::fs::write(folder.path().join("b.json"), r#"{"maxLength":9}"#).unwrap();
    let a = folder.path().join("a.json");
    let b = folder.path().join("b.json");
    let covered = folder.path().join("covered.json");
    let covered = covered.to_str().unwrap();
    let commands: [(&[&str], u32); 8] = [
        (&["diff", "threekit", next], 1),
        (&["lint", next], 0),
        (&["validate", "kohortpay", "createOrder", "examples/payloads/order.json", "--coverage-out", covered], 0),
        (&["coverage", "show", covered, "--contract", "kohortpay"], 0),
        (&["covers", a.to_str().unwrap(), b.to_str().unwrap()], 0),
        (&["explain"], 0),
        (&["list"], 0),
        (&["schema", "kohortpay", "Locale"], 0),
    ];
    for (arguments, code) in commands {
        for size in SIZES {
            let session = run_on_terminal(root(), size, arguments, &[], None);
            assert_eq!(session.status.exit_code(), code, "{arguments:?}:\n{}", session.text());
            assert!(!session.lines.is_empty(), "{arguments:?} prints something");
        }
    }
}
