//! What the README shows is what the program prints: every `console` block is run and compared.

use std::path::Path;
use std::process::Command;

/// The commands of the README's `console` blocks, each with the output that is shown under it.
fn shown() -> Vec<(String, String)> {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let blocks = readme.split("```console\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned());
    blocks
        .map(|block| {
            let (command, output) = block.split_once('\n').unwrap();
            (command.strip_prefix("$ ").unwrap().to_owned(), output.to_owned())
        })
        .collect()
}

#[test]
fn the_readme_shows_real_output() {
    let shown = shown();
    assert!(shown.len() > 1, "the README shows commands");
    for (command, output) in shown {
        let arguments = command
            .strip_prefix("cargo run -q --features cli -- ")
            .or_else(|| command.strip_prefix("order-contracts "))
            .unwrap_or_else(|| panic!("`{command}` runs something else"));
        let ran = Command::new(env!("CARGO_BIN_EXE_order-contracts"))
            .args(arguments.split_whitespace())
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        let printed = String::from_utf8(ran.stdout).unwrap();
        assert_eq!(printed, output, "`{command}` prints:\n{printed}");
        assert_eq!(String::from_utf8(ran.stderr).unwrap(), "", "`{command}` complains");
    }
}
