//! The command as a user runs it.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
#[cfg(unix)]
use std::sync::Arc;
#[cfg(unix)]
use std::sync::atomic::{AtomicUsize, Ordering};
#[cfg(unix)]
use std::thread::JoinHandle;
#[cfg(unix)]
use std::time::Duration;

use insta::assert_snapshot;

use crate::cli::run_in;

/// A sandbox in a process of its own.
struct Process {
    child: Child,
    url: String,
}

impl Process {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_order-contracts"))
            .arg("sandbox")
            .args(arguments)
            .args(["--listen", "0"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut url).unwrap();
        Self { child, url: url.trim_end().to_owned() }
    }

    /// Sends a request and returns the whole answer.
    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
        self.try_to_ask(method, path, headers, body).0
    }

    /// The same, and how the connection broke, if it did.
    fn try_to_ask(&self, method: &str, path: &str, headers: &str, body: &str) -> (String, Option<ErrorKind>) {
        let authority = self.url.strip_prefix("http://").unwrap().split('/').next().unwrap();
        let mut stream = TcpStream::connect(authority).unwrap();
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\nauthorization: Bearer sk_test_1\r\n"
        );
        let body = format!("content-type: application/json\r\ncontent-length: {length}\r\n{headers}\r\n{body}");
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        let broken = stream.read_to_string(&mut answer).err();
        (answer, broken.map(|error| error.kind()))
    }

    /// Ends the process by a signal, and returns its exit code and standard error.
    fn end(mut self, signal: &str) -> (Option<i32>, String) {
        let kill = Command::new("kill").args([&format!("-{signal}"), &self.child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        let mut stderr = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        (self.child.wait().unwrap().code(), stderr)
    }
}

#[test]
fn help_and_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| run_in(folder.path(), &[&["sandbox"], arguments].concat(), b"");
    assert_snapshot!("help", run(&["--help"]));
    assert_snapshot!("no_api", run(&[]));
    assert_snapshot!("unknown_api", run(&["kohortpai"]));
    assert_snapshot!("both", run(&["kohortpay", "--contract", "x.yaml"]));
    assert_snapshot!("unknown_file", run(&["--contract", "kohrtpay"]));
    assert_snapshot!("wrong_address", run(&["kohortpay", "--listen", "localhost"]));
    std::fs::write(folder.path().join("broken.json"), "{\"version\": 1").unwrap();
    assert_snapshot!("broken_data", run(&["kohortpay", "--data", "broken.json"]));
    assert_eq!(std::fs::read_to_string(folder.path().join("broken.json")).unwrap(), "{\"version\": 1");
}

#[test]
fn an_address_in_use_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let first = Process::start(folder.path(), &["threekit"]);
    assert!(first.url.ends_with("/api"), "{}", first.url);
    let address = first.url.strip_prefix("http://").unwrap().strip_suffix("/api").unwrap().to_owned();
    let second = run_in(folder.path(), &["sandbox", "kohortpay", "--listen", &address], b"");
    assert!(second.starts_with("exit 2\n--- stdout\n--- stderr\nerror: cannot listen on "), "{second}");
    assert_eq!(first.end("TERM").0, Some(143));
}

#[cfg(unix)]
#[test]
fn a_state_file_outlives_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let first = Process::start(folder.path(), &["kohortpay", "--data", "state.json"]);
    let created = first.ask("POST", "/orders", "", "{\"amount\": 7}");
    assert!(created.starts_with("HTTP/1.1 201"), "{created}");
    assert_eq!(first.end("TERM"), (Some(143), String::new()));
    let second = Process::start(folder.path(), &["kohortpay", "--data", "state.json"]);
    let list = second.ask("GET", "/orders?take=1", "", "");
    assert!(list.contains("\"count\":2") && list.contains("\"amount\":7"), "{list}");
    assert_eq!(second.end("INT").0, Some(130));
}

#[cfg(unix)]
#[test]
fn a_state_file_is_of_one_process_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["kohortpay", "--data", "state.json"];
    let first = Process::start(folder.path(), &arguments);
    let second = run_in(folder.path(), &[&["sandbox", "--listen", "0"], arguments.as_slice()].concat(), b"");
    assert_snapshot!("data_in_use", second);
    // One that is killed leaves nothing that is in the way of the next.
    assert_eq!(first.end("KILL").0, None);
    let third = Process::start(folder.path(), &arguments);
    assert!(third.ask("GET", "/orders", "", "").contains("\"count\":1"));
    assert_eq!(third.end("TERM").0, Some(143));
    assert!(!folder.path().join("state.json.lock").exists());
}

/// What comes on a connection until it is closed, or until nothing has come for a while.
#[cfg(unix)]
fn read(stream: &mut TcpStream) -> String {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let (mut answer, mut buffer) = (String::new(), [0; 4096]);
    while let Ok(length @ 1..) = stream.read(&mut buffer) {
        answer.push_str(std::str::from_utf8(&buffer[..length]).unwrap());
        if answer.ends_with("\r\n\r\n") || answer.ends_with('}') {
            break;
        }
    }
    answer
}

#[cfg(unix)]
#[test]
fn a_client_that_waits_to_send_its_body_is_answered_by_its_head() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Process::start(folder.path(), &["kohortpay"]);
    let authority = sandbox.url.strip_prefix("http://").unwrap();
    let wait = |key: &str| {
        let mut stream = TcpStream::connect(authority).unwrap();
        let head = format!("POST /orders HTTP/1.1\r\nhost: {authority}\r\nauthorization: Bearer {key}\r\n");
        let body = "content-type: application/json\r\ncontent-length: 13\r\nexpect: 100-continue\r\n\r\n";
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let first = read(&mut stream);
        (stream, first)
    };
    let (_, refused) = wait("invalid");
    assert!(refused.starts_with("HTTP/1.1 401"), "{refused}");
    let (mut stream, first) = wait("sk_test_1");
    assert_eq!(first, "HTTP/1.1 100 Continue\r\n\r\n");
    // In two parts, and then a client that goes in the middle of a body.
    stream.write_all(b"{\"amount\"").unwrap();
    stream.flush().unwrap();
    stream.write_all(b": 7}").unwrap();
    assert!(read(&mut stream).starts_with("HTTP/1.1 201"));
    let (mut gone, _) = wait("sk_test_1");
    gone.write_all(b"{\"amount\"").unwrap();
    drop(gone);
    assert!(sandbox.ask("GET", "/orders?take=1", "", "").contains("\"count\":2"));
    assert_eq!(sandbox.end("TERM"), (Some(143), String::new()));
}

/// A client that has sent much is not to lose its answer because the rest of it comes for a socket that is closed.
#[cfg(unix)]
#[test]
fn a_client_that_is_still_sending_has_its_answer() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Process::start(folder.path(), &["kohortpay"]);
    let authority = sandbox.url.strip_prefix("http://").unwrap();
    let length = 7 << 20;
    let head = format!("POST /orders HTTP/1.1\r\nhost: {authority}\r\nauthorization: Bearer invalid\r\n");
    let body = format!("content-type: application/json\r\ncontent-length: {length}\r\n\r\n");
    for _ in 0..20 {
        let mut stream = TcpStream::connect(authority).unwrap();
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        // All of it goes out, though the answer is there long before.
        stream.write_all(&vec![b'a'; length]).unwrap();
        let answer = read(&mut stream);
        assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    }
    assert_eq!(sandbox.end("TERM").0, Some(143));
}

/// Answers until one says that the connection is closed: how many requests were sent, and how many were answered. The first
/// counts in `begun`.
#[cfg(unix)]
fn busy(authority: &str, begun: &AtomicUsize) -> (usize, usize) {
    let mut stream = TcpStream::connect(authority).unwrap();
    let request =
        format!("GET /orders/ord_1234567890 HTTP/1.1\r\nhost: {authority}\r\nauthorization: Bearer k\r\n\r\n");
    let (mut sent, mut answered) = (0, 0);
    let mut answers = BufReader::new(stream.try_clone().unwrap());
    loop {
        stream.write_all(request.as_bytes()).unwrap();
        sent += 1;
        let (mut length, mut is_last) = (0, false);
        loop {
            let mut line = String::new();
            // Nothing comes any more.
            if answers.read_line(&mut line).unwrap_or(0) == 0 {
                return (sent, answered);
            }
            let line = line.trim_end().to_lowercase();
            if let Some(text) = line.strip_prefix("content-length: ") {
                length = text.parse().unwrap();
            }
            is_last |= line == "connection: close";
            if line.is_empty() {
                break;
            }
        }
        answers.read_exact(&mut vec![0; length]).unwrap();
        answered += 1;
        if answered == 1 {
            begun.fetch_add(1, Ordering::Relaxed);
        }
        if is_last {
            return (sent, answered);
        }
    }
}

#[cfg(unix)]
#[test]
fn an_end_under_load_loses_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Process::start(folder.path(), &["kohortpay"]);
    let authority = sandbox.url.strip_prefix("http://").unwrap().to_owned();
    let begun = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..300)
        .map(|_| {
            let (authority, begun) = (authority.clone(), Arc::clone(&begun));
            std::thread::spawn(move || busy(&authority, &begun))
        })
        .collect();
    // Who connects while the listener closes is refused, or finds out later.
    while begun.load(Ordering::Relaxed) < 300 && !clients.iter().any(JoinHandle::is_finished) {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(sandbox.end("TERM").0, Some(143));
    let answers: Vec<(usize, usize)> = clients.into_iter().map(|client| client.join().unwrap()).collect();
    assert!(answers.iter().all(|(sent, answered)| sent == answered && *sent > 0), "{answers:?}");
}

#[cfg(unix)]
#[test]
fn a_connection_breaks_in_each_way() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Process::start(folder.path(), &["kohortpay"]);
    let ask = |fault: &str| sandbox.try_to_ask("GET", "/orders", &format!("prefer: fault={fault}\r\n"), "");
    assert_eq!(ask("empty"), (String::new(), None));
    assert_eq!(ask("reset"), (String::new(), Some(ErrorKind::ConnectionReset)));
    let whole = sandbox.ask("GET", "/orders", "", "");
    let cut = sandbox.ask("GET", "/orders", "prefer: fault=truncate\r\n", "");
    assert!(cut.starts_with("HTTP/1.1 200") && cut.contains("x-sandbox-outside-contract"), "{cut}");
    let body = |answer: &str| answer.split_once("\r\n\r\n").map_or(0, |(_, body)| body.len());
    assert_eq!(body(&cut), body(&whole) / 2);
    assert_eq!(sandbox.end("TERM").0, Some(143));
}
