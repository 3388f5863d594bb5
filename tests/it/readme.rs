//! What the README shows is what the program prints: every `console` block is run and compared.
//!
//! `UPDATE_README=1 cargo test --all-features --test it readme` writes the new output into the README.

use std::path::Path;
use std::process::Command;

/// Runs the command of a `console` block and returns what it prints.
fn output_of(command: &str) -> String {
    let arguments = command
        .strip_prefix("cargo run -q --features cli -- ")
        .or_else(|| command.strip_prefix("order-contracts "))
        .unwrap_or_else(|| panic!("`{command}` runs something else"));
    let ran = Command::new(env!("CARGO_BIN_EXE_order-contracts"))
        .args(arguments.split_whitespace())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(ran.stderr).unwrap(), "", "`{command}` writes to standard error");
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn the_readme_shows_real_output() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let mut blocks = readme.split("```console\n");
    let mut real = blocks.next().unwrap().to_owned();
    let mut commands = 0;
    for block in blocks {
        let (shown, rest) = block.split_once("```").unwrap();
        let (command, _) = shown.split_once('\n').unwrap();
        let printed = output_of(command.strip_prefix("$ ").unwrap());
        real += &format!("```console\n{command}\n{printed}```{rest}");
        commands += 1;
    }
    assert!(commands > 1, "the README shows commands");
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&path, &real).unwrap();
    }
    let shown = std::fs::read_to_string(&path).unwrap();
    assert_same_lines(&shown, &real);
}

/// Equal, or the first line that differs.
fn assert_same_lines(shown: &str, real: &str) {
    for (number, (shown, real)) in shown.lines().zip(real.lines()).enumerate() {
        assert_eq!(shown, real, "README.md:{}: shown and real output differ", number + 1);
    }
    assert_eq!(shown.lines().count(), real.lines().count(), "the README shows more or less than is printed");
}
