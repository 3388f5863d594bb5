//! The proxy on a pseudo-terminal of 80 columns: colours, and lines that are broken between words.

use std::io::{Read, Write};
use std::net::TcpStream;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use super::program::{arguments, shop};

/// What is read until `end` is in it, or there is no more.
fn read_until(reader: &mut dyn Read, written: &mut String, end: &str) {
    let mut buffer = [0; 4096];
    while !written.contains(end) {
        // Linux reports the end of a terminal as an error.
        match reader.read(&mut buffer) {
            Ok(read @ 1..) => written.push_str(&String::from_utf8_lossy(&buffer[..read])),
            _ => return,
        }
    }
}

/// Without the sequences of colours.
fn without_colours(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + piece.split_once('m').map_or(piece, |(_, rest)| rest))
}

#[test]
fn findings_are_coloured_and_as_wide_as_the_terminal() {
    let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_order-contracts"));
    command.args(arguments(shop()));
    command.cwd(env!("CARGO_MANIFEST_DIR"));
    for name in ["CI", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM"] {
        command.env_remove(name);
    }
    command.env("TERM", "xterm-256color");
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut writer = pair.master.take_writer().unwrap();
    let mut written = String::new();
    read_until(&mut reader, &mut written, "upstream http://");
    let plain = without_colours(&written);
    let address = plain.split("http://").nth(1).unwrap().split(',').next().unwrap().to_owned();
    let body = r#"{"note": "bad", "amuont": 1}"#;
    let mut stream = TcpStream::connect(&address).unwrap();
    let head = "host: a\r\nconnection: close\r\nauthorization: Bearer x\r\ncontent-type: application/json";
    write!(stream, "POST /v1/orders HTTP/1.1\r\n{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
    stream.read_to_string(&mut String::new()).unwrap();
    read_until(&mut reader, &mut written, "smaller");
    // Ctrl-C.
    writer.write_all(b"\x03").unwrap();
    read_until(&mut reader, &mut written, "there is no such text");
    assert_eq!(child.wait().unwrap().exit_code(), 1, "{written}");
    assert!(written.contains("\u{1b}[1mexchange 1\u{1b}[0m: \u{1b}[1m\u{1b}[31mrequired\u{1b}[0m: "), "{written}");
    let plain = without_colours(&written).replace('\r', "");
    assert!(plain.lines().all(|line| line.chars().count() <= 80), "{plain}");
    let wanted = "exchange 1: required: request of POST /orders (createOrder): missing required\n  property `amount`; did you write `amuont` instead?\n";
    assert!(plain.contains(wanted), "{plain}");
}
