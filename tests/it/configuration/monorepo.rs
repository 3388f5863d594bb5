//! A scratch repository with five contracts, for the tests beside it.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::diff::BASE;

/// The configuration of the repository.
pub(super) const CONFIG: &str = r#"version = 1

[fail-on]
wire = "breaking"
code = "breaking"

[rules]
operation-id-changed = { level = "allow", reason = "no generated clients", contracts = ["internal"] }

[waivers]
file = "waivers.toml"
max-days = 100000

[[contract]]
name = "orders"
path = "openapi/orders.yaml"

[contract.traffic]
inputs = "logs/*.ndjson"
schema = "createOrder"
min-coverage = 10

[[contract]]
name = "payments"
path = "openapi/payments.yaml"

[[contract]]
name = "internal"
path = "openapi/internal.yaml"

[[contract]]
name = "others"
path = "openapi/others/*.yaml"
"#;

/// Runs git in `folder`, whatever the configuration of the machine is. Commits have the same names on every machine and day.
pub(super) fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"];
    let date = "2026-01-01T00:00:00+00:00";
    let output = Command::new("git")
        .current_dir(folder)
        .env("GIT_AUTHOR_DATE", date)
        .env("GIT_COMMITTER_DATE", date)
        .args(identity)
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Five contracts on `main`, of which a branch changes three: `orders` breaks on the wire, `payments` is compatible, and
/// `internal` breaks generated code.
pub(super) fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir_all(at.join("openapi/others")).unwrap();
    fs::create_dir(at.join("logs")).unwrap();
    for name in ["orders", "payments", "internal", "others/a", "others/b"] {
        edit(at, name, BASE);
    }
    fs::write(at.join("logs/a.ndjson"), "{\"amount\": 3}\n{\"amount\": 4, \"name\": \"N\"}\n").unwrap();
    fs::write(at.join("order-contracts.toml"), CONFIG).unwrap();
    git(at, &["init", "-q"]);
    git(at, &["add", "-A"]);
    git(at, &["commit", "-q", "-m", "Base"]);
    git(at, &["checkout", "-q", "-b", "change"]);
    edit(at, "orders", &BASE.replace("maxLength: 100", "maxLength: 50"));
    let compatible = "    get:\n      responses: {'200': {description: Listed}}\n    post:\n      deprecated: true";
    edit(at, "payments", &BASE.replace("    post:", compatible));
    edit(at, "internal", &BASE.replace("createOrder", "makeOrder"));
    folder
}

/// Writes a document of the repository.
pub(super) fn edit(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(format!("openapi/{name}.yaml")), text).unwrap();
}
