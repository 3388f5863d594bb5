//! The command: what it prints, what it writes, how it ends.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use serde_json::Value;

/// An upstream of the shop: each order is created, and one with the note `bad` is answered wrongly.
pub(super) fn shop() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                while let Some(body) = request(&mut reader) {
                    let amount = if body.contains("bad") { -1 } else { 1 };
                    let answer = format!("{{\"id\":\"o\",\"amount\":{amount}}}");
                    let head = "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\nset-cookie: s=SECRET\r\n";
                    let text = format!("{head}content-length: {}\r\n\r\n{answer}", answer.len());
                    if stream.write_all(text.as_bytes()).is_err() {
                        return;
                    }
                }
            });
        }
    });
    address
}

/// The body of the next request; `None` when there is none.
fn request(reader: &mut impl BufRead) -> Option<String> {
    let (mut length, mut line) = (0, String::new());
    while line != "\r\n" {
        line.clear();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    String::from_utf8(body).ok()
}

pub(super) struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
    pub(super) address: String,
}

fn start(folder: &Path, upstream: SocketAddr, more: &[&str]) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_order-contracts"));
    begun(command.args(arguments(upstream)).args(more).current_dir(folder))
}

pub(super) fn arguments(upstream: SocketAddr) -> Vec<String> {
    let contract = Path::new(env!("CARGO_MANIFEST_DIR")).join(super::SHOP).display().to_string();
    let upstream = format!("http://{upstream}");
    ["proxy", "--contract", &contract, "--listen", "0", "--upstream", &upstream].map(str::to_owned).to_vec()
}

/// The proxy that this command starts, once it listens.
pub(super) fn begun(command: &mut Command) -> Running {
    let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let at = line.find("127.0.0.1:").unwrap_or_else(|| panic!("no address: {line}"));
    let address = line[at..].chars().take_while(|c| c.is_ascii_digit() || ".:".contains(*c)).collect();
    Running { child, out, address }
}

/// The report of `validate` on these files.
pub(super) fn validate(folder: &Path, files: &[&str]) -> Value {
    let contract = Path::new(env!("CARGO_MANIFEST_DIR")).join(super::SHOP);
    let read = Command::new(env!("CARGO_BIN_EXE_order-contracts"))
        .args(["validate", "--format", "json", "--contract", contract.to_str().unwrap()])
        .args(files)
        .current_dir(folder)
        .output()
        .unwrap();
    serde_json::from_slice(&read.stdout).unwrap()
}

impl Running {
    /// Creates an order with this note; returns the status line.
    pub(super) fn order(&self, note: &str) -> String {
        let body = format!("{{\"amount\":1,\"note\":\"{note}\"}}");
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = "POST /v1/orders HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: Bearer SECRET\r\n";
        let head = format!("{head}content-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.lines().next().unwrap_or_default().to_owned()
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// Ends it; the exit code, and the rest of both streams.
    pub(super) fn end(mut self, signal: &str) -> (Option<i32>, String, String) {
        let kill = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        let (mut out, mut err) = (String::new(), String::new());
        self.out.read_to_string(&mut out).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (self.child.wait().unwrap().code(), out, err)
    }
}

#[test]
fn findings_come_as_lines_and_totals_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    for signal in ["-INT", "-TERM"] {
        let mut running = start(folder.path(), shop(), &[]);
        assert!(running.order("bad").contains(" 201 "));
        assert_eq!(
            running.line(),
            "exchange 1: minimum: response of POST /orders (createOrder): `/amount`: wanted 0 or more, found a smaller number"
        );
        for _ in 0..12 {
            running.order("bad");
        }
        let (code, out, err) = running.end(signal);
        assert_eq!((code, err.as_str()), (Some(1), ""), "{out}");
        let again = out.lines().filter(|line| line.starts_with("exchange ")).collect::<Vec<_>>();
        assert!(again.len() == 1 && again[0].ends_with("(10 times)"), "{out}");
        assert!(out.contains("POST /orders (createOrder)      0       13          0"), "{out}");
        assert!(out.contains("minimum       13  exchange 1") && out.contains("coverage  "), "{out}");
    }
}

#[test]
fn without_violations_the_exit_code_is_0() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path(), shop(), &[]);
    running.order("good");
    let (code, out, err) = running.end("-TERM");
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    assert!(out.contains("POST /orders (createOrder)      1        0          0"), "{out}");
    let (code, out, err) = start(folder.path(), shop(), &[]).end("-INT");
    assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "", "note: no exchange has passed\n"));
}

#[test]
fn each_line_of_ndjson_is_an_object() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = start(folder.path(), shop(), &["--format", "ndjson", "--mode", "enforce"]);
    assert!(running.order("bad").contains(" 502 "));
    let finding: Value = serde_json::from_str(&running.line()).unwrap();
    let member = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        [member("type"), member("id"), member("half"), member("instance")],
        ["violation", "minimum", "response", "/amount"]
    );
    assert!(finding["exchange"] == 1 && finding["count"] == 1 && finding["contract"]["line"].is_u64(), "{finding}");
    let (code, out, _) = running.end("-TERM");
    let summary: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &summary["type"], &summary["exchanges"]), (Some(1), &"summary".into(), &1.into()));
    assert_eq!(summary["violations"]["minimum"]["count"], 1);
    assert!(summary["coverage"]["percent"].is_f64());
}

/// The report of `validate` on the recording has the totals of the proxy, and nobody else can read it.
#[test]
fn a_recording_is_private_without_secrets_and_judged_alike() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("day.ndjson");
    for round in 0..2 {
        let running = start(folder.path(), shop(), &["--record", "day.ndjson", "--format", "ndjson"]);
        ["good", "bad", "good"].iter().for_each(|note| drop(running.order(note)));
        let (_, out, err) = running.end("-TERM");
        let summary: Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!((text.lines().count(), text.contains("SECRET")), (3, false), "round {round}: {text}{err}");
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
        let report = validate(folder.path(), &["day.ndjson"]);
        for member in ["records", "subjects"] {
            assert_eq!(report["summary"][member], summary[member], "{member}");
        }
        assert_eq!(report["summary"]["violations"]["minimum"]["count"], 1);
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let contract = Path::new(env!("CARGO_MANIFEST_DIR")).join(super::SHOP);
    let contract = contract.to_str().unwrap();
    let arguments = arguments.iter().map(|argument| if *argument == "SHOP" { contract } else { argument });
    Command::new(env!("CARGO_BIN_EXE_order-contracts"))
        .arg("proxy")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn what_cannot_start_says_why_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    fs::write(folder.path().join("broken.yaml"), "openapi: [").unwrap();
    std::os::unix::fs::symlink("notes.txt", folder.path().join("link")).unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let start = ["--contract", "SHOP", "--upstream", "http://127.0.0.1:1", "--listen", "0", "--allow-down"];
    let with = |more: &[&'static str]| [&start[..], more].concat();
    for (arguments, wanted) in [
        (vec!["--contract", "SHOP", "--upstream", "127.0.0.1:1"], "the scheme is missing"),
        (vec!["--contract", "SHOP", "--upstream", "ftp://a"], "the scheme is neither `http` nor `https`"),
        (vec!["--contract", "SHOP"], "--upstream <URL>"),
        (vec!["--contract", "none.yaml", "--upstream", "http://a"], "cannot read `none.yaml`"),
        (vec!["--contract", "kohortpai", "--upstream", "http://a"], "did you mean `kohortpay`?"),
        (vec!["--contract", "broken.yaml", "--upstream", "http://a"], "broken.yaml"),
        (
            vec!["--contract", "SHOP", "--upstream", "http://127.0.0.1:1", "--listen", "0"],
            "cannot connect to the upstream `http://127.0.0.1:1`",
        ),
        (vec!["--contract", "SHOP", "--upstream", "http://a", "--listen", &taken], "cannot listen on"),
        (
            vec!["--contract", "SHOP", "--upstream", "http://a", "--listen", "localhost"],
            "expected a port, or an address",
        ),
        (with(&["--record", "notes.txt"]), "cannot write `notes.txt`: it is there and no recording"),
        (with(&["--record", "link"]), "cannot write `link`: it is there and no regular file"),
        (with(&["--record", "no/such/folder"]), "cannot write `no/such/folder`"),
        (vec!["--contract", "SHOP", "--upstream", "https://a", "--upstream-ca", "notes.txt"], "has no certificate"),
        (vec!["--contract", "SHOP", "--upstream", "https://a", "--upstream-ca", "none.pem"], "cannot read `none.pem`"),
        (with(&["--body-limit", "1 MB"]), "expected a number of bytes"),
        (with(&["--timeout", "0"]), "expected a number of seconds above 0"),
    ] {
        let arguments: Vec<&str> = arguments.to_vec();
        let output = run(folder.path(), &arguments);
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}: {err}");
        assert!(
            err.contains(wanted) && err.lines().filter(|line| line.starts_with("error: ")).count() == 1,
            "{arguments:?}: {err}"
        );
    }
    assert_eq!(fs::read_to_string(folder.path().join("notes.txt")).unwrap(), "mine");
}

/// The upstream has a certificate that its own authority has signed.
#[test]
fn a_certificate_is_trusted_when_its_authority_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let openssl = |arguments: &[&str]| {
        let command = Command::new("openssl").args(arguments).current_dir(folder.path()).output();
        command.is_ok_and(|output| output.status.success())
    };
    let made = openssl(&[
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-keyout",
        "key.pem",
        "-out",
        "ca.pem",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
    ]);
    if !made {
        // Without the tool there is nothing to be tested against.
        return;
    }
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut upstream = Command::new("openssl")
        .args(["s_server", "-quiet", "-www", "-key", "key.pem", "-cert", "ca.pem", "-accept", &port.to_string()])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let url = format!("https://localhost:{port}");
    for (more, status) in [(&["--upstream-ca", "ca.pem"][..], " 200 "), (&["--allow-down"], " 502 ")] {
        let running = start(folder.path(), ([127, 0, 0, 1], 1).into(), &[&["--upstream", &url], more].concat());
        let mut stream = TcpStream::connect(&running.address).unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.lines().next().unwrap_or_default().contains(status), "{more:?}: {answer}");
        running.end("-TERM");
    }
    upstream.kill().unwrap();
    upstream.wait().unwrap();
}
