//! Documents within their limits: what goes beyond them is one clear error, and what is referred to is a regular file inside of
//! the folder.

use std::fmt::Write as _;

use order_contracts::contract::Contract;
use order_contracts::limits::Limits;
use order_contracts::pointer::Pointer;
use order_contracts::schema::{Bundle, Direction};
use order_contracts::validate::Verdict;
use serde_json::{Value, json};

use crate::reference_chains::{document, loaded, messages, post};

const HEAD: &str = "openapi: 3.1.0\npaths: {}\n";

fn limits(bytes: u64, values: u64) -> Limits {
    let mut limits = Limits::default();
    (limits.document_bytes, limits.document_values) = (bytes, values);
    limits
}

/// Texts that are small and would be large, or that are large.
#[test]
fn a_bomb_is_refused_by_the_limit_of_values() {
    let aliases = |level: usize| format!("[{}]", vec![format!("*a{}", level - 1); 9].join(", "));
    let laughs: String = (1..12).map(|level| format!("x-a{level}: &a{level} {}\n", aliases(level))).collect();
    let nested: String = (0..100).map(|level| format!("&a{level} [")).collect();
    let object: String = (0..100).map(|key| format!("k{key}: 1, ")).collect();
    let flow = "1,".repeat(20_000);
    let texts = [
        ("laughs", format!("{HEAD}x-a0: &a0 [ha]\n{laughs}")),
        (
            "nested anchors, all named",
            format!("{HEAD}x-a: {nested}{}{}\nx-b: [{}]\n", "x,".repeat(100), "]".repeat(100), {
                (0..100).map(|level| format!("*a{level}, ")).collect::<String>()
            }),
        ),
        ("merge keys", format!("{HEAD}x-a: &a {{{object}}}\nx-b:\n{}", "  - <<: *a\n".repeat(100))),
        ("a merged list", format!("{HEAD}x-a: &a {{{object}}}\nx-b: {{<<: [{}]}}\n", "*a, ".repeat(100))),
        ("a long text", format!("{HEAD}x-a: &a {}\nx-b: [{}]\n", "x".repeat(100_000), "*a, ".repeat(10))),
        ("a list in brackets", format!("{HEAD}x-a: [{flow}]\n")),
        ("a block of items", format!("{HEAD}x-a:\n{}", "- 1\n".repeat(20_000))),
        ("objects in brackets", format!("{HEAD}x-a: [{}]\n", "{a: 1},".repeat(5_000))),
        ("a JSON array", format!(r#"{{"openapi": "3.1.0", "paths": {{}}, "x-a": [{flow}1]}}"#)),
        (
            "JSON objects",
            format!(r#"{{"openapi": "3.1.0", "paths": {{}}, "x-a": [{}1]}}"#, r#"{"a":1},"#.repeat(2_000)),
        ),
        (
            "JSON that is YAML",
            format!(r#"{{"openapi": "3.1.0", "paths": {{}}, "x-a": [{}],}}"#, r#"{"a":1},"#.repeat(2_000)),
        ),
        (
            "many keys",
            format!(
                "{HEAD}x-a:\n{}",
                (0..5_000).fold(String::new(), |mut keys, key| {
                    writeln!(keys, "  k{key}: 1").unwrap();
                    keys
                })
            ),
        ),
        ("a long key", format!("{HEAD}? {}\n: 1\n", "k".repeat(1_000_000))),
    ];
    for (name, text) in texts {
        let refused = Contract::from_bytes_within(text.clone().into_bytes(), "t.yaml", &limits(1 << 30, 4_000));
        let message = refused.unwrap_err().to_string();
        assert!(message.starts_with("`t.yaml` cannot be read"), "{name}: {message}");
        assert!(message.ends_with("(limit `document-values`)"), "{name}: {message}");
    }
}

/// An anchor costs nothing that no alias names.
#[test]
fn regression_nested_anchors_without_aliases_are_read() {
    let nested: String = (0..100).map(|level| format!("&a{level} [")).collect();
    let text = format!("{HEAD}x-a: {nested}{}{}\n", "x,".repeat(1_000), "]".repeat(100));
    let contract = Contract::from_bytes_within(text.into_bytes(), "t.yaml", &limits(1 << 20, 8_000)).unwrap();
    assert!(contract.document().pointer(&format!("/x-a{}/999", "/0".repeat(99))).is_some());
}

#[test]
fn an_alias_is_what_its_anchor_is() {
    let text = format!(
        "{HEAD}x-a: &a {{b: &b [1, 2], &k key: *b}}\nx-c: [*a, *b, *k]\nx-d: {{<<: [*a, {{e: 5, b: 6}}], f: *b, *k : 7}}\n"
    );
    let contract = Contract::from_str(&text, "t.yaml").unwrap();
    let document = contract.document();
    assert_eq!(document["x-c"], json!([{"b": [1, 2], "key": [1, 2]}, [1, 2], "key"]));
    assert_eq!(document["x-d"], json!({"b": [1, 2], "key": 7, "e": 5, "f": [1, 2]}));
    let at = |pointer: &str| {
        let place = contract.place(&Pointer::parse(pointer).unwrap()).unwrap();
        text[place.value].to_owned()
    };
    assert_eq!(at("/x-c/0/b/1"), "2");
    assert_eq!(at("/x-c/1"), "*b");
    assert_eq!(at("/x-c/1/0"), "1");
    assert_eq!(at("/x-d/e"), "5");
    assert_eq!(at("/x-d/b/1"), "2");
    assert_eq!(at("/x-d/f"), "*b");
}

#[test]
fn nesting_is_bounded_in_every_style() {
    let block: String = (0..200).map(|level| format!("{}k:\n", " ".repeat(level))).collect();
    let chain: String = (1..200).map(|level| format!("x-a{level}: &a{level} [*a{}]\n", level - 1)).collect();
    for (name, text) in [
        ("flow", format!("{HEAD}x-a: {}{}\n", "[".repeat(200), "]".repeat(200))),
        ("open", format!("{HEAD}x-a: {}\n", "[".repeat(100_000))),
        ("items", format!("{HEAD}x-a:\n {}x\n", "- ".repeat(100_000))),
        ("block", format!("{HEAD}x-a: 1\n{block}")),
        ("keys", format!("{HEAD}x-a: {}x\n", "? ".repeat(100_000))),
        ("aliases", format!("{HEAD}x-a0: &a0 [1]\n{chain}")),
        ("JSON", format!(r#"{{"openapi": "3.1.0", "x-a": {}"#, "[".repeat(100_000))),
        ("JSON objects", r#"{"a":"#.repeat(100_000)),
    ] {
        let message = Contract::from_str(&text, "t.yaml").unwrap_err().to_string();
        assert!(message.starts_with("`t.yaml` is not valid "), "{name}: {message}");
        assert!(message.len() < 200, "{name}: {message}");
    }
}

#[test]
fn all_files_of_a_contract_share_one_budget() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.json");
    let schemas: serde_json::Map<String, Value> =
        (0..5).map(|file| (format!("S{file}"), json!({"$ref": format!("part{file}.yaml")}))).collect();
    std::fs::write(&path, document(&json!({"$ref": "part0.yaml"}), &json!({"schemas": schemas})).to_string()).unwrap();
    for file in 0..5 {
        let text = format!("type: integer\ndescription: {}\n", "x".repeat(10_000));
        std::fs::write(folder.path().join(format!("part{file}.yaml")), text).unwrap();
    }
    let contract = Contract::from_path_within(&path, &limits(35_000, 1 << 20)).unwrap();
    let exceeded = "it refers to a file that cannot be read: more than 35000 bytes of a contract's documents (limit `document-bytes`)";
    let found = messages(&contract);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|message| message.ends_with(exceeded)), "{found:?}");
    assert_eq!((post(&contract, "1"), post(&contract, "true")), (Verdict::Valid, Verdict::Invalid));

    let found = messages(&Contract::from_path_within(&path, &limits(1 << 20, 500)).unwrap());
    assert!(
        !found.is_empty() && found.iter().all(|message| message.ends_with("(limit `document-values`)")),
        "{found:?}"
    );

    let error = Contract::from_path_within(&path, &limits(100, 1 << 20)).unwrap_err().to_string();
    assert!(
        error.ends_with("cannot be read: more than 100 bytes of a contract's documents (limit `document-bytes`)"),
        "{error}"
    );
}

#[test]
fn a_contract_may_have_thousands_of_files() {
    let folder = tempfile::tempdir().unwrap();
    for file in 0..1_500 {
        let text = format!("type: object\nproperties: {{next: {{$ref: part{}.yaml}}}}\n", (file + 1) % 1_500);
        std::fs::write(folder.path().join(format!("part{file}.yaml")), text).unwrap();
    }
    let path = folder.path().join("api.json");
    std::fs::write(&path, document(&json!({"$ref": "part0.yaml"}), &json!({})).to_string()).unwrap();
    let contract = Contract::from_path(&path).unwrap();
    assert_eq!(messages(&contract), Vec::<String>::new());
    assert_eq!(contract.document()["x-order-contracts-files"].as_object().unwrap().len(), 1_500);
}

#[cfg(unix)]
#[test]
fn only_regular_files_of_the_folder_are_read() {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret.yaml"), "type: integer\n").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    assert!(std::process::Command::new("mkfifo").arg(at("pipe.yaml")).status().unwrap().success());
    let _socket = UnixListener::bind(at("socket.yaml")).unwrap();
    std::fs::create_dir(at("folder.yaml")).unwrap();
    symlink(outside.path().join("secret.yaml"), at("link.yaml")).unwrap();
    symlink("/dev/zero", at("zero.yaml")).unwrap();
    symlink(outside.path(), at("out")).unwrap();
    std::fs::write(at("plain.yaml"), "type: integer\n").unwrap();
    symlink("plain.yaml", at("inner.yaml")).unwrap();
    for (file, wanted) in [
        ("pipe.yaml", Some("it refers to a named pipe; only regular files are read")),
        ("socket.yaml", Some("it refers to a socket; only regular files are read")),
        ("folder.yaml", Some("it refers to a directory; only regular files are read")),
        ("link.yaml", Some("it refers to a file outside the document's folder")),
        ("zero.yaml", Some("it refers to a file outside the document's folder")),
        ("out/secret.yaml", Some("it refers to a file outside the document's folder")),
        ("/dev/zero", Some("it refers to a file outside the document's folder")),
        ("inner.yaml", None),
    ] {
        let schema = json!({"properties": {"a": {"$ref": file}, "b": {"type": "string"}, "c": {"$ref": file}}});
        std::fs::write(at("api.json"), document(&schema, &json!({})).to_string()).unwrap();
        let contract = Contract::from_path(&at("api.json")).unwrap();
        let found = messages(&contract);
        match wanted {
            Some(wanted) => {
                let wanted = format!("unresolved reference `{file}`: {wanted}");
                assert_eq!(found, [wanted.clone(), wanted], "{file}");
                assert_eq!(post(&contract, r#"{"a": 1}"#), Verdict::Undecided, "{file}");
            }
            None => {
                assert_eq!(found, Vec::<String>::new(), "{file}");
                assert_eq!(post(&contract, r#"{"a": 1}"#), Verdict::Valid, "{file}");
            }
        }
        assert_eq!(post(&contract, r#"{"b": "x"}"#), Verdict::Valid, "{file}");
        assert_eq!(post(&contract, r#"{"b": 1}"#), Verdict::Invalid, "{file}");
    }
}

#[cfg(unix)]
#[test]
fn a_device_that_is_named_is_read_to_the_limit() {
    let error = Contract::from_path_within("/dev/zero".as_ref(), &limits(1_000, 1_000)).unwrap_err().to_string();
    assert_eq!(
        error,
        "`/dev/zero` cannot be read: more than 1000 bytes of a contract's documents (limit `document-bytes`)"
    );
}

/// A short document that declares much: each path has all that the one Path Item has.
#[test]
fn what_references_repeat_counts() {
    let parameters: Value =
        (0..200).map(|name| json!({"name": format!("q{name}"), "in": "query", "schema": {}})).collect();
    let paths: serde_json::Map<String, Value> =
        (0..200).map(|path| (format!("/p{path}"), json!({"$ref": "#/components/pathItems/P"}))).collect();
    let mut document = document(&json!({}), &json!({"pathItems": {"P": {"get": {"parameters": parameters}}}}));
    document["paths"] = Value::Object(paths);
    let load =
        |values| Contract::from_bytes_within(document.to_string().into_bytes(), "t.json", &limits(1 << 20, values));
    let error = load(20_000).unwrap_err().to_string();
    assert_eq!(
        error,
        "`t.json` cannot be read with all references followed: more than 20000 values in a contract's documents (limit `document-values`)"
    );
    assert_eq!(load(200_000).unwrap().endpoints().len(), 200);
}

/// Nothing here takes time that grows with the square of the document.
#[test]
fn large_documents_are_read() {
    const MANY: usize = 20_000;
    let names: Vec<String> = (0..MANY).map(|name| format!("k{name}")).collect();
    let properties: serde_json::Map<String, Value> =
        names.iter().map(|name| (name.clone(), json!({"type": "string", "readOnly": true}))).collect();
    let mut document = document(&json!({"required": names, "enum": names, "properties": properties}), &json!({}));
    document["paths"]["/a"]["post"]["parameters"] =
        names.iter().map(|name| json!({"name": name, "in": "query", "schema": {}})).collect();
    for version in ["3.0.3", "3.1.0"] {
        document["openapi"] = version.into();
        let contract = loaded(&document);
        assert_eq!(messages(&contract), Vec::<String>::new());
        assert_eq!(contract.endpoints()[0].parameters.len(), MANY);
        let bundle = Bundle::new(&document, contract.operations()[0].pointer(), Direction::Neutral);
        assert!(bundle.skipped.is_empty());
    }
}

#[test]
fn many_problems_are_located() {
    let schemas: String = (0..5_000).fold(String::new(), |mut text, name| {
        writeln!(text, "    S{name}: {{type: 5}}").unwrap();
        text
    });
    let contract = Contract::from_str(&format!("{HEAD}components:\n  schemas:\n{schemas}"), "t.yaml").unwrap();
    let problems = contract.problems();
    assert_eq!(problems.len(), 5_000);
    let last = problems.last().unwrap();
    assert_eq!((last.location.line, last.location.column), (5_004, 19));
}

/// Each value below a long key has that in its place.
#[test]
fn long_keys_are_refused_where_places_repeat_them() {
    let inside: serde_json::Map<String, Value> = (0..50).map(|name| (format!("k{name}"), json!({}))).collect();
    let text = json!({"openapi": "3.1.0", "paths": {}, "x-a": {"k".repeat(1_000): inside}}).to_string();
    let error = Contract::from_bytes_within(text.clone().into_bytes(), "t.json", &limits(10_000, 10_000)).unwrap_err();
    let wanted = "`t.json` cannot be read: the places of its values take more than 20000 bytes, twice the limit `document-bytes`; \
                  its keys are too long, or nest too deeply";
    assert_eq!(error.to_string(), wanted);
    assert!(Contract::from_bytes_within(text.into_bytes(), "t.json", &limits(100_000, 10_000)).is_ok());
}

#[test]
fn variables_of_servers_are_not_unfolded_beyond_reason() {
    let many: Vec<String> = (0..100_000).map(|value| format!("v{value}")).collect();
    for (server, wanted) in [
        (json!({"url": "x".repeat(10_000)}), "the URL is longer than 8192 bytes"),
        (
            json!({"url": format!("/{}", "{a}".repeat(2_000)), "variables": {"a": {"enum": ["y".repeat(10_000)]}}}),
            "the URL is longer than 8192 bytes with the values of `a`",
        ),
        (
            json!({"url": "/{a}/{b}", "variables": {"a": {"enum": many}, "b": {"enum": many}}}),
            "the variables have 100000 combinations; only the first 64 are used",
        ),
    ] {
        let mut document = document(&json!({}), &json!({}));
        document["servers"] = json!([server]);
        let found = messages(&loaded(&document));
        assert_eq!(found.first().map(String::as_str), Some(wanted));
    }
}

#[test]
fn the_problems_that_are_not_listed_are_counted() {
    let wrong: serde_json::Map<String, Value> =
        (0..12_000).map(|name| (format!("S{name}"), json!({"type": 5}))).collect();
    let contract = loaded(&document(&json!({}), &json!({"schemas": wrong})));
    let found = messages(&contract);
    assert_eq!(found.len(), 10_001);
    assert_eq!(found[10_000], "2000 more problems are not listed");
    assert_eq!(contract.problems()[10_000].location.pointer, Pointer::root());
}
