//! Files that the program writes: whole or not at all, never through a link, never over what somebody else wrote.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::cli::run_in;

/// Every file below `folder` with its text.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        match path.is_dir() {
            true => out.extend(files(&path).into_iter().map(|(below, text)| (format!("{name}/{below}"), text))),
            false => drop(out.insert(name, fs::read_to_string(&path).unwrap())),
        }
    }
    out
}

#[test]
fn schemas_replace_those_of_an_earlier_run() {
    let folder = tempfile::tempdir().unwrap();
    let write = || run_in(folder.path(), &["schema", "--all", "--out", "out"], b"");
    assert!(write().starts_with("exit 0\n"));
    let out = folder.path().join("out");
    let first = files(&out);
    assert!(first.contains_key("kohortpay/CreateOrder.json"));
    let mode = fs::metadata(out.join("kohortpay/CreateOrder.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o400, 0o400);
    // Older contents are replaced.
    let older = first["kohortpay/Address.json"].clone();
    let older = older.replacen("\"title\": \"", "\"title\": \"Old", 1);
    fs::write(out.join("kohortpay/Address.json"), older).unwrap();
    assert!(write().starts_with("exit 0\n"));
    assert_eq!(files(&out), first);
}

#[test]
fn schemas_are_not_written_through_links_or_over_other_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path("out/kohortpay")).unwrap();
    fs::write(path("victim"), "PRECIOUS").unwrap();
    let write = || run_in(folder.path(), &["schema", "kohortpay", "--all", "--out", "out"], b"");
    let refused = |wanted: &str| {
        let printed = write();
        assert!(printed.starts_with("exit 2\n") && printed.contains(wanted), "{printed}");
        assert_eq!(fs::read_to_string(path("victim")).unwrap(), "PRECIOUS");
        assert_eq!(fs::read_dir(path("out/kohortpay")).map(|entries| entries.count()).unwrap_or(1), 1, "nothing else");
    };
    let target = path("out/kohortpay/CreateOrder.json");
    for link in ["../../victim", "nowhere"] {
        symlink(link, &target).unwrap();
        refused(
            "error: cannot write `out/kohortpay/CreateOrder.json`: it is a link; remove it, or choose another place",
        );
        fs::remove_file(&target).unwrap();
    }
    // A schema that somebody wrote by hand has another form.
    for foreign in
        ["", "PRECIOUS", "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"title\":\"CreateOrder\"}\n"]
    {
        fs::write(&target, foreign).unwrap();
        refused("it is there and was written by something else; remove it, or choose another place");
        assert_eq!(fs::read_to_string(&target).unwrap(), foreign);
    }
    fs::remove_file(&target).unwrap();
    fs::create_dir(&target).unwrap();
    refused("it is there and no regular file");
    fs::remove_dir_all(path("out/kohortpay")).unwrap();
    fs::create_dir(path("real")).unwrap();
    symlink("../real", path("out/kohortpay")).unwrap();
    let printed = write();
    assert!(printed.contains("error: cannot write `out/kohortpay`: it is a link"), "{printed}");
    assert_eq!(fs::read_dir(path("real")).unwrap().count(), 0);
}

const BASE: &str = "\
openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /carts:
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {
        note: {type: string, maxLength: 10}, total: {type: integer, maximum: 100}}}}}}
      responses: {'204': {description: nothing}}
";

#[test]
fn witnesses_of_an_earlier_run_are_removed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("base.yaml"), BASE).unwrap();
    fs::write(path("two.yaml"), BASE.replace("maxLength: 10", "maxLength: 5").replace("maximum: 100", "maximum: 5"))
        .unwrap();
    fs::write(path("one.yaml"), BASE.replace("maximum: 100", "maximum: 5")).unwrap();
    let diff = |revision: &str| run_in(folder.path(), &["diff", "base.yaml", revision, "--witnesses", "w"], b"");
    assert!(diff("two.yaml").starts_with("exit 1\n"));
    assert_eq!(files(&path("w")).len(), 2);
    // Files of others stay, whatever they are called.
    fs::write(path("w/notes.json"), "{}").unwrap();
    fs::write(path("w/some-rule-0123456789abcdef.json"), "{\"request\": {\"method\": \"GET\", \"target\": \"/a\"}}")
        .unwrap();
    let printed = diff("one.yaml");
    assert!(printed.contains("wrote 1 witness to w\nnote: removed 1 witness of an earlier run\n"), "{printed}");
    let left = files(&path("w"));
    assert_eq!(left.len(), 3, "{:?}", left.keys());
    let printed = diff("base.yaml");
    assert!(printed.starts_with("exit 0\n") && printed.contains("removed 1 witness of an earlier run"), "{printed}");
    assert_eq!(files(&path("w")).len(), 2);
}

#[test]
fn witnesses_are_not_written_through_links_or_over_other_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("base.yaml"), BASE).unwrap();
    fs::write(path("one.yaml"), BASE.replace("maximum: 100", "maximum: 5")).unwrap();
    fs::write(path("victim"), "PRECIOUS").unwrap();
    let diff = || run_in(folder.path(), &["diff", "base.yaml", "one.yaml", "--witnesses", "w"], b"");
    assert!(diff().starts_with("exit 1\n"));
    let name = files(&path("w")).into_keys().next().unwrap();
    let witness = path("w").join(&name);
    fs::remove_file(&witness).unwrap();
    symlink("../victim", &witness).unwrap();
    let printed = diff();
    assert!(printed.starts_with("exit 2\n") && printed.contains("it is a link"), "{printed}");
    assert_eq!(fs::read_to_string(path("victim")).unwrap(), "PRECIOUS");
    fs::remove_file(&witness).unwrap();
    fs::write(&witness, "PRECIOUS").unwrap();
    let printed = diff();
    assert!(printed.starts_with("exit 2\n") && printed.contains("was written by something else"), "{printed}");
    assert_eq!(fs::read_to_string(&witness).unwrap(), "PRECIOUS");
}
