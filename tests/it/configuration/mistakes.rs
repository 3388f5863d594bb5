//! Configurations that are refused, each with the line, the column and what would be right.

use std::fs;

use super::schema;
use crate::cli::run_in;
use crate::support::assert_none;

/// A configuration behind `version = 1`, what is said of it, and whether its schema refuses it too.
struct Case {
    text: &'static str,
    said: &'static [&'static str],
    by_schema: bool,
}

const fn case(text: &'static str, said: &'static [&'static str]) -> Case {
    Case { text, said, by_schema: true }
}

/// What a schema cannot say.
const fn unseen(text: &'static str, said: &'static [&'static str]) -> Case {
    Case { text, said, by_schema: false }
}

pub(super) const FIRST: &str = "version = 1\n";

const CASES: &[Case] = &[
    case("bse = \"auto\"", &["2:1: unknown key `bse`; did you mean `base`?"]),
    case("version2 = 1", &["2:1: unknown key `version2`; did you mean `version`?"]),
    case("base = 5", &["2:8: `base` is 5; expected a text in quotes"]),
    case("base = \" \"", &["2:8: `base` is empty"]),
    case("undeclared = \"no\"", &["2:14: unknown value `no` of `undeclared`; expected `sent`, `not-sent`"]),
    case("[fail-on]\nwire = \"braking\"", &["3:8: unknown value `braking` of `wire`; did you mean `breaking`?"]),
    case("[fail-on]\ndocs = \"breaking\"", &["3:8: unknown value `breaking` of `docs`; expected `any`, `off`"]),
    case("[fail-on]\nwired = \"any\"", &["3:1: unknown key `wired`; did you mean `wire`?"]),
    case("fail-on = \"any\"", &["2:11: `fail-on` is a text; expected a table, `[fail-on]`"]),
    case(
        "[rules]\noperation-id-change = \"warn\"",
        &["3:1: unknown rule `operation-id-change`; did you mean `operation-id-changed`?"],
    ),
    case(
        "[rules]\noperation-id-changed = \"alow\"",
        &["3:24: unknown value `alow` of `operation-id-changed`; did you mean `allow`?"],
    ),
    case(
        "[rules]\noperation-id-changed = true",
        &["3:24: `operation-id-changed` is `true`; expected `allow`, `warn`, `deny`, or a table with `level`"],
    ),
    case("[rules]\noperation-id-changed = { reason = \"r\" }", &["3:1: `operation-id-changed` has no `level`"]),
    case(
        "[rules]\noperation-id-changed = { level = \"warn\", contract = [] }",
        &["3:42: unknown key `contract`; did you mean `contracts`?"],
    ),
    unseen(
        "[rules]\noperation-id-changed = { level = \"warn\", contracts = [\"ordes\"] }\n[[contract]]\nname = \"orders\"\npath = \"a.yaml\"",
        &["3:55: unknown contract `ordes`; did you mean `orders`?"],
    ),
    case(
        "[waivers]\nfile = \"/etc/w.toml\"",
        &["3:8: `/etc/w.toml` is absolute; expected a path from the folder of this file"],
    ),
    unseen("[waivers]\nfile = \"../w.toml\"", &["3:8: `../w.toml` is outside of the repository"]),
    case("[waivers]\nmax-days = -1", &["3:12: `max-days` is -1; expected an integer from 0"]),
    case("[waivers]\nmax-days = 1.5", &["3:12: `max-days` is 1.5; expected an integer from 0"]),
    case("[waivers]\nstale = \"denny\"", &["3:9: unknown value `denny` of `stale`; did you mean `deny`?"]),
    case("[limits]\nnestin = 5", &["3:1: unknown limit `nestin`; did you mean `nesting`?"]),
    case("[limits]\nnesting = \"5MiB\"", &["3:11: limit `nesting`: `5MiB` is not a whole number above 0"]),
    case("[limits]\nnesting = 0", &["3:11: limit `nesting`: `0` is not a whole number above 0"]),
    case(
        "[limits]\nrecord-bytes = 1.5",
        &["3:16: `record-bytes` is no amount; expected an integer, or a text such as `64MiB`"],
    ),
    case("[[contract]]\nname = \"a\"", &["2:1: `[[contract]]` has no `path`"]),
    case("contract = \"a\"", &["2:12: `contract` is a text; expected tables that each begin with `[[contract]]`"]),
    case("contract = [1]", &["2:13: `contract` is 1; expected tables that each begin with `[[contract]]`"]),
    unseen("[[contract]]\npath = \"../../a.yaml\"", &["3:8: `../../a.yaml` is outside of the repository"]),
    unseen("[[contract]]\npath = \"a/[.yaml\"", &["3:8: `a/[.yaml` is no pattern: invalid range pattern"]),
    unseen(
        "[[contract]]\nname = \"a\"\npath = \"a.yaml\"\n[[contract]]\nname = \"a\"\npath = \"b.yaml\"",
        &["6:8: two contracts are called `a`"],
    ),
    unseen("[[contract]]\npath = \"aa.yaml\"", &["3:8: cannot read `aa.yaml`: no such file; did you mean `a.yaml`?"]),
    unseen("[[contract]]\npath = \"*.yml\"", &["3:8: `*.yml` matches no file"]),
    unseen("[[contract]]\npath = \"folder\"", &["3:8: `folder` is a folder; expected a document"]),
    case("[[contract]]\npath = \"a.yaml\"\n[contract.traffic]", &["4:11: `[contract.traffic]` has no `inputs`"]),
    case(
        "[[contract]]\npath = \"a.yaml\"\n[contract.traffic]\ninputs = []",
        &["4:11: `inputs` is empty; expected the files of the traffic"],
    ),
    case(
        "[[contract]]\npath = \"a.yaml\"\n[contract.traffic]\ninputs = [1]\nstrict = \"yes\"\nmin-coverage = 101",
        &[
            "5:11: `inputs` is 1; expected a list of texts, none of them empty",
            "6:10: `strict` is a text; expected `true` or `false`",
            "7:16: `min-coverage` is 101; expected a number from 0 to 100",
        ],
    ),
    case(
        "base = \"a\"\nfail-on = 1\nbas = 1",
        &["3:11: `fail-on` is 1; expected a table, `[fail-on]`", "4:1: unknown key `bas`; did you mean `base`?"],
    ),
];

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), crate::diff::BASE).unwrap();
    fs::create_dir(folder.path().join("folder")).unwrap();
    folder
}

#[test]
fn mistakes_have_a_place_and_say_what_was_meant() {
    let folder = folder();
    let mut wrong = Vec::new();
    for Case { text, said, by_schema } in CASES {
        let whole = format!("{FIRST}{text}\n");
        fs::write(folder.path().join("order-contracts.toml"), &whole).unwrap();
        let wanted: String = said.iter().map(|said| format!("error: order-contracts.toml:{said}\n")).collect();
        let wanted = format!("exit 2\n--- stdout\n--- stderr\n{wanted}");
        let found = run_in(folder.path(), &["config"], b"");
        if found != wanted {
            wrong.push(format!("{text}\nexpected {wanted}\nfound {found}"));
        }
        if schema::accepts(&whole) == *by_schema {
            wrong.push(format!("{text}\nthe schema accepts it: {}", !by_schema));
        }
    }
    assert_none(&wrong);
}

#[test]
fn what_is_no_configuration_is_refused_as_a_whole() {
    let folder = folder();
    let at = folder.path();
    let long = vec![b'#'; (1 << 20) + 1];
    let many = format!("{FIRST}{}", (0..60).map(|number| format!("k{number}{number} = 1\n")).collect::<String>());
    let deep = format!("{FIRST}a = {}", "[".repeat(100_000));
    let cases: &[(&str, &[u8], &str)] = &[
        ("empty.toml", b"", "error: empty.toml:1:1: the file has no `version`; expected `version = 1`\n"),
        ("two.toml", b"version = 2\n", "error: two.toml:1:11: unknown version 2; this program reads version 1\n"),
        ("twice.toml", b"version = 1\nbase = \"a\"\nbase = \"b\"\n", "error: twice.toml:3:1: duplicate key\n"),
        ("cut.toml", b"version = 1\n[[contract]\n", "error: cut.toml:2:12: unclosed array table, expected `]`\n"),
        ("bytes.toml", b"version = 1\n\nbase = \"\xff\"\n", "error: `bytes.toml`: line 3: not UTF-8\n"),
        ("binary.toml", b"\x00\x01\x02", ""),
        ("deep.toml", deep.as_bytes(), ""),
        ("long.toml", &long, "error: `long.toml` has more than 1048576 bytes, which no configuration has\n"),
    ];
    for (name, bytes, wanted) in cases {
        fs::write(at.join(name), bytes).unwrap();
        let told = run_in(at, &["config", "--config", name], b"");
        assert!(told.starts_with("exit 2\n--- stdout\n--- stderr\nerror: "), "{name}: {told}");
        assert_eq!(told.lines().count(), 4, "{name}: {told}");
        assert!(wanted.is_empty() || told.ends_with(wanted), "{name}: {told}");
    }
    fs::write(at.join("many.toml"), many).unwrap();
    let told = run_in(at, &["config", "--config", "many.toml"], b"");
    assert!(told.ends_with("error: 10 more mistakes in `many.toml`\n"), "{told}");
    let told = run_in(at, &["config", "--config", "none.toml"], b"");
    assert!(told.contains("error: cannot read `none.toml`"), "{told}");
    let told = run_in(at, &["config", "--config", "folder"], b"");
    assert!(told.contains("error: cannot read `folder`"), "{told}");
    fs::write(at.join("marked.toml"), b"\xef\xbb\xbfversion = 1\n").unwrap();
    assert!(run_in(at, &["config", "--config", "marked.toml"], b"").starts_with("exit 0\n"), "a byte order mark");
}
