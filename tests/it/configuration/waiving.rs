//! Waivers: written, checked, pruned, and those of the pull request itself.

use std::fs;
use std::path::Path;

use super::monorepo::{CONFIG, git, repository};
use crate::cli::run_in;

fn fingerprint(at: &Path, contract: &str) -> String {
    let told = run_in(at, &["check", contract, "--no-traffic"], b"");
    let line = told.lines().find(|line| line.contains("fingerprint")).unwrap();
    line.split_whitespace().last().unwrap().to_owned()
}

fn last(told: &str) -> Vec<&str> {
    told.split("--- stderr").next().unwrap().trim_end().lines().rev().take_while(|line| !line.is_empty()).collect()
}

#[test]
fn a_change_is_accepted_by_its_fingerprint() {
    let folder = repository();
    let at = folder.path();
    let of_orders = fingerprint(at, "orders");
    fs::write(at.join("waivers.toml"), "# Agreed in May.\n").unwrap();
    let told = run_in(
        at,
        &["waive", &of_orders, "--reason", "no \"client\" sends it", "--until", "2199-01-31", "--by", "T"],
        b"",
    );
    assert_eq!(
        told,
        format!(
            "exit 0\n--- stdout\nwaived {of_orders} request-max-length-decreased: `maxLength` decreased in requests: `100` to `50`\n\
             --- stderr\nwrote 1 waiver to waivers.toml\n"
        )
    );
    let text = fs::read_to_string(at.join("waivers.toml")).unwrap();
    assert_eq!(
        text,
        format!(
            "# Agreed in May.\n\n[[waiver]]\nfingerprint = \"{of_orders}\"\nrule = \"request-max-length-decreased\"\n\
             change = \"`maxLength` decreased in requests: `100` to `50`\"\nreason = \"no \\\"client\\\" sends it\"\nby = \"T\"\nuntil = 2199-01-31\n"
        )
    );
    let told = run_in(at, &["check"], b"");
    assert!(told.starts_with("exit 0\n"), "{told}");
    assert_eq!(last(&told)[..2], ["5 contracts: 5 pass", "waived by this pull request: 1"]);
    // Once it is in the base, it is no longer of this pull request.
    git(at, &["stash", "-q", "-u"]);
    git(at, &["checkout", "-q", "main"]);
    fs::write(at.join("waivers.toml"), &text).unwrap();
    git(at, &["add", "-A"]);
    git(at, &["commit", "-q", "-m", "Waive"]);
    git(at, &["checkout", "-q", "change"]);
    git(at, &["reset", "-q", "--hard", "main"]);
    git(at, &["checkout", "-q", "stash@{0}", "--", "openapi"]);
    let told = run_in(at, &["check"], b"");
    assert!(told.starts_with("exit 0\n") && !told.contains("by this pull request"), "{told}");
}

#[test]
fn waivers_of_the_pull_request_can_be_denied() {
    let folder = repository();
    let at = folder.path();
    fs::write(at.join("order-contracts.toml"), CONFIG.replace("max-days", "new = \"deny\"\nmax-days")).unwrap();
    let told = run_in(
        at,
        &["diff", "openapi/orders.yaml", "--write-waivers", "waivers.toml", "--reason", "r", "--until", "2199-01-01"],
        b"",
    );
    assert!(told.starts_with("exit 0\n") && told.ends_with("wrote 1 waiver to waivers.toml\n"), "{told}");
    let told = run_in(at, &["check"], b"");
    assert!(told.starts_with("exit 1\n"), "{told}");
    assert_eq!(last(&told)[1], "waived by this pull request: 1, which is denied");
}

#[test]
fn waivers_that_accept_nothing_are_reported_by_level_and_pruned() {
    let folder = repository();
    let at = folder.path();
    let of_orders = fingerprint(at, "orders");
    let waivers = format!(
        "# kept\n\n# of the old one\n[[waiver]]\nfingerprint = \"0000000000000000\"\nreason = \"old\"\nuntil = 2199-01-01\n\n\
         [[waiver]] # used\nfingerprint = \"{of_orders}\"\nreason = \"\"\"used\nlong\"\"\"\nuntil = \"2199-01-01\"\n\n\
         [[waiver]]\nfingerprint = \"1111111111111111\"\nreason = \"expired\"\nuntil = 2020-01-01\n"
    );
    fs::write(at.join("waivers.toml"), &waivers).unwrap();
    let told = run_in(at, &["check"], b"");
    assert!(told.starts_with("exit 0\n"), "{told}");
    assert!(told.contains("note: the waiver `0000000000000000` (old) matches no change\n"), "{told}");
    assert!(told.contains("note: the waiver `1111111111111111` (expired) expired on 2020-01-01\n"), "{told}");
    let told = run_in(at, &["check", "payments"], b"");
    assert!(!told.contains("matches no change"), "a waiver may be for a contract that is not checked: {told}");
    fs::write(at.join("order-contracts.toml"), CONFIG.replace("max-days", "stale = \"deny\"\nmax-days")).unwrap();
    let told = run_in(at, &["check"], b"");
    assert!(told.starts_with("exit 1\n") && told.contains("error: the waiver `0000000000000000`"), "{told}");
    let told = run_in(at, &["waive", "--prune"], b"");
    assert!(told.starts_with("exit 0\n") && told.ends_with("removed 2 waivers from waivers.toml\n"), "{told}");
    let left = fs::read_to_string(at.join("waivers.toml")).unwrap();
    assert_eq!(
        left,
        format!(
            "# kept\n\n[[waiver]] # used\nfingerprint = \"{of_orders}\"\nreason = \"\"\"used\nlong\"\"\"\nuntil = \"2199-01-01\"\n"
        )
    );
    assert!(run_in(at, &["check"], b"").starts_with("exit 0\n"));
}

#[test]
fn waivers_are_checked_against_their_rules_and_the_policy() {
    let folder = repository();
    let at = folder.path();
    let of_orders = fingerprint(at, "orders");
    let waiver = |rule: &str, until: &str| {
        let until = if until.is_empty() { String::new() } else { format!("until = {until}\n") };
        let text = format!("[[waiver]]\nfingerprint = \"{of_orders}\"\nrule = \"{rule}\"\nreason = \"r\"\n{until}");
        fs::write(at.join("waivers.toml"), text).unwrap();
        run_in(at, &["check"], b"")
    };
    let told = waiver("operation-removed", "2199-01-01");
    assert!(told.starts_with("exit 1\n"), "{told}");
    assert!(
        told.contains("is for the rule `operation-removed`, but its change is of `request-max-length-decreased`"),
        "{told}"
    );
    let told = waiver("request-max-length-decreased", "");
    assert!(told.starts_with("exit 2\n"), "{told}");
    assert!(
        told.contains(&format!(
            "cannot use the waivers in `waivers.toml`: the waiver `{of_orders}` has no `until`; expected "
        )),
        "{told}"
    );
    let told = waiver("request-max-length-decreased", "2999-01-01");
    assert!(told.contains("holds until 2999-01-01; expected "), "{told}");
    let told = waiver("request-max-length-decreased", "2199-02-30");
    assert!(told.starts_with("exit 2\n"), "{told}");
    fs::remove_file(at.join("waivers.toml")).unwrap();
    let refused = |arguments: &[&str], wanted: &str| {
        let told = run_in(at, arguments, b"");
        assert!(told.starts_with("exit 2\n") && told.contains(wanted), "{arguments:?}: {told}");
    };
    refused(
        &["waive", &of_orders[..15], "--reason", "r", "--until", "2199-01-01"],
        &format!("did you mean `{of_orders}`?"),
    );
    refused(&["waive", &of_orders, "--reason", "r"], "has no `until`");
    refused(&["waive", &of_orders], "--reason");
    refused(&["waive"], "FINGERPRINT");
    refused(&["waive", &of_orders, "--reason", "r", "--until", "soon"], "expected a date, such as `2027-01-31`");
    refused(&["waive", "--prune"], "cannot read `waivers.toml`");
    refused(
        &[
            "waive",
            &of_orders,
            "--reason",
            "r",
            "--until",
            "2199-01-01",
            "--no-config",
            "--contract",
            "openapi/orders.yaml",
        ],
        "no file for waivers",
    );
    assert!(!at.join("waivers.toml").exists());
}

#[test]
fn a_waiver_is_renewed_and_not_written_twice() {
    let folder = repository();
    let at = folder.path();
    let of_orders = fingerprint(at, "orders");
    for until in ["2199-01-01", "2198-01-01"] {
        let told = run_in(at, &["waive", &of_orders, "--reason", "r", "--until", until], b"");
        assert!(told.starts_with("exit 0\n"), "{told}");
        let text = fs::read_to_string(at.join("waivers.toml")).unwrap();
        assert_eq!(text.matches("[[waiver]]").count(), 1, "{text}");
        assert!(text.contains(until), "{text}");
    }
    fs::write(at.join("waivers.toml"), "[]").unwrap();
    let told = run_in(at, &["waive", &of_orders, "--reason", "r", "--until", "2199-01-01"], b"");
    assert!(told.starts_with("exit 2\n") && told.contains("waivers in JSON are only read"), "{told}");
}
