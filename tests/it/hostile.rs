//! Hostile input: every case runs the program in a process of its own, under a limit of time and of address space. The limits
//! are those of a test build on a busy machine; what they catch is work or memory that grows without a bound.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use tempfile::TempDir;

/// KiB of address space: the program itself, its threads, and what a case may take.
const SPACE: u32 = 900_000;

/// How long a case may take before it counts as endless.
const PATIENCE: Duration = Duration::from_secs(60);

struct Ran {
    /// `None` when the program was ended by a signal.
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs the program in `folder` with `arguments`.
fn run(folder: &TempDir, arguments: &[&str]) -> Ran {
    let out = |name: &str| fs::File::create(folder.path().join(name)).unwrap();
    let mut child = Command::new("sh")
        .arg("-c")
        .arg(format!("ulimit -v {SPACE}; exec \"$@\""))
        .args(["sh", env!("CARGO_BIN_EXE_order-contracts")])
        .args(arguments)
        .current_dir(folder.path())
        .env("ORDER_CONTRACTS_THREADS", "2")
        .stdin(Stdio::null())
        .stdout(out("stdout"))
        .stderr(out("stderr"))
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("{arguments:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let text = |name: &str| String::from_utf8_lossy(&fs::read(folder.path().join(name)).unwrap()).into_owned();
    Ran { code: status.code(), stdout: text("stdout"), stderr: text("stderr") }
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// A document with the component schemas `schemas`, of which `A` is the body of `POST /a`.
fn document(schemas: &Value) -> Value {
    let body = json!({"required": true, "content": {"application/json": {"schema": reference("A")}}});
    let operation = json!({"requestBody": body, "responses": {"204": {"description": "done"}}});
    json!({
        "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": operation}}, "components": {"schemas": schemas},
    })
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Schemas `A`, `B1`, ... `Bn`, each made of the next by `link`; the last is `end`.
fn chain(length: usize, end: &Value, link: impl Fn(Value) -> Value) -> Value {
    let name = |number: usize| if number == 0 { "A".to_owned() } else { format!("B{number}") };
    let mut schemas: Map<String, Value> =
        (0..length).map(|number| (name(number), link(reference(&name(number + 1))))).collect();
    schemas.insert(name(length), end.clone());
    Value::Object(schemas)
}

/// Validates `payload` against `A`, and compares the document with one whose last schema differs.
fn judged(what: &str, schemas: &dyn Fn(&Value) -> Value, payload: &str, code: i32) {
    let (base, revision) = (schemas(&json!({"type": "string"})), schemas(&json!({"type": "integer"})));
    let folder = folder(&[
        ("a.json", &document(&base).to_string()),
        ("b.json", &document(&revision).to_string()),
        ("p.json", payload),
    ]);
    let ran = run(&folder, &["validate", "--contract", "a.json", "A", "p.json"]);
    assert_eq!(ran.code, Some(code), "{what}: {} {}", ran.stdout, ran.stderr);
    for order in [["a.json", "b.json"], ["b.json", "a.json"], ["a.json", "a.json"]] {
        let ran = run(&folder, &["diff", order[0], order[1], "--format", "json"]);
        assert!(matches!(ran.code, Some(0..=2)), "{what} {order:?}: {:?} {}", ran.code, ran.stderr);
        // A last schema that differs is never taken for the same.
        let verdict = serde_json::from_str::<Value>(&ran.stdout).unwrap()["verdict"].clone();
        assert!(order[0] == order[1] || verdict != "compatible", "{what} {order:?}: {verdict}");
    }
}

#[test]
fn schemas_that_fan_out_or_recur_are_judged_and_compared() {
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let twice = |next: Value| json!({(keyword): [next.clone(), next]});
        judged(keyword, &|end| chain(40, end, twice), "1", 1);
    }
    let items = |next: Value| json!({"anyOf": [{"items": next.clone()}, {"items": next}]});
    judged("anyOf of items", &|end| chain(30, end, items), &("[".repeat(30) + "1" + &"]".repeat(30)), 1);
    let properties = |next: Value| json!({"allOf": [{"properties": {"a": next.clone()}}, {"properties": {"a": next}}]});
    let payload = r#"{"a": "#.repeat(30) + "1" + &"}".repeat(30);
    judged("allOf of properties", &|end| chain(30, end, properties), &payload, 1);
    let not = |next: Value| json!({"not": {"anyOf": [next.clone(), next]}});
    judged("not", &|end| chain(40, end, not), "\"\"", 0);
    let kinds = |end: &Value| {
        let kind = |number: usize| {
            json!({
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"type": "string", "enum": [format!("k{number}")]}, "of": reference("A"), "x": end},
            })
        };
        json!({"A": {"oneOf": (0..26).map(kind).collect::<Vec<_>>()}})
    };
    judged("recursive oneOf", &kinds, &(r#"{"kind": "no", "of": "#.repeat(60) + "1" + &"}".repeat(60)), 1);
}

#[test]
fn circles_are_undecided() {
    let circles = [
        json!({"A": reference("A")}),
        json!({"A": {"anyOf": [reference("A"), reference("A")]}}),
        json!({"A": {"not": {"anyOf": [reference("A"), reference("A")]}}}),
        json!({"A": {"allOf": [reference("B")]}, "B": {"anyOf": [reference("A"), {"not": reference("B")}]}}),
    ];
    for schemas in circles {
        let text = document(&schemas).to_string();
        let folder = folder(&[("a.json", &text), ("p.json", r#"{"a": 1}"#)]);
        let ran = run(&folder, &["validate", "--contract", "a.json", "A", "p.json"]);
        assert_eq!(ran.code, Some(2), "{schemas}: {} {}", ran.stdout, ran.stderr);
        assert!(ran.stdout.contains("undecided"), "{}", ran.stdout);
        let ran = run(&folder, &["diff", "a.json", "a.json"]);
        assert!(matches!(ran.code, Some(0..=2)), "{schemas}: {}", ran.stderr);
    }
}

#[test]
fn long_chains_need_no_stack() {
    for (what, link) in [
        ("$ref", (|next| next) as fn(Value) -> Value),
        ("allOf", |next| json!({"allOf": [next]})),
        ("properties", |next| json!({"properties": {"a": next}})),
    ] {
        judged(what, &|end| chain(3_000, end, link), "1", i32::from(what != "properties"));
    }
    let nested = (0..5_000).fold("{}".to_owned(), |inner, _| format!(r#"{{"items": {inner}}}"#));
    let text = document(&json!({"A": {}})).to_string().replacen(r#""A":{}"#, &format!(r#""A":{nested}"#), 1);
    let folder = folder(&[("a.json", &text), ("p.json", "1")]);
    let ran = run(&folder, &["validate", "--contract", "a.json", "A", "p.json"]);
    assert!(matches!(ran.code, Some(0 | 2)), "{:?} {}", ran.code, ran.stderr);
}

#[test]
fn payloads_of_any_depth_and_width_are_judged() {
    let tree = json!({"A": {"type": "object", "properties": {"a": reference("A")}, "additionalProperties": false}});
    let text = document(&tree).to_string();
    let deep = |depth: usize| r#"{"a": "#.repeat(depth) + "{\"b\": 1}" + &"}".repeat(depth);
    let wide = format!("{{{}}}", (0..200_000).map(|number| format!("\"k{number}\": 1")).collect::<Vec<_>>().join(","));
    let list = format!("[{}]", vec!["1"; 400_000].join(","));
    for (payload, code) in [(deep(900), 1), (deep(100_000), 2), (wide, 1), (list, 1), ("[".repeat(1 << 20), 2)] {
        let folder = folder(&[("a.json", &text), ("p.json", &payload)]);
        for format in ["text", "json", "sarif", "junit", "github", "gitlab", "html"] {
            let ran = run(&folder, &["validate", "--contract", "a.json", "A", "p.json", "--format", format]);
            assert_eq!(ran.code, Some(code), "{format}: {} {}", &ran.stdout[..ran.stdout.len().min(2_000)], ran.stderr);
        }
        let ran = run(&folder, &["validate", "--contract", "a.json", "A", "p.json", "--coverage", "--strict"]);
        assert_eq!(ran.code, Some(code), "coverage: {}", ran.stderr);
    }
}

/// The place of each statement was found by a pass over the whole document.
#[test]
fn a_record_that_breaks_every_statement_of_a_wide_object_is_reported() {
    let names: Vec<String> = (0..20_000).map(|number| format!("p{number:05}")).collect();
    let properties: serde_json::Map<String, Value> =
        names.iter().map(|name| (name.clone(), json!({"type": "string", "maxLength": 1}))).collect();
    let payload: serde_json::Map<String, Value> = names.iter().map(|name| (name.clone(), json!("ab"))).collect();
    let folder = folder(&[
        ("a.json", &document(&json!({"A": {"type": "object", "properties": properties}})).to_string()),
        ("p.json", &Value::Object(payload).to_string()),
    ]);
    let ran = run(&folder, &["validate", "--contract", "a.json", "A", "p.json", "--format", "json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["inputs"][0]["violations"].as_array().map(Vec::len), Some(10_000));
}

#[test]
fn many_wrong_items_and_lines_are_reported_in_bounded_memory() {
    let items = json!({"A": {"type": "array", "items": {"type": "object", "required": ["a", "b", "c"]}}});
    let lines = json!({"B": {"type": "object", "required": ["a", "b", "c", "d", "e", "f"]}});
    let array = format!("[{}]", vec!["{}"; 40_000].join(","));
    let mut schemas = items;
    schemas.as_object_mut().unwrap().extend(lines.as_object().unwrap().clone());
    let folder = folder(&[
        ("a.json", &document(&schemas).to_string()),
        ("p.json", &array),
        ("objects.ndjson", &"{}\n".repeat(100_000)),
        ("ones.ndjson", &"1\n".repeat(500_000)),
        ("none.ndjson", &"x\n".repeat(500_000)),
    ]);
    for format in ["text", "json", "sarif", "junit", "github", "gitlab"] {
        for (schema, file) in [("A", "p.json"), ("B", "objects.ndjson"), ("B", "ones.ndjson"), ("B", "none.ndjson")] {
            let ran = run(
                &folder,
                &["validate", "--contract", "a.json", schema, file, "--format", format, "--max-violations", "10"],
            );
            assert_eq!(ran.code, Some(1), "{format} {file}: {}", ran.stderr);
        }
    }
}

#[test]
fn documents_that_unfold_are_refused_or_read_within_the_limit() {
    let head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n";
    let mut laughs = head.to_owned() + "    L0: &l0 {enum: [a, a, a, a, a, a, a, a, a, a]}\n";
    for level in 1..12 {
        let inner = vec![format!("*l{}", level - 1); 10].join(", ");
        let _ = writeln!(laughs, "    L{level}: &l{level} {{allOf: [{inner}]}}");
    }
    let anchors =
        (0..100).fold("1".to_owned(), |inner, number| format!("&a{number} [{inner}, {}]", "1, ".repeat(2_000) + "1"));
    let anchors = format!("{head}    A: {{enum: [{anchors}]}}\n");
    let many = document(&json!({"A": {"enum": [0]}})).to_string().replacen(
        "[0]",
        &format!("[{}1]", "1,".repeat(15_000_000)),
        1,
    );
    let brackets = head.to_owned() + "    A: " + &"[".repeat(1 << 20);
    for (what, text, code) in
        [("laughs", laughs, 2), ("anchors", anchors, 0), ("values", many, 2), ("brackets", brackets, 2)]
    {
        let folder = folder(&[("a.yaml", &text)]);
        let ran = run(&folder, &["list", "--contract", "a.yaml"]);
        assert_eq!(ran.code, Some(code), "{what}: {} {}", ran.stdout.len(), ran.stderr);
        assert_eq!(ran.stderr.lines().count(), usize::from(code != 0), "{what}: {}", ran.stderr);
    }
}

#[test]
fn wide_documents_are_loaded_and_compared_in_linear_time() {
    let names = |count: usize| (0..count).map(|number| format!("n{number}")).collect::<Vec<_>>();
    let properties = |count: usize, kind: &str| -> Value {
        names(count).into_iter().map(|name| (name, json!({"type": kind}))).collect::<Map<_, _>>().into()
    };
    let objects = |count: usize| (0..count).map(|number| json!({"a": number, "b": [number]})).collect::<Vec<_>>();
    let cases = [
        ("required", json!({"required": names(20_000)}), json!({"required": names(19_999)})),
        ("enum of strings", json!({"enum": names(50_000)}), json!({"enum": names(49_999)})),
        ("enum of objects", json!({"enum": objects(4_000)}), json!({"enum": objects(3_999)})),
        (
            "properties",
            json!({"properties": properties(500, "string")}),
            json!({"properties": properties(500, "integer")}),
        ),
    ];
    for (what, base, revision) in cases {
        let folder = folder(&[
            ("a.json", &document(&json!({"A": base})).to_string()),
            ("b.json", &document(&json!({"A": revision})).to_string()),
            ("p.json", "{}"),
        ]);
        let ran = run(&folder, &["validate", "--contract", "a.json", "A", "p.json"]);
        assert!(matches!(ran.code, Some(0 | 1)), "{what}: {:?} {}", ran.code, ran.stderr);
        let ran = run(&folder, &["diff", "a.json", "b.json", "--format", "json"]);
        assert!(matches!(ran.code, Some(0..=2)), "{what}: {:?} {}", ran.code, ran.stderr);
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_not_waited_for() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
                A: {$ref: 'pipe.yaml'}\n";
    let folder = folder(&[("a.yaml", text), ("p.json", "1")]);
    let make = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    make(&folder.path().join("pipe.yaml"));
    fs::create_dir(folder.path().join("in")).unwrap();
    make(&folder.path().join("in/p.json"));
    let ran = run(&folder, &["validate", "--contract", "a.yaml", "A", "p.json"]);
    assert_eq!(ran.code, Some(2), "{} {}", ran.stdout, ran.stderr);
    let ran = run(&folder, &["validate", "kohortpay", "CreateOrder", "in"]);
    assert_eq!(ran.code, Some(2), "{} {}", ran.stdout, ran.stderr);
    let ran = run(&folder, &["diff", "none.yaml", "pipe.yaml"]);
    assert!(ran.code == Some(2) && ran.stderr.contains("none.yaml"), "{} {}", ran.stdout, ran.stderr);
    let ran = run(&folder, &["list", "--contract", "/dev/zero"]);
    assert_eq!(ran.code, Some(2), "{} {}", ran.stdout, ran.stderr);
}
