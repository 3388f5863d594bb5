//! `validate` is green only when something was checked, and says so when nothing was.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;

use crate::cli::run_in;

const ORDER: &str = r#"{"amount": 35000}"#;

fn entry(url: &str) -> String {
    format!(
        r#"{{"request": {{"method": "GET", "url": "{url}", "headers": [{{"name": "authorization", "value": "Bearer x"}}]}},
        "response": {{"status": 0, "headers": [], "content": {{}}}}}}"#
    )
}

fn capture(urls: &[&str]) -> String {
    let entries: Vec<String> = urls.iter().map(|url| entry(url)).collect();
    format!(r#"{{"log": {{"version": "1.2", "entries": [{}]}}}}"#, entries.join(", "))
}

/// A folder with inputs of every kind that have nothing to check.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("other.har", &capture(&["https://a.example.com/x", "https://b.example.com/y"]));
    write("empty.har", &capture(&[]));
    write("empty.ndjson", "");
    write("blank.ndjson", "\n\n  \n");
    write("other.json", r#"{"request": {"method": "POST", "target": "https://api.other.com/orders"}}"#);
    write("assumed.json", r#"{"request": {"method": "POST", "target": "/orders", "assumed": true}}"#);
    write("order.json", ORDER);
    fs::create_dir_all(folder.path().join("notes")).unwrap();
    write("notes/a.txt", "a");
    write("notes/b.md", "b");
    fs::create_dir_all(folder.path().join("mixed")).unwrap();
    write("mixed/a.json", ORDER);
    write("mixed/readme.md", "b");
    write("mixed/LICENSE", "c");
    folder
}

fn run(folder: &Path, arguments: &[&str], stdin: &str) -> String {
    run_in(folder, &[&["validate"], arguments].concat(), stdin.as_bytes())
}

#[test]
fn nothing_checked_is_not_valid() {
    let folder = folder();
    let runs: [&[&str]; 8] = [
        &["kohortpay", "other.har"],
        &["kohortpay", "empty.har"],
        &["kohortpay", "empty.ndjson"],
        &["kohortpay", "blank.ndjson"],
        &["kohortpay", "other.json"],
        &["kohortpay", "assumed.json"],
        &["kohortpay", "createOrder"],
        &["kohortpay", "other.har", "empty.ndjson", "other.json"],
    ];
    let mut all = String::new();
    for arguments in runs {
        let printed = run(folder.path(), arguments, "");
        assert!(printed.starts_with("exit 2\n") && !printed.contains(" valid"), "{arguments:?}: {printed}");
        all.push_str(&format!("$ validate {}\n{printed}", arguments.join(" ")));
        let allowed = run(folder.path(), &[arguments, &["--allow-empty"]].concat(), "");
        assert!(allowed.starts_with("exit 0\n") && !allowed.contains(" valid"), "{arguments:?}: {allowed}");
    }
    assert_snapshot!("nothing_checked", all);
}

#[test]
fn nothing_checked_in_every_format() {
    let folder = folder();
    for format in ["json", "sarif", "github", "gitlab", "junit"] {
        let printed = run(folder.path(), &["kohortpay", "other.har", "empty.ndjson", "--format", format], "");
        assert!(printed.starts_with("exit 2\n"), "{printed}");
        assert_snapshot!(format!("nothing_checked_{format}"), printed);
    }
}

#[test]
fn something_checked_beside_nothing_is_enough() {
    let folder = folder();
    fs::write(
        folder.path().join("both.har"),
        capture(&["https://a.example.com/x", "https://api.kohortpay.com/orders"]),
    )
    .unwrap();
    assert_snapshot!("nothing_checked_of_some", run(folder.path(), &["kohortpay", "both.har", "empty.ndjson"], ""));
}

#[test]
fn a_folder_counts_what_it_skips() {
    let folder = folder();
    assert_snapshot!("folder_skipped", run(folder.path(), &["kohortpay", "createOrder", "mixed"], ""));
    assert_snapshot!("folder_all_skipped", run(folder.path(), &["kohortpay", "createOrder", "notes"], ""));
    let allowed = run(folder.path(), &["kohortpay", "createOrder", "notes", "--allow-empty"], "");
    assert!(allowed.starts_with("exit 0\n") && allowed.contains("2 files skipped"), "{allowed}");
}

#[test]
fn the_host_means_the_same_in_every_layout() {
    let folder = tempfile::tempdir().unwrap();
    let exchange = |target: &str, host: &str| {
        format!(
            r#"{{"request": {{"method": "GET", "target": "{target}", "headers": {{"authorization": "Bearer x"{host}}}}}}}"#
        )
    };
    let other_host = r#", "host": "localhost:8080""#;
    let cases = [
        (exchange("https://api.other.com/orders", ""), false),
        (exchange("/orders", other_host), false),
        (exchange("/orders", ""), true),
        (exchange("/orders", r#", "host": "API.kohortpay.com:443""#), true),
        (exchange("https://api.kohortpay.com/orders", other_host), true),
    ];
    for (text, is_ours) in &cases {
        for name in ["exchange.json", "exchange.ndjson"] {
            fs::write(folder.path().join(name), text).unwrap();
            let printed = run(folder.path(), &["kohortpay", name], "");
            let code = if *is_ours { "exit 0\n" } else { "exit 2\n" };
            assert!(printed.starts_with(code), "{name}: {text}: {printed}");
            let printed = run(folder.path(), &["kohortpay", name, "--any-host"], "");
            assert!(printed.starts_with("exit 0\n"), "{name}: {text}: {printed}");
        }
    }
}

#[test]
fn a_forgotten_schema_name_or_api_is_suggested() {
    let folder = folder();
    fs::write(folder.path().join("day.ndjson"), format!("{ORDER}\n{ORDER}\n")).unwrap();
    let runs: [&[&str]; 8] = [
        &["kohortpay", "order.json"],
        &["kohortpay", "day.ndjson"],
        &["order.json"],
        &["kohort", "createOrder", "order.json"],
        &["kohortpay", "createOrdr", "order.json"],
        &["kohortpay", "createOrder.respons.201", "order.json"],
        &["kohortpay", "createOrder", "ordr.json"],
        &["--contract", "ordr.json", "createOrder"],
    ];
    let all: String = runs
        .map(|arguments| format!("$ validate {}\n{}", arguments.join(" "), run(folder.path(), arguments, "")))
        .concat();
    assert_snapshot!("did_you_mean", all);
}

#[test]
fn a_file_does_not_hide_an_embedded_contract() {
    let folder = folder();
    let document = "openapi: 3.0.3\ninfo: {title: Mine, version: '1'}\npaths: {}\n\
                    components: {schemas: {CreateOrder: {type: object, required: [mine]}}}\n";
    let printed = |arguments: &[&str]| run_in(folder.path(), arguments, b"");
    fs::create_dir(folder.path().join("kohortpay")).unwrap();
    assert!(printed(&["diff", "kohortpay", "kohortpay"]).starts_with("exit 0\n"));
    assert!(printed(&["validate", "--contract", "kohortpay", "CreateOrder", "order.json"]).starts_with("exit 0\n"));
    fs::remove_dir(folder.path().join("kohortpay")).unwrap();
    fs::write(folder.path().join("kohortpay"), document).unwrap();
    assert!(printed(&["validate", "kohortpay", "CreateOrder", "order.json"]).starts_with("exit 0\n"));
    for arguments in [
        ["validate", "./kohortpay", "CreateOrder", "order.json"].as_slice(),
        &["validate", "--contract", "./kohortpay", "CreateOrder", "order.json"],
    ] {
        let printed = printed(arguments);
        assert!(printed.starts_with("exit 1\n") && printed.contains("`mine`"), "{printed}");
    }
    let printed = printed(&["diff", "threekit", "threkit"]);
    assert!(printed.contains("did you mean `threekit`?"), "{printed}");
}

const OWN: &str = "openapi: 3.1.0
info: {title: Own, version: '2'}
servers: [{url: 'https://api.example.com/v1'}]
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    get:
      operationId: getThing
      responses: {'200': {description: a thing, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}
    delete:
      responses: {'204': {description: deleted}, '404': {description: none, content: {application/json: {schema: {type: object}}}}}
components:
  schemas:
    Thing: {type: object, properties: {name: {type: string}}}
";

#[test]
fn list_and_schema_work_for_any_document() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("own.yaml"), OWN).unwrap();
    let printed = |arguments: &[&str]| run_in(folder.path(), arguments, b"");
    assert_snapshot!("list_contract", printed(&["list", "--contract", "own.yaml"]));
    assert_snapshot!("list_contract_json", printed(&["list", "--contract", "own.yaml", "--format", "json"]));
    assert_snapshot!("schema_contract", printed(&["schema", "--contract", "own.yaml", "getThing.response.200"]));
    assert_snapshot!("schema_contract_unknown", printed(&["schema", "--contract", "own.yaml", "Thig"]));
    let all = printed(&["schema", "--contract", "own.yaml", "--all", "--out", "out"]);
    assert_eq!(all, "exit 0\n--- stdout\n--- stderr\nwrote 3 schemas to out\n");
    let mut names: Vec<String> = fs::read_dir(folder.path().join("out"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["DELETE__things__id_.response.404.json", "Thing.json", "getThing.response.200.json"]);
    let piped = run_in(folder.path(), &["schema", "--contract", "-", "Thing"], OWN.as_bytes());
    assert!(piped.starts_with("exit 0\n"), "{piped}");
    let both = printed(&["list", "kohortpay", "--contract", "own.yaml"]);
    assert!(both.starts_with("exit 2\n"), "{both}");
}

#[test]
fn a_path_outside_the_base_path_names_the_base_path() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("own.yaml"), OWN).unwrap();
    let exchange = r#"{"request": {"method": "GET", "target": "/things/7"}}"#;
    let run =
        |arguments: &[&str]| run(folder.path(), &[&["--contract", "own.yaml", "-"], arguments].concat(), exchange);
    assert_snapshot!("outside_base_path", run(&[]));
    assert!(run(&["--base-path", ""]).starts_with("exit 0\n"));
    assert!(run(&["--base-path", "/v2"]).contains("outside the base path `/v2`"));
}

#[test]
fn coverage_is_a_table_and_the_list_on_demand() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("own.yaml"), OWN).unwrap();
    let exchange =
        r#"{"request": {"method": "GET", "target": "/v1/things/7"}, "response": {"status": 200, "body": {}}}"#;
    let run = |coverage: &str| run(folder.path(), &["--contract", "own.yaml", "-", coverage], exchange);
    assert_snapshot!("coverage_table", run("--coverage"));
    assert_snapshot!("coverage_full", run("--coverage=full"));
}

#[test]
fn a_syntax_error_shows_its_line_and_no_value() {
    let folder = tempfile::tempdir().unwrap();
    let text = "{\n  \"customerFirstName\": \"Ann\",\n  \"customerLastName\": Smith,\n  \"amount\": 12\n}\n";
    fs::write(folder.path().join("order.json"), text).unwrap();
    let arguments = ["kohortpay", "createOrder", "order.json"];
    let printed = run(folder.path(), &arguments, "");
    assert!(!printed.contains("Smith") && !printed.contains("Ann"), "{printed}");
    assert_snapshot!("syntax_error", printed);
    let printed = run(folder.path(), &[&arguments[..], &["--show-values"]].concat(), "");
    assert!(printed.contains("\"customerLastName\": Smith,"), "{printed}");
}

#[test]
fn a_record_that_is_no_exchange_says_what_to_change() {
    let folder = tempfile::tempdir().unwrap();
    let records = [
        r#"{"request": {"method": "GET", "target": "/orders",}}"#,
        r#"{"request": {"metod": "GET", "target": "/orders"}}"#,
        r#"{"request": {"verb": "GET", "target": "/orders"}}"#,
        r#"{"request": {"method": "GET"}}"#,
        r#"{"request": {"method": "GET", "target": 5}}"#,
        r#"{"request": {"method": "GET", "target": "/", "headers": ["a"]}}"#,
        r#"{"request": {"method": "GET", "target": "/", "body": 1, "bodyText": "1"}}"#,
        r#"{"request": {"method": "GET", "target": "/"}, "response": {"status": "ok"}}"#,
        r#"{"request": []}"#,
        "[]",
    ];
    fs::write(folder.path().join("day.ndjson"), records.join("\n")).unwrap();
    fs::write(folder.path().join("entry.har"), r#"{"log": {"entries": [{}, {"request": {"method": "GET"}}]}}"#)
        .unwrap();
    fs::write(folder.path().join("cut.json"), "{\n  \"request\": {\n    \"method\": \"GET\",\n").unwrap();
    let files = ["kohortpay", "day.ndjson", "entry.har", "cut.json"];
    assert_snapshot!("no_exchange", run(folder.path(), &files, ""));
    let printed = run(folder.path(), &["kohortpay", "cut.json", "--format", "json"], "");
    assert!(printed.contains(r#""id":"unreadable","line":4,"#) && printed.contains(r#""column":1"#), "{printed}");
    let printed = run(folder.path(), &["kohortpay", "cut.json", "--format", "github"], "");
    assert!(printed.contains("file=cut.json,line=4,col=1"), "{printed}");
}

#[test]
fn a_misspelt_path_of_a_document_is_not_called_an_api() {
    let folder = folder();
    fs::write(folder.path().join("api.yaml"), "openapi: 3.0.3").unwrap();
    for (word, wanted) in [
        ("./apii.yaml", "error: cannot read `./apii.yaml`: no such file; did you mean `./api.yaml`?"),
        ("apii.yaml", "error: cannot read `apii.yaml`: no such file; did you mean `api.yaml`?"),
        ("nowhere/api.yaml", "error: cannot read `nowhere/api.yaml`: No such file or directory"),
        ("kohort", "error: unknown API `kohort`; expected `kohortpay` or `threekit`; did you mean `kohortpay`?"),
    ] {
        let printed = run(folder.path(), &[word, "CreateOrder", "order.json"], "");
        assert!(printed.starts_with("exit 2\n") && printed.contains(wanted), "{printed}");
    }
}

#[test]
fn hints_name_what_was_probably_meant() {
    let folder = tempfile::tempdir().unwrap();
    let document = "openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /things/{id}/parts:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: filter, in: query, style: deepObject, schema: {type: object, properties: {size: {type: integer}}}}
      responses: {'204': {description: Done}}
components:
  schemas:
    One: {type: array, contains: {const: 1}}
    Some: {type: array, contains: {const: 1}, minContains: 2, maxContains: 3}
";
    fs::write(folder.path().join("api.yaml"), document).unwrap();
    let payload = |name: &str, sent: &str| run(folder.path(), &["--contract", "api.yaml", name], sent);
    let printed = payload("One", "[2]");
    let wanted = "payload: wanted items matching `contains`, found an array of 1 item; at least 1 must match";
    assert!(printed.contains(wanted), "{printed}");
    assert!(payload("Some", "[1]").contains("found an array of 1 item; 2 to 3 must match"));
    let exchange = |target: &str| {
        let sent = format!(r#"{{"request": {{"method": "GET", "target": "{target}"}}}}"#);
        run(folder.path(), &["--contract", "api.yaml", "--strict", "--as", "json"], &sent)
    };
    let printed = exchange("/thing/4711-0815-4711/part");
    let wanted = "unknown-path: request: unknown path `/thing/…/part`; did you mean `/things/{id}/parts`?";
    assert!(printed.contains(wanted), "{printed}");
    let printed = exchange("/things/1/parts?filter=big");
    let wanted = "undeclared query parameter `filter`; expected the properties of the object `filter`, each on its own";
    assert!(printed.contains(wanted), "{printed}");
}

#[test]
fn problems_of_a_document_are_shown_before_an_unknown_name() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: 5\n").unwrap();
    let printed = run(folder.path(), &["--contract", "api.yaml", "Thing"], "{}");
    let (note, error) =
        (printed.find("note: api.yaml:3:8: at `/paths`: wanted"), printed.find("error: unknown schema"));
    assert!(note.is_some() && note < error, "{printed}");
}

#[test]
fn superfluous_and_misread_words_are_explained() {
    let folder = folder();
    fs::write(folder.path().join("api.yaml"), "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n").unwrap();
    let printed = run_in(folder.path(), &["schema", "kohortpay", "--contract", "api.yaml", "Order"], b"");
    let wanted = "unexpected argument `Order`; `--contract` is used instead of `kohortpay`: leave out one of them";
    assert!(printed.starts_with("exit 2\n") && printed.contains(wanted), "{printed}");
    let printed = run(folder.path(), &["kohortpay", "--as", "har"], "");
    let wanted = "error: cannot read standard input: invalid capture at line 1: unexpected end of the input";
    assert!(printed.starts_with("exit 2\n") && printed.contains(wanted), "{printed}");
    let printed = run_in(folder.path(), &["explain", "Enum"], b"");
    assert!(printed.starts_with("exit 0\n--- stdout\nenum\n"), "{printed}");
}
