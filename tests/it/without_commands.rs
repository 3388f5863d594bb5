//! The program built without the feature `cli`, as `cargo install --path .` builds it.

use std::process::Command;

#[test]
fn a_program_without_commands_says_how_to_get_them() {
    let ran = Command::new(env!("CARGO_BIN_EXE_order-contracts")).arg("list").output().unwrap();
    assert_eq!(ran.status.code(), Some(2));
    assert_eq!(ran.stdout, b"");
    let message = String::from_utf8(ran.stderr).unwrap();
    assert!(message.contains("--features cli"), "{message}");
}
